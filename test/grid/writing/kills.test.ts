/** A program that stops at any call to the disk, without a word: the next run goes on, to the bytes of a scan that was never stopped. */
import { createHash } from 'node:crypto';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { finishGrid, prepareGrid } from '../../../src/grid/writing/prepare.js';
import { openRun } from '../../../src/grid/writing/runLog.js';
import { openTileWriter } from '../../../src/grid/writing/tileWriter.js';
import * as exchanging from '../../../src/platform/exchangeFolders.js';
import { tileAt } from '../../../src/tiles/tiles.js';
import { type DiskHandler, interceptDisk } from '../../diskLayer.js';
import { hashTree } from '../../e2e/cli.js';
import { fixtureSpec, fixtureTile, temporaryFolder } from '../fixture.js';

vi.mock('../../../src/platform/exchangeFolders.js', { spy: true });

const AXES = fixtureSpec().axes.map((axis) => ({ ...axis, values: axis.values.slice(0, 4) }));
const spec = (identity: string) =>
  fixtureSpec(
    {
      axes: AXES,
      tilePlan: { shape: AXES.map(({ values }) => values.length), chunkShape: [3, 2, 4, 3], tileCount: 2 },
    },
    identity,
  );

/** What a scan does to the disk: the tiles that are missing, two at a time. */
async function scan(dir: string, identity: string, overwrite: boolean): Promise<void> {
  const prepared = await prepareGrid(dir, spec(identity), { overwrite });
  const run = await openRun(dir, { started: identity });
  const write = await openTileWriter(prepared.grid);
  const missing = [0, 1].filter((number) => !prepared.done.has(number));
  await Promise.all(
    missing.map(async (number) => {
      const tile = tileAt(prepared.grid.tilePlan, number);
      await write(tile, fixtureTile(prepared.grid, tile));
    }),
  );
  await finishGrid(prepared);
  await run.close({ seconds: 1 });
}

class Killed extends Error {}

/** Runs a program that makes no more calls after the first `calls`; whether it came to its end. */
async function killedAfter(calls: number, program: () => Promise<void>): Promise<boolean> {
  let left = calls;
  const spend = () => {
    left -= 1;
    if (left < 0) throw new Killed();
  };
  const { exchangeFolders } = await vi.importActual<typeof exchanging>(
    '../../../src/platform/exchangeFolders.js',
  );
  vi.mocked(exchanging.exchangeFolders).mockImplementation(async (first, second) => {
    spend();
    return await exchangeFolders(first, second);
  });
  using _layer = interceptDisk(async (call, run) => {
    spend();
    return await unlessSync(call, run);
  });
  await program().catch((error: unknown) => {
    if (left >= 0) throw error;
  });
  vi.mocked(exchanging.exchangeFolders).mockReset();
  return left >= 0;
}

/** The same number for the same seed, below `below`. */
const draw = (seed: number, below: number) =>
  createHash('sha256').update(`kill ${seed}`).digest().readUInt32LE() % below;

/** A killed program loses nothing that the system has: the disk need not be waited for. */
const unlessSync: DiskHandler = async ({ kind }, run) => (kind === 'sync' ? undefined : await run());

/** A scan to its end. */
async function toEnd(dir: string, identity: string, overwrite: boolean): Promise<void> {
  using _layer = interceptDisk(unlessSync);
  await scan(dir, identity, overwrite);
}

/** A grid's files, without temporary ones: here their process still runs, so that nobody removes them. */
async function filesOf(dir: string): Promise<Record<string, string>> {
  return Object.fromEntries(Object.entries(await hashTree(dir)).filter(([path]) => !path.endsWith('.tmp')));
}

/** Calls of a whole scan, counted. */
async function countCalls(program: () => Promise<void>): Promise<number> {
  let calls = 0;
  using _layer = interceptDisk(async (_, run) => {
    calls += 1;
    return await run();
  });
  await program();
  return calls;
}

it('a scan and one with --overwrite, at seeded calls, both go on to the same bytes', async () => {
  const root = await temporaryFolder();
  const once = join(root, 'once', 'grid.zarr');
  const first = await countCalls(() => scan(once, 'first', false));
  const whole = await filesOf(once);
  const second = await countCalls(() => scan(once, 'second', true));
  const replaced = await filesOf(once);
  expect(replaced).not.toEqual(whole);
  const stopped = { scan: 0, overwrite: 0 };
  for (let seed = 0; seed < 24; seed++) {
    const dir = join(root, `kill-${seed}`, 'grid.zarr');
    if (!(await killedAfter(draw(seed, first), () => scan(dir, 'first', false)))) stopped.scan += 1;
    await toEnd(dir, 'first', false);
    expect(await filesOf(dir)).toEqual(whole);
    if (!(await killedAfter(draw(seed + 1000, second), () => scan(dir, 'second', true)))) {
      stopped.overwrite += 1;
      // Either grid stands, and none is mixed with the other.
      const found = await filesOf(dir);
      delete found['.dualnu-replaced'];
      expect([whole, replaced]).toContainEqual(found);
    }
    await toEnd(dir, 'second', true);
    expect(await filesOf(dir)).toEqual(replaced);
    const left = (await readdir(join(dir, '..'))).filter((name) => !name.endsWith('.tmp'));
    expect(left.sort()).toEqual(['grid.zarr', 'grid.zarr.log.json']);
  }
  // How many calls there are varies a little, so that the last ones are not always reached.
  expect(Math.min(stopped.scan, stopped.overwrite)).toBeGreaterThan(20);
});

it('the old grid comes back where two renames were to replace it, and foreign files stay', async () => {
  const root = await temporaryFolder();
  const dir = join(root, 'grid.zarr');
  await scan(dir, 'first', false);
  const whole = await filesOf(dir);
  vi.mocked(exchanging.exchangeFolders).mockResolvedValue(false);
  // Stops at the first of the two renames of whole grids, or behind it.
  for (const isMade of [false, true]) {
    using _layer = interceptDisk(async (call, run) => {
      const isIt = call.kind === 'rename' && call.path === `${dir}.replacement`;
      if (!isIt) return await run();
      if (isMade) await run();
      throw new Killed();
    });
    await expect(scan(dir, 'second', true)).rejects.toThrow(Killed);
  }
  await scan(dir, 'second', true);
  const replaced = await filesOf(dir);
  expect(replaced).not.toEqual(whole);
  const left = (await readdir(root)).filter((name) => !name.endsWith('.tmp'));
  expect(left.sort()).toEqual(['grid.zarr', 'grid.zarr.log.json']);
  // A file that came while the new grid was written is not removed with the old one.
  const prepared = await prepareGrid(dir, spec('third'), { overwrite: true });
  const write = await openTileWriter(prepared.grid);
  for (const number of [0, 1]) {
    const tile = tileAt(prepared.grid.tilePlan, number);
    await write(tile, fixtureTile(prepared.grid, tile));
  }
  await writeFile(join(dir, 'chi2', 'notes.txt'), 'mine');
  expect(await finishGrid(prepared)).toEqual(['chi2/notes.txt']);
  expect(await readdir(`${dir}.replaced`, { recursive: true })).toEqual(
    expect.arrayContaining(['chi2/notes.txt']),
  );
  // What is in the way the next time is not removed, either.
  await expect(prepareGrid(dir, spec('fourth'), { overwrite: true })).rejects.toThrow(
    /grid.zarr.replaced: is in the way of --overwrite and is not of dualnu; move it away$/,
  );
});
