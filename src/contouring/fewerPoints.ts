/**
 * Whether a contour would stay where it is if its axes had more points: it is drawn again from every second column or row, and with
 * the minimum from which Delta chi2 is counted as low as it may be between the points.
 */
import { at } from '../at.js';
import { largestDistance } from './distance.js';
import { lowestBetween } from './lowestBetween.js';
import { contourLines, type IndexPoint, traceRegions } from './marchingSquares.js';
import { fineShape, type RefinedPlane, refine, type ScaledPlane } from './scaledPlane.js';

/** The length of an axis in which distances are counted, on the axis's scale: a decade, or a linear axis from end to end. */
export type Lengths = readonly [x: number, y: number];

/** For each axis the factor by which its steps are too long; 1 where they are short enough. */
export type Factors = readonly [x: number, y: number];

/** How far a contour may be off: the aim, and what is too much. */
const [FINE, COARSE] = [0.05, 0.1];
/**
 * By how much a contour from every second column may be off where that from all columns is off by COARSE. Steps that are twice as long
 * make an error larger by 2 where chi2 has an edge and by 4 and more where it is smooth; docs/statistics.md has how often this is right.
 */
const OF_HALF = 2.5;
/** A distance beyond which a contour is another one. */
const FAR = 0.6;
/** With fewer points nothing can be left out. */
const LEAST_POINTS = 5;
/** Steps of the grid are cut into at most so many parts: what is compared need not be as smooth as what is drawn. */
const MOST_PARTS = 2;

type Line = readonly (readonly [number, number])[];

/**
 * The factors by which steps are too long for a contour at `level` of a plane (both on contourScale, where Delta chi2 is sinh^2 of a
 * value in units of the level). An error goes about as the square of a step.
 */
export function tooLongSteps(plane: ScaledPlane, level: number, lengths: Lengths, factor: number): Factors {
  const refined = refine(plane, Math.min(factor, MOST_PARTS));
  const lines = linesAt(refined, level, lengths);
  const [ofX, ofY] = (['x', 'y'] as const).map((axis) =>
    Math.max(...halves(plane, axis).map((half) => movedBy(half, { lines, level, lengths, factor })), 0),
  );
  const { along, lowering } = lowestBetween(plane);
  const lowered = loweredLevel(level, lowering);
  const moved = lowering === 0 ? 0 : largestDistance(lines, linesAt(refined, lowered, lengths), FAR);
  // The axis between whose points the minimum lies deepest below them is the one that lacks points.
  const ofMinimum = (axis: 'x' | 'y') => (along[axis] >= lowering / 2 ? moved : 0);
  return [factorOf(ofX ?? 0, ofMinimum('x')), factorOf(ofY ?? 0, ofMinimum('y'))];
}

function factorOf(ofHalf: number, ofMinimum: number): number {
  const error = Math.min(FAR, Math.max(ofHalf / OF_HALF, ofMinimum));
  return error > COARSE ? Math.sqrt(error / FINE) : 1;
}

/** The place on contourScale of a level from which a share of it is taken; below 0, where there are no values, if nothing is left. */
function loweredLevel(level: number, share: number): number {
  const rest = Math.sinh(level) ** 2 * (1 - share);
  return rest > 0 ? Math.asinh(Math.sqrt(rest)) : -1;
}

/** How far the contour of a plane with fewer points is from the lines of all points, where its cells have all their corners. */
function movedBy(
  half: ScaledPlane,
  {
    lines,
    level,
    lengths,
    factor,
  }: {
    readonly lines: readonly Line[];
    readonly level: number;
    readonly lengths: Lengths;
    readonly factor: number;
  },
): number {
  const others = linesAt(refine(half, Math.min(factor, MOST_PARTS)), level, lengths);
  const [lengthX, lengthY] = lengths;
  const nx = half.x.length;
  return largestDistance(lines, others, FAR, ([x, y]) => {
    const k = cellAt(half.y, y * lengthY) * nx + cellAt(half.x, x * lengthX);
    return [k, k + 1, k + nx, k + nx + 1].every((corner) => !Number.isNaN(half.values[corner]));
  });
}

/** A plane without every second point of an axis, once the even and once the odd ones; its ends stay. None where points are few. */
function halves({ x, y, values }: ScaledPlane, axis: 'x' | 'y'): ScaledPlane[] {
  const [all, other] = axis === 'x' ? [x, y] : [y, x];
  if (all.length < LEAST_POINTS) return [];
  return [0, 1].map((odd) => {
    const kept = Array.from(all.keys()).filter((k) => k % 2 === odd || k === 0 || k === all.length - 1);
    const everywhere = Array.from(other.keys());
    const [columns, rows] = axis === 'x' ? [kept, everywhere] : [everywhere, kept];
    return {
      x: Float64Array.from(columns, (i) => at(x, i)),
      y: Float64Array.from(rows, (j) => at(y, j)),
      values: Float64Array.from(rows.flatMap((j) => columns.map((i) => at(values, j * x.length + i)))),
    };
  });
}

/** The lines along which a refined plane has a value, in the unit of distances. */
function linesAt(refined: RefinedPlane, level: number, [lengthX, lengthY]: Lengths): Line[] {
  const { plane, fine, factor } = refined;
  const place = (positions: Float64Array, index: number) => {
    const k = Math.min(Math.floor(index), positions.length - 2);
    const low = at(positions, k);
    return low + (index - k) * (at(positions, k + 1) - low);
  };
  const toPoint = ([u, v]: IndexPoint) =>
    [place(plane.x, u / factor) / lengthX, place(plane.y, v / factor) / lengthY] as const;
  return traceRegions(fine, ...fineShape(refined), level)
    .flatMap(contourLines)
    .map((line) => line.map(toPoint));
}

/** The cell of a position between rising positions: of n there are n - 1 cells. */
function cellAt(positions: Float64Array, position: number): number {
  let [low, high] = [0, positions.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (at(positions, middle) <= position) low = middle;
    else high = middle;
  }
  return low;
}
