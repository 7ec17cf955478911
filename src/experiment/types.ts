/** An experiment as read from its folder under data/experiments: plain data, f64. */

import type { ChargeDensity } from '../physics/nucleus.js';
import type { Response } from '../response/types.js';
import type { BodyShape } from '../shapes/bodies.js';
import type { Geometry } from '../shapes/detectors.js';
import type { SpectraFile } from './spectra.js';

/** Neutrino flux as a piecewise-linear density through bin centres, zero outside its range. */
export interface Flux {
  /** Shape [n], GeV, strictly increasing. */
  readonly energiesGev: readonly number[];
  /** Flux of the beam's main kind, nu_mu or nu_mu-bar, shape [n], per cm2, POT and GeV. */
  readonly mainPerCm2PotGev: readonly number[];
  /** Flux of the wrong-sign kind, in the same form; undefined where the experiment names no column. */
  readonly wrongSignPerCm2PotGev: readonly number[] | undefined;
  /** Energy range in use, GeV; production outside it is neglected. */
  readonly minEnergyGev: number;
  readonly maxEnergyGev: number;
}

/** One mode of the beam. Each bin contains events of one beam. */
export interface Beam {
  /** Such as `fhc`. */
  readonly name: string;
  /** Protons on target. */
  readonly pot: number;
  /** Protons on target of the counts and backgrounds of its bins; undefined where the file does not give them. */
  readonly countsPot?: number | undefined;
  /** Whether the wrong-sign component is included, whatever the scan chooses. */
  readonly countsWrongSign?: boolean | undefined;
  /** The main kind of its neutrinos; nu_mu where it is left out. */
  readonly main?: 'numu' | 'numubar';
  readonly flux: Flux;
}

/** A nucleus and its charge distribution. */
export interface Nucleus {
  readonly name: string;
  readonly massGev: number;
  readonly protons: number;
  readonly neutrons: number;
  /** Undefined for a free proton, which has no coherent channel. */
  readonly density: ChargeDensity | undefined;
}

/** A material that neutrinos scatter on: mass fractions that add up to 1. */
export type Composition = readonly { readonly nucleus: Nucleus; readonly massFraction: number }[];

/** The detector's material. */
export interface Target {
  readonly composition: Composition;
  readonly massTonnes: number;
}

/** One body of matter upstream of or around the detector, in which neutrinos scatter. */
export interface DirtBody {
  /** Such as `soil` or `concrete`. */
  readonly name: string;
  readonly shape: BodyShape;
  /** g/cm3; mass over volume where the file gives a mass. */
  readonly densityGPerCm3: number;
  /** Mass in t, where the file gives one. */
  readonly massTonnes: number | undefined;
  readonly composition: Composition;
}

/** A beam's intensity off its axis. */
export interface BeamIntensity {
  /** Tangents of the angles at the source, strictly increasing from 0. */
  readonly tangents: readonly number[];
  /** Intensities at these angles, relative to the axis; linear in the tangent in between, and constant beyond the last one. */
  readonly relative: readonly number[];
  /** Source of the table. */
  readonly source: string;
}

/** The matter upstream of the detector. */
export interface Dirt {
  /** Name of the preset, such as `cylinder`. */
  readonly preset: string;
  /** At least one. */
  readonly bodies: readonly DirtBody[];
  /**
   * Numbers that a scan changed, by key (`radius_cm`, `bodies.soil.density_g_cm3`), in the order of keys; left out where there are
   * none.
   */
  readonly changes?: Readonly<Record<string, number | readonly number[]>>;
}

/** One bin of the observation. */
export interface Bin {
  readonly label: string;
  /** Observed events; undefined, in all bins, where the experiment has none yet. */
  readonly data: number | undefined;
  /** Expected events without a signal. */
  readonly background: number;
  /** Index of the beam. */
  readonly beam: number;
  /** Cells of the response that make up the bin's signal; none in a control sample. */
  readonly cells: readonly number[];
}

/**
 * Systematic covariance of the prediction, events^2, shapes [bins][bins]: C + s_i X_ij + s_j X_ji + s_i s_j Y_ij for a signal s.
 * `signal` (Y) is given where the signal has errors, `cross` (X) where the release gives correlations of signal and background.
 */
export interface Systematics {
  readonly background: Matrix;
  readonly cross: Matrix | undefined;
  readonly signal: Matrix | undefined;
}

/** Rows of numbers. */
export type Matrix = readonly (readonly number[])[];

/** An experiment, with everything that a prediction and a chi2 need. */
export interface Experiment {
  /** The name in the scan: `miniboone-2020:rhc`, or a name that the scan file chooses. */
  readonly name: string;
  /** Name of its folder, and the applied variants. */
  readonly origin: string;
  readonly variants: readonly string[];
  readonly title: string;
  readonly citations: readonly string[];
  readonly beams: readonly Beam[];
  readonly target: Target;
  readonly geometry: Geometry;
  /** Presets of the matter upstream, by name; empty where the experiment describes none. */
  readonly dirt: Readonly<Record<string, Dirt>>;
  /** z of the neutrino source relative to the detector's centre, cm; -Infinity for parallel rays. */
  readonly sourceZCm: number;
  /** Factor on the flux off the axis; undefined where the intensity does not depend on the angle. */
  readonly intensity?: BeamIntensity | undefined;
  /** Whether proton-elastic scattering can pass this selection. */
  readonly protonElastic: boolean;
  /** Largest kinetic energy of a recoil proton in the detector that passes the selection, GeV; undefined without a limit. */
  readonly protonCapGev?: number | undefined;
  readonly response: Response;
  /** Shape [bins]. */
  readonly bins: readonly Bin[];
  readonly systematics: Systematics;
  /** Whether the covariance already includes the statistical errors of data and background, so that a signal adds only its own. */
  readonly statisticsIncluded: boolean;
  /** SHA-256 of every input file, keyed by its path relative to the data folder. */
  readonly files: Readonly<Record<string, string>>;
  /** How figures show its spectra; undefined where the folder does not say. */
  readonly spectra?: SpectraFile | undefined;
}

/** Observed counts of all bins, shape [bins]; undefined where an experiment has none yet. */
export function observedCounts({ bins }: Pick<Experiment, 'bins'>): number[] | undefined {
  const counts = bins.flatMap(({ data }) => (data === undefined ? [] : [data]));
  return counts.length === bins.length ? counts : undefined;
}
