/** What is told before a run: each thing that a run can find in its folder, with nothing changed. */
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openGrid } from '../../src/grid/store.js';
import { bytesOfChunks } from '../../src/grid/writing/space.js';
import { type PreflightOptions, preflight } from '../../src/scan/preflight.js';
import { runScan } from '../../src/scan/run.js';
import { describePlan, formatPlan } from '../../src/terminal/plan.js';
import { hashTree } from '../e2e/cli.js';
import { temporaryFolder } from '../grid/fixture.js';
import { axis, logSpaced, scanOf } from '../scans.js';

/** Two tiles: 300 mass points, at most 256 a tile. Few are open, for the reference engine's sake. */
const scan = scanOf(
  [axis('m5_gev', [...logSpaced(0.01, 0.09, 298), 0.2, 0.3]), axis('Umu5_sq', [1e-6, 1e-4])],
  {
    eventsPerMassPoint: 256,
  },
);
const POINTS = 600;
const optionsFor = (out: string): PreflightOptions => ({
  out,
  engine: 'reference',
  allowSoftware: false,
  overwrite: false,
});
const NOTHING = { points_on_disk: 0, begun_on: null, reason: null };

describe('a run', () => {
  it('starts where nothing is, and it is told what it takes', async () => {
    const dir = await temporaryFolder();
    const found = await preflight(scan, optionsFor(join(dir, 'new', 'grid.zarr')));
    expect(found.run).toEqual({ ...NOTHING, action: 'start' });
    expect(found.room).toMatchObject({ needed_bytes: found.disk_bytes, fits: true });
    const { bsize, blocks } = await statfs(dir);
    expect(found.room.free_bytes).toBeLessThanOrEqual(bsize * blocks);
    expect(found.time).toEqual({
      seconds: null,
      adapter: null,
      software: null,
      reason: 'the time of the reference engine is not estimated',
    });
    expect(found.lacks_adapter).toBe(false);
    expect(found).toMatchObject({ threads: 0, threads_memory_bytes: 0 });
    expect(await hashTree(dir)).toEqual({});
  });

  it('resumes, replaces, has nothing to do, or is refused', async () => {
    const dir = await temporaryFolder();
    const out = join(dir, 'grid.zarr');
    await runScan(scan, optionsFor(out));
    const grid = await openGrid(out);
    const look = async (changes: Partial<PreflightOptions> = {}, other = scan) => {
      const before = await hashTree(dir);
      const found = await preflight(other, { ...optionsFor(out), ...changes });
      expect(await hashTree(dir)).toEqual(before);
      return found;
    };
    const complete = await look();
    expect(complete.run).toEqual({ ...NOTHING, action: 'complete', points_on_disk: POINTS });
    expect(complete.room.needed_bytes).toBe(0);
    expect(complete.disk_bytes).toBe(bytesOfChunks(grid));
    expect((await look({ overwrite: true })).run).toEqual({ ...NOTHING, action: 'replace' });

    const another = await look({}, { ...scan, seed: 7 });
    expect(another.run).toMatchObject({ action: 'refuse', points_on_disk: 0 });
    expect(another.run.reason).toMatch(
      /grid.zarr: holds the grid of another scan .*; use another --out, or --overwrite$/,
    );

    await rm(join(out, 'chi2', 'c', '1'), { recursive: true });
    const half = await look();
    expect(half.run).toEqual({
      action: 'resume',
      points_on_disk: POINTS / 2,
      begun_on: 'f64 reference',
      reason: null,
    });
    expect(half.room.needed_bytes).toBe(half.disk_bytes / 2);

    await mkdir(join(dir, 'photos'));
    await writeFile(join(dir, 'photos', 'cat.jpg'), 'miaow');
    for (const overwrite of [false, true]) {
      const { run } = await look({ out: join(dir, 'photos'), overwrite });
      expect(run.reason).toMatch(/photos: is there already and is not a dualnu grid; use another --out$/);
    }
  });
});

describe('in words', () => {
  const found = {
    out: 'grid.zarr',
    disk_bytes: 2e9,
    run: { ...NOTHING, action: 'start' },
    lacks_adapter: false,
    threads: 0,
    threads_memory_bytes: 0,
    room: { needed_bytes: 2e9, free_bytes: 1e12, fits: true },
    time: { seconds: 83.2, adapter: 'A100', software: false, reason: null },
  } as const;
  const linesOf = (changes: Partial<Parameters<typeof describePlan>[1]>) =>
    formatPlan(describePlan(scan, { ...found, ...changes }))
      .split('\n')
      .slice(3);

  it('it is told what a run would do', () => {
    expect(linesOf({})).toEqual([
      '2.00 GB on disk; 1.00 TB are free there',
      'about 1 min 20 s on A100',
      'would start grid.zarr',
      'nothing was written (--dry-run)',
    ]);
    expect(linesOf({ run: { ...NOTHING, action: 'replace' } })[2]).toBe(
      'would replace the grid grid.zarr (--overwrite)',
    );
    const half = { ...NOTHING, points_on_disk: 300, begun_on: 'A100' };
    expect(
      linesOf({ run: { ...half, action: 'resume' }, room: { ...found.room, needed_bytes: 1e9 } }),
    ).toMatchObject(
      [
        '2.00 GB on disk, 1.00 GB of them missing; 1.00 TB are free there',
        /./,
        'would resume grid.zarr, begun on A100: 300 of 600 points are there',
        /./,
      ].map((text) => (typeof text === 'string' ? text : expect.stringMatching(text))),
    );
    expect(linesOf({ run: { ...NOTHING, points_on_disk: 600, action: 'complete' } })).toContain(
      'would compute nothing: grid.zarr is complete',
    );
    expect(linesOf({ run: { ...NOTHING, action: 'refuse', reason: 'grid.zarr: no' } })).toContain(
      'would be refused: grid.zarr: no',
    );
  });

  it('it is told what threads take beside the tiles', () => {
    const tilesWith = (threads: number | null, bytes: number | null) =>
      formatPlan(describePlan(scan, { ...found, threads, threads_memory_bytes: bytes })).split('\n')[2];
    const none = tilesWith(0, 0);
    expect(none).toMatch(/^2 tiles of 150 x 2, \S+ \S*B of working memory each$/);
    expect(tilesWith(null, null)).toBe(none);
    expect(tilesWith(1, 5e7)).toBe(`${none}; 1 thread prepares them, with about 50.0 MB`);
    expect(tilesWith(4, 2e8)).toBe(`${none}; 4 threads prepare them, with about 200 MB`);
  });

  it('it is told what is not known, and what does not fit', () => {
    const time = { seconds: null, adapter: null, software: null, reason: 'no adapter' };
    expect(linesOf({ time })).toContain('time not estimated: no adapter');
    // On this machine it would not start, though nothing is in the way of its folder.
    expect(linesOf({ time, lacks_adapter: true })).toContain(
      'would be refused without an adapter; with one it would start grid.zarr',
    );
    const refused = { ...NOTHING, action: 'refuse', reason: 'grid.zarr: no' } as const;
    expect(linesOf({ time, run: refused, lacks_adapter: true })).toContain('would be refused: grid.zarr: no');
    expect(linesOf({ room: { ...found.room, free_bytes: null, fits: null } })).toContain(
      '2.00 GB on disk; how much is free there is not known',
    );
    expect(linesOf({ room: { ...found.room, free_bytes: 5e6, fits: false } })).toContain(
      '2.00 GB on disk; 5.00 MB are free there: not enough for the grid',
    );
  });

  it.each([
    [0.4, 'less than a second on A100'],
    [14.6, 'about 15 s on A100'],
    [2011, 'about 34 min on A100'],
    [7500, 'about 2 h 5 min on A100'],
    [90_000, 'about 25 h on A100'],
    [260_000, 'about 3 d on A100'],
  ])('%d s are told as what they are: %s', (seconds, text) => {
    expect(linesOf({ time: { ...found.time, seconds } })).toContain(text);
  });
});
