/** The frame of a figure: scales, ticks and margins around marks, with words and a legend drawn by hand. */

import * as Plot from '@observablehq/plot';
import { JSDOM } from 'jsdom';
import { at } from '../at.js';
import { isLogarithmic } from '../contouring/interpolate.js';
import type { TickAxis } from '../tiles/axes.js';
import { tickLabels, tickMarks } from './axisMarks.js';
import { type Frame, handMark, INK, LAYOUT, type PlacedText } from './figureLayout.js';
import { FONT_FAMILY } from './fonts.js';
import { richTextSvg } from './richText.js';

/** The contents of a frame and of its surroundings. */
export interface FrameContent {
  readonly frame: Frame;
  readonly x: TickAxis;
  readonly y: TickAxis;
  /** Marks below ticks and words, made with the document that they draw in. */
  readonly marks: (document: Document) => readonly Plot.Markish[];
  /** Titles of the axes, and everything above and below the frame. */
  readonly words: readonly PlacedText[];
  /** SVG elements as text. */
  readonly legend: () => string[];
}

/** Draws a frame as an SVG document whose text is still text in the bundled font. */
export function plotFrame({ frame, x, y, marks, words, legend }: FrameContent): string {
  const { document } = new JSDOM('').window;
  const svg = Plot.plot({
    document,
    width: LAYOUT.width,
    height: frame.height,
    marginTop: frame.top,
    marginRight: LAYOUT.right,
    marginBottom: frame.height - frame.bottom,
    marginLeft: LAYOUT.left,
    style: { fontFamily: FONT_FAMILY, color: INK, background: 'white' },
    x: scaleOf(x),
    y: scaleOf(y),
    marks: [
      ...marks(document),
      ...tickMarks('x', x),
      ...tickMarks('y', y),
      Plot.frame({ stroke: INK, strokeWidth: 1 }),
      handMark(document, (px, py) =>
        [...tickLabels(px, py, x, y, frame), ...words].map(([markup, style]) => richTextSvg(markup, style)),
      ),
      handMark(document, legend),
    ],
  });
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  return svg.outerHTML;
}

function scaleOf(axis: TickAxis) {
  return {
    type: isLogarithmic(axis) ? ('log' as const) : ('linear' as const),
    domain: [at(axis.values, 0), at(axis.values, axis.values.length - 1)],
    axis: null,
  };
}
