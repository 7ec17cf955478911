/** A study's answers: order and size of the bars, text, and the tornado as a reader sees it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JSDOM } from 'jsdom';
import { afterAll, describe, expect, it } from 'vitest';
import { spreadMarkers } from '../../src/charts/tornadoBars.js';
import { drawTornado } from '../../src/charts/tornadoFigure.js';
import type { Study } from '../../src/config/variations.js';
import { measureText } from '../../src/drawing/fonts.js';
import { symbolLabel } from '../../src/drawing/labelMarkup.js';
import { studyToCsv, studyToJson, studyToText } from '../../src/reports/studyReport.js';
import { type Comparison, compareExperiments } from '../../src/results/comparison.js';
import { bySize, type StudyOutcome, type StudyResult, swingOf } from '../../src/results/study.js';
import { writeJointFixture } from './jointFixture.js';

const folder = await mkdtemp(join(tmpdir(), 'dualnu-study-'));
afterAll(() => rm(folder, { recursive: true }));
const grid = await writeJointFixture(join(folder, 'grid'));
const request = { x: 'm5_gev', y: 'Umu5_sq', panels: ['mZprime_gev'], fix: {}, cl: 0.95 };
const compared = await compareExperiments(grid, { ...request, excludes: 'search', prefers: ['excess'] });

/** The same comparison with other shares in its panels; null for a panel in which nothing is preferred. */
function withShares(shares: readonly (number | null)[]): Comparison {
  const panels = compared.panels.map((panel, i) => ({
    ...panel,
    preferred: panel.preferred.map((region) => {
      const share = shares[i] ?? null;
      return share === null ? { ...region, area: 0 } : { ...region, area: 2, excludedShare: share };
    }),
  }));
  return { ...compared, panels };
}

const LONG =
  'an assumption about the neutrino flux of the beam that takes more than a line to tell, V_54 and κ';
const study: Study = {
  name: 'test',
  title: 'What it rests on',
  file: 'study.yaml',
  compare: { ...request, excludes: 'search', prefers: 'excess' },
  bases: ['as it was', 'as it is'],
  variations: [
    { label: 'small', base: '1', alternatives: ['2', '3'] },
    {
      label: LONG,
      base: undefined,
      alternatives: ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight'],
    },
    { label: 'of one base', base: undefined, alternatives: ['other'] },
  ],
  scans: [],
};
const outcome = (base: number, of: StudyOutcome['of'], shares: readonly (number | null)[]): StudyOutcome => ({
  base,
  of,
  comparison: withShares(shares),
  grids: [`grids/${base}`],
});
const at = (variation: number, alternative: number) => ({ variation, alternative });
const result: StudyResult = {
  study,
  outcomes: [
    outcome(0, undefined, [1, 0.9]),
    outcome(1, undefined, [0.8, 0.5]),
    ...[0, 1].flatMap((a) => [outcome(0, at(0, a), [1, 0.89]), outcome(1, at(0, a), [0.8 + 0.01 * a, 0.5])]),
    ...Array.from({ length: 8 }, (_, a) => outcome(1, at(1, a), [0.1 * a, 0.4])),
    ...Array.from({ length: 8 }, (_, a) => outcome(0, at(1, a), [1, 0.9])),
    outcome(1, at(2, 0), [null, 0.2]),
  ],
};

/** Every text between the edges of the picture. */
function expectAllInside(document: Document): void {
  const [, , width = Number.NaN, height = Number.NaN] = (
    document.documentElement.getAttribute('viewBox') ?? ''
  )
    .split(' ')
    .map(Number);
  for (const element of document.querySelectorAll('text')) {
    const text = element.textContent ?? '';
    const [x = Number.NaN, y, size = Number.NaN] = ['x', 'y', 'font-size'].map((name) =>
      Number(element.getAttribute(name)),
    );
    const wide = measureText(text, size);
    const before = { start: 0, middle: 0.5, end: 1 }[element.getAttribute('text-anchor') ?? 'start'] ?? 0;
    expect(x - before * wide, text).toBeGreaterThanOrEqual(0);
    expect(x + (1 - before) * wide, text).toBeLessThanOrEqual(width);
    expect(y, text).toBeLessThan(height);
  }
}

describe('the size of a variation', () => {
  it('is the largest swing in any panel with any base, and orders them', () => {
    expect(bySize(result)).toEqual([1, 2, 0]);
    expect(swingOf(result, 1, 1, 0)).toMatchObject({ base: 0.8, low: 0, high: 0.8 });
    expect(swingOf(result, 1, 0, 0)).toMatchObject({ shares: [0.8, 0.81], low: 0.8, high: 0.81 });
  });

  it('is none where it is not applied, or nothing is preferred', () => {
    expect(swingOf(result, 0, 2, 0)).toBeUndefined();
    expect(swingOf(result, 1, 2, 0)).toBeUndefined();
    expect(swingOf(result, 1, 2, 1)).toMatchObject({ base: 0.5, shares: [0.2], low: 0.2, high: 0.5 });
  });
});

describe('the report', () => {
  it('has a block for each base, the largest variation first, with differences', () => {
    const [head = '', first = '', second = ''] = studyToText(result).split('\n\n');
    expect(head.split('\n').slice(0, 2)).toEqual([
      'What it rests on',
      'fraction of the region preferred or allowed by excess that is excluded by search (95 % CL)',
    ]);
    expect(
      first
        .split('\n')
        .slice(0, 3)
        .map((line) => line.split(/\s{2,}/)),
    ).toEqual([
      ['as it was', 'mZprime_gev = 0.1', 'mZprime_gev = 1'],
      ['base', '1.000', '0.900'],
      [`${LONG}: one`, '1.000 (0)', '0.900 (0)'],
    ]);
    expect(first).not.toContain('of one base');
    expect(second).toMatch(/^of one base: other +- +0\.200 \(-0\.300\)$/m);
    expect(second).toMatch(/^small: 3 +0\.810 \(\+0\.010\) +0\.500 \(0\)$/m);
  });

  it('keeps full precision in the table and in JSON', () => {
    const rows = studyToCsv(result)
      .split('\n')
      .filter((line) => !line.startsWith('#') && line !== '');
    expect(rows).toHaveLength(1 + 2 * result.outcomes.length);
    const [columns = [], ...cells] = rows.map((row) => row.split(','));
    const last = cells.at(-1) ?? [];
    const cell = (name: string) => last[columns.indexOf(name)];
    expect(['base', 'variation', 'alternative'].map(cell)).toEqual(['as it is', 'of one base', 'other']);
    expect(Number(cell('difference'))).toBe(0.2 - 0.5);
    expect(Number(cell('excluded_share'))).toBe(0.2);
    const { outcomes, variations } = studyToJson(result);
    expect(outcomes.at(-1)).toMatchObject({ base: 'as it is', variation: 'of one base', grids: ['grids/1'] });
    expect(outcomes.at(-1)?.rows[0]).toMatchObject({ excluded_share: null, difference: null });
    expect(variations[0]?.label).toBe(LONG);
  });
});

describe('the tornado', () => {
  const svg = drawTornado(result);
  const { document } = new JSDOM(svg, { contentType: 'image/svg+xml' }).window;
  const texts = [...document.querySelectorAll('text')];
  const words = texts.map((element) => element.textContent ?? '');

  it('names bases, panels, assumptions and alternatives, the largest first', () => {
    for (const word of [
      'What it rests on',
      'as it was',
      'as it is',
      'small',
      'of one base',
      'seven',
      'other',
      '2',
    ]) {
      expect(words).toContain(word);
    }
    expect(words.filter((word) => /^mZ′ = /.test(word))).toEqual(['mZ′ = 0.1 GeV', 'mZ′ = 1 GeV']);
    expect(words.indexOf('of one base')).toBeGreaterThan(words.indexOf('one'));
    expect(words.indexOf('small')).toBeGreaterThan(words.indexOf('of one base'));
    expect(words.join(' ')).toContain(
      'fraction of the region preferred or allowed by The excess that is excluded by The search (95\u202f% CL)',
    );
    expect(words.join(' ')).toMatch(/As it is: as the first\./);
  });

  it('cuts no word off', () => {
    expectAllInside(document);
  });

  it('has a marker for every share that there is', () => {
    // Filled and open, in panels; those of the labels are grey.
    const shares = result.outcomes.filter(({ of }) => of !== undefined).length * 2 - 1;
    const markers = [...document.querySelectorAll('circle, path')].filter((element) => {
      const colours = [element.getAttribute('fill'), element.getAttribute('stroke')];
      return colours.includes('white') && !colours.includes('#4a4a4a');
    });
    expect(markers).toHaveLength(shares);
  });

  it('hides no marker behind another, and keeps all in their rows', () => {
    const places = [...document.querySelectorAll('circle, path')].flatMap((element) => {
      const colours = [element.getAttribute('fill'), element.getAttribute('stroke')];
      if (!colours.includes('white') || colours.includes('#4a4a4a')) return [];
      if (element.localName === 'circle')
        return [['cx', 'cy'].map((name) => Number(element.getAttribute(name)))];
      const numbers = (element.getAttribute('d') ?? '').match(/[\d.]+/g)?.map(Number) ?? [];
      return [
        [0, 1].map((i) => {
          const along = numbers.filter((_, k) => k % 2 === i);
          return (Math.min(...along) + Math.max(...along)) / 2;
        }),
      ];
    });
    expect(places.length).toBeGreaterThan(30);
    for (const [i, [x = 0, y = 0]] of places.entries())
      for (const [u = 0, v = 0] of places.slice(i + 1))
        expect(Math.max(Math.abs(x - u), Math.abs(y - v)), `${x}, ${y}`).toBeGreaterThan(7);
  });

  it('spreads markers that touch over lanes about the bar, those at one place in their order', () => {
    const at = (...xs: number[]) => spreadMarkers(xs.map((x, index) => ({ index, x })));
    const lanes = (...xs: number[]) =>
      at(...xs)
        .sort((a, b) => a.index - b.index)
        .map(({ lane }) => lane);
    expect(lanes(5)).toEqual([0]);
    expect(lanes(5, 5, 5)).toEqual([-1, 0, 1]);
    expect(lanes(100, 5, 105)).toEqual([-0.5, 0, 0.5]);
    // A chain needs two lanes, not four.
    expect(lanes(0, 6, 12, 18)).toEqual([-0.5, 0.5, -0.5, 0.5]);
  });
});

it('cuts no word of the title below a single panel, and puts the notes below it', () => {
  const outcomes = result.outcomes.map((each) => ({
    ...each,
    comparison: { ...each.comparison, panels: each.comparison.panels.slice(0, 1) },
  }));
  const { document } = new JSDOM(drawTornado({ study, outcomes }), { contentType: 'image/svg+xml' }).window;
  expectAllInside(document);
  const title = [...document.querySelectorAll('text[font-size="15"]')];
  expect(title.length).toBeGreaterThan(1);
  expect(title.map(({ textContent }) => textContent).join(' ')).toMatch(/^fraction of .* CL\)$/);
  const notes = [...document.querySelectorAll('text')].find(({ textContent }) =>
    /^Bars /.test(textContent ?? ''),
  );
  const heights = [...title, notes].map((element) => Number(element?.getAttribute('y')));
  for (const [i, y] of heights.slice(1).entries()) expect(y - (heights[i] ?? Number.NaN)).toBeGreaterThan(15);
});

it('sets symbols in labels as such, and leaves words and numbers alone', () => {
  expect(symbolLabel('κ = V_μ5/U_μ5')).toBe('*κ* = *V*_{μ5}/*U*_{μ5}');
  expect(symbolLabel('g_D, nu_e and V_54')).toBe('*g*_{D}, *ν*_{e} and *V*_{54}');
  expect(symbolLabel('low_effective and 4·10⁻⁴')).toBe('low\\_effective and 4·10⁻⁴');
});
