/** The kernel's chi2 of prepared counts, called for many signals at once. */
import type { GpuContext } from '../../src/gpu/device.js';
import { needsCheck, needsWhitening } from '../../src/statistics/precision.js';
import type { PreparedCounts } from '../../src/statistics/prepared.js';
import type { RandomSignal } from '../statistics/problems.js';
import { twinModules } from './modules.js';
import { callOnGpu } from './probe.js';

/** Scalars of the shader's PreparedCounts, rounded as a kernel's buffer rounds them. */
function scalarsOf(counts: PreparedCounts): number[] {
  const { error, residual, tilt, background, gap, linear, curved, twice, correlation } = counts;
  const whitens = needsWhitening(counts);
  return [
    ...[error, residual, tilt, background, gap, linear, curved, twice, correlation],
    ...[counts.cross ?? [0], counts.signalCovariance ?? [0]],
    ...[
      whitens ? counts.whitening : [0],
      counts.whitened,
      whitens ? counts.whitenedCross : [0],
      [counts.base],
    ],
  ].flatMap((list) => Array.from(list, Math.fround));
}

/** `preparedChi2` of the GPU at every signal. */
export async function preparedOnGpu(
  context: GpuContext,
  code: number,
  counts: PreparedCounts,
  at: readonly RandomSignal[],
): Promise<number[]> {
  const bins = counts.error.length;
  const results = await callOnGpu(context, await twinModules(), {
    name: 'preparedChi2',
    rows: at.map(({ signal, relativeError }) => [code, ...signal, ...relativeError]),
    storage: { counts: scalarsOf(counts) },
    constants: {
      BIN_COUNT: bins,
      BIN_PAIRS: bins ** 2,
      SIGNAL_PAIRS: counts.signalCovariance ? bins ** 2 : 1,
      WHITENED_PAIRS: needsWhitening(counts) ? bins ** 2 : 1,
      IS_CHECKED: Number(needsCheck(counts)),
    },
  });
  return results.map(([value = Number.NaN]) => value);
}
