/** Bins of true quantities: as options give them, and as a sample's weights make them. */
import { describe, expect, it } from 'vitest';
import { at } from '../../../src/at.js';
import { ConfigError } from '../../../src/errors.js';
import { sourcesOf } from '../../../src/samples/response/fillEmpty.js';
import {
  axisOf,
  binOn,
  binsAt,
  binsOfEvents,
  checkAxes,
  defaultAxes,
  readAxis,
  type TrueAxis,
} from '../../../src/samples/response/trueBins.js';
import { randomStream } from '../../scans.js';

describe('an axis as an option', () => {
  it('is a number of bins, or edges', () => {
    expect(readAxis('e_ee_gev=12')).toEqual({ quantity: 'e_ee_gev', bins: 12 });
    expect(readAxis('cos_theta=-1,0,0.5,1')).toEqual({ quantity: 'cos_theta', bins: [-1, 0, 0.5, 1] });
  });

  it.each([
    ['e_ee=4', /--axis e_ee=4: unknown quantity; did you mean e_ee_gev\?/],
    ['e_ee_gev', /write e_ee_gev=N for N bins, or e_ee_gev=EDGE,EDGE/],
    ['e_ee_gev=', /write e_ee_gev=N/],
    ['e_ee_gev=1=2', /write e_ee_gev=N/],
    ['e_ee_gev=0', /a number of bins from 1 to 200 expected/],
    ['e_ee_gev=2.5', /a number of bins from 1 to 200/],
    ['e_ee_gev=0,x,1', /not all numbers/],
    ['e_ee_gev=0,,1', /not all numbers/],
    ['e_ee_gev=0,2,1', /1 after 2; edges must increase strictly/],
  ])('%s is refused in words', (text, words) => {
    expect(() => readAxis(text)).toThrow(ConfigError);
    expect(() => readAxis(text)).toThrow(words);
  });
});

describe('bins of equal weight', () => {
  it('hold equal shares, to an event', () => {
    const random = randomStream(3);
    const values = Float64Array.from({ length: 5000 }, () => random() ** 3 * 40);
    const weights = Float64Array.from(values, (x) => 1 + x);
    const axis = axisOf({ quantity: 'theta_ee_deg', bins: 7 }, values, weights);
    expect(axis.edges.length).toBe(8);
    const held = new Float64Array(7);
    values.forEach((value, i) => {
      const bin = binOn(axis, value);
      held[bin] = at(held, bin) + at(weights, i);
    });
    const total = weights.reduce((sum, w) => sum + w, 0);
    // Edges have four digits, between which there are a few events.
    for (const share of held) expect(Math.abs(share / total - 1 / 7)).toBeLessThan(0.005);
    expect(at(axis.edges, 0)).toBeLessThanOrEqual(values.reduce((a, b) => Math.min(a, b)));
    expect(at(axis.edges, 7)).toBeGreaterThanOrEqual(values.reduce((a, b) => Math.max(a, b)));
  });

  it('are fewer where many events have one value, and none where all have', () => {
    const values = Float64Array.from([1, 1, 1, 1, 1, 1, 2, 3]);
    const { edges } = axisOf({ quantity: 'e_ee_gev', bins: 4 }, values, new Float64Array(8).fill(1));
    expect(edges).toEqual([1, 2, 3]);
    const same = new Float64Array(5).fill(0.03);
    expect(() => axisOf({ quantity: 'm_ee_gev', bins: 4 }, same, same)).toThrow(
      /--axis m_ee_gev=4: all events have the same m_ee_gev, 0.03; leave it out/,
    );
  });

  it('leave 25 effective events in a bin on average where nobody chose', () => {
    expect(defaultAxes(25 * 3 ** 4).map(({ bins }) => bins)).toEqual([3, 3, 3, 3]);
    expect(defaultAxes(3).map(({ bins }) => bins)).toEqual([1, 1, 1, 1]);
    expect(defaultAxes(1e9).map(({ bins }) => bins)).toEqual([16, 16, 16, 16]);
  });
});

const AXES: readonly TrueAxis[] = [
  { quantity: 'e_ee_gev', edges: [0.1, 0.2, 0.5] },
  { quantity: 'opening_deg', edges: [0, 10, 20, 180] },
];

describe('bins of several axes', () => {
  it('are in C order, lower edges included, with all beyond in the outermost', () => {
    const values = new Map([
      ['e_ee_gev', Float64Array.from([0.01, 0.2, 7])],
      ['opening_deg', Float64Array.from([10, 9.99, 500])],
    ] as const);
    const binOf = binsOfEvents(AXES, values);
    expect([0, 1, 2].map(binOf)).toEqual([1, 3, 5]);
    expect(Array.from({ length: 6 }, (_, bin) => binsAt(AXES, bin))).toEqual([
      [0, 0],
      [0, 1],
      [0, 2],
      [1, 0],
      [1, 1],
      [1, 2],
    ]);
  });

  it('are refused twice of a quantity, on five axes, and where they are too many', () => {
    const energy = { quantity: 'e_ee_gev', bins: 30 } as const;
    expect(() => checkAxes([energy, { ...energy, bins: [0, 1] }])).toThrow(
      /--axis e_ee_gev: is an axis already/,
    );
    const five = (['e_ee_gev', 'theta_ee_deg', 'opening_deg', 'asymmetry', 'm_ee_gev'] as const).map(
      (quantity) => ({ quantity, bins: 30 }),
    );
    expect(() => checkAxes(five)).toThrow(/at most 4 axes, and these are 5/);
    expect(() => checkAxes(five.slice(0, 4))).toThrow(/810000 bins are more than 200000/);
    expect(() => checkAxes(five.slice(0, 3))).not.toThrow();
  });

  it('without events take those of the nearest ones', () => {
    const has = [false, true, false, false, false, true];
    expect(sourcesOf(AXES, has)).toEqual([[1], [1], [1, 5], [1, 5], [1, 5], [5]]);
    expect(sourcesOf(AXES, [false, false, false, false, false, false])).toEqual([[], [], [], [], [], []]);
  });
});
