/**
 * The c tau dependence as a Laplace transform. docs/physics.md, section 7, "Laplace form".
 *
 * sum_i w_i (1 - exp(-x_i t)), x = d m/p_N in cm and t = 1/(c tau), is the transform of a measure in x. Each event is
 * deposited on four of LAPLACE_NODES nodes in ln x with cubic Lagrange weights; any smooth function of ln x is then
 * a short sum over nodes: 1 - exp(-x t) for the signal, its square for the Monte Carlo variance. Events born upstream have
 * x t exp(-x t) instead (`upstreamBirth`), which is equally smooth and free of cancellation.
 */
import { cubicWeights, expm1Negative } from './numeric.js';

/** Number of nodes in ln x. */
export const LAPLACE_NODES = 96;

/** The nodes of one measure: x of the first, their spacing in ln x, and the tilt of deposits on them (`laplaceWeights`). */
export interface LaplaceAxis {
  readonly firstCm: number;
  readonly step: number;
  readonly tilt: number;
}

/** Range of the nodes in decades for N born in the active volume. */
const INSIDE_DECADES = 7.5;
const INSIDE_STEP = (INSIDE_DECADES * Math.LN10) / (LAPLACE_NODES - 1);
/** p/m of the slowest N born there: backward scattering on a proton produces a few slow N, which dominate at long lifetimes. */
const SLOWEST_INSIDE = 0.05;

/**
 * Nodes for N of mass m (GeV) born in the active volume, whose longest path is `longest` (cm): seven and a half decades below the largest
 * possible x. An N lighter than 0.1 GeV is faster, so its axis is lower. An x below the axis is moved to its first node, which must be rarer
 * than one event in 2048 of a channel.
 */
export function insideAxis(m: number, longest: number): LaplaceAxis {
  const lastCm = (longest / SLOWEST_INSIDE) * Math.min(m / 0.1, 1);
  return { firstCm: lastCm * 10 ** -INSIDE_DECADES, step: INSIDE_STEP, tilt: 0.75 * INSIDE_STEP };
}

/** p/m of the slowest relevant N: the axes below end at the longest path divided by it. */
const SLOWEST = 0.3;
/** Largest range in decades, so that steps stay small; the weight beyond it is negligible. */
const OUTSIDE_DECADES = { upstream: 5, shell: 7.5 } as const;

/**
 * Nodes for N born outside the decay volume, with path lengths between `shortest` and `longest` (cm) and p/m up to `largestGammaBeta`: from
 * just below the smallest possible x = d m/p_N. Here interpolation is hardest at short lifetimes, where x t exp(-x t) falls steeply, and a
 * tilt would make it worse.
 */
export function outsideAxis(
  born: keyof typeof OUTSIDE_DECADES,
  [shortest, longest]: readonly [number, number],
  largestGammaBeta: number,
): LaplaceAxis {
  const first = shortest / largestGammaBeta;
  const last = longest / Math.min(SLOWEST, largestGammaBeta);
  const span = Math.min(OUTSIDE_DECADES[born] * Math.LN10, Math.log(last / first));
  // Two nodes on either side of every deposit.
  const step = span / (LAPLACE_NODES - 4);
  return { firstCm: first * Math.exp(-2 * step), step, tilt: 0 };
}

/** Position of x on the node axis, in [1, LAPLACE_NODES - 2]: every deposit has two nodes on either side. */
export function laplacePosition(xCm: number, firstCm: number, step: number): number {
  const x = Math.max(xCm, firstCm);
  return Math.min(Math.max(Math.log(x / firstCm) / step, 1), LAPLACE_NODES - 2);
}

/** The left one of the two central nodes of a deposit at a position, 1 <= i <= LAPLACE_NODES - 3. */
export function laplaceInterval(position: number): number {
  return Math.min(Math.max(Math.floor(position), 1), LAPLACE_NODES - 3);
}

/**
 * Shares of a deposit on the nodes interval - 1 .. interval + 2, at f = position - interval: cubic Lagrange weights times
 * exp(tilt (f - j)). On insideAxis that is (x/x_node)^(3/4), so that the interpolated function is P/x^(3/4) for the signal and
 * P^2/x^(3/4) for the variance. These vary at most as x^(5/4), an error of 6e-5 at this step; without the tilt the variance of long-lived
 * points would be wrong by 4e-4.
 */
export function laplaceWeights(f: number, tilt: number): [number, number, number, number] {
  const [w0, w1, w2, w3] = cubicWeights(f);
  const scale = Math.exp(f * tilt);
  return [
    w0 * scale * Math.exp(tilt),
    w1 * scale,
    w2 * scale * Math.exp(-tilt),
    w3 * scale * Math.exp(-2 * tilt),
  ];
}

/** x of a node, cm. */
export function laplaceNodeCm(node: number, firstCm: number, step: number): number {
  return firstCm * Math.exp(node * step);
}

/** Probability of a decay before the exit, 1 - exp(-x t). */
export function decayProbability(xCm: number, inverseCtau: number): number {
  return expm1Negative(xCm * inverseCtau);
}

/** Decays of an N born upstream, per unit of ln of its distance: x t exp(-x t). */
export function decayDensity(xCm: number, inverseCtau: number): number {
  // exp(-100) vanishes in float32.
  const s = Math.min(xCm * inverseCtau, 100);
  return s * Math.exp(-s);
}
