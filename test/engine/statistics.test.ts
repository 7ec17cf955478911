/** Every statistic that a scan may choose, on the GPU against f64: two experiments, one with bins that only constrain the others. */
import { expect, it } from 'vitest';
import { at } from '../../src/at.js';
import { resolveScan } from '../../src/config/load.js';
import { openGpuEngine } from '../../src/engine/gpu/gpuEngine.js';
import { openReferenceEngine } from '../../src/engine/reference/reference.js';
import { STATISTIC_CHOICES } from '../../src/statistics/statistics.js';
import { wholeTile } from '../scans.js';

const scanOf = (statistic: string) =>
  resolveScan(
    `
model: { kind: dual, parameters: { mZprime_gev: 1.25, V54: 0.5, gD: 2 } }
axes:
  m5_gev: { values: [0.3] }
  m4_gev: { values: [0.1] }
  epsilon: { values: [8e-4] }
  Umu5_sq: { log: [1e-7, 1], points: 8 }
experiments: [microboone-2025, 'miniboone-2020:combined']
statistic: ${statistic}
events: 1024
`,
    'statistics.yaml',
  );

it.each(STATISTIC_CHOICES)('%s', async (name) => {
  const scan = await scanOf(name);
  await using gpu = await openGpuEngine(scan, { allowSoftware: true });
  const tile = wholeTile(scan);
  const [found, exact] = [await gpu.evaluateTile(tile), await openReferenceEngine(scan).evaluateTile(tile)];
  for (const [e, { chi2 }] of found.experiments.entries()) {
    const expected = at(exact.experiments, e).chi2;
    expect(Math.max(...expected) - Math.min(...expected)).toBeGreaterThan(1);
    chi2.forEach((value, k) => {
      const f64 = at(expected, k);
      // The signals of the two differ by 1e-5; where chi2 grows with them it differs as much.
      expect(Math.abs(value - f64), `${k}: ${value}, ${f64}`).toBeLessThan(1e-3 + 1e-4 * f64);
    });
  }
});
