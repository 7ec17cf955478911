/** Checks of events: what no generator writes, and what shows that units, masses or columns are not what they are said to be. */
import { at } from '../at.js';
import type { Mistake } from '../mistakes.js';
import type { Masses } from '../model/point.js';
import { ELECTRON_MASS_GEV } from '../physics/constants.js';
import { shortNumber } from '../words.js';
import { unitMistake } from './energyUnit.js';
import type { EventColumns, LeptonColumns } from './eventSample.js';
import { type EventPlaces, FaultList } from './faults.js';
import { numbersOf } from './fields.js';
import { errorOf, leastPrecision, type Precision } from './precision.js';

/** What the checks know about events beside their columns. */
export interface EventFacts extends EventPlaces {
  /** Precision of a field's column, in GeV or cm. */
  readonly precisionOf: (field: string) => Precision;
  /** Masses of each component, GeV. */
  readonly masses: readonly Masses[];
  /** Name of the parameter that is the mass of the produced N, such as m5_gev. */
  readonly producedMass: string;
  /** Unit that energies were read in. */
  readonly energyUnit: 'GeV' | 'MeV';
}

/** m_e may be written with four digits: relative, of its square. */
const MASS_DIGITS = 1e-4;

/** Positions may be rounded when they are placed: cm. */
const POSITION_SLACK = 1e-3;

/** The four columns of a momentum, by the names of their fields. */
export const MOMENTUM_PARTS = ['e', 'px', 'py', 'pz'] as const;

/** The mistakes of events; none where they can be used. Events are in GeV and cm, with `component` pointing into `facts.masses`. */
export function checkEvents(events: EventColumns, facts: EventFacts): Mistake[] {
  const faults = new FaultList(facts);
  checkFinite(events, faults);
  // What follows would repeat that a number is none.
  if (!faults.isEmpty) return faults.mistakes();
  checkSigns(events, faults);
  if (!faults.isEmpty) return faults.mistakes();
  const unit = unitMistake(events, facts, (name) => leptonPrecision(facts, name));
  if (unit !== undefined) return [unit];
  for (const name of ['eminus', 'eplus'] as const) checkShell(events, name, facts, faults);
  checkProduced(events, facts, faults);
  checkEnergies(events, facts, faults);
  checkPairMass(events, facts, faults);
  checkFlight(events, facts, faults);
  return faults.mistakes();
}

/** Precision of the least precise of a momentum's columns. */
function leptonPrecision({ precisionOf }: EventFacts, name: string): Precision {
  return leastPrecision(MOMENTUM_PARTS.map((part) => precisionOf(`${name}_${part}`)));
}

function checkFinite(events: EventColumns, faults: FaultList): void {
  for (const [{ name: field }, values] of numbersOf(events)) {
    for (let row = 0; row < values.length; row++) {
      const value = at(values, row);
      if (Number.isFinite(value)) continue;
      const what = Number.isNaN(value) ? 'missing or not a number (NaN)' : `${value}`;
      faults.add(
        'events with a number that is missing or infinite',
        row,
        field,
        () => `${what}; correct or remove the event`,
      );
    }
  }
  for (const [name, observable] of Object.entries(events.observables)) {
    if ('categories' in observable) continue;
    for (const [row, value] of observable.values.entries()) {
      if (Number.isFinite(value) || Number.isNaN(value)) continue;
      faults.add(
        'events with an infinite observable',
        row,
        name,
        () => `${value}; correct it, or leave it empty`,
      );
    }
  }
}

function checkSigns({ weight, energyGev, minus, plus, produced }: EventColumns, faults: FaultList): void {
  const energies = { e_nu: energyGev, eminus_e: minus.e, eplus_e: plus.e, n_e: produced?.e };
  for (const [field, values] of Object.entries(energies)) {
    for (let row = 0; row < (values?.length ?? 0); row++) {
      const value = values?.[row] ?? Number.NaN;
      if (value > 0) continue;
      const what = value === 0 ? 'an energy of 0' : `${shortNumber(value)} GeV is negative`;
      faults.add('events with an energy that is not positive', row, field, () => what);
    }
  }
  for (const [row, value] of weight.entries()) {
    if (value >= 0) continue;
    faults.add('events with a negative weight', row, 'weight', () => {
      return `the weight ${shortNumber(value)} is negative: events are expected counts, which have no sign`;
    });
  }
}

/** p^2 of an event, GeV^2. */
function squared({ px, py, pz }: LeptonColumns, row: number): number {
  return at(px, row) ** 2 + at(py, row) ** 2 + at(pz, row) ** 2;
}

/** Largest error of E^2 - p^2 that rounding of E and p makes, GeV^2. */
function shellError(columns: LeptonColumns, row: number, precision: Precision): number {
  const parts = [columns.e, columns.px, columns.py, columns.pz];
  return (
    2 * parts.reduce((sum, part) => sum + Math.abs(at(part, row)) * errorOf(precision, at(part, row)), 0)
  );
}

/** E^2 - p^2 against m_e^2: float32 cannot know m_e, but it knows that the momentum is as large as the energy. */
function checkShell(
  events: EventColumns,
  name: 'eminus' | 'eplus',
  facts: EventFacts,
  faults: FaultList,
): void {
  const lepton = name === 'eminus' ? events.minus : events.plus;
  const precision = leptonPrecision(facts, name);
  const expected = ELECTRON_MASS_GEV ** 2;
  for (let row = 0; row < events.count; row++) {
    const found = at(lepton.e, row) ** 2 - squared(lepton, row);
    const tolerance = shellError(lepton, row, precision) + MASS_DIGITS * expected;
    if (Math.abs(found - expected) <= tolerance) continue;
    faults.add(
      `events with ${name === 'eminus' ? 'an electron' : 'a positron'} off its mass shell`,
      row,
      `${name}_e`,
      () => {
        const mass = found > 0 ? `, a mass of ${shortNumber(1e3 * Math.sqrt(found))} MeV` : '';
        const allowed = `${shortNumber(expected)} within ${shortNumber(tolerance)} (${precision.words})`;
        return `E^2 - p^2 = ${shortNumber(found)} GeV^2${mass}, where m_e^2 = ${allowed} is expected`;
      },
    );
  }
}

/** The mass of the produced N, where its momentum is known, against that of its component. */
function checkProduced(
  { produced, component, count }: EventColumns,
  facts: EventFacts,
  faults: FaultList,
): void {
  if (produced === undefined) return;
  const precision = leptonPrecision(facts, 'n');
  for (let row = 0; row < count; row++) {
    const { m } = at(facts.masses, at(component, row));
    const found = at(produced.e, row) ** 2 - squared(produced, row);
    const tolerance = shellError(produced, row, precision) + MASS_DIGITS * m * m;
    if (Math.abs(found - m * m) <= tolerance) continue;
    faults.add('events with an N of another mass', row, 'n_e', () => {
      const mass =
        found > 0 ? `${shortNumber(Math.sqrt(found))} GeV` : `the root of ${shortNumber(found)} GeV^2`;
      return `N has a mass of ${mass}, where ${facts.producedMass} = ${m} is given; correct the parameter or the columns of N`;
    });
  }
}

function checkEnergies(events: EventColumns, facts: EventFacts, faults: FaultList): void {
  const { energyGev, minus, plus, produced } = events;
  const precision = leastPrecision(['e_nu', 'eminus_e', 'eplus_e'].map(facts.precisionOf));
  for (let row = 0; row < events.count; row++) {
    const energy = at(energyGev, row);
    const pair = at(minus.e, row) + at(plus.e, row);
    const slack = 4 * errorOf(precision, energy);
    if (pair > energy + slack) {
      faults.add('events with a pair above the neutrino', row, 'e_nu', () => {
        return `the pair has ${shortNumber(pair)} GeV, the neutrino ${shortNumber(energy)} GeV; are both the truth, and of one event?`;
      });
    } else if (produced !== undefined && at(produced.e, row) > energy + slack) {
      faults.add('events with an N above the neutrino', row, 'n_e', () => {
        return `N has ${shortNumber(at(produced.e, row))} GeV, the neutrino ${shortNumber(energy)} GeV`;
      });
    }
  }
}

/** m_ee^2 = (p_- + p_+)^2, GeV^2. */
export function pairMassSquared({ minus, plus }: EventColumns, row: number): number {
  const sumOf = (a: Float64Array, b: Float64Array) => at(a, row) + at(b, row);
  const momentum = [sumOf(minus.px, plus.px), sumOf(minus.py, plus.py), sumOf(minus.pz, plus.pz)];
  return sumOf(minus.e, plus.e) ** 2 - momentum.reduce((sum, p) => sum + p * p, 0);
}

/** m_ee can be at most m - m'. */
function checkPairMass(events: EventColumns, facts: EventFacts, faults: FaultList): void {
  const { minus, plus } = events;
  const precision = leastPrecision([leptonPrecision(facts, 'eminus'), leptonPrecision(facts, 'eplus')]);
  for (let row = 0; row < events.count; row++) {
    const { m, mPrime } = at(facts.masses, at(events.component, row));
    const most = m - mPrime;
    const squaredMass = pairMassSquared(events, row);
    const energy = at(minus.e, row) + at(plus.e, row);
    // Each of the sums has the errors of both terms.
    const tolerance = 8 * energy * errorOf(precision, energy) + MASS_DIGITS * most * most;
    if (squaredMass <= most * most + tolerance) continue;
    faults.add("events with a pair heavier than m - m'", row, 'eminus_e', () => {
      const found = shortNumber(Math.sqrt(squaredMass));
      return `m_ee = ${found} GeV is above m - m' = ${shortNumber(most)} GeV of its parameters; correct them`;
    });
  }
}

/** N decays where it flies to: along its momentum, or, where that is not known, not upstream with a pair that goes downstream. */
function checkFlight(events: EventColumns, facts: EventFacts, faults: FaultList): void {
  const { scatter, decay, produced, minus, plus } = events;
  const precision = leastPrecision(
    ['x', 'y', 'z'].flatMap((x) => [facts.precisionOf(`scatter_${x}`), facts.precisionOf(`decay_${x}`)]),
  );
  for (let row = 0; row < events.count; row++) {
    const [dx, dy, dz] = [
      at(decay.x, row) - at(scatter.x, row),
      at(decay.y, row) - at(scatter.y, row),
      at(decay.z, row) - at(scatter.z, row),
    ];
    const sumOf = (part: 'px' | 'py' | 'pz') => at(minus[part], row) + at(plus[part], row);
    const [px, py, pz] = produced
      ? [at(produced.px, row), at(produced.py, row), at(produced.pz, row)]
      : [sumOf('px'), sumOf('py'), sumOf('pz')];
    const along = (dx * px + dy * py + dz * pz) / Math.hypot(px, py, pz);
    const largest = Math.max(
      Math.abs(at(decay.z, row)),
      Math.abs(at(scatter.z, row)),
      Math.abs(at(scatter.x, row)),
      Math.abs(at(scatter.y, row)),
    );
    const slack = POSITION_SLACK + 4 * errorOf(precision, largest);
    if (along >= -slack || (produced === undefined && dz >= -slack)) continue;
    faults.add('events that decay before they scatter', row, 'decay_z', () => {
      const by = `${shortNumber(-along)} cm upstream of the scattering at z = ${shortNumber(at(scatter.z, row))} cm`;
      return `the decay is ${by}; are the positions swapped, or is the beam not along +z?`;
    });
  }
}
