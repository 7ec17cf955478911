/** What `contours` says in text, CSV and JSON: the words of each kind of fit, all or nothing, flags, and far values. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fixWarnings } from '../../src/planes/readingWarnings.js';
import { contoursToCsv } from '../../src/reports/contourFile.js';
import { describeContours } from '../../src/reports/contourText.js';
import { computeContours, contoursToJson, type PlaneContours } from '../../src/results/contours.js';
import { temporaryFolder } from '../grid/fixture.js';
import { writeJointFixture } from '../results/jointFixture.js';

interface Choice {
  readonly statistic?: string;
  readonly experiment?: string;
  readonly mZprime_gev?: number;
  readonly confidenceLevels?: readonly number[];
}

async function contoursOf({ statistic = 'cnp, observed', experiment, mZprime_gev = 0.1, ...rest }: Choice) {
  const grid = await writeJointFixture(join(await temporaryFolder(), 'grid'), { statistic });
  const request = { x: 'm5_gev', y: 'Umu5_sq', fix: { mZprime_gev }, confidenceLevels: [0.95], ...rest };
  return await computeContours(grid, { ...request, experiment });
}

/** Text, CSV and JSON, in one. */
function allWords(result: PlaneContours): string {
  const json = JSON.stringify(contoursToJson(result));
  return [describeContours(result, []), contoursToCsv(result), json].join('\n');
}

describe('the words of contours', () => {
  it('of a search are excluded and allowed', async () => {
    const result = await contoursOf({ experiment: 'search' });
    expect(describeContours(result, [])).toMatch(
      /^ {4}excluded at 95 % CL: 36 of 117 grid points of this plane \(30.8 %\), 1.607 decades\^2; \|U\|\^2 = 0 is allowed$/m,
    );
    expect(contoursToCsv(result)).toMatch(/^# excluded at 95 % CL: 36 of 117 grid points/m);
    expect(contoursToJson(result).contours[0]).toMatchObject({
      kind: 'exclusion',
      above: 'excluded',
      below: 'allowed',
      background: 'below',
      region: { side: 'above', is: 'excluded', points: 36 },
    });
    expect(allWords(result)).not.toMatch(/preferred|sensitivity/);
  });

  it('of Asimov data are an expected sensitivity', async () => {
    const result = await contoursOf({ experiment: 'search', statistic: 'cnp, asimov' });
    expect(describeContours(result, [])).toMatch(
      /^ {4}expected sensitivity at 95 % CL: 36 of 117 grid points.*the data are Asimov data/m,
    );
    expect(contoursToJson(result).contours[0]).toMatchObject({
      kind: 'sensitivity',
      above: 'expected sensitivity',
    });
    expect(allWords(result)).not.toMatch(/excluded|preferred|allowed/);
  });

  it('of an excess are preferred, where |U|^2 = 0 lies outside', async () => {
    const result = await contoursOf({ experiment: 'excess' });
    expect(describeContours(result, [])).toMatch(
      /^ {4}preferred at 95 % CL: 9 of 117 grid points.*\|U\|\^2 = 0 is outside of the preferred region$/m,
    );
    expect(contoursToJson(result).contours[0]).toMatchObject({
      kind: 'preferred',
      above: 'outside of the preferred region',
      background: 'above',
      region: { side: 'below', is: 'preferred', points: 9 },
    });
    expect(allWords(result)).not.toMatch(/excluded|sensitivity/);
  });

  it('of a joint fit are never excluded: allowed where |U|^2 = 0 is inside, preferred where it is not', async () => {
    const light = await contoursOf({});
    expect(describeContours(light, [])).toMatch(/^ {4}preferred at 95 % CL: /m);
    const heavy = await contoursOf({ mZprime_gev: 1 });
    expect(describeContours(heavy, [])).toMatch(/^ {4}allowed at 95 % CL: .*; \|U\|\^2 = 0 is allowed$/m);
    for (const result of [light, heavy]) expect(allWords(result)).not.toMatch(/excluded/);
  });

  it('differ from level to level where |U|^2 = 0 is inside at one of them only', async () => {
    const result = await contoursOf({ experiment: 'excess', confidenceLevels: [0.95, 0.99999999] });
    const { contours } = contoursToJson(result);
    expect(contours.map(({ region }) => region.is)).toEqual(['preferred', 'allowed']);
    expect(contours.map(({ region }) => region.side)).toEqual(['below', 'below']);
  });

  it('say whether all or nothing of a plane is meant', async () => {
    const nothing = await contoursOf({ experiment: 'search', mZprime_gev: 1 });
    const words = (result: PlaneContours) => [describeContours(result, []), contoursToCsv(result)];
    for (const text of words(nothing)) expect(text).toContain('excluded at 95 % CL: nothing of this plane; ');
    expect(contoursToJson(nothing).contours[0]?.region).toMatchObject({
      is: 'excluded',
      points: 0,
      share: 0,
    });

    const plane = { ...nothing.plane, delta: nothing.plane.delta.map(() => 50) };
    const all = { ...nothing, plane, counted: { ...nothing.counted, plane } };
    for (const text of words(all)) expect(text).toContain('excluded at 95 % CL: the whole plane; ');
    expect(contoursToJson(all).contours[0]?.region).toMatchObject({ is: 'excluded', points: 117, share: 1 });
  });
});

it('flags are told with their share of the plane and of the region', async () => {
  const result = await contoursOf({ experiment: 'excess' });
  const line =
    /flag low_effective_sample_size: 65 points of this plane \(55\.6 %\); 55\.6 % of those preferred at 95 % CL$/m;
  expect(describeContours(result, [])).toMatch(line);
  expect(contoursToCsv(result)).toMatch(line);
  const search = await contoursOf({ experiment: 'search' });
  expect(describeContours(search, [])).not.toMatch(/low_effective/);
});

it('the minimum says at which ends of the axes it lies', async () => {
  const result = await contoursOf({ experiment: 'excess' });
  const [m5 = 0, U = 0] = [result.plane.x.values[0], result.plane.y.values.at(-1)];
  const plane = { ...result.plane, minimum: { chi2: 1, at: { x: m5, y: U } } };
  const atEdge = { ...result, plane };
  expect(describeContours(atEdge, [])).toContain(
    'it lies at the lower end of the axis m5_gev and the upper end of the axis Umu5_sq: the minimum may be beyond what was scanned',
  );
  expect(contoursToCsv(atEdge)).toContain('(at the lower end of the axis m5_gev and the upper end');
  expect(contoursToJson(atEdge).minimum.on_edge).toEqual([
    { axis: 'm5_gev', end: 'lower' },
    { axis: 'Umu5_sq', end: 'upper' },
  ]);
});

describe('a fixed value', () => {
  const warningsOf = (requested: number | undefined, value: number) =>
    fixWarnings([{ name: 'm4_gev', value, index: 0, ...(requested === undefined ? {} : { requested }) }]);

  it('is near within 2 % of the grid value', () => {
    expect(warningsOf(undefined, 0.1)).toEqual([]);
    for (const near of [0.1, 0.098, 0.102]) expect(warningsOf(near, 0.1)).toEqual([]);
    for (const far of [0.0979, 0.1021, 0.05]) expect(warningsOf(far, 0.1)).toHaveLength(1);
    expect(warningsOf(0.11, 0.1)).toEqual([
      expect.stringMatching(/^--fix m4_gev=0.11: the nearest grid value is 0.1, 10 % off/),
    ]);
  });

  it('of 0 is near to 0 alone', () => {
    expect(warningsOf(0, 0)).toEqual([]);
    expect(warningsOf(1e-3, 0)).toEqual([
      expect.stringMatching(/the nearest grid value is 0, and that is what/),
    ]);
  });

  it('far away is a warning of contours', async () => {
    const result = await contoursOf({ experiment: 'search', mZprime_gev: 0.12 });
    expect(contoursToJson(result).warnings).toEqual([expect.stringContaining('--fix mZprime_gev=0.12')]);
    expect(contoursToCsv(result)).toMatch(/^# warning: --fix mZprime_gev=0.12/m);
  });
});
