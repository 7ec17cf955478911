/** What a detector's response is: plain data. GeV and degrees. */

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
}

/** A response as engines take it: one table that both languages read (physics/reconstruction.ts). */
export interface Response {
  readonly label: string;
  /** Names of its cells. */
  readonly cells: readonly string[];
  readonly table: Float64Array;
  /** Largest probability of any cell: what fixed-point sums are scaled by. */
  readonly plateau: number;
  /** Shares of the plateau that pairs of at most so much energy may reach, in rising order; beyond the last one all of it. */
  readonly onset: readonly { readonly upToGev: number; readonly share: number }[];
  /** Whether it draws random numbers. */
  readonly smears: boolean;
  /** Whether it is the analytic efficiency and classification of MODEL section 8 and nothing else. */
  readonly isAnalytic: boolean;
}

/** The three published topologies. */
export type PairTopology = 'one-shower' | 'one-shower-one-track' | 'two-showers';
