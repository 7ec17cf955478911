/** What a plane shows besides the grid's regions: other limits, and the user's curves. */

import type { Grid } from '../grid/store.js';
import type { Axis } from '../tiles/axes.js';
import { type ChosenLimits, chooseLimits } from './chosenLimits.js';
import type { ShownPlane } from './curveWords.js';
import { curveWarnings } from './curveWords.js';
import { type DrawnCurve, loadCurves } from './drawnCurve.js';
import { type LimitRegion, limitRegion } from './limitRegion.js';

/** What to show, as given by the options of the command line. */
export interface OverlayRequest {
  /** Words of `--limits` (chosenLimits.ts); without any, all that apply. */
  readonly limits?: readonly string[] | undefined;
  /** Values of `--curve` (curveOption.ts). */
  readonly curves?: readonly string[] | undefined;
}

/** The limits and the curves, for all values of the other parameters. */
export interface Overlays {
  readonly limits: ChosenLimits;
  readonly curves: readonly DrawnCurve[];
}

/** Reads the limits and curves that are asked for, for planes of two axes of a grid that are reduced over others. Throws ConfigError and InputDataError as chooseLimits and loadCurves do. */
export async function loadOverlays(
  grid: Grid,
  { x, y }: { readonly x: Axis; readonly y: Axis },
  { limits, curves = [] }: OverlayRequest,
  reduced: readonly string[] = [],
): Promise<Overlays> {
  const names = [...grid.axes.map(({ name }) => name), ...Object.keys(grid.attributes.fixed)];
  const others = names.filter((name) => name !== x.name && name !== y.name);
  return {
    limits: await chooseLimits(grid, limits, reduced),
    curves: await loadCurves(curves, { x, y, others }),
  };
}

/** The values of every parameter that a plane of a grid does not show. */
export function valuesBeside(
  grid: Pick<Grid, 'attributes'>,
  fixed: readonly { readonly name: string; readonly value: number }[],
): ShownPlane['values'] {
  return { ...grid.attributes.fixed, ...Object.fromEntries(fixed.map(({ name, value }) => [name, value])) };
}

/** The part of a plane that the limits exclude; undefined where none apply. */
export function limitsOn({ limits }: Overlays, plane: ShownPlane): LimitRegion | undefined {
  return limits.kind === 'none' ? undefined : limitRegion(limits.envelope, limits, plane);
}

/** Warnings about the overlays of some planes, a line each. */
export function overlayWarnings({ curves }: Overlays, planes: readonly ShownPlane[]): string[] {
  return curveWarnings(curves, planes);
}
