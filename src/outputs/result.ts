/** The results of an engine for a tile: the arrays from which a grid's variables are made. */

/**
 * Results of an experiment in one tile, C order; arrays that the scan's outputs do not need may be empty. `chi2` and `signal` have the
 * tile's whole shape; `ctauCm`, `nEff` and `flags` have the axes listed in `lifetimeAxes` of the layout (all but the mixing, where
 * that is a factor only), in scan-file order. Spectra have the shape [mass points][coupling points][rows] (see TileLayout); rows are
 * the bins of each beam, one beam after another, as in `PhysicsSetup.rowBins`.
 */
export interface ExperimentResult {
  readonly chi2: Float32Array;
  /** Expected signal events summed over bins. */
  readonly signal: Float32Array;
  /** Signal of each group of channels, in the order of `groupNames`; empty where there is only one. */
  readonly groupSignal: readonly Float32Array[];
  readonly ctauCm: Float32Array;
  /** (sum of the signal)^2 over its Monte Carlo variance. */
  readonly nEff: Float32Array;
  readonly flags: Uint32Array;
  /** Expected events at a mixing factor of 1 in each row. */
  readonly binSignal: Float32Array;
  /** Relative Monte Carlo errors of `binSignal`; 0 without events. */
  readonly relativeError: Float32Array;
  /** Expected events of each group of channels, in the order of `groupNames`; empty where there is only one, or where they are not needed. */
  readonly groupBinSignal: readonly Float32Array[];
  /** Events of each mass point, shape [mass points], where the scan raises them; the most of several experiments. */
  readonly events?: Uint32Array;
  /** Share of each mass point's events that a sample cannot stand for, shape [mass points]; of samples only. */
  readonly uncovered?: Float32Array;
  /** The largest weight of an event in all bins over the sum of all, on the lifetime axes; where an output needs it. */
  readonly largestWeight?: Float32Array;
}

/**
 * Leading dimensions of the arrays of a result, by which a part of a tile is pasted into the whole: all axes, the lifetime axes, or mass
 * points. Arrays with `none` are not pasted.
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
  uncovered: 'masses',
  largestWeight: 'lifetimes',
} as const satisfies Record<keyof ExperimentResult, 'points' | 'lifetimes' | 'masses' | 'none'>;

/** Arrays of a result that the engine joins over experiments, by the `join` of the output that uses them. */
export type JoinedKey = 'chi2' | 'signal' | 'ctauCm' | 'nEff' | 'flags' | 'events';

/** Results of one tile: arrays joined over the experiments in the sums, and the results of each experiment. */
export interface TileResult extends Pick<ExperimentResult, JoinedKey> {
  readonly experiments: readonly ExperimentResult[];
}

/** A result with empty arrays. */
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
