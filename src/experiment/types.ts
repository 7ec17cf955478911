/** What an experiment is, once read from its folder under data/experiments. Plain data, f64. */

import type { ChargeDensity } from '../physics/nucleus.js';
import type { Response } from '../response/types.js';
import type { BodyShape } from '../shapes/bodies.js';
import type { Geometry } from '../shapes/detectors.js';

/** Neutrino flux as a piecewise-linear density through bin centres, zero outside its range. */
export interface Flux {
  /** Shape [n], GeV, strictly increasing. */
  readonly energiesGev: readonly number[];
  /** The beam's own kind, nu_mu or nu_mu-bar, shape [n], per cm2, POT and GeV. */
  readonly mainPerCm2PotGev: readonly number[];
  /** The other kind likewise; undefined where the experiment names no column. */
  readonly wrongSignPerCm2PotGev: readonly number[] | undefined;
  /** Energy range in use, GeV: production outside of it is neglected. */
  readonly minEnergyGev: number;
  readonly maxEnergyGev: number;
}

/** One running of the beam; what it makes falls into bins of its own. */
export interface Beam {
  /** Such as `fhc`. */
  readonly name: string;
  /** Protons on target. */
  readonly pot: number;
  /** Protons on target that the counts and backgrounds of its bins stand for; undefined where the file does not say. */
  readonly countsPot?: number | undefined;
  /** Whether the other kind counts beside the beam's own, whatever a scan says. */
  readonly countsWrongSign?: boolean | undefined;
  readonly flux: Flux;
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

/** One body of matter that neutrinos scatter in before or around the detector. */
export interface DirtBody {
  /** Such as `soil` or `concrete`. */
  readonly name: string;
  readonly shape: BodyShape;
  /** g/cm3; where the file gives a mass, that mass over the volume. */
  readonly densityGPerCm3: number;
  /** Mass in t where the file gives that. */
  readonly massTonnes: number | undefined;
  readonly composition: Composition;
}

/** How a beam's intensity falls off its axis. */
export interface BeamIntensity {
  /** Tangents of the angles at the source, strictly increasing from 0. */
  readonly tangents: readonly number[];
  /** Intensities there, relative to that on the axis; linear in the tangent between, and beyond the last one as there. */
  readonly relative: readonly number[];
  /** Where the table comes from. */
  readonly source: string;
}

/** The matter upstream of the detector. */
export interface Dirt {
  /** Name of the preset, such as `cylinder`. */
  readonly preset: string;
  /** At least one. */
  readonly bodies: readonly DirtBody[];
  /**
   * Numbers that a scan put in the place of the preset's own, by key (`radius_cm`, `bodies.soil.density_g_cm3`), in the order of keys; left out
   * where there are none.
   */
  readonly changes?: Readonly<Record<string, number | readonly number[]>>;
}

/** One bin of the observation. */
export interface Bin {
  readonly label: string;
  /** Events counted; undefined where the experiment has none yet: in all of its bins. */
  readonly data: number | undefined;
  /** Expected events without a signal. */
  readonly background: number;
  /** Number of the beam. */
  readonly beam: number;
  /** Cells of the response whose signal the bin holds; none in a control sample. */
  readonly cells: readonly number[];
}

/**
 * Systematic covariance of the prediction, events^2, shapes [bins][bins]: C + s_i X_ij + s_j X_ji + s_i s_j Y_ij for a signal s.
 * `signal` (Y) is there where the signal has errors, `cross` (X, signal with background) where the release gives what they share.
 */
export interface Systematics {
  readonly background: Matrix;
  readonly cross: Matrix | undefined;
  readonly signal: Matrix | undefined;
}

/** Rows of numbers. */
export type Matrix = readonly (readonly number[])[];

/** An experiment: everything that a prediction and a chi2 need. */
export interface Experiment {
  /** As the scan calls it: `miniboone-2020:rhc`, or the name that the scan file gives it. */
  readonly name: string;
  /** Name of its folder, and the variants that are applied. */
  readonly origin: string;
  readonly variants: readonly string[];
  readonly title: string;
  readonly citations: readonly string[];
  readonly beams: readonly Beam[];
  readonly target: Target;
  readonly geometry: Geometry;
  /** Presets of the matter upstream, by name; empty where the experiment describes none. */
  readonly dirt: Readonly<Record<string, Dirt>>;
  /** z of the point that neutrinos come from, cm, the detector's centre being 0: -Infinity for parallel rays. */
  readonly sourceZCm: number;
  /** What the flux is multiplied with off the axis; undefined where the beam is as intense at all angles. */
  readonly intensity?: BeamIntensity | undefined;
  /** Whether proton-elastic scattering can pass this selection. */
  readonly protonElastic: boolean;
  /** Largest kinetic energy of a proton in the detector that passes it, GeV; undefined for any. */
  readonly protonCapGev?: number | undefined;
  readonly response: Response;
  /** Shape [bins]. */
  readonly bins: readonly Bin[];
  readonly systematics: Systematics;
  /** Whether the covariance holds the statistical errors of data and background already: then a signal adds only its own. */
  readonly statisticsIncluded: boolean;
  /** SHA-256 of every file that was read, keyed by its path relative to the data folder. */
  readonly files: Readonly<Record<string, string>>;
}

/** Counts of all bins, shape [bins]; undefined where an experiment has none yet. */
export function observedCounts({ bins }: Pick<Experiment, 'bins'>): number[] | undefined {
  const counts = bins.flatMap(({ data }) => (data === undefined ? [] : [data]));
  return counts.length === bins.length ? counts : undefined;
}
