/** The variants of microboone-shapes that look at one total in different ways: that it is one total, and what shapes can be worth. */
import { describe, expect, it } from 'vitest';
import { loadExperiment } from '../../src/experiment/load.js';
import { chi2 } from '../../src/statistics/chi2.js';
import { cnp } from '../../src/statistics/cnp.js';
import { pearson } from '../../src/statistics/pearson.js';

const VARIANTS = ['', ':topology', ':energy', ':angle'] as const;

describe.each(VARIANTS)('microboone-shapes%s', (variant) => {
  it('has the published total, 69.7 +- 17.3', async () => {
    const { bins, systematics } = await loadExperiment(`./scans/microboone-shapes${variant}`);
    const events = bins.reduce((sum, { background }) => sum + background, 0);
    expect(events).toBeCloseTo(69.7, 2);
    const variance = systematics.background.flat().reduce((sum, c) => sum + c, 0);
    expect(Math.sqrt(variance)).toBeCloseTo(17.3, 2);
  });

  it('loses no pair: every cell is in a bin', async () => {
    const { bins, response } = await loadExperiment(`./scans/microboone-shapes${variant}`);
    expect(bins.flatMap(({ cells }) => cells).sort()).toEqual(response.cells.map((_, i) => i));
  });
});

it.each([cnp, pearson])(
  'a background of the signal’s shape, its error in common, leaves the rate alone ($name)',
  (statistic) => {
    const share = [0.4, 0.3, 0.2, 0.1];
    const background = share.map((part) => 69.7 * part);
    const covariance = background.map((a) => background.map((b) => (17.3 / 69.7) ** 2 * a * b));
    const none = [0, 0, 0, 0];
    const counts = { data: background, background, covariance };
    const single = { data: [69.7], background: [69.7], covariance: [[17.3 ** 2]] };
    for (const signal of [5, 45, 200]) {
      const spectrum = share.map((part) => signal * part);
      expect(chi2(statistic, counts, spectrum, none) / chi2(statistic, single, [signal], [0])).toBeCloseTo(
        1,
        10,
      );
      // Of any other shape they tell more.
      const other = [0.1, 0.2, 0.3, 0.4].map((part) => signal * part);
      expect(chi2(statistic, counts, other, none)).toBeGreaterThan(chi2(statistic, single, [signal], [0]));
    }
  },
);
