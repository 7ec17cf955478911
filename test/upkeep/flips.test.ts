/** One byte changed anywhere in a grid: reported by verify, printed by nobody, mended by repair. A sample; test/long has every byte. */
import { beforeAll, expect, it } from 'vitest';
import { randomStream } from '../scans.js';
import { expectSeen, type Flip, isNumbers, printed, type WrittenGrid, writeGrid } from './damaged.js';

let grid: WrittenGrid;
let before: string;
beforeAll(async () => {
  grid = await writeGrid('joint');
  before = (await printed(grid.dir)) ?? '';
  expect(before).toContain('best_fit');
});

const random = randomStream(20261128);
const draw = (path: string, length: number): Flip => ({
  path,
  place: Math.floor(random() * length),
  by: 1 + Math.floor(random() * 255),
});

it('of any metadata document, second copy or file of digests', async () => {
  const files = [...grid.files].filter(([path]) => !isNumbers(path));
  expect(files.length).toBeGreaterThan(10);
  for (const [path, { length }] of files) {
    for (let k = 0; k < 8; k++) await expectSeen(grid, draw(path, length), { before, mend: k < 2 });
  }
});

it('of any coordinate or chunk', async () => {
  const files = [...grid.files].filter(([path]) => isNumbers(path));
  expect(files.length).toBeGreaterThan(8);
  for (const [path, { length }] of files) {
    for (let k = 0; k < 3; k++) await expectSeen(grid, draw(path, length), { before, mend: k === 0 });
  }
});
