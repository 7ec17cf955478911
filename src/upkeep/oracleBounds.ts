/** How far a number of a grid may be from f64, by docs/numerics.md ("GPU against f64"), and how far it is. */
import { at } from '../at.js';
import type { Grid } from '../grid/store.js';
import { FLAG_WORDS } from '../outputs/flags.js';
import type { TileResult } from '../outputs/result.js';
import { countsOf, statisticOf } from '../prediction/comparedCounts.js';
import { experimentScans, type ResolvedScan, summedRuns } from '../resolved/scan.js';
import { backgroundChi2 } from '../statistics/statistic.js';
import { sum } from '../sum.js';
import { isMissing } from '../tiles/variables.js';

/** The largest deviation of a variable among some points. */
export interface Deviation {
  readonly variable: string;
  /** Deviation over its bound; above 1 the grid is not what f64 gives. */
  readonly of_bound: number;
  readonly grid: number;
  readonly reference: number;
  /** Values of the axes; of the background alone, which has none, `background`. */
  readonly at: Readonly<Record<string, number>> | 'background';
}

/** Whether a deviation is within its bound; one that is not a number is not. */
export function isWithinBound({ of_bound }: Pick<Deviation, 'of_bound'>): boolean {
  return of_bound <= 1;
}

/**
 * chi2 of the background alone, of the sum and of each experiment, against that of the scan. Both are f64, and a statistic's value is accurate
 * to 1e-10 (1 + value).
 */
export function backgroundDeviations({ attributes }: Grid, scan: ResolvedScan): Deviation[] {
  const deviation = (suffix: string, grid: number, reference: number): Deviation => {
    const variable = suffix === '' ? 'background_chi2' : `background_chi2_${suffix}`;
    const bound = 2e-10 * (1 + Math.abs(reference));
    return { variable, of_bound: Math.abs(grid - reference) / bound, grid, reference, at: 'background' };
  };
  const values = experimentScans(scan).map((one) => backgroundChi2(statisticOf(one), countsOf(one)));
  const ofEach = attributes.experiments.map((one, e) =>
    deviation(one.suffix, one.background_chi2, at(values, e)),
  );
  const total = deviation('', attributes.background_chi2, sum(summedRuns(scan.runs, values)));
  return [total, ...ofEach];
}

/** The bound on the difference of a number from its reference; undefined for variables without one. */
export type Bound = (reference: number) => number;

export function boundOf(name: string, scan: ResolvedScan, result: TileResult, e: number): Bound | undefined {
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
  return undefined;
}

/** Whether the Monte Carlo error of a signal exceeds the background's own, so that chi2 is as good as that error. */
function isMonteCarloAt(background: number, result: TileResult, e: number): boolean {
  const { signal, nEff } = at(result.experiments, e);
  return at(signal, 0) ** 2 / at(nEff, 0) > background;
}

/** The largest deviation among the numbers of a variable at a point; bins have the point's total as a floor of their bound. */
export function deviationOf(
  variable: string,
  own: ArrayLike<number>,
  made: ArrayLike<number>,
  bound: Bound,
): Omit<Deviation, 'at'> {
  let worst = { variable, of_bound: 0, grid: at(own, 0), reference: at(made, 0) };
  const total = sum(Array.from(made));
  for (let k = 0; k < made.length; k++) {
    const [grid, reference] = [at(own, k), at(made, k)];
    const difference = isMissing(grid) && isMissing(reference) ? 0 : Math.abs(grid - reference);
    const allowed = made.length > 1 ? Math.max(bound(reference), 1e-6 * total) : bound(reference);
    const ofBound = difference === 0 ? 0 : difference / allowed;
    if (!(ofBound <= worst.of_bound)) worst = { variable, of_bound: ofBound, grid, reference };
  }
  return worst;
}
