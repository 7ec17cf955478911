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

/** The nodes of a row: of one channel at one mass point. */
export interface LifetimeNodes {
  /** One of BORN: which function of x t is summed. */
  readonly born: number;
  /** x of the scale, to which ratios are interpolated, cm. */
  readonly scaleCm: number;
  readonly window: LifetimeWindow;
  /** Nodes of the sums of weights, and of those of their squares. */
  readonly signal: NodeList;
  readonly squares: NodeList;
}

/** Values of t, 1/cm, rising. */
export interface NodeList {
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

/**
 * Chebyshev nodes for a decade of t. From outside, a signal that falls steeply with t must be exact to 1e-6 of the total, while squares only
 * make the Monte Carlo error.
 */
const NODES_PER_DECADE = { inside: 8, outside: 10, squares: 8 } as const;

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
 * Nodes for a row whose N are born in one of BORN, with x on an axis, at the values of t (1/cm, rising) that a scan asks for at this mass point.
 * All tiles of the scan must give the same values, or results would depend on its tiles.
 */
export function lifetimeNodes(born: number, axis: LaplaceAxis, values: Float64Array): LifetimeNodes {
  const kind = born === BORN.inside ? 'inside' : 'outside';
  const shortest = axis.firstCm;
  const longest = laplaceNodeCm(LAPLACE_NODES - 1, axis.firstCm, axis.step);
  const scaleCm = SCALE_SHARE[kind] * longest;
  const [least, most] = [ACTIVE.longest / longest, ACTIVE[kind] / shortest];
  const clamped = (t: number) => Math.log(Math.min(Math.max(t, least), most));
  const [low, high] = [clamped(at(values, 0)), clamped(at(values, values.length - 1))];
  const half = Math.max((high - low) / 2, LEAST_HALF);
  const list = (nodesPerDecade: number) => {
    const wanted = nodesPerDecade * ((2 * half) / Math.LN10) * (1 - 1e-6);
    return nodeList(values, window, LIFETIME_LANES * Math.ceil(wanted / LIFETIME_LANES));
  };
  const window = {
    centre: (low + high) / 2,
    half,
    last: kind === 'inside' ? Number.POSITIVE_INFINITY : most,
  };
  return {
    born,
    scaleCm,
    window,
    signal: list(NODES_PER_DECADE[kind]),
    squares: list(NODES_PER_DECADE.squares),
  };
}

/** The values themselves, if they are at most `count`, or else as many Chebyshev nodes. */
function nodeList(values: Float64Array, { centre, half }: LifetimeWindow, count: number): NodeList {
  if (values.length <= count) return { inverseCtau: values, isExact: true };
  const inverseCtau = Float64Array.from({ length: count }, (_, j) =>
    Math.exp(centre + half * chebyshevNode(j, count)),
  );
  return { inverseCtau, isExact: false };
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
 * Share of each node in a sum at t, with the ratio of the scales; `power` 1 for signals, 2 for squares. The sum at t is that of share times sum over the nodes.
 * Outside of the interval the ratio to the scale stays what it is at its end; where no N arrive from outside, all shares are 0.
 * Throws RangeError at a t that is none of a scan's values where these are the nodes.
 */
export function lifetimeShares(nodes: LifetimeNodes, inverseCtau: number, power: 1 | 2): Float64Array {
  const { scaleCm, window } = nodes;
  const { inverseCtau: t, isExact } = power === 1 ? nodes.signal : nodes.squares;
  const shares = new Float64Array(t.length);
  if (isExact) {
    shares[sameLifetime(t, inverseCtau)] = 1;
    return shares;
  }
  if (inverseCtau > window.last) return shares;
  const position = (Math.log(inverseCtau) - window.centre) / window.half;
  const weights = interpolationWeights(Math.min(Math.max(position, -1), 1), t.length);
  const scale = decayScale(scaleCm, inverseCtau);
  return weights.map((weight, j) => weight * (scale / decayScale(scaleCm, at(t, j))) ** power);
}

/** Weights of the nodes in the polynomial that interpolates on `count` Chebyshev nodes, at a position in [-1, 1]: the barycentric formula. */
export function interpolationWeights(position: number, count: number): Float64Array {
  const weights = new Float64Array(count);
  let sum = 0;
  for (let j = 0; j < count; j++) {
    const distance = position - chebyshevNode(j, count);
    if (distance === 0) {
      weights.fill(0);
      weights[j] = 1;
      return weights;
    }
    const weight = chebyshevWeight(j, count) / distance;
    weights[j] = weight;
    sum += weight;
  }
  return weights.map((weight) => weight / sum);
}

/** Index of a value among the nodes. */
function sameLifetime(nodes: Float64Array, inverseCtau: number): number {
  const index = nodes.findIndex((t) => Math.abs(inverseCtau / t - 1) <= 2 * SAME);
  if (index < 0) throw new RangeError(`1/(c tau) = ${inverseCtau} is not among a scan's values`);
  return index;
}

/**
 * Bound of the interpolation error in units of the largest absolute value in the strip |Im u| < `strip` of a function that is analytic there:
 * 4 rho^-n/(rho - 1), with rho the largest ellipse around the interval in the strip (Trefethen, Approximation Theory and Approximation
 * Practice, theorem 8.2).
 */
export function interpolationBound({ half }: LifetimeWindow, count: number, strip: number): number {
  const ratio = strip / half;
  const rho = ratio + Math.sqrt(1 + ratio * ratio);
  return (4 * rho ** -count) / (rho - 1);
}
