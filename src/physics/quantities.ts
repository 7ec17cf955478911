/**
 * The quantities of a detected pair that cuts, tables and observables of a response may use. Schema, tables, warnings and documentation all
 * derive from this list. Twin: shaders/physics/quantities.wgsl, whose `pairQuantities` has a line for each quantity. GeV and degrees; the
 * beam is +z.
 */
import { type Vec3d, vec3d } from 'wgpu-matrix';
import { at } from '../at.js';
import { ELECTRON_MASS_GEV, NEUTRON_MASS_GEV, PROTON_MASS_GEV } from './constants.js';
import { momentum, type PairObservables, pairObservables } from './kinematics.js';
import { unitCircle } from './numeric.js';

/** A detected pair, with the inputs of the quantities. */
export interface FoundPair extends PairObservables {
  readonly minus: Vec3d;
  readonly eMinus: number;
  readonly plus: Vec3d;
  readonly ePlus: number;
  /** See `visibleEnergy`. */
  readonly visibleGev: number;
  /** cos of the angle of the sum of momenta to the beam. */
  readonly cosine: number;
}

/** A quantity that a response may use. */
export interface ResponseQuantity {
  /** Name in files, ending in the unit. */
  readonly name: string;
  readonly unit: 'GeV' | 'degrees' | '1';
  /** Definition for the documentation; E are total energies of the leptons. */
  readonly meaning: string;
  /** Whether it is an energy that cannot exceed the energy of the pair, so that it bounds the response at low energies. */
  readonly withinPairEnergy: boolean;
  readonly of: (pair: FoundPair) => number;
}

/** All quantities. A quantity's code is its index in this list. */
export const RESPONSE_QUANTITIES = [
  {
    name: 'e_ee_gev',
    unit: 'GeV',
    meaning: 'E_+ + E_-',
    withinPairEnergy: true,
    of: ({ energyGev }) => energyGev,
  },
  {
    name: 'e_vis_gev',
    unit: 'GeV',
    meaning: 'E_+ + E_- - 2 m_e',
    withinPairEnergy: true,
    of: ({ visibleGev }) => visibleGev,
  },
  {
    name: 'e_min_gev',
    unit: 'GeV',
    meaning: 'the smaller of the two energies',
    withinPairEnergy: true,
    of: ({ minEnergyGev }) => minEnergyGev,
  },
  {
    name: 'e_max_gev',
    unit: 'GeV',
    meaning: 'the larger of the two energies',
    withinPairEnergy: true,
    of: ({ eMinus, ePlus }) => Math.max(eMinus, ePlus),
  },
  {
    name: 'theta_ee_deg',
    unit: 'degrees',
    meaning: 'angle of p_+ + p_- to the beam',
    withinPairEnergy: false,
    of: ({ thetaDeg }) => thetaDeg,
  },
  {
    name: 'cos_theta',
    unit: '1',
    meaning: 'cosine of `theta_ee_deg`',
    withinPairEnergy: false,
    of: ({ cosine }) => cosine,
  },
  {
    name: 'opening_deg',
    unit: 'degrees',
    meaning: 'angle between the two',
    withinPairEnergy: false,
    of: ({ openingDeg }) => openingDeg,
  },
  {
    name: 'asymmetry',
    unit: '1',
    meaning: '|E_+ - E_-|/(E_+ + E_-)',
    withinPairEnergy: false,
    of: ({ asymmetry }) => asymmetry,
  },
  {
    name: 'e_qe_gev',
    unit: 'GeV',
    meaning:
      'neutrino energy of a quasi-elastic event with one electron of `e_vis_gev` in the direction of p_+ + p_-',
    withinPairEnergy: false,
    of: ({ visibleGev, cosine }) => quasiElasticEnergy(visibleGev, cosine),
  },
  {
    name: 'ring_distance',
    unit: '1',
    meaning: 'sqrt[(1 - cos opening)^2/4 + (1 - E_max/E_ee)^2]',
    withinPairEnergy: false,
    of: ({ openingDeg, minEnergyGev, energyGev }) => ringDistance(openingDeg, minEnergyGev / energyGev),
  },
  {
    name: 'm_ee_gev',
    unit: 'GeV',
    meaning: "invariant mass of the pair: that of a real Z'",
    withinPairEnergy: true,
    of: ({ eMinus, ePlus, openingDeg }) => invariantMass(eMinus, ePlus, openingDeg),
  },
] as const satisfies readonly ResponseQuantity[];

/** Name of a quantity. */
export type Quantity = (typeof RESPONSE_QUANTITIES)[number]['name'];

/** Names of all quantities, in the order of their codes. */
export const QUANTITIES: readonly Quantity[] = RESPONSE_QUANTITIES.map(({ name }) => name);

/** Number of quantities. */
export const QUANTITY_COUNT = RESPONSE_QUANTITIES.length;

/** Codes of the quantities used by the analytic response. */
export const QUANTITY_ENERGY = QUANTITIES.indexOf('e_ee_gev');
export const QUANTITY_MIN_ENERGY = QUANTITIES.indexOf('e_min_gev');
export const QUANTITY_THETA = QUANTITIES.indexOf('theta_ee_deg');
export const QUANTITY_OPENING = QUANTITIES.indexOf('opening_deg');

/** The list's entry for a quantity. */
export function quantityOf(name: Quantity): ResponseQuantity {
  return at(RESPONSE_QUANTITIES, QUANTITIES.indexOf(name));
}

/** (m_n^2 + m_e^2 - m_p^2)/2, GeV^2. */
export const QUASI_ELASTIC_SHIFT =
  ((NEUTRON_MASS_GEV - PROTON_MASS_GEV) * (NEUTRON_MASS_GEV + PROTON_MASS_GEV) + ELECTRON_MASS_GEV ** 2) / 2;

/** Energy of a pair beyond the leptons' masses, E_+ + E_- - 2 m_e, GeV. */
export function visibleEnergy(eMinus: number, ePlus: number): number {
  return Math.max(eMinus + ePlus - 2 * ELECTRON_MASS_GEV, 0);
}

/** cos of the angle to the beam; 0 at rest. */
export function beamCosine(p: Vec3d): number {
  return (p[2] ?? Number.NaN) / Math.max(vec3d.length(p), 1e-20);
}

/**
 * Neutrino energy of a quasi-elastic event with one electron of the visible energy, GeV (docs/physics.md, section 11). Where there is no
 * solution (backwards, above half the neutron mass) it lies beyond all edges, because the denominator is kept positive.
 */
export function quasiElasticEnergy(visible: number, cosine: number): number {
  const p = Math.sqrt(Math.max(visible * visible - ELECTRON_MASS_GEV ** 2, 0));
  const below = Math.max(NEUTRON_MASS_GEV - visible + p * cosine, 1e-6);
  return (NEUTRON_MASS_GEV * visible - QUASI_ELASTIC_SHIFT) / below;
}

/**
 * Distance of a pair from a single ring: sqrt((1 - cos theta)^2/4 + (1 - E_max/E_tot)^2), theta the opening angle in degrees.
 * `minShare` = 1 - E_max/E_tot is the smaller lepton's share of the energy. arXiv:2210.08021, criterion Circle1.
 */
export function ringDistance(openingDeg: number, minShare: number): number {
  const half = unitCircle(openingDeg / 720)[1];
  const opening = half * half;
  return Math.sqrt(opening * opening + minShare * minShare);
}

/**
 * Invariant mass of two leptons of total energies E_-, E_+ with an opening angle in degrees, GeV. To avoid cancellation in E_- E_+ - p_- p_+
 * and in 1 - cos theta, m^2 = 2 m_e^2 [1 + (E_-^2 + E_+^2 - m_e^2)/(E_- E_+ + p_- p_+)] + 4 p_- p_+ sin^2(theta/2).
 */
export function invariantMass(eMinus: number, ePlus: number, openingDeg: number): number {
  const half = unitCircle(openingDeg / 720)[1];
  const energies = eMinus * ePlus;
  const momenta = momentum(eMinus, ELECTRON_MASS_GEV) * momentum(ePlus, ELECTRON_MASS_GEV);
  const squares = eMinus * eMinus + ePlus * ePlus - ELECTRON_MASS_GEV ** 2;
  const parallel = 2 * ELECTRON_MASS_GEV ** 2 * (1 + squares / (energies + momenta));
  return Math.sqrt(parallel + 4 * momenta * half * half);
}

/** All quantities of a pair in the order of the list. */
export function pairQuantities(minus: Vec3d, eMinus: number, plus: Vec3d, ePlus: number): number[] {
  const observables = pairObservables(minus, eMinus, plus, ePlus);
  // Written out and in a loop: to spread one object into another takes longer than all the rest, for every event.
  const pair: FoundPair = {
    energyGev: observables.energyGev,
    thetaDeg: observables.thetaDeg,
    openingDeg: observables.openingDeg,
    minEnergyGev: observables.minEnergyGev,
    asymmetry: observables.asymmetry,
    minus,
    eMinus,
    plus,
    ePlus,
    visibleGev: visibleEnergy(eMinus, ePlus),
    cosine: beamCosine(vec3d.add(minus, plus)),
  };
  return RESPONSE_QUANTITIES.map(({ of }) => of(pair));
}
