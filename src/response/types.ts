/** A detector's response as plain data. GeV and degrees. */
import type { Quantity } from '../physics/quantities.js';

/**
 * Response that classifies a pair into single-shower, shower-plus-track and two-shower topologies
 * (docs/physics.md, section 8): eff = efficiency [1 - exp(-(E_ee/energyScale)^2)] exp(-(theta_ee/angleScale)^2), times logistic steps.
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
  /** Logistic in the smaller lepton energy, which turns a track into a second shower. */
  readonly secondShower: { readonly energyGev: number; readonly energyWidthGev: number };
}

/** A column of numbers in bins; a number outside the edges, or NaN, is in no cell. `unit`: undefined where the file names none. */
export interface NumberColumn {
  readonly column: string;
  readonly unit: string | undefined;
  /** Strictly increasing. A bin includes its lower edge but not its upper one. */
  readonly edges: readonly number[];
}

/** A column of words, each a bin; other words are in no cell. */
export interface WordColumn {
  readonly column: string;
  readonly categories: readonly string[];
}

/** A column of a sample that a response counts. */
export type ReconstructedColumn = NumberColumn | WordColumn;

/** What a response of kind reconstructed counts: columns of a sample. Its cells are their outer product, C order. */
export interface Reconstructed {
  readonly columns: readonly ReconstructedColumn[];
}

/** A response in the engines' form: one table that TypeScript and WGSL both read (physics/reconstruction.ts). */
export interface Response {
  readonly label: string;
  /** Labels of its cells. */
  readonly cells: readonly string[];
  /** Quantities in which its cells are binned; none where cells are topologies only. */
  readonly observables: readonly Quantity[];
  readonly table: Float64Array;
  /** Upper bound of the probability of any cell, which sets the scale of fixed-point sums. */
  readonly plateau: number;
  /** Share of the plateau that pairs up to an energy can reach, in ascending order; above the last energy it is 1. */
  readonly onset: readonly { readonly upToGev: number; readonly share: number }[];
  /** Whether it smears energies or angles. */
  readonly smears: boolean;
  /** Whether it consists of the analytic efficiency and classification (docs/physics.md, section 8) only. */
  readonly isAnalytic: boolean;
  /**
   * Columns of a sample that are its cells, where the detector's response is in the sample's events. Its table is then valid and gives
   * every pair an efficiency of 0; what evaluates one takes it from `evaluatedTable`, which refuses.
   */
  readonly reconstructed?: Reconstructed;
}

/** The three published topologies. */
export type PairTopology = 'one-shower' | 'one-shower-one-track' | 'two-showers';
