/** Output `sample_trust`: how far the signal of a reweighted sample can be trusted. */
import { isMissing } from '../tiles/variables.js';
import type { EvaluatedTile, Output, OutputScan } from './output.js';
import { BINS, MASS_AXES, ofSamples } from './places.js';
import { byBin } from './spectrum.js';

/** The output `sample_trust`. */
export const sampleTrust = {
  name: 'sample_trust',
  summary:
    'where a sample can be trusted: uncovered, the share of a mass point without events of the sample; n_eff_by_bin',
  needs: ['bins', 'lifetimes'],
  byDefault: false,
  refusal: refusalOfGenerated,
  variables: [
    {
      name: 'uncovered',
      dtype: 'float32',
      units: '1',
      longName: 'share of the mass point that the sample does not cover',
      meaning: 'share of the events of the mass point where the sample has too few or none; of samples only',
      on: ofSamples(MASS_AXES),
      each: true,
      make: ({ result: { uncovered = new Float32Array() } }) => uncovered,
    },
    {
      name: 'n_eff_by_bin',
      dtype: 'float32',
      units: '1',
      longName: 'effective number of events by bin, (sum w)^2/sum w^2',
      meaning: '`n_eff` of each bin; 0 without a signal; of samples only',
      on: ofSamples(BINS),
      each: true,
      make: sizesByBin,
    },
  ],
} as const satisfies Output;

/** Effective numbers of events from relative errors, of which they are the inverse squares. */
function sizesByBin(tile: EvaluatedTile): Float32Array {
  const { binSignal, relativeError } = tile.result;
  const sizes = relativeError.map((error) => (isMissing(error) ? error : error > 0 ? 1 / error ** 2 : 0));
  return byBin(tile, [sizes], [binSignal]);
}

/** Why a scan of generated events has no output about a sample. */
export function refusalOfGenerated({ reweights }: OutputScan): string | undefined {
  return reweights
    ? undefined
    : 'events are generated, so that every mass point has its own; remove it, or write signal: sample:FOLDER';
}
