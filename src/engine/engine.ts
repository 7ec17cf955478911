/** The interface of an engine: what computes a tile, whether on a GPU or in plain f64. */
import type { Tile } from '../grid/tiles.js';

/** What did the work, for provenance: adapter and driver for a GPU, `f64` for the reference. */
export interface EngineInfo {
  readonly engine: 'gpu' | 'reference';
  readonly adapter: string;
  readonly driver: string;
  /** True for a software rasteriser such as lavapipe. */
  readonly software: boolean;
}

/**
 * Results of an experiment in one tile, C order; what the scan's outputs do not need may be empty. `chi2` and `signal` have the
 * tile's whole shape; `ctauCm`, `nEff` and `flags` have the axes listed in `lifetimeAxes` of the layout (all but the mixing, where
 * that is a factor only), in scan-file order.
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
  /**
   * Expected events at a mixing factor of 1 in each bin that has a signal, shape [mass points][coupling points][beams x bins]
   * (see TileLayout).
   */
  readonly binSignal: Float32Array;
  /** Events that each mass point got, shape [mass points], where the scan raises them; of several experiments the most. */
  readonly events?: Uint32Array;
}

/** Results of one tile: sums over the experiments, and each of them. */
export interface TileResult extends Omit<ExperimentResult, 'groupSignal' | 'binSignal'> {
  readonly experiments: readonly ExperimentResult[];
}

/**
 * Milliseconds that an engine has spent so far on the tiles that it has answered: of the GPU's time, by its own clock or from
 * completion to completion, so that their sum is how long it was at work; of the reference engine's.
 */
export interface EngineTimes {
  /** On events: what kinematic axes cost. */
  readonly templates: number;
  /** On yields and chi2: what coupling axes cost. */
  readonly points: number;
}

/** An engine is built for one resolved scan and holds its buffers until disposed. */
export interface Engine extends AsyncDisposable {
  readonly info: EngineInfo;
  readonly times: EngineTimes;
  /**
   * Computes one tile. May be called again before the last call is answered, which keeps a GPU at work between tiles; every
   * call in flight holds a tile's memory. Calls are answered in their order, and one that fails does not fail those
   * after it. `onProgress` gets the fraction of the events done, 0 to 1; of a tile it comes after all of those before it.
   * The engine must not be disposed of before all calls are answered.
   */
  evaluateTile(tile: Tile, onProgress?: (fraction: number) => void): Promise<TileResult>;
  /** Takes back a result that nobody will look at any more, once: later tiles are written into its arrays. Need not be called. */
  recycle(result: TileResult): void;
}

/** Bits of the `flags` variable. Zero means: nothing to say. */
export const FLAGS = {
  /** No decay N -> N' e+e- (m - m' <= 2 m_e), or production above the flux's energy range. Signal 0. */
  closed: 1,
  /** Too few events: their error moves chi2 by more than 1 at the end of the signal's 95 % interval (see `createSampleJudge`). */
  lowEffectiveSampleSize: 2,
  /** A fixed-point sum left its proven bound: the point's numbers are not to be used. */
  overflow: 4,
  /** N -> N' Z' with a real Z' (m - m' > mZ'). */
  onShell: 8,
  /** Gamma/m above 1 %: the zero-width treatment of N is doubtful. */
  broadWidth: 16,
  /** m5 > 3 m4 (off-shell) or mZ' > 2 m4 (on-shell): dark decays are open unless V_44 = 0. */
  darkDecayOpen: 32,
  /** mu+mu- or hadronic decays are open, and at least one of them neglected. */
  muonDecayOpen: 64,
  /** |U|^2 above 0.01: V_mu = U_mu holds to O(|U|^2) only. On the axis Umu5_sq where that is a factor only. */
  largeMixing: 128,
  /** m - m' = mZ' as written, or so near that the width of the Z' changes that of N by more than 1 %. */
  zprimeThreshold: 256,
  /** At some |U|^2 of this point chi2 is not known: no covariance, or numbers that float32 cannot hold. It holds the fill value there. */
  chi2Unknown: 512,
} as const;

/** Names of the bits that are set, in words: `low_effective_sample_size`. */
export function flagNames(flags: number): string[] {
  return Object.entries(FLAGS)
    .filter(([, bit]) => (flags & bit) !== 0)
    .map(([name]) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
}
