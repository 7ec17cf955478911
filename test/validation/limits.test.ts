/**
 * The 95 % limit on |U_mu5|^2 mass by mass at epsilon = 8e-4, m4 = 0.1 GeV: values of an independent program, within 5 %.
 * Delta chi2 = 5.991 from each mass's own minimum, |U|^2 = 0 included; TPC only, default response.
 */
import { describe, expect, it } from 'vitest';
import { upperLimit } from '../../src/contouring/limit.js';
import { sumTemplate } from '../../src/generator/sample.js';
import { setUpPhysics } from '../../src/prediction/physicsSetup.js';
import { backgroundChi2 } from '../../src/statistics/statistic.js';
import { axis, dual, logSpaced, sampleOf, scanOf } from '../scans.js';

const mixings = logSpaced(1e-7, 1, 2001);

function limitAt(m5: number): number {
  const setup = setUpPhysics(scanOf([], { eventsPerMassPoint: 65536 }));
  const { sample, lifetime } = sampleOf(setup, dual({ m4: 0.1, m5, mZprime: 1.25 }));
  const { signal, relativeError } = sumTemplate(setup, [sample], lifetime);
  const values = mixings.map((mixing) =>
    setup.statistic.value(
      setup.counts,
      signal.map((s) => s * mixing),
      relativeError,
    ),
  );
  const least = Math.min(backgroundChi2(setup.statistic, setup.counts), ...values);
  const limit = upperLimit(
    axis('Umu5_sq', mixings),
    values.map((value) => value - least),
    5.991,
  );
  return limit.kind === 'limit' ? limit.value : Number.NaN;
}

describe('the 95 % limit on |U_mu5|^2', () => {
  it.each([
    [0.15, 5.4e-3],
    [0.2, 1.63e-4],
    [0.3, 4.1e-5],
    [0.5, 1.3e-4],
    [1.0, 1.4e-2],
  ])('at m5 = %f GeV is %f within 5 in a hundred', (m5, expected) => {
    const limit = limitAt(m5);
    expect(Math.abs(limit / expected - 1), `limit ${limit}`).toBeLessThan(0.05);
  });
});
