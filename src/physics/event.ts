/**
 * One event: a point of the unit hypercube mapped onto a mass point, with its Jacobians. docs/physics.md, sections 4 to 6.
 * Everything here is independent of couplings: the Z part of the amplitude is a polynomial in z, and c tau enters through x.
 */
import { type Vec3d, vec3d } from 'wgpu-matrix';
import { ELECTRON_MASS_GEV, Z_MASS_GEV } from './constants.js';
import { kallenRoot, type PairKinematics } from './decay.js';
import { DIMENSIONS } from './hypercube.js';
import * as kin from './kinematics.js';
import type { MassPoint } from './massPoint.js';
import { unitCircle } from './numeric.js';
import { pairMassGaps } from './pairMass.js';
import { turnTo } from './rays.js';
import { mapQ2, propagatorRatioSquared, q2Limits } from './upscattering.js';
import type { Birth } from './upstream.js';
import { type Place, travel } from './way.js';

const ME_SQ = ELECTRON_MASS_GEV ** 2;

/** Production of N: momentum transfer, weight and kinematics in the lab. */
export interface Production {
  /** Q2, GeV^2. */
  readonly q2: number;
  /** Integrand of the cross section without couplings and without the form factor of a nucleus, GeV^-2. */
  readonly weight: number;
  readonly hcFraction: number;
  readonly energy: number;
  readonly momentum: number;
  readonly oneMinusCos: number;
}

/** Samples Q2 at neutrino energy E (GeV) and computes N in the lab. The weight is 0 where the Q2 range is empty. */
export function produce(u: number, E: number, p: MassPoint): Production {
  const { production } = p.mediator;
  const [q2Min, q2Max] = q2Limits(E, p.m, p.M);
  const cut = Math.min(q2Max, p.q2Cap);
  const [q2, density] = mapQ2(u, q2Min, cut, p.q2Scale);
  const energy = kin.producedEnergy(E, q2, p.M);
  const momentum = kin.momentum(energy, p.m);
  const factor = production.factor(q2, E, p.m, p.M, p.scatterer);
  const weight = density * propagatorRatioSquared(q2, p.q2Scale, p.mX * p.mX) * factor;
  return {
    q2,
    weight: cut > q2Min ? Math.max(weight, 0) : 0,
    hcFraction: production.conservedHelicity(q2, E, p.m, p.M, p.scatterer),
    energy,
    momentum,
    oneMinusCos: kin.producedOneMinusCos(E, q2, p.m, energy, momentum),
  };
}

/** Decay of N into a pair: weight with mean 1 over the hypercube, and lepton momenta in the rest frame of N, GeV. */
export interface PairDecay {
  readonly weight: number;
  readonly minus: Vec3d;
  readonly eMinus: number;
  readonly plus: Vec3d;
  readonly ePlus: number;
}

/**
 * Samples the decay in the rest frame of N, z axis along its flight. `u` = (pair mass, cos of the daughter, its azimuth,
 * cos of the e-, its azimuth). hcFraction enters as a weight of the helicities h = -1 and +1, so that events vary smoothly with the masses.
 */
export function decayToPair(
  u: readonly [number, number, number, number, number],
  hcFraction: number,
  p: MassPoint,
): PairDecay {
  const offShell = p.mode === 'offshell';
  const [above, gap, distance] = offShell
    ? pairMassGaps(u[0], p.pairMap.lo, p.pairMap.logRange)
    : [p.onShellGaps[0], p.onShellGaps[1], 1];
  const q2 = above + 4 * ME_SQ;
  const pairMomentum = kallenRoot(gap, p.m, p.mPrime) / (2 * p.m);
  const pairEnergy = (q2 + p.massSqDifference) / (2 * p.m);
  // Not m - pairEnergy, which cancels in float32 if a light daughter carries little energy.
  const daughterEnergy = Math.sqrt(p.mPrime * p.mPrime + pairMomentum * pairMomentum);

  // The pair is opposite to the daughter, whose polar angle is theta*.
  const cosDaughter = 2 * u[1] - 1;
  const pairAzimuth = unitCircle(u[2]);
  const pair = kin.direction(2 * u[1], pairAzimuth);
  // e- in the pair's rest frame, z axis along the pair, then boosted to the rest frame of N.
  const eHalf = 0.5 * Math.sqrt(q2);
  const inPair = vec3d.scale(kin.direction(2 * u[3], unitCircle(u[4])), kin.leptonMomentum(above));
  const lepton = kin.rotateTo(2 * u[1], pairAzimuth, inPair);
  const along = inPair[2] ?? 0;
  const gamma = pairEnergy / (2 * eHalf);
  const gammaBeta = pairMomentum / (2 * eHalf);
  const minus = kin.boostMomentum(lepton, eHalf, along, pair, gamma, gammaBeta);
  const plus = kin.boostMomentum(vec3d.negate(lepton), eHalf, -along, pair, gamma, gammaBeta);
  const eMinus = kin.boostEnergy(eHalf, along, gamma, gammaBeta);
  const ePlus = kin.boostEnergy(eHalf, -along, gamma, gammaBeta);

  const kinematics: PairKinematics = {
    q2,
    gap,
    energy: pairEnergy,
    momentum: pairMomentum,
    daughterEnergy,
    cosDaughter,
    cosPair: pair[2] ?? Number.NaN,
    eMinus,
    minusAlong: minus[2] ?? Number.NaN,
    minusPair: vec3d.dot(minus, pair),
    ePlus,
    plusAlong: plus[2] ?? Number.NaN,
    plusPair: vec3d.dot(plus, pair),
  };
  const { decay } = p.mediator;
  const weight = decay.directions(kinematics, hcFraction, p.m, p.mPrime, p.nature, p.oriented ? 1 : 0);
  const density = offShell
    ? (p.pairNorm * decay.spectrum(above, gap, p.m, p.mPrime, p.nature)) / distance
    : 1;
  return { weight: Math.max(weight * density, 0), minus, eMinus, plus, ePlus };
}

/** An event before the detector response. */
export interface Event {
  readonly production: Production;
  /** production x decay weight, GeV^-2, without form factor, charge, flux and couplings. */
  readonly weight: number;
  /** z = Q2/(1 + Q2/M_Z^2), GeV^2: the variable of the Z interference. */
  readonly z: number;
  /**
   * x = d m/p_N, cm. For production in the active volume d is the distance to its exit, and P_decay = 1 - exp(-x/(c tau)); otherwise d is
   * the distance from production to decay, and the decay factor is (x/(c tau)) exp(-x/(c tau)).
   */
  readonly xCm: number;
  /** Path of N: the distance d in cm, its weight, and the direction of flight. */
  readonly way: Birth;
  /** The leptons' momenta and energies in the laboratory, GeV. */
  readonly minus: Vec3d;
  readonly eMinus: number;
  readonly plus: Vec3d;
  readonly ePlus: number;
}

/**
 * Maps a hypercube point with neutrino energy E (GeV) onto a mass point. The vertex is where N is produced or, for production upstream,
 * where it decays. `u`: the coordinates after the energy, in the order of DIMENSIONS, shape [DIMENSION_COUNT - 1].
 */
export function mapEvent(u: ArrayLike<number>, E: number, p: MassPoint, place: Place): Event {
  const at = (dimension: number) => u[dimension - 1] ?? 0;
  const d = DIMENSIONS;
  const production = produce(at(d.q2), E, p);
  // Azimuths of the decay are measured from the plane of ray and flight, as in `rotateTo`; in turns the sum is exact in float32.
  const turns = at(d.daughterAzimuth) + at(d.producedAzimuth);
  const daughterAzimuth = turns >= 1 ? turns - 1 : turns;
  const decayed = decayToPair(
    [at(d.pairMass), at(d.daughterCos), daughterAzimuth, at(d.leptonCos), at(d.leptonAzimuth)],
    production.hcFraction,
    p,
  );
  const way = travel(
    vec3d.create(at(d.vertexX), at(d.vertexY), at(d.vertexZ)),
    at(d.upstream),
    production.oneMinusCos,
    unitCircle(at(d.producedAzimuth)),
    place,
  );
  const gamma = production.energy / p.m;
  const gammaBeta = production.momentum / p.m;
  const toLab = (momentum: Vec3d, energy: number): [Vec3d, number] => {
    const along = momentum[2] ?? 0;
    const turned = turnTo(way.flight, momentum);
    const lab = kin.boostMomentum(turned, energy, along, way.flight, gamma, gammaBeta);
    return [lab, kin.boostEnergy(energy, along, gamma, gammaBeta)];
  };
  const [minus, eMinus] = toLab(decayed.minus, decayed.eMinus);
  const [plus, ePlus] = toLab(decayed.plus, decayed.ePlus);
  return {
    production,
    weight: production.weight * decayed.weight * way.weight,
    z: production.q2 / (1 + production.q2 / (Z_MASS_GEV * Z_MASS_GEV)),
    xCm: way.distance / Math.max(gammaBeta, 1e-20),
    way,
    minus,
    eMinus,
    plus,
    ePlus,
  };
}
