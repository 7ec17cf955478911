/** Other limits and curves on planes of a grid: what is left is counted, said, and drawn; where none apply, why. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { JSDOM } from 'jsdom';
import { describe, expect, it } from 'vitest';
import { drawComparison } from '../../src/figures/comparisonFigure.js';
import { drawFigure } from '../../src/figures/figure.js';
import { comparisonNotes } from '../../src/reports/comparisonNotes.js';
import { comparisonToCsv, comparisonToJson, comparisonToText } from '../../src/reports/comparisonReport.js';
import { comparisonTable } from '../../src/reports/comparisonTable.js';
import { contoursToCsv } from '../../src/reports/contourFile.js';
import { compareExperiments } from '../../src/results/comparison.js';
import { computeContours, contoursToJson } from '../../src/results/contours.js';
import { temporaryFolder } from '../grid/fixture.js';
import { writeJointFixture } from '../results/jointFixture.js';
import { writeSingleFixture } from './singleFixture.js';

const REQUEST = {
  x: 'm4_gev',
  y: 'Umu4_sq',
  panels: ['mZprime_gev'],
  fix: {},
  cl: 0.95,
  excludes: 'search',
  prefers: ['excess'],
};

/** A folder with one limit: above |U|^2 = 1e-5 from 0.1 to 1 GeV, which is half of the masses. */
async function halfLimit(): Promise<string> {
  const dir = join(await temporaryFolder(), 'half');
  await mkdir(dir);
  await writeFile(
    join(dir, 'limits.yaml'),
    `name: half
title: Half
citations: [nobody]
mass: m4_gev
mixing: Umu4_sq
curves:
  half: { label: The half, files: [half.csv], cl: 0.9, process: K+ -> mu+ nu_4, source: nobody, assumes: nothing is seen }
`,
  );
  await writeFile(join(dir, 'half.csv'), 'm4_gev,Umu4_sq\n0.1,1e-5\n1,1e-5\n');
  return dir;
}

const textsOf = (svg: string) => {
  const { document } = new JSDOM(svg, { contentType: 'image/svg+xml' }).window;
  return [...document.querySelectorAll('text')].map((element) => element.textContent ?? '').join('\n');
};
const single = async () => await writeSingleFixture(join(await temporaryFolder(), 'grid'));
const cells = (comparison: Awaited<ReturnType<typeof compareExperiments>>, column: string) => {
  const { columns, rows } = comparisonTable(comparison);
  return rows.map((row) => row[columns.indexOf(column)]);
};

describe('what is left after other limits', () => {
  it('is counted: a band of two decades, the upper of which a limit takes for half of the masses', async () => {
    const comparison = await compareExperiments(await single(), { ...REQUEST, limits: [await halfLimit()] });
    // Light Z': the search takes nothing of the band. Heavy: its upper half.
    const shares = ['excluded_share', 'limits_share', 'left_share'].map((name) => cells(comparison, name));
    const expected = [
      [0, 0.5],
      [0.25, 0.25],
      [0.75, 0.5],
    ];
    for (const [i, own] of shares.entries())
      for (const [k, share] of own.entries())
        expect(share, `${i} ${k}`).toBeCloseTo(expected[i]?.[k] ?? -1, 2);
    // The best fit lies on the limit or beside it: all masses are alike, so that the first counts.
    expect(cells(comparison, 'limits_at_best_fit')).toEqual(['no', 'no']);
    expect(comparisonToText(comparison)).toMatch(/excluded_share +limits_share +left_share +open/);
    expect(comparisonNotes(comparison).slice(0, 3)).toEqual([
      'other limits (90 % CL), excluded above the lowest of The half, as published; none for m4_gev below 0.1',
      'The half assumes that nothing is seen; choose by --limits',
      "other limits (90 % CL) exclude 25.0 % of the plane's area; left_share is what neither they nor the experiment exclude",
    ]);
    const csv = comparisonToCsv(comparison);
    expect(csv).toMatch(/^mZprime_gev,preferred_by,area,excluded_share,limits_share,left_share,open,/m);
    expect(csv).toMatch(/^# other limits \(90 % CL\), excluded above/m);
    const json = comparisonToJson(comparison);
    expect(json.limits).toMatchObject({
      applied: true,
      mass: 'm4_gev',
      mixing: 'Umu4_sq',
      curves: [{ name: 'half', cl: 0.9, assumes: 'nothing is seen' }],
    });
    expect(json.rows[1]?.left_share).toBeCloseTo(0.5, 2);
  });

  it('is left out on request, and by default counts the published ones', async () => {
    const grid = await single();
    const none = await compareExperiments(grid, { ...REQUEST, limits: ['none'] });
    expect(cells(none, 'left_share')).toEqual([null, null]);
    expect(comparisonToText(none)).not.toMatch(/limits/);
    expect(comparisonNotes(none)[0]).toBe('other limits are left out (--limits none)');
    expect(textsOf(drawComparison(none))).not.toMatch(/other limits/);
    const some = await compareExperiments(grid, { ...REQUEST, limits: ['kek-1982', 'kek-2019,e949'] });
    expect(comparisonToJson(some).limits).toMatchObject({
      curves: [{ name: 'kek-1982' }, { name: 'kek-2019' }, { name: 'e949' }],
    });
    const all = await compareExperiments(grid, REQUEST);
    expect(comparisonToJson(all).limits).toMatchObject({ applied: true, curves: { length: 6 } });
    const [less, more] = [some, all].map((own) => Number(cells(own, 'limits_share')[0]));
    expect(less).toBeLessThan(more ?? 0);
    for (const [asked, message] of [
      [['toString'], /no such limit; valid: all, .*na62-2021\. A folder is given by its path, \.\/toString$/],
      [['kek-1983'], /--limits kek-1983: no such limit; did you mean kek-1982\?/],
      [['none', 'e949'], /--limits none cannot be combined with other limits/],
      [['umu4', 'e949'], /--limits umu4 is a folder/],
    ] as const) {
      await expect(compareExperiments(grid, { ...REQUEST, limits: asked })).rejects.toThrow(message);
    }
  });

  it('is shown: grey with its level in the legend, and which searches they are in the notes', async () => {
    const comparison = await compareExperiments(await single(), REQUEST);
    const svg = drawComparison(comparison);
    const texts = textsOf(svg);
    expect(texts).toMatch(/^other limits \(90\s% CL\)$/m);
    expect(texts).toMatch(/^excluded by The search \(95\s% CL\)$/m);
    expect(texts.replaceAll('\n', ' ')).toMatch(
      /Grey with an edge: \|Uμ4\|2 above the lowest of other limits at 90\s% CL \(PSI 1987, PIENU 2019, KEK 1982, KEK \(Bryman, Shrock 2019\), E949 and NA62 2021\), as published; contours: 95\s% CL\./,
    );
    expect(texts.replaceAll('\n', ' ')).toMatch(/NA62 2021 assumes that ν4 lives longer than 50 ns/);
    const { document } = new JSDOM(svg, { contentType: 'image/svg+xml' }).window;
    expect(document.querySelectorAll('path[fill="#4d4d4d"]')).toHaveLength(2);
  });

  it('is said to be nothing in the dual model, and why; what is asked for by name is refused there', async () => {
    const grid = await writeJointFixture(join(await temporaryFolder(), 'grid'));
    const request = { ...REQUEST, x: 'm5_gev', y: 'Umu5_sq' };
    const comparison = await compareExperiments(grid, request);
    const reason =
      /none of the other limits applies to the dual model: they bound \|U_mu4\|\^2, while here nu_5/;
    expect(comparisonNotes(comparison)[0]).toMatch(reason);
    expect(comparisonToJson(comparison).limits).toMatchObject({
      applied: false,
      reason: expect.stringMatching(reason),
    });
    expect(comparisonToText(comparison)).not.toMatch(/left_share/);
    expect(textsOf(drawComparison(comparison)).replaceAll('\n', ' ')).toMatch(
      /None of the other limits applies to the dual model: they bound \|Uμ4\|2, while here ν5 is made by Vμ5/,
    );
    await expect(compareExperiments(grid, { ...request, limits: ['e949'] })).rejects.toThrow(reason);
  });
});

describe('contours with other limits', () => {
  it('say how much of the plane and of the region they exclude, and draw it', async () => {
    const grid = await single();
    const request = { x: 'm4_gev', y: 'Umu4_sq', confidenceLevels: [0.95], limits: [await halfLimit()] };
    const result = await computeContours(grid, {
      ...request,
      experiment: 'excess',
      fix: { mZprime_gev: 0.1 },
    });
    const document = contoursToJson(result);
    expect(document.limits).toMatchObject({ applied: true, area_share: expect.closeTo(0.25, 10) });
    expect(document.contours[0]?.region.limits_share).toBeCloseTo(0.25, 2);
    expect(contoursToCsv(result)).toMatch(
      /^# other limits \(90 % CL\) exclude 25.0 % of the plane's area; 2\d\.\d % of the area preferred at 95 % CL$/m,
    );
    expect(textsOf(drawFigure(result))).toMatch(/^other limits \(90\s% CL\)$/m);
  });

  it('are cut at the one mass, or the one mixing, of a plane that shows no other', async () => {
    const grid = await single();
    const common = { confidenceLevels: [0.95], limits: [await halfLimit()], experiment: 'search' };
    const at = async (y: string, fix: Readonly<Record<string, number>>) =>
      await computeContours(grid, { ...common, x: 'mZprime_gev', y, fix });
    // Above 1e-5 at 0.5 GeV: three decades of six.
    const above = await at('Umu4_sq', { m4_gev: 0.5 });
    expect(above.limits?.areaShare).toBeCloseTo(0.5, 10);
    expect(contoursToCsv(above)).toMatch(/^# the lowest at m4_gev = 0\.5012: Umu4_sq = 1e-5, by The half$/m);
    const gap = await at('Umu4_sq', { m4_gev: 0.05 });
    expect(gap.limits).toMatchObject({ areaShare: 0, regions: [] });
    expect(contoursToCsv(gap)).toMatch(/^# the lowest at m4_gev = 0.05\d*: none$/m);
    expect(contoursToCsv(gap)).toMatch(/exclude nothing of the plane/);
    expect((await at('m4_gev', { Umu4_sq: 1e-4 })).limits?.areaShare).toBeCloseTo(0.5, 10);
    expect((await at('m4_gev', { Umu4_sq: 1e-6 })).limits?.areaShare).toBe(0);
  });
});
