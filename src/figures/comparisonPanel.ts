/** A panel of a comparison: regions, limits, curves, flags and minima within a frame. */
import { at } from '../at.js';
import type { Contour } from '../contouring/contour.js';
import { wrap } from '../drawing/captionText.js';
import { INK, type Scale } from '../drawing/figureLayout.js';
import { quantityMarkup } from '../drawing/parameterMarkup.js';
import { linesPath, regionPath } from '../drawing/paths.js';
import { richTextSvg, svgElement } from '../drawing/richText.js';
import { stars } from '../drawing/star.js';
import { drawMissing } from '../marks/missingMark.js';
import { curveMarks, limitEdge, limitFill } from '../marks/overlayMarks.js';
import { isInside } from '../marks/shownRange.js';
import { drawUnreached } from '../marks/unreached.js';
import type { ComparisonPanel } from '../results/comparedPanel.js';
import type { Comparison } from '../results/comparison.js';
import type { TickAxis } from '../tiles/axes.js';
import { EXCLUSION, panelWords, preferredStyle as styleOf } from './comparisonWords.js';
import {
  bestCorner,
  type Corner,
  type LabelledFrame,
  type Obstacle,
  type PanelLines,
  placeLabels,
} from './panelLabels.js';
import { flagMarks, halo } from './panelMarks.js';
import { type PanelPlace, panelScale, panelTicks } from './panelTicks.js';

/** A panel at its place, ready to be drawn once the corner of its words is chosen. */
export interface PanelDrawing extends Omit<LabelledFrame, 'frame'> {
  readonly place: PanelPlace;
  readonly id: string;
  /** Fills and flags below the words, and lines above them, both cut off at the frame; stars above all. */
  readonly fills: readonly string[];
  readonly lines: readonly string[];
  readonly signs: readonly string[];
  readonly ticks: readonly string[];
}

/** What a panel needs besides its data; `id` distinguishes its clipping path from those of other panels. */
export interface PanelSetting {
  readonly place: PanelPlace;
  readonly names: readonly string[];
  readonly axes: { readonly x: TickAxis; readonly y: TickAxis };
  readonly id: string;
}

/** The marks of a panel, and the words that it needs a corner for. */
export function placedPanel(
  comparison: Comparison,
  panel: ComparisonPanel,
  { place, names, axes, id }: PanelSetting,
): PanelDrawing {
  const [px, py] = [
    panelScale(axes.x, place.x, place.x + place.width),
    panelScale(axes.y, place.y + place.height, place.y),
  ];
  const scales = { px, py, frame: place };
  const preferred = [...panel.preferred.entries()].reverse();
  const planes = [panel.exclusionPlane, ...panel.preferred.map(({ plane }) => plane)];
  const signs = panel.preferred.flatMap(({ plane: { minimum } }, i) => {
    if (minimum.at === 'background') return [];
    const [x, y] = [px(minimum.at.x), py(minimum.at.y)];
    return isInside(x, y, place) ? [{ x, y, colour: styleOf(i).stroke, rank: i }] : [];
  });
  return {
    place,
    id,
    fills: [
      // Drawn first, since other experiments may have regions where one has no chi2.
      ...drawMissing(planes, { ...scales, id }),
      ...limitFill(panel.limits, px, py),
      ...curveMarks(comparison.overlays, panel.shown.values, scales, 'fill'),
      region(panel.exclusion, px, py, EXCLUSION, 0.13),
      ...preferred.flatMap(([i, { contour }]) =>
        i === 0 ? [region(contour, px, py, styleOf(i).stroke, 0.3)] : [],
      ),
      ...flagMarks(panel, { ...scales, id }),
      ...drawUnreached(comparison, { ...scales, id }),
    ],
    lines: [
      ...limitEdge(panel.limits, px, py),
      line(panel.exclusion, px, py, EXCLUSION, ''),
      ...preferred.map(([i, { contour }]) => line(contour, px, py, styleOf(i).stroke, styleOf(i).dash)),
      ...curveMarks(comparison.overlays, panel.shown.values, scales, 'line'),
    ],
    signs: stars(signs),
    ticks: panelTicks(axes.x, axes.y, px, py, place),
    labels: panelLines(comparison, panel, place, names),
    obstacles: [
      ...[panel.exclusion, ...panel.preferred.map(({ contour }) => contour)].flatMap(({ lines }) =>
        lines.flatMap((points) => points.map(([u, v]): Obstacle => [px(u), py(v)])),
      ),
      ...(panel.limits?.lines ?? []).flatMap((points) => points.map(([u, v]): Obstacle => [px(u), py(v)])),
      ...signs.map(({ x, y }): Obstacle => [x, y]),
    ],
  };
}

/** Draws a panel as SVG elements, its words in a corner or else where they cover least. */
export function drawPanel(drawing: PanelDrawing, corner: Corner | undefined): string {
  const { place, id, fills, lines, signs, ticks } = drawing;
  const { x, y, width, height } = place;
  const labelled = { ...drawing, frame: place };
  const labels = placeLabels(labelled, corner ?? bestCorner(labelled));
  const frame = svgElement('rect', { x, y, width, height, fill: 'none', stroke: INK, 'stroke-width': 1 });
  const marks = [...fills, ...labels.map(([text, style]) => halo(text, style)), ...lines];
  return [
    svgElement('clipPath', { id }, svgElement('rect', { x, y, width, height })),
    svgElement('g', { 'clip-path': `url(#${id})` }, marks.join('')),
    ...ticks,
    frame,
    ...signs,
    ...labels.map(([text, style]) => richTextSvg(text, style)),
  ].join('');
}

/** The values of a panel, and its remarks. */
function panelLines(
  comparison: Comparison,
  panel: ComparisonPanel,
  { width }: PanelPlace,
  names: readonly string[],
): PanelLines {
  const values = comparison.panelAxes.map((axis, i) => quantityMarkup(axis, at(panel.values, i)));
  const size = comparison.panelAxes.length > 2 ? 12.5 : 14.5;
  const room = width - 20;
  const remarks = panelWords(comparison, panel, names).flatMap((words) =>
    wrap(words.split(' '), ' ', 12, room),
  );
  return {
    values: wrap(values, ',  ', size, room).map((markup) => ({ markup, size, fill: INK })),
    remarks: remarks.map((markup) => ({ markup, size: 12, fill: '#5a5a5a' })),
  };
}

function region(contour: Contour, px: Scale, py: Scale, fill: string, opacity: number): string {
  const d = regionPath(contour, px, py);
  return d === '' ? '' : svgElement('path', { d, fill, 'fill-opacity': opacity, 'fill-rule': 'evenodd' });
}

function line(contour: Contour, px: Scale, py: Scale, stroke: string, dash: string): string {
  const d = linesPath(contour.lines, px, py);
  if (d === '') return '';
  const style = { fill: 'none', stroke, 'stroke-width': 1.7, 'stroke-linejoin': 'round' };
  return svgElement('path', { d, ...style, ...(dash ? { 'stroke-dasharray': dash } : {}) });
}
