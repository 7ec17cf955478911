/** Energies in MeV that are said to be in GeV, and the other way round: told once, because every event would be wrong. */
import { at } from '../at.js';
import type { Mistake } from '../mistakes.js';
import { ELECTRON_MASS_GEV } from '../physics/constants.js';
import { shortNumber } from '../words.js';
import type { EventColumns, LeptonColumns } from './eventSample.js';
import { errorOf, type Precision } from './precision.js';

/** No beam that makes such events has a median energy outside of these, GeV: a tenth of pions at rest, and more than the NuMI and DUNE beams. */
const KNOWN_BEAMS = { least: 3e-3, most: 120 } as const;

/** A pair cannot have more energy than its neutrino; so many times more is a unit. */
const TOO_LARGE = 30;

/** So many events tell. */
const EXAMINED = 1001;

/** What is known beside the events. */
interface UnitFacts {
  readonly file: string;
  readonly nameOf: (field: string) => string;
  readonly energyUnit: 'GeV' | 'MeV';
}

/** The mistake, or undefined where the units can be right. */
export function unitMistake(
  events: EventColumns,
  { file, nameOf, energyUnit }: UnitFacts,
  precisionOf: (lepton: 'eminus' | 'eplus') => Precision,
): Mistake | undefined {
  const other = energyUnit === 'GeV' ? 'MeV' : 'GeV';
  const tell = (key: string, why: string) => {
    return { file, key: nameOf(key), what: `${why}: looks like ${other}; add --energy-unit ${other}` };
  };
  const mass = medianMass(events.minus, precisionOf('eminus'));
  const factor = energyUnit === 'GeV' ? 1e3 : 1e-3;
  if (mass !== undefined && Math.abs(mass / (factor * ELECTRON_MASS_GEV) - 1) < 0.01) {
    return tell('eminus_e', `electrons have a mass of ${shortNumber(mass)} GeV`);
  }
  const energy = median(events.count, (row) => at(events.energyGev, row));
  const share = median(events.count, (row) => {
    return (at(events.minus.e, row) + at(events.plus.e, row)) / at(events.energyGev, row);
  });
  if (energyUnit === 'GeV' && share > TOO_LARGE) {
    const why = `pairs have ${shortNumber(share)} times the energy of the neutrino`;
    const advice =
      'the columns of the leptons look like MeV beside those of the neutrino in GeV; give each its unit';
    return { file, key: nameOf('eminus_e'), what: `${why}: ${advice}` };
  }
  // A mass that is right in this unit says more than what beams there are.
  if (mass !== undefined) return undefined;
  if (energyUnit === 'GeV' && energy > KNOWN_BEAMS.most) {
    return tell('e_nu', `half of the neutrinos have more than ${shortNumber(energy)} GeV`);
  }
  if (energyUnit === 'MeV' && energy < KNOWN_BEAMS.least) {
    return tell('e_nu', `half of the neutrinos have less than ${shortNumber(1e3 * energy)} MeV`);
  }
  return undefined;
}

/** Median of sqrt(E^2 - p^2), GeV, over events whose numbers are precise enough to know it within a percent; undefined where few are. */
function medianMass({ e, px, py, pz }: LeptonColumns, precision: Precision): number | undefined {
  const masses: number[] = [];
  let seen = 0;
  for (let row = 0; row < e.length; row += Math.max(1, Math.floor(e.length / EXAMINED))) {
    seen += 1;
    const squared = at(e, row) ** 2 - at(px, row) ** 2 - at(py, row) ** 2 - at(pz, row) ** 2;
    if (squared > 0 && 4 * at(e, row) * errorOf(precision, at(e, row)) < 0.01 * squared) {
      masses.push(Math.sqrt(squared));
    }
  }
  return 2 * masses.length > seen ? middle(masses) : undefined;
}

function median(count: number, valueAt: (row: number) => number): number {
  const step = Math.max(1, Math.floor(count / EXAMINED));
  return middle(Array.from({ length: Math.ceil(count / step) }, (_, i) => valueAt(i * step)));
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
