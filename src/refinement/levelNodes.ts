/** Points and cells of the levels of a lattice: which points a cell needs, and what is noted of them. */
import { at } from '../at.js';
import { levelShape, levelStrides } from './lattice.js';
import { lowestNode, type Work } from './work.js';

/** How far two values differ; by any amount where one of them is missing. */
export function difference(one: number, other: number): number {
  const distance = Math.abs(one - other);
  if (!Number.isNaN(distance)) return distance;
  return Number.isNaN(one) === Number.isNaN(other) ? 0 : Number.POSITIVE_INFINITY;
}

/** Points of the next level, in the marked cells of this one and on their borders, that are not known yet; rising. */
export function cellNodes(work: Work, level: number, cells: Uint8Array): Uint32Array {
  const wanted = new Set<number>();
  cells.forEach((is, cell) => {
    if (is) for (const node of nodesOfCell(work, level, cell)) if (!work.known[node]) wanted.add(node);
  });
  return Uint32Array.from(wanted).sort();
}

/** Points of the next level in a cell and on its borders. */
function nodesOfCell({ lattice, width }: Work, level: number, cell: number): number[] {
  const [nx] = levelShape(lattice, level);
  const [sx, sy] = levelStrides(lattice, level);
  const [stepX, stepY] = levelStrides(lattice, level + 1);
  const [i, j] = [(cell % (nx - 1)) * sx, Math.floor(cell / (nx - 1)) * sy];
  const nodes: number[] = [];
  for (let v = j; v <= j + sy; v += stepY) for (let u = i; u <= i + sx; u += stepX) nodes.push(v * width + u);
  return nodes;
}

/** The values of the split axes at a point, as a number. */
export function massOf({ lattice: { isSplit }, width }: Work, node: number): number {
  if (isSplit[0] && isSplit[1]) return node;
  return isSplit[0] ? node % width : Math.floor(node / width);
}

/** How many combinations of values of the split axes some points have. */
export const massesIn = (work: Work, nodes: Uint32Array) =>
  new Set(Array.from(nodes, (node) => massOf(work, node))).size;

/** Notes in each cell by how much its new points were missed at most. */
export function noteSurprises(
  work: Work,
  level: number,
  cells: Uint8Array,
  { nodes, missedBy }: { readonly nodes: Uint32Array; readonly missedBy: Float64Array },
  surprises: Float64Array,
): void {
  const byNode = new Map(Array.from(nodes, (node, k) => [node, at(missedBy, k)]));
  cells.forEach((is, cell) => {
    if (!is) return;
    for (const node of nodesOfCell(work, level, cell))
      surprises[cell] = Math.max(at(surprises, cell), byNode.get(node) ?? 0);
  });
}

/** The cell of a level that each cell of the next one lies in. */
export function parentCells({ lattice }: Work, level: number): Uint32Array {
  const [nx] = levelShape(lattice, level);
  const [fineNx, fineNy] = levelShape(lattice, level + 1);
  const [fx, fy] = lattice.isSplit.map((is) => (is ? 2 : 1)) as [number, number];
  return Uint32Array.from({ length: (fineNx - 1) * (fineNy - 1) }, (_, cell) => {
    const [i, j] = [cell % (fineNx - 1), Math.floor(cell / (fineNx - 1))];
    return Math.floor(j / fy) * (nx - 1) + Math.floor(i / fx);
  });
}

/** The cells of a level around the lowest known point of a fit. */
export function cellsAround(work: Work, level: number, f: number): number[] {
  const { lattice, width } = work;
  const node = lowestNode(work, f);
  const [nx, ny] = levelShape(lattice, level);
  const [sx, sy] = levelStrides(lattice, level);
  const [i, j] = [(node % width) / sx, Math.floor(node / width) / sy];
  const near = (k: number, cells: number) =>
    [Math.ceil(k) - 1, Math.floor(k)].filter((c) => c >= 0 && c < cells);
  return near(j, ny - 1).flatMap((v) => near(i, nx - 1).map((u) => v * (nx - 1) + u));
}
