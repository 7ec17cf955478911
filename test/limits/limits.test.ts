/** Limits and intervals mass by mass, observed and expected, against an analytic chi2; and what is said where there is none. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { at } from '../../src/at.js';
import { allowedInterval } from '../../src/contouring/limit.js';
import { writeTile } from '../../src/grid/chunks.js';
import { createGrid } from '../../src/grid/createGrid.js';
import type { Grid } from '../../src/grid/store.js';
import { limitStretches, massLimitFigure } from '../../src/limits/figure.js';
import { massLimitsToJson } from '../../src/limits/json.js';
import { computeMassLimits, limitLevel, type MassLimitRequest } from '../../src/limits/massLimits.js';
import { aboutLimits, limitsToText, massLimitTable } from '../../src/limits/table.js';
import { thresholdsAlong } from '../../src/limits/thresholds.js';
import { limitValue } from '../../src/limits/words.js';
import type { AxisName } from '../../src/model/parameters.js';
import { tableToCsv } from '../../src/results/numberTable.js';
import { tileAt } from '../../src/tiles/tiles.js';
import { FILL_VALUES } from '../../src/tiles/variables.js';
import {
  chi2At,
  fixtureSpec,
  fixtureTile,
  identified,
  logAxis,
  signalAt,
  temporaryFolder,
  writeFixture,
} from '../grid/fixture.js';

const REQUEST: MassLimitRequest = {
  x: 'm5_gev',
  fix: { m4_gev: 0.02, epsilon: 2e-3 },
  experiments: [],
  confidenceLevel: 0.95,
  degreesOfFreedom: 1,
};
const fixture = async () => await writeFixture(join(await temporaryFolder(), 'grid'));

/** Signal at which a chi2 that falls to its minimum at 6 events and rises from there reaches a value, above or below 6. */
function signalOf(chi2: number, isAbove: boolean, of = chi2At): number {
  let [near, far] = [6, isAbove ? 1e6 : 0];
  for (let k = 0; k < 200; k++) {
    const middle = (near + far) / 2;
    if (of(middle) < chi2) near = middle;
    else far = middle;
  }
  return near;
}

describe('limitLevel', () => {
  it('is the quantile of the degrees of freedom that are asked for', () => {
    expect(limitLevel(0.95, 1)).toBeCloseTo(3.8415, 4);
    expect(limitLevel(0.95, 2)).toBeCloseTo(5.9915, 4);
    expect(() => limitLevel(1.5, 1)).toThrow(/not between 0 and 1/);
  });
});

describe('allowedInterval', () => {
  const axis = logAxis('Umu5_sq', 1e-6, 1e-1, 51);
  const place = (value: number) => Math.log10(value);

  it('has both ends where 0 is excluded, and counts what is excluded between them', () => {
    const one = axis.values.map((v) => 20 * (place(v) + 3.5) ** 2);
    const found = allowedInterval(axis, one, 9, 4);
    const half = Math.sqrt(4 / 20);
    if (found.lower.kind !== 'limit' || found.upper.kind !== 'limit') throw new Error('no interval');
    expect(place(found.lower.value)).toBeCloseTo(-3.5 - half, 2);
    expect(place(found.upper.value)).toBeCloseTo(-3.5 + half, 2);
    expect(found.gaps).toBe(0);
    const two = axis.values.map((v) => 20 * Math.min((place(v) + 4.5) ** 2, (place(v) + 2.5) ** 2));
    expect(allowedInterval(axis, two, 9, 4).gaps).toBe(1);
    // Where chi2 still falls at the largest value, how deep it falls is not known, nor what lies above the level from there.
    const falling = axis.values.map((v) => 20 * (place(v) + 1) ** 2);
    expect(allowedInterval(axis, falling, 500, 4)).toEqual({
      lower: { kind: 'unsettled' },
      upper: { kind: 'above' },
      gaps: 0,
    });
    // What is allowed at the smallest values is not joined to 0, which is excluded.
    expect(
      allowedInterval(
        axis,
        axis.values.map(() => 0),
        9,
        4,
      ).lower,
    ).toEqual({ kind: 'below' });
  });

  it('reaches down to 0 where that is allowed', () => {
    const rising = axis.values.map((v) => 20 * (place(v) + 6) ** 2);
    expect(allowedInterval(axis, rising, 1, 4)).toMatchObject({ lower: { kind: 'zero' }, gaps: 0 });
    const islands = axis.values.map((v) => 20 * (place(v) + 3.5) ** 2);
    expect(allowedInterval(axis, islands, 1, 4)).toMatchObject({ lower: { kind: 'zero' }, gaps: 1 });
    expect(
      allowedInterval(
        axis,
        axis.values.map(() => 50),
        1,
        4,
      ),
    ).toMatchObject({
      lower: { kind: 'zero' },
      upper: { kind: 'below' },
      gaps: 0,
    });
  });

  it('has no end beside missing values', () => {
    const delta = axis.values.map((v, i) => (i < 10 || i > 40 ? Number.NaN : 20 * (place(v) + 3.5) ** 2));
    expect(allowedInterval(axis, delta, 9, 4)).toEqual({
      lower: { kind: 'unknown' },
      upper: { kind: 'unknown' },
      gaps: 0,
    });
  });
});

describe('limits mass by mass', () => {
  it('are those of an analytic chi2, at the level of one or two degrees of freedom', async () => {
    const grid = await fixture();
    for (const degreesOfFreedom of [1, 2] as const) {
      const result = await computeMassLimits(grid, { ...REQUEST, degreesOfFreedom });
      const excluded = signalOf(2.3 + limitLevel(0.95, degreesOfFreedom), true);
      let found = 0;
      at(result.curves, 0).limits.forEach(({ interval }, i) => {
        if (interval.upper.kind !== 'limit') return;
        found++;
        const perU = signalAt(0.02, at(result.x.values, i), 1, REQUEST.fix.epsilon ?? 0);
        expect((interval.upper.value * perU) / excluded).toBeCloseTo(1, 1);
        expect(interval.lower).toEqual({ kind: 'zero' });
      });
      expect(found).toBeGreaterThan(15);
      expect(massLimitsToJson(result)).toMatchObject({
        degrees_of_freedom: degreesOfFreedom,
        method: 'raster',
      });
    }
    const text = aboutLimits(await computeMassLimits(grid, REQUEST)).join('\n');
    expect(text).toMatch(
      /^Delta chi2 = 3\.841, the 95 % quantile of chi2 with one degree of freedom: at each m5_gev only Umu5_sq is free$/m,
    );
    expect(text).toMatch(/^observed upper limit on Umu5_sq at 95 % CL/);
    expect(text).toMatch(/^excluded: a larger Umu5_sq than the limit$/m);
  });

  it('are intervals with two ends where |U|^2 = 0 is excluded, in text, table, JSON and figure', async () => {
    const grid = await fixture();
    // |U|^2 = 0 lies 2.2 above the minimum.
    const result = await computeMassLimits(grid, { ...REQUEST, confidenceLevel: 0.6827 });
    const [low, high] = [false, true].map((isAbove) => signalOf(2.3 + result.level, isAbove));
    let found = 0;
    at(result.curves, 0).limits.forEach(({ interval: { lower, upper } }, i) => {
      if (lower.kind !== 'limit' || upper.kind !== 'limit') return;
      found++;
      const perU = signalAt(0.02, at(result.x.values, i), 1, REQUEST.fix.epsilon ?? 0);
      // In steps of the axis. The minimum lies between its points, and the least of these is somewhat larger.
      const steps = (value: number, signal = 0) =>
        Math.log((value * perU) / signal) / Math.log(1e5 ** (1 / 25));
      expect(Math.abs(steps(lower.value, low))).toBeLessThan(0.2);
      expect(Math.abs(steps(upper.value, high))).toBeLessThan(0.2);
    });
    expect(found).toBeGreaterThan(10);
    const csv = tableToCsv(massLimitTable(result));
    expect(csv).toMatch(/^m5_gev,Umu5_sq,Umu5_sq_lower,note$/m);
    expect(csv).toMatch(/^# observed upper limit or interval on Umu5_sq/);
    expect(csv).toMatch(/,\|U\|\^2 = 0 excluded$/m);
    expect(at(massLimitsToJson(result).experiments, 0).zero_excluded).toContain(true);
    const { notes, curves } = massLimitFigure(result);
    expect(notes.join(' ')).toMatch(/both ends of the interval are drawn/);
    const drawn = at(curves, 0).pieces.flatMap((piece) => piece.map(([, value]) => value));
    const { lower_limits } = at(massLimitsToJson(result).experiments, 0);
    expect(drawn).toEqual(expect.arrayContaining(lower_limits.filter((value) => value !== null).slice(0, 5)));
  });

  it('say where no signal is possible, and where they lie beyond the axis', async () => {
    const grid = await fixture();
    const request = { ...REQUEST, fix: { m4_gev: 0.2, epsilon: 2e-4 } };
    const result = await computeMassLimits(grid, request);
    const [{ limits }] = [at(result.curves, 0)];
    result.x.values.forEach((m5, i) => {
      expect(at(limits, i).isClosed, `${m5}`).toBe(m5 - 0.2 <= 2 * 0.000511);
    });
    const text = aboutLimits(result).join('\n');
    expect(text).toMatch(/^no signal possible at m5_gev = 0\.11 to 0\.1928$/m);
    expect(text).toMatch(/^above the range at m5_gev = 0\.2/m);
    const [experiment] = massLimitsToJson(result).experiments;
    expect(experiment?.beyond.slice(0, 2)).toEqual(['closed', 'closed']);
    expect(experiment?.beyond).toContain('above');
    expect(massLimitFigure(result).notes.join(' ')).toMatch(
      /No curve where the limit is above the range that was scanned or no signal is possible\./,
    );
  });

  it('count Delta chi2 from |U|^2 = 0 where that is better than every point', async () => {
    const grid = await withTiles({ background_chi2: 0 }, (tile) => ({
      ...tile,
      chi2: Float32Array.from(tile.signal ?? [], (signal) => 5 + signal),
    }));
    const { curves } = await computeMassLimits(grid, REQUEST);
    // 5 above it, at the smallest |U|^2 already.
    const ends = at(curves, 0).limits.map(({ interval: { lower, upper } }) => [lower.kind, upper.kind]);
    expect(new Set(ends.map(String))).toEqual(new Set(['zero,below']));
  });

  it('are not closed where there is next to no signal, unless the points say so', async () => {
    const isClosed = async (word: number) => {
      const grid = await withTiles({ background_chi2: 4.5 }, (tile) => ({
        ...tile,
        chi2: tile.chi2?.map(() => 4.5) ?? new Float32Array(),
        flags: tile.flags?.map(() => word) ?? new Uint32Array(),
      }));
      const { curves } = await computeMassLimits(grid, REQUEST);
      return new Set(at(curves, 0).limits.map((limit) => limit.isClosed));
    };
    expect([await isClosed(0), await isClosed(1)]).toEqual([new Set([false]), new Set([true])]);
  });

  it('name missing and flagged numbers beside them', async () => {
    const grid = await withTiles({}, (tile) => ({
      ...tile,
      chi2: tile.chi2?.map((value, k) => (k % 26 === 3 ? FILL_VALUES.float32 : value)) ?? new Float32Array(),
      flags: tile.flags?.map((word) => word | 2) ?? new Uint32Array(),
    }));
    const result = await computeMassLimits(grid, REQUEST);
    const text = aboutLimits(result).join('\n');
    expect(text).toMatch(/^low_effective_sample_size at m5_gev = /m);
    // Flags are told once in the text, and beside each number in files.
    const flagged = at(result.curves, 0).limits.filter(({ flags }) => flags.length > 0).length;
    expect(flagged).toBeGreaterThan(2);
    expect(limitsToText(result).match(/low_effective_sample_size/g)?.length).toBe(1);
    expect(limitsToText(result)).toMatch(/note\n(.*\n)*.* chi2 missing\n/m);
    expect(tableToCsv(massLimitTable(result)).match(/low_effective_sample_size/g)?.length).toBe(flagged + 1);
    const everywhere = await withTiles({}, (tile) => ({
      ...tile,
      flags: tile.flags?.map((word) => word | 2) ?? new Uint32Array(),
    }));
    expect(aboutLimits(await computeMassLimits(everywhere, REQUEST))).toContain(
      'low_effective_sample_size at every m5_gev',
    );
  });
});

/** The fixture's grid with changed attributes and tiles. */
async function withTiles(
  attributes: Partial<Grid['attributes']>,
  change: (tile: ReturnType<typeof fixtureTile>) => ReturnType<typeof fixtureTile>,
): Promise<Grid> {
  const base = fixtureSpec();
  const spec = { ...base, attributes: { ...base.attributes, ...attributes } };
  const grid = await createGrid(join(await temporaryFolder(), 'grid'), identified(spec), { sync: false });
  for (let number = 0; number < grid.tilePlan.tileCount; number++) {
    const tile = tileAt(grid.tilePlan, number);
    await writeTile(grid, tile, change(fixtureTile(grid, tile)), { sync: false });
  }
  return grid;
}

describe('limits at the mass where the mediator becomes real', () => {
  /** m5 - 0.02 GeV = 0.3 GeV, between two masses. */
  const EDGE = 0.32;
  const withEdge = () => withTiles({ fixed: { mZprime_gev: 0.3, gD: 2 } }, (tile) => tile);
  const masses = logAxis('m5_gev', 0.11, 1.3, 23).values;

  it('are told and drawn as two branches', async () => {
    const result = await computeMassLimits(await withEdge(), REQUEST);
    const after = masses.findLastIndex((m5) => m5 < EDGE);
    expect(result.thresholds).toEqual([
      { after, at: expect.closeTo(EDGE, 7), below: 'offshell', above: 'onshell' },
    ]);
    const figure = massLimitFigure(result);
    expect(figure.rules).toEqual([expect.closeTo(EDGE, 7)]);
    for (const { pieces } of figure.curves) {
      expect(pieces.length).toBe(2);
      for (const piece of pieces) {
        const sides = new Set(piece.map(([m5]) => m5 < EDGE));
        expect(sides.size).toBe(1);
      }
    }
    // Nothing but the line is left out.
    const { limits } = at(massLimitsToJson(result).experiments, 0);
    const drawn = at(figure.curves, 0)
      .pieces.flat()
      .map(([, value]) => value);
    expect(drawn).toEqual(limits.filter((value) => value !== null));
    expect(figure.notes.join(' ')).toMatch(/Dotted: .*0\.32.*, above which the \*Z\*\u2032 is real\./);
    expect(massLimitsToJson(result).thresholds).toEqual([
      { at: expect.closeTo(EDGE, 7), below: 'offshell', above: 'onshell' },
    ]);
    expect(tableToCsv(massLimitTable(result))).toMatch(
      /^# threshold at m5_gev = 0\.32: above it the decay is through a real Z'/m,
    );
  });

  it('are one where there is no such mass, and where a profiled mass leaves it open', async () => {
    // m4 + mZ' = 1.45 GeV lies beyond the axis.
    const plain = await computeMassLimits(await fixture(), {
      ...REQUEST,
      fix: { m4_gev: 0.2, epsilon: 2e-3 },
    });
    expect(plain.thresholds).toEqual([]);
    expect(massLimitFigure(plain).notes.join(' ')).not.toMatch(/Dotted/);
    const profiled = { ...REQUEST, fix: { epsilon: 2e-3 }, profile: ['m4_gev'] };
    expect((await computeMassLimits(await withEdge(), profiled)).thresholds).toEqual([]);
  });

  it('are found along each mass, in both models', () => {
    const along = (name: AxisName, values: Readonly<Record<string, number>>, mixing = 'Umu5_sq') =>
      thresholdsAlong(logAxis(name, 0.05, 1, 20), mixing, values).map(({ at: value, above }) => [
        Number(value.toPrecision(6)),
        above,
      ]);
    expect(along('m5_gev', { m4_gev: 0.1, mZprime_gev: 0.2 })).toEqual([[0.3, 'onshell']]);
    // m5 - m5/(1 + delta) = m5/2.
    expect(along('m5_gev', { delta: 1, mZprime_gev: 0.2 })).toEqual([[0.4, 'onshell']]);
    expect(along('m4_gev', { m5_gev: 0.5, mZprime_gev: 0.2 })).toEqual([[0.3, 'offshell']]);
    expect(along('mZprime_gev', { m5_gev: 0.5, m4_gev: 0.1 })).toEqual([[0.4, 'offshell']]);
    expect(along('m4_gev', { mZprime_gev: 0.2 }, 'Umu4_sq')).toEqual([[0.2, 'onshell']]);
    expect(along('epsilon', { m5_gev: 0.5, m4_gev: 0.1, mZprime_gev: 0.2 })).toEqual([]);
    expect(along('m5_gev', { mZprime_gev: 0.2 })).toEqual([]);
  });

  it('leave no mass out that is alone on its side', () => {
    const limit = (value: number) =>
      ({
        interval: { lower: { kind: 'zero' }, upper: { kind: 'limit', value }, gaps: 0 },
        isClosed: false,
        flags: [],
      }) as const;
    expect(limitStretches([1, 2, 3], [1e-3, 1e-6, 2e-6].map(limit), limitValue, [{ after: 0 }])).toEqual([
      [[1, 1e-3]],
      [
        [2, 1e-6],
        [3, 2e-6],
      ],
    ]);
  });
});

describe('expected limits beside observed ones', () => {
  const asimovChi2 = (signal: number) => signal ** 2 / (20 + signal);
  const asimov = () =>
    withTiles({ statistic: 'cnp, asimov', background_chi2: 0 }, (tile) => ({
      ...tile,
      chi2: Float32Array.from(tile.signal ?? [], asimovChi2),
    }));

  it('are from the grid with Asimov data', async () => {
    const result = await computeMassLimits(await fixture(), REQUEST, await asimov());
    const excluded = signalOf(result.level, true, asimovChi2);
    let found = 0;
    at(result.curves, 0).expected?.forEach(({ interval: { upper } }, i) => {
      if (upper.kind !== 'limit') return;
      found++;
      const perU = signalAt(0.02, at(result.x.values, i), 1, REQUEST.fix.epsilon ?? 0);
      expect((upper.value * perU) / excluded).toBeCloseTo(1, 1);
    });
    expect(found).toBeGreaterThan(15);
    const table = massLimitTable(result);
    expect(table.columns.slice(0, 3)).toEqual(['m5_gev', 'Umu5_sq', 'Umu5_sq_expected']);
    expect(table.about.join('\n')).toMatch(/^observed upper limit, and the expected one \(Asimov data\)/);
    expect(massLimitFigure(result).curves.map(({ label }) => label)).toEqual(['observed', 'expected']);
    expect(at(massLimitsToJson(result).experiments, 0).expected?.limits.length).toBe(23);
  });

  it('need a grid of the same scan, with Asimov data', async () => {
    const observed = await fixture();
    await expect(computeMassLimits(observed, REQUEST, observed)).rejects.toThrow(
      /its data are observed ones; scan with --set data=asimov/,
    );
    const grid = await asimov();
    await expect(computeMassLimits(grid, REQUEST, grid)).rejects.toThrow(/drop --expected/);
    await expect(computeMassLimits(grid, { ...REQUEST, x: 'Umu5_sq' })).rejects.toThrow(
      /--x Umu5_sq: the limits themselves are on Umu5_sq/,
    );
    const other = fixtureSpec({}, 'other');
    const stranger = await writeFixture(join(await temporaryFolder(), 'grid'), other);
    const renamed = { ...grid, attributes: { ...grid.attributes, config: '{"scan":"other","seed":2}' } };
    await expect(computeMassLimits(stranger, REQUEST, renamed)).rejects.toThrow(
      /not the scan of .* with other data: .*seed differ/,
    );
  });
});
