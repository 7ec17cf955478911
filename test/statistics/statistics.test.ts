/** What is expected of every statistic of the list: its forms agree, its breakdown adds up, and docs and schema have it. */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { at } from '../../src/at.js';
import { scanSchema } from '../../src/config/schema.js';
import type { Counts } from '../../src/statistics/counts.js';
import { included } from '../../src/statistics/included.js';
import { backgroundChi2, type Statistic } from '../../src/statistics/statistic.js';
import {
  DEFAULT_STATISTIC,
  STATISTIC_CHOICES,
  STATISTICS,
  statisticFor,
  statisticNamed,
} from '../../src/statistics/statistics.js';
import { randomStream } from '../scans.js';
import { randomCounts } from './problems.js';

const ALL: readonly Statistic[] = STATISTICS;
const page = (name: string) => readFile(new URL(`../../docs/${name}`, import.meta.url), 'utf8');

/** Six bins of tens to hundreds of counts, of which the second, third and fifth can hold a signal. */
const KEPT = [1, 2, 4];
const observed = (seed: number, hasErrors: boolean): Counts =>
  randomCounts(randomStream(seed), { bins: 6, condition: 10, hasErrors, statistical: 0.5 });

/** A signal as large as the errors, and its Monte Carlo errors. */
function spectrum(counts: Counts, seed: number): { signal: number[]; relativeError: number[] } {
  const random = randomStream(seed);
  const signal = counts.background.map((b, i) => (KEPT.includes(i) ? 2 * random() * Math.sqrt(b) : 0));
  return { signal, relativeError: signal.map(() => 0.02 + 0.1 * random()) };
}

const kept = (list: readonly number[]) => KEPT.map((bin) => at(list, bin));
const near = (found: number, expected: number) => Math.abs(found - expected) / (1 + Math.abs(expected));

describe.each(ALL)('$name', (statistic) => {
  const problems = [1, 2, 3, 4].map((seed) => {
    const counts = observed(seed, seed % 2 === 0);
    return { counts, ...spectrum(counts, 100 + seed) };
  });

  it('has the same value of prepared counts', () => {
    for (const { counts, signal, relativeError } of problems) {
      const value = statistic.value(counts, signal, relativeError);
      expect(value).toBeGreaterThanOrEqual(0);
      const prepared = statistic.prepare(counts, KEPT);
      expect(near(prepared.value(kept(signal), kept(relativeError)), value)).toBeLessThan(1e-7);
    }
  });

  it('is broken down into bins that add up to it, with slopes that differences confirm', () => {
    for (const { counts, signal, relativeError } of problems) {
      const value = statistic.value(counts, signal, relativeError);
      const parts = statistic.breakDown(counts, signal, relativeError);
      expect(parts.chi2).toBe(value);
      expect(
        near(
          parts.bins.reduce((sum, bin) => sum + bin.chi2, 0),
          value,
        ),
      ).toBeLessThan(1e-9);
      parts.bins.forEach((bin, i) => {
        const step = 1e-4 * (1 + at(signal, i));
        const moved = (by: number) => {
          const s = signal.with(i, at(signal, i) + by);
          // C_MC stays.
          const e = relativeError.map((r, j) => (j === i ? (r * at(signal, i)) / at(s, i) : r));
          return statistic.value(counts, s, e);
        };
        if (at(signal, i) > 0) {
          expect(near(bin.slope, (moved(step) - moved(-step)) / (2 * step))).toBeLessThan(1e-6);
        }
        expect(bin.monteCarlo).toBeCloseTo((at(signal, i) * at(relativeError, i)) ** 2, 9);
      });
      const error = Math.hypot(...parts.bins.map(({ slope, monteCarlo }) => slope * Math.sqrt(monteCarlo)));
      expect(near(parts.monteCarloError, error)).toBeLessThan(1e-12);
      const without = statistic.value(
        counts,
        signal,
        signal.map(() => 0),
      );
      expect(near(parts.withoutMonteCarlo ?? Number.NaN, without)).toBeLessThan(1e-9);
    }
  });

  it('judges the simulation by its slopes where it is 5.99 above its least value, or at the whole signal', () => {
    const none = [0, 0, 0, 0, 0, 0];
    for (const { counts, signal, relativeError } of problems) {
      for (const scale of [1e-3, 1, 1e6]) {
        const whole = signal.map((s) => s * scale);
        const errorOf = statistic.simulationError(counts, KEPT);
        const { spread, strength } = errorOf(kept(whole), kept(relativeError));
        const { bins } = statistic.breakDown(
          counts,
          whole.map((s) => s * strength),
          none,
        );
        const expected = Math.hypot(
          ...bins.map(({ slope }, i) => slope * at(relativeError, i) * at(whole, i) * strength),
        );
        expect(strength).toBeGreaterThan(0);
        expect(strength).toBeLessThanOrEqual(1);
        if (spread > 0.1) expect(near(spread, expected)).toBeLessThan(1e-5);
      }
      expect(statistic.simulationError(counts, KEPT)([0, 0, 0], [0, 0, 0]).spread).toBe(
        Number.POSITIVE_INFINITY,
      );
    }
  });

  it('is defined for empty bins and nothing predicted', () => {
    const covariance = [
      [1, 0],
      [0, 1],
    ];
    const value = (data: readonly number[]) =>
      backgroundChi2(statistic, { data, background: [0, 0], covariance });
    expect(value([0, 0])).toBeGreaterThanOrEqual(0);
    expect(value([0, 0])).toBeLessThan(1e-5);
    expect(Number.isFinite(value([3, 0]))).toBe(true);
    expect(value([3, 0])).toBeGreaterThan(value([0, 0]));
  });

  it('has a row in docs/statistics.md', async () => {
    const { name, isChoice, formula, remark } = statistic;
    const isDefault = name === DEFAULT_STATISTIC ? ' (default)' : '';
    const first = isChoice ? `\`${name}\`${isDefault}` : `of the experiment: \`${name}\``;
    const row = `| ${first} | ${formula} | ${remark}${remark ? ' ' : ''}|\n`;
    expect((await page('statistics.md')).includes(row), row).toBe(true);
  });
});

describe('the list', () => {
  it('has each name once, and gives the statistic of a name', () => {
    expect(new Set(ALL.map(({ name }) => name)).size).toBe(ALL.length);
    for (const statistic of ALL) expect(statisticNamed(statistic.name)).toBe(statistic);
    expect(() => statisticNamed('chi')).toThrow('there is no statistic chi');
  });

  it('is what a scan file may choose from, and what docs/formats.md says that it may', async () => {
    const { options } = scanSchema.shape.statistic.unwrap();
    expect(options).toEqual(STATISTIC_CHOICES);
    for (const { name, isChoice, title } of ALL) {
      expect(STATISTIC_CHOICES.some((choice) => choice === name)).toBe(isChoice);
      if (isChoice) expect(scanSchema.shape.statistic.description).toContain(`${name}: ${title}`);
    }
    const names = STATISTIC_CHOICES.map((name) => `\`${name}\``).join(', ');
    const formats = await page('formats.md');
    for (const row of [
      `| \`statistic\` | ${names} | \`${DEFAULT_STATISTIC}\` |`,
      `| \`covariance\` | \`statistic\` (${names}, or \`included\``,
    ]) {
      expect(formats.includes(row), row).toBe(true);
    }
  });

  it('puts `included` in the place of a choice with a covariance, where that has the statistical errors', () => {
    for (const name of STATISTIC_CHOICES) {
      const chosen = statisticNamed(name);
      expect(statisticFor(name, { statisticsIncluded: false })).toBe(chosen);
      const expected = chosen.correlations ? included : chosen;
      expect(statisticFor(name, { statisticsIncluded: true })).toBe(expected);
    }
  });
});
