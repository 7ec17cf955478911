/** A figure of histograms, one below the other: counts and background of each bin, both with errors. */

import { isLogarithmic } from '../contouring/interpolate.js';
import { CAPTION_SIZES, wrap } from '../drawing/captionText.js';
import { FRAME_WIDTH, INK, LAYOUT } from '../drawing/figureLayout.js';
import { FONT_FAMILY, measureText } from '../drawing/fonts.js';
import { richTextSvg, svgElement, type TextStyle } from '../drawing/richText.js';
import { chooseTicks } from '../drawing/ticks.js';
import type { TickAxis } from '../tiles/axes.js';
import type { BinAxis } from './binAxis.js';
import {
  BACKGROUND,
  BAND_OPACITY,
  drawLegend,
  drawPoint,
  legendWidth,
  MARKER_RADIUS,
  RIGHT,
  round,
} from './histogramLegend.js';

/** A bin's counts, in the unit of its panel's axis. */
export interface HistogramBin {
  /** Undefined where there are no counts yet. */
  readonly data: number | undefined;
  readonly dataError: number;
  readonly background: number;
  readonly error: number;
}

/** One frame; texts are markup. */
export interface HistogramPanel {
  /** Heading above the frame; empty for a single panel. */
  readonly heading: string;
  readonly x: BinAxis;
  readonly y: TickAxis & { readonly title: string };
  readonly bins: readonly HistogramBin[];
}

/** Contents of a figure; texts are markup. */
export interface HistogramFigure {
  readonly title: string;
  /** Numbers below the title; lines may break between them. */
  readonly parameters: readonly string[];
  /** Phrases of the note below the frames; lines may break between them. */
  readonly notes: readonly string[];
  readonly panels: readonly HistogramPanel[];
}

const LABEL_SIZE = 16;
/** Heights of a single frame, and of one of several; pixels. */
const FRAME_HEIGHTS = { alone: 380, several: 236 } as const;
/** Longest label that counts as a number, pixels; longer ones are words. */
const LONGEST_NUMBER = 45;

/** Draws the figure as an SVG document whose text is still text in the bundled font. */
export function drawHistograms(figure: HistogramFigure): string {
  const parameters = wrap(figure.parameters, ',  ', CAPTION_SIZES.parameters, FRAME_WIDTH);
  const notes = wrap(figure.notes, ' ', CAPTION_SIZES.notes, FRAME_WIDTH);
  const words = [richTextSvg(figure.title, { x: LAYOUT.left, y: 30, size: CAPTION_SIZES.title })];
  parameters.forEach((line, i) => {
    const style = { size: CAPTION_SIZES.parameters, fill: '#333333' };
    words.push(richTextSvg(line, { x: LAYOUT.left, y: 56 + 24 * i, ...style }));
  });
  // The legend is placed beside the title where it fits, and on a separate line otherwise.
  const hasData = figure.panels.some(({ bins }) => bins.some(({ data }) => data !== undefined));
  const isBeside = measureText(figure.title, CAPTION_SIZES.title) + legendWidth(hasData) + 20 < FRAME_WIDTH;
  const parametersEnd = 32 + 24 * parameters.length;
  const legend = drawLegend(isBeside ? 30 : parametersEnd + 24, hasData);
  let y = parametersEnd + (isBeside ? 0 : 24);
  const height = figure.panels.length > 1 ? FRAME_HEIGHTS.several : FRAME_HEIGHTS.alone;
  const panels = figure.panels.flatMap((panel) => {
    const top = y + (panel.heading === '' ? 18 : 40);
    const drawn = drawPanel(panel, top, top + height);
    y = drawn.end;
    return drawn.elements;
  });
  notes.forEach((line, i) => {
    const style = { size: CAPTION_SIZES.notes, fill: '#5a5a5a' };
    words.push(richTextSvg(line, { x: LAYOUT.left, y: y + 26 + 18 * i, ...style }));
  });
  const total = Math.round(y + 20 + 18 * notes.length);
  return svgElement(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width: LAYOUT.width,
      height: total,
      viewBox: `0 0 ${LAYOUT.width} ${total}`,
      'font-family': FONT_FAMILY,
    },
    [
      svgElement('rect', { width: LAYOUT.width, height: total, fill: 'white' }),
      ...panels,
      ...words,
      ...legend,
    ].join(''),
  );
}

/** Draws a frame between two heights; `end` is the lower end of the labels and the title below it. */
function drawPanel(panel: HistogramPanel, top: number, bottom: number): { elements: string[]; end: number } {
  const px = (position: number) => LAYOUT.left + (FRAME_WIDTH * position) / panel.bins.length;
  const py = scaleOf(panel.y, top, bottom);
  const below = drawBinLabels(panel.x, px, bottom);
  const radius = Math.min(MARKER_RADIUS, (px(1) - px(0)) / 5);
  const elements = [
    ...panel.bins.map(({ background, error }, i) => {
      const [high, low] = [py(background + error), py(background - error)];
      const box = {
        x: round(px(i)),
        y: round(high),
        width: round(px(i + 1) - px(i)),
        height: round(low - high),
      };
      return svgElement('rect', { ...box, fill: BACKGROUND, 'fill-opacity': BAND_OPACITY });
    }),
    svgElement('path', {
      d: panel.bins
        .map(
          ({ background }, i) =>
            `${i === 0 ? 'M' : 'L'}${round(px(i))},${round(py(background))}H${round(px(i + 1))}`,
        )
        .join(''),
      fill: 'none',
      stroke: BACKGROUND,
      'stroke-width': 1.9,
      'stroke-linejoin': 'round',
    }),
    ...panel.bins.flatMap(({ data, dataError }, i) =>
      data === undefined ? [] : drawPoint({ data, dataError }, px(i + 0.5), py, radius),
    ),
    ...drawFrame(panel, px, py, top, bottom),
    ...below.elements,
    richTextSvg(panel.y.title, {
      x: 26,
      y: (top + bottom) / 2,
      size: 19,
      anchor: 'middle',
      transform: `rotate(-90 26 ${(top + bottom) / 2})`,
    }),
  ];
  if (panel.heading !== '') {
    elements.push(richTextSvg(panel.heading, { x: LAYOUT.left, y: top - 10, size: 15 }));
  }
  return { elements, end: below.end };
}

/** Scale from counts to pixels, clipped to the frame. */
function scaleOf(axis: TickAxis, top: number, bottom: number): (value: number) => number {
  const [low = 0, high = 1] = [axis.values[0], axis.values.at(-1)];
  const isLog = isLogarithmic(axis);
  return (value) => {
    const inside = Math.min(Math.max(value, low), high);
    const share = isLog ? Math.log(inside / low) / Math.log(high / low) : (inside - low) / (high - low);
    return bottom - share * (bottom - top);
  };
}

/** The frame, with ticks pointing inwards: at the edges of the bins, and at counts on both sides. */
function drawFrame(
  { bins, y }: HistogramPanel,
  px: (position: number) => number,
  py: (value: number) => number,
  top: number,
  bottom: number,
): string[] {
  const { major, minor, labels } = chooseTicks(y);
  const across = (values: readonly number[], size: number) =>
    values.map((value) => {
      const at = round(py(value));
      return `M${LAYOUT.left},${at}h${size}M${RIGHT},${at}h${-size}`;
    });
  const borders = bins
    .slice(1)
    .map((_, i) => `M${round(px(i + 1))},${bottom}v-6M${round(px(i + 1))},${top}v6`);
  const ticks = [...across(major, 8), ...across(minor, 4), ...borders].join('');
  return [
    svgElement('path', { d: ticks, stroke: INK, 'stroke-width': 1 }),
    svgElement('rect', {
      x: LAYOUT.left,
      y: top,
      width: FRAME_WIDTH,
      height: bottom - top,
      fill: 'none',
      stroke: INK,
    }),
    ...labels.map(({ value, label }) =>
      richTextSvg(label, { x: LAYOUT.left - 9, y: py(value) + 5.5, size: LABEL_SIZE, anchor: 'end' }),
    ),
  ];
}

/** Labels below a frame, and the title below these. Where labels do not fit side by side, words are turned and some numbers left out. */
function drawBinLabels(
  { labels, title }: BinAxis,
  px: (position: number) => number,
  bottom: number,
): { elements: string[]; end: number } {
  const slot = px(1) - px(0);
  const widest = Math.max(...labels.map(({ markup }) => measureText(markup, LABEL_SIZE)));
  const isTurned = widest + 10 > slot && widest > LONGEST_NUMBER;
  // Turned labels may be closer together than upright ones.
  const step = Math.max(1, Math.ceil((isTurned ? 18 : widest + 10) / slot));
  const shown = labels.filter((_, i) => i % step === 0);
  const slope = Math.PI / 5;
  const elements = shown.map(({ at, markup }) => {
    const x = round(px(at));
    const straight: TextStyle = { x, y: bottom + 21, size: LABEL_SIZE, anchor: 'middle' };
    const [turnedX, turnedY] = [x + 5, bottom + 17];
    const turned: TextStyle = {
      x: turnedX,
      y: turnedY,
      size: 14,
      anchor: 'end',
      transform: `rotate(-36 ${turnedX} ${turnedY})`,
    };
    return richTextSvg(markup, isTurned ? turned : straight);
  });
  const longest = isTurned ? widest * (14 / LABEL_SIZE) * Math.sin(slope) + 16 : 23;
  const end = bottom + longest;
  if (title === '') return { elements, end };
  const style: TextStyle = { x: LAYOUT.left + FRAME_WIDTH / 2, y: end + 26, size: 19, anchor: 'middle' };
  return { elements: [...elements, richTextSvg(title, style)], end: end + 32 };
}
