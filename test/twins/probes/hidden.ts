/** Inputs of the densities of seen events: events of mass points, whose N is then forgotten. */
import { ELECTRON_MASS_GEV } from '../../../src/physics/constants.js';
import { kallenRoot } from '../../../src/physics/decay.js';
import { mapEvent } from '../../../src/physics/event.js';
import { BORN } from '../../../src/physics/geometry.js';
import {
  type Azimuth,
  type HiddenFlight,
  hiddenFlight,
  type PairAtRest,
  q2PerCos,
} from '../../../src/physics/hiddenFlight.js';
import type { MassPoint } from '../../../src/physics/massPoint.js';
import {
  directionsOf,
  flightTerm,
  type Hidden,
  massDensity,
  pairMassSq,
  type SeenEvent,
  seenPair,
} from '../../../src/physics/pairDensity.js';
import { BODY } from '../../../src/physics/upstream.js';
import type { Draw } from '../draws.js';
import { drawMassPoint, massPointFrom, type ShaderMassPoint } from './draw.js';
import { type Probe, probeOf } from './probe.js';
import { HALF } from './upstream.js';

/** Events of parallel neutrinos. */
const PLACE = {
  detector: { half: HALF, radius: 0, shell: 0 },
  born: BORN.inside,
  body: { kind: BODY.cone, nearZ: -600, length: 1e4, radius: 300, taper: 0, outer: 0, halfHeight: 0 },
  originZ: -1e12,
};

/** An event that a mass point can have, and what is known of it without N. */
export interface HiddenDraw {
  readonly p: MassPoint;
  readonly row: readonly number[];
  readonly seen: SeenEvent;
  readonly gap: number;
  readonly k: number;
  readonly restEnergy: number;
  readonly hi: number;
}

/** Scalars of the shader's SeenEvent. */
export function seenRow({ minus, eMinus, plus, ePlus, energy, massSq }: SeenEvent): number[] {
  return [...minus, eMinus, ...plus, ePlus, energy, massSq - 4 * ELECTRON_MASS_GEV ** 2];
}

/** Draws an event whose pair is not at the ends of its range. */
export function drawHidden(d: Draw): HiddenDraw {
  for (;;) {
    const { row, E: energy } = drawMassPoint(d);
    const p = massPointFrom(fieldsOf(row.map(Math.fround)));
    const { minus, eMinus, plus, ePlus, weight } = mapEvent(d.cubes(11), energy, p, PLACE);
    if (!(weight > 0)) continue;
    const massSq = pairMassSq(minus, eMinus, plus, ePlus);
    const gap = (p.m - p.mPrime) ** 2 - massSq;
    if (!(gap > 1e-3 * massSq && massSq > 1.001 * 4 * ELECTRON_MASS_GEV ** 2)) continue;
    const k = kallenRoot(gap, p.m, p.mPrime) / (2 * p.m);
    const restEnergy = (massSq + p.massSqDifference) / (2 * p.m);
    const hi = p.mode === 'offshell' ? p.mX ** 2 - (p.m - p.mPrime) ** 2 : 0;
    if (p.mode === 'offshell' && !(hi > 0)) continue;
    return { p, row, seen: { energy, minus, eMinus, plus, ePlus, massSq }, gap, k, restEnergy, hi };
  }
}

const FIELDS = [
  'm',
  'mPrime',
  'mXSq',
  'M',
  'q2Scale',
  'q2Cap',
  'pairLo',
  'pairLogRange',
  'pairNorm',
  'onShellAbove',
  'onShellGap',
  'massSqDifference',
  'offShell',
  'oriented',
  'nature',
  'proton',
] as const;

function fieldsOf(row: readonly number[]): ShaderMassPoint {
  return Object.fromEntries(FIELDS.map((name, i) => [name, row[i] ?? 0])) as unknown as ShaderMassPoint;
}

/** As `PropagatorSide.pole`. */
function poleOf({ m, mPrime }: MassPoint, hi: number): number {
  return hi > 0 ? Math.max(hi, (m - mPrime) ** 2) : 0;
}

/** A flight of N of such an event, at an azimuth that has one. */
function drawFlight(d: Draw) {
  for (;;) {
    const drawn = drawHidden(d);
    const { p, seen, restEnergy, k } = drawn;
    const { pair } = seenPair(seen);
    const psi = Math.PI * d.unit() * d.unit();
    const azimuth = { cos: Math.cos(psi), oneMinusCos: 2 * Math.sin(psi / 2) ** 2 };
    const branch = d.pick(1, -1);
    const atRest = { energy: restEnergy, momentum: k };
    const flight = hiddenFlight(seen.energy, p.m, p.M, pair, atRest, azimuth, branch);
    if (flight.momentum === 0) continue;
    return { ...drawn, pair, psi, azimuth, branch, flight };
  }
}

/** The shader's SeenEvent, by field. */
interface SeenRow extends Omit<SeenEvent, 'massSq'> {
  readonly above: number;
}

function seenFrom({ above, ...seen }: SeenRow): SeenEvent {
  return { ...seen, massSq: above + 4 * ELECTRON_MASS_GEV ** 2 };
}

/** The shader's Hidden, by field. */
interface HiddenRow {
  readonly seen: SeenRow;
  readonly frame: ReturnType<typeof seenPair>;
  readonly gap: number;
  readonly atRest: PairAtRest;
}

function hiddenFrom({ seen, ...rest }: HiddenRow): Hidden {
  return { ...rest, seen: seenFrom(seen) };
}

function hiddenRow({ seen, gap, restEnergy, k }: Omit<HiddenDraw, 'row'>): number[] {
  const { pair, axis, toBeam, aside } = seenPair(seen);
  return [...seenRow(seen), ...Object.values(pair), ...axis, ...toBeam, ...aside, gap, restEnergy, k];
}

export const hiddenProbes: readonly Probe[] = [
  probeOf('hiddenFlight', (d) => {
    const { p, seen, pair, restEnergy, k, azimuth, branch } = drawFlight(d);
    return [
      seen.energy,
      p.m,
      p.M,
      ...Object.values(pair),
      restEnergy,
      k,
      azimuth.cos,
      azimuth.oneMinusCos,
      branch,
    ];
  }),
  probeOf('oneMinusAlpha', (d) => [...Object.values(drawFlight(d).flight)]),
  probeOf('q2PerCos', (d) => {
    const { p, seen, flight } = drawFlight(d);
    return [seen.energy, p.m, p.M, ...Object.values(flight)];
  }),
  probeOf('shellSlope', (d) => {
    const { p, seen, flight, pair, azimuth } = drawFlight(d);
    const perCosN = q2PerCos(seen.energy, p.m, p.M, flight);
    return [p.m, p.M, ...Object.values(pair), ...Object.values(flight), azimuth.cos, perCosN];
  }),
  probeOf('seenPair', (d) => seenRow(drawHidden(d).seen), {
    twin: (seen: SeenEvent & { readonly above: number }) =>
      seenPair({ ...seen, massSq: seen.above + 4 * ELECTRON_MASS_GEV ** 2 }),
  }),
  probeOf('leptonAtRest', (d) => {
    const { p, seen, flight } = drawFlight(d);
    const way = d.direction();
    return [
      ...seen.minus,
      seen.eMinus,
      ...way,
      p.m / (flight.energy + flight.momentum),
      flight.momentum / p.m,
    ];
  }),
  probeOf(
    'massDensity',
    (d) => {
      const { p, row, seen, gap, hi } = drawHidden(d);
      return [seen.massSq - 4 * ELECTRON_MASS_GEV ** 2, gap, ...row, hi, poleOf(p, hi)];
    },
    {
      twin: (above: number, gap: number, p: ShaderMassPoint, hi: number, pole: number) =>
        massDensity(above, gap, massPointFrom(p), hi, pole),
    },
  ),
  probeOf('propagatorDensity', (d) => {
    const { p, gap, hi } = drawHidden(d);
    return [p.mX ** 2, hi, poleOf(p, hi), d.log(1e-8, 1), gap];
  }),
  probeOf(
    'directionsOf',
    (d) => {
      const { row, psi, flight, ...drawn } = drawFlight(d);
      return [...hiddenRow(drawn), ...row, ...Object.values(flight), Math.cos(psi), Math.sin(psi), d.cube()];
    },
    {
      twin: (
        hidden: HiddenRow,
        p: ShaderMassPoint,
        flight: HiddenFlight,
        azimuth: [number, number],
        conserved: number,
      ) => directionsOf(hiddenFrom(hidden), massPointFrom(p), flight, azimuth, conserved),
    },
  ),
  probeOf(
    'flightTerm',
    (d) => {
      const { row, psi, azimuth, flight, ...drawn } = drawFlight(d);
      return [
        ...hiddenRow(drawn),
        ...row,
        ...Object.values(flight),
        ...Object.values(azimuth),
        Math.sin(psi),
        d.cube(),
      ];
    },
    {
      twin: (
        hidden: HiddenRow,
        p: ShaderMassPoint,
        flight: HiddenFlight,
        azimuth: Azimuth,
        sin: number,
        form: number,
      ) => flightTerm(hiddenFrom(hidden), massPointFrom(p), flight, azimuth, sin, form),
    },
  ),
];
