/** Marching squares on a plane with holes: the region at and above a level as closed rings, and which of their edges belong to the contour. */
import { at } from '../at.js';

/** A point in fractional indices of the plane: u along x, v along y. */
export type IndexPoint = readonly [u: number, v: number];

/** A closed ring with the region on its left: counter-clockwise around it, clockwise around a hole. */
export interface Ring {
  /** The first point is not repeated at the end. */
  readonly points: readonly IndexPoint[];
  /** Whether the edge from points[k] to the next one runs along the level; the others run along the border or beside a hole of the plane. */
  readonly isContour: readonly boolean[];
}

/** A vertex: a node of the plane, or the place where an edge between two nodes crosses the level. Ids are unique. */
interface Vertex {
  readonly id: number;
  readonly at: IndexPoint;
}

interface Segment {
  readonly from: Vertex;
  readonly to: Vertex;
  readonly isContour: boolean;
  /** The square that the segment lies in. */
  readonly square: number;
}

/**
 * Rings around the region where values (shape [height, width], C order) are at or above a level. A square between four nodes
 * belongs to the plane if all four values are numbers; rings close along the border of the plane and along the squares that
 * do not belong to it. Between nodes, values are taken as linear; at a saddle the mean of the four corners decides which corners are joined.
 */
export function traceRegions(
  values: Float64Array,
  width: number,
  height: number,
  level: number,
): readonly Ring[] {
  const hasSquare = (i: number, j: number) => {
    if (i < 0 || j < 0 || i >= width - 1 || j >= height - 1) return false;
    const k = j * width + i;
    const sum =
      valueAt(values, k) +
      valueAt(values, k + 1) +
      valueAt(values, k + width) +
      valueAt(values, k + width + 1);
    return !Number.isNaN(sum);
  };
  const segments: Segment[] = [];
  for (let j = 0; j < height - 1; j++) {
    for (let i = 0; i < width - 1; i++) {
      if (hasSquare(i, j)) addSegments(segments, { values, width, level, hasSquare }, i, j);
    }
  }
  return chain(segments);
}

/** A plain read: this runs several times for every node of the refined plane. */
function valueAt(values: Float64Array, k: number): number {
  return values[k] ?? Number.NaN;
}

interface Plane {
  readonly values: Float64Array;
  readonly width: number;
  readonly level: number;
  readonly hasSquare: (i: number, j: number) => boolean;
}

/** Corners of a square counter-clockwise, and the neighbour beyond the side from each corner to the next. */
const CORNERS = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
] as const;
const NEIGHBOURS = [
  [0, -1],
  [1, 0],
  [0, 1],
  [-1, 0],
] as const;

/** The segments of one square: along the level, and along the sides that have no neighbour. */
function addSegments(
  segments: Segment[],
  { values, width, level, hasSquare }: Plane,
  i: number,
  j: number,
): void {
  const square = j * width + i;
  const inside = insideOf(values, width, level, square);
  // Most squares are far from the level and from every border.
  if (inside === 0) return;
  if (inside === 4 && NEIGHBOURS.every(([di, dj]) => hasSquare(i + di, j + dj))) return;
  const corners = CORNERS.map(([di, dj]) => {
    const k = (j + dj) * width + i + di;
    return { vertex: { id: 3 * k, at: [i + di, j + dj] as const }, value: valueAt(values, k) };
  });
  const exits: Vertex[] = [];
  const entries: Vertex[] = [];
  for (const [side, a] of corners.entries()) {
    const b = at(corners, (side + 1) % 4);
    const [aIn, bIn] = [a.value >= level, b.value >= level];
    if (!aIn && !bIn) continue;
    const crossing = aIn === bIn ? undefined : crossingOf(a, b, level);
    if (crossing) (aIn ? exits : entries).push(crossing);
    const [di, dj] = at(NEIGHBOURS, side);
    if (hasSquare(i + di, j + dj)) continue;
    const from = aIn ? a.vertex : crossing;
    const to = bIn ? b.vertex : crossing;
    if (from && to) segments.push({ from, to, isContour: false, square });
  }
  const mean = corners.reduce((sum, { value }) => sum + value, 0) / 4;
  // Sides are visited in turn: at a saddle the first crossing is an exit if the first corner is inside.
  const firstIsExit = valueAt(values, square) >= level;
  for (const [n, from] of exits.entries()) {
    const next = firstIsExit ? n : (n + 1) % entries.length;
    const before = firstIsExit ? (n + entries.length - 1) % entries.length : n;
    const to = entries[mean >= level ? next : before];
    if (to) segments.push({ from, to, isContour: true, square });
  }
}

/** How many corners of a square are at or above the level. */
function insideOf(values: Float64Array, width: number, level: number, k: number): number {
  const isIn = (node: number) => (valueAt(values, node) >= level ? 1 : 0);
  return isIn(k) + isIn(k + 1) + isIn(k + width) + isIn(k + width + 1);
}

interface Corner {
  readonly vertex: Vertex;
  readonly value: number;
}

/** Where the edge between two neighbouring nodes crosses the level; bit-identical from both of its squares. */
function crossingOf(a: Corner, b: Corner, level: number): Vertex {
  const [low, high] = a.vertex.id < b.vertex.id ? [a, b] : [b, a];
  const t = (level - low.value) / (high.value - low.value);
  const [[u0, v0], [u1, v1]] = [low.vertex.at, high.vertex.at];
  const isAlongX = v0 === v1;
  return { id: low.vertex.id + (isAlongX ? 1 : 2), at: [u0 + t * (u1 - u0), v0 + t * (v1 - v0)] };
}

/** Joins segments end to end into rings, in the order in which they were found. */
function chain(segments: readonly Segment[]): Ring[] {
  const outgoing = new Map<number, Segment[]>();
  for (const segment of segments) {
    const others = outgoing.get(segment.from.id);
    if (others) others.push(segment);
    else outgoing.set(segment.from.id, [segment]);
  }
  const take = (id: number, square: number): Segment | undefined => {
    const others = outgoing.get(id);
    // Two squares that touch only at a corner get a ring each.
    const k = others?.findIndex((segment) => segment.square === square) ?? -1;
    return others?.splice(Math.max(k, 0), 1)[0];
  };
  const rings: Ring[] = [];
  for (const { from, square } of segments) {
    const points: IndexPoint[] = [];
    const isContour: boolean[] = [];
    let next = take(from.id, square);
    while (next) {
      points.push(next.from.at);
      isContour.push(next.isContour);
      next = take(next.to.id, next.square);
    }
    // A node exactly at the level with everything around it below gives a ring that is only a point.
    if (signedArea(points) !== 0) rings.push({ points, isContour });
  }
  return rings;
}

/** The parts of a ring that belong to the contour, each with both ends; closed (first point = last) if the whole ring does. */
export function contourLines({ points, isContour }: Ring): IndexPoint[][] {
  const start = isContour.indexOf(false);
  const n = points.length;
  const pointAt = (k: number) => points.slice(k % n, (k % n) + 1);
  if (start < 0) return [[...points, ...pointAt(0)]];
  const lines: IndexPoint[][] = [];
  let line: IndexPoint[] = [];
  // Go once around, starting from an edge that is not part of the contour, so that no line is cut where the ring happens to begin.
  for (let step = 1; step <= n; step++) {
    const k = start + step;
    if (isContour[k % n]) {
      if (line.length === 0) line.push(...pointAt(k));
      line.push(...pointAt(k + 1));
    } else {
      if (line.length > 0) lines.push(line);
      line = [];
    }
  }
  return lines;
}

/** The rings as polygons: each an outer ring, and the holes in it. */
export function polygonsOf(rings: readonly Ring[]): Ring[][] {
  const outer = rings.filter((ring) => signedArea(ring.points) > 0).map((ring) => [ring]);
  for (const hole of rings.filter((ring) => signedArea(ring.points) <= 0)) {
    const around = outer.filter(([ring]) => ring && isAround(ring, hole));
    const [closest] = around.sort((a, b) => areaOf(a) - areaOf(b));
    closest?.push(hole);
  }
  return outer;
}

const areaOf = ([ring]: readonly Ring[]) => (ring ? signedArea(ring.points) : 0);

/** Area within a ring, positive if it runs counter-clockwise; units of its points. */
export function signedArea(points: readonly IndexPoint[]): number {
  let sum = 0;
  let [u0, v0] = points.at(-1) ?? [0, 0];
  for (const [u, v] of points) {
    sum += u0 * v - u * v0;
    [u0, v0] = [u, v];
  }
  return sum / 2;
}

/** Whether a ring encloses a hole, decided by the first point of the hole that is not on the ring itself. */
function isAround({ points }: Ring, hole: Ring): boolean {
  const ringPoints = new Set(points.map(String));
  const inner = hole.points.find((point) => !ringPoints.has(String(point)));
  return inner !== undefined && holds(points, inner);
}

/** Whether a polygon holds a point: a ray to the right crosses its edges an odd number of times. */
function holds(points: readonly IndexPoint[], [u, v]: IndexPoint): boolean {
  let isInside = false;
  let [u0, v0] = points.at(-1) ?? [0, 0];
  for (const [u1, v1] of points) {
    if (v0 > v !== v1 > v && u < u0 + ((v - v0) / (v1 - v0)) * (u1 - u0)) isInside = !isInside;
    [u0, v0] = [u1, v1];
  }
  return isInside;
}
