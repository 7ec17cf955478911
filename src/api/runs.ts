/** Scans into grids, for programs. */
import type { ResolvedScan } from '../resolved/scan.js';
import { type RunSummary, runScan as runNamedScan } from '../scan/run.js';
import type { EngineOptions } from './engines.js';

/** How to run a scan. */
export interface RunScanOptions extends EngineOptions {
  /** Folder of the grid, a Zarr v3 group; one of the same scan that is there is resumed. */
  readonly out: string;
  /** Replaces whatever grid is there. */
  readonly overwrite?: boolean;
  /** Called with the grid points that are done, and those of them that were on disk. */
  readonly onProgress?: (pointsDone: number, pointsResumed: number) => void;
}

/**
 * Runs a scan into a grid on disk. A failure before the first tile leaves nothing; a later one leaves whole tiles, which the next call
 * resumes. Throws DeviceError, NumericError, StoreError.
 */
export async function runScan(
  scan: ResolvedScan,
  { engine = 'gpu', overwrite = false, allowSoftware = false, ...options }: RunScanOptions,
): Promise<RunSummary> {
  return await runNamedScan(scan, { engine, overwrite, allowSoftware, ...options });
}
