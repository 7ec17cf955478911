/** The lowest of several limits at each mass. */
import { at } from '../at.js';
import type { LimitCurve, LimitPoint } from './limitFolder.js';

/** A range of masses on which one limit is the lowest: a straight line in the logarithms of mass and mixing. */
export interface EnvelopeSegment {
  readonly from: LimitPoint;
  readonly to: LimitPoint;
  /** Name of the limit. */
  readonly curve: string;
}

/** Segments in order of mass, without overlaps; between two of them there may be a gap without any limit, or a step. */
export type Envelope = readonly EnvelopeSegment[];

/** Relative rounding error of a number that went through a logarithm and back. */
const ROUNDING = 1e-12;

/** A straight piece of one limit, in natural logarithms. */
interface Line {
  readonly curve: string;
  readonly from: LimitPoint;
  readonly to: LimitPoint;
}

/**
 * The lowest of some limits, each interpolated in the logarithms of mass and mixing between its points and undefined elsewhere.
 * The envelope changes from one to the other exactly where two of them cross.
 */
export function lowestOf(curves: readonly Pick<LimitCurve, 'name' | 'pieces'>[]): Envelope {
  const lines = curves.flatMap(({ name, pieces }) =>
    pieces.flatMap((points) =>
      points.slice(1).flatMap((to, i): Line[] => {
        const from = at(points, i);
        // Two limits at one mass are a step: nothing lies between them.
        return from[0] < to[0] ? [{ curve: name, from: logs(from), to: logs(to) }] : [];
      }),
    ),
  );
  lines.sort((a, b) => a.from[0] - b.from[0]);
  const bounds = [...new Set(lines.flatMap(({ from, to }) => [from[0], to[0]]))].sort((a, b) => a - b);
  const segments: Line[] = [];
  let next = 0;
  let open: Line[] = [];
  for (const [i, start] of bounds.slice(0, -1).entries()) {
    const end = at(bounds, i + 1);
    open = open.filter(({ to }) => to[0] > start);
    for (; next < lines.length; next++) {
      const line = lines[next];
      if (line === undefined || line.from[0] > start) break;
      open.push(line);
    }
    segments.push(...lowestBetween(open, start, end));
  }
  return joined(segments)
    .map(({ curve, from, to }) => ({ curve, from: powers(from), to: powers(to) }))
    .filter(({ from, to }) => from[0] < to[0]);
}

/** The lowest of lines that all reach from `start` to `end`: between two crossings, the one that is lowest in the middle. */
function lowestBetween(lines: readonly Line[], start: number, end: number): Line[] {
  const crossings = lines.flatMap((a, i) => lines.slice(i + 1).map((b) => crossingOf(a, b)));
  const inside = crossings.filter((mass) => mass > start && mass < end);
  const bounds = [start, ...new Set(inside.sort((a, b) => a - b)), end];
  return bounds.slice(0, -1).flatMap((from, i) => {
    const to = at(bounds, i + 1);
    const middle = (from + to) / 2;
    const heights = lines.map((line) => heightAt(line, middle));
    const lowest = lines[heights.indexOf(Math.min(...heights))];
    if (lowest === undefined) return [];
    const pointAt = (mass: number): LimitPoint => [mass, heightAt(lowest, mass)];
    return [{ curve: lowest.curve, from: pointAt(from), to: pointAt(to) }];
  });
}

const logs = ([mass, mixing]: LimitPoint): LimitPoint => [Math.log(mass), Math.log(mixing)];
const powers = ([mass, mixing]: LimitPoint): LimitPoint => [Math.exp(mass), Math.exp(mixing)];
const slopeOf = ({ from, to }: Line) => (to[1] - from[1]) / (to[0] - from[0]);
const heightAt = (line: Line, mass: number) =>
  mass === line.to[0] ? line.to[1] : line.from[1] + slopeOf(line) * (mass - line.from[0]);

/** Where two lines cross; not a number where they are parallel. */
function crossingOf(a: Line, b: Line): number {
  return b.from[0] + (heightAt(a, b.from[0]) - b.from[1]) / (slopeOf(b) - slopeOf(a));
}

/** Joins segments of the same straight line of one limit, which were cut where another limit begins or ends. */
function joined(segments: readonly Line[]): Line[] {
  const result: Line[] = [];
  for (const segment of segments) {
    const last = result.at(-1);
    const continues =
      last?.curve === segment.curve &&
      last.to[0] === segment.from[0] &&
      Math.abs(last.to[1] - segment.from[1]) < ROUNDING &&
      Math.abs(slopeOf(last) - slopeOf(segment)) < 1e-9;
    if (last && continues) result[result.length - 1] = { ...last, to: segment.to };
    else result.push(segment);
  }
  return result;
}

/** The lowest limit at a mass and the name of its curve; undefined where there is none. */
export function limitAt(
  envelope: Envelope,
  mass: number,
): { readonly mixing: number; readonly curve: string } | undefined {
  let best: { mixing: number; curve: string } | undefined;
  for (const { from, to, curve } of envelope) {
    // The ends went through a logarithm and back.
    if (!(mass >= from[0] * (1 - ROUNDING) && mass <= to[0] * (1 + ROUNDING))) continue;
    const share = Math.log(mass / from[0]) / Math.log(to[0] / from[0]);
    const mixing = from[1] * (to[1] / from[1]) ** share;
    if (best === undefined || mixing < best.mixing) best = { mixing, curve };
  }
  return best;
}

/** Ranges of masses between two bounds for which there is no limit, in order. */
export function gapsOf(envelope: Envelope, low: number, high: number): [from: number, to: number][] {
  const gaps: [number, number][] = [];
  let reached = low;
  for (const { from, to } of envelope) {
    if (from[0] >= high) break;
    if (from[0] > reached * (1 + ROUNDING)) gaps.push([reached, from[0]]);
    reached = Math.max(reached, to[0]);
  }
  if (reached * (1 + ROUNDING) < high) gaps.push([reached, high]);
  return gaps;
}
