/** How far polylines are from each other, in any unit in which both axes of a plane have the same scale. */
import { at } from '../at.js';

/** A polyline. */
type Line = readonly (readonly [number, number])[];

/** Segments in square buckets. */
interface Buckets {
  readonly size: number;
  readonly segments: ReadonlyMap<number, readonly Segment[]>;
}

type Segment = readonly [x0: number, y0: number, x1: number, y1: number];

/** The function from a point to its distance from some polylines; beyond `most` it is infinite, and so it is from none. */
export function distanceFrom(lines: readonly Line[], most: number): (x: number, y: number) => number {
  const buckets = sortIn(lines, most / 8);
  return (x, y) => {
    // Its square.
    let least = Number.POSITIVE_INFINITY;
    const [i, j] = [Math.floor(x / buckets.size), Math.floor(y / buckets.size)];
    // What lies in a ring of buckets is at least ring - 1 sizes away.
    for (let ring = 0; ring <= 8 && Math.sqrt(least) > (ring - 1) * buckets.size; ring++) {
      for (let di = -ring; di <= ring; di++) {
        const step = Math.abs(di) === ring ? 1 : 2 * ring || 1;
        for (let dj = -ring; dj <= ring; dj += step) {
          const segments = buckets.segments.get(keyOf(i + di, j + dj));
          if (segments) least = Math.min(least, toNearest(x, y, segments));
        }
      }
    }
    return Math.sqrt(least) <= most ? Math.sqrt(least) : Number.POSITIVE_INFINITY;
  };
}

function sortIn(lines: readonly Line[], size: number): Buckets {
  const segments = new Map<number, Segment[]>();
  const add = (key: number, segment: Segment) => {
    const others = segments.get(key);
    if (others) others.push(segment);
    else segments.set(key, [segment]);
  };
  for (const line of lines) {
    for (let k = 0; k + 1 < line.length; k++) {
      const [[x0, y0], [x1, y1]] = [at(line, k), at(line, k + 1)];
      const segment = [x0, y0, x1, y1] as const;
      const [i0, i1] = [x0, x1].sort((a, b) => a - b).map((v) => Math.floor(v / size)) as [number, number];
      const [j0, j1] = [y0, y1].sort((a, b) => a - b).map((v) => Math.floor(v / size)) as [number, number];
      for (let i = i0; i <= i1; i++) for (let j = j0; j <= j1; j++) add(keyOf(i, j), segment);
    }
  }
  return { size, segments };
}

/** A number for each bucket: there are far fewer of them along an axis than 2^20. */
const keyOf = (i: number, j: number) => i * 2 ** 20 + j;

/** The square of the distance from the nearest of some segments. */
function toNearest(x: number, y: number, segments: readonly Segment[]): number {
  let least = Number.POSITIVE_INFINITY;
  for (const segment of segments) least = Math.min(least, toSegment(x, y, segment));
  return least;
}

/** The square of the distance from a segment. */
function toSegment(x: number, y: number, [x0, y0, x1, y1]: Segment): number {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const length2 = dx * dx + dy * dy;
  const t = length2 === 0 ? 0 : Math.max(0, Math.min(1, ((x - x0) * dx + (y - y0) * dy) / length2));
  const [u, v] = [x - x0 - t * dx, y - y0 - t * dy];
  return u * u + v * v;
}

/** Points along polylines, at most `step` apart, each vertex included. */
export function* pointsAlong(lines: readonly Line[], step: number): Generator<readonly [number, number]> {
  for (const line of lines) {
    for (const [k, [x, y]] of line.entries()) {
      yield [x, y];
      const next = line[k + 1];
      if (next === undefined) continue;
      const parts = Math.ceil(Math.hypot(next[0] - x, next[1] - y) / step);
      for (let i = 1; i < parts; i++)
        yield [x + ((next[0] - x) * i) / parts, y + ((next[1] - y) * i) / parts];
    }
  }
}

/**
 * The largest distance of a point of some polylines from the others, either way around, of the points that count; 0 where both are empty, infinite
 * beyond `most`.
 */
export function largestDistance(
  some: readonly Line[],
  others: readonly Line[],
  most: number,
  counts: (point: readonly [number, number]) => boolean = () => true,
): number {
  let largest = 0;
  for (const [from, to] of [
    [some, others],
    [others, some],
  ] as const) {
    const distance = distanceFrom(to, most);
    for (const point of pointsAlong(from, most / 100)) {
      if (counts(point)) largest = Math.max(largest, distance(...point));
    }
  }
  return largest;
}
