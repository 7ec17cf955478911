/** Colour maps: the cells of a plane in the colours of their numbers, and the colour bar that says which is which. */
import { at } from '../at.js';
import { isLogarithmic } from '../contouring/interpolate.js';
import { type CellPlace, cellPaths } from './cells.js';
import { COLOUR_LEVELS, type ColourScale, colourLevel, levelColour } from './colourScale.js';
import { INK } from './figureLayout.js';
import { measureText } from './fonts.js';
import { richTextSvg, svgElement } from './richText.js';
import { chooseTicks } from './ticks.js';

/** Narrowest cell, pixels: of finer ones only some are drawn, evenly, as on any screen. */
const FINEST = 1.25;

/** By how much the cells of a colour reach into their neighbours, pixels: renderers would show gaps otherwise. */
const OVERLAP = 0.3;

/**
 * SVG elements of a plane's cells in the colours of their numbers, a path for each colour. `values` has the shape [ny, nx], NaN where nothing is
 * to be coloured; `columns` and `rows` are the cells' borders in pixels.
 */
export function drawColourMap(values: ArrayLike<number>, scale: ColourScale, place: CellPlace): string[] {
  const [across, along] = [drawnCells(place.columns), drawnCells(place.rows)];
  const nx = place.columns.length - 1;
  const codes = new Uint8Array(across.cells.length * along.cells.length);
  let k = 0;
  for (const j of along.cells) {
    for (const i of across.cells) codes[k++] = colourLevel(scale, at(values, j * nx + i));
  }
  const paths = cellPaths(codes, { columns: across.edges, rows: along.edges }, OVERLAP);
  return [...paths]
    .sort(([a], [b]) => a - b)
    .map(([level, d]) => svgElement('path', { d, fill: levelColour(scale.palette, level) }));
}

/** The cells that are drawn, and their borders: all of them, unless they are finer than FINEST. */
function drawnCells(edges: readonly number[]): { cells: number[]; edges: number[] } {
  const n = edges.length - 1;
  const length = Math.abs(at(edges, n) - at(edges, 0));
  const count = Math.min(n, Math.max(1, Math.floor(length / FINEST)));
  const starts = Array.from({ length: count }, (_, k) => Math.floor((k * n) / count));
  return {
    cells: starts.map((start, k) => (start + (starts[k + 1] ?? n) - 1) >> 1),
    edges: [...starts, n].map((i) => at(edges, i)),
  };
}

/** Where a colour bar lies: its upper left corner and its width in pixels. */
export interface ColourBarPlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** Height of a colour bar with its title above and its numbers below, pixels. */
export const COLOUR_BAR_HEIGHT = 58;

const BAR = { title: 15, top: 24, height: 13, tip: 9, tick: 4, label: 13.5 } as const;

/** A horizontal colour bar as SVG elements; `title` is markup (richText.ts). Ends are pointed where the scale says that numbers lie beyond. */
export function drawColourBar(scale: ColourScale, title: string, { x, y, width }: ColourBarPlace): string[] {
  const { axis, beyond, palette } = scale;
  const [left, right] = [x + (beyond.low ? BAR.tip : 0), x + width - (beyond.high ? BAR.tip : 0)];
  const [top, bottom] = [y + BAR.top, y + BAR.top + BAR.height];
  const step = (right - left) / COLOUR_LEVELS;
  const steps = Array.from({ length: COLOUR_LEVELS }, (_, k) => {
    // Each step reaches below the following ones, so that there are no gaps.
    const from = (left + k * step).toFixed(2);
    return svgElement('path', {
      d: `M${from},${top}H${right}V${bottom}H${from}Z`,
      fill: levelColour(palette, k + 1),
    });
  });
  const middle = (top + bottom) / 2;
  const tips = [
    ...(beyond.low
      ? [tip(levelColour(palette, 1), `M${left},${top}L${x},${middle}L${left},${bottom}Z`)]
      : []),
    ...(beyond.high
      ? [
          tip(
            levelColour(palette, COLOUR_LEVELS),
            `M${right},${top}L${x + width},${middle}L${right},${bottom}Z`,
          ),
        ]
      : []),
  ];
  const outline = [
    `M${left},${top}H${right}`,
    beyond.high ? `L${x + width},${middle}L${right},${bottom}` : `V${bottom}`,
    `H${left}`,
    beyond.low ? `L${x},${middle}Z` : 'Z',
  ].join('');
  return [
    richTextSvg(title, { x, y: y + BAR.title, size: 15 }),
    ...steps,
    ...tips,
    svgElement('path', { d: outline, fill: 'none', stroke: INK, 'stroke-width': 0.8 }),
    ...barTicks(axis, left, right, bottom),
  ];
}

const tip = (fill: string, d: string) => svgElement('path', { d, fill });

/** Ticks below the bar, and their labels without those that would touch the one before. */
function barTicks(axis: ColourScale['axis'], left: number, right: number, bottom: number): string[] {
  const position = isLogarithmic(axis) ? Math.log : Number;
  const [low, high] = [at(axis.values, 0), at(axis.values, axis.values.length - 1)].map(position);
  const px = (value: number) =>
    left + ((position(value) - (low ?? 0)) / ((high ?? 1) - (low ?? 0))) * (right - left);
  const { major, minor, labels } = chooseTicks(axis);
  const segments = [
    ...major.map((value) => `M${px(value).toFixed(2)},${bottom}v${BAR.tick + 1}`),
    ...minor.map((value) => `M${px(value).toFixed(2)},${bottom}v${BAR.tick - 1}`),
  ];
  let end = Number.NEGATIVE_INFINITY;
  const texts = labels.flatMap(({ value, label }) => {
    const half = measureText(label, BAR.label) / 2;
    if (px(value) - half < end + 6) return [];
    end = px(value) + half;
    return [
      richTextSvg(label, {
        x: Number(px(value).toFixed(2)),
        y: bottom + 18,
        size: BAR.label,
        anchor: 'middle',
      }),
    ];
  });
  return [
    svgElement('path', { d: segments.join(''), stroke: INK, 'stroke-width': 0.8, fill: 'none' }),
    ...texts,
  ];
}
