/** The sign of a best fit, the same in every figure: a star. */
import { INK } from './figureLayout.js';
import { svgElement } from './richText.js';

/** How a star differs from others in the same frame: colour, and its rank. */
export interface StarStyle {
  readonly colour: string;
  /** 0 is filled; higher ones are open and larger, so that they remain visible around others at the same place. */
  readonly rank: number;
}

/** Outer radius of the filled star, and how much larger each open one is; pixels. */
const [RADIUS, STEP] = [7, 3.2];

/** A five-pointed star at (x, y) pixels, with a white edge that parts it from lines and hatching. */
export function star(x: number, y: number, { colour, rank }: StarStyle = { colour: INK, rank: 0 }): string {
  const radius = RADIUS + STEP * Math.min(rank, 3);
  const d = outline(x, y, radius);
  if (rank === 0) {
    return svgElement('path', {
      d,
      fill: colour,
      stroke: 'white',
      'stroke-width': 1,
      'paint-order': 'stroke',
    });
  }
  const edge = {
    d,
    fill: 'white',
    'fill-opacity': 0.85,
    stroke: 'white',
    'stroke-width': 3.4,
    'stroke-linejoin': 'round',
  };
  const line = { d, fill: 'none', stroke: colour, 'stroke-width': 1.5, 'stroke-linejoin': 'round' };
  return svgElement('path', edge) + svgElement('path', line);
}

/** Stars of one frame, the filled one on top. */
export function stars(places: readonly (StarStyle & { readonly x: number; readonly y: number })[]): string[] {
  return [...places].sort((a, b) => b.rank - a.rank).map(({ x, y, ...style }) => star(x, y, style));
}

function outline(x: number, y: number, radius: number): string {
  const points = Array.from({ length: 10 }, (_, k) => {
    const r = k % 2 === 0 ? radius : 0.42 * radius;
    const angle = -Math.PI / 2 + (k * Math.PI) / 5;
    return `${(x + r * Math.cos(angle)).toFixed(2)},${(y + r * Math.sin(angle)).toFixed(2)}`;
  });
  return `M${points.join('L')}Z`;
}
