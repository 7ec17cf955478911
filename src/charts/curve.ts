/** A figure of curves: one quantity against another, in the style of the figure of contours. */

import type * as Plot from '@observablehq/plot';
import { at } from '../at.js';
import { isLogarithmic } from '../contouring/interpolate.js';
import { placeTitles } from '../drawing/axisMarks.js';
import { CAPTION_SIZES, wrap } from '../drawing/captionText.js';
import { FRAME_WIDTH, type Frame, LAYOUT, type PlacedText } from '../drawing/figureLayout.js';
import { measureText } from '../drawing/fonts.js';
import { plotFrame } from '../drawing/plotFrame.js';
import { richTextSvg, svgElement } from '../drawing/richText.js';
import { strokedLine } from '../drawing/strokedLine.js';
import type { TickAxis } from '../tiles/axes.js';

/** Points (x, y) in order of x; y > 0 where its axis is logarithmic. */
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
}

/** Line styles: colours that are safe for the colour-blind, and dashes for grey print. */
const LINES = [
  { stroke: '#0b5d99', dash: '' },
  { stroke: '#d1690e', dash: '7 4' },
  { stroke: '#2b8a5f', dash: '2 3' },
  { stroke: '#8a4a9e', dash: '9 3 2 3' },
  { stroke: '#6b6b6b', dash: '12 4' },
] as const;
const styleOf = (i: number) => LINES[i % LINES.length] ?? LINES[0];
const LEGEND = { size: 15, swatch: 28, gap: 8, between: 22, line: 22 } as const;

/** Draws the figure as an SVG document whose text is still text in the bundled font. */
export function drawCurves(figure: CurveFigure): string {
  const parameters = wrap(figure.parameters, ',  ', CAPTION_SIZES.parameters, FRAME_WIDTH);
  const notes = wrap(figure.notes, ' ', CAPTION_SIZES.notes, FRAME_WIDTH);
  const frame = placeFrame(figure, parameters.length, notes.length);
  const { x } = figure;
  const y: TickAxis = { spacing: figure.y.spacing ?? 'log', values: figure.y.range };
  return plotFrame({
    frame,
    x,
    y,
    marks: () => figure.curves.map((curve, i) => lineMark(curve, y, i)),
    words: [...placeTitles(x.title, figure.y.title, frame), ...words(figure.title, parameters, notes, frame)],
    legend: () => legend(figure.curves, frame),
  });
}

/** Places the legend beside the title where it fits, and on separate lines otherwise. */
function placeFrame({ title, curves }: CurveFigure, parameterLines: number, noteLines: number): Frame {
  const free = FRAME_WIDTH - measureText(title, CAPTION_SIZES.title);
  const isBeside = legendWidth(curves) + 20 < free;
  const parametersEnd = 32 + 24 * parameterLines;
  const legendLines = isBeside ? 0 : legendRows(curves).length;
  const top = parametersEnd + (isBeside ? 18 : 20 + LEGEND.line * legendLines);
  const bottom = top + LAYOUT.frameHeight;
  const legend = isBeside ? 30 : parametersEnd + 24;
  return { top, bottom, height: bottom + 72 + 18 * noteLines, legend };
}

function lineMark({ pieces }: Curve, y: TickAxis, i: number): Plot.Line {
  const range = [at(y.values, 0), at(y.values, y.values.length - 1)] as const;
  const points = pieces
    .flatMap((piece) => (isLogarithmic(y) ? cutOff(piece, range) : [piece]))
    .flatMap((piece, k) => piece.map(([u, v]) => ({ u, v, k })));
  return strokedLine(points, styleOf(i));
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

function words(
  title: string,
  parameters: readonly string[],
  notes: readonly string[],
  frame: Frame,
): PlacedText[] {
  const x = LAYOUT.left;
  const small = { size: CAPTION_SIZES.notes, fill: '#5a5a5a' };
  return [
    [title, { x, y: 30, size: CAPTION_SIZES.title }],
    ...parameters.map(
      (line, i): PlacedText => [line, { x, y: 56 + 24 * i, size: CAPTION_SIZES.parameters, fill: '#333333' }],
    ),
    ...notes.map((line, i): PlacedText => [line, { x, y: frame.bottom + 78 + 18 * i, ...small }]),
  ];
}

function legendWidth(curves: readonly Curve[]): number {
  const { size, swatch, gap, between } = LEGEND;
  return curves.reduce((sum, { label }) => sum + swatch + gap + measureText(label, size) + between, -between);
}

/** Curves in rows of the legend, as many in each row as fit. */
function legendRows(curves: readonly Curve[]): Curve[][] {
  const rows: Curve[][] = [];
  for (const curve of curves) {
    const last = rows.at(-1);
    if (last !== undefined && legendWidth([...last, curve]) <= FRAME_WIDTH) last.push(curve);
    else rows.push([curve]);
  }
  return rows;
}

/** A swatch and a label for each curve, right-aligned with the frame. */
function legend(curves: readonly Curve[], frame: Frame): string[] {
  const { size, swatch, gap, between, line } = LEGEND;
  return legendRows(curves).flatMap((row, k) => {
    let right = LAYOUT.width - LAYOUT.right;
    const y = frame.legend + line * k;
    return row.toReversed().flatMap((curve) => {
      const { stroke, dash } = styleOf(curves.indexOf(curve));
      const start = right - measureText(curve.label, size) - gap - swatch;
      const text = richTextSvg(curve.label, { x: right, y, size, anchor: 'end' });
      right = start - between;
      const swatchLine = { d: `M${start},${y - 5}h${swatch}`, stroke, 'stroke-dasharray': dash };
      return [svgElement('path', { ...swatchLine, 'stroke-width': 1.9 }), text];
    });
  });
}
