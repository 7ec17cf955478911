/** Styles of confidence levels in the figure of contours, and their legend. */
import type { Contour } from '../contouring/contour.js';
import { percentMarkup } from '../drawing/captionText.js';
import { type Frame, INK } from '../drawing/figureLayout.js';
import { measureText } from '../drawing/fonts.js';
import { richTextSvg, svgElement } from '../drawing/richText.js';
import type { LegendEntry } from '../marks/legendRows.js';
import { type PlaneContours, shownRegion } from '../results/contours.js';

/** Confidence levels have one hue with different shades and dashes: safe for the colour-blind, and in grey print. */
const LINES = [
  { stroke: '#0b5d99', dash: '' },
  { stroke: '#3b82b8', dash: '8 4' },
  { stroke: '#5f9bc6', dash: '2 3' },
  { stroke: '#7fb0d3', dash: '9 3 2 3' },
] as const;
/** Fill of every region. */
export const CONTOUR_FILL = '#0b5d99';
/** Opacity of each region. Nested regions overlap, so that several are paler than a single one. */
export const fillOpacity = (regions: number) => (regions === 1 ? 0.12 : 0.07);
/** Stroke and dash of the i-th level, the strongest first. */
export const contourStyle = (i: number) => LINES[i % LINES.length] ?? LINES[0];

const LEGEND = { size: 15, swatch: 26, gap: 8, between: 20 } as const;

/** Contours around filled regions, or as dark lines on a map. */
export type ContourLook = 'filled' | 'map';

/** The names of the shown regions: once before all levels where they are the same, and otherwise with each level. */
export interface LegendLabels {
  readonly before: string;
  readonly levels: readonly string[];
}

/** What the region of a contour is called: `excluded`; `nothing excluded` where it is empty, since then there is no line to tell. */
export function regionName(result: PlaneContours, contour: Contour): string {
  const { side, coverage } = shownRegion(result, contour);
  return { part: side.is, all: `everything ${side.within}`, none: `nothing ${side.within}` }[coverage.extent];
}

/** Labels of the levels, in their order. */
export function legendLabels(result: PlaneContours, contours: readonly Contour[]): LegendLabels {
  const names = contours.map((contour) => regionName(result, contour));
  const levels = contours.map(({ cl }) => percentMarkup(cl));
  const isOne = contours.length > 1 && new Set(names).size === 1;
  return isOne
    ? { before: `${names[0]} at`, levels }
    : { before: '', levels: levels.map((level, i) => `${names[i]} at ${level}`) };
}

/** The levels as entries of a legend in rows, for a frame with no room beside its title. */
export function contourEntries({ before, levels }: LegendLabels, look: ContourLook): LegendEntry[] {
  return levels.map((level, i) => ({
    label: before === '' ? level : `${before} ${level}`,
    ...contourStyle(i),
    fill: CONTOUR_FILL,
    ...(look === 'map' ? { stroke: INK } : {}),
    opacity: look === 'map' ? 0 : fillOpacity(levels.length),
    strokeWidth: 1.9,
  }));
}

/** Width of the legend on one line, pixels. */
export function legendWidth({ before, levels }: LegendLabels): number {
  const { size, swatch, gap, between } = LEGEND;
  const start = before === '' ? 0 : measureText(before, size) + gap;
  return levels.reduce(
    (sum, label) => sum + swatch + gap + measureText(label, size) + between,
    start - between,
  );
}

/** A swatch and a label for each confidence level, right-aligned with the frame. */
export function contourLegend({ before, levels }: LegendLabels, frame: Frame, look: ContourLook): string[] {
  const { size, swatch, gap, between } = LEGEND;
  let right = frame.page.left + frame.page.frameWidth;
  const y = frame.legend;
  const entries = levels
    .map((label, i) => [label, contourStyle(i)] as const)
    .reverse()
    .flatMap(([label, { stroke, dash }]) => {
      const start = right - measureText(label, size) - gap - swatch;
      const text = richTextSvg(label, { x: right, y, size, anchor: 'end' });
      const box = { x: start, y: y - 11, width: swatch, height: 12 };
      right = start - between;
      return [
        ...(look === 'map'
          ? []
          : [svgElement('rect', { ...box, fill: CONTOUR_FILL, 'fill-opacity': fillOpacity(levels.length) })]),
        svgElement('path', {
          d: `M${start},${y - 5}h${swatch}`,
          fill: 'none',
          stroke: look === 'map' ? INK : stroke,
          'stroke-width': 1.9,
          'stroke-dasharray': dash,
        }),
        text,
      ];
    });
  const name = { x: right + between - gap, y, size, anchor: 'end' } as const;
  return before === '' ? entries : [...entries, richTextSvg(before, name)];
}
