/** Bounds of a response's probabilities, over all events and at low energies, which set the scale of fixed-point sums. */
import type { PipelineResponse } from './pipeline.js';
import { STEPS } from './steps.js';
import type { Response } from './types.js';

/** Upper ends of the intervals of an onset, GeV: steps of sqrt(2), starting below the lowest energy of a pair. */
const ONSET_ENERGIES_GEV = Array.from({ length: 30 }, (_, i) => 1e-3 * 2 ** (i / 2));

/** Upper bound of the sum of all cells' probabilities, and so of each of them, over all events: the product of the steps' bounds. */
export function plateauOf(response: PipelineResponse): number {
  return largestBelow(response, Number.POSITIVE_INFINITY);
}

/**
 * Share of the plateau that pairs up to a given energy (GeV) can reach, in ascending order. Empty where energies are smeared, since the
 * measured energy is then unbounded, and where the efficiency does not fall at low energies.
 */
export function onsetOf(response: PipelineResponse): Response['onset'] {
  const plateau = plateauOf(response);
  if (response.energySmearing !== undefined || plateau === 0) return [];
  return ONSET_ENERGIES_GEV.map((upToGev) => ({
    upToGev,
    share: largestBelow(response, upToGev) / plateau,
  })).filter(({ share }) => share < 1);
}

/** Share of the plateau that a pair up to this energy (GeV) can reach. */
export function onsetShare(onset: Response['onset'], energyGev: number): number {
  return onset.find(({ upToGev }) => energyGev <= upToGev)?.share ?? 1;
}

/** The bound of `plateauOf` for pairs up to this energy (GeV), for a response without energy smearing. */
function largestBelow(response: PipelineResponse, energyGev: number): number {
  return STEPS.reduce((product, step) => product * (step.largestBelow?.(response, energyGev) ?? 1), 1);
}
