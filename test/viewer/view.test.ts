/** What the page shows as text and as colours: pure functions of it. */
import { describe, expect, it } from 'vitest';
import { at } from '../../src/at.js';
import { cellPaths } from '../../src/drawing/cells.js';
import { deltaScale, placeOf, scaleOf, shadeHex, shadeWords } from '../../src/viewer/picture/colours.js';
import { wrapMarkup } from '../../src/viewer/picture/figureFile.js';
import { markArea } from '../../src/viewer/picture/marks.js';
import { PAPER } from '../../src/viewer/picture/plot.js';
import { cellBorders, indexAt, paint } from '../../src/viewer/picture/raster.js';
import { binWords, spectrumSvg } from '../../src/viewer/picture/spectrumChart.js';
import {
  commandOf,
  firstView,
  fixedIndices,
  nearest,
  viewFromText,
  viewToText,
} from '../../src/viewer/picture/view.js';
import { type PageAxis, type PageGrid, packAnswer, unpackAnswer } from '../../src/viewer/wire.js';

const axis = (name: string, values: readonly number[], more: Partial<PageAxis> = {}): PageAxis => ({
  name,
  spacing: 'log',
  values,
  unit: '',
  longName: name,
  symbol: name,
  title: name,
  isMixing: false,
  ...more,
});
const GRID = {
  number: 0,
  axes: [
    axis('m4_gev', [0.1, 0.2, 0.4], { unit: 'GeV' }),
    axis('m5_gev', [0.2, 0.4, 0.8], { unit: 'GeV' }),
    axis('Umu5_sq', [0, 1e-6, 1e-4], { isMixing: true, spacing: 'values' }),
    axis('epsilon', [1e-4, 1e-3]),
  ],
  fits: [{ experiment: '' }, { experiment: 'miniboone-2020' }],
} as unknown as PageGrid;

describe('a view', () => {
  it('begins with |U|^2 over the last mass, and comes back from its text', () => {
    const first = firstView([GRID]);
    expect([first.x, first.y]).toEqual(['m5_gev', 'Umu5_sq']);
    const view = {
      ...first,
      x: 'm4_gev',
      y: 'epsilon',
      over: ['Umu5_sq'],
      cls: [0.99, 0.9973],
      ceiling: 100,
      together: true,
      hatched: false,
      panels: [{ grid: 0, experiment: 'miniboone-2020' }],
      at: { ...first.at, m5_gev: 0.8 },
    };
    expect(viewFromText(viewToText(view), first, [GRID])).toEqual(view);
  });

  it('takes what a text has wrong from the first view', () => {
    const first = firstView([GRID]);
    for (const text of [
      '',
      'x=none&y=epsilon',
      'x=epsilon&y=epsilon',
      'at=m4_gev:NaN,__proto__:3,toString:1&over=none&cl=2,-1,x&ceiling=-3&panels=9:,0:nobody',
    ]) {
      const { cls, ...view } = viewFromText(text, first, [GRID]);
      expect({ ...view, cls: first.cls }).toEqual(first);
      expect(cls.every((cl) => cl > 0 && cl < 1)).toBe(true);
    }
  });

  it('takes the nearest values of a grid, and names the command of its plane', () => {
    const first = firstView([GRID]);
    const view = {
      ...first,
      x: 'm5_gev',
      y: 'Umu5_sq',
      at: { m4_gev: 0.15, m5_gev: 1, Umu5_sq: 0, epsilon: 1 },
      over: [],
    };
    expect([...fixedIndices(view, GRID)]).toEqual([
      ['m4_gev', 1],
      ['epsilon', 1],
    ]);
    expect(commandOf(view, { ...GRID, path: "my grid's.zarr" }, 'miniboone-2020')).toBe(
      "dualnu contours 'my grid'\\''s.zarr' --x m5_gev --y Umu5_sq --fix m4_gev=0.2 --fix epsilon=0.001 --cl 0.95 --experiment miniboone-2020 --out figure.svg",
    );
  });
});

it('the nearest value is that on the scale of the axis', () => {
  const values = [1, 2, 4];
  const of = (spacing: PageAxis['spacing'], value: number) => nearest({ spacing, values }, value);
  expect([of('log', 2.9), of('linear', 2.9)]).toEqual([2, 1]);
  expect([of('log', 0), of('log', -1), of('linear', 99)]).toEqual([0, 0, 2]);
});

describe('colours', () => {
  it('go from light to dark, and never get lighter on the way', () => {
    const light = (word: number) =>
      0.2126 * ((word & 255) / 255) ** 2.2 +
      0.7152 * (((word >> 8) & 255) / 255) ** 2.2 +
      0.0722 * (((word >> 16) & 255) / 255) ** 2.2;
    const shades = [...shadeWords()].map(light);
    expect(shades.every((value, k) => k === 0 || value < at(shades, k - 1) + 1e-3)).toBe(true);
    expect([shadeHex(0), shadeHex(1), shadeHex(-1), shadeHex(2)]).toEqual([
      '#fde725',
      '#440154',
      '#fde725',
      '#440154',
    ]);
  });

  it('stand for the root of Delta chi2, for logarithms over decades, and for nothing where there is no number', () => {
    expect([0, 6.25, 25, 1e9].map((value) => placeOf(deltaScale(25), value))).toEqual([0, 0.5, 1, 1]);
    expect(scaleOf(Float64Array.of(0, 1e-3, 10, Number.NaN))).toEqual({ low: 1e-3, high: 10, kind: 'log' });
    expect(scaleOf(Float64Array.of(2, 3))).toEqual({ low: 2, high: 3, kind: 'linear' });
    expect(placeOf({ low: 1e-3, high: 10, kind: 'log' }, 0)).toBeNaN();
    expect(scaleOf(Float64Array.of(Number.NaN))).toEqual({ low: 0, high: 1, kind: 'linear' });
  });

  it('fill the cells of grid points, the last row at the top', () => {
    const [x, y] = [axis('x', [1, 10, 100]), axis('y', [0, 1], { spacing: 'linear' })];
    expect(cellBorders(x).map((place) => Number(place.toFixed(9)))).toEqual([0, 0.25, 0.75, 1]);
    expect([0, 0.24, 0.26, 0.74, 0.76, 1].map((place) => indexAt(cellBorders(x), place))).toEqual([
      0, 0, 1, 1, 2, 2,
    ]);
    const pixels = new Uint32Array(8);
    const values = Float64Array.of(0, 25, 25, Number.NaN, 0, 0);
    const shades = shadeWords();
    paint(pixels, { width: 4, height: 2 }, { x, y, values }, deltaScale(25), shades, 7);
    const [light, dark] = [at(shades, 0), at(shades, 255)];
    expect([...pixels]).toEqual([7, light, light, light, light, dark, dark, dark]);
  });
});

it('marks are areas of cells, joined where rows have the same', () => {
  const place = { columns: [0, 1, 2, 3], rows: [20, 10, 0] };
  const d = cellPaths(Uint8Array.of(1, 1, 0, 1, 1, 0), place).get(1) ?? '';
  expect(d).toBe('M0,20H2V0H0Z');
  expect(markArea({ flag: 'overflow' }, '', { x: 0, y: 0, width: 9, height: 9 }, 'a')).toEqual([]);
  expect(markArea('damaged', d, { x: 0, y: 0, width: 9, height: 9 }, 'a').join('')).toContain(
    'clip-path="url(#a-damaged)"',
  );
});

it('a spectrum says its bins, also where nothing is known', () => {
  const spectrum = {
    experiment: 'a<b',
    labels: ['one', 'nu_e'],
    data: [9, 4],
    background: [5, 4],
    signal: [3, null],
    error: [0.02, null],
  };
  expect(binWords(spectrum, 0)).toBe('one: data 9, background 5, signal 3 ± 2 % (simulation)');
  expect(binWords(spectrum, 1)).toMatch(/^ν.*: data 4, background 4, signal unknown$/);
  const svg = spectrumSvg(spectrum, PAPER);
  expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  expect(svg).toContain('a&#60;b');
});

it('answers carry a document and arrays, whatever its length', () => {
  for (const words of ['', 'é', 'abc', '12345678']) {
    const bytes = packAnswer({ words }, [Float64Array.of(1.5), Uint32Array.of(7)]);
    const { head, start } = unpackAnswer<{ words: string }>(bytes.slice().buffer);
    expect([
      head.words,
      start % 8,
      new Float64Array(bytes.slice().buffer, start, 1)[0],
      new Uint32Array(bytes.slice().buffer, start + 8, 1)[0],
    ]).toEqual([words, 0, 1.5, 7]);
  }
});

it('markup is broken at spaces', () => {
  expect(wrapMarkup('*m*_{4} = 0.1 GeV, gD = 2', 10, (text) => text.length)).toEqual([
    '*m*_{4} = 0.1',
    'GeV, gD =',
    '2',
  ]);
});
