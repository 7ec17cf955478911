/** A scan as a whole: the same grid whatever is in flight, and what a failure in the middle leaves. */
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NumericError, StoreError } from '../../src/errors.js';
import { listDoneTiles } from '../../src/grid/doneTiles.js';
import { openGrid } from '../../src/grid/store.js';
import { findBestFit } from '../../src/results/summary.js';
import { type RunOptions, runScan } from '../../src/scan/run.js';
import { hashTree } from '../e2e/cli.js';
import { temporaryFolder } from '../grid/fixture.js';
import { axis, logSpaced, quickstart, scanOf } from '../scans.js';

/** Five tiles: 1100 mass points, at most 256 a tile. */
const scan = scanOf(
  [
    axis('m4_gev', logSpaced(0.01, 0.3, 5)),
    axis('m5_gev', logSpaced(0.11, 1.3, 220)),
    axis('Umu5_sq', [1e-6, 1e-4]),
  ],
  { eventsPerMassPoint: 256 },
);
const POINTS = 2200;
const optionsFor = (out: string): RunOptions => ({
  out,
  engine: 'gpu',
  allowSoftware: true,
  overwrite: false,
});

/** Bytes that all tiles write: a chunk of each variable, all of one size; some tiles write the same one again. */
async function writtenBytes(grid: string): Promise<number> {
  const { variables, tilePlan } = await openGrid(grid);
  let bytes = 0;
  for (const { name } of variables) {
    const entries = await readdir(join(grid, name, 'c'), { recursive: true, withFileTypes: true });
    const chunk = entries.find((entry) => entry.isFile());
    if (!chunk) throw new Error(`${name} has no chunk`);
    bytes += tilePlan.tileCount * (await stat(join(chunk.parentPath, chunk.name))).size;
  }
  return bytes;
}

describe('a scan', () => {
  it('gives the same bytes whatever is in flight and whoever packs, and tells its progress without going back', async () => {
    const dir = await temporaryFolder();
    const hashes = [];
    for (const [name, { threads, ...depth }] of Object.entries({
      one: { computing: 1, writing: 1, threads: 0 },
      three: { computing: 3, writing: 2, threads: 1 },
      all: { computing: 9, writing: 9, threads: 3 },
    })) {
      const told: number[] = [];
      const out = join(dir, `${name}.zarr`);
      const { computed, busy, bytesWritten, seen } = await runScan(scan, {
        ...optionsFor(out),
        depth,
        threads,
        onProgress: (points) => told.push(points),
      });
      expect(computed).toBe(POINTS);
      // From what the GPU tells of each tile, and number by number from the disk.
      const grid = await openGrid(out);
      expect(seen.tiles.size).toBe(5);
      expect(await findBestFit(grid, [], seen.best)).toEqual(await findBestFit(grid, seen.tiles));
      expect(told).toEqual(told.toSorted((a, b) => a - b));
      expect(told.at(-1)).toBe(POINTS);
      expect(busy?.gpu).toBeGreaterThan(0);
      expect(busy?.gpu).toBeLessThanOrEqual(1.001);
      const [entry] = JSON.parse(await readFile(`${out}.log.json`, 'utf8'));
      expect(entry.gpu_busy).toBeCloseTo(busy?.gpu ?? Number.NaN, 3);
      for (const fraction of [entry.host_busy, entry.write_busy]) {
        expect(fraction).toBeGreaterThan(0);
        expect(fraction).toBeLessThanOrEqual(1);
      }
      expect(['gpu', 'host', 'disk', 'none']).toContain(entry.limited_by);
      expect(entry.bytes_written).toBe(bytesWritten);
      expect(bytesWritten).toBe(await writtenBytes(out));
      hashes.push(await hashTree(out));
    }
    expect(hashes[1]).toEqual(hashes[0]);
    expect(hashes[2]).toEqual(hashes[0]);
  });

  it('says nothing of a GPU where there is none', async () => {
    const out = join(await temporaryFolder(), 'grid.zarr');
    const small = scanOf([axis('m5_gev', [0.2, 0.3])], { eventsPerMassPoint: 256 });
    const summary = await runScan(small, { ...optionsFor(out), engine: 'reference' });
    expect(summary.busy?.write).toBeGreaterThan(0);
    expect(summary.busy?.gpu).toBeUndefined();
    const [entry] = JSON.parse(await readFile(`${out}.log.json`, 'utf8'));
    expect(entry).not.toHaveProperty('gpu_busy');
    expect(entry).toHaveProperty('host_busy');
  });

  it('says nothing of what was busy where nothing was computed', async () => {
    const out = join(await temporaryFolder(), 'grid.zarr');
    const small = scanOf([axis('m5_gev', [0.2, 0.3])], { eventsPerMassPoint: 256 });
    await runScan(small, optionsFor(out));
    const summary = await runScan(small, optionsFor(out));
    expect(summary).toMatchObject({ computed: 0, bytesWritten: 0 });
    expect(summary).not.toHaveProperty('busy');
    const [first, second] = JSON.parse(await readFile(`${out}.log.json`, 'utf8'));
    expect(first.limited_by).toBeDefined();
    expect(second).toMatchObject({ points_computed: 0, bytes_written: 0 });
    expect(second).not.toHaveProperty('limited_by');
  });
});

describe('a failure', () => {
  it('to write a tile leaves whole tiles, a log that says why, and a grid that resumes', async () => {
    const dir = await temporaryFolder();
    const out = join(dir, 'grid.zarr');
    await runScan(scan, optionsFor(out));
    const whole = await hashTree(out);
    // Its first tile stays; in the way of the third one's chi2 stands a file.
    for (const tile of ['1', '2', '3', '4']) await rm(join(out, 'chi2', 'c', tile), { recursive: true });
    await writeFile(join(out, 'chi2', 'c', '2'), 'in the way');
    const failing = runScan(scan, optionsFor(out));
    await expect(failing).rejects.toThrow(StoreError);
    await expect(failing).rejects.toThrow(
      /^cannot write .*chi2\/c\/2\/0\/0: a part of the path is a file, not a folder: [2-4] of 5 tiles \(\d+ points\) are kept in .*grid.zarr; run the same command again to go on$/,
    );
    const log = JSON.parse(await readFile(`${out}.log.json`, 'utf8'));
    expect(log.at(-1).failure).toContain('a part of the path is a file, not a folder');
    const done = await listDoneTiles(await openGrid(out));
    expect(done.has(0) && done.has(1) && !done.has(2)).toBe(true);
    await rm(join(out, 'chi2', 'c', '2'));
    const told: (readonly [done: number, onDisk: number])[] = [];
    const onProgress = (points: number, onDisk: number) => told.push([points, onDisk]);
    const { resumed } = await runScan(scan, { ...optionsFor(out), onProgress });
    expect(resumed).toBe(done.size * (POINTS / 5));
    // From the first word on it is known what was there, and what was there is done.
    expect(told[0]).toEqual([resumed, resumed]);
    expect(told.every(([, onDisk]) => onDisk === resumed)).toBe(true);
    expect(told.at(-1)).toEqual([POINTS, resumed]);
    expect(await hashTree(out)).toEqual(whole);
  });

  /** A response that says less than it does: sums leave the bounds that follow from it, and no flags are there to say so. */
  const { experiment } = quickstart;
  const response = { ...experiment.response, plateau: 1e-6 * experiment.response.plateau };
  const broken = { experiment: { ...experiment, response }, outputs: ['chi2'] as const };
  const fixed = { ...scan.fixed, Umu5_sq: 1e-2 };
  const failsFrom = (lowest: number) =>
    scanOf([axis('m5_gev', logSpaced(lowest, 0.3, 600)), axis('epsilon', [8e-4])], {
      ...broken,
      fixed: { ...fixed, m4_gev: 0.1 },
      eventsPerMassPoint: 256,
    });

  it('of the first tile leaves nothing, though others are in flight', async () => {
    const dir = await temporaryFolder();
    await expect(runScan(failsFrom(0.2), optionsFor(join(dir, 'deep', 'grid.zarr')))).rejects.toThrow(
      NumericError,
    );
    expect(await readdir(dir)).toEqual([]);
  });

  it('of a later tile leaves those before it', async () => {
    const out = join(await temporaryFolder(), 'grid.zarr');
    // Four tiles. In the first three m5 is below m4, and in the last not at all points.
    await expect(runScan(failsFrom(0.002), optionsFor(out))).rejects.toThrow(
      /left its proven bound at m4_gev = 0\.1, m5_gev = 0\.10\d+, mZprime_gev = 1\.25, microboone-2025; add flags/,
    );
    const done = await listDoneTiles(await openGrid(out));
    expect([...done]).toEqual([0, 1, 2]);
  });

  it('to make the grid comes before any tile', async () => {
    const dir = await temporaryFolder();
    await mkdir(join(dir, 'grid.zarr'));
    await writeFile(join(dir, 'grid.zarr', 'mine'), '');
    await expect(runScan(scan, optionsFor(join(dir, 'grid.zarr')))).rejects.toThrow('is not a dualnu grid');
  });
});
