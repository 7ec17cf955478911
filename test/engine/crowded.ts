/** An experiment with points that float32 leaves to the host. */
import type { ExperimentScan } from '../../src/resolved/scan.js';
import { quickstart, randomStream } from '../scans.js';
import { randomCounts } from '../statistics/problems.js';

/**
 * MicroBooNE with many events and errors that are correlated in every direction by another amount, with one of the few sets of those
 * for which neither basis of the kernel is good: where the simulation's error is larger than some of them and smaller than others.
 */
export function crowded(seed: number): ExperimentScan['experiment'] {
  const { experiment } = quickstart;
  const size = { bins: 3, condition: 1e13, hasErrors: false, statistical: 1e-6 };
  const { data, background, covariance } = randomCounts(randomStream(seed), size);
  const bins = experiment.bins.map((bin, i) => ({
    ...bin,
    data: data[i] ?? Number.NaN,
    background: background[i] ?? Number.NaN,
  }));
  // Exposure goes with the events, so that signals are as large as the errors.
  const more = (background[0] ?? Number.NaN) / (experiment.bins[0]?.background ?? Number.NaN);
  const beams = experiment.beams.map((beam) => ({ ...beam, pot: beam.pot * more }));
  return { ...experiment, bins, beams, systematics: { ...experiment.systematics, background: covariance } };
}
