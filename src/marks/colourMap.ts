/** Delta chi2 of a plane as a colour map in steps, and its colour bar. */
import { at } from '../at.js';
import type { Contour, DeltaPlane } from '../contouring/contour.js';
import { percentMarkup } from '../drawing/captionText.js';
import { type Box, INK, type Scale } from '../drawing/figureLayout.js';
import { linesPath } from '../drawing/paths.js';
import { minus, numberMarkup, richTextSvg, svgElement } from '../drawing/richText.js';
import type { Page } from '../style/figureStyle.js';
import { cellAreas } from './flagMarks.js';

/** Lower ends of the steps; the last has no upper end. 2.3, 4.61, 5.99 and 9.21 are 68, 90, 95 and 99 % of two parameters. */
const STEPS = [0, 1, 2.3, 4.61, 5.99, 9.21, 16, 25, 50, 100] as const;

/**
 * A colour for each step, from the best fit on: cividis (Nunez, Anderton and Renslow, PLoS ONE 13 (2018) e0199239), whose lightness falls
 * evenly, for the colour-blind and in grey alike.
 */
const COLOURS = [
  '#fae249',
  '#e2cb5b',
  '#c4b66d',
  '#a9a177',
  '#938e78',
  '#7f7b75',
  '#6a6970',
  '#4f586e',
  '#30476e',
  '#10366c',
] as const;

/** Pixels: the bar beside the frame, and the right margin that it needs with its labels and title. */
const BAR = { gap: 14, width: 15, label: 13, title: 16, margin: 84 } as const;

/** A page with room for the colour bar to the right of the frame, the width of the whole unchanged. */
export function pageForMap(page: Page): Page {
  return { ...page, right: BAR.margin, frameWidth: page.frameWidth - (BAR.margin - page.right) };
}

/**
 * SVG elements that colour each point's cell by its Delta chi2. Nothing is interpolated, and a cell without a chi2 has no colour; nor has
 * one of `blank`, shape [ny, nx], 1 where no signal is possible.
 */
export function drawMap({ x, y, delta }: DeltaPlane, blank: Uint8Array, px: Scale, py: Scale): string[] {
  return STEPS.flatMap((_, step) => {
    const cells = Uint8Array.from(delta, (value, k) => (blank[k] !== 1 && stepOf(value) === step ? 1 : 0));
    const d = cellAreas(cells, { x, y }, px, py);
    // A stroke of the same colour closes the seams that renderers leave between neighbours.
    const fill = at(COLOURS, step);
    return d === '' ? [] : [svgElement('path', { d, fill, stroke: fill, 'stroke-width': 0.4 })];
  });
}

/** The step of a Delta chi2; -1 where it is missing. */
function stepOf(delta: number): number {
  return STEPS.findLastIndex((low) => delta >= low);
}

/** The colour bar of a frame, its labels, and a mark for each contour. */
export function drawColourBar(frame: Box, contours: readonly Contour[]): string[] {
  const { x: left, y: top, width, height } = frame;
  const x = left + width + BAR.gap;
  const each = height / STEPS.length;
  const bottom = top + height;
  const boxes = STEPS.map((_, i) =>
    svgElement('rect', {
      x,
      y: bottom - each * (i + 1),
      width: BAR.width,
      height: each,
      fill: at(COLOURS, i),
    }),
  );
  const labels = STEPS.map((low, i) =>
    richTextSvg(minus(numberMarkup(low)), {
      x: x + BAR.width + 6,
      y: Math.min(bottom - each * i + 0.33 * BAR.label, bottom),
      size: BAR.label,
    }),
  );
  const marks = contours.map(({ level }) => {
    const y = (bottom - each * placeOf(level)).toFixed(2);
    const d = `M${x - 4},${y}h${BAR.width + 4}`;
    return (
      svgElement('path', { d, fill: 'none', stroke: 'white', 'stroke-width': 3 }) +
      svgElement('path', { d, fill: 'none', stroke: INK, 'stroke-width': 1.2 })
    );
  });
  const outline = { x, y: top, width: BAR.width, height, fill: 'none', stroke: INK, 'stroke-width': 0.8 };
  const [tx, ty] = [x + BAR.width + 46, top + height / 2];
  return [
    ...boxes,
    ...marks,
    svgElement('rect', outline),
    ...labels,
    richTextSvg('Δ*χ*^2', {
      x: tx,
      y: ty,
      size: BAR.title,
      anchor: 'middle',
      transform: `rotate(-90 ${tx} ${ty})`,
    }),
  ];
}

/** Position of a Delta chi2 on the bar, in steps from its lower end; linear within a step. */
function placeOf(delta: number): number {
  const step = stepOf(delta);
  const [low, high] = [at(STEPS, step), STEPS[step + 1]];
  return high === undefined ? step + 0.5 : step + (delta - low) / (high - low);
}

/** What the colours are of, in a plane that may be refined, and what the marks on the bar are: a sentence for the notes, as markup. */
export function mapNote(contours: readonly Contour[], isRefined = false): string {
  const levels = contours.map(({ cl, level }) => `${percentMarkup(cl)} at ${numberMarkup(level)}`);
  const points = isRefined
    ? 'grid points and computed points, interpolated where none was needed'
    : 'each grid point, not interpolated';
  return `Colours: Δ*χ*^2 of ${points}; marks on the bar: ${levels.join(', ')}.`;
}

/** A contour on the map: a dark line with a white edge, which is seen on all colours. */
export function mapLine(contour: Contour, dash: string, px: Scale, py: Scale): string[] {
  const d = linesPath(contour.lines, px, py);
  if (d === '') return [];
  const style = { d, fill: 'none', 'stroke-linejoin': 'round' } as const;
  return [
    svgElement('path', { ...style, stroke: 'white', 'stroke-width': 4, 'stroke-opacity': 0.9 }),
    svgElement('path', { ...style, stroke: INK, 'stroke-width': 1.7, 'stroke-dasharray': dash }),
  ];
}
