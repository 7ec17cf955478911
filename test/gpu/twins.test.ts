/** Every WGSL function of physics and statistics against its f64 twin, over at least 10,000 inputs each. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GpuContext, openDevice } from '../../src/gpu/device.js';
import { compareWithTwin } from './compare.js';
import { twinModules } from './modules.js';
import { allProbes } from './probes/all.js';

describe('twins', async () => {
  const probes = await allProbes();
  let context: GpuContext;
  beforeAll(async () => {
    context = await openDevice({ allowSoftware: true });
  });
  afterAll(async () => {
    await context[Symbol.asyncDispose]();
  });

  it.for(probes)('$name', async (probe) => {
    const inputs = probe.cases.reduce((total, { rows }) => total + rows.length, 0);
    expect(inputs).toBeGreaterThanOrEqual(10_000);
    const found = await compareWithTwin(context, await twinModules(), probe);
    if (process.env.DUALNU_TWINS)
      console.log(
        probe.name,
        found.rows,
        found.worst.toFixed(3),
        found.vague.toFixed(4),
        found.median.toExponential(2),
      );
    expect(found.failures).toEqual([]);
    expect(found.worst).toBeLessThanOrEqual(1);
    // A bound beyond the result itself would let a wrong formula pass.
    expect(found.vague).toBeLessThanOrEqual(probe.vague?.most ?? 0.1);
  });
});
