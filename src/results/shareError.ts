/** The Monte Carlo error of an excluded share: how far the simulation's statistical error moves the two regions. */
import { at } from '../at.js';
import { type Contour, type DeltaPlane, findContour, levelOf } from '../contouring/contour.js';
import { readVariable } from '../grid/reading.js';
import type { Grid } from '../grid/store.js';
import { MIXINGS } from '../model/models.js';
import { CHI2 } from '../outputs/chi2.js';
import { variableName } from '../outputs/output.js';
import type { Fit } from '../planes/shownPlane.js';
import { type PlaneChoice, selectionOf } from '../planes/slice.js';
import type { Axis } from '../tiles/axes.js';
import { isMissing } from '../tiles/variables.js';
import { overlap } from './overlap.js';

/** Why there is no error of a share, for notes. */
export const NO_SHARE_ERROR =
  'it needs the outputs n_eff and signal (n_eff alone where |U|^2 is a factor), |U|^2 as an axis, and no axis that is profiled or marginalised';

/**
 * The standard deviation of chi2 from the Monte Carlo error of the total signal at each point of a plane, shape [ny, nx]: |d chi2 / d ln s| over the
 * square root of n_eff. The derivative is taken along |U|^2 between neighbouring grid points, of chi2 and of ln s. Undefined where the
 * grid does not have what that takes (NO_SHARE_ERROR).
 */
export async function simulationSpread(
  grid: Grid,
  { suffix }: Pick<Fit, 'suffix'>,
  choice: PlaneChoice,
): Promise<Float64Array | undefined> {
  const mixing = grid.axes.find(({ name }) => MIXINGS.some((known) => known === name));
  const has = (name: string) =>
    grid.variables.find((variable) => variable.name === variableName({ name }, suffix));
  const size = has('n_eff');
  if (choice.reduced.length > 0 || mixing === undefined || mixing.values.length < 2 || size === undefined)
    return undefined;
  // Where the effective size does not depend on |U|^2, the signal is proportional to it.
  const isFactor = !size.axes.includes(mixing.name);
  const signal = has('signal');
  if (!isFactor && signal === undefined) return undefined;
  const rises = await slopesAlong(grid, variableName(CHI2, suffix), choice, mixing);
  const growth =
    isFactor || signal === undefined
      ? undefined
      : await slopesAlong(grid, signal.name, choice, mixing, Math.log);
  const sizes = await readOn(grid, size.name, choice);
  return rises.map((rise, k) => {
    const effective = at(sizes, k);
    // No signal, and nothing that an error could move.
    if (!(effective > 0)) return 0;
    const spread = Math.abs(rise / (growth === undefined ? 1 : at(growth, k))) / Math.sqrt(effective);
    return Number.isFinite(spread) ? spread : 0;
  });
}

/** d f(variable) / d ln |U|^2 at each point of a plane, between the neighbouring values of |U|^2; 0 where a value is missing. */
async function slopesAlong(
  grid: Grid,
  name: string,
  choice: PlaneChoice,
  mixing: Axis,
  f: (value: number) => number = (value) => value,
): Promise<Float64Array> {
  const { x, y, fixed } = choice;
  const last = mixing.values.length - 1;
  const held = fixed.find((axis) => axis.name === mixing.name);
  const neighbours = (j: number) => [Math.max(j - 1, 0), Math.min(j + 1, last)] as const;
  const slope = (low: number, high: number, below: number, above: number) => {
    if (isMissing(below) || isMissing(above)) return 0;
    return (f(above) - f(below)) / Math.log(at(mixing.values, high) / at(mixing.values, low));
  };
  if (held !== undefined) {
    const [low, high] = neighbours(held.index);
    const planeAt = (index: number) =>
      readOn(grid, name, {
        ...choice,
        fixed: fixed.map((axis) => (axis === held ? { ...held, index } : axis)),
      });
    const [below, above] = [await planeAt(low), await planeAt(high)];
    return below.map((value, k) => slope(low, high, value, at(above, k)));
  }
  const values = await readOn(grid, name, choice);
  const nx = x.values.length;
  const stride = y.name === mixing.name ? nx : 1;
  return values.map((_, k) => {
    const j = y.name === mixing.name ? Math.floor(k / nx) : k % nx;
    const [low, high] = neighbours(j);
    return slope(low, high, at(values, k + (low - j) * stride), at(values, k + (high - j) * stride));
  });
}

/** A variable on a plane, shape [ny, nx], C order, whether or not it has both axes. */
async function readOn(grid: Grid, name: string, choice: PlaneChoice): Promise<Float64Array> {
  const { axes, shape, data } = await readVariable(grid, name, selectionOf(choice));
  const strideOf = (axis: string) => {
    const i = axes.indexOf(axis);
    return i < 0 ? 0 : i === axes.length - 1 ? 1 : at(shape, i + 1);
  };
  const [strideX, strideY] = [strideOf(choice.x.name), strideOf(choice.y.name)];
  const [nx, ny] = [choice.x.values.length, choice.y.values.length];
  return Float64Array.from({ length: nx * ny }, (_, k) =>
    at(data, (k % nx) * strideX + Math.floor(k / nx) * strideY),
  );
}

/** A plane with its contour, and the spread of its chi2 from the simulation. */
export interface SpreadRegion {
  readonly plane: DeltaPlane;
  readonly contour: Contour;
  readonly spread: Float64Array | undefined;
}

/**
 * The standard deviation of a preferred region's excluded share: half the difference of the shares where chi2 of one experiment is higher and lower by its spread
 * everywhere, of both experiments in quadrature. Undefined where a spread or an area is missing.
 */
export function shareError(preferred: SpreadRegion, exclusion: SpreadRegion, cl: number): number | undefined {
  const [byPreferred, byExclusion] = [preferred.spread, exclusion.spread];
  if (byPreferred === undefined || byExclusion === undefined) return undefined;
  const level = levelOf(cl);
  const shifted = ({ plane }: SpreadRegion, spread: Float64Array, sign: number, side: 'above' | 'below') => {
    const delta = plane.delta.map((d, k) => Math.max(0, d + sign * at(spread, k)));
    const moved = { ...plane, delta };
    return { plane: moved, contour: findContour(moved, cl, side) };
  };
  const areas: number[] = [];
  const half = (share: (sign: number) => ReturnType<typeof overlap>) => {
    const both = [1, -1].map(share);
    areas.push(...both.map(({ area }) => area));
    return (at(both, 0).excludedShare - at(both, 1).excludedShare) / 2;
  };
  const fromExclusion = half((sign) =>
    overlap(preferred, shifted(exclusion, byExclusion, sign, 'above'), level),
  );
  const fromPreferred = half((sign) =>
    overlap(shifted(preferred, byPreferred, sign, 'below'), exclusion, level),
  );
  return areas.every((area) => area > 0) ? Math.hypot(fromExclusion, fromPreferred) : undefined;
}
