/** Confidence contours in a plane: where Delta chi2 crosses the level of a confidence level with two parameters. */
import { at } from '../at.js';
import { ConfigError } from '../errors.js';
import type { Axis } from '../tiles/axes.js';
import { backgroundBound } from '../tiles/bestFit.js';
import { isMissing } from '../tiles/variables.js';
import { alignToCrossings } from './alignContour.js';
import { axesOfFactors, type CoarseAxis, findCoarseAxes, joinCoarseAxes } from './coarseness.js';
import { tooLongSteps } from './fewerPoints.js';
import { isLogarithmic, scaledPositions, valueAtIndex } from './interpolate.js';
import { contourLines, type IndexPoint, polygonsOf, type Ring, traceRegions } from './marchingSquares.js';
import { fineShape, refine, type ScaledPlane } from './scaledPlane.js';
import { type FollowedLevel, followLevel } from './tracks.js';

/** Where the minimum of a plane lies: at the background alone (|U|^2 = 0), or at a grid point of the plane. */
export type MinimumPlace = 'background' | { readonly x: number; readonly y: number };

/** Delta chi2 on a plane, with the minimum from which it is measured. */
export interface DeltaPlane {
  readonly x: Axis;
  readonly y: Axis;
  /** Shape [ny, nx], C order; never negative, and NaN where chi2 is missing. */
  readonly delta: Float64Array;
  readonly minimum: { readonly chi2: number; readonly at: MinimumPlace };
  /** Delta chi2 of the background alone. */
  readonly backgroundDelta: number;
}

/** A point in the axes' units: [x, y]. */
export type Point = readonly [number, number];

/** A contour at one confidence level. */
export interface Contour {
  readonly cl: number;
  /** Delta chi2 of the contour. */
  readonly level: number;
  /** Open or closed polylines, with Delta chi2 above the level on one side; they end at the border of the plane. */
  readonly lines: readonly (readonly Point[])[];
  /** Regions on the contour's side, cut off at the border: polygons, each an outer ring and its holes. */
  readonly regions: readonly (readonly (readonly Point[])[])[];
  /** Axes with too few points for this contour. */
  readonly coarseAxes: readonly CoarseAxis[];
}

/** Delta chi2 of a confidence level for two parameters: the quantile of chi2 with two degrees of freedom, -2 ln(1 - cl). */
export function levelOf(cl: number): number {
  if (cl > 0 && cl < 1) return -2 * Math.log1p(-cl);
  throw new ConfigError(`confidence level ${cl} is not between 0 and 1; write 0.95 for 95 %`);
}

/**
 * Delta chi2 from the minimum over the plane and over |U|^2 = 0, where the prediction is the background alone. `chi2` has
 * shape [ny, nx]. A point of the plane is the minimum only if it is better than the background by more than rounding,
 * because the signal may vanish at many points. A missing value (NaN, infinite, or the fill value) is never the minimum.
 */
export function deltaChi2(x: Axis, y: Axis, chi2: Float64Array, backgroundChi2: number): DeltaPlane {
  const nx = x.values.length;
  let least = -1;
  let value = backgroundBound(backgroundChi2);
  chi2.forEach((c, k) => {
    if (c < value && !isMissing(c)) [least, value] = [k, c];
  });
  if (least < 0) value = backgroundChi2;
  const place: MinimumPlace =
    least < 0 ? 'background' : { x: at(x.values, least % nx), y: at(y.values, Math.floor(least / nx)) };
  const delta = chi2.map((c) => (isMissing(c) ? Number.NaN : Math.max(0, c - value)));
  return { x, y, delta, minimum: { chi2: value, at: place }, backgroundDelta: backgroundChi2 - value };
}

/** Cells are cut so that a plane has about this many points along an axis, but into no more than eight parts. */
const FINE_POINTS = 400;

/**
 * What is interpolated instead of Delta chi2: asinh(sqrt(Delta chi2/level)). Delta chi2 itself rises by orders of
 * magnitude within a cell, and its linear interpolation would draw every contour close to the lower grid point. Its
 * root is the significance, which is linear in the signal near the minimum; far above the level the signal goes as
 * powers and exponentials of the axes, of which the asinh takes the logarithm.
 */
export function contourScale(delta: number, level: number): number {
  return Math.asinh(Math.sqrt(Math.max(delta, 0) / level));
}

/** Which side of a contour its regions are: an excluded region lies above the level, a preferred one below. */
export type ContourSide = 'above' | 'below';

/** The contour of a plane at a confidence level, and the axes that have too few points for it. */
export function findContour(plane: DeltaPlane, cl: number, side: ContourSide = 'above'): Contour {
  const { followed, ...drawn } = traceContour(plane, cl, side);
  const { plane: scaled, factor } = followed.refined;
  const points = [plane.x.values.length, plane.y.values.length] as const;
  const lengths = [lengthOf(plane.x), lengthOf(plane.y)] as const;
  const factors = tooLongSteps(scaled, AT_LEVEL, lengths, factor);
  return { ...drawn, coarseAxes: joinCoarseAxes(findCoarseAxes(followed), axesOfFactors(points, factors)) };
}

/** The lines of a contour alone, at a fraction of the time that it takes to tell how good they are. */
export function contourLinesOf(plane: DeltaPlane, cl: number): Contour['lines'] {
  return traceContour(plane, cl, 'above').lines;
}

/** The place of a level on its own contourScale. */
const AT_LEVEL = contourScale(1, 1);

/**
 * Draws a contour: contourScale is interpolated by cubics on a refined plane (interpolate.ts), on which marching squares follow the
 * level (marchingSquares.ts); alignContour.ts straightens steep parts.
 */
function traceContour(
  plane: DeltaPlane,
  cl: number,
  side: ContourSide,
): Omit<Contour, 'coarseAxes'> & { readonly followed: FollowedLevel } {
  const level = levelOf(cl);
  const sign = side === 'above' ? 1 : -1;
  const longest = Math.max(plane.x.values.length, plane.y.values.length);
  const factor = Math.max(1, Math.min(8, Math.ceil(FINE_POINTS / longest)));
  const refined = refine(scalePlane(plane, level), factor);
  const followed = followLevel(refined, AT_LEVEL);
  const align = alignToCrossings(followed);
  const signed = refined.fine.map((value) => sign * value);
  const rings = traceRegions(signed, ...fineShape(refined), sign * AT_LEVEL).map((ring) => ({
    ...ring,
    points: ring.points.map(([u, v], k): IndexPoint => {
      const point: IndexPoint = [u / factor, v / factor];
      // A point on the border of the plane stays there.
      return ring.isContour.at(k - 1) && ring.isContour[k] ? align(point) : point;
    }),
  }));
  const toPoint = ([u, v]: IndexPoint): Point => [valueAtIndex(plane.x, u), valueAtIndex(plane.y, v)];
  const closed = ({ points }: Ring) => [...points, ...points.slice(0, 1)].map(toPoint);
  return {
    cl,
    level,
    lines: rings.flatMap(contourLines).map((line) => line.map(toPoint)),
    regions: polygonsOf(rings).map((polygon) => polygon.map(closed)),
    followed,
  };
}

/** A plane in the scales of its axes and in contourScale. */
export function scalePlane({ x, y, delta }: DeltaPlane, level: number): ScaledPlane {
  const values = delta.map((d) => contourScale(d, level));
  return { x: scaledPositions(x), y: scaledPositions(y), values };
}

/** The length in which distances along an axis are counted, on its scale: a decade, or a linear axis from end to end. */
function lengthOf(axis: Axis): number {
  const { values } = axis;
  return isLogarithmic(axis) ? Math.LN10 : at(values, values.length - 1) - at(values, 0);
}
