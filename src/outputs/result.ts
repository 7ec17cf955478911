/** What an engine answers for a tile: the arrays that a grid's variables are made of. */

/**
 * Results of an experiment in one tile, C order; what the scan's outputs do not need may be empty. `chi2` and `signal` have the
 * tile's whole shape; `ctauCm`, `nEff` and `flags` have the axes listed in `lifetimeAxes` of the layout (all but the mixing, where
 * that is a factor only), in scan-file order. Spectra have the shape [mass points][coupling points][rows] (see TileLayout); rows are
 * the bins of each beam, one beam after another, as in `PhysicsSetup.rowBins`.
 */
export interface ExperimentResult {
  readonly chi2: Float32Array;
  /** Expected signal events summed over bins. */
  readonly signal: Float32Array;
  /** The same for each group of channels, in the order of `groupNames`; empty where there is only one. */
  readonly groupSignal: readonly Float32Array[];
  readonly ctauCm: Float32Array;
  /** (sum of the signal)^2 over its Monte Carlo variance. */
  readonly nEff: Float32Array;
  readonly flags: Uint32Array;
  /** Expected events at a mixing factor of 1 in each row. */
  readonly binSignal: Float32Array;
  /** Their relative Monte Carlo errors; 0 without events. */
  readonly relativeError: Float32Array;
  /** Expected events of each group of channels, in the order of `groupNames`; empty where there is only one, or none is wanted. */
  readonly groupBinSignal: readonly Float32Array[];
  /** Events that each mass point got, shape [mass points], where the scan raises them; of several experiments the most. */
  readonly events?: Uint32Array;
}

/**
 * What the arrays of a result lie on, which is how a part of a tile is pasted into it: all axes, the lifetime axes, or
 * [mass points][whatever a mass point has]. What has `none` is not pasted.
 */
export const RESULT_SHAPES = {
  chi2: 'points',
  signal: 'points',
  groupSignal: 'points',
  ctauCm: 'lifetimes',
  nEff: 'lifetimes',
  flags: 'lifetimes',
  binSignal: 'masses',
  relativeError: 'masses',
  groupBinSignal: 'masses',
  events: 'none',
} as const satisfies Record<keyof ExperimentResult, 'points' | 'lifetimes' | 'masses' | 'none'>;

/** Arrays of a result that are joined over experiments, in the way that the output says which is made of them. */
export type JoinedKey = 'chi2' | 'signal' | 'ctauCm' | 'nEff' | 'flags' | 'events';

/** Results of one tile: joined over the experiments that count, and each of them. What is not joined is in `experiments` only. */
export interface TileResult extends Pick<ExperimentResult, JoinedKey> {
  readonly experiments: readonly ExperimentResult[];
}

/** A result of nothing, to be filled in. */
export const EMPTY_RESULT: ExperimentResult = {
  chi2: new Float32Array(),
  signal: new Float32Array(),
  groupSignal: [],
  ctauCm: new Float32Array(),
  nEff: new Float32Array(),
  flags: new Uint32Array(),
  binSignal: new Float32Array(),
  relativeError: new Float32Array(),
  groupBinSignal: [],
};
