/** Prepares a point of a grid for the page, which computes it again: what a browser cannot do is done here. */
import { ConfigError, StoreError } from '../errors.js';
import type { Grid } from '../grid/store.js';
import { readShaderFiles } from '../platform/shaderFiles.js';
import { pointScanOf, tellsEvents } from '../upkeep/pointScan.js';
import { scanOfGrid } from '../upkeep/scanOfGrid.js';
import { faultFrom } from './faults.js';
import type { Checked } from './pieces.js';
import { readNumbers } from './points.js';
import type { RecomputeTask } from './recomputeTask.js';

/**
 * The task of the point with these indices. The scan is read anew each time, so that it is the grid's own at that moment: ConfigError where there is
 * none or it is another's, as for `verify --oracle`; StoreError where the grid does not tell how many events the point has.
 */
export async function recomputeTaskOf(
  grid: Grid,
  checked: Checked,
  indices: ReadonlyMap<string, number>,
  scanFile: string | undefined,
): Promise<RecomputeTask> {
  const { dir, attributes } = grid;
  const { scan: whole, isSameVersion } = await scanOfGrid(grid, scanFile);
  if (whole.runs.some(({ sample }) => sample !== undefined))
    throw new ConfigError(
      `${dir}: its signal is that of a sample of events, which is not reweighted in a browser; for this point in detail: dualnu point`,
    );
  if (!tellsEvents(grid, whole))
    throw new StoreError(
      `${dir}: events were raised and the output events is not there: no point can be computed again`,
    );
  const held: Record<string, readonly number[]> = {};
  for (const variable of grid.variables) {
    try {
      held[variable.name] = [...(await readNumbers(grid, checked, variable, indices))];
    } catch (error) {
      // The page says what is not there; throws again what is no fault of the grid.
      faultFrom(error);
    }
  }
  const index = grid.axes.map(({ name }) => indices.get(name) ?? 0);
  const read = async (name: string) => {
    const numbers = held[name];
    if (numbers === undefined) throw new StoreError(`${dir}: ${name} is not there at this point`);
    return numbers;
  };
  const { scan, events } = await pointScanOf(grid, whole, index, read);
  const { dualnu_version: version, adapter, experiments, background_chi2 } = attributes;
  return {
    scan,
    events,
    shaders: await readShaderFiles(),
    held,
    background: { all: background_chi2, each: experiments.map((each) => each.background_chi2) },
    madeBy: adapter,
    notes: isSameVersion
      ? []
      : [
          `the grid was made by dualnu ${version} with other kernels or packages: computed again with those of this version`,
        ],
  };
}

/** ConfigError where a scan file is not that of the one grid that is shown. */
export async function requireScanOf(grids: readonly Grid[], scanFile: string): Promise<void> {
  if (grids.length > 1)
    throw new ConfigError(
      `--scan ${scanFile}: is the scan file of one grid, but ${grids.length} are shown; show that grid by itself`,
    );
  for (const grid of grids) await scanOfGrid(grid, scanFile);
}
