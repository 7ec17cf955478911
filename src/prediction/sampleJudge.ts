/** Whether the events of a mass point are too few for a conclusion: what raises `low_effective_sample_size`. */
import { isMixingFactor } from '../model/models.js';
import type { PhysicsSetup } from './physicsSetup.js';
import { largestBeamBins } from './signalBins.js';

/**
 * Largest spread of chi2 from the Monte Carlo error, at the end of the 95 % interval of the signal's strength, that passes. At 1 the
 * interval ends within a fifth of its standard deviation of where it should, and the error adds 4 % to the covariance's share.
 */
export const LARGEST_SPREAD = 1;

/**
 * Where |U|^2 is no factor of the yields a point is judged by its signal as it is. One that is so many times as strong as the end of the
 * interval is excluded whatever its shape, unless its sample is so poor that the strength itself is in doubt.
 */
const BEYOND_DOUBT = { times: 4, spread: 3 } as const;

/** Judges the signal and its relative Monte Carlo error of the entries from `first` on, one for each of the judge's bins. */
export type SampleJudge = (
  signal: ArrayLike<number>,
  relativeError: ArrayLike<number>,
  first?: number,
) => boolean;

/** Bins of the entries of a cell in the GPU's results: beam by beam, with a number that is no bin's where a beam has fewer. */
export function entryBins({ beamBins, scan }: PhysicsSetup): number[] {
  const most = largestBeamBins(scan.experiment);
  return beamBins.flatMap(({ bins }) => Array.from({ length: most }, (_, i) => bins[i] ?? -1));
}

/** A judge of spectra whose entries are in these bins of the observation. True means: too few events. */
export function createSampleJudge(setup: PhysicsSetup, bins: readonly number[]): SampleJudge {
  const { signalBins, statistic, counts, scan } = setup;
  const errorOf = statistic.simulationError(counts, signalBins);
  const places = bins.map((bin) => signalBins.indexOf(bin));
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
