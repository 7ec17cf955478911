/** Planes with axes profiled and marginalised: against brute force in f64, in chunks of any shape, with missing points, and within little memory. */
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { at } from '../../src/at.js';
import { ConfigError, StoreError } from '../../src/errors.js';
import type { Grid } from '../../src/grid/store.js';
import { gridAxisOf } from '../../src/model/parameters.js';
import { OUTSIDE } from '../../src/planes/outside.js';
import { reducedFlags } from '../../src/planes/reducedFlags.js';
import { reducePlane } from '../../src/planes/reducePlane.js';
import { priorWeights, type ReductionRequest } from '../../src/planes/reductions.js';
import { choosePlane } from '../../src/planes/slice.js';
import { productOf, type Tile } from '../../src/tiles/tiles.js';
import { logAxis, temporaryFolder, variable } from '../grid/fixture.js';
import {
  AXES,
  type Contents,
  contentsOf,
  everyPoint,
  isInside,
  planOf,
  SHAPE,
  wordAt,
  writeContents,
} from './reductionFixture.js';

afterEach(() => {
  vi.unstubAllGlobals();
});

/** Random numbers that a seed repeats: mulberry32. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const NAMES = AXES.map(({ name }) => name as string);
const axisOf = (name: string) => at(AXES, NAMES.indexOf(name));

/** A plane and what becomes of the other three axes. */
interface Choice extends ReductionRequest {
  readonly x: string;
  readonly y: string;
  readonly fix: Readonly<Record<string, number>>;
}

const WAYS = ['fix', 'profile', 'marginalise', 'marginalise:flat', 'marginalise:log'] as const;
const choices = fc
  .record({
    order: fc.shuffledSubarray(NAMES, { minLength: 5, maxLength: 5 }),
    ways: fc.array(fc.constantFrom(...WAYS), { minLength: 3, maxLength: 3 }),
    index: fc.nat({ max: 2 }),
  })
  .map(({ order, ways, index }): Choice => {
    const [x = '', y = '', ...others] = order;
    const with_ = (way: string) => others.filter((_, i) => ways[i]?.startsWith(way));
    return {
      x,
      y,
      fix: Object.fromEntries(with_('fix').map((name) => [name, at(axisOf(name).values, index)])),
      profile: with_('profile'),
      marginalise: others.flatMap((name, i) => {
        const way = at(ways, i);
        return way.startsWith('marginalise') ? [`${name}${way.slice('marginalise'.length)}`] : [];
      }),
    };
  })
  .filter(({ profile = [], marginalise = [] }) => profile.length + marginalise.length > 0);

const PLANE = { x: 'm5_gev', y: 'Umu5_sq' } as const;
/** Planes whose flags and places can be compared exactly. */
const SEVERAL: readonly Choice[] = [
  { ...PLANE, fix: {}, profile: ['gD', 'm4_gev', 'mZprime_gev'], marginalise: [] },
  { ...PLANE, fix: { mZprime_gev: 0.3 }, profile: ['m4_gev', 'gD'], marginalise: [] },
  // Means over masses of which the model has only some.
  { ...PLANE, fix: { mZprime_gev: 0.3, gD: 1 }, profile: [], marginalise: ['m4_gev:flat'] },
  {
    x: 'Umu5_sq',
    y: 'gD',
    fix: { mZprime_gev: 0.35 },
    profile: [],
    marginalise: ['m4_gev:log', 'm5_gev:flat'],
  },
];

/** The weights of the trapezoidal rule as an integral: half of each step belongs to each of its ends. */
function trapezoid(name: string, prior: string | undefined): number[] {
  const { values, spacing } = axisOf(name);
  // The axis of listed values spans more than a decade.
  const isLog = prior === undefined ? spacing !== 'linear' : prior === 'log';
  const places = values.map((value) => (isLog ? Math.log10(value) : value));
  const weights = places.map(() => 0);
  for (let i = 0; i + 1 < places.length; i++) {
    const half = (at(places, i + 1) - at(places, i)) / 2;
    weights[i] = at(weights, i) + half;
    weights[i + 1] = at(weights, i + 1) + half;
  }
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/**
 * The reduced plane, point by point from all of the grid without the points that the model does not have: for each point of the profiled axes the mean,
 * then the least of them. Where nothing is left, OUTSIDE and the first point; where all that is left is missing, so is the result.
 */
function bruteForce(contents: Contents, { x, y, fix, profile = [], marginalise = [] }: Choice) {
  const [nx, ny] = [axisOf(x).values.length, axisOf(y).values.length];
  const points = everyPoint(contents).filter(({ index }) =>
    Object.entries(fix).every(
      ([name, value]) => at(axisOf(name).values, at(index, NAMES.indexOf(name))) === value,
    ),
  );
  const priors = marginalise.map((text) => {
    const [name = '', prior] = text.split(':');
    return { axis: NAMES.indexOf(name), weights: trapezoid(name, prior) };
  });
  const chi2 = new Float64Array(nx * ny).fill(Number.NaN);
  const words = new Uint32Array(nx * ny);
  const places = new Float64Array(nx * ny).fill(-1);
  for (let k = 0; k < nx * ny; k++) {
    const here = points.filter(
      ({ index }) => index[NAMES.indexOf(x)] === k % nx && index[NAMES.indexOf(y)] === Math.floor(k / nx),
    );
    const slices = new Map<string, (typeof here)[number][]>();
    for (const point of here) {
      const place = NAMES.flatMap((name, i) => (profile.includes(name) ? [at(point.index, i)] : [])).join();
      slices.set(place, [...(slices.get(place) ?? []), point]);
    }
    let isUnknown = false;
    // Slices come in C order of the profiled axes, as points do.
    for (const [place, whole] of [...slices.values()].entries()) {
      const slice = whole.filter(({ index }) => isInside(index));
      if (slice.length === 0) {
        if (!Number.isNaN(at(chi2, k))) continue;
        chi2[k] = OUTSIDE;
        places[k] = place;
        words[k] = whole.reduce((all, { index }) => all | wordAt(contents, index), 0);
        continue;
      }
      const least = slice.reduce((low, point) => Math.min(low, point.chi2), Number.POSITIVE_INFINITY);
      let [mean, prior] = [0, 0];
      for (const point of slice) {
        const weight = priors.reduce((all, { axis, weights }) => all * at(weights, at(point.index, axis)), 1);
        mean += weight * Math.exp((least - point.chi2) / 2);
        prior += weight;
      }
      const value = priors.length === 0 ? least : least - 2 * Math.log(mean / prior);
      isUnknown ||= Number.isNaN(value);
      if (Number.isNaN(value) || value >= (chi2[k] ?? 0)) continue;
      chi2[k] = value;
      places[k] = place;
      words[k] = slice.reduce((all, { index }) => all | wordAt(contents, index), 0);
    }
    // What the model has and nobody knows is not what it does not have.
    if (chi2[k] === OUTSIDE && isUnknown) [chi2[k], places[k], words[k]] = [Number.NaN, -1, 0];
  }
  return { chi2, words, places };
}

/** Words from a plane of flags, by the masks of the fixture. */
const MASKS: Readonly<Record<string, number>> = {
  closed: 1,
  low_effective_sample_size: 2,
  large_mixing: 128,
};

async function reduced(grid: Grid, { x, y, fix, ...reduction }: Choice) {
  const choice = choosePlane(grid, x, y, fix, reduction);
  const plane = await reducePlane(grid, 'chi2', choice);
  const { names, bits } = await reducedFlags(grid, choice, '', plane);
  const words = bits.map((word) =>
    names.reduce((all, name, i) => all | ((word & (1 << i)) === 0 ? 0 : (MASKS[name] ?? 0)), 0),
  );
  return { ...plane, words };
}

describe('a plane with axes profiled and marginalised', () => {
  it('has the numbers and flags of brute force, and the same bits in chunks of any shape', async () => {
    const contents = contentsOf(seeded(1));
    const folder = await temporaryFolder();
    const chunkShapes = [SHAPE, [2, 3, 2, 2, 2], [1, 5, 1, 4, 1], [3, 2, 4, 1, 2]];
    const grids = await Promise.all(
      chunkShapes.map((shape, i) => writeContents(join(folder, String(i)), contents, shape)),
    );
    await fc.assert(
      fc.asyncProperty(choices, async (choice) => {
        const expected = bruteForce(contents, choice);
        const [first, ...others] = await Promise.all(grids.map((grid) => reduced(grid, choice)));
        const isProfile = choice.marginalise?.length === 0;
        first?.chi2.forEach((value, k) => {
          const wanted = at(expected.chi2, k);
          if (isProfile) expect(value).toBe(wanted);
          else expect(Math.abs(value - wanted)).toBeLessThan(1e-12 * Math.max(1, wanted));
        });
        // Minima may tie only up to rounding where means are compared; profiles are compared exactly.
        if (isProfile || choice.profile?.length === 0) {
          expect(first?.words).toEqual(expected.words);
          expect(first?.places).toEqual(expected.places);
        }
        for (const other of others) expect(other).toEqual(first);
      }),
      // Chance seldom profiles several axes and marginalises none.
      { numRuns: 15, examples: SEVERAL.map((choice) => [choice]) },
    );
  });

  it('leaves missing points out of a minimum, and has no mean over them', async () => {
    const contents = contentsOf(seeded(2), { missing: 0.3 });
    const folder = await temporaryFolder();
    const grid = await writeContents(join(folder, 'grid'), contents, [2, 3, 2, 2, 2]);
    let missing = 0;
    for (const request of [
      { profile: ['m4_gev', 'gD'] },
      { marginalise: ['gD'], profile: ['m4_gev'] },
      { marginalise: ['gD:flat', 'm4_gev:log'] },
    ]) {
      const choice = { x: 'm5_gev', y: 'Umu5_sq', fix: { mZprime_gev: 0.35 }, ...request };
      const expected = bruteForce(contents, choice);
      const found = await reduced(grid, choice);
      found.chi2.forEach((value, k) => {
        const wanted = at(expected.chi2, k);
        if (Number.isNaN(wanted)) missing++;
        expect(Number.isNaN(value)).toBe(Number.isNaN(wanted));
        if (!Number.isNaN(wanted)) expect(value).toBeCloseTo(wanted, 11);
        if (Number.isNaN(wanted)) expect([found.places[k], found.words[k]]).toEqual([-1, 0]);
      });
      if (request.marginalise === undefined) {
        expect(found.places).toEqual(expected.places);
        expect(found.words).toEqual(expected.words);
      }
      const inSlice = everyPoint(contents).filter(({ index }) => index[2] === 2);
      expect(found.points).toBe(inSlice.length);
      expect(found.missing).toBe(inSlice.filter(({ chi2 }) => Number.isNaN(chi2)).length);
    }
    expect(missing).toBeGreaterThan(10);
  });

  it('averages huge chi2 without underflow, and equal ones to themselves', async () => {
    const random = contentsOf(seeded(3), { scale: 1e4 });
    const contents = { ...random, chi2: random.chi2.map((value) => value + 5000) };
    const folder = await temporaryFolder();
    const grid = await writeContents(join(folder, 'huge'), contents, [2, 3, 2, 2, 2]);
    const choice = { x: 'm5_gev', y: 'Umu5_sq', fix: {}, marginalise: ['m4_gev', 'gD', 'mZprime_gev'] };
    const found = await reduced(grid, choice);
    const expected = bruteForce(contents, choice);
    expect(expected.chi2.every((value) => value > 1000)).toBe(true);
    found.chi2.forEach((value, k) => {
      expect(Math.abs(value / at(expected.chi2, k) - 1)).toBeLessThan(1e-12);
    });
    const same = { ...contents, chi2: contents.chi2.map(() => 7.25) };
    const flat = await reduced(await writeContents(join(folder, 'same'), same, SHAPE), choice);
    for (const value of flat.chi2) expect(Math.abs(value - 7.25)).toBeLessThan(1e-14 * 10);
    // Weights whose sum is 1 but for rounding: the mean of likelihoods of 1 is not more than 1, which would be a negative chi2.
    const none = { ...contents, chi2: contents.chi2.map(() => 0) };
    const best = await reduced(await writeContents(join(folder, 'none'), none, SHAPE), choice);
    for (const value of best.chi2) expect(value >= 0 && value < 1e-14).toBe(true);
  });

  it('takes the first of equal minima, and refuses a negative chi2 with its place', async () => {
    const contents = contentsOf(seeded(4));
    const folder = await temporaryFolder();
    const same = { ...contents, chi2: contents.chi2.map(() => 3) };
    const request = { x: 'm5_gev', y: 'Umu5_sq', fix: { mZprime_gev: 2 }, profile: ['gD', 'm4_gev'] };
    const grid = await writeContents(join(folder, 'same'), same, [1, 2, 3, 2, 2]);
    expect([...(await reduced(grid, request)).places].every((place) => place === 0)).toBe(true);
    const bad = Float32Array.from(contents.chi2);
    bad[0 * 240 + 1 * 48 + 3 * 12 + 2 * 3 + 1] = -0.5;
    const broken = await writeContents(join(folder, 'bad'), { ...contents, chi2: bad }, [2, 2, 3, 2, 2]);
    const failing = reduced(broken, request);
    await expect(failing).rejects.toThrow(StoreError);
    await expect(failing).rejects.toThrow(
      /chi2 is -0\.5 at m4_gev = 0\.02, m5_gev = 0\.1778, mZprime_gev = 2, Umu5_sq = 1e-4, gD = 1; a chi2 cannot/,
    );
  });

  it('reads each tile once and no other, one at a time, and never makes an array larger than the plane', async () => {
    const axes = [
      logAxis('m4_gev', 0.02, 0.2, 24),
      logAxis('m5_gev', 0.1, 1, 32),
      logAxis('Umu5_sq', 1e-8, 1e-2, 20),
      logAxis('epsilon', 1e-4, 1e-2, 16),
    ].map(gridAxisOf);
    const tilePlan = planOf([24, 32, 20, 16], [5, 8, 4, 8]);
    const grid = {
      dir: 'made',
      axes,
      tilePlan,
      variables: [
        variable(
          'chi2',
          axes.map(({ name }) => name),
        ),
      ],
    };
    const seen = new Map<string, number>();
    let reading = 0;
    let most = 0;
    const read = async (_: Grid, { index, shape }: Tile) => {
      most = Math.max(most, ++reading);
      seen.set(index.join(), (seen.get(index.join()) ?? 0) + 1);
      await Promise.resolve();
      reading--;
      return new Float32Array(productOf(shape)).fill(index.reduce((sum, i) => sum + i, 1));
    };
    const choice = choosePlane(
      grid as unknown as Grid,
      'm5_gev',
      'Umu5_sq',
      { epsilon: 1e-4 },
      { profile: ['m4_gev'] },
    );
    const both = choosePlane(
      grid as unknown as Grid,
      'm5_gev',
      'Umu5_sq',
      {},
      { profile: ['m4_gev'], marginalise: ['epsilon'] },
    );
    const lengths: number[] = [];
    vi.stubGlobal(
      'Float64Array',
      class extends Float64Array {
        constructor(...given: readonly unknown[]) {
          super(...(given as [number]));
          lengths.push(this.length);
        }
      },
    );
    const { points } = await reducePlane(grid as unknown as Grid, 'chi2', choice, read);
    expect(points).toBe(24 * 32 * 20);
    expect([seen.size, Math.max(...seen.values())]).toEqual([5 * 4 * 5, 1]);
    seen.clear();
    await reducePlane(grid as unknown as Grid, 'chi2', both, read);
    expect([seen.size, Math.max(...seen.values()), most]).toEqual([5 * 4 * 5 * 2, 1, 1]);
    expect(lengths.length).toBeGreaterThan(100);
    // A tile, in which nothing is missing, is folded as it was read.
    expect(Math.max(...lengths)).toBe(32 * 20);
    expect(productOf(tilePlan.chunkShape)).toBeGreaterThan(32 * 20);
  });
});

describe('the choice of what to reduce', () => {
  it('refuses axes that are unknown, shown, fixed or named twice, and priors that are none', async () => {
    const folder = await temporaryFolder();
    const grid = await writeContents(join(folder, 'grid'), contentsOf(seeded(5)), SHAPE);
    const rest = { mZprime_gev: 2, gD: 1 };
    const cases: [Readonly<Record<string, number>>, ReductionRequest, RegExp][] = [
      [rest, { profile: ['m4_ge'] }, /^unknown axis m4_ge; did you mean m4_gev\?/],
      [
        { ...rest, m4_gev: 0.02 },
        { profile: ['m5_gev'] },
        /^m5_gev is shown and cannot be reduced too; drop --profile m5_gev$/,
      ],
      [
        rest,
        { profile: ['gD', 'm4_gev'] },
        /^gD cannot be both fixed and reduced; drop --fix gD or --profile gD$/,
      ],
      [rest, { profile: ['m4_gev'], marginalise: ['m4_gev'] }, /^m4_gev is profiled or marginalised twice/],
      [
        rest,
        { marginalise: ['m4_gev:jeffreys'] },
        /^--marginalise m4_gev:jeffreys: no such prior; write m4_gev:flat or m4_gev:log$/,
      ],
      [rest, { marginalise: ['m4_gev:log:log'] }, /no such prior/],
      [
        { gD: 1 },
        { marginalise: ['m4_gev'] },
        /^mZprime_gev must be fixed too, e\.g\. --fix mZprime_gev=0\.35, or reduced/,
      ],
    ];
    for (const [fix, reduction, message] of cases) {
      const choose = () => choosePlane(grid, 'm5_gev', 'Umu5_sq', fix, reduction);
      expect(choose).toThrow(ConfigError);
      expect(choose).toThrow(message);
    }
  });

  it('takes a prior flat on the scale of the axis where none is named; none is logarithmic from 0 on', () => {
    const axis = gridAxisOf({ name: 'Umu5_sq', spacing: 'values', values: [0, 1, 4] });
    expect([...priorWeights({ axis, prior: 'flat' })]).toEqual([0.125, 0.5, 0.375]);
    const grid = { axes: [axis, ...['m4_gev', 'm5_gev'].map((name) => gridAxisOf(axisOf(name)))] };
    const choose = () =>
      choosePlane(grid as unknown as Grid, 'm4_gev', 'm5_gev', {}, { marginalise: ['Umu5_sq:log'] });
    expect(choose).toThrow(/begins at 0, which has no logarithm; write Umu5_sq:flat$/);
    const { reduced: found } = choosePlane(
      grid as unknown as Grid,
      'm4_gev',
      'm5_gev',
      {},
      { marginalise: ['Umu5_sq'] },
    );
    expect(found).toEqual([{ how: 'marginal', axis, prior: 'flat' }]);
  });
});
