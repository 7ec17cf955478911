/** Markers of alternatives: shapes that can be distinguished in grey print, alternately filled and open. */
import { svgElement } from '../drawing/richText.js';

/** Outlines of radius 1 about the origin, by the index of the alternative. */
const MARKERS = [
  'circle',
  'circle',
  'diamond',
  'diamond',
  'square',
  'square',
  'triangle',
  'triangle',
] as const;

/** Corners of the shapes that have any. */
const CORNERS: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
  diamond: [
    [0, -1.25],
    [1.25, 0],
    [0, 1.25],
    [-1.25, 0],
  ],
  square: [
    [-0.95, -0.95],
    [0.95, -0.95],
    [0.95, 0.95],
    [-0.95, 0.95],
  ],
  triangle: [
    [0, -1.2],
    [1.15, 0.85],
    [-1.15, 0.85],
  ],
};

/** The marker of an alternative at a position in pixels: filled for even indices, open for odd ones. */
export function marker(index: number, x: number, y: number, colour: string, radius: number): string {
  const shape = MARKERS[index % MARKERS.length] ?? 'circle';
  const isFilled = index % 2 === 0;
  const style = isFilled
    ? { fill: colour, stroke: 'white', 'stroke-width': 0.6 }
    : { fill: 'white', stroke: colour, 'stroke-width': 1.5 };
  const corners = CORNERS[shape];
  if (corners === undefined) {
    return svgElement('circle', {
      cx: x.toFixed(2),
      cy: y.toFixed(2),
      r: isFilled ? radius : radius - 0.4,
      ...style,
    });
  }
  const d = corners
    .map(([u, v]) => `${(x + radius * u).toFixed(2)},${(y + radius * v).toFixed(2)}`)
    .join('L');
  return svgElement('path', { d: `M${d}Z`, ...style });
}
