/** The interface of an engine: what computes a tile, whether on a GPU or in plain f64. */
import type { Tile } from '../grid/tiles.js';
import type { TileResult } from '../outputs/result.js';
import type { Dataset, Spectra } from './spectra.js';

export type { ExperimentResult, TileResult } from '../outputs/result.js';

/** What did the work, for provenance: adapter and driver for a GPU, `f64` for the reference. */
export interface EngineInfo {
  readonly engine: 'gpu' | 'reference';
  readonly adapter: string;
  readonly driver: string;
  /** True for a software rasteriser such as lavapipe. */
  readonly software: boolean;
}

/** How far a tile is taken: to spectra only, or to what a scan writes of their comparison with its data. */
export type Stage = 'spectra' | 'comparison';

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

/**
 * An engine is built for one resolved scan and holds its buffers until disposed. Its work has three stages: events, which stay inside it;
 * spectra, of which `spectra` answers; and their comparison with data, which `compare` does with any data. `evaluateTile` takes a tile
 * through all three, and what is between them does not leave the device.
 */
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
  /** Spectra of each experiment of the scan in one tile. Otherwise as `evaluateTile`. */
  spectra(tile: Tile, onProgress?: (fraction: number) => void): Promise<readonly Spectra[]>;
  /**
   * chi2 of a tile's spectra with each of the datasets of one experiment, which is given by its number in the scan; in the tile's whole
   * shape, C order, the fill value where there is no number. Spectra may come from anywhere: from this engine, from a grid, from others'
   * events. What a list of datasets needs is prepared once and kept for the last list of each experiment. Throws RangeError where shapes
   * do not fit, NumericError where a covariance is not positive definite without a signal.
   */
  compare(
    tile: Tile,
    experiment: number,
    spectra: Spectra,
    datasets: readonly Dataset[],
  ): Promise<Float32Array[]>;
  /** Takes back a result that nobody will look at any more, once: later tiles are written into its arrays. Need not be called. */
  recycle(result: TileResult): void;
}
