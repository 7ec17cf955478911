/** How far a grid is from f64: the largest deviation of each variable, and that of chi2 of the background. */
import { at } from '../at.js';
import type { Grid } from '../grid/store.js';
import { countsOf, statisticOf } from '../prediction/comparedCounts.js';
import { experimentScans, type ResolvedScan, summedRuns } from '../resolved/scan.js';
import { backgroundChi2 } from '../statistics/statistic.js';
import { sum } from '../sum.js';
import type { Difference } from './difference.js';

/** The largest deviation of a variable among some points. */
export interface Deviation extends Difference {
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
