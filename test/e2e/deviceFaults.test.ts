/** A device that fails, as the user of the program meets it: what is said, what is left, and that the next run goes on. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { dualnu, hashTree, makeFolder } from './cli.js';
import { FILES, runWith, scanTo, wordsOf } from './night.js';

let dir: string;
let whole: Record<string, string>;
beforeAll(async () => {
  dir = await makeFolder(FILES);
  expect((await dualnu(dir, scanTo('whole.zarr'))).code).toBe(0);
  whole = await hashTree(join(dir, 'whole.zarr'));
});

const MAPPING = { of: 'GPUBuffer', call: 'mapAsync' } as const;

describe('a driver that ends the process', () => {
  it('in the middle: whole tiles are kept, and someone says so', async () => {
    const run = await runWith(dir, scanTo('ended.zarr'), { ...MAPPING, at: 15, does: 'SIGSEGV' });
    expect({ signal: run.signal, stdout: run.stdout }).toEqual({ signal: 'SIGSEGV', stdout: '' });
    const [words = '', ...others] = wordsOf(run);
    const told =
      /^dualnu: this process was ended by a signal, for lack of memory, or by the driver of the GPU: at least (\d+) of 20 tiles \((\d+) points\) (?:is|are) kept in ended.zarr; run the same command again to go on$/.exec(
        words,
      );
    expect({ tiles: Number(told?.[1]) > 0, others }).toEqual({ tiles: true, others: [] });
    const again = await dualnu(dir, [...scanTo('ended.zarr'), '--json']);
    expect(JSON.parse(again.stdout).points_resumed).toBeGreaterThanOrEqual(Number(told?.[2]));
    expect(await hashTree(join(dir, 'ended.zarr'))).toEqual(whole);
  });

  it('while it is opened: nothing is left', async () => {
    const fault = { of: 'GPUAdapter', call: 'requestDevice', does: 'SIGABRT' };
    const run = await runWith(dir, scanTo('early.zarr'), fault);
    expect(run.signal).toBe('SIGABRT');
    expect(wordsOf(run)).toEqual([
      'dualnu: this process was ended by a signal, for lack of memory, or by the driver of the GPU, before its first tile; dualnu doctor tells of drivers',
    ]);
    expect((await readdir(dir)).filter((name) => name.startsWith('early'))).toEqual([]);
  });
});

describe('a device that does not answer', () => {
  it('is left behind: the grid is complete, and the process ends', async () => {
    const run = await runWith(dir, scanTo('hung.zarr'), { ...MAPPING, at: 3, does: 'hang' });
    expect({ code: run.code, signal: run.signal }).toEqual({ code: 0, signal: null });
    expect(wordsOf(run)).toEqual([
      expect.stringMatching(
        /^dualnu: .*: the device .* has not answered for \d+ minutes: it was opened again, and what was in hand is computed again$/,
      ),
    ]);
    expect(run.stdout).toContain('best fit');
    expect(await hashTree(join(dir, 'hung.zarr'))).toEqual(whole);
  });
});

describe('a device that is lost', () => {
  it('once is told on stderr and in the log, and the grid is the same', async () => {
    const run = await runWith(dir, scanTo('lost.zarr'), { ...MAPPING, at: 3, does: 'lose' });
    expect(run.code).toBe(0);
    expect(wordsOf(run)).toEqual([expect.stringMatching(/^dualnu: .* was lost .*: it was opened again, /)]);
    expect(await hashTree(join(dir, 'lost.zarr'))).toEqual(whole);
  });

  it('at every tile ends the scan with exit code 5, and leaves nothing', async () => {
    const fault = { of: 'GPUDevice', call: 'createCommandEncoder', label: 'points', does: 'lose' };
    const run = await runWith(dir, scanTo('never.zarr'), fault);
    expect({ code: run.code, stdout: run.stdout }).toEqual({ code: 5, stdout: '' });
    expect(wordsOf(run).at(-1)).toMatch(/ was lost .*, as 4 times before; so it went with 3 tiles in a row$/);
    expect((await readdir(dir)).filter((name) => name.startsWith('never'))).toEqual([]);
  });
});
