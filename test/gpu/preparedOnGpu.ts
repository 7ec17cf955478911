/** The kernel's chi2 of prepared counts, called for many signals at once. */
import type { GpuContext } from '../../src/gpu/device.js';
import { kernelConstants, kernelFields } from '../../src/statistics/gaussian.js';
import type { PreparedCounts } from '../../src/statistics/prepared.js';
import type { KernelFields } from '../../src/statistics/statistic.js';
import type { RandomSignal } from '../statistics/problems.js';
import { twinModules } from './modules.js';
import { callOnGpu } from './probe.js';

/** Scalars of a kernel's struct, rounded as its buffer rounds them. */
export function scalarsOf(fields: KernelFields): number[] {
  return Object.values(fields)
    .flatMap((field) => (typeof field === 'number' ? [field] : Array.from(field)))
    .map(Math.fround);
}

/** `preparedChi2` of the GPU at every signal. */
export async function preparedOnGpu(
  context: GpuContext,
  counts: PreparedCounts,
  at: readonly RandomSignal[],
): Promise<number[]> {
  const constants = kernelConstants(counts);
  const results = await callOnGpu(context, await twinModules(), {
    name: 'preparedChi2',
    rows: at.map(({ signal, relativeError }) => [...signal, ...relativeError]),
    storage: { counts: scalarsOf(kernelFields(counts, constants)) },
    constants: { BIN_COUNT: counts.error.length, ...constants },
  });
  return results.map(([value = Number.NaN]) => value);
}
