/**
 * Grids that were changed at random, with their digests, without them, or with digests that fit: whatever is done with them ends with a
 * result or an error of dualnu.
 */
import { cp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { crc32Of } from '../../src/digests/crc32.js';
import { type JsonObject, sealed } from '../../src/digests/sealedJson.js';
import { openGrid } from '../../src/grid/store.js';
import { computeMassLimits } from '../../src/limits/massLimits.js';
import { readRegularFile } from '../../src/platform/readRegularFile.js';
import { sha256 } from '../../src/platform/sha256.js';
import { compareExperiments } from '../../src/results/comparison.js';
import { computeContours, contoursToJson } from '../../src/results/contours.js';
import { summarizeGrid } from '../../src/results/summary.js';
import { repairGrid } from '../../src/upkeep/repair.js';
import { verifyGrid } from '../../src/upkeep/verify.js';
import { unpackFormat } from '../grid/formats.js';
import { filesOf } from '../upkeep/damaged.js';
import { foreseen } from './foreseen.js';
import { mutateText } from './mutateText.js';
import { mutateValue } from './mutateValue.js';
import { type Dice, dice } from './random.js';

/** The bytes of a file; rejects for a device, which a link may lead to by now. */
const bytesOf = (path: string) => readRegularFile(path, 2 ** 20);
const textOf = async (path: string) => (await bytesOf(path)).toString('utf8');

/** What a change leaves of the digests. */
const DIGESTS = ['as they were', 'gone', 'fitting'] as const;

/** Changes a file of a grid, or puts something else in its place. */
async function mutateFile(dir: string, paths: readonly string[], dice: Dice): Promise<void> {
  const path = dice.pick(paths);
  const file = join(dir, path);
  const bytes = await bytesOf(file);
  const way = dice.below(12);
  if (way === 0) return await rm(file);
  if (way === 1) return await writeFile(file, await bytesOf(join(dir, dice.pick(paths))));
  if (way === 2) {
    await rm(file);
    return await symlink(dice.pick(['.', 'nowhere', file, '/dev/zero', '/etc/hostname', '..']), file);
  }
  if (path.endsWith('.json') && way < 10) {
    const value: unknown = mutateValue(JSON.parse(bytes.toString('utf8')), dice);
    return await writeFile(file, JSON.stringify(value, null, 2) ?? '');
  }
  if (path.endsWith('.json')) return await writeFile(file, mutateText(bytes.toString('utf8'), dice));
  await writeFile(file, mutateNumbers(bytes, dice));
}

/** Numbers of a chunk changed: a byte, a float that is no number, zeros, more or fewer of them. */
function mutateNumbers(bytes: Buffer, dice: Dice): Buffer {
  const changed = Buffer.from(bytes);
  const at = 4 * dice.below(Math.floor(bytes.length / 4));
  const way = dice.below(5);
  if (way === 0) return changed.subarray(0, dice.below(bytes.length));
  if (way === 1) return Buffer.concat([changed, changed]);
  if (way === 2) return changed.fill(0);
  if (way === 3) changed.writeFloatLE(dice.pick([Number.NaN, Number.POSITIVE_INFINITY, -1, 1e38, 1e-45]), at);
  else changed[at] = (changed[at] ?? 0) ^ (1 << dice.below(8));
  return changed;
}

/** The scan of the grids of format 2, but for the version. */
const SCAN_FILE = 'test/grid/formats/tiny.yaml';

const DIGEST_FOLDER = 'chi2/digests';

/** Writes digests that fit what is there now, as a program that knew of them would: only what readers make of the content is left to stop it. */
async function refit(dir: string): Promise<void> {
  const identity = await identityOf(dir);
  for (const name of await readdir(join(dir, DIGEST_FOLDER))) {
    const file = join(dir, DIGEST_FOLDER, name);
    try {
      const { sha256: _, ...document } = JSON.parse(await textOf(file)) as Record<string, unknown>;
      const fitting =
        name === 'metadata.json' ? await refitCopy(dir, document) : await refitTile(dir, document);
      await writeFile(
        file,
        sealed({ ...fitting, ...(identity === undefined ? {} : { identity }) } as JsonObject),
      );
    } catch {
      // It was changed itself.
    }
  }
}

async function refitCopy(dir: string, document: Record<string, unknown>): Promise<Record<string, unknown>> {
  const files: Record<string, string[]> = {};
  for (const path of Object.keys(document.files ?? {})) files[path] = [await textOf(join(dir, path))];
  return { ...document, files };
}

async function refitTile(dir: string, document: Record<string, unknown>): Promise<Record<string, unknown>> {
  const chunks: unknown[] = [];
  for (const chunk of document.chunks as { path: string }[]) {
    const bytes = await bytesOf(join(dir, chunk.path));
    chunks.push({ path: chunk.path, bytes: bytes.length, crc32: crc32Of(bytes) });
  }
  return { ...document, chunks };
}

/** Makes the identity that of the configuration, and returns it; undefined where the document no longer has any. */
async function identityOf(dir: string): Promise<string | undefined> {
  try {
    const file = join(dir, 'zarr.json');
    const document = JSON.parse(await textOf(file));
    if (typeof document.attributes?.config !== 'string') return undefined;
    document.attributes.identity = sha256(document.attributes.config);
    await writeFile(file, JSON.stringify(document, null, 2));
    return document.attributes.identity;
  } catch {
    return undefined;
  }
}

/** Writes a document as another program does, with other spaces: from then on the grid is another program's. */
async function writeAgain(file: string): Promise<void> {
  await writeFile(file, JSON.stringify(JSON.parse(await textOf(file)), null, 2));
}

/** What came of some grids. */
export interface GridOutcomes {
  readonly refused: number;
  readonly read: number;
}

/** Changes grids of both formats `count` times in `folder`, and does everything with them. Fails at the first that is not foreseen. */
export async function fuzzGrids(folder: string, count: number, seed: number): Promise<GridOutcomes> {
  const random = dice(seed);
  const outcomes = { refused: 0, read: 0 };
  const dir = join(folder, 'grid.zarr');
  const kept = (format: 1 | 2) => join(folder, `kept${format}`);
  for (const format of [1, 2] as const) await unpackFormat(format, kept(format));
  for (let k = 0; k < count; k++) {
    const format = random.chance(0.2) ? 1 : 2;
    await rm(dir, { recursive: true, force: true });
    await cp(kept(format), dir, { recursive: true });
    const paths = [...(await filesOf(dir)).keys()];
    const digests = format === 1 ? 'as they were' : random.pick(DIGESTS);
    if (digests === 'gone') await rm(join(dir, DIGEST_FOLDER), { recursive: true });
    if (digests === 'gone' && random.chance(0.7)) await writeAgain(join(dir, 'zarr.json'));
    const left = digests === 'gone' ? paths.filter((path) => !path.startsWith(DIGEST_FOLDER)) : paths;
    for (let n = 1 + random.below(2); n > 0; n--) await mutateFile(dir, left, random).catch(() => undefined);
    if (digests === 'fitting') await refit(dir);
    const where = `grid ${k} of seed ${seed}: format ${format}, digests ${digests}`;
    const isRead = await readAll(where, dir);
    outcomes[isRead ? 'read' : 'refused']++;
    await foreseen(`${where}, verify`, () =>
      verifyGrid(dir, { oracle: random.chance(0.1) ? 1 : 0, scanFile: SCAN_FILE }),
    );
    if (random.chance(0.2))
      await foreseen(`${where}, repair`, () =>
        repairGrid(dir, { allowSoftware: false, ...(random.chance(0.5) ? { scanFile: SCAN_FILE } : {}) }),
      );
    // That of a repair.
    await rm(`${dir}.log.json`, { force: true });
    const names = (await readdir(folder)).filter((name) => !name.startsWith('kept'));
    expect(names, where).toEqual(['grid.zarr']);
    const hidden = (await readdir(dir, { recursive: true })).filter((path) => /(^|\/)\./.test(path));
    expect(hidden, where).toEqual([]);
  }
  return outcomes;
}

/** Whether `info`, `contours`, `limits` and `compare` all give a result. */
async function readAll(where: string, dir: string): Promise<boolean> {
  const plane = { x: 'm5_gev', y: 'Umu5_sq', fix: { epsilon: 2e-3 }, confidenceLevels: [0.95] } as const;
  const works: Readonly<Record<string, () => Promise<unknown>>> = {
    info: async () => summarizeGrid(await openGrid(dir)),
    contours: async () => contoursToJson(await computeContours(await openGrid(dir), plane)),
    limits: async () =>
      computeMassLimits(await openGrid(dir), {
        x: 'm5_gev',
        fix: { epsilon: 2e-3 },
        experiments: [],
        confidenceLevel: 0.95,
        degreesOfFreedom: 1,
      }),
    compare: async () =>
      compareExperiments(await openGrid(dir), {
        x: 'm5_gev',
        y: 'Umu5_sq',
        panels: ['epsilon'],
        fix: {},
        cl: 0.95,
        excludes: 'microboone-2025',
        prefers: ['microboone-2025'],
      }),
  };
  let isRead = true;
  for (const [name, work] of Object.entries(works)) {
    if ((await foreseen(`${where}, ${name}`, work)) !== undefined) isRead = false;
  }
  return isRead;
}
