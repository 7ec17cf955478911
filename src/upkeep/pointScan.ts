/** One point of a grid as a scan of its own. */
import { at } from '../at.js';
import type { Grid } from '../grid/store.js';
import { EVENTS } from '../outputs/events.js';
import { variableName } from '../outputs/output.js';
import { suffixOf } from '../outputs/places.js';
import { type ExperimentScan, experimentScans, type ResolvedScan } from '../resolved/scan.js';
import type { Tile } from '../tiles/tiles.js';

/** A scan with one value on every axis. */
export interface PointScan {
  /** It raises no events, and does not have them as an output. */
  readonly scan: ResolvedScan;
  /** Events that the mass point has in the grid, of each experiment: by itself it would be raised for itself. */
  readonly events: readonly number[];
}

/** Reads the numbers of a variable at a point of a grid. */
export type ReadAtPoint = (name: string) => Promise<ArrayLike<number>>;

/** The point of a grid with these indices; `scan` is the grid's own. */
export async function pointScanOf(
  grid: Grid,
  scan: ResolvedScan,
  index: readonly number[],
  read: ReadAtPoint,
): Promise<PointScan> {
  const { autoEvents, ...unraised } = scan;
  const eventsAt = async (one: ExperimentScan) =>
    autoEvents === undefined ? scan.eventsPerMassPoint : at(await read(eventsOf(one)), 0);
  const events = await Promise.all(experimentScans(scan).map(eventsAt));
  const axes = scan.axes.map((axis, i) => ({ ...axis, values: [at(at(grid.axes, i).values, at(index, i))] }));
  const outputs = scan.outputs.filter((name) => name !== EVENTS.name);
  return { scan: { ...unraised, axes, outputs }, events };
}

/** Whether a grid tells how many events each of its mass points has, without which a point cannot be computed again. */
export function tellsEvents(grid: Grid, scan: ResolvedScan): boolean {
  return (
    scan.autoEvents === undefined || experimentScans(scan).every((one) => hasVariable(grid, eventsOf(one)))
  );
}

const eventsOf = (one: ExperimentScan) => variableName(EVENTS, suffixOf(one));
const hasVariable = (grid: Grid, name: string) => grid.variables.some((variable) => variable.name === name);

/** The tile of a scan with one value on every axis. */
export const tileOfPoint = (axes: readonly unknown[]): Tile => {
  const origin = axes.map(() => 0);
  return { index: origin, start: origin, shape: axes.map(() => 1) };
};
