/** The kernel's value of a statistic from prepared counts, called for many signals at once. */
import type { GpuContext } from '../../src/gpu/device.js';
import { kernelConstants, kernelFields } from '../../src/statistics/gaussian.js';
import type { PreparedCounts } from '../../src/statistics/prepared.js';
import type { KernelFields, LinkConstants } from '../../src/statistics/statistic.js';
import type { RandomSignal } from '../statistics/problems.js';
import { twinModules } from './modules.js';
import { callOnGpu } from './probe.js';

/** Scalars of a kernel's struct, rounded as its buffer rounds them. */
export function scalarsOf(fields: KernelFields): number[] {
  return Object.values(fields)
    .flatMap((field) => (typeof field === 'number' ? [field] : Array.from(field)))
    .map(Math.fround);
}

/** Values of a statistic's function of this name, one for each signal in `bins` bins. */
export async function valuesOnGpu(
  context: GpuContext,
  name: string,
  bins: number,
  { constants, fields }: { readonly constants: LinkConstants; readonly fields: KernelFields },
  at: readonly RandomSignal[],
): Promise<number[]> {
  const results = await callOnGpu(context, await twinModules(), {
    name,
    rows: at.map(({ signal, relativeError }) => [...signal, ...relativeError]),
    storage: { counts: scalarsOf(fields) },
    constants: { BIN_COUNT: bins, ...constants },
  });
  return results.map(([value = Number.NaN]) => value);
}

/** `preparedChi2` of the GPU at every signal. */
export async function preparedOnGpu(
  context: GpuContext,
  counts: PreparedCounts,
  at: readonly RandomSignal[],
): Promise<number[]> {
  const constants = kernelConstants(counts);
  const fields = kernelFields(counts, constants);
  return await valuesOnGpu(context, 'preparedChi2', counts.error.length, { constants, fields }, at);
}
