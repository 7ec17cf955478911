/** Running a scan into a grid, for programs. */
import type { ResolvedScan } from '../resolved/scan.js';
import { type RunSummary, runScan as runNamedScan } from '../scan/run.js';
import { checkEngine, type EngineOptions } from './engines.js';

/** How to run a scan. */
export interface RunScanOptions extends EngineOptions {
  /** Folder of the grid, a Zarr v3 group. A grid of the same scan that is already there is resumed. */
  readonly out: string;
  /** Replaces any grid that is already there. */
  readonly overwrite?: boolean;
  /** False on scratch disks: faster, but no grid outlives a power cut. */
  readonly sync?: boolean;
  /** When it is aborted the tiles in hand are finished, and the call throws StoppedError. */
  readonly signal?: AbortSignal;
  /** Called with a sentence about what was found beside the grid, such as the lock of a process that has ended. */
  readonly onNotice?: (text: string) => void;
  /** Called with the number of grid points that are done, and how many of these were already on disk. */
  readonly onProgress?: (pointsDone: number, pointsResumed: number) => void;
}

/**
 * Runs a scan into a grid on disk. After a failure before the first tile, nothing is left on disk; after a later one, complete tiles are,
 * and the next call resumes from them. Throws DeviceError, NumericError, StoreError, StoppedError.
 */
export async function runScan(
  scan: ResolvedScan,
  { engine = 'gpu', overwrite = false, allowSoftware = false, ...options }: RunScanOptions,
): Promise<RunSummary> {
  checkEngine(engine);
  return await runNamedScan(scan, { engine, overwrite, allowSoftware, ...options });
}
