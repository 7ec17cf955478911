/**
 * Against the public code of arXiv:2308.02543 as a whole: spectra of its selection of October 2024 on events of DarkNews, and events
 * and chi2 of its 120 fits of May 2023. The figures that this prints are in docs/validation.md.
 */
import { describe, expect, it, vi } from 'vitest';
import { loadExperiment } from '../../src/experiment/load.js';
import type * as darkPhotonModule from '../../src/physics/mediators/darkPhoton.js';
import {
  evaluateAsCode,
  type FitPoint,
  fitPoints,
  numberIn,
  panoramaWith,
  type Row,
  signalsOf,
  spectrumChi2,
  spreadOf,
  sum,
  tableOf,
  withOverflow,
} from '../validation/publicCode.js';

/**
 * m_Z'^2 in GeV^2 where the two-body decay of N to a real Z' is to be mirrored, as in DarkNews before 0.4.3 (2e08c51: "bug fix in
 * 2-body decays. Wrong angle definition."); else NaN.
 */
const mirrored = vi.hoisted(() => ({ q2: Number.NaN }));

vi.mock('../../src/physics/mediators/darkPhoton.js', async (original) => {
  const actual = await original<typeof darkPhotonModule>();
  const { darkPhoton } = actual;
  const directions: typeof darkPhoton.decay.directions = (pair, ...rest) => {
    const isMirrored = Math.abs(pair.q2 / mirrored.q2 - 1) < 1e-9;
    const cosDaughter = isMirrored ? -pair.cosDaughter : pair.cosDaughter;
    return darkPhoton.decay.directions({ ...pair, cosDaughter }, ...rest);
  };
  return { ...actual, darkPhoton: { ...darkPhoton, decay: { ...darkPhoton.decay, directions } } };
});

const EVENTS = 8192;
const points = await fitPoints();
const experiment = await loadExperiment('miniboone-2020:panorama-2023');
const whole = withOverflow(experiment);
const chi2Of = spectrumChi2(experiment);
/** Events in bins by the number of the point. */
const inBins = new Map(
  (await tableOf('panorama_fit_sums.csv')).map((row) => [numberIn(row, 'point'), numberIn(row, 'in_bins')]),
);

/** A point of the fits beside ours. */
interface Compared {
  readonly events: number;
  readonly inBins: number | undefined;
  readonly chi2: number;
  /** Share of the signal that is born upstream. */
  readonly dirt: number;
}

function compare(point: FitPoint, number: number, isMirrored: boolean): Compared {
  const { m4, m5, mZprime } = point;
  const isReal = mZprime < (m5 === undefined ? m4 : m5 - m4);
  mirrored.q2 = isMirrored && isReal ? mZprime ** 2 : Number.NaN;
  const all = evaluateAsCode(whole, point, 'all', EVENTS);
  mirrored.q2 = Number.NaN;
  const bins = signalsOf(all);
  const theirs = inBins.get(number);
  const upstream = all.channels.filter(({ group }) => group.startsWith('dirt'));
  return {
    events: all.signal / point.events,
    inBins: theirs && sum(bins) / theirs,
    chi2: chi2Of(bins) - point.chi2,
    dirt: sum(upstream.map(({ signal }) => signal)) / all.signal,
  };
}

/** Spreads of what was compared, printed. */
function report(name: string, compared: readonly Compared[]) {
  const events = spreadOf(compared.map((c) => c.events));
  const bins = spreadOf(compared.flatMap((c) => (c.inBins === undefined ? [] : [c.inBins])));
  const chi2 = spreadOf(compared.map((c) => c.chi2));
  const within = compared.filter((c) => Math.abs(c.chi2) < 1).length / compared.length;
  const text = [events, bins, chi2].map(
    ({ median, low, high }) => `${median.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`,
  );
  console.info(
    `${name}, ${compared.length} points: N ${text[0]}, in bins ${text[1]}, chi2 ${text[2]}, within 1: ${within.toFixed(2)}`,
  );
  return { events, bins, chi2, within };
}

describe('events and chi2 of the fits of May 2023', () => {
  it.each([false, true])('two-body decays mirrored: %s', (isOn) => {
    const compared = points.map((point, number) => compare(point, number, isOn));
    const prompt = report(
      'prompt',
      compared.filter(({ dirt }) => dirt < 0.01),
    );
    const soil = report(
      'dirt',
      compared.filter(({ dirt }) => dirt >= 0.5),
    );
    report(
      'between',
      compared.filter(({ dirt }) => dirt >= 0.01 && dirt < 0.5),
    );
    expect(prompt.events.median).toBeGreaterThan(0.8);
    expect(prompt.events.median).toBeLessThan(1.1);
    // N counts pairs at any E_QE, in the bins or not: so both ratios are alike.
    expect(prompt.events.median / prompt.bins.median).toBeCloseTo(1, 1);
    if (!isOn) return;
    for (const { median, low, high } of [prompt.events, prompt.bins]) {
      expect(Math.abs(median - 1)).toBeLessThan(0.02);
      expect(high - low).toBeLessThan(0.05);
    }
    expect(prompt.within).toBeGreaterThan(0.85);
    expect(Math.abs(soil.bins.median - 1)).toBeLessThan(0.05);
  });
});

/** Shares of the bins with their errors, of a row of public_code_spectra.csv. */
function sharesOf(row: Row): { share: number; error: number }[] {
  return Array.from({ length: 11 }, (_, i) => ({
    share: numberIn(row, `share_${i + 1}`),
    error: numberIn(row, `error_${i + 1}`),
  }));
}

describe('the selection of October 2024 on events of DarkNews, coherent, neutrino mode', async () => {
  const rows = await tableOf('public_code_spectra.csv');

  it.each(rows.map((row) => ({ row, name: `${row.m4_gev}/${row.m5_gev}/${row.mZprime_gev}` })))(
    '$name',
    async ({ row }) => {
      const m5 = row.m5_gev === '' ? undefined : numberIn(row, 'm5_gev');
      const [m4, mZprime] = [numberIn(row, 'm4_gev'), numberIn(row, 'mZprime_gev')];
      const point = { m4, m5, mZprime, epsilon: 8e-4, mixingSq: 1e-8 };
      const [lost, oneRing] = await Promise.all((['lost', 'one-ring'] as const).map(panoramaWith));
      if (!lost || !oneRing) throw new Error('both are there');
      const samples = [1, 2, 3, 4].map((seed) =>
        signalsOf(evaluateAsCode(lost, point, 'coherent', 65536, seed)),
      );
      const mean = Array.from(
        { length: 11 },
        (_, i) => sum(samples.map((bins) => (bins[i] ?? 0) / sum(bins))) / 4,
      );
      const chi2 = chi2Of(mean.map((share) => 500 * share));
      const kept = signalsOf(evaluateAsCode(oneRing, point, 'coherent', 65536));
      const fraction = 1 - sum(samples[0] ?? []) / sum(kept);
      const [theirs, error] = [numberIn(row, 'chi2'), numberIn(row, 'chi2_error')];
      console.info(
        `${row.m4_gev}/${row.m5_gev}/${row.mZprime_gev}: chi2 ${chi2.toFixed(2)} against ${theirs} +- ${error}, lost ${fraction.toFixed(3)} against ${row.lost}`,
      );
      expect(Math.abs(chi2 - theirs)).toBeLessThan(0.05 * theirs + 3 * error);
      expect(Math.abs(fraction - numberIn(row, 'lost'))).toBeLessThan(0.01 + 3 * numberIn(row, 'lost_error'));
      sharesOf(row).forEach(({ share, error: sigma }, i) => {
        const spread = spreadOf(samples.map((bins) => (bins[i] ?? 0) / sum(bins)));
        const ours = (spread.high - spread.low) / 2;
        expect(Math.abs((mean[i] ?? 0) - share), `bin ${i + 1}`).toBeLessThan(
          4 * Math.hypot(sigma, ours) + 1e-3,
        );
      });
    },
  );
});
