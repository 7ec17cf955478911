/** Other limits: the lowest of several, what it excludes of a plane, and folders that cannot be read. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { gapsOf, limitAt, lowestOf } from '../../src/overlays/envelope.js';
import { type LimitPoint, loadLimits } from '../../src/overlays/limitFolder.js';
import { limitRegion } from '../../src/overlays/limitRegion.js';
import { isExcludedBy } from '../../src/overlays/limitWords.js';
import type { Axis } from '../../src/tiles/axes.js';
import { logAxis, temporaryFolder } from '../grid/fixture.js';

const curve = (name: string, ...points: LimitPoint[]) => ({ name, pieces: [points] });
const UMU4 = { mass: 'm4_gev', mixing: 'Umu4_sq' } as const;

/** The limit of one curve at a mass, point by point. */
function simpleLimit(points: readonly LimitPoint[], mass: number): number {
  for (const [i, [m1, u1]] of points.entries()) {
    const [m0, u0] = points[i - 1] ?? [m1, u1];
    if (mass >= m0 && mass <= m1 && m0 < m1)
      return u0 * (u1 / u0) ** (Math.log(mass / m0) / Math.log(m1 / m0));
  }
  return Number.POSITIVE_INFINITY;
}

describe('the lowest of limits', () => {
  it('changes where two cross, ends where none is, and steps where one ends', () => {
    // Powers of the mass, -2 and +2, that cross at (0.1, 1e-6); a third from 0.5 on, and nothing between 1 and 2.
    const envelope = lowestOf([
      curve('falling', [0.01, 1e-4], [1, 1e-8]),
      curve('rising', [0.01, 1e-8], [1, 1e-4]),
      curve('flat', [0.5, 1e-9], [0.8, 1e-9]),
      curve('far', [2, 1e-3], [3, 1e-3]),
    ]);
    expect(envelope.map((segment) => segment.curve)).toEqual(['rising', 'falling', 'flat', 'falling', 'far']);
    expect(envelope[0]?.to[0]).toBeCloseTo(0.1, 12);
    expect(envelope[0]?.to[1]).toBeCloseTo(1e-6, 15);
    expect(limitAt(envelope, 0.02)).toEqual({ mixing: expect.closeTo(4e-8, 18), curve: 'rising' });
    expect(limitAt(envelope, 0.6)?.mixing).toBeCloseTo(1e-9, 18);
    expect(limitAt(envelope, 1.5)).toBeUndefined();
    const gaps = gapsOf(envelope, 0.001, 10).flat();
    for (const [i, bound] of [0.001, 0.01, 1, 2, 3, 10].entries()) expect(gaps[i]).toBeCloseTo(bound, 12);
    expect(gapsOf(envelope, 0.1, 0.9)).toEqual([]);
    expect(gapsOf(envelope, 1.2, 1.8)).toEqual([[1.2, 1.8]]);
  });

  it('is that of every limit at every mass', () => {
    // A fixed sequence of numbers between 0 and 1.
    let state = 7;
    const next = () => {
      state = (state * 16807) % 2147483647;
      return state / 2147483647;
    };
    for (let trial = 0; trial < 40; trial++) {
      const curves = Array.from({ length: 4 }, (_, i) => {
        const masses = Array.from({ length: 6 }, () => 0.01 * 100 ** next()).sort((a, b) => a - b);
        return curve(
          String(i),
          ...masses.map((mass): LimitPoint => [mass, 10 ** (-8 + Math.round(4 * next()))]),
        );
      });
      const envelope = lowestOf(curves);
      for (let k = 0; k < 50; k++) {
        const mass = 0.01 * 100 ** next();
        const lowest = Math.min(...curves.map(({ pieces }) => simpleLimit(pieces[0] ?? [], mass)));
        const found = limitAt(envelope, mass)?.mixing ?? Number.POSITIVE_INFINITY;
        if (Number.isFinite(lowest)) expect(found / lowest).toBeCloseTo(1, 9);
        else expect(found).toBe(lowest);
      }
    }
  });

  it('takes two values at one mass for a step, and curves in any order', () => {
    const points: LimitPoint[] = [
      [0.1, 1e-6],
      [0.2, 1e-6],
      [0.2, 1e-8],
      [0.4, 1e-8],
    ];
    const envelope = lowestOf([curve('step', ...points)]);
    expect(limitAt(envelope, 0.19)?.mixing).toBeCloseTo(1e-6, 15);
    expect(limitAt(envelope, 0.21)?.mixing).toBeCloseTo(1e-8, 15);
    expect(gapsOf(envelope, 0.1, 0.4)).toEqual([]);
  });
});

it('excludes a point above the lowest, and none that lacks a mass', () => {
  const limits = {
    ...UMU4,
    kind: 'applied' as const,
    curves: [],
    envelope: lowestOf([curve('one', [0.1, 1e-6], [1, 1e-6])]),
  };
  expect(isExcludedBy(limits, { m4_gev: 0.5, Umu4_sq: 2e-6 })).toBe(true);
  expect(isExcludedBy(limits, { m4_gev: 0.5, Umu4_sq: 5e-7 })).toBe(false);
  expect(isExcludedBy(limits, { m4_gev: 0.05, Umu4_sq: 2e-6 })).toBe(false);
  expect(isExcludedBy(limits, { Umu4_sq: 2e-6 })).toBeUndefined();
});

describe('what a limit excludes of a plane', () => {
  const m = logAxis('m4_gev', 0.01, 1, 11);
  const U = logAxis('Umu4_sq', 1e-8, 1e-2, 13);
  const z = logAxis('mZprime_gev', 0.03, 3, 5);
  const linear = (name: Axis['name'], from: number, to: number): Axis => ({
    name,
    spacing: 'linear',
    values: Array.from({ length: 9 }, (_, i) => from + ((to - from) * i) / 8),
  });
  const values = {};

  it('is all above it: areas of triangles and rectangles in logarithms, whichever axis is which', () => {
    // From (0.01, 1e-2) to (1, 1e-8): half of the plane.
    const half = lowestOf([curve('half', [0.01, 1e-2], [1, 1e-8])]);
    expect(limitRegion(half, UMU4, { x: m, y: U, values }).areaShare).toBeCloseTo(0.5, 12);
    expect(limitRegion(half, UMU4, { x: U, y: m, values }).areaShare).toBeCloseTo(0.5, 12);
    // One decade of two in mass, four of six in the mixing.
    const block = lowestOf([curve('block', [0.1, 1e-6], [1, 1e-6])]);
    const region = limitRegion(block, UMU4, { x: m, y: U, values });
    expect(region.areaShare).toBeCloseTo((1 / 2) * (4 / 6), 12);
    // Its edge goes down at 0.1 GeV and to the end of the axis, not along the border.
    expect(region.lines).toHaveLength(1);
    const line = region.lines[0] ?? [];
    expect(line.map(([mass]) => Number(mass.toPrecision(6)))).toEqual([0.1, 0.1, 1]);
    expect(line.map(([, mixing]) => Number(mixing.toPrecision(6)))).toEqual([1e-2, 1e-6, 1e-6]);
  });

  it('is cut off at the plane: below it everything, above it nothing, and nothing in a gap', () => {
    const low = lowestOf([curve('low', [0.001, 1e-12], [10, 1e-12])]);
    expect(limitRegion(low, UMU4, { x: m, y: U, values })).toMatchObject({ areaShare: 1, lines: [] });
    const high = lowestOf([curve('high', [0.001, 0.5], [10, 0.5])]);
    expect(limitRegion(high, UMU4, { x: m, y: U, values })).toEqual({ areaShare: 0, lines: [], regions: [] });
    const gap = lowestOf([curve('a', [0.001, 1e-9], [0.005, 1e-9]), curve('b', [2, 1e-9], [3, 1e-9])]);
    expect(limitRegion(gap, UMU4, { x: m, y: U, values })).toEqual({ areaShare: 0, lines: [], regions: [] });
    // Through the plane from below its floor to above its ceiling: from 1e-11 to 1 over two decades of mass.
    const steep = lowestOf([curve('steep', [0.01, 1e-11], [1, 1])]);
    const region = limitRegion(steep, UMU4, { x: m, y: U, values });
    // The line enters at 3/11 of the width and leaves at 9/11: all of the left part, half of the middle.
    expect(region.areaShare).toBeCloseTo(3 / 11 + 0.5 * (6 / 11), 10);
    expect(region.lines.map((line) => line.length)).toEqual([2]);
  });

  it('counts what axes count: on linear ones the curve is bent', () => {
    const [mass, mixing] = [linear('m4_gev', 0, 0.4), linear('Umu4_sq', 0, 1e-6)];
    // U = 1e-6 (m/0.4)^2: two thirds of the plane lie above it.
    const bent = lowestOf([curve('bent', [0.004, 1e-10], [0.4, 1e-6])]);
    const region = limitRegion(bent, UMU4, { x: mass, y: mixing, values });
    expect(region.areaShare).toBeCloseTo(0.99 - (1 / 3) * (1 - 1e-6), 4);
  });

  it('is strips where the plane shows the mass or the mixing alone, and all or nothing where neither', () => {
    const envelope = lowestOf([curve('vee', [0.01, 1e-4], [0.1, 1e-6], [1, 1e-4])]);
    const at = (x: Axis, y: Axis, fixed: Readonly<Record<string, number>>) =>
      limitRegion(envelope, UMU4, { x, y, values: fixed });
    // Below 1e-5 from 0.0316 to 0.316 GeV: half of the axis.
    const strip = at(z, m, { Umu4_sq: 1e-5 });
    expect(strip.areaShare).toBeCloseTo(0.5, 12);
    expect(strip.lines).toHaveLength(2);
    expect(at(m, z, { Umu4_sq: 1e-7 }).areaShare).toBe(0);
    // At 0.1 GeV all above 1e-6: four decades of six.
    expect(at(z, U, { m4_gev: 0.1 }).areaShare).toBeCloseTo(4 / 6, 12);
    expect(at(z, U, { m4_gev: 5 })).toMatchObject({ areaShare: 0, lines: [] });
    const epsilon = logAxis('epsilon', 1e-4, 1e-2, 4);
    expect(at(z, epsilon, { m4_gev: 0.1, Umu4_sq: 2e-6 }).areaShare).toBe(1);
    expect(at(z, epsilon, { m4_gev: 0.1, Umu4_sq: 5e-7 }).areaShare).toBe(0);
  });
});

describe('a folder of limits', () => {
  it('of the program holds the six published ones, in order of mass, with where they come from', async () => {
    const folder = await loadLimits('umu4');
    expect(folder.curves.map(({ name }) => name)).toEqual([
      'psi-1987',
      'pienu-2019',
      'kek-1982',
      'kek-2019',
      'e949',
      'na62-2021',
    ]);
    for (const { cl, source, pieces } of folder.curves) {
      expect(cl).toBe(0.9);
      expect(source).toMatch(/Phys\. (Rev|Lett)/);
      for (const points of pieces) {
        for (const [i, [mass, mixing]] of points.entries()) {
          expect(mass).toBeGreaterThanOrEqual(points[i - 1]?.[0] ?? 0);
          expect(mixing).toBeGreaterThan(0);
        }
      }
    }
  });

  const YAML = `
name: mine
title: Mine
citations: [none yet]
mass: m4_gev
mixing: Umu4_sq
curves:
  one: { label: One, files: [one.csv], cl: 0.9, process: K+ -> mu+ nu_4, source: nobody }
`;
  const read = async (files: Readonly<Record<string, string>>) => {
    const dir = join(await temporaryFolder(), 'mine');
    await mkdir(dir);
    for (const [name, text] of Object.entries(files)) await writeFile(join(dir, name), text);
    return await loadLimits(dir);
  };

  it('may be turned around in mass', async () => {
    const { curves } = await read({
      'limits.yaml': YAML,
      'one.csv': 'm4_gev,Umu4_sq\n0.3,1e-6\n0.2,1e-7\n0.1,1e-5\n',
    });
    expect(curves[0]?.pieces[0]?.map(([mass]) => mass)).toEqual([0.1, 0.2, 0.3]);
  });

  it.each([
    [YAML, 'm4_gev,Umu4_sq\n0.1,1e-6\n0.3,1e-6\n0.2,1e-6\n', /one.csv:4: m4_gev: 0.2 after 0.3; .* order/],
    [YAML, 'm4_gev,Umu4_sq\n0.1,0\n0.3,1e-6\n', /one.csv:2: Umu4_sq: 0 is not positive/],
    [YAML, 'm4_gev,Umu4_sq\n100,1e-5\n300,1e-6\n', /one.csv:2: m4_gev: 100 is beyond 10 GeV; is it in MeV/],
    [YAML, 'm4_gev,Umu4_sq\n0.1,2\n0.3,1e-6\n', /one.csv:2: Umu4_sq: 2 is beyond 1/],
    [YAML, 'm5_gev,Umu4_sq\n0.1,1e-5\n0.3,1e-6\n', /one.csv:1: no column m4_gev; did you mean m5_gev/],
    [YAML, 'm4_gev,Umu4_sq\n0.1,1e-5\n', /one.csv: one row; a limit needs two or more/],
    [YAML, 'm4_gev,Umu4_sq\n0.1,nan\n0.2,1e-5\n', /one.csv:2: Umu4_sq: "nan" is not a finite number/],
    [YAML.replace('cl: 0.9', 'cl: 90'), 'm4_gev,Umu4_sq\n0.1,1e-5\n0.2,1e-5\n', /curves.one.cl: 90/],
    [YAML.replace('label: One, ', ''), 'm4_gev,Umu4_sq\n0.1,1e-5\n0.2,1e-5\n', /curves.one.label/],
    [YAML.replace('name: mine', 'name: yours'), 'm4_gev,Umu4_sq\n0.1,1e-5\n0.2,1e-5\n', /folder named mine/],
    [YAML.replace('one.csv', 'two.csv'), 'm4_gev,Umu4_sq\n0.1,1e-5\n0.2,1e-5\n', /two.csv: no such file/],
  ])('is refused with the place of its mistake: %#', async (yaml, csv, message) => {
    await expect(read({ 'limits.yaml': yaml, 'one.csv': csv })).rejects.toThrow(message);
  });

  it('that is not there is named with its neighbour', async () => {
    await expect(loadLimits('umu5')).rejects.toThrow(/no folder of limits umu5; did you mean umu4\?/);
    await expect(loadLimits('./nowhere')).rejects.toThrow(/nowhere; give a folder with a limits.yaml/);
  });
});
