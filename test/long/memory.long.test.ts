/** Scans in too little memory: whatever of Node, Dawn or the driver fails first, someone says what happened, and the next scan goes on. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { dualnu, hashTree, MAIN, makeFolder, runProcess } from '../e2e/cli.js';
import { FILES, scanTo, wordsOf } from '../e2e/night.js';

/** Sizes of address space, KiB: from what lets no library be loaded to what suffices for all, by steps smaller than a tile's buffers. */
const SIZES = Array.from({ length: 24 }, (_, i) => 1_000_000 + 50_000 * i);

it.skipIf(process.platform !== 'linux')('end with a word, and leave whole tiles', async () => {
  const dir = await makeFolder(FILES);
  expect((await dualnu(dir, scanTo('whole.zarr'))).code).toBe(0);
  const whole = await hashTree(join(dir, 'whole.zarr'));
  const codes = new Set<number>();
  for (const size of SIZES) {
    const grid = `grid-${size}.zarr`;
    const command = 'ulimit -v "$1" && shift && "$@"; code=$?; exit $code';
    const program = [process.execPath, MAIN, ...scanTo(grid)];
    const run = await runProcess('/bin/sh', ['-c', command, 'sh', String(size), ...program], dir);
    codes.add(run.code);
    if (run.code !== 0) expect(wordsOf(run).filter((line) => line.startsWith('dualnu: '))).not.toEqual([]);
    if ((await readdir(dir)).includes(grid)) {
      expect((await dualnu(dir, scanTo(grid))).code).toBe(0);
      expect(await hashTree(join(dir, grid))).toEqual(whole);
    }
  }
  // Both ends of the sizes were reached, and something in between.
  expect(codes).toContain(0);
  expect(codes).toContain(5);
  expect(codes.size).toBeGreaterThan(2);
});
