/** A scan that does not come to its end: what it says, what it leaves, and that the next one goes on. */
import { openSync } from 'node:fs';
import { chmod, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { dualnu, failing, hashTree, makeFolder, smallScan } from './cli.js';
import { type DeviceFault, type Fault, FILES, runWith, scanTo, TWENTY_TILES, wordsOf } from './night.js';

let dir: string;
let whole: Record<string, string>;
beforeAll(async () => {
  dir = await makeFolder(FILES);
  expect((await dualnu(dir, scanTo('whole.zarr'))).code).toBe(0);
  whole = await hashTree(join(dir, 'whole.zarr'));
});

let count = 0;
/** A folder for a grid that is not there yet. */
const newGrid = () => {
  count += 1;
  return `grid-${count}.zarr`;
};

async function logOf(grid: string): Promise<Record<string, unknown>[]> {
  return JSON.parse(await readFile(join(dir, `${grid}.log.json`), 'utf8'));
}

/** What stands in the folder beside a grid and its log. */
const besides = async (grid: string) =>
  (await readdir(dir)).filter((name) => name.includes(grid) && ![grid, `${grid}.log.json`].includes(name));

/** Runs the same command again, without faults: the grid becomes that of a scan that nothing happened to. */
async function expectToGoOn(grid: string): Promise<void> {
  const { code } = await dualnu(dir, scanTo(grid));
  expect(code).toBe(0);
  expect(await hashTree(join(dir, grid))).toEqual(whole);
  expect(await besides(grid)).toEqual([]);
}

/** What is kept of twenty tiles, in words: how many there are, their points, and what is said behind them. */
const KEPT = /(\d+) of 20 tiles \((\d+) points\)(?: of the new grid)? (?:is|are) kept in (.*)$/;

/** How many tiles are kept by the words, which must be true of the points, too. */
function tilesKept(words: string | undefined): { readonly tiles: number; readonly rest: string | undefined } {
  const [, tiles, points, rest] = KEPT.exec(words ?? '') ?? [];
  expect(Number(points)).toBe(300 * Number(tiles));
  return { tiles: Number(tiles), rest };
}

const ENDED = 'dualnu: this process was ended by a signal, for lack of memory, or by the driver of the GPU: ';

/** The second chunk of chi2 is about to get its name. */
const SECOND_TILE = { kind: 'rename', match: 'chi2/c/', at: 2 } as const;

describe('a signal', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s lets the tiles in hand be finished, and says how to go on', async (name, code) => {
    const grid = newGrid();
    const run = await runWith(dir, scanTo(grid), [
      { kind: 'mkdir', match: `${grid}/chi2/c`, at: 1, does: name },
    ]);
    expect({ code: run.code, stdout: run.stdout }).toEqual({ code, stdout: '' });
    const [first, last = '', ...others] = wordsOf(run);
    expect(first).toBe(
      `dualnu: ${name}: finishing the tiles in hand and stopping then; once more stops at once`,
    );
    const told =
      /^dualnu: stopped by (\w+): (\d+) of 20 tiles \((\d+) points\) (?:is|are) kept in (\S+); run the same command again to go on$/.exec(
        last,
      );
    expect(told?.slice(1, 2).concat(told.slice(4))).toEqual([name, grid]);
    expect(others).toEqual([]);
    const { tiles } = JSON.parse((await dualnu(dir, ['info', grid, '--json'])).stdout);
    expect(tiles.done).toBe(Number(told?.[2]));
    expect(tiles.done).toBeLessThan(20);
    const [entry] = await logOf(grid);
    expect(entry).toMatchObject({ stopped: last.replace('dualnu: ', ''), ended: expect.any(String) });
    expect(entry?.points_computed).toBe(Number(told?.[3]));
    await expectToGoOn(grid);
  });

  it('that comes twice ends the process at once; the log has a run that has not ended', async () => {
    const grid = newGrid();
    // At the first two tiles.
    const faults = [1, 2].map((at): Fault => ({ kind: 'rename', match: 'chi2/c/', at, does: 'SIGINT' }));
    const run = await runWith(dir, scanTo(grid), faults);
    expect(run.signal).toBe('SIGINT');
    expect(wordsOf(run)).toHaveLength(1);
    const { stdout } = await dualnu(dir, ['info', grid]);
    expect(stdout).toMatch(
      /\nlast run begun 20\S+Z, not ended: it still runs, was killed, or could not write that it ended$/m,
    );
    const again = await dualnu(dir, scanTo(grid));
    expect(wordsOf(again)).toEqual([
      expect.stringMatching(
        new RegExp(
          `^dualnu: ${grid}: process \\d+ on ${hostname()} .* has ended without finishing; its lock is removed$`,
        ),
      ),
    ]);
    await expectToGoOn(grid);
    expect((await logOf(grid)).map((entry) => 'ended' in entry)).toEqual([false, true, true]);
  });
});

describe('a kill', () => {
  it('of a scan that went on: all tiles of the grid count, also those of runs before', async () => {
    const grid = newGrid();
    const killed = { kind: 'rename', match: 'chi2/c/', does: 'SIGKILL' } as const;
    const tiles: number[] = [];
    for (const at of [5, 1]) {
      const words = wordsOf(await runWith(dir, scanTo(grid), [{ ...killed, at }])).at(-1);
      expect(words).toContain(`${ENDED}at least `);
      const { done } = JSON.parse((await dualnu(dir, ['info', grid, '--json'])).stdout).tiles;
      const told = tilesKept(words);
      expect(told.rest).toBe(`${grid}; run the same command again to go on`);
      // One that was just renamed may not have been counted.
      expect(told.tiles).toBeLessThanOrEqual(done);
      tiles.push(told.tiles);
    }
    const [first = 0, second = 0] = tiles;
    expect(first).toBeGreaterThan(0);
    expect(second).toBeGreaterThanOrEqual(first);
    await expectToGoOn(grid);
  });
});

describe('a disk', () => {
  it.each([
    ['ENOSPC', { kind: 'write', match: 'chi2/c/' }, 'no space left on the device'],
    ['EIO', { kind: 'write', match: 'chi2/c/' }, 'the disk reports an error \\(EIO\\)'],
    ['EIO', { kind: 'rename', match: 'chi2/c/' }, 'the disk reports an error \\(EIO\\)'],
    ['EROFS', { kind: 'open', match: 'chi2/c/' }, 'the file system is read-only'],
  ] as const)('that answers %s to %o: whole tiles stay, and exit code 7', async (does, call, reason) => {
    const grid = newGrid();
    // Behind the first tile: a file whose folder is missing is opened twice.
    const run = await runWith(dir, scanTo(grid), [{ ...call, at: call.kind === 'open' ? 16 : 2, does }]);
    expect(run.code).toBe(7);
    const [words, ...others] = wordsOf(run);
    expect(words).toMatch(new RegExp(`^dualnu: cannot write ${grid}/chi2/c/\\S+: ${reason}: `));
    expect(others).toEqual([]);
    const { tiles, rest } = tilesKept(words);
    const first = does === 'ENOSPC' ? 'free some space there, and ' : '';
    expect(rest).toBe(`${grid}; ${first}run the same command again to go on`);
    expect(JSON.parse((await dualnu(dir, ['info', grid, '--json'])).stdout).tiles.done).toBe(tiles);
    expect(`dualnu: ${(await logOf(grid))[0]?.failure}`).toBe(words);
    await expectToGoOn(grid);
  });

  it('that is full, to the last block: the run log has room for its end, which was taken before', async () => {
    const grid = newGrid();
    // Four tiles are written at a time: the first one is there.
    const run = await runWith(dir, scanTo(grid), [{ kind: 'write', match: 'chi2/c/', at: 5, does: 'full' }]);
    const [words = '', ...others] = wordsOf(run);
    expect({ code: run.code, others }).toEqual({ code: 7, others: [] });
    const { tiles, rest } = tilesKept(words);
    expect(tiles).toBeGreaterThan(0);
    expect(rest).toBe(`${grid}; free some space there, and run the same command again to go on`);
    expect(await logOf(grid)).toEqual([
      expect.objectContaining({ failure: words.replace('dualnu: ', ''), ended: expect.any(String) }),
    ]);
    expect(await besides(grid)).toEqual([]);
    await expectToGoOn(grid);
  });

  it('that can be written no more, not even the run log: so it is said', async () => {
    const grid = newGrid();
    const failing = { kind: 'rename', does: 'EIO' } as const;
    const run = await runWith(dir, scanTo(grid), [
      { ...failing, match: 'chi2/c/', at: 5 },
      { ...failing, match: `${grid}.log.json`, at: 2 },
    ]);
    expect(run.code).toBe(7);
    expect(wordsOf(run)).toEqual([
      `dualnu: ${grid}: the run log cannot be written, and goes on saying that this run has not ended`,
      expect.stringMatching(/: the disk reports an error \(EIO\): \d+ of 20 tiles .* to go on$/),
    ]);
    expect(await logOf(grid)).toEqual([expect.not.objectContaining({ ended: expect.anything() })]);
    await expectToGoOn(grid);
  });

  it('that fails to sync fails the scan, since the tile may not be there', async () => {
    const grid = newGrid();
    const args = scanTo(grid).filter((arg) => arg !== '--no-sync');
    const run = await runWith(dir, args, [{ kind: 'sync', match: 'chi2/c/', at: 1, does: 'EIO' }]);
    expect({ code: run.code, words: wordsOf(run) }).toEqual({
      code: 7,
      words: [
        expect.stringMatching(
          /^dualnu: cannot write .*: the disk reports an error \(EIO\): no tile was finished; run the same command again to go on$/,
        ),
      ],
    });
    await expectToGoOn(grid);
  });

  it('that is too small is refused before the first tile, with figures', async () => {
    const axes = {
      ...TWENTY_TILES.axes,
      Umu5_sq: { log: [1e-9, 1e-1], points: 1000000 },
      epsilon: { log: [1e-5, 1e-2], points: 300 },
    };
    await writeFile(join(dir, 'huge.yaml'), smallScan({ axes }));
    const message = await failing(dir, scanTo('huge.zarr', 'huge.yaml'), 7);
    expect(message).toMatch(
      /^dualnu: huge.zarr: the scan will write \d+(\.\d+)? TB, but only \d+(\.\d+)? [GT]B are free on that disk; free some, choose another --out, or scan fewer points$/,
    );
  });

  it.skipIf(process.getuid?.() === 0)('that may not be written ends with 7 and leaves nothing', async () => {
    const own = await makeFolder(FILES);
    await chmod(own, 0o500);
    expect(await failing(own, scanTo('grid.zarr'), 7)).toMatch(
      /cannot create grid grid.zarr: permission denied/,
    );
    await chmod(own, 0o700);
  });
});

describe('a complete grid', () => {
  it.each([
    ['EROFS', 'mkdir'],
    ['ENOSPC', 'open'],
  ] as const)('needs no writing: a disk that answers %s at a %s does not matter', async (does, kind) => {
    const fault = { kind, match: 'whole.zarr.writers', at: 1, does };
    const run = await runWith(dir, scanTo('whole.zarr'), [fault]);
    expect({ code: run.code, words: wordsOf(run) }).toEqual({
      code: 0,
      words: [
        'dualnu: whole.zarr: is complete; the run log cannot be written there, and tells nothing of this run',
      ],
    });
    expect(run.stdout).toMatch(
      /^nothing was computed: the grid is complete\n6.00 k points were on disk already\n/,
    );
    expect(await hashTree(join(dir, 'whole.zarr'))).toEqual(whole);
    expect(await besides('whole.zarr')).toEqual([]);
  });

  it('is no excuse for what there is to write', async () => {
    const fault = { kind: 'mkdir', match: 'whole.zarr.writers', at: 1, does: 'EROFS' } as const;
    const cases = [
      [scanTo('whole.zarr', 'scan.yaml', '--overwrite'), /the file system is read-only/],
      [scanTo('whole.zarr', 'other.yaml'), /holds the grid of another scan/],
    ] as const;
    for (const [args, words] of cases) {
      const refused = await runWith(dir, args, [fault]);
      expect(refused.code).toBe(7);
      expect(wordsOf(refused).join()).toMatch(words);
    }
  });

  it('from which a tile is gone does', async () => {
    const grid = newGrid();
    expect((await dualnu(dir, scanTo(grid))).code).toBe(0);
    await rm(join(dir, grid, 'chi2', 'c', '3', '0', '0'));
    const fault = { kind: 'mkdir', match: `${grid}.writers`, at: 1, does: 'EROFS' } as const;
    const run = await runWith(dir, scanTo(grid), [fault]);
    expect({ code: run.code, words: wordsOf(run) }).toEqual({
      code: 7,
      words: [`dualnu: cannot write beside ${grid}: the file system is read-only`],
    });
    await expectToGoOn(grid);
  });
});

describe('a command that writes at its end', () => {
  const refine = ['contours', 'whole.zarr', '--x', 'm4_gev', '--y', 'm5_gev', '--fix', 'Umu5_sq=1e-4'];
  it.each([
    ['SIGINT', 130, [...refine, '--refine', '--software', '--out', 'stopped.svg']],
    ['SIGTERM', 143, ['best-fit', 'whole.zarr', '--software']],
  ] as const)('is stopped by %s in the midst of its work: nothing was written', async (name, code, args) => {
    const fault: DeviceFault = { of: 'GPUBuffer', call: 'mapAsync', at: 2, does: name };
    const run = await runWith(dir, args, fault);
    expect({ ...run, stderr: wordsOf(run) }).toEqual({
      code,
      signal: null,
      stdout: '',
      stderr: [`dualnu: stopped by ${name}: nothing was written`],
    });
    expect(await readdir(dir)).not.toContain('stopped.svg');
  });
});

describe('a folder', () => {
  it('that is removed while the scan writes ends it at the next tile, and nothing is made again', async () => {
    const grid = newGrid();
    const run = await runWith(dir, scanTo(grid), [
      { ...SECOND_TILE, does: 'remove', folder: join(dir, grid) },
    ]);
    expect(run.code).toBe(7);
    expect(wordsOf(run)).toEqual([
      `dualnu: ${grid}: was removed or renamed while the scan wrote there, and nothing more is computed; run the scan again`,
    ]);
    expect(await readdir(dir)).not.toContain(grid);
    expect(await besides(grid)).toEqual([]);
    await expectToGoOn(grid);
  });
});

describe('two writers', () => {
  it('do not mix: the second is refused while the first one writes, also with --overwrite', async () => {
    const grid = newGrid();
    const lock = join(dir, `${grid}.writers`);
    // The first one is this process: its lock is what a scan's would be.
    const { claimGrid } = await import('../../src/grid/writing/writers.js');
    {
      await using _claim = await claimGrid(join(dir, grid));
      expect(await readdir(lock)).toHaveLength(1);
      for (const more of [[], ['--overwrite']]) {
        expect(await failing(dir, scanTo(grid, 'scan.yaml', ...more), 7)).toMatch(
          new RegExp(
            `^dualnu: ${grid}: is being written by process ${process.pid} on ${hostname()} \\(since .* UTC\\); wait for its end, or use another --out$`,
          ),
        );
      }
    }
    await expectToGoOn(grid);
  });
});

describe('--overwrite', () => {
  it('keeps the old grid until the new one is whole, and goes on where it was stopped', async () => {
    const grid = newGrid();
    await expectToGoOn(grid);
    const overwrite = scanTo(grid, 'other.yaml', '--overwrite');
    const killed = { kind: 'rename', match: 'chi2/c/', does: 'SIGKILL' } as const;
    const atOnce = await runWith(dir, overwrite, [{ ...killed, at: 1 }]);
    expect(wordsOf(atOnce)).toEqual([
      `${ENDED}no tile of the new grid was finished, and the old one is as it was in ${grid}; run the same command again to go on`,
    ]);
    expect(await hashTree(join(dir, grid))).toEqual(whole);
    const run = await runWith(dir, overwrite, [{ ...killed, at: 5 }]);
    expect(run.signal).toBe('SIGKILL');
    expect(await hashTree(join(dir, grid))).toEqual(whole);
    const words = wordsOf(run).at(-1);
    expect(words).toContain(`${ENDED}at least `);
    const told = tilesKept(words);
    expect(told.rest).toBe(
      `${join(dir, grid)}.replacement, and the old one is as it was in ${grid}; run the same command again to go on`,
    );
    const ahead = await dualnu(dir, [...overwrite, '--dry-run']);
    const there = /\(--overwrite\); (\S+)( k)? of 6.00 k points of the new one are there$/m.exec(
      ahead.stdout,
    );
    const points = Number(there?.[1]) * (there?.[2] ? 1000 : 1);
    expect(points).toBeGreaterThanOrEqual(300 * told.tiles);
    expect(told.tiles).toBeGreaterThan(0);
    const refused = await dualnu(dir, scanTo(grid, 'other.yaml'));
    expect({ code: refused.code, words: wordsOf(refused) }).toEqual({
      code: 7,
      words: [
        expect.stringMatching(/has ended without finishing; its lock is removed$/),
        expect.stringContaining(
          `or --overwrite, which goes on with the ${points / 300} tiles that are there`,
        ),
      ],
    });
    const again = await dualnu(dir, [...overwrite, '--json']);
    expect(JSON.parse(again.stdout)).toMatchObject({ points_resumed: points });
    expect((await dualnu(dir, scanTo('other.zarr', 'other.yaml'))).code).toBe(0);
    expect(await hashTree(join(dir, grid))).toEqual(await hashTree(join(dir, 'other.zarr')));
    expect(await besides(grid)).toEqual([]);
  });

  it('refuses a grid with files that are not its own', async () => {
    const grid = newGrid();
    await expectToGoOn(grid);
    await writeFile(join(dir, grid, 'chi2', 'notes.txt'), 'mine');
    expect(await failing(dir, scanTo(grid, 'other.yaml', '--overwrite'), 7)).toMatch(
      /grid-\d+.zarr: holds chi2\/notes.txt, which is not of a dualnu grid; move it away, or use another --out$/,
    );
    await rm(join(dir, grid), { recursive: true });
  });
});

describe('a clock that jumps back a day', () => {
  it('does no harm', async () => {
    const grid = newGrid();
    const run = await runWith(dir, scanTo(grid), [{ ...SECOND_TILE, does: 'yesterday' }]);
    expect({ code: run.code, words: wordsOf(run) }).toEqual({ code: 0, words: [] });
    expect(await hashTree(join(dir, grid))).toEqual(whole);
    const [entry] = await logOf(grid);
    expect(entry?.seconds).toBeGreaterThan(0);
    // As people see it, it ended before it began.
    expect(String(entry?.ended) < String(entry?.started)).toBe(true);
  });
});

describe.skipIf(process.platform !== 'linux')('a full disk behind stdout or stderr', () => {
  it('does not end a scan; what stdout lacks is told on stderr, with exit code 7', async () => {
    const full = openSync('/dev/full', 'w');
    const [out, err] = [newGrid(), newGrid()];
    const noOut = await runWith(dir, scanTo(out), [], { stdout: full });
    expect({ code: noOut.code, words: wordsOf(noOut) }).toEqual({
      code: 7,
      words: ['dualnu: cannot write to stdout: no space left on the device'],
    });
    const noErr = await runWith(dir, scanTo(err), [], { stderr: full });
    expect(noErr).toMatchObject({ code: 0, stdout: expect.stringContaining('best fit') });
    for (const grid of [out, err]) expect(await hashTree(join(dir, grid))).toEqual(whole);
  });
});
