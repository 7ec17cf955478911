/** Verifies a grid: whether it is whole and as it was written, and whether random points of it are what f64 gives. */
import { digestWarnings, type Grid, type StorageKind } from '../grid/store.js';
import type { ResolvedScan } from '../resolved/scan.js';
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

/** Compares points with the reference engine; with a warning where no point can be. */
async function askOracle(
  grid: Grid,
  done: ReadonlySet<number>,
  { oracle, seed, scanFile }: { oracle: number; seed: number; scanFile: string | undefined },
  warnings: string[],
): Promise<OracleReport> {
  const { dir } = grid;
  const { scan, isSameVersion } = await scanOfGrid(grid, scanFile);
  if (!isSameVersion)
    warnings.push(
      `${dir} was made by dualnu ${grid.attributes.dualnu_version} with other kernels or packages: compared with the f64 engine of this version`,
    );
  const report = await compareWithOracle(grid, scan, { points: oracle, seed, done });
  if (report.points === 0) warnings.push(`${dir}: ${whyNothing(grid, scan, report)}: no point was compared`);
  return report;
}

/** Why no point could be held to a bound. */
function whyNothing(grid: Grid, scan: ResolvedScan, { drawn, poorly_sampled }: OracleReport): string {
  if (!tellsEvents(grid, scan)) return 'events were raised and the output events is not there';
  return poorly_sampled < drawn
    ? 'none of its variables has a bound'
    : `all ${drawn} points drawn are poorly sampled, so that no bound holds`;
}

function verdictOf(
  { grid, damage, done }: Examination,
  oracle: OracleReport | null,
): Verification['verdict'] {
  if (damage.length > 0 || grid === undefined) return 'damaged';
  if (oracle?.result === 'deviates') return 'deviates';
  if (done.size < grid.tilePlan.tileCount) return 'incomplete';
  return grid.storage.kind === 'digested' ? 'whole' : 'unproven';
}
