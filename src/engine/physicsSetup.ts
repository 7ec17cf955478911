/** What a scan fixes for all its mass points: tables, points of the hypercube, and normalisation. Shared by both engines. */
import { type Vec3d, vec3d } from 'wgpu-matrix';
import type { ResolvedScan } from '../config/types.js';
import { GEV_GRAMS, GEV_MINUS_2_CM2, MUON_MASS_GEV } from '../physics/constants.js';
import {
  type Couplings,
  decayStrengthSquared,
  electricCharge,
  productionStrength,
  type ZInterference,
  zInterference,
} from '../physics/couplings.js';
import { properLength } from '../physics/decay.js';
import { type EnergyTable, type FluxNodes, tabulateFlux } from '../physics/flux.js';
import { hypercubePoints } from '../physics/hypercube.js';
import {
  type MassPoint,
  neglectedChannels,
  prepareMassPoint,
  productionEnergies,
} from '../physics/massPoint.js';
import { formFactor, tabulateFormFactor } from '../physics/nucleus.js';
import type { PairResponse } from '../physics/response.js';
import { type Counts, STATISTIC_CODES } from '../statistics/chi2.js';
import { FLAGS } from './engine.js';
import type { CouplingPoint, Masses } from './tileLayout.js';

/** Index of each topology in `topologyProbabilities`. */
const TOPOLOGY_INDEX = { 'one-shower': 0, 'one-shower-one-track': 1, 'two-showers': 2 } as const;

/** |U_mu5|^2 above which the model's leading order is flagged. */
export const LARGE_MIXING = 0.01;

/** Flag of a mixing. */
export function mixingFlag(mixing: number): number {
  return mixing > LARGE_MIXING ? FLAGS.largeMixing : 0;
}

/** Effective sample size below which a bin's prediction is flagged. */
export const MIN_EFFECTIVE_SIZE = 100;

/** Gamma/m above which the zero-width treatment of nu_5 is flagged. */
export const BROAD_WIDTH = 0.01;

/** Constants of one scan. */
export interface PhysicsSetup {
  readonly scan: ResolvedScan;
  readonly flux: FluxNodes;
  /** Signed form factor of the target, tabulated in q. */
  readonly formFactorTable: Float64Array;
  /** Densities of neutrino energies by (m, mZ'); grows as mass points are asked for. */
  readonly energies: Map<string, EnergyTable | undefined>;
  /** Shape [DIMENSION_COUNT][events]. */
  readonly cube: Float32Array;
  /** Half widths of the active volume, cm. */
  readonly half: Vec3d;
  readonly response: PairResponse;
  /** Topology index of each bin. */
  readonly binTopology: readonly number[];
  readonly counts: Counts;
  readonly statistic: number;
  /** Flags of every point: those of parameters that are fixed. */
  readonly scanFlags: number;
  /**
   * Events per unit of (event weight in GeV^-2) x (g_D kappa e epsilon)^2 |U|^2 at full flux:
   * POT N_t W_E Z^2 hbarc^2/(4 pi N).
   */
  readonly eventScale: number;
}

/** Prepares the constants of a scan. */
export function setUpPhysics(scan: ResolvedScan): PhysicsSetup {
  const { experiment } = scan;
  const { flux, target, response } = experiment;
  const table = tabulateFlux(flux.energiesGev, flux.numuPerCm2PotGev, flux.minEnergyGev, flux.maxEnergyGev);
  const nuclei = (target.massTonnes * 1e6) / (target.nucleus.massGev * GEV_GRAMS);
  return {
    scan,
    flux: table,
    formFactorTable: tabulateFormFactor(target.nucleus),
    energies: new Map(),
    cube: hypercubePoints(scan.eventsPerMassPoint, scan.seed),
    half: vec3d.scale(vec3d.create(...experiment.geometry.widthsCm), 0.5),
    response: {
      efficiency: response.efficiency,
      energyScaleGev: response.energyScaleGev,
      angleScaleDeg: response.angleScaleDeg,
      openingDeg: response.separation.openingDeg,
      openingWidthDeg: response.separation.openingWidthDeg,
      separationEnergyGev: response.separation.minEnergyGev,
      separationEnergyWidthGev: response.separation.minEnergyWidthGev,
      showerEnergyGev: response.secondShower.energyGev,
      showerEnergyWidthGev: response.secondShower.energyWidthGev,
    },
    binTopology: response.binTopologies.map((topology) => TOPOLOGY_INDEX[topology]),
    counts: countsOf(scan),
    statistic: STATISTIC_CODES[scan.statistic.kind],
    scanFlags: mixingFlag(scan.fixed.Umu5_sq ?? 0),
    eventScale:
      (experiment.pot * nuclei * table.integral * target.nucleus.protons ** 2 * GEV_MINUS_2_CM2) /
      (4 * Math.PI * scan.eventsPerMassPoint),
  };
}

/** What a scan compares its prediction with: observed counts, or the background itself (Asimov). */
export function countsOf({ experiment, statistic }: ResolvedScan): Counts {
  return {
    data: experiment.bins.map((bin) => (statistic.data === 'asimov' ? bin.background : bin.data)),
    background: experiment.bins.map((bin) => bin.background),
    covariance: experiment.covariance,
  };
}

/** Mass point of a scan: nu_5 is produced, nu_4 is its daughter. */
export function massPointOf(setup: PhysicsSetup, masses: Masses): MassPoint {
  const { massGev } = setup.scan.experiment.target.nucleus;
  const key = `${masses.m5} ${masses.mZprime}`;
  if (!setup.energies.has(key)) {
    const shape = (q: number) => formFactor(setup.formFactorTable, q);
    setup.energies.set(key, productionEnergies(masses.m5, masses.mZprime, massGev, setup.flux, shape));
  }
  return prepareMassPoint(masses.m5, masses.m4, masses.mZprime, massGev, setup.energies.get(key));
}

/** Amplitude of the SM Z at a Z' mass. */
export function interferenceOf(setup: PhysicsSetup, mZprime: number): ZInterference {
  const { nucleus } = setup.scan.experiment.target;
  return zInterference(nucleus.protons, nucleus.neutrons, mZprime, setup.scan.model.smZ);
}

/** Couplings of a point with the scan's charge and kappa. */
export function couplingsOf(setup: PhysicsSetup, point: CouplingPoint): Couplings {
  const { model } = setup.scan;
  return { ...point, kappa: model.kappa, charge: electricCharge(model.charge) };
}

/** Everything about N that couplings fix: width (GeV), c tau (cm; 0 where closed) and production strength. */
export interface Lifetime {
  readonly gammaGev: number;
  readonly ctauCm: number;
  /** g_D kappa e epsilon. */
  readonly strength: number;
}

/** Width and c tau of a mass point at couplings. */
export function lifetimeOf(p: MassPoint, couplings: Couplings): Lifetime {
  const gammaGev = p.open ? p.reducedWidth * decayStrengthSquared(couplings, p.mode === 'onshell') : 0;
  return {
    gammaGev,
    // 0 stands for "no decay to a pair" where the point is closed: a grid holds no infinities.
    ctauCm: gammaGev > 0 ? properLength(gammaGev) : 0,
    strength: productionStrength(couplings),
  };
}

/** Flags of a point; `worstBin` is the effective sample size of its worst bin that matters. */
export function flagsOf(setup: PhysicsSetup, p: MassPoint, lifetime: Lifetime, worstBin: number): number {
  if (!p.open) return setup.scanFlags | FLAGS.closed;
  const neglected = neglectedChannels(p, MUON_MASS_GEV);
  return (
    setup.scanFlags |
    (worstBin < MIN_EFFECTIVE_SIZE ? FLAGS.lowEffectiveSampleSize : 0) |
    (p.mode === 'onshell' ? FLAGS.onShell : 0) |
    (lifetime.gammaGev > BROAD_WIDTH * p.m ? FLAGS.broadWidth : 0) |
    (neglected.dark ? FLAGS.darkDecayOpen : 0) |
    (neglected.muonOrHadron ? FLAGS.muonDecayOpen : 0)
  );
}
