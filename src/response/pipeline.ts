/** What a response pipeline is, once read from its files: plain data, f64. GeV and degrees. */

import type { Quantity } from '../physics/quantities.js';
import type { BelowZero } from '../physics/responseLayout.js';
import type { PairTopologyResponse } from './types.js';

/** An axis of a table. */
export interface TableAxis {
  readonly quantity: Quantity;
  /** Whether the table is constant from each node to the next, not linear between them. */
  readonly stepped: boolean;
  /** Points, or where `stepped` the lower ends of the bins; strictly increasing. Beyond its ends a table is constant. */
  readonly nodes: readonly number[];
}

/** A function of up to four quantities, at the nodes of its axes; without axes a constant. */
export interface Table {
  readonly axes: readonly TableAxis[];
  /** C order: the last axis is fastest. */
  readonly values: readonly number[];
}

/** Smearing of a lepton's energy: a gaussian of the width sigma(E). */
export interface EnergySmearing {
  /** Energy that sigma is a function of. */
  readonly of: 'kinetic' | 'total';
  /** How the terms stochastic sqrt(E GeV), noise and constant E add up. */
  readonly combine: 'linear' | 'quadrature';
  readonly stochastic: number;
  readonly noiseGev: number;
  readonly constant: number;
  /** What becomes of a lepton without kinetic energy, and of its pair. */
  readonly belowZero: BelowZero;
}

/** Smearing of a lepton's direction about the true one with sigma = offset + log ln(1 GeV/E), E the true total energy. */
export interface AngleSmearing {
  /** `planar`: a two-dimensional gaussian; `polar`: |theta| of a one-dimensional gaussian, the azimuth uniform. */
  readonly kind: 'polar' | 'planar';
  readonly offsetDeg: number;
  readonly logDeg: number;
}

/** A condition that a pair must meet: a quantity at least (`above`) or less than (`below`) a limit. */
export interface Cut {
  readonly quantity: Quantity;
  readonly keep: 'above' | 'below';
  readonly limit: Table;
}

/** Efficiency: the product of a constant, of the analytic pair efficiency of MODEL section 8, and of tables. */
export interface PipelineEfficiency {
  readonly factor: number;
  readonly pair: Pick<PairTopologyResponse, 'efficiency' | 'energyScaleGev' | 'angleScaleDeg'> | undefined;
  readonly tables: readonly Table[];
}

/** How pairs are told apart: by the analytic classification of MODEL section 8, or by a table of probabilities each. */
export type PipelineTopology =
  | ({ readonly kind: 'pair' } & Pick<PairTopologyResponse, 'separation' | 'secondShower'>)
  | { readonly kind: 'tables'; readonly tables: readonly (Table & { readonly name: string })[] };

/** A quantity in bins; a pair outside of the edges is lost. */
export interface Observable {
  readonly quantity: Quantity;
  /** Strictly increasing. */
  readonly edges: readonly number[];
}

/** A response made of steps that files describe. */
export interface PipelineResponse {
  readonly kind: 'pipeline';
  readonly label: string;
  readonly energySmearing: EnergySmearing | undefined;
  readonly angleSmearing: AngleSmearing | undefined;
  /** Least total energy of a lepton that is found, GeV, and how many must be. */
  readonly threshold: { readonly minEnergyGev: number; readonly leptons: 1 | 2 } | undefined;
  readonly cuts: readonly Cut[];
  readonly efficiency: PipelineEfficiency;
  readonly topology: PipelineTopology | undefined;
  readonly observables: readonly Observable[];
  /** Shape [cells][observables x topologies], columns that add up to at most 1, and a name for each row. */
  readonly migration:
    | { readonly matrix: readonly (readonly number[])[]; readonly labels: readonly string[] | undefined }
    | undefined;
}
