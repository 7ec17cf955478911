/**
 * Detector smearing of leptons from six coordinates of the hypercube. docs/physics.md, sections 8 and 11. GeV and degrees, beam = +z.
 * Every step is smooth in the coordinates, as common random numbers require. Twin: shaders/physics/smearing.wgsl.
 */
import { type Vec3d, vec3d } from 'wgpu-matrix';
import { ELECTRON_MASS_GEV } from './constants.js';
import { unitCircle } from './numeric.js';
import * as at from './responseLayout.js';

/** -ln(u) for u in (0, 1]. */
export function negativeLog(u: number): number {
  return -Math.log(u);
}

/** Distance from the origin of a standard normal point of the plane, from u in (0, 1): sqrt(-2 ln u). */
export function planarRadius(u: number): number {
  return Math.sqrt(2 * negativeLog(u));
}

/** Two standard normals from two coordinates in (0, 1). G. E. P. Box and M. E. Muller, Ann. Math. Stat. 29 (1958) 610. */
export function normalPair(u: number, v: number): [number, number] {
  const [cos, sin] = unitCircle(v);
  const radius = planarRadius(u);
  return [radius * cos, radius * sin];
}

/** sigma_E of the smearing at `record` of the response's table for an energy, GeV. */
export function energySpread(data: ArrayLike<number>, record: number, energy: number): number {
  const stochastic = (data[record + at.SMEARING_STOCHASTIC] ?? 0) * Math.sqrt(energy);
  const noise = data[record + at.SMEARING_NOISE] ?? 0;
  const constant = (data[record + at.SMEARING_CONSTANT] ?? 0) * energy;
  if (data[record + at.SMEARING_QUADRATURE] !== 1) return stochastic + noise + constant;
  return Math.sqrt(stochastic * stochastic + noise * noise + constant * constant);
}

/** sigma_theta = offset + log ln(1 GeV/E) for a true total energy E, degrees; at least 0. */
export function angleSpread(data: ArrayLike<number>, record: number, energy: number): number {
  const offset = data[record + at.SMEARING_ANGLE_OFFSET] ?? 0;
  return Math.max(offset - (data[record + at.SMEARING_ANGLE_LOG] ?? 0) * Math.log(energy), 0);
}

/** Momentum of a lepton at rest that keeps its direction, GeV: negligible in any sum. */
export const MOMENTUM_AT_REST_GEV = 1e-9;

/** Kinetic energy after smearing, from the true total energy and a standard normal, GeV; at least 0. */
export function smearedKinetic(
  data: ArrayLike<number>,
  record: number,
  energy: number,
  normal: number,
): number {
  const kinetic = Math.max(energy - ELECTRON_MASS_GEV, 0);
  const measured = data[record + at.SMEARING_OF_TOTAL] === 1 ? energy : kinetic;
  return Math.max(kinetic + energySpread(data, record, measured) * normal, 0);
}

/**
 * Rotates the unit vector n by an angle in turns, towards the azimuth [cos, sin] about n. The axes perpendicular to n are those of
 * J. R. Frisvad, J. Graphics Tools 16 (2012) 151, smooth in n except at n = -z.
 */
export function deflect(n: Vec3d, turns: number, azimuth: readonly [number, number]): Vec3d {
  const [x, y, z] = [n[0] ?? 0, n[1] ?? 0, n[2] ?? 0];
  const across = x * x + y * y;
  // 1/(1 + z), without cancellation upstream.
  const k = z < 0 ? (1 - z) / Math.max(across, 1e-30) : 1 / (1 + z);
  const first = vec3d.create(1 - x * x * k, -x * y * k, -x);
  const second = vec3d.create(-x * y * k, 1 - y * y * k, -y);
  const [cos, sin] = unitCircle(turns);
  const aside = vec3d.addScaled(vec3d.scale(first, azimuth[0]), second, azimuth[1]);
  return vec3d.addScaled(vec3d.scale(n, cos), aside, sin);
}

/**
 * Momentum after smearing, from the true momentum, its total energy and the smeared kinetic energy. `normal`: angle to the true direction in
 * units of sigma, of either sign; `azimuth` in turns. Without kinetic energy it is 0, or with `true-direction` a tiny momentum along the true
 * direction.
 */
export function smearedMomentum(
  data: ArrayLike<number>,
  record: number,
  p: Vec3d,
  energy: number,
  kinetic: number,
  normal: number,
  azimuth: number,
): Vec3d {
  const turns = (angleSpread(data, record, energy) * Math.abs(normal)) / 360;
  const n = vec3d.scale(p, 1 / Math.max(vec3d.length(p), 1e-20));
  const keepsDirection = data[record + at.SMEARING_BELOW_ZERO] === at.BELOW_ZERO_TRUE_DIRECTION;
  if (keepsDirection && kinetic <= 0) return vec3d.scale(n, MOMENTUM_AT_REST_GEV);
  const size = Math.sqrt(kinetic * (kinetic + 2 * ELECTRON_MASS_GEV));
  return vec3d.scale(deflect(n, turns, unitCircle(azimuth)), size);
}

/** The detected pair: smeared, with a lepton below threshold set to rest. GeV. */
export interface DetectedPair {
  readonly minus: Vec3d;
  readonly eMinus: number;
  readonly plus: Vec3d;
  readonly ePlus: number;
  /** 1 if enough leptons are detected and the pair is not lost, otherwise 0. */
  readonly found: number;
}

/**
 * Smears both leptons, if the response smears, and applies its threshold. `u`, shape [6]: energy, angle and azimuth of the e-, then of the
 * e+. The two energies use one pair of normals. The direction about the true one is with `planar` a two-dimensional gaussian; with `polar`
 * |theta| is the modulus of a one-dimensional gaussian with uniform azimuth, and the two angles use one pair of normals.
 */
export function detectPair(
  data: ArrayLike<number>,
  u: ArrayLike<number>,
  minus: Vec3d,
  eMinus: number,
  plus: Vec3d,
  ePlus: number,
): DetectedPair {
  const [minEnergy, needed] = [data[at.HEADER_MIN_ENERGY] ?? 0, data[at.HEADER_LEPTONS] ?? 0];
  const record = data[at.HEADER_SMEARING] ?? 0;
  if (record === 0) return applyThreshold({ minus, eMinus, plus, ePlus, found: 0 }, minEnergy, needed);
  const [u0 = 0, u1 = 0, u2 = 0, u3 = 0, u4 = 0, u5 = 0] = Array.from(u);
  const [z1, z2] = normalPair(u0, u3);
  const isPlanar = data[record + at.SMEARING_PLANAR] === 1;
  const [r1, r2] = isPlanar ? [planarRadius(u1), planarRadius(u4)] : normalPair(u1, u4);
  const t1 = smearedKinetic(data, record, eMinus, z1);
  const t2 = smearedKinetic(data, record, ePlus, z2);
  const smeared = {
    minus: smearedMomentum(data, record, minus, eMinus, t1, r1, u2),
    eMinus: t1 + ELECTRON_MASS_GEV,
    plus: smearedMomentum(data, record, plus, ePlus, t2, r2, u5),
    ePlus: t2 + ELECTRON_MASS_GEV,
  };
  const detected = applyThreshold({ ...smeared, found: 0 }, minEnergy, needed);
  const losesPair = data[record + at.SMEARING_BELOW_ZERO] === at.BELOW_ZERO_LOST;
  return losesPair && Math.min(t1, t2) <= 0 ? { ...detected, found: 0 } : detected;
}

/** Sets leptons below a total energy (GeV) to rest, where they are invisible, and checks whether enough leptons remain. */
export function applyThreshold(pair: DetectedPair, minEnergy: number, needed: number): DetectedPair {
  const { minus, eMinus, plus, ePlus } = pair;
  const [seesMinus, seesPlus] = [eMinus >= minEnergy, ePlus >= minEnergy];
  return {
    minus: seesMinus ? minus : vec3d.create(0, 0, 0),
    eMinus: seesMinus ? eMinus : ELECTRON_MASS_GEV,
    plus: seesPlus ? plus : vec3d.create(0, 0, 0),
    ePlus: seesPlus ? ePlus : ELECTRON_MASS_GEV,
    found: Number(seesMinus) + Number(seesPlus) >= needed ? 1 : 0,
  };
}
