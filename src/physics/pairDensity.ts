/**
 * The density of an event in what of it does not depend on the masses: the neutrino's energy and the momenta of the two leptons, N and N' integrated
 * over. docs/physics.md, section 6, "Reweighting". GeV.
 *
 * With the neutrino's energy E and the pair's four-momentum q given, N' fixes the angle alpha between N and the pair. What is left is the azimuth psi of N
 * about the pair:
 *
 *   f = 1/(2 pi) int dpsi  dsigma/dQ2 |dQ2/dcos theta_N|  (dGamma/dq2)/Gamma  R  m/k'  1/|dg/dcos alpha|,
 *   g = (p_N - q)^2 - m'^2,  k' the momentum of the pair in the rest frame of N.
 *
 * This is the three-body phase space dq2 k'/m dOmega* dOmega_l = d3p_- d3p_+/(E_- E_+) delta(g), up to constants. The flux and the leptons' velocity,
 * which are the same for all masses, are left out: only ratios of f have a meaning.
 */
import { type Vec3d, vec3d } from 'wgpu-matrix';
import { ELECTRON_MASS_GEV, Z_MASS_GEV } from './constants.js';
import { kallenRoot } from './decay.js';
import {
  type Azimuth,
  type HiddenFlight,
  hiddenFlight,
  oneMinusAlpha,
  type PairAtRest,
  q2PerCos,
  type SeenPair,
  shellSlope,
} from './hiddenFlight.js';
import type { MassPoint } from './massPoint.js';
import { densityUnit, type PropagatorSide } from './massRatio.js';
import { unitCircle } from './numeric.js';

/** Azimuths over which the mean is taken, half of them on either side of the plane of pair and beam. */
export const AZIMUTH_NODES = 32;

/** What a detector sees of an event, and the neutrino's energy. GeV; the beam is +z. */
export interface SeenEvent {
  readonly energy: number;
  readonly minus: Vec3d;
  readonly eMinus: number;
  readonly plus: Vec3d;
  readonly ePlus: number;
  /** m_ee^2. */
  readonly massSq: number;
}

/** The density at an event: f, and the means of z (GeV^2) and of m/p_N over the azimuth; all 0 where the masses do not allow the event. */
export interface DensityAtEvent {
  readonly density: number;
  readonly z: number;
  readonly inverseGammaBeta: number;
}

const IMPOSSIBLE: DensityAtEvent = { density: 0, z: 0, inverseGammaBeta: 0 };

/** Least distance in m_ee^2 from the ends of its range: there the pair has no freedom, and k' or the leptons' velocity vanish. */
const EDGE = 1e-9;

/**
 * Azimuths from 0 to pi, dense where N flies nearest to the beam, because form factors allow little else at high energies: psi = pi u^2, in turns of
 * u^2/2, with the weight u.
 */
const AZIMUTHS = Array.from({ length: AZIMUTH_NODES / 2 }, (_, node) => {
  const u = (2 * node + 1) / AZIMUTH_NODES;
  const [cos, sin] = unitCircle((u * u) / 2);
  const [, sinHalf] = unitCircle((u * u) / 4);
  return { weight: u, cos, sin, oneMinusCos: 2 * sinHalf * sinHalf };
});

/** The density of a mass point at an event. `side`: `propagatorSide` of the point; `formFactor` at q in GeV. */
export function pairDensity(
  seen: SeenEvent,
  p: MassPoint,
  side: PropagatorSide,
  formFactor: (qGev: number) => number,
): DensityAtEvent {
  const { massSq } = seen;
  const { m, mPrime, energies, massSqDifference } = p;
  const gap = (m - mPrime) ** 2 - massSq;
  const above = massSq - 4 * ELECTRON_MASS_GEV ** 2;
  if (!energies || seen.energy < (energies.energyGev[0] ?? 0)) return IMPOSSIBLE;
  if (!(gap > EDGE * massSq && above > EDGE * massSq)) return IMPOSSIBLE;
  const k = kallenRoot(gap, m, mPrime) / (2 * m);
  const atRest = { energy: (massSq + massSqDifference) / (2 * m), momentum: k };
  const hidden: Hidden = { seen, frame: seenPair(seen), gap, atRest };
  let [sum, zSum, inverseSum] = [0, 0, 0];
  for (const azimuth of AZIMUTHS) {
    for (const branch of [-1, 1]) {
      const flight = hiddenFlight(seen.energy, m, p.M, hidden.frame.pair, atRest, azimuth, branch);
      if (flight.momentum === 0 || flight.q2 > p.q2Cap) continue;
      const form = formFactor(Math.sqrt(flight.q2));
      const weight = azimuth.weight * flightTerm(hidden, p, flight, azimuth, azimuth.sin, form);
      sum += weight;
      zSum += (weight * flight.q2) / (1 + flight.q2 / Z_MASS_GEV ** 2);
      inverseSum += (weight * m) / flight.momentum;
    }
  }
  if (!(sum > 0)) return IMPOSSIBLE;
  const density = (sum * 2 * m * massDensity(above, gap, p, side.hi, side.pole)) / AZIMUTH_NODES / k;
  return { density: density * densityUnit(side), z: zSum / sum, inverseGammaBeta: inverseSum / sum };
}

/** (dGamma/dq2)/Gamma without the leptons' velocity, in units of 1/(I pole^2) of `PropagatorSide`; 1 where the mediator is real, so that m_ee is always the same. */
export function massDensity(above: number, gap: number, p: MassPoint, hi: number, pole: number): number {
  if (p.mode === 'onshell') return 1;
  const velocity = Math.sqrt(above / (above + 4 * ELECTRON_MASS_GEV ** 2));
  const distance = pole / (hi + gap);
  return (p.mediator.decay.spectrum(above, gap, p.m, p.mPrime, p.nature) / velocity) * distance * distance;
}

/** The pair of an event, and unit vectors: along it, across it on the beam's side, and across both. */
export interface PairFrame {
  readonly pair: SeenPair;
  readonly axis: Vec3d;
  readonly toBeam: Vec3d;
  readonly aside: Vec3d;
}

/** The pair of an event in its frame. */
export function seenPair({ minus, eMinus, plus, ePlus, massSq }: SeenEvent): PairFrame {
  const total = vec3d.add(minus, plus);
  const momentum = vec3d.length(total);
  const energy = eMinus + ePlus;
  const axis = vec3d.scale(total, 1 / momentum);
  const [x, y, cos] = [axis[0] ?? 0, axis[1] ?? 0, axis[2] ?? 0];
  const sin = Math.sqrt(x * x + y * y);
  const [cosAround, sinAround] = sin > 0 ? [x / sin, y / sin] : [1, 0];
  return {
    pair: {
      momentum,
      energy,
      massSq,
      behind: massSq / (energy + momentum),
      cos,
      sin,
      oneMinusCos: cos > 0 ? (sin * sin) / (1 + cos) : 1 - cos,
    },
    axis,
    toBeam: vec3d.create(-cos * cosAround, -cos * sinAround, sin),
    aside: vec3d.create(-sinAround, cosAround, 0),
  };
}

/** What the terms of all azimuths share. */
export interface Hidden {
  readonly seen: SeenEvent;
  readonly frame: PairFrame;
  readonly gap: number;
  readonly atRest: PairAtRest;
}

/**
 * The term of a flight of N and of its mirror image in the plane of pair and beam, which differ in the leptons' directions alone, in units of mX^-4. `form`:
 * the form factor at its Q2.
 */
export function flightTerm(
  hidden: Hidden,
  p: MassPoint,
  flight: HiddenFlight,
  azimuth: Azimuth,
  azimuthSin: number,
  form: number,
): number {
  const E = hidden.seen.energy;
  const { q2 } = flight;
  const { m, M, mX, mediator, scatterer } = p;
  const perCosN = q2PerCos(E, m, M, flight);
  const slope = Math.abs(shellSlope(m, M, hidden.frame.pair, flight, azimuth.cos, perCosN));
  const factor = Math.max(mediator.production.factor(q2, E, m, M, scatterer), 0);
  const propagator = (form * mX * mX) / (q2 + mX * mX);
  const conserved = mediator.production.conservedHelicity(q2, E, m, M, scatterer);
  const here = directionsOf(hidden, p, flight, [azimuth.cos, azimuthSin], conserved);
  const mirrored = directionsOf(hidden, p, flight, [azimuth.cos, -azimuthSin], conserved);
  const directions = Math.max(here, 0) + Math.max(mirrored, 0);
  return (propagator * propagator * factor * perCosN * directions) / slope;
}

/** Weight of the directions of pair and leptons in the rest frame of N, at an azimuth (cos, sin). */
export function directionsOf(
  { seen, frame, gap, atRest }: Hidden,
  p: MassPoint,
  flight: HiddenFlight,
  [cos, sin]: readonly [number, number],
  conserved: number,
): number {
  const { pair, axis, toBeam, aside } = frame;
  const { momentum: k, energy: restPair } = atRest;
  const { cosAlpha, sinAlpha } = flight;
  const wayAlong = (i: 0 | 1 | 2) =>
    (axis[i] ?? 0) * cosAlpha + ((toBeam[i] ?? 0) * cos + (aside[i] ?? 0) * sin) * sinAlpha;
  const way = [wayAlong(0), wayAlong(1), wayAlong(2)];
  const gammaBeta = flight.momentum / p.m;
  // gamma less gamma beta.
  const slowness = p.m / (flight.energy + flight.momentum);
  const [eMinus, minusAlong] = leptonAtRest(seen.minus, seen.eMinus, way, slowness, gammaBeta);
  const [ePlus, plusAlong] = leptonAtRest(seen.plus, seen.ePlus, way, slowness, gammaBeta);
  const along =
    slowness * pair.momentum * cosAlpha - gammaBeta * (pair.behind + pair.momentum * oneMinusAlpha(flight));
  const cosPair = Math.min(Math.max(along / k, -1), 1);
  return p.mediator.decay.directions(
    {
      q2: pair.massSq,
      gap,
      energy: restPair,
      momentum: k,
      daughterEnergy: Math.sqrt(p.mPrime * p.mPrime + k * k),
      cosDaughter: -cosPair,
      cosPair,
      eMinus,
      minusAlong,
      minusPair: (eMinus * restPair - 0.5 * pair.massSq) / k,
      ePlus,
      plusAlong,
      plusPair: (ePlus * restPair - 0.5 * pair.massSq) / k,
    },
    conserved,
    p.m,
    p.mPrime,
    p.nature,
    p.oriented ? 1 : 0,
  );
}

/**
 * Energy of a lepton in the rest frame of N, and its momentum along the flight of N, whose unit vector is `way`; GeV. `slowness` is gamma less gamma beta:
 * the boost takes nearly all of a fast lepton's energy, so it is written without differences of large numbers.
 */
export function leptonAtRest(
  lepton: ArrayLike<number>,
  energy: number,
  way: ArrayLike<number>,
  slowness: number,
  gammaBeta: number,
): [number, number] {
  // Plain numbers: this is called 64 times for each event.
  const [x, y, z] = [lepton[0] ?? 0, lepton[1] ?? 0, lepton[2] ?? 0];
  const momentum = Math.sqrt(x * x + y * y + z * z);
  const apartX = x / momentum - (way[0] ?? 0);
  const apartY = y / momentum - (way[1] ?? 0);
  const apartZ = z / momentum - (way[2] ?? 0);
  const oneMinusCos = 0.5 * (apartX * apartX + apartY * apartY + apartZ * apartZ);
  const behind = ELECTRON_MASS_GEV ** 2 / (energy + momentum) + momentum * oneMinusCos;
  return [slowness * energy + gammaBeta * behind, slowness * (energy - behind) - gammaBeta * behind];
}

/** m_ee^2 of two leptons, GeV^2, at least 4 m_e^2: rounding must not make less of it. */
export function pairMassSq(minus: Vec3d, eMinus: number, plus: Vec3d, ePlus: number): number {
  const product = eMinus * ePlus - vec3d.dot(minus, plus);
  return 2 * Math.max(product, ELECTRON_MASS_GEV ** 2) + 2 * ELECTRON_MASS_GEV ** 2;
}
