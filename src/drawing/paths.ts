/** Data of SVG paths. */
import type { Contour, Point } from '../contouring/contour.js';
import type { Scale } from './figureLayout.js';

/** A path through points in pixels. */
export const pixelPath = (points: readonly Point[]) =>
  `M${points.map(([x, y]) => `${x.toFixed(2)},${y.toFixed(2)}`).join('L')}`;

/** A path along lines whose points are in the units of the axes; empty without lines. */
export const linesPath = (lines: readonly (readonly Point[])[], px: Scale, py: Scale) =>
  lines.map((line) => pixelPath(line.map(([x, y]) => [px(x), py(y)]))).join('');

/** A path around the regions of a contour, holes among them; empty without regions. */
export const regionPath = ({ regions }: Pick<Contour, 'regions'>, px: Scale, py: Scale) =>
  regions
    .flat()
    .map((ring) => `${linesPath([ring], px, py)}Z`)
    .join('');
