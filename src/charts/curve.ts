/** A figure of curves: one quantity against another, in the style of the figure of contours. */

import * as Plot from '@observablehq/plot';
import { at } from '../at.js';
import { isLogarithmic } from '../contouring/interpolate.js';
import { labelOr, pageForLabels, placeTitles } from '../drawing/axisMarks.js';
import { type CaptionLines, captionWords, firstLineWidth } from '../drawing/captionHead.js';
import { CAPTION_SIZES, wrap } from '../drawing/captionText.js';
import type { Frame } from '../drawing/figureLayout.js';
import { measureText } from '../drawing/fonts.js';
import { plotFrame } from '../drawing/plotFrame.js';
import { richTextSvg, svgElement } from '../drawing/richText.js';
import { seriesStyle } from '../drawing/seriesStyle.js';
import { strokedLine } from '../drawing/strokedLine.js';
import { markupLines } from '../drawing/titleMarkup.js';
import { DEFAULT_STYLE, type FigureStyle, type Page, pageOfStyle, rangedAxis } from '../style/figureStyle.js';
import type { TickAxis } from '../tiles/axes.js';

/** Points (x, y) in order of x, a single one for a dot; y > 0 where its axis is logarithmic. */
export type CurvePoints = readonly (readonly [x: number, y: number])[];

/** A curve in one or more pieces. */
export interface Curve {
  /** Its name in the legend, as markup (richText.ts). */
  readonly label: string;
  readonly pieces: readonly CurvePoints[];
}

/** Contents of a figure; texts are markup. */
export interface CurveFigure {
  readonly title: string;
  /** The fixed parameters; lines may break between them. */
  readonly parameters: readonly string[];
  /** Phrases of the note below the frame; lines may break between them. */
  readonly notes: readonly string[];
  readonly x: TickAxis & { readonly title: string };
  /** The y axis, logarithmic unless `linear`; curves are cut off at the ends of a log axis. */
  readonly y: {
    readonly title: string;
    readonly range: readonly [low: number, high: number];
    readonly spacing?: 'log' | 'linear';
  };
  /** Up to five curves; the first is drawn first. */
  readonly curves: readonly Curve[];
  /** Values of x with a dotted line from bottom to top. */
  readonly rules?: readonly number[];
}

const LEGEND = { size: 15, swatch: 28, gap: 8, between: 22, line: 22 } as const;

/** Draws the figure as an SVG document whose text is still text in the bundled font. */
export function drawCurves(figure: CurveFigure, style: FigureStyle = DEFAULT_STYLE): string {
  const spacing = figure.y.spacing ?? 'log';
  const whole: TickAxis = { spacing, values: figure.y.range };
  const x = rangedAxis(figure.x, style.xRange, { option: '--x-range', isLog: isLogarithmic(figure.x) });
  const y = rangedAxis(whole, style.yRange, { option: '--y-range', isLog: isLogarithmic(whole) });
  const page = pageForLabels(pageOfStyle(style), y);
  const { frameWidth: width } = page;
  const head: CaptionLines = {
    titles: markupLines(figure.title, width, style.title),
    parameters: wrap(figure.parameters, ',  ', CAPTION_SIZES.parameters, width),
    notes: style.isPlain ? [] : wrap(figure.notes, ' ', CAPTION_SIZES.notes, width),
  };
  const frame = placeFrame(figure.curves, head, page);
  const titles = [labelOr(style.xLabel, figure.x.title), labelOr(style.yLabel, figure.y.title)] as const;
  return plotFrame({
    frame,
    x,
    y,
    marks: () => [
      ...ruleMarks(figure.rules ?? []),
      ...figure.curves.flatMap((curve, i) => [lineMark(curve, y, i), ...dotMarks(curve, i)]),
    ],
    words: [...placeTitles(...titles, frame), ...captionWords(head, frame)],
    legend: () => legend(figure.curves, frame),
  });
}

/** Places the legend beside the title where it fits, and on separate lines otherwise. */
function placeFrame(curves: readonly Curve[], head: CaptionLines, page: Page): Frame {
  const { titles, parameters, notes } = head;
  const isBeside = legendWidth(curves) + 20 < page.frameWidth - firstLineWidth(head);
  const parametersEnd = 8 + 24 * (titles.length + parameters.length);
  const legendLines = isBeside ? 0 : legendRows(curves, page).length;
  const top =
    Math.max(parametersEnd + 18, isBeside ? 48 : 0) + LEGEND.line * legendLines + (isBeside ? 0 : 2);
  const bottom = top + page.frameHeight;
  const legend = isBeside ? 30 : parametersEnd + 24;
  return { top, bottom, height: bottom + 72 + 18 * notes.length, legend, page };
}

function lineMark({ pieces }: Curve, y: TickAxis, i: number): Plot.Line {
  const range = [at(y.values, 0), at(y.values, y.values.length - 1)] as const;
  const points = pieces
    .flatMap((piece) => (isLogarithmic(y) ? cutOff(piece, range) : [piece]))
    .flatMap((piece, k) => piece.map(([u, v]) => ({ u, v, k })));
  return strokedLine(points, seriesStyle(i));
}

/** Pieces that are a single point; no mark without any. */
function dotMarks({ pieces }: Curve, i: number): Plot.Dot[] {
  const dots = pieces.flatMap((piece) => (piece.length === 1 ? piece : []));
  return dots.length === 0
    ? []
    : [Plot.dot(dots, { x: '0', y: '1', r: 2.2, fill: seriesStyle(i).stroke, clip: 'frame' })];
}

function ruleMarks(rules: readonly number[]): Plot.RuleX[] {
  const dotted = { stroke: '#8a8a8a', strokeDasharray: '1.5 3.5', clip: 'frame' } as const;
  return rules.length === 0 ? [] : [Plot.ruleX([...rules], dotted)];
}

/** Whole decades around some values, at least two, so that a log axis is labelled with powers of ten. */
export function wholeDecades(values: readonly number[]): [low: number, high: number] {
  const high = Math.ceil(Math.log10(Math.max(...values)) - 1e-9);
  const low = Math.min(Math.floor(Math.log10(Math.min(...values)) + 1e-9), high - 2);
  return [Number(`1e${low}`), Number(`1e${high}`)];
}

/** The parts of a piece between two values of y, cut where straight lines in log y cross them. */
export function cutOff(piece: CurvePoints, [low, high]: readonly [number, number]): CurvePoints[] {
  const parts: (readonly [number, number])[][] = [[]];
  piece.forEach(([x, y], i) => {
    const [beforeX, beforeY] = piece[i - 1] ?? [x, y];
    const crossings = [low, high]
      .filter((bound) => bound > Math.min(beforeY, y) && bound < Math.max(beforeY, y))
      .map((bound): [number, number] => {
        const share = Math.log(bound / beforeY) / Math.log(y / beforeY);
        return [beforeX + share * (x - beforeX), bound];
      })
      .sort((a, b) => a[0] - b[0]);
    parts.at(-1)?.push(...crossings);
    if (y >= low && y <= high) parts.at(-1)?.push([x, y]);
    else if (parts.at(-1)?.length !== 0) parts.push([]);
  });
  return parts.filter((part) => part.length > 1);
}

function legendWidth(curves: readonly Curve[]): number {
  const { size, swatch, gap, between } = LEGEND;
  return curves.reduce((sum, { label }) => sum + swatch + gap + measureText(label, size) + between, -between);
}

/** Curves in rows of the legend, as many in each row as fit. */
function legendRows(curves: readonly Curve[], { frameWidth }: Page): Curve[][] {
  const rows: Curve[][] = [];
  for (const curve of curves) {
    const last = rows.at(-1);
    if (last !== undefined && legendWidth([...last, curve]) <= frameWidth) last.push(curve);
    else rows.push([curve]);
  }
  return rows;
}

/** A swatch and a label for each curve, right-aligned with the frame. */
function legend(curves: readonly Curve[], frame: Frame): string[] {
  const { size, swatch, gap, between, line } = LEGEND;
  return legendRows(curves, frame.page).flatMap((row, k) => {
    let right = frame.page.left + frame.page.frameWidth;
    const y = frame.legend + line * k;
    return row.toReversed().flatMap((curve) => {
      const { stroke, dash } = seriesStyle(curves.indexOf(curve));
      const start = right - measureText(curve.label, size) - gap - swatch;
      const text = richTextSvg(curve.label, { x: right, y, size, anchor: 'end' });
      right = start - between;
      const swatchLine = {
        fill: 'none',
        d: `M${start},${y - 5}h${swatch}`,
        stroke,
        'stroke-dasharray': dash,
      };
      return [svgElement('path', { ...swatchLine, 'stroke-width': 1.9 }), text];
    });
  });
}
