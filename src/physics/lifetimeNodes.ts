/**
 * Values of t = 1/(c tau) at which sums over events are kept, and what the sums are at every other t. docs/numerics.md, "Lifetimes as nodes".
 *
 * With x = d m/p_N of each event, a sum over decays in the active volume, sum_i w_i (1 - exp(-x_i t)), or over N born outside it,
 * sum_i w_i x_i t exp(-x_i t), is an entire function of u = ln t. Its ratio to a simple function of t (`decayScale`) is bounded in the strip
 * |Im u| < pi/2, where Re t > 0, so that interpolation on Chebyshev nodes in u converges geometrically (`interpolationBound`). Where a
 * scan asks for no more values of t than there would be nodes, the nodes are these values, and nothing is interpolated.
 */
import { at } from '../at.js';
import { BORN } from './geometry.js';
import { LAPLACE_NODES, type LaplaceAxis, laplaceNodeCm } from './laplace.js';

/** Values of t that a workgroup processes at a time, one a lane: numbers of nodes are multiples of it. */
export const LIFETIME_LANES = 32;

/** The nodes of a row: of one channel at one mass point. Sums of weights and of their squares have the same ones. */
export interface LifetimeNodes {
  /** One of BORN: which function of x t is summed. */
  readonly born: number;
  /** x of the scale, to which ratios are interpolated, and the longest x of the row's axis, cm. */
  readonly scaleCm: number;
  readonly longestCm: number;
  readonly window: LifetimeWindow;
  /** Values of t, 1/cm, rising. */
  readonly inverseCtau: Float64Array;
  /** Whether these are all values that a scan asks for. Else they are Chebyshev nodes of the window. */
  readonly isExact: boolean;
}

/** An interval of u = ln t and what holds outside of it. */
export interface LifetimeWindow {
  /** Centre and half of the width of the interval. */
  readonly centre: number;
  readonly half: number;
  /** Largest t at which N born outside the active volume still arrive, 1/cm; infinite for those born inside. */
  readonly last: number;
}

/** Most nodes of a row: those of the widest window, of N born in a rim, whose axis has seven and a half decades. */
export const MOST_NODES = 128;

/** Chebyshev nodes for a decade of t. From outside, a signal that falls steeply with t must be exact to 1e-6 of the total. */
const NODES_PER_DECADE = { inside: 8, outside: 10 } as const;

/** Share of the longest x that the scale has: near the means of real samples, so that ratios vary little at long lifetimes. */
const SCALE_SHARE = { inside: 0.005, outside: 0.03 } as const;

/**
 * Ends of the interval in which a sum is more than its asymptotic form, as t times the longest and the shortest x. Below, a sum is linear in
 * t but for the first correction. Above, N born inside have all decayed but for those that leave at once; from outside, exp(-20) arrive.
 */
const ACTIVE = { longest: 1e-3, inside: 10, outside: 20 } as const;

/** Least half of the width of an interval, where a scan's values lie close to each other or all outside of the active interval. */
const LEAST_HALF = 0.5;

/**
 * Nodes for a row whose N are born in one of BORN, with x on an axis, at the values of t (1/cm, rising) that a scan asks for at this mass point; for
 * any t where it does not say. All tiles of the scan must give the same values, or results would depend on its tiles. RangeError for an axis that is
 * wider than any of laplace.ts.
 */
export function lifetimeNodes(born: number, axis: LaplaceAxis, values?: Float64Array): LifetimeNodes {
  const kind = born === BORN.inside ? 'inside' : 'outside';
  const shortest = axis.firstCm;
  const longest = laplaceNodeCm(LAPLACE_NODES - 1, axis.firstCm, axis.step);
  const scaleCm = SCALE_SHARE[kind] * longest;
  const [least, most] = [ACTIVE.longest / longest, ACTIVE[kind] / shortest];
  const clamped = (t: number) => Math.log(Math.min(Math.max(t, least), most));
  const [low, high] = [clamped(values?.[0] ?? least), clamped(values?.at(-1) ?? most)];
  const half = Math.max((high - low) / 2, LEAST_HALF);
  const window = {
    centre: (low + high) / 2,
    half,
    last: kind === 'inside' ? Number.POSITIVE_INFINITY : most,
  };
  const wanted = NODES_PER_DECADE[kind] * ((2 * half) / Math.LN10) * (1 - 1e-6);
  const count = LIFETIME_LANES * Math.ceil(wanted / LIFETIME_LANES);
  // Sums of other rows begin behind them.
  if (count > MOST_NODES) throw new RangeError(`an axis of nodes in ln x asks for ${count} nodes in ln t`);
  const exact = values && values.length <= count ? values : undefined;
  return {
    born,
    scaleCm,
    longestCm: longest,
    window,
    inverseCtau: exact ?? chebyshevNodes(window, count),
    isExact: exact !== undefined,
  };
}

/** The Chebyshev nodes of a window, as values of t. */
function chebyshevNodes({ centre, half }: LifetimeWindow, count: number): Float64Array {
  return chebyshevTable(count).positions.map((position) => Math.exp(centre + half * position));
}

/** Positions in (-1, 1) and barycentric weights of nodes. */
export interface ChebyshevTable {
  readonly positions: Float64Array;
  readonly weights: Float64Array;
}

const tables = new Map<number, ChebyshevTable>();

/** The table of `count` nodes; it is kept, because every row needs one of few. */
export function chebyshevTable(count: number): ChebyshevTable {
  const known = tables.get(count);
  if (known) return known;
  const table = {
    positions: Float64Array.from({ length: count }, (_, j) => chebyshevNode(j, count)),
    weights: Float64Array.from({ length: count }, (_, j) => chebyshevWeight(j, count)),
  };
  tables.set(count, table);
  return table;
}

/** The distinct values of a list, rising; values within 1e-9 of each other are one. */
export function distinctLifetimes(values: Iterable<number>): Float64Array {
  const distinct: number[] = [];
  for (const value of Float64Array.from(values).sort()) {
    const before = distinct.at(-1) ?? 0;
    if (value > before * (1 + SAME)) distinct.push(value);
  }
  return Float64Array.from(distinct);
}

/** Relative difference below which two lifetimes are the same. */
const SAME = 1e-9;

/** Node j of `count` Chebyshev nodes of the first kind, rising in (-1, 1). */
export function chebyshevNode(j: number, count: number): number {
  return -Math.cos(((2 * j + 1) * Math.PI) / (2 * count));
}

/** Barycentric weight of that node, up to a common factor. */
export function chebyshevWeight(j: number, count: number): number {
  const sign = j % 2 === 0 ? 1 : -1;
  return sign * Math.sin(((2 * j + 1) * Math.PI) / (2 * count));
}

/**
 * Scale of a sum at t: x t/(1 + x t) with x the scale of the nodes. Like a sum it is linear at long lifetimes; at short ones it is 1. Its only pole in u
 * is at Im u = pi, further than the strip in which sums are bounded. Sums of squares have its square.
 */
export function decayScale(scaleCm: number, inverseCtau: number): number {
  const s = scaleCm * inverseCtau;
  return s / (1 + s);
}

/**
 * Bound of a term of a sum at t relative to its weight, for x up to the longest: 1 - exp(-x t) and x t exp(-x t) are at most 1 and at most x t. Sums
 * of squares have its square. Sums in fixed point are fractions of it.
 */
export function decayCeiling(longestCm: number, inverseCtau: number): number {
  return Math.min(longestCm * inverseCtau, 1);
}

/**
 * Where a t is among the nodes of a row: the index of the node where they are the scan's values, else its position in the window from -1 to 1, at
 * whose ends it stays. Throws RangeError at a t that is none of a scan's values where these are the nodes.
 */
export function nodePlace({ window, inverseCtau, isExact }: LifetimeNodes, t: number): number {
  if (isExact) return sameLifetime(inverseCtau, t);
  return Math.min(Math.max((Math.log(t) - window.centre) / window.half, -1), 1);
}

/** The scale at t of a sum of weights; 0 where nodes are interpolated and no N arrive from outside. */
export function scaleAt({ window, scaleCm, isExact }: LifetimeNodes, t: number): number {
  return !isExact && t > window.last ? 0 : decayScale(scaleCm, t);
}

/**
 * Share of each node in a sum at t, with the ratio of the scales; `power` 1 for signals, 2 for squares. The sum at t is that of share times sum over the nodes.
 * Outside of the interval the ratio to the scale stays what it is at its end; where no N arrive from outside, all shares are 0.
 * Throws RangeError as nodePlace.
 */
export function lifetimeShares(nodes: LifetimeNodes, t: number, power: 1 | 2): Float64Array {
  const place = nodePlace(nodes, t);
  const { inverseCtau, isExact, scaleCm } = nodes;
  if (isExact) return Float64Array.from(inverseCtau, (_, j) => Number(j === place));
  const scale = scaleAt(nodes, t);
  return interpolationWeights(place, inverseCtau.length).map(
    (weight, j) => weight * (scale / decayScale(scaleCm, at(inverseCtau, j))) ** power,
  );
}

/** Weights of the nodes in the polynomial that interpolates on `count` Chebyshev nodes, at a position in [-1, 1]: the barycentric formula. */
export function interpolationWeights(position: number, count: number): Float64Array {
  const { positions, weights } = chebyshevTable(count);
  const terms = positions.map((node, j) => barycentricTerm(position, node, at(weights, j)));
  const sum = terms.reduce((all, term) => all + term, 0);
  return terms.map((term) => term / sum);
}

/** Least distance of a position from a node: there, the node's term exceeds all others by far. */
export const LEAST_DISTANCE = 1e-20;

/** The weight of a node at a position in the barycentric formula, up to a factor that all nodes share. */
export function barycentricTerm(position: number, node: number, weight: number): number {
  const distance = position - node;
  return weight / (distance === 0 ? LEAST_DISTANCE : distance);
}

/** Index of a value among the values of a scan, which rise. */
function sameLifetime(values: Float64Array, t: number): number {
  let [first, last] = [0, values.length - 1];
  while (first < last) {
    const middle = (first + last) >> 1;
    if (at(values, middle) * (1 + 2 * SAME) < t) first = middle + 1;
    else last = middle;
  }
  if (!(Math.abs(t / at(values, first) - 1) <= 2 * SAME)) {
    throw new RangeError(`1/(c tau) = ${t} is not among a scan's values`);
  }
  return first;
}

/**
 * Bound of the interpolation error on n nodes in units of the largest absolute value in the strip |Im u| < `strip` of a function that is analytic
 * there: 4 rho^-d/(rho - 1), with d = n - 1 the degree of the polynomial and rho the largest ellipse around the interval in the strip (Trefethen,
 * Approximation Theory and Approximation Practice, theorem 8.2).
 */
export function interpolationBound({ half }: LifetimeWindow, count: number, strip: number): number {
  const ratio = strip / half;
  const rho = ratio + Math.sqrt(1 + ratio * ratio);
  return (4 * rho ** (1 - count)) / (rho - 1);
}
