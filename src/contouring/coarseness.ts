/** Whether the points of the axes lie close enough to each other for a contour, and how many it would take. */
import type { Axis } from '../grid/axes.js';
import { type FollowedLevel, RESOLVED_WIDTH, type Track, type Tracks } from './tracks.js';

/** An axis with too few points for a contour. */
export interface CoarseAxis {
  readonly which: 'x' | 'y';
  readonly points: number;
  /** Points that would do, an estimate. */
  readonly needed: number;
}

/** The same with the name of the axis, and whose contours need more points; of nobody in particular where that is empty. */
export interface NamedCoarseAxis extends Omit<CoarseAxis, 'which'> {
  readonly axis: string;
  readonly of: readonly string[];
}

/** The axes that are too coarse for any of several contours in the same plane, with what the most demanding one needs. */
export function nameCoarseAxes(
  { x, y }: { readonly x: Axis; readonly y: Axis },
  contours: readonly { readonly of?: string; readonly coarseAxes: readonly CoarseAxis[] }[],
): NamedCoarseAxis[] {
  return ([x, y] as const).flatMap(({ name }, i): NamedCoarseAxis[] => {
    const which = i === 0 ? 'x' : 'y';
    const found = contours.flatMap(({ of, coarseAxes }) =>
      coarseAxes.filter((own) => own.which === which).map((own) => ({ ...own, of })),
    );
    const most = found.reduce((a, b) => (b.needed > a.needed ? b : a), found[0] ?? NONE);
    const of = new Set(found.flatMap((own) => own.of ?? []));
    return found.length === 0 ? [] : [{ axis: name, points: most.points, needed: most.needed, of: [...of] }];
  });
}

const NONE = { which: 'x', points: 0, needed: 0, of: undefined } as const;

/** A warning for each axis that is too coarse: how many points it has, how many would do, and what may be wrong. */
export function coarseWarnings(axes: readonly NamedCoarseAxis[]): string[] {
  return axes.map(({ axis, points, needed, of }) => {
    const whose = of.length === 0 ? 'what is drawn here' : `the regions of ${of.join(' and ')}`;
    return `${axis}: ${points} points are too few for ${whose}, about ${twoDigits(needed)} would do; between them chi2 changes too fast to be interpolated, so that contours, areas and best fits may be wrong`;
  });
}

/** An estimate in two digits. */
export const twoDigits = (count: number) => Number(count.toPrecision(2));

/**
 * A valley of Delta chi2 that goes across a grid at a slant is displaced from one column to the next, by r of its width at the
 * level, and r is also what a step along the columns is of the width. The least of the grid's points may then lie above the
 * minimum by r^2 of the level, from which all Delta chi2 is counted; and from r = 1 on, where the valleys of two columns do not
 * overlap, what is interpolated between them breaks into beads. a quarter is an aim (6 % of the level), 0.6 too much (36 %).
 */
const [FINE_STEP, COARSE_STEP] = [0.25, 0.6];
/** Steps of the grid by which a contour may be off: an aim, and what is too much. */
const [FINE_ERROR, COARSE_ERROR] = [0.05, 0.1];
/** A part of the contour counts from this share of it on, and speaks against an axis if more than that share of the part does. */
const [WORTH_TELLING, MAJORITY] = [1 / 8, 1 / 2];

/** By which factor steps are too long at a place of the contour, 1 or less where they are short enough. */
interface Excess {
  /** Of the steps from column to column. */
  readonly across: number;
  /** Of the steps along the columns. */
  readonly along: number;
}

/** The axes that have too few points for the contour at a level, x before y. */
export function findCoarseAxes({ refined, ...followed }: FollowedLevel): CoarseAxis[] {
  const [columns, rows] = [partsOf(followed.columns), partsOf(followed.rows)];
  const { x, y } = refined.plane;
  const excessOf = (which: 'x' | 'y') =>
    Math.max(
      ...columns.map((part) => typical(part, which === 'x' ? 'across' : 'along')),
      ...rows.map((part) => typical(part, which === 'x' ? 'along' : 'across')),
    );
  return (['x', 'y'] as const).flatMap((which): CoarseAxis[] => {
    const points = (which === 'x' ? x : y).length;
    const excess = excessOf(which);
    return excess > 1 ? [{ which, points, needed: Math.ceil(1 + (points - 1) * excess) }] : [];
  });
}

/** The parts of a contour that are worth telling, each by the places where it crosses columns. */
function partsOf({ tracks }: Tracks): Excess[][] {
  const places = tracks.reduce((sum, { at }) => sum + at.length, 0);
  return tracks
    .filter(({ at }) => at.length >= WORTH_TELLING * places)
    .map((track) => Array.from(track.at, (_, k) => excessAt(track, k)));
}

/** The median factor of the places that speak against the steps; 1 where they are too few. */
function typical(part: readonly Excess[], steps: keyof Excess): number {
  const factors = part.map((place) => place[steps]).filter((factor) => factor > 1);
  if (factors.length <= MAJORITY * part.length) return 1;
  return factors.sort((a, b) => a - b)[factors.length >> 1] ?? 1;
}

function excessAt({ at, widths, placeErrors, gapErrors, isUnbroken }: Track, k: number): Excess {
  const width = widths[k] ?? Number.POSITIVE_INFINITY;
  const gaps = [k - 1, k].filter((gap) => gap >= 0 && gap < at.length - 1);
  const shifts = gaps.map((gap) => Math.abs((at[gap + 1] ?? Number.NaN) - (at[gap] ?? Number.NaN)));
  const shift = shifts.reduce((sum, own) => sum + own, 0) / Math.max(1, shifts.length);
  const isBroken = gaps.some((gap) => !isUnbroken[gap]);
  const ofShift = isBroken || shift > COARSE_STEP * width ? shift / width / FINE_STEP : 0;
  // Either the line through the crossings is good, or the interpolated values agree with it. Across the contour:
  const inGaps = gaps.map((gap) => gapErrors[gap] ?? Number.POSITIVE_INFINITY);
  const error = Math.min(placeErrors[k] ?? 0, Math.max(0, ...inGaps)) / Math.hypot(1, shift);
  // The error of interpolation beside an edge goes as the square of a step.
  const ofError = error > COARSE_ERROR ? Math.sqrt(Math.min(error, 1) / FINE_ERROR) : 0;
  const along = width < 1 / COARSE_STEP ? 1 / width / FINE_STEP : 0;
  // A valley not much wider than a step along its column is not known there well enough to tell of anything else.
  return { across: width < RESOLVED_WIDTH ? 1 : Math.max(1, ofShift, ofError), along: Math.max(1, along) };
}
