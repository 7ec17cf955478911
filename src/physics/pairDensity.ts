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
import { momentum } from './kinematics.js';
import type { MassPoint } from './massPoint.js';
import type { PropagatorSide } from './massRatio.js';

/** Azimuths over which the mean is taken, on both sides of the direction in which N flies nearest to the beam. */
export const AZIMUTH_NODES = 32;

/** Steps in which the recoil of the target is found: each is smaller than the one before by Q/M. */
export const RECOIL_STEPS = 4;

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

/** The density of a mass point at an event. `side`: `propagatorSide` of the point; `formFactor` at q in GeV. */
export function pairDensity(
  seen: SeenEvent,
  p: MassPoint,
  side: PropagatorSide,
  formFactor: (qGev: number) => number,
): DensityAtEvent {
  const { energy: E, minus, plus, massSq } = seen;
  const { m, mPrime, energies } = p;
  const gap = (m - mPrime) ** 2 - massSq;
  const above = massSq - 4 * ELECTRON_MASS_GEV ** 2;
  if (!energies || E < (energies.energyGev[0] ?? 0) || !(gap > EDGE * massSq && above > EDGE * massSq))
    return IMPOSSIBLE;
  const pair = vec3d.add(minus, plus);
  const pairMomentum = vec3d.length(pair);
  const axis = vec3d.scale(pair, 1 / pairMomentum);
  const [toBeam, aside] = axesAbout(axis);
  const k = kallenRoot(gap, m, mPrime) / (2 * m);
  const hidden = { seen, p, axis, toBeam, aside, pairMomentum, gap, k, formFactor };
  let [sum, zSum, inverseSum] = [0, 0, 0];
  for (let node = 0; node < AZIMUTH_NODES; node++) {
    // Dense where N flies nearest to the beam, because form factors allow little else at high energies.
    const u = (2 * node + 1) / AZIMUTH_NODES - 1;
    const found = azimuthTerm(hidden, Math.PI * u * Math.abs(u));
    const weight = Math.abs(u) * found.weight;
    sum += weight;
    zSum += weight * found.z;
    inverseSum += weight * found.inverseGammaBeta;
  }
  if (!(sum > 0)) return IMPOSSIBLE;
  const density = (sum * 2 * m * massDensity(above, gap, p, side)) / AZIMUTH_NODES / k;
  return { density, z: zSum / sum, inverseGammaBeta: inverseSum / sum };
}

/** (dGamma/dq2)/Gamma without the leptons' velocity, GeV^-2; 1 where the mediator is real, so that m_ee is always the same. */
function massDensity(above: number, gap: number, p: MassPoint, { hi, perIntegral }: PropagatorSide): number {
  if (p.mode === 'onshell') return 1;
  const massSq = above + 4 * ELECTRON_MASS_GEV ** 2;
  const velocity = Math.sqrt(above / massSq);
  return (
    (p.mediator.decay.spectrum(above, gap, p.m, p.mPrime, p.nature) * perIntegral) /
    (velocity * (hi + gap) ** 2)
  );
}

/** Unit vectors across a direction: one in its plane with the beam, on the beam's side, and one across both. */
export function axesAbout(axis: Vec3d): [Vec3d, Vec3d] {
  const [x, y, z] = [axis[0] ?? 0, axis[1] ?? 0, axis[2] ?? 0];
  const across = Math.hypot(x, y);
  const [cos, sin] = across > 0 ? [x / across, y / across] : [1, 0];
  return [vec3d.create(-z * cos, -z * sin, across), vec3d.create(-sin, cos, 0)];
}

/** What the terms of all azimuths share. */
interface Hidden {
  readonly seen: SeenEvent;
  readonly p: MassPoint;
  readonly axis: Vec3d;
  readonly toBeam: Vec3d;
  readonly aside: Vec3d;
  readonly pairMomentum: number;
  readonly gap: number;
  readonly k: number;
  readonly formFactor: (qGev: number) => number;
}

/** A term of the mean: its weight (0 where impossible), z and m/p_N. */
interface AzimuthTerm {
  readonly weight: number;
  readonly z: number;
  readonly inverseGammaBeta: number;
}

const NO_TERM: AzimuthTerm = { weight: 0, z: 0, inverseGammaBeta: 0 };

/** The term of N at an azimuth psi about the pair, measured from the side of the beam. */
function azimuthTerm(hidden: Hidden, psi: number): AzimuthTerm {
  const { seen, p, axis, toBeam, aside, pairMomentum, gap, k, formFactor } = hidden;
  const { energy: E, minus, eMinus, plus, ePlus, massSq } = seen;
  const { m, mPrime, M, mX, mediator, scatterer } = p;
  const pairEnergy = eMinus + ePlus;
  const twice = m * m + massSq - mPrime * mPrime;
  const across = vec3d.addScaled(vec3d.scale(toBeam, Math.cos(psi)), aside, Math.sin(psi));
  let [q2, energy, pN, unbounded, cosAlpha, sinAlpha] = [0, E, 0, 0, 0, 0];
  let flight = axis;
  for (let step = 0; step < RECOIL_STEPS; step++) {
    energy = E - q2 / (2 * M);
    pN = momentum(energy, m);
    if (!(pN > 0)) return NO_TERM;
    unbounded = (2 * energy * pairEnergy - twice) / (2 * pN * pairMomentum);
    // On the way to the recoil the pair may seem impossible.
    cosAlpha = Math.min(Math.max(unbounded, -1), 1);
    sinAlpha = Math.sqrt((1 - cosAlpha) * (1 + cosAlpha));
    flight = vec3d.addScaled(vec3d.scale(axis, cosAlpha), across, sinAlpha);
    q2 = 2 * E * (energy - pN * (flight[2] ?? 0)) - m * m;
  }
  if (!(Math.abs(unbounded) < 1) || !(q2 > 0) || q2 > p.q2Cap) return NO_TERM;
  const cosN = flight[2] ?? 0;
  const perCosN = (2 * E * pN) / (1 + (E / M) * (1 - (cosN * energy) / pN));
  // d cos(theta_N)/d cos(alpha) at fixed psi, through which the recoil enters dg.
  const turn = (axis[2] ?? 0) - (cosAlpha / sinAlpha) * (across[2] ?? 0);
  const recoil = ((2 * pairMomentum * cosAlpha * energy) / pN - 2 * pairEnergy) * (perCosN / (2 * M)) * turn;
  const form = formFactor(Math.sqrt(q2));
  const factor = Math.max(mediator.production.factor(q2, E, m, M, scatterer), 0);
  const propagator = form / (q2 + mX * mX);
  // To the rest frame of N, of which the pair's directions are functions.
  const [gamma, gammaBeta] = [energy / m, pN / m];
  const [minusFlight, plusFlight] = [vec3d.dot(minus, flight), vec3d.dot(plus, flight)];
  const [restMinus, restPlus] = [
    gamma * eMinus - gammaBeta * minusFlight,
    gamma * ePlus - gammaBeta * plusFlight,
  ];
  const restPair = twice / (2 * m);
  const cosPair = (gamma * pairMomentum * cosAlpha - gammaBeta * pairEnergy) / k;
  const directions = mediator.decay.directions(
    {
      q2: massSq,
      gap,
      energy: restPair,
      momentum: k,
      daughterEnergy: Math.sqrt(mPrime * mPrime + k * k),
      cosDaughter: -cosPair,
      cosPair,
      eMinus: restMinus,
      minusAlong: gamma * minusFlight - gammaBeta * eMinus,
      minusPair: (restMinus * restPair - massSq / 2) / k,
      ePlus: restPlus,
      plusAlong: gamma * plusFlight - gammaBeta * ePlus,
      plusPair: (restPlus * restPair - massSq / 2) / k,
    },
    mediator.production.conservedHelicity(q2, E, m, M, scatterer),
    m,
    mPrime,
    p.nature,
    p.oriented ? 1 : 0,
  );
  const jacobian = Math.abs(2 * pN * pairMomentum + recoil);
  const weight = (propagator * propagator * factor * perCosN * Math.max(directions, 0)) / jacobian;
  return { weight, z: q2 / (1 + q2 / Z_MASS_GEV ** 2), inverseGammaBeta: m / pN };
}

/** m_ee^2 of two leptons, GeV^2, at least 4 m_e^2: rounding must not make less of it. */
export function pairMassSq(minus: Vec3d, eMinus: number, plus: Vec3d, ePlus: number): number {
  const product = eMinus * ePlus - vec3d.dot(minus, plus);
  return 2 * Math.max(product, ELECTRON_MASS_GEV ** 2) + 2 * ELECTRON_MASS_GEV ** 2;
}
