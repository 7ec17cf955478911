/**
 * Every byte of every metadata document, second copy and file of digests, and 2,000 of coordinates and chunks, changed one at a time.
 * FLIPS_PART=2/3 takes the second of every three bytes, so that processes side by side share the hours.
 */
import { beforeAll, expect, it } from 'vitest';
import { randomStream } from '../scans.js';
import { expectSeen, isNumbers, printed, type WrittenGrid, writeGrid } from '../upkeep/damaged.js';

const [PART = 1, PARTS = 1] = (process.env.FLIPS_PART ?? '1/1').split('/').map(Number);
if (!(PART >= 1 && PART <= PARTS)) throw new RangeError('FLIPS_PART is a part of parts, as in 2/3');
const isMine = (count: number) => count % PARTS === PART - 1;

/** Bytes of coordinates and chunks that are changed. */
const NUMBERS = 2000;

let grid: WrittenGrid;
let before: string;
beforeAll(async () => {
  grid = await writeGrid('joint');
  before = (await printed(grid.dir)) ?? '';
});

const random = randomStream(20261129);
const mask = () => 1 + Math.floor(random() * 255);

it('every byte of the metadata and digests is seen, and mended', async () => {
  let count = 0;
  for (const [path, { length }] of grid.files) {
    if (isNumbers(path)) continue;
    for (let place = 0; place < length; place++, count++) {
      const by = mask();
      if (isMine(count)) await expectSeen(grid, { path, place, by }, { before, mend: true });
    }
  }
  console.info(`part ${PART} of ${PARTS} of ${count} bytes of metadata and digests`);
  expect(count).toBeGreaterThan(10_000);
});

it(`${NUMBERS} bytes of coordinates and chunks are seen, and mended`, async () => {
  const files = [...grid.files].filter(([path]) => isNumbers(path));
  for (let k = 0; k < NUMBERS; k++) {
    const [path, { length }] = files[Math.floor(random() * files.length)] ?? ['', Buffer.alloc(0)];
    const [place, by] = [Math.floor(random() * length), mask()];
    if (isMine(k)) await expectSeen(grid, { path, place, by }, { before, mend: true });
  }
});
