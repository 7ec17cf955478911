/**
 * A search for the minimum of a function without derivatives: the function is evaluated in small blocks, every combination of a few values on each
 * axis, which is what engines are good at. A quadratic form through the lowest values says where the next block is; blocks shrink where they hold
 * the minimum.
 */
import { at } from '../at.js';
import { unravel } from '../tiles/tiles.js';
import { fitQuadratic, minimiseInBox, type Sample } from './quadratic.js';

/** A function in a box. */
export interface Landscape {
  /** Smallest and largest coordinate on each axis. */
  readonly ranges: readonly (readonly [low: number, high: number])[];
  /** Half the width of the first block on each axis: about half the distance of the grid points that the start was chosen from. */
  readonly steps: readonly number[];
  /** Values at every combination of one coordinate from each list, C order; NaN where there is none that counts. */
  evaluate(lists: readonly (readonly number[])[]): Promise<Float64Array>;
  /** Which of its smooth pieces a point belongs to: quadratic forms are fitted within one. */
  pieceOf(point: readonly number[]): number;
}

/** The end of a search. */
export interface FoundMinimum {
  readonly point: readonly number[];
  readonly value: number;
  /** At the start; NaN where there was none, and then there was no search: the value is infinite. */
  readonly valueAtStart: number;
  /** Points at which the function was evaluated, and the blocks that they were in. */
  readonly evaluations: number;
  readonly blocks: number;
  /** Whether nothing better than by the tolerance is to be expected; otherwise the blocks were used up. */
  readonly isConverged: boolean;
}

/** When a search ends. */
export interface SearchOptions {
  /** In units of the function. */
  readonly tolerance: number;
  readonly mostBlocks: number;
}

/** chi2 to 0.001, which is what an engine can tell; some valleys need many blocks. */
export const SEARCH: SearchOptions = { tolerance: 1e-3, mostBlocks: 30 };

/** A block smaller than this fraction of the first one tells nothing more. */
const LEAST_SCALE = 1 / 512;

/** Searches for the minimum near a start, which is evaluated first: the result is never above it. */
export async function findMinimum(
  landscape: Landscape,
  start: readonly number[],
  { tolerance, mostBlocks }: SearchOptions = SEARCH,
): Promise<FoundMinimum> {
  const samples: Sample[] = [];
  let best: Sample = { point: start, value: Number.POSITIVE_INFINITY };
  let centre = start;
  let scale = 1;
  let evaluations = 0;
  let quiet = 0;
  let valueAtStart = Number.NaN;
  for (let block = 1; ; block++) {
    const lists = centre.map((c, i) =>
      coordinates(c, scale * at(landscape.steps, i), at(landscape.ranges, i)),
    );
    const values = await landscape.evaluate(lists);
    const found = samplesOf(lists, values);
    evaluations += values.length;
    samples.push(...found);
    if (block === 1) valueAtStart = found.find(({ point }) => isSame(point, start))?.value ?? Number.NaN;
    if (Number.isNaN(valueAtStart))
      return { ...best, valueAtStart, evaluations, blocks: block, isConverged: false };
    const lowest = found.reduce((low, one) => (one.value < low.value ? one : low), best);
    const gained = best.value - lowest.value;
    best = lowest;
    const isInside = gained > 0 && !isOnSide(best.point, lists, landscape.ranges);
    if (isInside || !(gained > 0)) scale /= 2;
    const next = proposal(landscape, samples, best, scale);
    const promise = next === undefined ? 0 : best.value - next.value;
    quiet = gained < tolerance && promise < tolerance ? quiet + 1 : 0;
    const isConverged = quiet >= 2 || scale < LEAST_SCALE;
    if (isConverged || block >= mostBlocks || !Number.isFinite(best.value))
      return {
        ...best,
        valueAtStart,
        evaluations,
        blocks: block,
        isConverged: isConverged && Number.isFinite(best.value),
      };
    centre = next !== undefined && promise > tolerance / 10 ? next.point : best.point;
  }
}

/** Three coordinates around a centre, within the range: at its ends two on the inner side. */
function coordinates(centre: number, step: number, [low, high]: readonly [number, number]): number[] {
  const inner = centre - step < low ? centre + 2 * step : centre - 2 * step;
  const isAtEnd = centre - step < low || centre + step > high;
  const wanted = [centre - step, centre, centre + step, ...(isAtEnd ? [inner] : [])];
  const clamped = wanted.map((value) => Math.min(high, Math.max(low, value)));
  return [...new Set(clamped)].sort((a, b) => a - b);
}

function samplesOf(lists: readonly (readonly number[])[], values: Float64Array): Sample[] {
  const shape = lists.map(({ length }) => length);
  return Array.from(values).flatMap((value, k) =>
    Number.isFinite(value)
      ? [{ value, point: unravel(k, shape).map((index, i) => at(at(lists, i), index)) }]
      : [],
  );
}

const isSame = (one: readonly number[], other: readonly number[]) =>
  one.every((value, i) => value === other[i]);

/** Whether a point lies on a side of a block beyond which the range goes on. */
function isOnSide(
  point: readonly number[],
  lists: readonly (readonly number[])[],
  ranges: Landscape['ranges'],
): boolean {
  return point.some((value, i) => {
    const list = at(lists, i);
    const [low, high] = at(ranges, i);
    const isFirst = value === list[0] && value > low;
    return list.length > 1 && (isFirst || (value === list.at(-1) && value < high));
  });
}

/** Half the width of the box, in half blocks, in which the quadratic form is fitted, and in which its minimum is believed. */
const REACH = 2;

/** Where the quadratic form through the samples near the best one, on its piece, has its minimum. */
function proposal(
  landscape: Landscape,
  samples: readonly Sample[],
  best: Sample,
  scale: number,
): Sample | undefined {
  const { ranges, steps, pieceOf } = landscape;
  // The last blocks may have been larger: their samples are needed, too, where those of this one are few.
  const units = steps.map((step) => 2 * scale * step);
  const reach = REACH * (1 + 1e-9);
  const piece = pieceOf(best.point);
  const near = samples.filter(
    ({ point }) =>
      point.every((p, i) => Math.abs(p - at(best.point, i)) <= reach * at(units, i)) &&
      pieceOf(point) === piece,
  );
  const form = fitQuadratic(near, best.point, units);
  if (form === undefined) return undefined;
  const box = ranges.map(([low, high], i): [number, number] => {
    const [centre, unit] = [at(best.point, i), at(units, i)];
    return [Math.max(-REACH, (low - centre) / unit), Math.min(REACH, (high - centre) / unit)];
  });
  const { x, value } = minimiseInBox(form, box);
  const point = x.map((xi, i) => {
    const [low, high] = at(ranges, i);
    return Math.min(high, Math.max(low, at(best.point, i) + xi * at(units, i)));
  });
  if (pieceOf(point) !== piece) return undefined;
  // The form need not go through the best sample.
  return { point, value: best.value - (form.value - value) };
}
