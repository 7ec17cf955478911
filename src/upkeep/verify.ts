/** Verifies a grid: whether it is whole and as it was written, and whether random points of it are what f64 gives. */
import { at } from '../at.js';
import { digestWarnings, type Grid, type StorageKind } from '../grid/store.js';
import { productOf, tileNumber } from '../tiles/tiles.js';
import type { Damage } from './damage.js';
import { type Examination, examineGrid } from './examine.js';
import { compareWithOracle, type OracleReport } from './oracle.js';
import { tellsEvents } from './pointScan.js';
import { scanOfGrid } from './scanOfGrid.js';

/** How to verify. */
export interface VerifyOptions {
  /** Random points to compare with the reference engine; none by default. */
  readonly oracle?: number;
  readonly seed?: number;
  /** The grid's scan file, where the run log does not name it. */
  readonly scanFile?: string;
}

/** What was found, as `dualnu verify --json` prints it. */
export interface Verification {
  readonly grid: string;
  /**
   * `whole`: complete, and as it was written. `unproven`: complete, but without digests nobody knows whether it is as it was written. The others
   * say what is wrong, the worst first: damaged, deviates, incomplete.
   */
  readonly verdict: 'whole' | 'unproven' | 'incomplete' | 'deviates' | 'damaged';
  /** Null where the metadata cannot be trusted. */
  readonly identity: string | null;
  readonly storage: StorageKind | null;
  readonly tiles: { readonly done: number; readonly total: number };
  /** Files that were compared with what was written. */
  readonly checked: Examination['files'];
  readonly damage: readonly Pick<Damage, 'kind' | 'path' | 'what'>[];
  /** Null where it was not asked for, and where the grid is damaged. */
  readonly oracle: OracleReport | null;
  readonly warnings: readonly string[];
}

/**
 * Verifies the grid at `dir`. StoreError if there is none, or the disk refuses; ConfigError where points are to be compared and the scan is
 * not found.
 */
export async function verifyGrid(
  dir: string,
  { oracle = 0, seed = 1, scanFile }: VerifyOptions = {},
): Promise<Verification> {
  const found = await examineGrid(dir);
  const { grid, damage, done } = found;
  const warnings = grid === undefined ? [] : digestWarnings(grid);
  const isAsked = oracle > 0 && grid !== undefined && damage.length === 0 && done.size > 0;
  const report = isAsked ? await askOracle(grid, done, { oracle, seed, scanFile }, warnings) : null;
  const total = grid?.tilePlan.tileCount ?? 0;
  return {
    grid: dir,
    verdict: verdictOf(found, report),
    identity: grid?.identity ?? null,
    storage: grid?.storage.kind ?? null,
    tiles: { done: done.size, total },
    checked: found.files,
    damage: damage.map(({ kind, path, what }) => ({ kind, path, what })),
    oracle: report,
    warnings,
  };
}

/** Compares points with the reference engine; null where that is not possible, with a warning. */
async function askOracle(
  grid: Grid,
  done: ReadonlySet<number>,
  { oracle, seed, scanFile }: { oracle: number; seed: number; scanFile: string | undefined },
  warnings: string[],
): Promise<OracleReport | null> {
  const { dir } = grid;
  const { scan, isSameVersion } = await scanOfGrid(grid, scanFile);
  if (!isSameVersion)
    warnings.push(
      `${dir} was made by dualnu ${grid.attributes.dualnu_version} with other kernels or packages: compared with the f64 engine of this version`,
    );
  if (!tellsEvents(grid, scan)) {
    warnings.push(`${dir}: events were raised and the output events is not there: no point can be compared`);
    return null;
  }
  const { shape, chunkShape } = grid.tilePlan;
  const tileOf = (index: readonly number[]) =>
    tileNumber(
      grid.tilePlan,
      index.map((k, i) => Math.floor(k / at(chunkShape, i))),
    );
  const report = await compareWithOracle(grid, scan, {
    points: Math.min(oracle, productOf(shape)),
    seed,
    isDone: (index) => done.has(tileOf(index)),
  });
  if (report.poorly_sampled === report.points)
    warnings.push(
      `${dir}: all ${report.points} points are poorly sampled, so that no bound holds; compare more`,
    );
  return report;
}

function verdictOf(
  { grid, damage, done }: Examination,
  oracle: OracleReport | null,
): Verification['verdict'] {
  if (damage.length > 0 || grid === undefined) return 'damaged';
  // Written so that a NaN deviates.
  if (oracle?.largest.some(({ of_bound }) => !(of_bound <= 1))) return 'deviates';
  if (done.size < grid.tilePlan.tileCount) return 'incomplete';
  return grid.storage.kind === 'digested' ? 'whole' : 'unproven';
}
