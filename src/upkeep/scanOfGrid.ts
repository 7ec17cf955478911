/** The scan of a grid, from a scan file: the one that is given, or the one that the run log names. */
import { loadScan } from '../config/load.js';
import { ConfigError, DualnuError } from '../errors.js';
import type { Grid } from '../grid/store.js';
import { readRunLog } from '../grid/writing/runLog.js';
import { canonicalJson, type JsonValue } from '../json.js';
import type { GridSpec } from '../metadata/manifest.js';
import type { ResolvedScan } from '../resolved/scan.js';
import { describeGrid } from '../scan/gridSpec.js';

/** A scan with the specification of its grid. */
export interface SpecifiedScan {
  readonly scan: ResolvedScan;
  readonly spec: GridSpec;
  /** Whether the grid was made by this version of dualnu, so that computing it anew gives the same bytes. */
  readonly isSameVersion: boolean;
}

/** What the grid says of the engine that made it. */
export type MadeBy = Pick<GridSpec['attributes'], 'engine' | 'adapter' | 'driver'>;

/** The scan of a file and the grid that it would write with that engine. */
export async function specifyScan(
  file: string,
  { engine, adapter, driver }: MadeBy,
): Promise<Omit<SpecifiedScan, 'isSameVersion'>> {
  const scan = await loadScan(file);
  const name = engine === 'reference' ? 'reference' : 'gpu';
  return { scan, spec: await describeGrid(scan, { engine: name, adapter, driver, software: false }) };
}

/**
 * The scan that made a grid: of the file that is given, or of the last run that the run log tells of. ConfigError where there is none, or it is
 * another scan's; the versions of dualnu may differ, and the result says so.
 */
export async function scanOfGrid(grid: Grid, file: string | undefined): Promise<SpecifiedScan> {
  const path = file ?? (await loggedFile(grid));
  const give = `give the scan file of the grid with --scan FILE`;
  if (path === undefined) throw new ConfigError(`${grid.dir}: its run log names no scan file; ${give}`);
  let found: Omit<SpecifiedScan, 'isSameVersion'>;
  try {
    found = await specifyScan(path, grid.attributes);
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

async function loggedFile({ dir }: Grid): Promise<string | undefined> {
  const names = (await readRunLog(dir)).map((entry) => entry.scan_file);
  return names.filter((name) => typeof name === 'string').at(-1);
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
