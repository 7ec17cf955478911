/** A panel of a comparison: regions, limits, curves, flags and minima within a frame. */
import { at } from '../at.js';
import type { Contour } from '../contouring/contour.js';
import { INK, type PlacedText, type Scale } from '../drawing/figureLayout.js';
import { quantityMarkup } from '../drawing/parameterMarkup.js';
import { richTextSvg, svgElement } from '../drawing/richText.js';
import type { Comparison, ComparisonPanel } from '../results/comparison.js';
import { EXCLUSION, panelWords, preferredStyle as styleOf } from './comparisonWords.js';
import { drawMissing } from './missingMark.js';
import { curveMarks, limitEdge, limitFill } from './overlayMarks.js';
import { flagMarks, halo, pathOf, regionPath } from './panelMarks.js';
import { type PanelPlace, panelScale, panelTicks } from './panelTicks.js';

/** Draws a panel at its place as SVG elements; `id` distinguishes its clipping path from those of other panels. */
export function drawPanel(
  comparison: Comparison,
  panel: ComparisonPanel,
  place: PanelPlace,
  id: string,
): string {
  const [px, py] = [
    panelScale(comparison.x, place.x, place.x + place.width),
    panelScale(comparison.y, place.y + place.height, place.y),
  ];
  const clip = svgElement(
    'clipPath',
    { id },
    svgElement('rect', { x: place.x, y: place.y, width: place.width, height: place.height }),
  );
  const preferred = [...panel.preferred.entries()].reverse();
  const labels = panelLabels(comparison, panel, place);
  const planes = [panel.exclusionPlane, ...panel.preferred.map(({ plane }) => plane)];
  const marks = [
    // Drawn first, since other experiments may have regions where one has no chi2.
    ...drawMissing(planes, { px, py, frame: place, id }),
    ...limitFill(panel.limits, px, py),
    ...curveMarks(comparison.overlays, panel.shown.values, { px, py, frame: place }, 'fill'),
    region(panel.exclusion, px, py, EXCLUSION, 0.13),
    ...preferred.flatMap(([i, { contour }]) =>
      i === 0 ? [region(contour, px, py, styleOf(i).stroke, 0.3)] : [],
    ),
    ...flagMarks(panel, {
      px,
      py,
      frame: place,
      id,
    }),
    ...labels.map(([text, style]) => halo(text, style)),
    ...limitEdge(panel.limits, px, py),
    line(panel.exclusion, px, py, EXCLUSION, ''),
    ...preferred.map(([i, { contour }]) => line(contour, px, py, styleOf(i).stroke, styleOf(i).dash)),
    ...curveMarks(comparison.overlays, panel.shown.values, { px, py, frame: place }, 'line'),
    ...preferred.flatMap(([i, { plane }]) =>
      plane.minimum.at === 'background'
        ? []
        : [star(px(plane.minimum.at.x), py(plane.minimum.at.y), styleOf(i).stroke, i === 0)],
    ),
  ];
  const frame = svgElement('rect', {
    x: place.x,
    y: place.y,
    width: place.width,
    height: place.height,
    fill: 'none',
    stroke: INK,
    'stroke-width': 1,
  });
  return [
    clip,
    svgElement('g', { 'clip-path': `url(#${id})` }, marks.join('')),
    ...panelTicks(comparison.x, comparison.y, px, py, place),
    frame,
    ...labels.map(([text, style]) => richTextSvg(text, style)),
  ].join('');
}

/** The values of a panel, and its remarks. */
function panelLabels(
  comparison: Comparison,
  panel: ComparisonPanel,
  { x, y, height }: PanelPlace,
): PlacedText[] {
  const values = comparison.panelAxes.map((axis, i) => quantityMarkup(axis, at(panel.values, i)));
  const size = comparison.panelAxes.length > 2 ? 12.5 : 14.5;
  return [values.join(',  '), ...panelWords(comparison, panel)].map((text, i): PlacedText => {
    const font = { size: i === 0 ? size : 12, fill: i === 0 ? INK : '#5a5a5a' };
    return [text, { x: x + 10, y: y + height - 12 - 19 * i, ...font }];
  });
}

function region(contour: Contour, px: Scale, py: Scale, fill: string, opacity: number): string {
  const d = regionPath(contour, px, py);
  return d === '' ? '' : svgElement('path', { d, fill, 'fill-opacity': opacity, 'fill-rule': 'evenodd' });
}

function line(contour: Contour, px: Scale, py: Scale, stroke: string, dash: string): string {
  const d = contour.lines.map((points) => pathOf(points, px, py)).join('');
  if (d === '') return '';
  const style = { fill: 'none', stroke, 'stroke-width': 1.7, 'stroke-linejoin': 'round' };
  return svgElement('path', { d, ...style, ...(dash ? { 'stroke-dasharray': dash } : {}) });
}

/** A five-pointed star: filled for the first region, open for the others. */
function star(x: number, y: number, colour: string, filled: boolean): string {
  const points = Array.from({ length: 10 }, (_, k) => {
    const radius = k % 2 === 0 ? 6.2 : 2.6;
    const angle = -Math.PI / 2 + (k * Math.PI) / 5;
    return `${(x + radius * Math.cos(angle)).toFixed(2)},${(y + radius * Math.sin(angle)).toFixed(2)}`;
  });
  const fill = filled ? colour : 'white';
  return svgElement('path', {
    d: `M${points.join('L')}Z`,
    fill,
    stroke: filled ? 'white' : colour,
    'stroke-width': filled ? 0.7 : 1.3,
  });
}
