/**
 * Laboratory kinematics of one event: beam = +z, GeV. docs/physics.md, section 4. Vectors are wgpu-matrix Vec3d.
 * Four-vectors are passed as (momentum, energy).
 */
import { type Vec3d, vec3d } from 'wgpu-matrix';
import { polarAngle } from './numeric.js';

/** Energy of N after a momentum transfer Q2 to a nucleus of mass M, GeV; exact. */
export function producedEnergy(E: number, q2: number, M: number): number {
  return E - q2 / (2 * M);
}

/** Momentum of a particle, GeV. */
export function momentum(energy: number, m: number): number {
  return Math.sqrt(Math.max((energy - m) * (energy + m), 0));
}

/** 1 - cos(theta_N) between N and the beam, without cancellation; in [0, 2]. */
export function producedOneMinusCos(E: number, q2: number, m: number, energyN: number, pN: number): number {
  const mSq = m * m;
  return Math.min(Math.max((q2 + mSq - (2 * E * mSq) / (energyN + pN)) / (2 * E * pN), 0), 2);
}

/** Unit vector from 1 - cos(theta) and the azimuth's [cos, sin]. */
export function direction(oneMinusCos: number, azimuth: readonly [number, number]): Vec3d {
  const sin = sinFromOneMinusCos(oneMinusCos);
  return vec3d.create(sin * azimuth[0], sin * azimuth[1], 1 - oneMinusCos);
}

/** sin(theta) in [0, 1] from 1 - cos(theta) in [0, 2]. */
export function sinFromOneMinusCos(oneMinusCos: number): number {
  return Math.sqrt(Math.max(oneMinusCos * (2 - oneMinusCos), 0));
}

/**
 * Rotates a vector from the frame whose z axis is `direction(oneMinusCos, azimuth)` to the frame in which that direction is given: by theta
 * about y, then by the azimuth about z. Smooth in theta, so that events vary smoothly with the masses.
 */
export function rotateTo(oneMinusCos: number, azimuth: readonly [number, number], v: Vec3d): Vec3d {
  const [vx, vy, vz] = [v[0] ?? 0, v[1] ?? 0, v[2] ?? 0];
  const sin = sinFromOneMinusCos(oneMinusCos);
  const cos = 1 - oneMinusCos;
  const x = cos * vx + sin * vz;
  return vec3d.create(
    azimuth[0] * x - azimuth[1] * vy,
    azimuth[1] * x + azimuth[0] * vy,
    cos * vz - sin * vx,
  );
}

/** Boosts a momentum along the unit vector n with gamma and gamma beta; `along` = p.n, GeV. */
export function boostMomentum(
  p: Vec3d,
  energy: number,
  along: number,
  n: Vec3d,
  gamma: number,
  gammaBeta: number,
): Vec3d {
  return vec3d.addScaled(p, n, (gamma - 1) * along + gammaBeta * energy);
}

/** Energy after the same boost, GeV. */
export function boostEnergy(energy: number, along: number, gamma: number, gammaBeta: number): number {
  return gamma * energy + gammaBeta * along;
}

/** Momentum of each lepton in the pair's rest frame, GeV, from q2 - 4 m_e^2. */
export function leptonMomentum(above: number): number {
  return 0.5 * Math.sqrt(Math.max(above, 0));
}

/** Observables of a pair at truth level. GeV and degrees. */
export interface PairObservables {
  readonly energyGev: number;
  readonly thetaDeg: number;
  readonly openingDeg: number;
  readonly minEnergyGev: number;
  readonly asymmetry: number;
}

/** Observables of a pair from the two lab four-momenta (docs/physics.md, section 4). */
export function pairObservables(minus: Vec3d, eMinus: number, plus: Vec3d, ePlus: number): PairObservables {
  const energyGev = eMinus + ePlus;
  const total = vec3d.add(minus, plus);
  const degrees = 180 / Math.PI;
  const transverse = Math.hypot(total[0] ?? 0, total[1] ?? 0);
  return {
    energyGev,
    thetaDeg: polarAngle(transverse, total[2] ?? 0) * degrees,
    openingDeg: polarAngle(vec3d.length(vec3d.cross(minus, plus)), vec3d.dot(minus, plus)) * degrees,
    minEnergyGev: Math.min(eMinus, ePlus),
    asymmetry: Math.abs(ePlus - eMinus) / energyGev,
  };
}
