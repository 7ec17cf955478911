/**
 * The paper's own example (arXiv:2502.10900, Fig. 3): single model, m4 = 106 MeV, mZ' = 30 MeV, epsilon = 8e-4, which it calls
 * just within its 95 % sensitivity at |U_mu4|^2 = 2e-10. Numbers of an independent program, at kappa = 1 and fixed mass.
 */
import { describe, expect, it } from 'vitest';
import { overrideParameters } from '../../src/config/override.js';
import { openReferenceEngine } from '../../src/engine/reference.js';
import { upperLimit } from '../../src/results/limit.js';
import { evaluatePoint } from '../../src/scan/point.js';
import { atAnchorExposure, axis, logSpaced, singleScanOf, wholeTile } from '../scans.js';

/** Five per cent apart: between two of them chi2 is as good as straight. */
const mixings = logSpaced(1e-11, 1e-9, 97);
const base = singleScanOf([axis('Umu4_sq', mixings)], { eventsPerMassPoint: 65536 });
const scan = { ...base, fixed: { ...base.fixed, m4_gev: 0.106, mZprime_gev: 0.03 } };

/** The 95 % limit: Delta chi2 = 5.991 from the least chi2 along |U|^2, 0 included. */
async function limitFor(data: 'observed' | 'asimov'): Promise<number> {
  const own = { ...scan, statistic: { ...scan.statistic, data } };
  const engine = openReferenceEngine(own);
  const { chi2 } = await engine.evaluateTile(wholeTile(own));
  const at = overrideParameters(own, { Umu4_sq: 1e-11 });
  const least = Math.min(evaluatePoint(own, at).background_chi2, ...chi2);
  const limit = upperLimit(
    axis('Umu4_sq', mixings),
    Array.from(chi2, (value) => value - least),
    5.991,
  );
  return limit.kind === 'limit' ? limit.value : Number.NaN;
}

describe("the paper's point", () => {
  it('has 237 decays in the TPC at |U|^2 = 2e-10, within 2 %', () => {
    const anchor = atAnchorExposure(scan);
    const [channel] = evaluatePoint(anchor, overrideParameters(anchor, { Umu4_sq: 2e-10 })).channels;
    expect(Math.abs((channel?.decays ?? Number.NaN) / 237 - 1)).toBeLessThan(0.02);
  });

  it.each([
    ['asimov', 1.2e-10],
    ['observed', 1.73e-10],
  ] as const)('has the %s limit %f, within 4 %%', async (data, expected) => {
    const limit = await limitFor(data);
    console.info(`${data}: ${limit.toExponential(3)} against ${expected}`);
    expect(Math.abs(limit / expected - 1), `limit ${limit}`).toBeLessThan(0.04);
  });
});
