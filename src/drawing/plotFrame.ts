/** The frame of a figure: scales, ticks and margins around marks, with words and a legend drawn by hand. */

import * as Plot from '@observablehq/plot';
import { JSDOM } from 'jsdom';
import { at } from '../at.js';
import { isLogarithmic } from '../contouring/interpolate.js';
import type { TickAxis } from '../tiles/axes.js';
import { tickLabels, tickMarks } from './axisMarks.js';
import { boxOf, FRAME_CLIP, type Frame, handMark, INK, type PlacedText, type Scale } from './figureLayout.js';
import { FONT_FAMILY } from './fonts.js';
import { richTextSvg, svgElement } from './richText.js';

/** The contents of a frame and of its surroundings. */
export interface FrameContent {
  readonly frame: Frame;
  readonly x: TickAxis;
  readonly y: TickAxis;
  /** Marks below ticks and words, made with the document that they draw in; those by hand are cut off at the frame. */
  readonly marks: (document: Document) => readonly Plot.Markish[];
  /** Titles of the axes, and everything above and below the frame. */
  readonly words: readonly PlacedText[];
  /** SVG elements as text: the legend, and signs above the frame that may extend beyond it. */
  readonly legend: (x: Scale, y: Scale) => string[];
}

/** Draws a frame as an SVG document whose text is still text in the bundled font. */
export function plotFrame({ frame, x, y, marks, words, legend }: FrameContent): string {
  const { document } = new JSDOM('').window;
  const { page } = frame;
  const svg = Plot.plot({
    document,
    width: page.width,
    height: frame.height,
    marginTop: frame.top,
    marginRight: page.right,
    marginBottom: frame.height - frame.bottom,
    marginLeft: page.left,
    style: { fontFamily: FONT_FAMILY, color: INK, background: 'white' },
    x: scaleOf(x),
    y: scaleOf(y),
    marks: [
      handMark(document, () => [frameClip(frame)], 'outside'),
      ...marks(document),
      ...tickMarks('x', x),
      ...tickMarks('y', y),
      Plot.frame({ stroke: INK, strokeWidth: 1 }),
      handMark(document, legend, 'outside'),
      // Above the signs, so that no star at the end of an axis hides a number.
      handMark(
        document,
        (px, py) =>
          [...tickLabels(px, py, x, y, frame), ...words].map(([markup, style]) => richTextSvg(markup, style)),
        'outside',
      ),
    ],
  });
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  // Plot counts its clipping paths over all figures of a process; the same figure must have the same text.
  const numbers = new Map<string, number>();
  // Entities of HTML are unknown to XML.
  const text = svg.outerHTML.replaceAll('&nbsp;', '\u00a0');
  return text.replace(/plot-clip-\d+/g, (id) => {
    if (!numbers.has(id)) numbers.set(id, numbers.size + 1);
    return `line-clip-${numbers.get(id)}`;
  });
}

const frameClip = (frame: Frame): string =>
  svgElement('clipPath', { id: FRAME_CLIP }, svgElement('rect', { ...boxOf(frame) }));

function scaleOf(axis: TickAxis) {
  return {
    type: isLogarithmic(axis) ? ('log' as const) : ('linear' as const),
    domain: [at(axis.values, 0), at(axis.values, axis.values.length - 1)],
    axis: null,
  };
}
