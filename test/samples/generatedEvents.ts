/** dualnu's own events at a point of DarkNews' samples, for the exposure of its card, from the f64 reference. */

import { at } from '../../src/at.js';
import { overrideParameters } from '../../src/config/override.js';
import { samplePoint } from '../../src/detail/point.js';
import { decayFactor, eventWeight, TRUTH_NAMES } from '../../src/generator/sample.js';
import { ELECTRON_MASS_GEV } from '../../src/physics/constants.js';
import type { ExperimentScan } from '../../src/resolved/scan.js';
import { scanOf, singleScanOf, withRun } from '../scans.js';
import { CARD, type DarkNewsPoint } from './darkNews.js';
import type { PairEvents } from './pairEvents.js';

/** Events of the program: each has a mean decay length instead of a place where it decayed. */
export interface GeneratedEvents extends PairEvents {
  /** Mean decay length in the laboratory, cm. */
  readonly decayLengthCm: Float64Array;
  /** Probability to decay in the TPC. */
  readonly decayProbability: Float64Array;
  readonly mediatorIsReal: boolean;
  /** Width of N, GeV. */
  readonly gammaGev: number;
}

/** The scan of DarkNews' card: coherent scattering in the TPC alone. */
export function scanOfCard({ model }: DarkNewsPoint, events: number): ExperimentScan {
  const scan = (model === 'dual' ? scanOf : singleScanOf)([], { eventsPerMassPoint: events });
  const { experiment } = scan;
  const target = { ...experiment.target, massTonnes: CARD.massTonnes };
  const beams = experiment.beams.map((beam) => ({ ...beam, pot: CARD.pot }));
  return withRun(scan, { experiment: { ...experiment, beams, target } });
}

/** Draws as many events of a point. */
export function generateEvents(point: DarkNewsPoint, events: number): GeneratedEvents {
  const scan = scanOfCard(point, events);
  const { samples, lifetime } = samplePoint(scan, overrideParameters(scan, point.parameters));
  const [sample, ...others] = samples;
  if (!sample || others.length > 0) throw new Error('the card has one channel');
  const truth = (name: (typeof TRUTH_NAMES)[number]) => at(sample.truth, TRUTH_NAMES.indexOf(name));
  const [energyGev, asymmetry, opening] = [truth('energyGev'), truth('asymmetry'), truth('openingDeg')];
  const { m, mode } = sample.point;
  return {
    weight: sample.weight.map((_, i) => eventWeight(sample, i, lifetime)),
    energyGev,
    thetaDeg: truth('thetaDeg'),
    asymmetry,
    pairMassGev: energyGev.map((energy, i) => pairMass(energy, asymmetry[i] ?? 0, opening[i] ?? 0)),
    decayLengthCm: truth('producedGev').map(
      (energy) => (lifetime.ctauCm * Math.sqrt(energy ** 2 - m ** 2)) / m,
    ),
    decayProbability: sample.weight.map((_, i) => decayFactor(sample, i, lifetime.ctauCm)),
    mediatorIsReal: mode === 'onshell',
    gammaGev: lifetime.gammaGev,
  };
}

/** Mass of a pair from its energy, asymmetry and opening angle. */
function pairMass(energy: number, asymmetry: number, openingDeg: number): number {
  const [more, less] = [(energy * (1 + asymmetry)) / 2, (energy * (1 - asymmetry)) / 2];
  const momentum = (e: number) => Math.sqrt(Math.max(e * e - ELECTRON_MASS_GEV ** 2, 0));
  const product = momentum(more) * momentum(less);
  const half = Math.sin((openingDeg * Math.PI) / 360);
  return Math.sqrt(2 * (ELECTRON_MASS_GEV ** 2 + more * less - product) + 4 * product * half * half);
}
