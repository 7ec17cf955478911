/** Marks over a picture: hatching that is seen on light and on dark colours, dots where nothing is known, and a star. */
import { hatchOf, hatchPath } from '../../drawing/hatches.js';
import { svgElement } from '../../drawing/richText.js';
import { familyOf } from '../../planes/flagFamilies.js';

/** A rectangle in the units of a figure. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What a mark says: the name of a flag, or why there is no number. */
export type Mark = { readonly flag: string } | 'missing' | 'damaged';

/** Pictures of the page are larger than the program's, samples smaller. */
const [SCALE, SAMPLE_SCALE] = [1.3, 0.7];

/** SVG elements of a mark on an area, within a box that holds it; none on an empty area. `id` is unique in the document. */
export function markArea(mark: Mark, d: string, box: Box, id: string, scale = SCALE): string[] {
  if (d === '') return [];
  return typeof mark === 'string' ? unknownArea(mark, d, box, id) : flagArea(mark.flag, d, box, id, scale);
}

function flagArea(flag: string, d: string, box: Box, id: string, scale: number): string[] {
  const hatch = hatchOf(flag);
  const name = `mark-${flag.replace(/[^\w-]/g, '_')}`;
  if (familyOf(flag) === 'closed') return [svgElement('path', { d, fill: '#b9bcc0', class: name })];
  if (hatch === undefined) return [];
  const clip = `${id}-${name}`;
  const clipped = { 'clip-path': `url(#${clip})`, class: name, scale };
  return [
    svgElement('clipPath', { id: clip }, svgElement('path', { d })),
    hatchPath(hatch, box, { stroke: '#ffffff', width: 0.7, edge: 0.55, opacity: 0.32 }, clipped),
    hatchPath(hatch, box, { stroke: '#111111', width: 0.7, opacity: 0.7 }, clipped),
  ];
}

function unknownArea(mark: 'missing' | 'damaged', d: string, box: Box, id: string): string[] {
  const clip = `${id}-${mark}`;
  return [
    svgElement('clipPath', { id: clip }, svgElement('path', { d })),
    svgElement('path', { d, fill: mark === 'missing' ? '#ffffff' : '#ffe3e3' }),
    svgElement('path', {
      d: mark === 'missing' ? dots(box) : crosses(box),
      stroke: mark === 'missing' ? '#4d4d4d' : '#b00020',
      'stroke-width': 1.3,
      'stroke-linecap': 'round',
      'clip-path': `url(#${clip})`,
      class: `mark-${mark}`,
    }),
  ];
}

/** Places in rows, every other row shifted by half a step. */
function places({ x, y, width, height }: Box, spacing: number): [number, number][] {
  const found: [number, number][] = [];
  for (let row = 0; row * spacing < height; row++) {
    for (let column = row % 2 === 0 ? 0.5 : 0; column * spacing < width; column++)
      found.push([x + spacing * column, y + spacing * (row + 0.5)]);
  }
  return found;
}

const dots = (box: Box) =>
  places(box, 7)
    .map(([x, y]) => `M${x.toFixed(1)},${y.toFixed(1)}h0.01`)
    .join('');

const crosses = (box: Box) =>
  places(box, 12)
    .map(([x, y]) => `M${(x - 2.5).toFixed(1)},${(y - 2.5).toFixed(1)}l5,5m0,-5l-5,5`)
    .join('');

/** A sample of a mark for a legend. */
export function markSample(mark: Mark, { x, y, width, height }: Box, id: string): string[] {
  const d = `M${x},${y}h${width}v${height}h${-width}Z`;
  return [
    svgElement('path', { d, fill: '#7ad151' }),
    ...markArea(mark, d, { x, y, width, height }, id, SAMPLE_SCALE),
    svgElement('path', { d, fill: 'none', stroke: '#444444', 'stroke-width': 0.6 }),
  ];
}

/** A star of five points around a place, the mark of a minimum. */
export function star(x: number, y: number, radius = 9): string {
  const corners = Array.from({ length: 10 }, (_, k) => {
    const [r, angle] = [k % 2 === 0 ? radius : 0.42 * radius, (Math.PI * k) / 5 - Math.PI / 2];
    return `${(x + r * Math.cos(angle)).toFixed(2)},${(y + r * Math.sin(angle)).toFixed(2)}`;
  });
  return svgElement('path', {
    d: `M${corners.join('L')}Z`,
    fill: '#ffffff',
    stroke: '#111111',
    'stroke-width': 1.4,
    'stroke-linejoin': 'round',
    class: 'minimum',
  });
}
