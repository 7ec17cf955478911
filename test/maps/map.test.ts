/** Maps: which points have a colour, on which scale, and what the figure says. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JSDOM } from 'jsdom';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at } from '../../src/at.js';
import { COLOUR_LEVELS, levelColour } from '../../src/drawing/colourScale.js';
import { writeTile } from '../../src/grid/chunks.js';
import type { Grid } from '../../src/grid/store.js';
import { drawMap } from '../../src/maps/figure.js';
import { effectOf } from '../../src/maps/flagEffects.js';
import { colourScaleOf } from '../../src/maps/interval.js';
import { type MapRequest, readMap } from '../../src/maps/mapped.js';
import { mapTable, mapToJson, mapToText } from '../../src/maps/table.js';
import { variableWords } from '../../src/maps/words.js';
import { tileAt } from '../../src/tiles/tiles.js';
import { FILL_VALUES } from '../../src/tiles/variables.js';
import {
  fixtureSpec,
  fixtureTile,
  signalAt,
  temporaryFolder,
  variable,
  writeFixture,
} from '../grid/fixture.js';

const PLANE = { x: 'm5_gev', y: 'Umu5_sq', fix: { m4_gev: 0.2, epsilon: 2e-4 } } as const;
const textsOf = (svg: string) =>
  [...new JSDOM(svg, { contentType: 'image/svg+xml' }).window.document.querySelectorAll('text')].map(
    (element) => element.textContent ?? '',
  );

describe('a map of a grid', () => {
  let grid: Grid;
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'dualnu-test-'));
    grid = await writeFixture(join(dir, 'grid'));
  });
  afterAll(() => rm(dir, { recursive: true }));
  const read = (changes: Partial<MapRequest>) => readMap(grid, { ...PLANE, of: 'signal', ...changes });

  it('has the numbers of the plane, and no colour where nothing is produced', async () => {
    const { values, coloured, choice } = await read({});
    const nx = choice.x.values.length;
    for (const [i, j] of [
      [12, 20],
      [22, 3],
    ] as const) {
      const wanted = signalAt(0.2, at(choice.x.values, i), at(choice.y.values, j), 2e-4);
      expect(at(values, j * nx + i) / wanted).toBeCloseTo(1, 5);
      expect(at(coloured, j * nx + i)).toBe(at(values, j * nx + i));
    }
    // m5 = 0.11 GeV < m4 is closed.
    expect(at(values, 0)).toBe(0);
    expect(at(coloured, 0)).toBeNaN();
  });

  it('has no colour where no pair can be made in a grid without flags, either', async () => {
    const spec = fixtureSpec();
    const variables = spec.variables.filter(({ name }) => name !== 'flags');
    const unflagged = await writeFixture(join(dir, 'unflagged'), fixtureSpec({ variables }));
    const request = { x: 'm5_gev', y: 'm4_gev', of: 'ctau_cm', fix: { epsilon: 8e-4 } };
    const mapped = await readMap(unflagged, request);
    const { x, y } = mapped.choice;
    const nx = x.values.length;
    const closed = Array.from(
      mapped.values,
      (_, k) => at(x.values, k % nx) - at(y.values, Math.floor(k / nx)),
    );
    expect(closed.some((gap) => gap < 0)).toBe(true);
    closed.forEach((gap, k) => {
      expect(Number.isNaN(at(mapped.coloured, k))).toBe(gap <= 2 * 0.00051099895);
    });
    expect(mapToText(mapped, colourScaleOf(mapped.coloured, {}), [])).toMatch(/flag closed: .* no colour/);
  });

  it('needs no value for an axis that the variable lacks, and is constant along one that is shown', async () => {
    const ctau = await read({ of: 'ctau_cm', fix: { m4_gev: 0.02 }, x: 'm5_gev', y: 'epsilon' });
    expect(ctau.choice.fixed.map(({ name }) => name)).toEqual(['m4_gev']);
    const along = await read({ of: 'ctau_cm', fix: { m4_gev: 0.02, epsilon: 8e-4 } });
    expect(along.constantAlong).toEqual(['Umu5_sq']);
    const nx = along.choice.x.values.length;
    expect(at(along.values, 5 * nx + 7)).toBe(at(along.values, 7));
    expect(mapToText(along, colourScaleOf(along.coloured, {}), [])).toContain(
      'it does not depend on Umu5_sq',
    );
    await expect(read({ of: 'ctau_cm', y: 'Umu5_sq', x: 'Umu5_sq' })).rejects.toThrow(
      'choose two different axes',
    );
  });

  it('profiles chi2, and nothing else', async () => {
    const request = { fix: {}, profile: ['m4_gev', 'epsilon'] };
    const profiled = await read({ ...request, of: 'chi2' });
    const fixed = await read({ of: 'chi2' });
    expect(at(profiled.values, 300)).toBeLessThanOrEqual(at(fixed.values, 300));
    await expect(read(request)).rejects.toThrow(/signal: only chi2 can be profiled/);
  });

  it('names what it does not find', async () => {
    await expect(read({ of: 'ctau' })).rejects.toThrow(/did you mean ctau_cm\?/);
    await expect(read({ of: 'flags' })).rejects.toThrow(/flags holds flags, which every map shows/);
    await expect(read({ fix: { m4_gev: 0.2 } })).rejects.toThrow(/epsilon must be fixed too/);
    await expect(read({ place: { bin: '0' } })).rejects.toThrow(
      /--at bin: signal has no dimensions besides axes/,
    );
  });

  it('says what it shows in words, with units, and no name of a variable', async () => {
    const mapped = await read({ of: 'ctau_cm', fix: { m4_gev: 0.02 }, y: 'epsilon' });
    const svg = drawMap(mapped, colourScaleOf(mapped.coloured, {}));
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    const texts = textsOf(svg);
    expect(texts).toEqual(
      expect.arrayContaining(['Proper decay length of the heavy neutrino', 'cτ (cm)', 'ε', 'm5 (GeV)']),
    );
    expect(texts.join(' ')).not.toMatch(/ctau|m5_gev|microboone-2025/);
    const signal = textsOf(drawMap(await read({}), undefined)).join(' ');
    expect(signal).toContain('MicroBooNE 2025');
    expect(signal).toContain('no point has a number to show');
  });

  it('lists every point in its table, and nulls in JSON where there is no colour', async () => {
    const mapped = await read({});
    const { columns, rows } = mapTable(mapped);
    expect(columns).toEqual(['m5_gev', 'Umu5_sq', 'signal', 'flags']);
    expect(rows).toHaveLength(mapped.values.length);
    expect(at(rows, 0)[3]).toBe('closed');
    const { values, coloured } = mapToJson(mapped);
    expect(at(at(values, 0), 0)).toBe(0);
    expect(at(at(coloured, 0), 0)).toBeNull();
  });
});

describe('points without a number', () => {
  it('are dotted and counted, and do not set the colours', async () => {
    const dir = join(await temporaryFolder(), 'grid');
    const grid = await writeFixture(dir);
    for (let number = 0; number < grid.tilePlan.tileCount; number++) {
      const tile = tileAt(grid.tilePlan, number);
      const made = fixtureTile(grid, tile);
      const signal = made.signal?.map((s) => (s > 10 ? FILL_VALUES.float32 : s)) ?? new Float32Array();
      await writeTile(grid, tile, { ...made, signal }, { sync: false });
    }
    const mapped = await readMap(grid, { ...PLANE, of: 'signal' });
    expect(mapped.missing).toBeGreaterThan(0);
    const scale = colourScaleOf(mapped.coloured, {});
    expect(scale?.axis.values[1]).toBeLessThanOrEqual(10);
    expect(textsOf(drawMap(mapped, scale)).join(' ')).toMatch(
      new RegExp(`${mapped.missing} of the 598 points of this plane have no value`),
    );
  });
});

describe('the interval of colours', () => {
  const of = (...values: number[]) => Float64Array.from(values);

  it('is logarithmic for positive numbers that span much, and linear otherwise', () => {
    expect(colourScaleOf(of(1, Number.NaN, 100), {})?.axis).toEqual({ spacing: 'log', values: [1, 100] });
    expect(colourScaleOf(of(1, 10), {})?.axis.spacing).toBe('linear');
    expect(colourScaleOf(of(-1, 1, 100), {})?.axis.spacing).toBe('linear');
    expect(colourScaleOf(of(1, 100), { scale: 'linear' })?.axis.spacing).toBe('linear');
    expect(colourScaleOf(of(Number.NaN), {})).toBeUndefined();
  });

  it('begins at the least number above 0, and says that zeros lie below', () => {
    const scale = colourScaleOf(of(0, 1e-3, 10), {});
    expect(scale).toMatchObject({ axis: { values: [1e-3, 10] }, beyond: { low: true, high: false } });
  });

  it('can be chosen at either end, and is refused where it is none', () => {
    const chosen = colourScaleOf(of(2, 500), { range: { high: 25 } });
    expect(() => colourScaleOf(of(2, 500), { range: { low: 9, high: 1 } })).toThrow(
      /--range 9:1: put the lower value first/,
    );
    expect(chosen).toMatchObject({
      axis: { spacing: 'log', values: [2, 25] },
      beyond: { low: false, high: true },
    });
    expect(() => colourScaleOf(of(2, 500), { range: { low: 600 } })).toThrow(/go from 2 to 500/);
    expect(() => colourScaleOf(of(2, 500), { range: { low: 0 } })).toThrow(/no logarithm/);
    expect(() => colourScaleOf(of(-2, -1), { scale: 'log' })).toThrow(/no number is above 0/);
    expect(colourScaleOf(of(7), {})?.axis.values).toEqual([6.3, 7.7]);
  });
});

describe('flags', () => {
  it('hide what cannot be trusted, mark what is doubtful, and are left out where they say nothing', () => {
    expect(effectOf('ctau_cm', 'closed')).toBe('hides');
    expect(effectOf('ctau_cm', 'low_effective_sample_size')).toBeUndefined();
    expect(effectOf('ctau_cm', 'dark_decay_open')).toBe('marks');
    expect(effectOf('n_eff_microboone_2025', 'low_effective_sample_size')).toBe('marks');
    expect(effectOf('chi2', 'low_effective_sample_size')).toBe('hides');
    expect(effectOf('signal_dirt', 'chi2_unknown')).toBeUndefined();
    expect(effectOf('chi2_sbnd', 'chi2_unknown')).toBe('hides');
    expect(effectOf('signal', 'on_shell')).toBeUndefined();
  });
});

describe('the words of a variable', () => {
  it('are those of the grid where the program has none, and name places on further dimensions', () => {
    const mine = variable('mine_one', ['m4_gev'], { longName: 'my own rate, one', units: 'Hz' });
    const experiment = {
      name: 'one',
      title: 'The one',
      production: '',
      response: '',
      background_chi2: 1,
      apart: false,
      suffix: 'one',
    };
    expect(variableWords({ variable: mine, experiment, places: [] })).toEqual({
      title: 'My own rate',
      bar: 'my own rate (Hz)',
    });
    const spectrum = variable('spectrum', ['m4_gev'], { attributes: { multiply_by: 'Umu5_sq' } });
    const place = { dimension: 'bin', index: 1, label: '1 shower' };
    expect(variableWords({ variable: spectrum, experiment: undefined, places: [place] })).toEqual({
      title: 'Expected signal by bin, bin 1 shower',
      bar: 'signal / |*U*_{μ5}|^{2} (events)',
    });
  });
});

it('the darkest colour is that of the least number', () => {
  expect(levelColour('viridis', 1)).toBe('#440154');
  expect(levelColour('viridis', COLOUR_LEVELS)).toBe('#fde725');
});
