/** Every WGSL function of physics and statistics against its f64 twin. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GpuContext, openDevice } from '../../src/gpu/device.js';
import { compareWithTwin } from './compare.js';
import { twinModules } from './modules.js';
import { allProbes } from './probes/all.js';
import { ROWS } from './probes/probe.js';

/** Largest share of results whose bound may be beyond a thousandth of them; the rest is cancellation at the edges. */
const MOST_VAGUE = 0.1;

/** Tests of all probes, each with ROWS inputs or somewhat more. */
export function describeTwins(): void {
  describe('twins', async () => {
    const probes = await allProbes();
    let context: GpuContext;
    beforeAll(async () => {
      context = await openDevice({ allowSoftware: true });
    });
    afterAll(async () => {
      await context[Symbol.asyncDispose]();
    });

    it.for(probes)('$name', async (probe, { annotate }) => {
      const inputs = probe.cases.reduce((total, { rows }) => total + rows.length, 0);
      expect(inputs).toBeGreaterThanOrEqual(ROWS);
      const found = await compareWithTwin(context, await twinModules(probe.mediator), probe);
      // The verbose reporter shows these.
      await annotate(
        `worst error/bound ${found.worst.toFixed(3)}, median bound ${found.median.toExponential(1)} of the result, ` +
          `vague ${(100 * found.vague).toFixed(2)} %`,
      );
      expect(found.failures).toEqual([]);
      expect(found.worst).toBeLessThanOrEqual(1);
      // Where the bound is as large as the result, a wrong formula could hide.
      expect(found.vague).toBeLessThanOrEqual(MOST_VAGUE);
    });
  });
}
