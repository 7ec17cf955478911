/** A small joint grid that a scan wrote, and the ways to damage it: one byte at a time, or a whole chunk. */
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, expect } from 'vitest';
import { loadScan } from '../../src/config/load.js';
import { StoreError } from '../../src/errors.js';
import { openGrid } from '../../src/grid/store.js';
import { compareExperiments } from '../../src/results/comparison.js';
import { computeContours, contoursToJson } from '../../src/results/contours.js';
import { summarizeGrid } from '../../src/results/summary.js';
import { runScan } from '../../src/scan/run.js';
import { repairGrid } from '../../src/upkeep/repair.js';
import { verifyGrid } from '../../src/upkeep/verify.js';

const SCAN = `
model: { kind: dual, parameters: { mZprime_gev: 1.25, gD: 2, V54: 0.5, epsilon: 8e-4 } }
axes:
  m4_gev: { values: [0.05, 0.1] }
  m5_gev: { values: [0.2, 0.3, 0.4] }
  Umu5_sq: { values: [1e-9, 1e-7, 1e-6, 1e-5] }
experiments: [microboone-2025, 'miniboone-2020:combined']
events: 256
outputs: [chi2, flags]
`;

/** Two tiles of 288 mass points together. */
const TWO_TILES = `
model: { kind: dual, parameters: { mZprime_gev: 1.25, gD: 2, V54: 0.5, epsilon: 8e-4 } }
axes:
  m4_gev: { linear: [0.02, 0.3], points: 12 }
  m5_gev: { log: [0.11, 1.3], points: 24 }
  Umu5_sq: { values: [1e-7, 1e-5] }
experiments: [microboone-2025]
events: 256
outputs: [chi2, flags]
`;

const folders: string[] = [];
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

/** A grid by the reference engine; `dir` may be damaged, and is brought back by `restore`. */
export interface WrittenGrid {
  readonly dir: string;
  readonly scanFile: string;
  /** Bytes of every file by its path, in order. */
  readonly files: ReadonlyMap<string, Buffer>;
  restore(): Promise<void>;
}

/** Scans into a folder of its own. */
export async function writeGrid(kind: 'joint' | 'two tiles'): Promise<WrittenGrid> {
  const folder = await mkdtemp(join(tmpdir(), 'dualnu-test-'));
  folders.push(folder);
  const scanFile = join(folder, 'scan.yaml');
  const dir = join(folder, 'grid.zarr');
  await writeFile(scanFile, kind === 'joint' ? SCAN : TWO_TILES);
  await runScan(await loadScan(scanFile), {
    out: dir,
    engine: 'reference',
    overwrite: false,
    allowSoftware: false,
  });
  await cp(dir, join(folder, 'kept'), { recursive: true });
  const restore = async () => {
    await rm(dir, { recursive: true, force: true });
    await cp(join(folder, 'kept'), dir, { recursive: true });
  };
  return { dir, scanFile, files: await filesOf(dir), restore };
}

/** Bytes of every file below a folder by its path, in order. */
export async function filesOf(dir: string): Promise<Map<string, Buffer>> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const files = new Map<string, Buffer>();
  for (const path of paths.sort()) files.set(relative(dir, path), await readFile(path));
  return files;
}

/** Whether a file of a grid holds numbers; the others are metadata and digests. */
export const isNumbers = (path: string) => /\/c(\/\d+)*$/.test(path);

/** What `info`, `contours` and `compare` print of the joint grid, as JSON. */
async function read(dir: string): Promise<string> {
  const plane = { x: 'm5_gev', y: 'Umu5_sq', fix: { m4_gev: 0.1 } };
  const grid = await openGrid(dir);
  const info = await summarizeGrid(grid);
  const contours = contoursToJson(await computeContours(grid, { ...plane, confidenceLevels: [0.95] }));
  const compared = await compareExperiments(grid, {
    ...plane,
    panels: [],
    excludes: 'microboone-2025',
    prefers: ['miniboone-2020:combined'],
    cl: 0.95,
  });
  const { panels, warnings } = compared;
  return JSON.stringify([{ ...info, bytes: 0 }, contours, panels, warnings]);
}

/** What is printed of the grid; undefined where it ends with an error of the grid. Other errors are thrown. */
export async function printed(dir: string): Promise<string | undefined> {
  try {
    return await read(dir);
  } catch (error) {
    if (error instanceof StoreError) return undefined;
    throw error;
  }
}

/** Where a byte is changed: the file, the byte, and by what it is xored. */
export interface Flip {
  readonly path: string;
  readonly place: number;
  readonly by: number;
}

/**
 * Changes a byte and expects that `verify` reports it, that nothing is printed but an error or what was printed before, and, with
 * `mend`, that `repair` restores every byte of the grid. The grid is whole afterwards.
 */
export async function expectSeen(
  grid: WrittenGrid,
  { path, place, by }: Flip,
  { before, mend }: { readonly before: string; readonly mend: boolean },
): Promise<void> {
  const where = `${path}, byte ${place} xor ${by}`;
  const file = join(grid.dir, ...path.split('/'));
  const bytes = grid.files.get(path) ?? Buffer.alloc(0);
  const damaged = Buffer.from(bytes);
  damaged[place] = (damaged[place] ?? 0) ^ by;
  await writeFile(file, damaged);
  const { verdict, damage } = await verifyGrid(grid.dir);
  if (verdict !== 'damaged') expect(verdict, where).toBe('damaged');
  if (damage.length !== 1) expect(damage, where).toHaveLength(1);
  const text = await printed(grid.dir);
  if (text !== undefined && text !== before) expect(text, where).toBe(before);
  if (mend) {
    await repairGrid(grid.dir, { allowSoftware: false, scanFile: grid.scanFile });
    const after = await readFile(file);
    if (!after.equals(bytes)) expect(after.toString('latin1'), where).toBe(bytes.toString('latin1'));
  } else await writeFile(file, bytes);
}
