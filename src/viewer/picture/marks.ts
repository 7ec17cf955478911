/** Marks over a picture: hatching that is seen on light and on dark colours, dots where nothing is known, and a star. */
import { at } from '../../at.js';
import { svgElement } from '../../drawing/richText.js';

/** A rectangle in the units of a figure. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Distance of the lines and the direction in which they rise: the same as in the program's figures. */
const HATCHES = {
  numbers: { spacing: 8, rise: 1 },
  assumptions: { spacing: 14, rise: -1 },
} as const;

/** What a mark says. */
export type Mark = keyof typeof HATCHES | 'closed' | 'missing' | 'damaged';

/** The cells of marked points (1 or 0, shape [ny, nx]) as an SVG path; `columns` and `rows` are their borders. */
export function areaPath(marked: Uint8Array, columns: readonly number[], rows: readonly number[]): string {
  const [nx, ny] = [columns.length - 1, rows.length - 1];
  const rectangles: string[] = [];
  let open = new Map<string, number>();
  for (let j = 0; j <= ny; j++) {
    const next = new Map<string, number>();
    for (const run of j < ny ? runsOf(marked.subarray(j * nx, (j + 1) * nx)) : [])
      next.set(run, open.get(run) ?? j);
    for (const [run, first] of open) {
      if (next.has(run)) continue;
      const [from = 0, to = 0] = run.split(' ').map(Number);
      const [left, right, low, high] = [at(columns, from), at(columns, to), at(rows, first), at(rows, j)].map(
        (place) => place.toFixed(2),
      );
      rectangles.push(`M${left},${low}H${right}V${high}H${left}Z`);
    }
    open = next;
  }
  return rectangles.join('');
}

/** Runs of marked points as `first end`, half-open. */
function runsOf(row: Uint8Array): string[] {
  const runs: string[] = [];
  for (let i = 0; i < row.length; i++) {
    if (row[i] === 0) continue;
    const first = i;
    while (i < row.length && row[i] !== 0) i++;
    runs.push(`${first} ${i}`);
  }
  return runs;
}

/** SVG elements of a mark on an area, within a box that holds it; none on an empty area. `id` is unique in the document. */
export function markArea(mark: Mark, d: string, box: Box, id: string): string[] {
  if (d === '') return [];
  if (mark === 'closed') return [svgElement('path', { d, fill: '#b9bcc0', class: `mark-${mark}` })];
  const clip = `${id}-${mark}`;
  const clipped = { 'clip-path': `url(#${clip})`, class: `mark-${mark}` };
  const path = svgElement('clipPath', { id: clip }, svgElement('path', { d }));
  if (mark === 'missing' || mark === 'damaged') {
    const ink = mark === 'missing' ? '#4d4d4d' : '#b00020';
    return [
      path,
      svgElement('path', { d, fill: mark === 'missing' ? '#ffffff' : '#ffe3e3' }),
      svgElement('path', {
        d: mark === 'missing' ? dots(box) : crosses(box),
        stroke: ink,
        'stroke-width': 1.3,
        'stroke-linecap': 'round',
        ...clipped,
      }),
    ];
  }
  const lines = hatchLines(mark, box);
  const style = { d: lines, fill: 'none', ...clipped };
  return [
    path,
    svgElement('path', { ...style, stroke: '#ffffff', 'stroke-width': 1.8, 'stroke-opacity': 0.32 }),
    svgElement('path', { ...style, stroke: '#111111', 'stroke-width': 0.7, 'stroke-opacity': 0.7 }),
  ];
}

/** Parallel lines over a box. */
function hatchLines(mark: keyof typeof HATCHES, { x, y, width, height }: Box): string {
  const { spacing, rise } = HATCHES[mark];
  const lines: string[] = [];
  for (let start = -height; start < width; start += spacing) {
    const [from, to] = rise > 0 ? [start, start + height] : [start + height, start];
    lines.push(`M${(x + from).toFixed(1)},${y + height}L${(x + to).toFixed(1)},${y}`);
  }
  return lines.join('');
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
    ...markArea(mark, d, { x, y, width, height }, id),
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
