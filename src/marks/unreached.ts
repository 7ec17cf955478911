/** Where a frame shows more than the grid has: upright lines, so that the part that no scan has reached does not look allowed. */
import { at } from '../at.js';
import { type Box, INK, type Scale } from '../drawing/figureLayout.js';
import { svgElement } from '../drawing/richText.js';
import type { Axis } from '../tiles/axes.js';

const [SPACING, WIDTH, OPACITY] = [5, 0.6, 0.45];

/** What the lines mean, for the notes. */
export const UNREACHED_NOTE = 'Upright lines: beyond the ranges of the scan.';

/** SVG elements over the part of a frame that lies outside of a plane's axes; none where these fill it. */
export function drawUnreached(
  { x, y }: { readonly x: Axis; readonly y: Axis },
  { px, py, frame, id }: { readonly px: Scale; readonly py: Scale; readonly frame: Box; readonly id: string },
): string[] {
  const clamp = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high);
  const ends = ({ values }: Axis, scale: Scale) => [at(values, 0), at(values, values.length - 1)].map(scale);
  const [right, bottom] = [frame.x + frame.width, frame.y + frame.height];
  const [x0, x1] = ends(x, px).map((value) => clamp(value, frame.x, right));
  const [y1, y0] = ends(y, py).map((value) => clamp(value, frame.y, bottom));
  if (x0 === undefined || x1 === undefined || y0 === undefined || y1 === undefined) return [];
  const inside = (x1 - x0) * (y1 - y0);
  if (inside > 0.999 * frame.width * frame.height) return [];
  const outer = `M${frame.x},${frame.y}H${right}V${bottom}H${frame.x}Z`;
  const inner = inside > 0 ? `M${x0},${y0}H${x1}V${y1}H${x0}Z` : '';
  const lines: string[] = [];
  for (let u = frame.x + SPACING / 2; u < right; u += SPACING)
    lines.push(`M${u.toFixed(2)},${frame.y}V${bottom}`);
  const clip = `${id}-unreached`;
  return [
    svgElement('clipPath', { id: clip }, svgElement('path', { d: outer + inner, 'clip-rule': 'evenodd' })),
    svgElement('path', {
      d: lines.join(''),
      fill: 'none',
      stroke: INK,
      'stroke-width': WIDTH,
      'stroke-opacity': OPACITY,
      'clip-path': `url(#${clip})`,
    }),
  ];
}
