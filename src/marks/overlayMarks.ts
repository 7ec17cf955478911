/** Other limits as a grey region, and the user's curves: marks, and entries of the legend. */

import { spacedMarkup } from '../drawing/captionText.js';
import type { Box, Scale } from '../drawing/figureLayout.js';
import { labelMarkup } from '../drawing/labelMarkup.js';
import { linesPath, pixelPath, regionPath } from '../drawing/paths.js';
import { svgElement } from '../drawing/richText.js';
import { type Bounds, clipLine, clipPolygon, type FlatPoint } from '../overlays/clip.js';
import { piecesFor, type ShownPlane } from '../overlays/curveWords.js';
import type { CurvePiece, DrawnCurve } from '../overlays/drawnCurve.js';
import type { LimitRegion } from '../overlays/limitRegion.js';
import { limitLevels } from '../overlays/limitWords.js';
import type { Overlays } from '../overlays/overlays.js';
import type { LegendEntry } from './legendRows.js';

/** Style of other limits: a darker grey than that of closed points, with an edge. */
const LIMITS = { fill: '#4d4d4d', opacity: 0.24, stroke: '#4d4d4d', strokeWidth: 0.9 } as const;

/** Default colours of curves, which differ from those of regions. */
const CURVE_COLOURS = ['#b0176b', '#00736d', '#7a5c00', '#4b4bb0', '#111111'] as const;
const DASHES = { solid: '', dashed: '7 4', dotted: '1.5 3.5', shaded: '' } as const;
const SHADE = 0.2;
const CURVE_WIDTH = 1.6;

/** The grey region of other limits, drawn below everything else. */
export function limitFill(region: LimitRegion | undefined, px: Scale, py: Scale): string[] {
  const d = region === undefined ? '' : regionPath(region, px, py);
  return d === '' ? [] : [svgElement('path', { d, fill: LIMITS.fill, 'fill-opacity': LIMITS.opacity })];
}

/** The edge of the region of other limits. */
export function limitEdge(region: LimitRegion | undefined, px: Scale, py: Scale): string[] {
  const d = linesPath(region?.lines ?? [], px, py);
  const { stroke, strokeWidth } = LIMITS;
  const style = { fill: 'none', stroke, 'stroke-width': strokeWidth, 'stroke-linejoin': 'round' };
  return d === '' ? [] : [svgElement('path', { d, ...style })];
}

/** Curves in a frame: shaded regions, or lines that are clipped to the frame. */
export function curveMarks(
  { curves }: Overlays,
  values: ShownPlane['values'],
  { px, py, frame }: { readonly px: Scale; readonly py: Scale; readonly frame: Box },
  what: 'fill' | 'line',
): string[] {
  const bounds: Bounds = { x: [frame.x, frame.x + frame.width], y: [frame.y, frame.y + frame.height] };
  return curves.flatMap((curve, i) => {
    const colour = colourOf(curve, i);
    const pieces = piecesFor(curve, values).map(({ points }) => points.map(flat(px, py)));
    if (what === 'fill') {
      if (curve.style !== 'shaded') return [];
      const d = pieces.map((points) => shadedPath(points, bounds)).join('');
      return d === '' ? [] : [svgElement('path', { d, fill: colour, 'fill-opacity': SHADE })];
    }
    const d = pieces.flatMap((points) => clipLine(points, bounds).map(pixelPath)).join('');
    if (d === '') return [];
    const style = { fill: 'none', stroke: colour, 'stroke-width': CURVE_WIDTH, 'stroke-linejoin': 'round' };
    return [svgElement('path', { d, ...style, 'stroke-dasharray': DASHES[curve.style] })];
  });
}

/** The inside of a closed line, or the region above an open one, within bounds. */
function shadedPath(points: readonly FlatPoint[], bounds: Bounds): string {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return '';
  const isClosed = String(first) === String(last);
  const top = Math.min(bounds.y[0], ...points.map(([, y]) => y)) - 1;
  const ring: FlatPoint[] = isClosed ? [...points] : [...points, [last[0], top], [first[0], top]];
  const clipped = clipPolygon(ring, bounds);
  return clipped.length < 3 ? '' : `${pixelPath(clipped)}Z`;
}

const flat =
  (px: Scale, py: Scale) =>
  ([x, y]: CurvePiece['points'][number]): FlatPoint => [px(x), py(y)];

const colourOf = ({ colour }: DrawnCurve, i: number) =>
  colour ?? CURVE_COLOURS[i % CURVE_COLOURS.length] ?? CURVE_COLOURS[0];

/** The legend's entry of the limits, with their confidence level; none where no limits are shown. */
export function limitEntries({ limits }: Overlays): LegendEntry[] {
  if (limits.kind === 'none') return [];
  const label = spacedMarkup(`other limits (${limitLevels(limits)} CL)`);
  return [{ label, dash: '', ...LIMITS }];
}

/** The legend's entries of curves. */
export function curveEntries({ curves }: Overlays): LegendEntry[] {
  return curves.map((curve, i) => ({
    label: labelMarkup(curve.label),
    stroke: colourOf(curve, i),
    dash: DASHES[curve.style],
    opacity: curve.style === 'shaded' ? SHADE : 0,
    strokeWidth: CURVE_WIDTH,
  }));
}
