/** What an experiment is, once read from its folder under data/experiments. Plain data, f64. */

import type { ChargeDensity } from '../physics/nucleus.js';

/** Neutrino flux as a piecewise-linear density through bin centres, zero outside its range. */
export interface Flux {
  /** Shape [n], GeV, strictly increasing. */
  readonly energiesGev: readonly number[];
  /** nu_mu, shape [n], per cm2, POT and GeV. */
  readonly numuPerCm2PotGev: readonly number[];
  /** nu_mu-bar likewise; undefined where the experiment names no column. */
  readonly numubarPerCm2PotGev: readonly number[] | undefined;
  /** Energy range in use, GeV: production outside of it is neglected. */
  readonly minEnergyGev: number;
  readonly maxEnergyGev: number;
}

/** A nucleus and its charge distribution. */
export interface Nucleus {
  readonly name: string;
  readonly massGev: number;
  readonly protons: number;
  readonly neutrons: number;
  /** Undefined for a free proton: it scatters without a coherent channel. */
  readonly density: ChargeDensity | undefined;
}

/** A material that neutrinos scatter on: mass fractions that add up to 1. */
export type Composition = readonly { readonly nucleus: Nucleus; readonly massFraction: number }[];

/** The detector's material. */
export interface Target {
  readonly composition: Composition;
  readonly massTonnes: number;
}

/** The matter upstream of the detector: a cylinder, or a cone cut off at both ends, about the beam axis. */
export interface Dirt {
  /** Name of the preset, such as `cylinder`. */
  readonly preset: string;
  /** z of the end that faces the detector, cm. */
  readonly nearZCm: number;
  readonly lengthCm: number;
  /** Radii at the end that faces the detector and at the far one, cm. */
  readonly radiiCm: readonly [number, number];
  readonly densityGPerCm3: number;
  readonly composition: Composition;
  /** z of the point that neutrinos come from, cm: the flux falls with the square of the distance to it. */
  readonly fluxOriginZCm: number;
}

/** Box-shaped active volume, centred on the origin, beam along +z; full widths in cm. */
export interface BoxGeometry {
  readonly kind: 'box';
  readonly widthsCm: readonly [number, number, number];
}

/**
 * Response that classifies a pair into single-shower, shower-plus-track and two-shower topologies
 * (MODEL section 8): eff = efficiency [1 - exp(-(E_ee/energyScale)^2)] exp(-(theta_ee/angleScale)^2), times logistic steps.
 * Energies in GeV, angles in degrees.
 */
export interface PairTopologyResponse {
  readonly kind: 'pair-topology';
  readonly label: string;
  readonly efficiency: number;
  readonly energyScaleGev: number;
  readonly angleScaleDeg: number;
  /** Logistic in the opening angle: (theta - centre)/width. */
  readonly separation: {
    readonly openingDeg: number;
    readonly openingWidthDeg: number;
    readonly minEnergyGev: number;
    readonly minEnergyWidthGev: number;
  };
  /** Logistic in the smaller lepton energy that makes a track a second shower. */
  readonly secondShower: { readonly energyGev: number; readonly energyWidthGev: number };
  /** Topology of each bin, in bin order. */
  readonly binTopologies: readonly PairTopology[];
}

/** The three published topologies. */
export type PairTopology = 'one-shower' | 'one-shower-one-track' | 'two-showers';

/** One bin of the observation. */
export interface Bin {
  readonly label: string;
  readonly data: number;
  /** Constrained background, expected events. */
  readonly background: number;
}

/** An experiment: everything that a prediction and a chi2 need. */
export interface Experiment {
  readonly name: string;
  readonly title: string;
  readonly citations: readonly string[];
  readonly pot: number;
  readonly flux: Flux;
  readonly target: Target;
  readonly geometry: BoxGeometry;
  /** Presets of the matter upstream, by name; empty where the experiment describes none. */
  readonly dirt: Readonly<Record<string, Dirt>>;
  /** Whether proton-elastic scattering can pass this selection. */
  readonly protonElastic: boolean;
  readonly response: PairTopologyResponse;
  /** Shape [bins]. */
  readonly bins: readonly Bin[];
  /** Absolute systematic covariance of the background, shape [bins][bins], events^2. */
  readonly covariance: readonly (readonly number[])[];
  /** SHA-256 of every file that was read, keyed by its path relative to the data folder. */
  readonly files: Readonly<Record<string, string>>;
}
