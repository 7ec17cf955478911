/** A figure of histograms, one below the other: counts and background of each bin, both with errors. */

import { at } from '../at.js';
import { isLogarithmic } from '../contouring/interpolate.js';
import { labelOr } from '../drawing/axisMarks.js';
import { captionHead, firstLineWidth } from '../drawing/captionHead.js';
import { CAPTION_SIZES, wrap } from '../drawing/captionText.js';
import { INK } from '../drawing/figureLayout.js';
import { richTextSvg, svgElement } from '../drawing/richText.js';
import { svgDocument } from '../drawing/svgDocument.js';
import { chooseTicks, placeLabels } from '../drawing/ticks.js';
import { markupLines } from '../drawing/titleMarkup.js';
import { DEFAULT_STYLE, type FigureStyle, type Page, pageOfStyle } from '../style/figureStyle.js';
import type { TickAxis } from '../tiles/axes.js';
import type { BinAxis } from './binAxis.js';
import { drawBinLabels, edgePositions } from './binLabels.js';
import {
  BACKGROUND,
  BAND_OPACITY,
  drawLegend,
  drawPoint,
  LEGEND_ROW,
  legendRowCount,
  legendWidth,
  MARKER_RADIUS,
  round,
} from './histogramLegend.js';
import { drawStack, type HistogramLayer, hatched } from './histogramStack.js';

/** A bin's counts, in the unit of its panel's axis. */
export interface HistogramBin {
  /** Undefined where there are no counts yet. */
  readonly data: number | undefined;
  readonly dataError: number;
  readonly background: number;
  /** Error of the prediction. */
  readonly error: number;
  /** Parts of the prediction, by the figure's layers; absent where the background is all of it. */
  readonly parts?: readonly number[];
}

/** The prediction of a bin: the sum of its parts, or the background. */
export const predictionOf = ({ background, parts }: Pick<HistogramBin, 'background' | 'parts'>): number =>
  parts === undefined ? background : parts.reduce((sum, part) => sum + part, 0);

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
  /** Parts of the prediction, the lowest first; none where the background is a line in its band. */
  readonly layers?: readonly HistogramLayer[];
  /** Name of the counts in the legend; `data` by default. */
  readonly data?: string;
}

const LABEL_SIZE = 16;
/** Height of one of several frames, relative to that of a single one. */
const SEVERAL = 0.6;

/** Draws the figure as an SVG document whose text is still text in the bundled font. */
export function drawHistograms(figure: HistogramFigure, style: FigureStyle = DEFAULT_STYLE): string {
  const page = pageOfStyle(style);
  const { left, frameWidth } = page;
  const titles = markupLines(figure.title, frameWidth, style.title);
  const parameters = wrap(figure.parameters, ',  ', CAPTION_SIZES.parameters, frameWidth);
  const notes = style.isPlain ? [] : wrap(figure.notes, ' ', CAPTION_SIZES.notes, frameWidth);
  const head = captionHead({ titles, parameters }, left);
  // The legend is placed beside the title where it fits, and on a separate line otherwise.
  const hasData = figure.panels.some(({ bins }) => bins.some(({ data }) => data !== undefined));
  const { layers = [], data = 'data' } = figure;
  const contents = { data: hasData ? data : undefined, layers };
  const isBeside = firstLineWidth({ titles, parameters }) + legendWidth(contents) + 20 < frameWidth;
  const headEnd = Math.max(head.end, isBeside ? 34 : 8);
  const legend = drawLegend(contents, isBeside ? 30 : headEnd + 22, left + frameWidth, frameWidth);
  let y = headEnd + (isBeside ? 0 : 1 + LEGEND_ROW * legendRowCount(contents, frameWidth));
  const height = figure.panels.length > 1 ? SEVERAL * page.frameHeight : page.frameHeight;
  const panels = figure.panels.flatMap((panel, i) => {
    const top = Math.round(y + (panel.heading === '' ? 16 : 40));
    const drawn = drawPanel(
      panel,
      { page, top, bottom: top + Math.round(height), layers, id: `band${i}` },
      style,
    );
    y = drawn.end;
    return drawn.elements;
  });
  const words = notes.map((line, i) =>
    richTextSvg(line, { x: left, y: y + 26 + 18 * i, size: CAPTION_SIZES.notes, fill: '#5a5a5a' }),
  );
  const total = Math.round(y + 20 + 18 * notes.length);
  return svgDocument([...panels, ...head.elements, ...words, ...legend], page.width, total);
}

/** A frame of the figure: its page, and its upper and lower end in pixels. */
interface PanelFrame {
  readonly page: Page;
  readonly top: number;
  readonly bottom: number;
  readonly layers: readonly HistogramLayer[];
  /** Distinguishes the clipping path of its band. */
  readonly id: string;
}

/** Draws a frame; `end` is the lower end of the labels and the title below it. */
function drawPanel(
  panel: HistogramPanel,
  frame: PanelFrame,
  style: FigureStyle,
): { elements: string[]; end: number } {
  const { page, top, bottom } = frame;
  const edges = edgePositions(panel.x, page);
  const py = scaleOf(panel.y, top, bottom);
  const below = drawBinLabels(panel.x, labelOr(style.xLabel, panel.x.title), page, bottom);
  const middle = (top + bottom) / 2;
  const elements = [
    ...drawBins(panel, edges, py, frame),
    ...drawFrame(panel, edges, py, frame),
    ...below.elements,
    richTextSvg(labelOr(style.yLabel, panel.y.title), {
      x: 26,
      y: middle,
      size: 19,
      anchor: 'middle',
      transform: `rotate(-90 26 ${middle})`,
    }),
  ];
  if (panel.heading !== '') {
    elements.push(richTextSvg(panel.heading, { x: page.left, y: top - 10, size: 15 }));
  }
  return { elements, end: below.end };
}

/** The prediction, as a stack or a line, with its band; and the points. */
function drawBins(
  { bins }: HistogramPanel,
  edges: readonly number[],
  py: (value: number) => number,
  frame: PanelFrame,
): string[] {
  const { layers } = frame;
  const narrowest = Math.min(...bins.map((_, i) => at(edges, i + 1) - at(edges, i)));
  const radius = Math.min(MARKER_RADIUS, narrowest / 4);
  const line = bins.map(
    (bin, i) =>
      `${i === 0 ? 'M' : 'L'}${round(at(edges, i))},${round(py(predictionOf(bin)))}H${round(at(edges, i + 1))}`,
  );
  const stroke = { fill: 'none', 'stroke-width': 1.9, 'stroke-linejoin': 'round' };
  return [
    ...drawStack(bins, layers, edges, py),
    ...drawBand(bins, edges, py, frame),
    svgElement('path', {
      d: line.join(''),
      ...stroke,
      ...(layers.length === 0 ? { stroke: BACKGROUND } : { stroke: INK, 'stroke-width': 1.4 }),
    }),
    ...bins.flatMap(({ data, dataError }, i) => {
      const centre = (at(edges, i) + at(edges, i + 1)) / 2;
      return data === undefined ? [] : drawPoint({ data, dataError }, centre, py, radius);
    }),
  ];
}

/** The band of the uncertainty: hatched on a stack, and pale around a line. */
function drawBand(
  bins: readonly HistogramBin[],
  edges: readonly number[],
  py: (value: number) => number,
  { page, top, bottom, layers, id }: PanelFrame,
): string[] {
  const d = bins.map((bin, i) => {
    const [low, high] = [round(py(predictionOf(bin) - bin.error)), round(py(predictionOf(bin) + bin.error))];
    return `M${round(at(edges, i))},${low}H${round(at(edges, i + 1))}V${high}H${round(at(edges, i))}Z`;
  });
  if (layers.length > 0)
    return hatched(d.join(''), { x: page.left, y: top, width: page.frameWidth, height: bottom - top }, id);
  return [svgElement('path', { d: d.join(''), fill: BACKGROUND, 'fill-opacity': BAND_OPACITY })];
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
  { y }: HistogramPanel,
  edges: readonly number[],
  py: (value: number) => number,
  { page, top, bottom }: PanelFrame,
): string[] {
  const { left, frameWidth: width } = page;
  const right = left + width;
  const ticks = chooseTicks(y);
  const across = (values: readonly number[], size: number) =>
    values.map((value) => `M${left},${round(py(value))}h${size}M${right},${round(py(value))}h${-size}`);
  const borders = edges.slice(1, -1).map((x) => `M${round(x)},${bottom}v-6M${round(x)},${top}v6`);
  const d = [...across(ticks.major, 8), ...across(ticks.minor, 4), ...borders].join('');
  const labels = placeLabels(ticks, py, () => 0.75 * LABEL_SIZE, isLogarithmic(y));
  return [
    svgElement('path', { d, fill: 'none', stroke: INK, 'stroke-width': 1 }),
    svgElement('rect', { x: left, y: top, width, height: bottom - top, fill: 'none', stroke: INK }),
    ...labels.map(({ value, label }) =>
      richTextSvg(label, { x: left - 9, y: py(value) + 5.5, size: LABEL_SIZE, anchor: 'end' }),
    ),
  ];
}
