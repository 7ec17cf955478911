/** Curves: where they are cut off, which decades are shown, and what the figure says. */
import { JSDOM } from 'jsdom';
import { describe, expect, it } from 'vitest';
import { type CurveFigure, cutOff, drawCurves, wholeDecades } from '../../src/charts/curve.js';

describe('wholeDecades', () => {
  it('takes in every value, and two decades at least', () => {
    expect(wholeDecades([3e-44, 8e-43])).toEqual([1e-44, 1e-42]);
    expect(wholeDecades([3e-44, 8e-40])).toEqual([1e-44, 1e-39]);
    expect(wholeDecades([5])).toEqual([0.1, 10]);
    expect(wholeDecades([1, 1000])).toEqual([1, 1000]);
  });
});

describe('cutOff', () => {
  it('leaves what is inside as it is', () => {
    const piece = [
      [0, 2],
      [1, 5],
    ] as const;
    expect(cutOff(piece, [1, 10])).toEqual([piece]);
  });

  it('ends on the bounds, straight in log y, and parts a curve that leaves and returns', () => {
    const piece = [
      [0, 0.01],
      [2, 1],
      [3, 1],
      [5, 100],
      [7, 1],
    ] as const;
    const parts = cutOff(piece, [0.1, 10]);
    expect(parts.map((part) => part.map(([x, y]) => [Number(x.toFixed(9)), y]))).toEqual([
      [
        [1, 0.1],
        [2, 1],
        [3, 1],
        [4, 10],
      ],
      [
        [6, 10],
        [7, 1],
      ],
    ]);
  });

  it('keeps the stretch of a step across the whole range', () => {
    const step = [
      [0, 1e-3],
      [3, 1e3],
    ] as const;
    const [part] = cutOff(step, [0.1, 10]);
    expect(part?.map(([, y]) => y)).toEqual([0.1, 10]);
    expect(part?.[0]?.[0]).toBeCloseTo(1, 12);
  });
});

describe('the figure of curves', () => {
  const figure: CurveFigure = {
    title: 'Decay length of *ν*_5',
    parameters: ['*m*_4 = 0.1 GeV', '*g*_{D} = 2'],
    notes: ['Dirac neutrinos;', 'no more.'],
    x: { spacing: 'linear', values: [0, 1], title: '*m*_5 (GeV)' },
    y: { title: '*c τ* (cm)', range: [1e-12, 1e8] },
    curves: [
      {
        label: 'virtual',
        pieces: [
          [
            [0, 1e7],
            [0.5, 1e-3],
          ],
        ],
      },
      {
        label: 'real',
        pieces: [
          [
            [0.6, 1e-9],
            [1, 1e-11],
          ],
        ],
      },
    ],
  };

  it('shows a point that is alone as a dot, and a rule as a dotted line', () => {
    const lone = [[0.5, 3]] as const;
    const svgOf = (changes: Partial<CurveFigure>) =>
      new JSDOM(drawCurves({ ...figure, ...changes })).window.document;
    const marked = svgOf({ curves: [{ label: 'a', pieces: [lone] }], rules: [0.4] });
    expect(marked.querySelectorAll('circle').length).toBe(1);
    expect(marked.querySelectorAll('[aria-label=rule] line').length).toBe(1);
    const plain = svgOf({});
    expect(plain.querySelectorAll('circle, [aria-label=rule], [aria-label=dot]').length).toBe(0);
  });

  it('says what it shows, with powers of ten', () => {
    const svg = drawCurves(figure);
    const { document } = new JSDOM(svg, { contentType: 'image/svg+xml' }).window;
    const texts = [...document.querySelectorAll('text')].map((element) => element.textContent ?? '');
    const words = ['Decay length of ν5', 'm4 = 0.1 GeV,  gD = 2', 'm5 (GeV)', 'c τ (cm)', 'virtual', 'real'];
    expect(texts).toEqual(expect.arrayContaining([...words, '10−9', '1', '106', '0.4']));
    // Twenty decades: every third has its label.
    expect(texts).not.toContain('10−8');
    expect(svg).not.toMatch(/NaN|Infinity/);
  });
});
