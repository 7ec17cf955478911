/** Bounds of a response's probabilities, over all events and over those of low energy: what fixed-point sums are scaled by. */
import type { PipelineResponse } from './pipeline.js';
import { STEPS } from './steps.js';
import type { Response } from './types.js';

/** Ends of the intervals of an onset, GeV: a factor sqrt(2) apart, from below the least energy of a pair. */
const ONSET_ENERGIES_GEV = Array.from({ length: 30 }, (_, i) => 1e-3 * 2 ** (i / 2));

/** Upper bound of the sum of all cells' probabilities, and so of any one of them, over all events: the product of what steps leave. */
export function plateauOf(response: PipelineResponse): number {
  return largestBelow(response, Number.POSITIVE_INFINITY);
}

/**
 * Shares of the plateau that pairs of at most so much energy (GeV) reach, in rising order; none where energies are smeared, since then an event may be
 * anywhere, or where nothing is lost at low energies.
 */
export function onsetOf(response: PipelineResponse): Response['onset'] {
  const plateau = plateauOf(response);
  if (response.energySmearing !== undefined || plateau === 0) return [];
  return ONSET_ENERGIES_GEV.map((upToGev) => ({
    upToGev,
    share: largestBelow(response, upToGev) / plateau,
  })).filter(({ share }) => share < 1);
}

/** Share of the plateau that a pair of at most this energy (GeV) may reach. */
export function onsetShare(onset: Response['onset'], energyGev: number): number {
  return onset.find(({ upToGev }) => energyGev <= upToGev)?.share ?? 1;
}

/** The bound of `plateauOf` over pairs of at most this energy (GeV), where energies are not smeared. */
function largestBelow(response: PipelineResponse, energyGev: number): number {
  return STEPS.reduce((product, step) => product * (step.largestBelow?.(response, energyGev) ?? 1), 1);
}
