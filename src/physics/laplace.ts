/**
 * The c tau dependence as a Laplace transform. MODEL section 7, "Laplace form".
 *
 * sum_i w_i (1 - exp(-x_i t)), x = d m/p_N in cm and t = 1/(c tau), is the transform of a measure in x. Each event is
 * deposited on four of LAPLACE_NODES nodes in ln x with cubic Lagrange weights; any smooth function of ln x is then
 * a short sum over nodes: 1 - exp(-x t) for the signal, its square for the Monte Carlo variance. Events born upstream have
 * x t exp(-x t) instead (`upstreamBirth`), which is as smooth and never a difference.
 */
import { cubicWeights, expm1Negative } from './numeric.js';

/** Number of nodes in ln x. */
export const LAPLACE_NODES = 96;

/** The nodes of one measure: x of the first, their distance in ln x, and the tilt of deposits on them (`laplaceWeights`). */
export interface LaplaceAxis {
  readonly firstCm: number;
  readonly step: number;
  readonly tilt: number;
}

/** Decades of the nodes for N born in the active volume. */
const INSIDE_DECADES = 7.5;
const INSIDE_STEP = (INSIDE_DECADES * Math.LN10) / (LAPLACE_NODES - 1);
/** p/m of the slowest N born there: backward scattering on a proton leaves a few of them slow, and long lives weigh those most. */
const SLOWEST_INSIDE = 0.05;

/**
 * Nodes for N of mass m (GeV) born in the active volume, the longest way through which is `longest` (cm): seven and a half decades down from the
 * largest x that there is. An N lighter than 0.1 GeV is faster, so its axis lies lower. x below the axis counts as its beginning, as if
 * N lived where it does not: of 2048 events in a channel that must not be one.
 */
export function insideAxis(m: number, longest: number): LaplaceAxis {
  const lastCm = (longest / SLOWEST_INSIDE) * Math.min(m / 0.1, 1);
  return { firstCm: lastCm * 10 ** -INSIDE_DECADES, step: INSIDE_STEP, tilt: 0.75 * INSIDE_STEP };
}

/** p/m of the slowest N that matter: the longest way over it ends the axes below. */
const SLOWEST = 0.3;
/** Decades at most, so that steps stay small; what lies beyond has no weight to speak of. */
const OUTSIDE_DECADES = { upstream: 5, shell: 7.5 } as const;

/**
 * Nodes for N born outside of the volume of decays, whose ways are between `shortest` and `longest` (cm), up to the given momentum
 * over mass: from just below the smallest x = d m/p_N that there is. Here short lives are what interpolation finds hard, where
 * x t exp(-x t) falls steeply: a tilt would only make it worse.
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

/** Left of the two central nodes of a deposit at a position, 1 <= i <= LAPLACE_NODES - 3. */
export function laplaceInterval(position: number): number {
  return Math.min(Math.max(Math.floor(position), 1), LAPLACE_NODES - 3);
}

/**
 * Shares of a deposit on the nodes interval - 1 .. interval + 2, at f = position - interval: cubic Lagrange weights times
 * exp(tilt (f - j)). On insideAxis that is (x/x_node)^(3/4), with which the interpolated function is P/x^(3/4) for the signal
 * and P^2/x^(3/4) for the variance: they change by at most x^(5/4), 6e-5 at its step. Untilted, the variance of long-lived
 * points would be off by 4e-4.
 */
export function laplaceWeights(f: number, tilt: number): [number, number, number, number] {
  const [w0, w1, w2, w3] = cubicWeights(f);
  const own = Math.exp(f * tilt);
  return [w0 * own * Math.exp(tilt), w1 * own, w2 * own * Math.exp(-tilt), w3 * own * Math.exp(-2 * tilt)];
}

/** x of a node, cm. */
export function laplaceNodeCm(node: number, firstCm: number, step: number): number {
  return firstCm * Math.exp(node * step);
}

/** Probability to decay before leaving, 1 - exp(-x t). */
export function decayProbability(xCm: number, inverseCtau: number): number {
  return expm1Negative(xCm * inverseCtau);
}

/** Decays of an N born upstream, per unit of ln of its distance: x t exp(-x t). */
export function decayDensity(xCm: number, inverseCtau: number): number {
  // Beyond 100 nothing is left in float32.
  const s = Math.min(xCm * inverseCtau, 100);
  return s * Math.exp(-s);
}
