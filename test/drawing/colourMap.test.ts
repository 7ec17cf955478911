import { describe, expect, it } from 'vitest';
import { cellEdges, cellPaths } from '../../src/drawing/cells.js';
import { drawColourBar, drawColourMap } from '../../src/drawing/colourMap.js';
import { COLOUR_LEVELS, type ColourScale, colourLevel, levelColour } from '../../src/drawing/colourScale.js';

const none = { low: false, high: false };
const linear: ColourScale = {
  axis: { spacing: 'linear', values: [0, 64] },
  palette: 'viridis',
  beyond: none,
};
const log: ColourScale = { axis: { spacing: 'log', values: [1e-3, 1e3] }, palette: 'viridis', beyond: none };

describe('levels of colours', () => {
  it('divide an interval evenly on its own scale', () => {
    expect(colourLevel(linear, 0)).toBe(1);
    expect(colourLevel(linear, 0.99)).toBe(1);
    expect(colourLevel(linear, 1.01)).toBe(2);
    expect(colourLevel(linear, 64)).toBe(COLOUR_LEVELS);
    expect(colourLevel(log, 0.999)).toBe(COLOUR_LEVELS / 2);
    expect(colourLevel(log, 1.001)).toBe(COLOUR_LEVELS / 2 + 1);
  });

  it('give numbers beyond the interval the colour of its end, and NaN none', () => {
    expect([-5, 1e9, Number.POSITIVE_INFINITY].map((value) => colourLevel(linear, value))).toEqual([
      1, 64, 64,
    ]);
    expect([0, -1].map((value) => colourLevel(log, value))).toEqual([1, 1]);
    expect(colourLevel(linear, Number.NaN)).toBe(0);
  });

  it('become lighter from each to the next, so that they are in order in grey', () => {
    for (const palette of ['viridis', 'blues'] as const) {
      const lightness = Array.from({ length: COLOUR_LEVELS }, (_, k) =>
        luminance(levelColour(palette, k + 1)),
      );
      for (let k = 1; k < lightness.length; k++)
        expect(lightness[k], `${palette} ${k}`).toBeGreaterThan(lightness[k - 1] ?? 1);
    }
  });
});

/** Relative luminance of `#rrggbb` (IEC 61966-2-1). */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((from) => {
    const c = Number.parseInt(colour.slice(from, from + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

describe('areas of cells', () => {
  const place = { columns: [0, 10, 20, 30], rows: [20, 10, 0] };

  it('join runs along rows, and equal runs of neighbouring rows', () => {
    const paths = cellPaths([1, 1, 2, 1, 1, 0], place);
    expect([...paths]).toEqual([
      [2, 'M20,20H30V10H20Z'],
      [1, 'M0,20H20V0H0Z'],
    ]);
  });

  it('cover every cell of their code and no other', () => {
    const codes = Array.from({ length: 12 * 9 }, (_, k) => (k * k * 7 + k * 3) % 4);
    const paths = cellPaths(codes, {
      columns: Array.from({ length: 13 }, (_, i) => i),
      rows: Array.from({ length: 10 }, (_, j) => j),
    });
    const covered = new Array<number>(codes.length).fill(0);
    for (const [code, d] of paths) {
      for (const [, x0, y0, x1, y1] of d.matchAll(/M(\d+),(\d+)H(\d+)V(\d+)/g)) {
        for (let j = Number(y0); j < Number(y1); j++)
          for (let i = Number(x0); i < Number(x1); i++) {
            expect(covered[j * 12 + i]).toBe(0);
            covered[j * 12 + i] = code;
          }
      }
    }
    expect(covered).toEqual(codes);
  });

  it('grow on all sides, whatever the direction of an axis', () => {
    expect(cellPaths([0, 0, 0, 0, 1, 0], place, 0.3).get(1)).toBe('M9.7,10.3H20.3V-0.3H9.7Z');
  });

  it('reach half-way to their neighbours on the scale of the axis', () => {
    const edges = cellEdges({ name: 'm4_gev', spacing: 'log', values: [1, 100, 10000] });
    expect(edges.map((value) => Number(value.toPrecision(12)))).toEqual([1, 10, 1000, 10000]);
  });
});

describe('colour maps', () => {
  it('leave out what has no number, and have a path for each colour', () => {
    const place = { columns: [0, 50, 100], rows: [100, 50, 0] };
    const elements = drawColourMap([0, Number.NaN, 64, 64], linear, place);
    expect(elements).toHaveLength(2);
    expect(elements[0]).toContain('M-0.3,100.3H50.3V49.7H-0.3Z');
    expect(elements[0]).toContain(levelColour('viridis', 1));
    expect(elements[1]).toContain('M-0.3,50.3H100.3V-0.3H-0.3Z');
  });

  it('draw no more cells than there are pixels', () => {
    const n = 2000;
    const edges = Array.from({ length: n + 1 }, (_, i) => (i * 500) / n);
    const values = Float64Array.from({ length: n * n }, (_, k) => (k % 2 === 0 ? 0 : 64));
    const [first = ''] = drawColourMap(values, linear, { columns: edges, rows: edges });
    expect((first.match(/M/g) ?? []).length).toBeLessThan(400 * 400);
  });
});

describe('colour bars', () => {
  it('label their interval, and point where numbers lie beyond', () => {
    const bar = drawColourBar({ ...log, beyond: { low: false, high: true } }, '*cτ* (cm)', {
      x: 10,
      y: 0,
      width: 300,
    });
    const text = bar.join('');
    expect(text).toContain('cτ');
    expect(text).toContain('L310,30.5');
    expect(text).not.toContain('L10,30.5');
  });
});
