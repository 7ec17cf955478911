/** The scan of a grid, from a scan file: the one that is given, or the one that the run log names. */
import { dirname, resolve } from 'node:path';
import { ConfigError, DualnuError } from '../errors.js';
import type { Grid } from '../grid/store.js';
import { placeOf } from '../grid/writing/place.js';
import { type RunLogEntry, readRunLog } from '../grid/writing/runLog.js';
import { canonicalJson, type JsonValue } from '../json.js';
import type { GridSpec } from '../metadata/manifest.js';
import { isFile } from '../platform/isFolder.js';
import type { ResolvedScan } from '../resolved/scan.js';
import { describeGrid } from '../scan/gridSpec.js';
import { loadScanWith } from '../settings/scanSet.js';

/** A scan with the specification of its grid. */
export interface SpecifiedScan {
  readonly scan: ResolvedScan;
  readonly spec: GridSpec;
  /** Whether the grid was made by this version of dualnu, so that computing it anew gives the same bytes. */
  readonly isSameVersion: boolean;
}

/** A scan file, and the values that `--set` put into it. */
export interface LoggedScan {
  readonly file: string;
  readonly set?: readonly string[];
}

/** What the grid says of the engine that made it. */
export type MadeBy = Pick<GridSpec['attributes'], 'engine' | 'adapter' | 'driver'>;

/** The scan of a file, with values that the command line set in it, and the grid that it would write with that engine. */
export async function specifyScan(
  { file, set = [] }: LoggedScan,
  { engine, adapter, driver }: MadeBy,
): Promise<Omit<SpecifiedScan, 'isSameVersion'>> {
  const scan = await loadScanWith(file, set);
  const name = engine === 'reference' ? 'reference' : 'gpu';
  return { scan, spec: await describeGrid(scan, { engine: name, adapter, driver, software: false }) };
}

/**
 * The scan that made a grid: of the file that is given, or of the run that the run log tells of. ConfigError where there is none, or it is
 * another scan's; the versions of dualnu may differ, and the result says so.
 */
export async function scanOfGrid(grid: Grid, file: string | undefined): Promise<SpecifiedScan> {
  const logged = await loggedScan(grid, file);
  const give = `give the scan file of the grid with --scan FILE`;
  if (logged === undefined) throw new ConfigError(`${grid.dir}: its run log names no scan file; ${give}`);
  const path = [logged.file, ...(logged.set ?? []).map((text) => `--set ${text}`)].join(' ');
  let found: Omit<SpecifiedScan, 'isSameVersion'>;
  try {
    found = await specifyScan(logged, grid.attributes);
  } catch (error) {
    // A file that nobody named may be gone, or be another by now.
    if (file !== undefined || !(error instanceof DualnuError)) throw error;
    throw new ConfigError(`${path}, the scan file that the run log names: ${error.lines[0]}; ${give}`);
  }
  const isSameVersion = found.spec.identity === grid.identity;
  if (!isSameVersion && physicsOf(found.spec) !== physicsOf(grid))
    throw new ConfigError(
      `${path}: is not the scan of ${grid.dir}, whose identity is ${grid.identity.slice(0, 12)}; its own is ${found.spec.identity.slice(0, 12)}${file === undefined ? `; ${give}` : ''}`,
    );
  return { ...found, isSameVersion };
}

/**
 * The scan file of a grid, the given one or else that of its last run in the log, with the values that this run was given by `--set`: they
 * are needed for a file that is given, too, and change nothing in one that has them already. Undefined where no file is known. The last run of all
 * may be one that was to replace the grid and did not come to its end; where no run knows the identity, as after an update, it is the best guess.
 */
export async function loggedScan(
  { dir, identity }: { readonly dir: string; readonly identity: string | undefined },
  file: string | undefined,
): Promise<LoggedScan | undefined> {
  const runs = (await readRunLog(dir)).filter((entry) => typeof entry.scan_file === 'string');
  const last = runs.findLast((entry) => entry.identity === identity) ?? runs.at(-1);
  const path = file ?? (last && (await fileOfRun(dir, last)));
  const set = Array.isArray(last?.set) ? last.set.filter((text) => typeof text === 'string') : [];
  return typeof path === 'string' ? { file: path, set } : undefined;
}

/** The scan file of a run: where it lies as seen from the grid, which may have been moved with it, or else where it lay. */
async function fileOfRun(dir: string, { scan_file, scan_file_beside }: RunLogEntry): Promise<unknown> {
  // Earlier versions wrote the path as it was given, and nothing beside.
  if (typeof scan_file_beside !== 'string') return scan_file;
  const beside = resolve(dirname(await placeOf(dir)), scan_file_beside);
  return (await isFile(beside)) ? beside : scan_file;
}

/** The configuration without the versions that computed it. */
function physicsOf({ attributes }: Pick<GridSpec, 'attributes'>): string {
  const {
    shaders: _shaders,
    packages: _packages,
    ...physics
  } = JSON.parse(attributes.config) as Record<string, JsonValue>;
  return canonicalJson(physics);
}
