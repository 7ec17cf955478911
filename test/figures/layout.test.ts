/** No text of any figure leaves it or covers another, and every sign of it is in the bundled font. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import { JSDOM } from 'jsdom';
import { afterAll, describe, expect, it } from 'vitest';
import { FONT_FAMILY, RESVG_OPTIONS } from '../../src/drawing/fonts.js';
import type { FigureStyle } from '../../src/style/figureStyle.js';
import { allFigures } from './allFigures.js';
import { layoutFaults, sizeOf, textBoxes } from './textBoxes.js';

const folder = await mkdtemp(join(tmpdir(), 'dualnu-figures-'));
afterAll(() => rm(folder, { recursive: true }));
const figures = await allFigures(folder);

const STYLES: readonly FigureStyle[] = [
  { names: {} },
  { names: {}, width: 'column' },
  { names: {}, width: 'column', title: '', isPlain: true },
  { names: {}, width: 'page', isPlain: true, title: 'A title that someone chose: |U_mu5|^2 of nu_5' },
];

describe('the text of each figure', () => {
  it.each(STYLES)('stays inside and apart: %j', (style) => {
    const faults: Record<string, string[]> = {};
    for (const { name, draw } of figures) {
      const svg = draw(style);
      expect(svg, name).not.toMatch(/NaN|Infinity|undefined/);
      const boxes = textBoxes(svg);
      expect(boxes.length, name).toBeGreaterThan(8);
      const found = layoutFaults(boxes, sizeOf(svg));
      if (found.length > 0) faults[name] = found;
    }
    expect(faults).toEqual({});
  });

  it('has a glyph for each of its signs', () => {
    const outline = (sign: string, slant: string) => {
      const text = `<text x="0" y="50" font-size="40" font-style="${slant}">${sign}</text>`;
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" font-family="${FONT_FAMILY}">${text}</svg>`;
      return (
        new Resvg(svg, RESVG_OPTIONS)
          .toString()
          .match(/ d="[^"]*"/g)
          ?.join() ?? ''
      );
    };
    const signs = new Set<string>();
    for (const { draw } of figures) {
      const { document } = new JSDOM(draw({ names: {} }), { contentType: 'image/svg+xml' }).window;
      for (const span of document.querySelectorAll('tspan')) {
        const slant = span.getAttribute('font-style') ?? 'normal';
        for (const sign of (span.textContent ?? '').replace(/\s|\p{M}|[&<>]/gu, ''))
          signs.add(`${slant} ${sign}`);
      }
    }
    const missing = [...signs].filter((styled) => {
      const [slant = '', sign = ''] = styled.split(' ');
      return outline(sign, slant) === outline('\ue000', slant);
    });
    expect(missing).toEqual([]);
  });
});

describe('the faults of a layout', () => {
  it('are found: text beyond the edge, and text on text', () => {
    const text = (x: number, words: string) =>
      `<text x="${x}" y="30" font-size="20"><tspan>${words}</tspan></text>`;
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="40">${text(10, 'here')}${text(30, 'there')}${text(180, 'far out')}</svg>`;
    const faults = layoutFaults(textBoxes(svg), sizeOf(svg));
    expect(faults).toHaveLength(2);
    expect(faults.join()).toMatch(/leaves the figure: far out.*overlap: here \| there/);
  });
});
