/** What a grid has at a point against what it was computed to be again, in parts of the bounds of docs/numerics.md ("GPU against f64"). */
import { at } from '../at.js';
import { FLAG_WORDS } from '../outputs/flags.js';
import type { TileResult } from '../outputs/result.js';
import { countsOf } from '../prediction/comparedCounts.js';
import { FLAGS } from '../prediction/flags.js';
import { experimentScans, type ResolvedScan } from '../resolved/scan.js';
import { sum } from '../sum.js';
import { isMissing } from '../tiles/variables.js';

/** The largest difference among the numbers of a variable at a point. */
export interface Difference {
  readonly variable: string;
  /** The difference over its bound; above 1 the grid is not what was computed again. */
  readonly of_bound: number;
  readonly grid: number;
  readonly reference: number;
}

/** A point that was computed again. */
export interface ReferencePoint {
  readonly scan: ResolvedScan;
  readonly result: TileResult;
  /** The experiment that a variable is of, by its index; negative where it is of all. */
  readonly experiment: number;
}

/** Whether a part of a bound is larger than another one; one that is not a number is larger than any, and stays. */
export function isLarger(one: number, other: number): boolean {
  return !Number.isNaN(other) && !(one <= other);
}

/** The difference of a variable; undefined for variables without a bound. */
export function differenceOf(
  variable: string,
  { scan, result, experiment }: ReferencePoint,
  grid: ArrayLike<number>,
  reference: ArrayLike<number>,
): Difference | undefined {
  const bound = boundOf(variable, scan, result, experiment);
  if (bound === undefined) return undefined;
  return largestDifference(variable, unsettled(variable, grid), unsettled(variable, reference), bound);
}

/** Whether a point carries `low_effective_sample_size`, of any experiment: a single event may decide there. */
export function isPoorlySampled(result: TileResult): boolean {
  const words = [result, ...result.experiments].map(({ flags }) => at(flags, 0));
  return words.some((word) => (word & FLAGS.lowEffectiveSampleSize) !== 0);
}

/** Flags without that of too few events, on which the engines may differ at its threshold. */
function unsettled(name: string, numbers: ArrayLike<number>): ArrayLike<number> {
  const isFlags = name === FLAG_WORDS.name || name.startsWith(`${FLAG_WORDS.name}_`);
  return isFlags ? Uint32Array.from(numbers, (word) => word & ~FLAGS.lowEffectiveSampleSize) : numbers;
}

/** The bound on the difference of a number from its reference; undefined for variables without one. */
type Bound = (reference: number) => number;

function boundOf(name: string, scan: ResolvedScan, result: TileResult, e: number): Bound | undefined {
  if (/^chi2(_|$)/.test(name)) {
    const isMonteCarlo = experimentScans(scan).some(
      (one, i) => (e < 0 || e === i) && isMonteCarloAt(sum(countsOf(one).background), result, i),
    );
    return (chi2) => 1e-3 + (isMonteCarlo ? 3e-3 : 1e-4) * Math.abs(chi2);
  }
  // Below float32's smallest normal number nothing is promised; a group of channels is held to the point's total as well.
  const floor = Math.max(
    1e-30,
    1e-6 * (e < 0 ? at(result.signal, 0) : at(at(result.experiments, e).signal, 0)),
  );
  if (/^signal(_|$)/.test(name)) return (events) => Math.max(1e-3 * events, floor);
  if (/^spectrum(_(?!error)|$)/.test(name)) return (events) => Math.max(1e-3 * events, 1e-30);
  if (/^n_eff(_|$)/.test(name)) return (size) => 1e-2 * size;
  if (name === 'ctau_cm' || name === 'branching_ee') return (value) => 1e-6 * Math.abs(value);
  if (name.startsWith(FLAG_WORDS.name) || name === 'mixing_flags') return () => 0;
  // Both engines find them in f64.
  if (/^(uncovered|largest_weight)(_|$)/.test(name)) return () => 0;
  return undefined;
}

/** Whether the Monte Carlo error of a signal exceeds the background's own, so that chi2 is as good as that error. */
function isMonteCarloAt(background: number, result: TileResult, e: number): boolean {
  const { signal, nEff } = at(result.experiments, e);
  return at(signal, 0) ** 2 / at(nEff, 0) > background;
}

/** The largest difference among the numbers of a variable at a point; bins have the point's total as a floor of their bound. */
function largestDifference(
  variable: string,
  held: ArrayLike<number>,
  made: ArrayLike<number>,
  bound: Bound,
): Difference {
  let worst = { variable, of_bound: 0, grid: at(held, 0), reference: at(made, 0) };
  const total = sum(Array.from(made));
  for (let k = 0; k < made.length; k++) {
    const [grid, reference] = [at(held, k), at(made, k)];
    const difference = isMissing(grid) && isMissing(reference) ? 0 : Math.abs(grid - reference);
    const allowed = made.length > 1 ? Math.max(bound(reference), 1e-6 * total) : bound(reference);
    const ofBound = difference === 0 ? 0 : difference / allowed;
    if (isLarger(ofBound, worst.of_bound)) worst = { variable, of_bound: ofBound, grid, reference };
  }
  return worst;
}
