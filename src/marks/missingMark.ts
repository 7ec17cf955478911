/** Dots where chi2 is missing in a figure, and their legend. */
import type { DeltaPlane } from '../contouring/contour.js';
import { CAPTION_SIZES, wrap } from '../drawing/captionText.js';
import { type Box, INK, type Scale } from '../drawing/figureLayout.js';
import { escapeMarkup, richTextSvg, svgElement } from '../drawing/richText.js';
import { missingAreas, missingInWords } from '../planes/missing.js';

/** Spacing and radius of the dots, pixels. */
const [SPACING, RADIUS] = [7, 0.9];
const SWATCH = { width: 26, height: 12, gap: 8 } as const;
/** Height of a line of the legend, pixels. */
const LINE = 18;

/** SVG elements that cover the missing part of a plane within a frame with dots on white; none where nothing is missing. */
export function drawMissing(
  planes: readonly DeltaPlane[],
  { px, py, frame, id }: { readonly px: Scale; readonly py: Scale; readonly frame: Box; readonly id: string },
): string[] {
  const d = planes
    .flatMap((plane) => missingAreas(plane))
    .map(({ x: [left, right], y: [low, high] }) => {
      const [x0, x1, y0, y1] = [px(left), px(right), py(low), py(high)].map((pixels) => pixels.toFixed(2));
      return `M${x0},${y0}H${x1}V${y1}H${x0}Z`;
    })
    .join('');
  return d === '' ? [] : dotted(d, frame, id);
}

/** Dots on white over a frame, clipped to a path. */
export function dotted(d: string, { x, y, width, height }: Box, id: string): string[] {
  const clip = `${id}-missing`;
  const dots: string[] = [];
  for (let row = 0; row * SPACING < height; row++) {
    // Every other row is shifted by half a step.
    for (let column = row % 2 === 0 ? 0.5 : 0; column * SPACING < width; column++) {
      const [cx, cy] = [x + SPACING * column, y + SPACING * (row + 0.5)];
      dots.push(
        `M${(cx - RADIUS).toFixed(2)},${cy.toFixed(2)}a${RADIUS},${RADIUS} 0 1,0 ${2 * RADIUS},0a${RADIUS},${RADIUS} 0 1,0 ${-2 * RADIUS},0Z`,
      );
    }
  }
  return [
    svgElement('clipPath', { id: clip }, svgElement('path', { d })),
    svgElement('path', { d, fill: 'white' }),
    svgElement('path', { d: dots.join(''), fill: INK, 'fill-opacity': 0.5, 'clip-path': `url(#${clip})` }),
  ];
}

/** The meaning of the dots: for each group of planes in which chi2 is missing, lines of markup that fit into a width beside the sample. */
export type MissingNotes = readonly (readonly string[])[];

/** The notes of some groups of planes, in lines no wider than `width` pixels with the sample. */
export function missingNotes(
  groups: readonly { readonly of: string; readonly planes: readonly DeltaPlane[] }[],
  width: number,
): MissingNotes {
  return groups
    .map(({ of, planes }) => missingInWords(planes, of))
    .filter((words) => words !== '')
    .map((words) => escapeMarkup(words).replace('chi2', '*χ*^2').split(' '))
    .map((words) => wrap(words, ' ', CAPTION_SIZES.notes, width - SWATCH.width - SWATCH.gap));
}

/** Height of the legend of some notes, pixels. */
export const missingLegendHeight = (notes: MissingNotes) => LINE * notes.flat().length;

/** SVG elements of a legend whose first line has its baseline at y. */
export function drawMissingLegend(notes: MissingNotes, x: number, y: number, id: string): string[] {
  return notes.flatMap((lines, i) => {
    const baseline = y + LINE * notes.slice(0, i).flat().length;
    const box = { x, y: baseline - 10, width: SWATCH.width, height: SWATCH.height };
    const d = `M${box.x},${box.y}h${box.width}v${box.height}h${-box.width}Z`;
    return [
      ...dotted(d, box, `${id}${i}`),
      svgElement('path', { d, fill: 'none', stroke: INK, 'stroke-width': 0.5 }),
      ...lines.map((line, k) =>
        richTextSvg(line, {
          x: x + SWATCH.width + SWATCH.gap,
          y: baseline + LINE * k,
          size: CAPTION_SIZES.notes,
          fill: '#5a5a5a',
        }),
      ),
    ];
  });
}
