/** The breakdown of `dualnu point`: chi2 rebuilt from the document alone, by code that shares nothing with the program's. */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { overrideParameters } from '../../src/config/override.js';
import { evaluatePoint, type PointReport } from '../../src/detail/point.js';
import { loadExperiment } from '../../src/experiment/load.js';
import type { ParameterPoint } from '../../src/model/point.js';
import type { ExperimentScan, StatisticConfig } from '../../src/resolved/scan.js';
import { everywhere, scanOf, singleScanOf, withRun } from '../scans.js';

const BASE = scanOf([], { eventsPerMassPoint: 2048 });
const microboone = everywhere(BASE);
const total = withRun(BASE, { experiment: await loadExperiment('microboone-2025:total') });
const combinedMiniboone = await loadExperiment('miniboone-2020:combined');
const miniboone = everywhere(withRun(BASE, { experiment: combinedMiniboone }), 'dn-cone');

/** A point's document, as a user has it. */
function documentOf(scan: ExperimentScan, at: Partial<ParameterPoint>): PointReport {
  return JSON.parse(JSON.stringify(evaluatePoint(scan, overrideParameters(scan, at))));
}

function withStatistic(scan: ExperimentScan, statistic: Partial<StatisticConfig>): ExperimentScan {
  return { ...scan, statistic: { ...scan.statistic, ...statistic } };
}

/** x of A x = b by elimination with the largest pivot. */
function solve(matrix: readonly (readonly number[])[], b: readonly number[]): number[] {
  const rows = matrix.map((row, i) => [...row, b[i] ?? Number.NaN]);
  const n = rows.length;
  for (let k = 0; k < n; k++) {
    const size = (i: number) => Math.abs(rows[i]?.[k] ?? 0);
    let best = k;
    for (let i = k + 1; i < n; i++) if (size(i) > size(best)) best = i;
    const [pivot = [], other = []] = [rows[best], rows[k]];
    rows[best] = other;
    rows[k] = pivot;
    for (let i = k + 1; i < n; i++) {
      const factor = (rows[i]?.[k] ?? 0) / (pivot[k] ?? Number.NaN);
      rows[i] = (rows[i] ?? []).map((x, j) => x - factor * (pivot[j] ?? 0));
    }
  }
  const x = new Array<number>(n).fill(0);
  for (let i = n - 1; i >= 0; i--) {
    const row = rows[i] ?? [];
    const known = x.reduce((sum, value, j) => sum + (j > i ? value * (row[j] ?? 0) : 0), 0);
    x[i] = ((row[n] ?? Number.NaN) - known) / (row[i] ?? Number.NaN);
  }
  return x;
}

/** The statistical variance by its formula, from counts and prediction. */
function statisticalOf({ covariance, bins }: PointReport): number[] {
  return bins.map(({ data, background, signal }) => {
    const mu = background + signal;
    if (covariance.statistic === 'neyman') return data;
    if (covariance.statistic === 'pearson') return mu;
    if (covariance.statistic === 'included') return signal;
    return 3 / (1 / data + 2 / mu);
  });
}

/** [chi2, C^-1 r] from a document. */
function rebuild(report: PointReport, withMonteCarlo = 1): [number, number[]] {
  const variances = statisticalOf(report);
  const matrix = report.covariance.systematic.map((row, i) =>
    row.map(
      (c, j) =>
        c +
        (i === j ? (variances[i] ?? 0) + withMonteCarlo * (report.bins[i]?.mc_variance ?? Number.NaN) : 0),
    ),
  );
  const residual = report.bins.map(({ data, background, signal }) => data - background - signal);
  const weights = solve(matrix, residual);
  return [weights.reduce((sum, w, i) => sum + w * (residual[i] ?? Number.NaN), 0), weights];
}

const BENCHMARK = { Umu5_sq: 1e-5 };
const CASES: readonly (readonly [string, ExperimentScan, Partial<ParameterPoint>])[] = [
  ['microboone-2025, CNP, dirt and protons', microboone, BENCHMARK],
  ['microboone-2025, without a signal', BASE, { Umu5_sq: 0 }],
  ['microboone-2025, closed', BASE, { m4_gev: 0.2, m5_gev: 0.2005 }],
  ['microboone-2025, Neyman', withStatistic(BASE, { kind: 'neyman' }), BENCHMARK],
  ['microboone-2025, Pearson', withStatistic(BASE, { kind: 'pearson' }), BENCHMARK],
  ['microboone-2025, Asimov', withStatistic(BASE, { data: 'asimov' }), { Umu5_sq: 1e-4 }],
  ['microboone-2025:total', total, { Umu5_sq: 1e-4 }],
  ['miniboone-2020:combined, a fractional covariance', miniboone, BENCHMARK],
  ['miniboone-2020:combined, where the signal is far too large', miniboone, { Umu5_sq: 1e-3 }],
];

describe.each(CASES)('%s', (_name, scan, at) => {
  const report = documentOf(scan, at);

  it('has the chi2 that its document makes', () => {
    const [chi2, weights] = rebuild(report);
    const near = (value: number, size = report.chi2) => Math.abs(value) <= 1e-8 * (1 + Math.abs(size));
    expect(near(chi2 - report.chi2), `${chi2} against ${report.chi2}`).toBe(true);
    const parts = report.bins.map((bin) => bin.chi2);
    expect(near(parts.reduce((sum, x) => sum + x, 0) - report.chi2)).toBe(true);
    report.bins.forEach((bin, i) => {
      const residual = bin.data - bin.background - bin.signal;
      expect(near((weights[i] ?? Number.NaN) * residual - bin.chi2), bin.label).toBe(true);
      expect(bin.residual).toBeCloseTo(residual, 9);
    });
  });

  it('has the errors of its bins', () => {
    statisticalOf(report).forEach((variance, i) => {
      const bin = report.bins[i];
      const systematic = report.covariance.systematic[i]?.[i] ?? Number.NaN;
      expect(bin?.statistical_variance).toBeCloseTo(variance, 8);
      expect(bin?.systematic_variance).toBe(systematic);
      const whole = variance + systematic + (bin?.mc_variance ?? Number.NaN);
      expect((bin?.error ?? Number.NaN) ** 2 / whole).toBeCloseTo(1, 10);
      expect((bin?.pull ?? Number.NaN) * (bin?.error ?? Number.NaN)).toBeCloseTo(bin?.residual ?? 0, 8);
    });
  });

  it('is the sum of its channels, from births to bins', () => {
    for (const [i, bin] of report.bins.entries()) {
      const sum = (key: 'signal_by_bin' | 'mc_variance_by_bin') =>
        report.channels.reduce((total, channel) => total + (channel[key][i] ?? Number.NaN), 0);
      expect(sum('signal_by_bin')).toBeCloseTo(bin.signal, 10);
      const variance = sum('mc_variance_by_bin');
      expect(Math.abs(variance - bin.mc_variance)).toBeLessThanOrEqual(1e-10 * bin.mc_variance);
    }
    for (const channel of report.channels) {
      const { births, p_decay, efficiency, decays, signal } = channel;
      if (decays === 0) continue;
      expect((births * report.branching * (p_decay ?? Number.NaN)) / decays).toBeCloseTo(1, 12);
      expect((decays * (efficiency ?? Number.NaN)) / signal).toBeCloseTo(1, 12);
      if (channel.truth) expect(births * report.branching).toBeCloseTo(channel.truth.rate, 10);
    }
  });

  it('tells what C_MC does', () => {
    const without = report.monte_carlo.chi2_without_mc_variance ?? Number.NaN;
    expect(Math.abs(rebuild(report, 0)[0] - without)).toBeLessThan(1e-8 * (1 + without));
    expect(without).toBeGreaterThanOrEqual(report.chi2 - 1e-9);
    for (const [i, bin] of report.bins.entries()) {
      const bins = report.bins.map((own, j) => (i === j ? { ...own, mc_variance: 0 } : own));
      const lowered = rebuild({ ...report, bins })[0] - report.chi2;
      expect(Math.abs(lowered - (bin.chi2_lowered_by_mc ?? Number.NaN)), bin.label).toBeLessThan(
        1e-8 * (1 + report.chi2),
      );
    }
    const error = Math.hypot(...report.bins.map((bin) => bin.chi2_mc_error));
    expect(error).toBeCloseTo(report.monte_carlo.chi2_mc_error, 10);
  });
});

it.each(['cnp', 'neyman', 'pearson'] as const)('has slopes of chi2 that differences confirm (%s)', (kind) => {
  const report = documentOf(withStatistic(microboone, { kind }), BENCHMARK);
  report.bins.forEach((bin, i) => {
    const moved = (by: number) => {
      const bins = report.bins.map((own, j) => (i === j ? { ...own, signal: own.signal + by } : own));
      return rebuild({ ...report, bins })[0];
    };
    expect(bin.dchi2_dsignal).toBeCloseTo((moved(1e-4) - moved(-1e-4)) / 2e-4, 6);
    expect(bin.chi2_mc_error).toBeCloseTo(Math.abs(bin.dchi2_dsignal) * Math.sqrt(bin.mc_variance), 12);
  });
});

describe('the fractional covariance of miniboone-2020:combined', () => {
  /** The collapsed matrix at signals s: sum_ab F_(ia)(jb) t_ia t_jb, straight from the release's file. */
  async function collapsed(report: PointReport, s: readonly number[]): Promise<number[][]> {
    const text = await readFile('data/experiments/miniboone-2020/covariance-combined.csv', 'utf8');
    const F = text
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => line.split(',').map(Number));
    // Signal 11, background 11 and nu_mu 8 of each mode; bins are the last two.
    const yields = [0, 19].flatMap((first) => [
      ...s.slice(first, first + 11),
      ...report.bins.slice(first, first + 19).map(({ background }) => background),
    ]);
    const binOf = yields.map((_, row) => {
      const [mode, own] = [Math.floor(row / 30), row % 30];
      return 19 * mode + (own < 11 ? own : own - 11);
    });
    const sum = report.bins.map(() => report.bins.map(() => 0));
    F.forEach((row, a) => {
      row.forEach((f, b) => {
        const into = sum[binOf[a] ?? -1];
        const j = binOf[b] ?? -1;
        if (into) into[j] = (into[j] ?? 0) + f * (yields[a] ?? 0) * (yields[b] ?? 0);
      });
    });
    return sum;
  }

  it('is that of the release at the signal of the point', async () => {
    const report = documentOf(miniboone, BENCHMARK);
    const own = await collapsed(
      report,
      report.bins.map(({ signal }) => signal),
    );
    for (const [i, row] of own.entries()) {
      for (const [j, value] of row.entries()) {
        const size = Math.sqrt((own[i]?.[i] ?? 0) * (own[j]?.[j] ?? 0));
        const difference = (report.covariance.systematic[i]?.[j] ?? Number.NaN) - value;
        expect(Math.abs(difference), `${i} ${j}`).toBeLessThan(1e-12 * size);
      }
    }
  });

  it('moves chi2 with the signal as the slopes say', async () => {
    const report = documentOf(miniboone, BENCHMARK);
    for (const i of [0, 3, 10, 19, 25]) {
      const moved = async (by: number) => {
        const bins = report.bins.map((own, j) => (i === j ? { ...own, signal: own.signal + by } : own));
        const systematic = await collapsed(
          report,
          bins.map(({ signal }) => signal),
        );
        return rebuild({ ...report, bins, covariance: { ...report.covariance, systematic } })[0];
      };
      const step = 1e-3;
      const slope = ((await moved(step)) - (await moved(-step))) / (2 * step);
      expect(report.bins[i]?.dchi2_dsignal).toBeCloseTo(slope, 5);
    }
  });
});

it('judges the events as the flag does, at the end of the interval', () => {
  const few = scanOf([], { eventsPerMassPoint: 256 });
  const own = everywhere(withRun(few, { experiment: combinedMiniboone }), 'dn-cone');
  const errors = [1e-10, 1e-5, 1e-3].map((Umu5_sq) => {
    const { monte_carlo: mc, flags, signal } = documentOf(own, { Umu5_sq });
    expect((mc.chi2_mc_error_at_limit ?? 0) > 1).toBe(flags.includes('low_effective_sample_size'));
    expect(signal).toBeGreaterThan(0);
    return [mc.chi2_mc_error_at_limit, mc.signal_at_limit];
  });
  // |U|^2 is a factor: the limit lies where it lies.
  expect(errors[1]).toEqual(errors[0]);
  expect(errors[2]).toEqual(errors[0]);
  const single = singleScanOf([], { eventsPerMassPoint: 256 });
  expect(documentOf(single, { Umu4_sq: 0 }).monte_carlo.chi2_mc_error_at_limit).toBeNull();
});
