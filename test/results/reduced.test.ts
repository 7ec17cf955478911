/** Contours, comparisons and limits in reduced planes: their minima, words, flags and limits. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { at } from '../../src/at.js';
import { levelOf } from '../../src/contouring/contour.js';
import { upperLimit } from '../../src/contouring/limit.js';
import { CAPTION_SIZES } from '../../src/drawing/captionText.js';
import { measureText } from '../../src/drawing/fonts.js';
import { ConfigError } from '../../src/errors.js';
import { writeCaption } from '../../src/figures/caption.js';
import { drawFigure } from '../../src/figures/figure.js';
import { readVariable } from '../../src/grid/reading.js';
import { computeMassLimits } from '../../src/limits/massLimits.js';
import { aboutLimits } from '../../src/limits/table.js';
import { comparisonToJson } from '../../src/reports/comparisonReport.js';
import { comparisonTable } from '../../src/reports/comparisonTable.js';
import { contoursToCsv, writeContours } from '../../src/reports/contourFile.js';
import { describeContours } from '../../src/reports/contourText.js';
import { compareExperiments } from '../../src/results/comparison.js';
import { computeContours, contoursToJson } from '../../src/results/contours.js';
import { summarizeGrid } from '../../src/results/summary.js';
import { DEFAULT_STYLE, SCREEN_PAGE } from '../../src/style/figureStyle.js';
import { fixtureSpec, temporaryFolder, writeFixture } from '../grid/fixture.js';
import { writeSingleFixture } from '../overlays/singleFixture.js';
import { BACKGROUNDS, writeJointFixture } from './jointFixture.js';

const fixture = async () => await writeFixture(join(await temporaryFolder(), 'grid'));
const PLANE = { x: 'm5_gev', y: 'Umu5_sq', fix: {}, confidenceLevels: [0.95] };

describe('contours of a profile', () => {
  it('are measured from the best fit of the whole grid, and say so in text, JSON, CSV and figure', async () => {
    const grid = await fixture();
    const result = await computeContours(grid, { ...PLANE, profile: ['m4_gev', 'epsilon'] });
    const { best_fit } = await summarizeGrid(grid);
    const json = contoursToJson(result);
    expect(json.minimum).toMatchObject({
      chi2: best_fit?.chi2,
      at: best_fit?.at,
      on_edge: best_fit?.on_edge,
    });
    expect(Object.keys(json.minimum.at)).toContain('epsilon');
    expect(json).toMatchObject({
      fixed: {},
      reduced: {
        m4_gev: { how: 'profile', points: 3, from: 0.02, to: 0.2, prior: null },
        epsilon: { how: 'profile', points: 3, from: 2e-4, to: 2e-3, prior: null },
      },
      degrees_of_freedom: 2,
      reduced_points: { all: 3 * 23 * 26 * 3, missing: 0, outside: expect.any(Number) },
      minimum: { over: 'the plane, the profiled axes and |U|^2 = 0', of: 'chi2' },
    });
    for (const text of [describeContours(result, []), contoursToCsv(result)]) {
      expect(text).toMatch(/profiled over m4_gev: the least chi2 over its 3 points from 0\.02 to 0\.2 GeV$/m);
      expect(text).toMatch(
        /Delta chi2 from the minimum over this plane, the profiled axes and \|U\|\^2 = 0: chi2 = /,
      );
      expect(text).toMatch(/two degrees of freedom, the axes drawn \(Wilks' theorem\)$/m);
    }
    expect(drawFigure(result).replace(/<[^>]*>/g, '')).toMatch(
      /profiled over m4 and ε.* with m4 = .* and ε = /s,
    );
    // The sentence about the minimum and the ends of axes is longer than the frame is wide.
    for (const line of writeCaption(result, SCREEN_PAGE.frameWidth, DEFAULT_STYLE).notes)
      expect(measureText(line, CAPTION_SIZES.notes)).toBeLessThanOrEqual(SCREEN_PAGE.frameWidth);
    const path = join(grid.dir, '..', 'profile.png');
    await writeContours(result, path);
    expect((await readFile(path)).length).toBeGreaterThan(10_000);
  });

  it('is over the points where a pair can be made, and closed where there is none', async () => {
    const grid = await fixture();
    const request = { ...PLANE, profile: ['m4_gev', 'epsilon'] };
    const { flagPlane, plane, reducedPoints, backgroundChi2 } = await computeContours(grid, request);
    const { data } = await readVariable(grid, 'chi2', {});
    const [m4] = grid.axes;
    const isClosed = (a: number, i: number) =>
      at(plane.x.values, i) - at(m4?.values ?? [], a) <= 2 * 0.000511;
    const chi2At = (a: number, i: number, j: number, e: number) => at(data, ((a * 23 + i) * 26 + j) * 3 + e);
    let [left, worse] = [0, 0];
    for (let k = 0; k < plane.delta.length; k++) {
      const [i, j] = [k % 23, Math.floor(k / 23)];
      const open = [0, 1, 2].filter((a) => !isClosed(a, i));
      left += 3 * (3 - open.length);
      const least = Math.min(...open.flatMap((a) => [0, 1, 2].map((e) => chi2At(a, i, j, e))));
      expect(at(plane.delta, k)).toBe(least - plane.minimum.chi2);
      // The background's chi2, which closed points have, would have been less.
      if (open.length < 3 && least > backgroundChi2) worse++;
    }
    expect(flagPlane.bits.every((word) => word === 0)).toBe(true);
    expect(worse).toBeGreaterThan(20);
    expect(left).toBeGreaterThan(100);
    expect(reducedPoints).toMatchObject({ points: 3 * 23 * 26 * 3, missing: 0, outside: left });
    const closed = await computeContours(grid, { ...PLANE, fix: { m4_gev: 0.2 }, profile: ['epsilon'] });
    for (let k = 0; k < closed.plane.delta.length; k++) {
      expect(at(closed.flagPlane.bits, k)).toBe(isClosed(2, k % 23) ? 1 : 0);
      if (isClosed(2, k % 23)) expect(at(closed.plane.delta, k)).toBe(closed.plane.backgroundDelta);
    }
    expect(describeContours(closed, [])).toMatch(
      /^\d+ of the 1794 grid points reduced are no part of the model and left out: no pair can be made there \(m - m' <= 2 m_e\)$/m,
    );
  });

  it('over |U|^2 includes |U|^2 = 0, so that no mass is excluded by data that agree with it', async () => {
    const grid = await fixture();
    const request = { x: 'm5_gev', y: 'm4_gev', confidenceLevels: [0.95] };
    const fixed = await computeContours(grid, { ...request, fix: { epsilon: 2e-3, Umu5_sq: 1e-1 } });
    const profile = await computeContours(grid, { ...request, fix: { epsilon: 2e-3 }, profile: ['Umu5_sq'] });
    expect(fixed.plane.delta.some((delta) => delta > levelOf(0.95))).toBe(true);
    expect(profile.plane.delta.every((delta) => delta <= profile.plane.backgroundDelta + 1e-9)).toBe(true);
    expect(describeContours(profile, [])).toMatch(/26 points from 1e-6 to 0\.1 and \|U\|\^2 = 0$/m);
  });
});

describe('contours of a marginal likelihood', () => {
  it('name the prior, what Delta chi2 refers to, and no coverage', async () => {
    const grid = await fixture();
    const result = await computeContours(grid, {
      ...PLANE,
      profile: ['m4_gev'],
      marginalise: ['epsilon:flat'],
    });
    const json = contoursToJson(result);
    expect(json).toMatchObject({
      reduced: { m4_gev: { how: 'profile' }, epsilon: { how: 'marginal', prior: 'flat' } },
      minimum: { of: '-2 ln of the marginal likelihood' },
    });
    expect(json.minimum.at).not.toHaveProperty('epsilon');
    for (const text of [describeContours(result, []), contoursToCsv(result)]) {
      expect(text).toMatch(
        /marginalised over epsilon: .* 3 points from 2e-4 to 0\.002, prior flat in epsilon$/m,
      );
      expect(text).toMatch(
        /Delta chi2 = -2 ln of the marginal likelihood over its maximum over this plane, the profiled axes and/,
      );
      expect(text).toMatch(/says nothing of the coverage of a marginal likelihood$/m);
    }
    expect(drawFigure(result).replace(/<[^>]*>/g, '')).toMatch(/averaged over ε \(prior flat in ε\)/);
    // A mean is no better than its best point.
    const profile = await computeContours(grid, { ...PLANE, profile: ['m4_gev', 'epsilon'] });
    expect(result.plane.minimum.chi2).toBeGreaterThan(profile.plane.minimum.chi2);
  });

  it('of Asimov data excludes nothing', async () => {
    const base = fixtureSpec();
    const spec = { ...base, attributes: { ...base.attributes, statistic: 'cnp, asimov' } };
    const grid = await writeFixture(join(await temporaryFolder(), 'grid'), spec);
    const result = await computeContours(grid, { ...PLANE, marginalise: ['m4_gev', 'epsilon'] });
    expect(contoursToJson(result).contours[0]).toMatchObject({
      kind: 'sensitivity',
      above: 'expected sensitivity',
    });
    expect(describeContours(result, [])).not.toMatch(/excluded at/);
  });
});

describe('other limits', () => {
  it('do not apply where their mass or mixing has no value', async () => {
    const grid = await writeSingleFixture(join(await temporaryFolder(), 'grid'));
    const request = {
      x: 'mZprime_gev',
      y: 'Umu4_sq',
      fix: {},
      confidenceLevels: [0.95],
      profile: ['m4_gev'],
    };
    const { limits, overlays } = await computeContours(grid, request);
    expect([limits, overlays.limits.kind]).toEqual([undefined, 'none']);
    expect(overlays.limits).toHaveProperty(
      'reason',
      expect.stringMatching(/without a value of m4_gev, which is profiled/),
    );
    const asked = computeContours(grid, { ...request, limits: ['kek-1982'] });
    await expect(asked).rejects.toThrow(ConfigError);
    const beside = await computeContours(grid, {
      ...PLANE,
      x: 'm4_gev',
      y: 'Umu4_sq',
      profile: ['mZprime_gev'],
    });
    expect(beside.limits).toBeDefined();
  });
});

describe('a comparison of profiles', () => {
  it('profiles each experiment by itself, and tells the profiled values of best fits', async () => {
    const grid = await writeJointFixture(join(await temporaryFolder(), 'grid'));
    const comparison = await compareExperiments(grid, {
      ...PLANE,
      panels: [],
      excludes: 'search',
      prefers: ['excess'],
      cl: 0.95,
      profile: ['mZprime_gev'],
    });
    // The heavy Z' makes a thousandth of the signal: the search's minimum is there, the excess' at the light one.
    const [panel] = comparison.panels;
    const { data } = await readVariable(grid, 'chi2_search', { mZprime_gev: 1 });
    const columns = comparison.x.values.length;
    panel?.exclusionPlane.delta.forEach((delta, k) => {
      const heavy = at(data, (k % columns) * 13 + Math.floor(k / columns)) - BACKGROUNDS.search;
      expect(delta).toBeCloseTo(Math.max(0, heavy), 5);
    });
    const json = comparisonToJson(comparison);
    expect(json).toMatchObject({ degrees_of_freedom: 2, reduced: { mZprime_gev: { how: 'profile' } } });
    expect(json.rows[0]).toMatchObject({ best_mZprime_gev: 0.1 });
    expect(comparisonTable(comparison).about.join('\n')).toMatch(
      /own minimum over the plane, the profiled axes and/,
    );
  });

  it('refuses to reduce the axis of panels', async () => {
    const grid = await writeJointFixture(join(await temporaryFolder(), 'grid'));
    const panels = ['mZprime_gev'];
    const request = { ...PLANE, panels, excludes: 'search', prefers: ['excess'], cl: 0.95, profile: panels };
    await expect(compareExperiments(grid, request)).rejects.toThrow(/mZprime_gev has panels/);
  });
});

describe('limits mass by mass of a profile', () => {
  it('lie where the least chi2 over the profiled axes crosses the level', async () => {
    const grid = await fixture();
    const result = await computeMassLimits(grid, {
      x: 'm5_gev',
      fix: {},
      profile: ['m4_gev', 'epsilon'],
      experiments: [],
      confidenceLevel: 0.95,
      degreesOfFreedom: 2,
    });
    const { data } = await readVariable(grid, 'chi2', {});
    const [daughter, mass, mixing] = [at(grid.axes, 0), at(grid.axes, 1), at(grid.axes, 2)];
    mass.values.forEach((m, i) => {
      const open = [0, 1, 2].filter((a) => m - at(daughter.values, a) > 2 * 0.000511);
      const least = mixing.values.map((_, j) =>
        Math.min(...open.flatMap((a) => [0, 1, 2].map((e) => at(data, ((a * 23 + i) * 26 + j) * 3 + e)))),
      );
      const reference = Math.min(grid.attributes.background_chi2, ...least);
      const expected = upperLimit(
        mixing,
        least.map((chi2) => chi2 - reference),
        levelOf(0.95),
      );
      expect(result.curves[0]?.limits[i]?.interval.upper).toEqual(expected);
    });
    expect(aboutLimits(result).join('\n')).toMatch(/^profiled over epsilon: .*$/m);
  });
});
