/** Whether the points of the axes lie close enough to each other for a contour, and how many points it would take. */
import { at } from '../at.js';
import type { Axis } from '../tiles/axes.js';
import { type FollowedLevel, RESOLVED_WIDTH, type Track, type Tracks } from './tracks.js';

/** An axis with too few points for a contour. */
export interface CoarseAxis {
  readonly which: 'x' | 'y';
  readonly points: number;
  /** Estimated number of points that would be enough. */
  readonly needed: number;
}

/** A coarse axis by its name, with the experiments whose contours need more points; empty where there is only one contour. */
export interface NamedCoarseAxis extends Omit<CoarseAxis, 'which'> {
  readonly axis: string;
  readonly of: readonly string[];
}

/** The axes that are too coarse for at least one of several contours in a plane, with the points that the most demanding one needs. */
export function nameCoarseAxes(
  { x, y }: { readonly x: Axis; readonly y: Axis },
  contours: readonly { readonly of?: string; readonly coarseAxes: readonly CoarseAxis[] }[],
): NamedCoarseAxis[] {
  return ([x, y] as const).flatMap(({ name }, i): NamedCoarseAxis[] => {
    const which = i === 0 ? 'x' : 'y';
    const found = contours.flatMap(({ of, coarseAxes }) =>
      coarseAxes.filter((axis) => axis.which === which).map((axis) => ({ ...axis, of })),
    );
    const most = found.reduce((a, b) => (b.needed > a.needed ? b : a), found[0] ?? NONE);
    const of = new Set(found.flatMap((axis) => axis.of ?? []));
    return found.length === 0 ? [] : [{ axis: name, points: most.points, needed: most.needed, of: [...of] }];
  });
}

const NONE = { which: 'x', points: 0, needed: 0, of: undefined } as const;

/** A warning for each axis that is too coarse: how many points it has, how many would be enough, and what may be wrong. */
export function coarseWarnings(axes: readonly NamedCoarseAxis[]): string[] {
  return axes.map(({ axis, points, needed, of }) => {
    const whose = of.length === 0 ? 'what is drawn here' : `the regions of ${of.join(' and ')}`;
    return `${axis}: ${points} points are too few for ${whose}, about ${twoDigits(needed)} would do; between them chi2 changes too fast to be interpolated, so that contours, areas and best fits may be wrong`;
  });
}

/** A number to two significant digits. */
export const twoDigits = (count: number) => Number(count.toPrecision(2));

/**
 * A valley of Delta chi2 that runs at a slant across the grid is displaced from one column to the next by a fraction r of its
 * width at the level. Let r also be the step along the columns in units of the width. The lowest grid point may then lie r^2 of the
 * level above the true minimum, from which Delta chi2 is counted. From r = 1 on the valleys of two columns do not overlap, and the
 * interpolation between them breaks up into islands. The aim is r = 0.25 (6 % of the level); 0.6 is too much (36 %).
 */
const [FINE_STEP, COARSE_STEP] = [0.25, 0.6];
/** By how many grid steps a contour may be off: the aim, and what is too much. */
const [FINE_ERROR, COARSE_ERROR] = [0.05, 0.1];
/** A part of a contour counts if it is at least the first share of it; an axis is too coarse for a part if it is at more than the second share of it. */
const [LEAST_SHARE, MAJORITY] = [1 / 8, 1 / 2];

/** The factor by which steps are too long at a place on the contour; 1 where they are short enough. */
interface Excess {
  /** For the steps from column to column. */
  readonly across: number;
  /** For the steps along the columns. */
  readonly along: number;
}

/** The axes that have too few points for most of a part of the contour at a level, x before y; what is wrong at a single place is told by fewerPoints.ts. */
export function findCoarseAxes({ refined, ...followed }: FollowedLevel): CoarseAxis[] {
  const [columns, rows] = [partsOf(followed.columns), partsOf(followed.rows)];
  const { x, y } = refined.plane;
  const excessOf = (which: 'x' | 'y') =>
    Math.max(
      1,
      ...columns.map((part) => typical(part, which === 'x' ? 'across' : 'along')),
      ...rows.map((part) => typical(part, which === 'x' ? 'along' : 'across')),
    );
  return axesOfFactors([x.length, y.length], [excessOf('x'), excessOf('y')]);
}

/** The axes whose steps are too long by some factors, x before y, given their points. */
export function axesOfFactors(
  points: readonly [number, number],
  factors: readonly [number, number],
): CoarseAxis[] {
  return (['x', 'y'] as const).flatMap((which, i): CoarseAxis[] => {
    const [count, factor] = [at(points, i), at(factors, i)];
    return factor > 1 ? [{ which, points: count, needed: Math.ceil(1 + (count - 1) * factor) }] : [];
  });
}

/** Axes that are too coarse for one reason or another, x before y, each with the points that the more demanding one needs. */
export function joinCoarseAxes(some: readonly CoarseAxis[], others: readonly CoarseAxis[]): CoarseAxis[] {
  const all = [...some, ...others].sort((a, b) => b.needed - a.needed);
  return (['x', 'y'] as const).flatMap((which) => all.filter((axis) => axis.which === which).slice(0, 1));
}

/** The parts of a contour that are long enough to count, each by the places where it crosses columns. */
function partsOf({ tracks }: Tracks): Excess[][] {
  const total = tracks.reduce((sum, { places }) => sum + places.length, 0);
  return tracks
    .filter(({ places }) => places.length >= LEAST_SHARE * total)
    .map((track) => Array.from(track.places, (_, k) => excessAt(track, k)));
}

/** The median factor of the places where steps are too long; 1 where there are too few such places. */
function typical(part: readonly Excess[], steps: keyof Excess): number {
  const factors = part.map((place) => place[steps]).filter((factor) => factor > 1);
  if (factors.length <= MAJORITY * part.length) return 1;
  return at(
    factors.sort((a, b) => a - b),
    factors.length >> 1,
  );
}

function excessAt({ places, widths, placeErrors, gapErrors, isUnbroken }: Track, k: number): Excess {
  const width = at(widths, k);
  const gaps = [k - 1, k].filter((gap) => gap >= 0 && gap < places.length - 1);
  const shifts = gaps.map((gap) => Math.abs(at(places, gap + 1) - at(places, gap)));
  const shift = shifts.reduce((sum, gapShift) => sum + gapShift, 0) / Math.max(1, shifts.length);
  const isBroken = gaps.some((gap) => !isUnbroken[gap]);
  const ofShift = isBroken || shift > COARSE_STEP * width ? shift / width / FINE_STEP : 0;
  // Fine if either the line through the crossings is accurate or the interpolated values agree with it. An error that cannot be
  // tested counts as 0. Division by hypot(1, shift) turns a distance along the column into one across the contour.
  const inGaps = gaps.map((gap) => gapErrors[gap] ?? Number.POSITIVE_INFINITY);
  const error = Math.min(placeErrors[k] ?? 0, Math.max(0, ...inGaps)) / Math.hypot(1, shift);
  // The error of interpolation beside an edge goes as the square of a step.
  const ofError = error > COARSE_ERROR ? Math.sqrt(Math.min(error, 1) / FINE_ERROR) : 0;
  const along = width < 1 / COARSE_STEP ? 1 / width / FINE_STEP : 0;
  // A valley hardly wider than a step along its column is too poorly known for a statement about the steps across columns.
  return { across: width < RESOLVED_WIDTH ? 1 : Math.max(1, ofShift, ofError), along: Math.max(1, along) };
}
