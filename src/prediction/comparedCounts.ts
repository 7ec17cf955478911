/** The counts that a scan compares its prediction with, and the statistic of the comparison (docs/statistics.md). */
import { NumericError } from '../errors.js';
import { countsWith } from '../experiment/counts.js';
import { type Experiment, observedCounts } from '../experiment/types.js';
import type { ExperimentScan } from '../resolved/scan.js';
import type { Counts } from '../statistics/counts.js';
import type { PreparedStatistic, Statistic } from '../statistics/statistic.js';
import { statisticFor } from '../statistics/statistics.js';
import { signalBinsOf } from './signalBins.js';

/** The statistic of a scan, in the form that suits the experiment: its covariance may already include the statistical errors. */
export function statisticOf({ experiment, statistic }: ExperimentScan): Statistic {
  return statisticFor(statistic.kind, experiment);
}

/** The counts of a scan: the observed ones, or the background itself (Asimov). */
export function countsOf({ experiment, statistic }: ExperimentScan): Counts {
  const data =
    statistic.data === 'asimov' ? experiment.bins.map((bin) => bin.background) : observedCounts(experiment);
  // Reading a scan file that asks for observed counts where there are none has already failed.
  if (data === undefined) throw new RangeError(`${experiment.name} has no counts`);
  return countsWith(experiment, data);
}

/** Prepared counts of experiments, by statistic and data. Preparing many bins is slow, and several callers need the same ones. */
const preparedByExperiment = new WeakMap<Experiment, Map<string, PreparedStatistic>>();

/**
 * The counts of a scan, prepared for the comparison: the bins with a signal, given all others. Throws NumericError where the covariance
 * without a signal is not positive definite.
 */
export function preparedCountsOf(scan: ExperimentScan): PreparedStatistic {
  const { experiment, file, statistic } = scan;
  const known = preparedByExperiment.get(experiment) ?? new Map<string, PreparedStatistic>();
  preparedByExperiment.set(experiment, known);
  const chosen = statisticOf(scan);
  const key = `${chosen.name} ${statistic.data}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  try {
    const counts = chosen.prepare(countsOf(scan), signalBinsOf(experiment));
    known.set(key, counts);
    return counts;
  } catch (error) {
    if (!(error instanceof NumericError)) throw error;
    const what = `the covariance of ${experiment.name} without a signal is not positive definite`;
    throw new NumericError(`${file}: ${what}; look at it with: dualnu experiment check ${experiment.name}`);
  }
}
