/** Decides whether a mass point has too few events for a conclusion, which raises `low_effective_sample_size`. */
import { isMixingFactor } from '../model/models.js';
import type { PhysicsSetup } from './physicsSetup.js';

/**
 * Largest acceptable spread of chi2 from the Monte Carlo error, at the end of the 95 % interval of the signal's strength. At 1 the error
 * shifts the end of the interval by at most a fifth of a standard deviation, and adds 4 % to the variance of the strength (docs/statistics.md, "Monte
 * Carlo error").
 */
export const LARGEST_SPREAD = 1;

/**
 * Where |U|^2 is not a factor of the yields, a point has one signal only. If that is `times` as strong as at the end of the interval,
 * the point is excluded whatever the shape of the signal, and only a spread above `spread` casts doubt on the strength itself.
 */
const BEYOND_DOUBT = { times: 4, spread: 3 } as const;

/** Judges a signal and its relative Monte Carlo error, one entry for each of the judge's bins from index `first` on. True means too few events. */
export type SampleJudge = (
  signal: ArrayLike<number>,
  relativeError: ArrayLike<number>,
  first?: number,
) => boolean;

/**
 * A judge of spectra whose entries are in these bins of the observation, by default in all of them one after another; entries in bins
 * without a signal, and in none (`binsOfRows`), are ignored.
 */
export function createSampleJudge(
  setup: PhysicsSetup,
  bins: readonly (number | undefined)[] = setup.counts.data.map((_, bin) => bin),
): SampleJudge {
  const { signalBins, statistic, counts, scan } = setup;
  const errorOf = statistic.simulationError(counts, signalBins);
  const places = bins.map((bin) => (bin === undefined ? -1 : signalBins.indexOf(bin)));
  const signal = new Float64Array(signalBins.length);
  const error = new Float64Array(signalBins.length);
  const isFactor = isMixingFactor(scan.model);
  return (signals, errors, first = 0) => {
    for (let k = 0; k < places.length; k++) {
      const place = places[k] ?? -1;
      if (place < 0) continue;
      signal[place] = signals[first + k] ?? 0;
      error[place] = errors[first + k] ?? 0;
    }
    const { spread, strength } = errorOf(signal, error);
    const isBeyond = !isFactor && strength * BEYOND_DOUBT.times < 1;
    return !(spread <= (isBeyond ? BEYOND_DOUBT.spread : LARGEST_SPREAD));
  };
}
