/** Flags in a figure: level lines on grey where no signal is possible, hatched one way for doubtful numbers and the other for doubtful assumptions. */

import { cellEdges, cellPaths } from '../drawing/cells.js';
import { INK, type Scale } from '../drawing/figureLayout.js';
import { svgElement } from '../drawing/richText.js';
import { DRAWN_FAMILIES, type DrawnFamily, type FlaggedPoints } from '../planes/flaggedPoints.js';
import type { Axis } from '../tiles/axes.js';

/** A rectangle in pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where flags are drawn. */
export interface FlagPlace {
  readonly px: Scale;
  readonly py: Scale;
  readonly frame: Box;
  /** Distinguishes the clipping paths of one frame from those of another. */
  readonly id: string;
  /** Whether colours are below, on which dark lines alone would not be seen. */
  readonly isOnMap?: boolean;
}

/** Spacing of hatch lines in pixels, and the direction in which they rise: 1 to the right, -1 to the left, 0 for level lines. */
const HATCHES = {
  closed: { spacing: 4, rise: 0, width: 0.6 },
  numbers: { spacing: 6, rise: 1, width: 0.6 },
  assumptions: { spacing: 11, rise: -1, width: 0.6 },
} as const;
/** Opaque, so that a region's colour does not make it look allowed or excluded. */
const CLOSED_FILL = '#e4e4e4';
const HATCH_OPACITY = 0.45;
const WHITE_EDGE = { stroke: 'white', 'stroke-width': '1.7', 'stroke-opacity': '0.4' } as const;

/**
 * SVG elements that mark the flagged points of a plane inside a frame. Each point fills its cell, which extends half-way to the
 * neighbouring points on the axes' scales.
 */
export function drawFlags(
  points: FlaggedPoints,
  { x, y }: { readonly x: Axis; readonly y: Axis },
  { px, py, frame, id, isOnMap = false }: FlagPlace,
  families: readonly DrawnFamily[] = DRAWN_FAMILIES,
): string[] {
  return families.flatMap((family) => {
    const d = cellAreas(points[family], { x, y }, px, py);
    if (d === '') return [];
    const clip = `${id}-${family}`;
    return [
      ...(family === 'closed' ? [svgElement('path', { d, fill: CLOSED_FILL })] : []),
      svgElement('clipPath', { id: clip }, svgElement('path', { d })),
      ...(isOnMap && family !== 'closed'
        ? [hatchPath(family, frame, { ...WHITE_EDGE, 'clip-path': `url(#${clip})` })]
        : []),
      hatchPath(family, frame, { 'clip-path': `url(#${clip})` }),
    ];
  });
}

/** A sample of a family's mark for a legend. */
export function flagSwatch(family: DrawnFamily, { x, y, width, height }: Box, id: string): string[] {
  const d = `M${x},${y}h${width}v${height}h${-width}Z`;
  const border = svgElement('path', { d, fill: 'none', stroke: INK, 'stroke-width': 0.5 });
  const clip = `${id}-${family}`;
  return [
    ...(family === 'closed' ? [svgElement('path', { d, fill: CLOSED_FILL })] : []),
    svgElement('clipPath', { id: clip }, svgElement('path', { d })),
    hatchPath(family, { x, y, width, height }, { 'clip-path': `url(#${clip})` }),
    border,
  ];
}

/** Parallel lines over a whole frame, to be clipped. */
function hatchPath(
  family: keyof typeof HATCHES,
  { x, y, width, height }: Box,
  attributes: Readonly<Record<string, string>>,
): string {
  const { spacing, rise, width: lineWidth } = HATCHES[family];
  const lines: string[] = [];
  if (rise === 0) {
    for (let top = spacing / 2; top < height; top += spacing)
      lines.push(`M${x.toFixed(2)},${(y + top).toFixed(2)}h${width.toFixed(2)}`);
  }
  // From the lower border to the upper one; lines that begin beside the frame enter it higher up.
  for (let start = -height; rise !== 0 && start < width; start += spacing) {
    const [from, to] = rise > 0 ? [start, start + height] : [start + height, start];
    lines.push(`M${(x + from).toFixed(2)},${(y + height).toFixed(2)}L${(x + to).toFixed(2)},${y.toFixed(2)}`);
  }
  return svgElement('path', {
    d: lines.join(''),
    fill: 'none',
    stroke: INK,
    'stroke-width': lineWidth,
    'stroke-opacity': HATCH_OPACITY,
    ...attributes,
  });
}

/** The cells of marked points (1, shape [ny, nx]) of a plane as the data of an SVG path; empty for none. */
export function cellAreas(
  marked: Uint8Array,
  { x, y }: { readonly x: Axis; readonly y: Axis },
  px: Scale,
  py: Scale,
): string {
  return cellPaths(marked, { columns: cellEdges(x).map(px), rows: cellEdges(y).map(py) }).get(1) ?? '';
}
