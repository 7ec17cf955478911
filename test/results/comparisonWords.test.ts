/** The words and flags of a comparison: what is preferred, allowed, excluded or expected, panel by panel. */
import { join } from 'node:path';
import { JSDOM } from 'jsdom';
import { describe, expect, it } from 'vitest';
import { levelOf } from '../../src/contouring/contour.js';
import { drawComparison } from '../../src/figures/comparisonFigure.js';
import type { GridAttributes } from '../../src/metadata/manifest.js';
import { comparisonNotes } from '../../src/reports/comparisonNotes.js';
import { comparisonToCsv, comparisonToJson, comparisonToText } from '../../src/reports/comparisonReport.js';
import { comparisonTable } from '../../src/reports/comparisonTable.js';
import { type Comparison, compareExperiments } from '../../src/results/comparison.js';
import { temporaryFolder } from '../grid/fixture.js';
import { flagWords, writeJointFixture } from './jointFixture.js';

interface Choice {
  readonly excludes?: string;
  readonly prefers?: readonly string[];
  readonly panels?: readonly string[];
  readonly fix?: Readonly<Record<string, number>>;
}

async function compared(choice: Choice = {}, changes: Partial<GridAttributes> = {}): Promise<Comparison> {
  const grid = await writeJointFixture(join(await temporaryFolder(), 'grid'), changes);
  const request = { x: 'm5_gev', y: 'Umu5_sq', panels: ['mZprime_gev'], fix: {}, cl: 0.95 };
  return await compareExperiments(grid, { ...request, excludes: 'search', prefers: ['excess'], ...choice });
}

const textsOf = (comparison: Comparison) => {
  const { document } = new JSDOM(drawComparison(comparison), { contentType: 'image/svg+xml' }).window;
  return [...document.querySelectorAll('text')].map((element) => element.textContent ?? '');
};
const light = { panels: [], fix: { mZprime_gev: 0.1 } };
const cellsOf = (comparison: Comparison, column: string) => {
  const { columns, rows } = comparisonTable(comparison);
  return rows.map((row) => row[columns.indexOf(column)]);
};

describe('a comparison', () => {
  it('of a search with an excess says excluded and preferred', async () => {
    const comparison = await compared(light);
    expect(comparisonTable(comparison).about[0]).toBe(
      'Share of what each experiment prefers at 95 % CL that search excludes at 95 % CL',
    );
    expect(cellsOf(comparison, 'region')).toEqual(['preferred']);
    expect(cellsOf(comparison, 'exclusion')).toEqual(['excluded']);
    expect(comparisonToText(comparison)).toMatch(
      /^ *preferred_by +area +excluded_share +open +excluded_at_best_fit /,
    );
    const texts = textsOf(comparison).join('\n');
    expect(texts).toMatch(/^excluded by The search \(95\s% CL\)$/m);
    expect(texts).toMatch(/^preferred by The excess \(95\s% CL\)$/m);
  });

  it('calls what holds |U|^2 = 0 allowed, in its panel', async () => {
    const comparison = await compared();
    expect(comparisonTable(comparison).about[0]).toMatch(
      /^Share of what each experiment prefers or allows at 95 % CL/,
    );
    expect(cellsOf(comparison, 'region')).toEqual(['preferred', 'allowed']);
    const texts = textsOf(comparison);
    expect(texts.join('\n')).toMatch(/^preferred or allowed by The excess \(95\s% CL\)$/m);
    expect(texts).toEqual(
      expect.arrayContaining(['preferred by The excess', 'everything allowed by The excess']),
    );
    expect(texts.join(' ')).toMatch(/A region that holds \|U\|2 = 0 is allowed, not preferred/);
    expect(comparisonToText(comparison)).toMatch(/^ *mZprime_gev +region_of +area/);
  });

  it('of Asimov data excludes nothing', async () => {
    const comparison = await compared(light, { statistic: 'cnp, asimov' });
    expect(comparisonTable(comparison).about[0]).toBe(
      'Share of what each experiment is not expected to exclude at 95 % CL that search is expected to exclude at 95 % CL',
    );
    expect(cellsOf(comparison, 'exclusion')).toEqual(['expected sensitivity']);
    const words = [comparisonToText(comparison), ...comparisonNotes(comparison), ...textsOf(comparison)].join(
      '\n',
    );
    expect(words.replaceAll('nothing is excluded', '')).not.toMatch(/excluded|preferred/);
    expect(words).toMatch(/expected sensitivity of search/);
  });

  it('by an excess does not exclude', async () => {
    const comparison = await compared({ ...light, excludes: 'excess', prefers: ['search'] });
    expect(comparisonTable(comparison).about[0]).toBe(
      'Share of what each experiment allows at 95 % CL that excess leaves outside of its preferred region at 95 % CL',
    );
    const words = [comparisonToText(comparison), ...comparisonNotes(comparison), ...textsOf(comparison)].join(
      '\n',
    );
    expect(words).not.toMatch(/excluded|preferred_by/);
  });

  it('says at which ends of the axes a best fit lies', async () => {
    const comparison = await compared(light);
    const [panel] = comparison.panels;
    const [region] = panel?.preferred ?? [];
    if (!panel || !region) throw new Error('one panel with one region');
    const at = { x: comparison.x.values.at(-1) ?? Number.NaN, y: comparison.y.values[4] ?? Number.NaN };
    const moved = { ...region, plane: { ...region.plane, minimum: { chi2: 5, at } } };
    const atEdge = { ...comparison, panels: [{ ...panel, preferred: [moved] }] };
    expect(cellsOf(atEdge, 'best_on_edge')).toEqual(['upper end of m5_gev']);
    expect(comparisonNotes(atEdge).join('\n')).toContain(
      'best fit of excess: it lies at the upper end of the axis m5_gev: the minimum may be beyond',
    );
    expect(textsOf(atEdge).join(' ')).toContain(
      'Minima at the ends of axes: The excess: the upper end of the axis m5.',
    );
  });

  it('warns where a fixed value is far', async () => {
    const comparison = await compared({ panels: [], fix: { mZprime_gev: 0.12 } });
    expect(comparisonToJson(comparison).warnings).toEqual([
      expect.stringMatching(/--fix mZprime_gev=0.12.*20 % off/),
      // What the excess prefers is narrower than a step of the mixing.
      expect.stringMatching(/^Umu5_sq: 13 points are too few for the regions of excess, about \d+ would do/),
    ]);
    expect(comparisonToCsv(comparison)).toMatch(/^# warning: --fix mZprime_gev=0.12/m);
    expect(comparisonToCsv(comparison)).toContain('mZprime_gev = 0.1 (nearest to 0.12)');
    expect(textsOf(comparison).join(' ')).toContain('mZ′ = 0.1 GeV');
  });
});

describe('flags of a comparison', () => {
  it('are those of each region and its own experiment, against counting', async () => {
    const comparison = await compared();
    const { regions } = comparisonToJson(comparison);
    expect(regions.map(({ experiment, is }) => [experiment, is])).toEqual([
      ['search', 'excluded'],
      ['excess', 'preferred'],
      ['search', 'excluded'],
      ['excess', 'allowed'],
    ]);
    const masses = comparison.x.values;
    const mixings = comparison.y.values;
    for (const [p, panel] of comparison.panels.entries()) {
      for (const [e, plane] of [panel.exclusionPlane, panel.preferred[0]?.plane].entries()) {
        const counts = { points: 0, low: 0, muon: 0, mixing: 0 };
        mixings.forEach((U, j) => {
          masses.forEach((m5, i) => {
            const isAbove = (plane?.delta[j * masses.length + i] ?? Number.NaN) > levelOf(0.95);
            if (isAbove !== (e === 0)) return;
            const word = flagWords(m5)[e] ?? 0;
            counts.points++;
            if (word & 2) counts.low++;
            if (word & 64) counts.muon++;
            if (U > 2e-3) counts.mixing++;
          });
        });
        const region = regions[2 * p + e];
        const share = (count: number) => (counts.points > 0 ? count / counts.points : null);
        expect(region?.points).toBe(counts.points);
        expect(region?.flags).toMatchObject({
          low_effective_sample_size: share(counts.low),
          muon_decay_open: share(counts.muon),
          large_mixing: share(counts.mixing),
        });
        expect(region?.plane).toMatchObject({
          points: 117,
          flags: { low_effective_sample_size: e === 0 ? 0 : 5 / 9, large_mixing: 2 / 13 },
        });
      }
    }
  });

  it('stand in the table, in lines below it, and in the figure', async () => {
    const comparison = await compared();
    const [exclusion, region] = comparisonToJson(comparison).regions;
    const lines = comparisonToCsv(comparison).split('\n');
    const header = lines.find((line) => line.startsWith('mZprime_gev,')) ?? '';
    const row = lines[lines.indexOf(header) + 1]?.split(',') ?? [];
    const cell = (column: string) => Number(row[header.split(',').indexOf(column)]);
    expect(cell('flag_low_effective_sample_size')).toBe(region?.flags.low_effective_sample_size);
    expect(cell('exclusion_flag_low_effective_sample_size')).toBe(0);
    expect(cell('exclusion_flag_muon_decay_open')).toBe(exclusion?.flags.muon_decay_open);
    const notes = comparisonNotes(comparison).join('\n');
    expect(notes).toMatch(
      /^flags where preferred or allowed by excess: .*low_effective_sample_size 55\.6 %/m,
    );
    expect(notes).toMatch(/^flags on the whole plane, search: .*muon_decay_open 33\.3 %/m);
    const svg = drawComparison(comparison);
    expect(svg).toMatch(/<clipPath id="panel0region1-low_effective_sample_size"/);
    expect(svg).not.toMatch(/<clipPath id="panel0region0-low_effective_sample_size"/);
    expect(textsOf(comparison)).toEqual(
      expect.arrayContaining(['low effective sample size', 'muon decay open']),
    );
  });
});
