/** The interface of an engine, which computes tiles of a scan, on a GPU or in f64. */

import type { TileResult } from '../outputs/result.js';
import type { Tile } from '../tiles/tiles.js';
import type { Dataset, Spectra } from './spectra.js';

export type { ExperimentResult, TileResult } from '../outputs/result.js';

/** Which engine computed a result, for provenance. */
export interface EngineInfo {
  readonly engine: 'gpu' | 'reference';
  /** Name of the adapter; `f64 reference` for the reference engine. */
  readonly adapter: string;
  /** Driver and version; version of Node for the reference engine. */
  readonly driver: string;
  /** True for a software rasteriser such as lavapipe. */
  readonly software: boolean;
}

/** How far a tile is computed: to spectra only, or to their comparison with the scan's data. */
export type Stage = 'spectra' | 'comparison';

/**
 * Milliseconds that an engine has spent so far on the tiles that it has returned. For a GPU this is the GPU's time, by time stamps or from
 * completion to completion, so that the sum is the time during which the GPU was busy.
 */
export interface EngineTimes {
  /** On events and templates, which depend on the kinematic axes only. */
  readonly templates: number;
  /** On yields and chi2, at every coupling point. */
  readonly points: number;
}

/**
 * An engine is built for one resolved scan and holds its buffers until disposed. Its work has three stages: events, which never leave it;
 * spectra, which `spectra` returns; and their comparison with data, which `compare` does for any data. `evaluateTile` takes a tile
 * through all three stages without moving intermediate results off the device.
 */
export interface Engine extends AsyncDisposable {
  readonly info: EngineInfo;
  readonly times: EngineTimes;
  /** What has happened to the device so far and was made good, in words, one entry each time; absent where nothing can happen. */
  readonly mishaps?: readonly string[];
  /**
   * Computes one tile. May be called again before the last call has returned, which keeps a GPU busy between tiles; every call in
   * flight takes the memory of a tile. Calls return in order, and a failed call does not affect later ones. `onProgress` receives the
   * fraction of the events that is done, 0 to 1, and reports on one tile after another. Do not dispose of the engine before all calls
   * have returned.
   */
  evaluateTile(tile: Tile, onProgress?: (fraction: number) => void): Promise<TileResult>;
  /**
   * Names the tiles that `evaluateTile` will be called with, in their order, before the first call: an engine that was opened with threads
   * packs some of them ahead. Results do not depend on it.
   */
  foresee?(tiles: Iterable<Tile>): void;
  /** Spectra of each experiment of the scan in one tile. Otherwise as `evaluateTile`. */
  spectra(tile: Tile, onProgress?: (fraction: number) => void): Promise<readonly Spectra[]>;
  /**
   * chi2 between a tile's spectra and each of the datasets, for the experiment with this index in the scan. Each array has the tile's whole
   * shape, C order, with the fill value where chi2 is not known. Spectra may come from this engine or from another generator.
   * The datasets are prepared once, and kept as long as an experiment is compared with the same list and the same numbers. Throws RangeError
   * where shapes or numbers cannot be meant, NumericError where a covariance is not positive definite without a signal.
   */
  compare(
    tile: Tile,
    experiment: number,
    spectra: Spectra,
    datasets: readonly Dataset[],
  ): Promise<Float32Array[]>;
  /** Takes back a result that is no longer needed: later tiles are written into its arrays. Call it at most once for each result; it is optional. */
  recycle(result: TileResult): void;
}
