/** Flags in a figure: level lines on grey where no signal is possible, and hatching (drawing/hatches.ts) for all others. */

import { cellEdges, cellPaths } from '../drawing/cells.js';
import { type Box, INK, type Scale } from '../drawing/figureLayout.js';
import { hatchOf, hatchPath } from '../drawing/hatches.js';
import { svgElement } from '../drawing/richText.js';
import { familyOf } from '../planes/flagFamilies.js';
import { DRAWN_FAMILIES, type DrawnFamily, type FlaggedPoints } from '../planes/flaggedPoints.js';
import type { Axis } from '../tiles/axes.js';

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

/** Opaque, so that a region's colour does not make it look allowed or excluded. */
const CLOSED_FILL = '#e4e4e4';
const INK_OF_LINES = { stroke: INK, width: 0.6, opacity: 0.5 } as const;
const WHITE_EDGE = { stroke: 'white', width: 0.6, edge: 0.55, opacity: 0.4 } as const;
/** Distance of the lines in a legend's sample, of that in the figure. */
const SAMPLE_SCALE = 0.6;

/**
 * SVG elements that mark the flagged points of a plane inside a frame. Each point fills its cell, which extends half-way to the
 * neighbouring points on the axes' scales.
 */
export function drawFlags(
  flagged: readonly FlaggedPoints[],
  { x, y }: { readonly x: Axis; readonly y: Axis },
  { px, py, frame, id, isOnMap = false }: FlagPlace,
  families: readonly DrawnFamily[] = DRAWN_FAMILIES,
): string[] {
  return flagged.flatMap(({ flag, family, marked }) => {
    const hatch = hatchOf(flag);
    const d = cellAreas(marked, { x, y }, px, py);
    if (d === '' || hatch === undefined || !families.includes(family)) return [];
    const clip = `${id}-${flag.replace(/[^\w-]/g, '_')}`;
    const clipped = { 'clip-path': `url(#${clip})` };
    return [
      ...(family === 'closed' ? [svgElement('path', { d, fill: CLOSED_FILL })] : []),
      svgElement('clipPath', { id: clip }, svgElement('path', { d })),
      ...(isOnMap && family !== 'closed' ? [hatchPath(hatch, frame, WHITE_EDGE, clipped)] : []),
      hatchPath(hatch, frame, INK_OF_LINES, clipped),
    ];
  });
}

/** A sample of a flag's mark for a legend; none for a flag that has no mark. */
export function flagSwatch(flag: string, box: Box, id: string): string[] {
  const { x, y, width, height } = box;
  const hatch = hatchOf(flag);
  if (hatch === undefined) return [];
  const d = `M${x},${y}h${width}v${height}h${-width}Z`;
  return [
    ...(familyOf(flag) === 'closed' ? [svgElement('path', { d, fill: CLOSED_FILL })] : []),
    svgElement('clipPath', { id }, svgElement('path', { d })),
    hatchPath(hatch, box, INK_OF_LINES, {
      'clip-path': `url(#${id})`,
      scale: hatch.rise < 0 ? SAMPLE_SCALE : 1,
    }),
    svgElement('path', { d, fill: 'none', stroke: INK, 'stroke-width': 0.5 }),
  ];
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
