/** How far the GPU engine is from the f64 reference on a workload. */

import { openGpuEngine } from '../src/engine/gpu/gpuEngine.js';
import { openReferenceEngine } from '../src/engine/reference/reference.js';
import type { DeviceOptions } from '../src/gpu/device.js';
import type { ResolvedScan } from '../src/resolved/scan.js';
import { wholeTile } from './workload.js';

/** Largest deviations over a tile. */
export interface Deviation {
  /** Relative, of the signal in each bin; of bins with a thousandth of the point's signal or more. */
  readonly signal: number;
  /** In units of the bound 1e-3 + 1e-4 chi2, or 3e-3 chi2 where the Monte Carlo error of a huge signal dominates. */
  readonly chi2: number;
}

/** Evaluates the whole workload as one tile in both engines. */
export async function measureDeviation(scan: ResolvedScan, device: DeviceOptions): Promise<Deviation> {
  await using gpu = await openGpuEngine(scan, device);
  await using reference = openReferenceEngine(scan);
  const found = await gpu.evaluateTile(wholeTile(scan));
  const exact = await reference.evaluateTile(wholeTile(scan));
  let signal = 0;
  exact.experiments.forEach(({ binSignal }, e) => {
    const total = Math.max(...binSignal);
    binSignal.forEach((value, i) => {
      if (value < 1e-3 * total) return;
      signal = Math.max(signal, Math.abs((found.experiments[e]?.binSignal[i] ?? Number.NaN) / value - 1));
    });
  });
  let chi2 = 0;
  exact.chi2.forEach((value, i) => {
    const bound = Math.max(1e-3 + 1e-4 * value, (exact.signal[i] ?? 0) > 1e3 ? 3e-3 * value : 0);
    chi2 = Math.max(chi2, Math.abs((found.chi2[i] ?? Number.NaN) - value) / bound);
  });
  return { signal, chi2 };
}
