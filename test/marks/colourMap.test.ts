/** The colour map: every grid point has the colour of its own Delta chi2, and none where there is no chi2 or no signal. */
import { Resvg } from '@resvg/resvg-js';
import { describe, expect, it } from 'vitest';
import { at } from '../../src/at.js';
import type { DeltaPlane } from '../../src/contouring/contour.js';
import { drawMap } from '../../src/marks/colourMap.js';
import { drawUnreached } from '../../src/marks/unreached.js';

const x = { name: 'm4_gev', spacing: 'linear', values: [0, 1, 2] } as const;
const y = { name: 'm5_gev', spacing: 'linear', values: [0, 1, 2] } as const;
const [px, py] = [(value: number) => 30 * value, (value: number) => 60 - 30 * value];

/** The colour of a picture at a place, as `r,g,b`. */
function colourAt(elements: readonly string[], u: number, v: number): string {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="60" height="60"><rect width="60" height="60" fill="white"/>${elements.join('')}</svg>`;
  const { pixels } = new Resvg(svg).render();
  const k = 4 * (60 * Math.round(v) + Math.round(u));
  return [...pixels.subarray(k, k + 3)].join();
}

/** Lightness of a colour on the scale of sRGB's luma. */
const lightness = (colour: string) => {
  const [r = 0, g = 0, b = 0] = colour.split(',').map(Number);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

describe('the colour map', () => {
  const plane = (delta: readonly number[]): DeltaPlane => ({
    x,
    y,
    delta: Float64Array.from(delta),
    minimum: { chi2: 0, at: 'background' },
    backgroundDelta: 0,
  });
  const nothing = new Uint8Array(9);

  it('colours each cell by its point alone, darker for a worse fit', () => {
    const values = [0, 0.99, 1, 2.3, 4.61, 5.99, 9.21, 30, 1e6];
    const map = drawMap(plane(values), nothing, px, py);
    const colours = values.map((_, k) => {
      const [u, v] = [px(at(x.values, k % 3)), py(at(y.values, Math.floor(k / 3)))];
      return colourAt(map, Math.min(Math.max(u, 4), 55), Math.min(Math.max(v, 4), 55));
    });
    expect(colours[0]).toBe(colours[1]);
    const light = colours.slice(1).map(lightness);
    for (const [i, value] of light.entries()) if (i > 0) expect(value).toBeLessThan(at(light, i - 1));
    expect(new Set(colours)).toHaveProperty('size', 8);
  });

  it('leaves white what has no chi2 and what is closed, however good its neighbours', () => {
    const closed = Uint8Array.from({ length: 9 }, (_, k) => (k === 8 ? 1 : 0));
    const map = drawMap(plane([0, 0, 0, 0, Number.NaN, 0, 0, 0, 0]), closed, px, py);
    expect(colourAt(map, 30, 30)).toBe('255,255,255');
    expect(colourAt(map, 55, 4)).toBe('255,255,255');
    expect(colourAt(map, 4, 4)).not.toBe('255,255,255');
    // Half-way to the neighbour the colour ends.
    expect(colourAt(map, 17, 30)).toBe('255,255,255');
    expect(colourAt(map, 12, 30)).not.toBe('255,255,255');
  });
});

describe('what no scan has reached', () => {
  it('is drawn outside of the axes only, and not at all where they fill the frame', () => {
    const frame = { x: 0, y: 0, width: 60, height: 60 };
    expect(drawUnreached({ x, y }, { px, py, frame, id: 'a' })).toEqual([]);
    const half = (value: number) => 15 * value;
    const marks = drawUnreached({ x, y }, { px: half, py, frame, id: 'a' });
    const ink = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, i) => colourAt(marks, from + i, 30)).some(
        (c) => c !== '255,255,255',
      );
    expect(ink(1, 28)).toBe(false);
    expect(ink(32, 58)).toBe(true);
  });
});
