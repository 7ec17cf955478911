/**
 * The c tau dependence as a Laplace transform. MODEL section 7, "Laplace form".
 *
 * sum_i w_i (1 - exp(-x_i t)), x = d m/p_N in cm and t = 1/(c tau), is the transform of a measure in x. Each event is
 * deposited on four of LAPLACE_NODES nodes in ln x with cubic Lagrange weights; any smooth function of ln x is then
 * a short sum over nodes: 1 - exp(-x t) for the signal, its square for the Monte Carlo variance.
 */
import { cubicWeights, expm1Negative } from './numeric.js';

/** Number of nodes in ln x. */
export const LAPLACE_NODES = 96;
/** x of the first and last node, cm. */
export const LAPLACE_MIN_CM = 1e-2;
export const LAPLACE_MAX_CM = 1e5;
const LOG_STEP = Math.log(LAPLACE_MAX_CM / LAPLACE_MIN_CM) / (LAPLACE_NODES - 1);

/** Position of x on the node axis, in [1, LAPLACE_NODES - 2]: every deposit has two nodes on either side. */
export function laplacePosition(xCm: number): number {
  const x = Math.min(Math.max(xCm, LAPLACE_MIN_CM), LAPLACE_MAX_CM);
  return Math.min(Math.max(Math.log(x / LAPLACE_MIN_CM) / LOG_STEP, 1), LAPLACE_NODES - 2);
}

/** Left of the two central nodes of a deposit at a position, 1 <= i <= LAPLACE_NODES - 3. */
export function laplaceInterval(position: number): number {
  return Math.min(Math.max(Math.floor(position), 1), LAPLACE_NODES - 3);
}

/**
 * Shares of a deposit on the nodes interval - 1 .. interval + 2, at f = position - interval: cubic Lagrange weights times
 * (x/x_node)^(3/4). With that tilt the interpolated function is P/x^(3/4) for the signal and P^2/x^(3/4) for the variance,
 * which change by at most x^(5/4): 5e-5 at this step. Untilted, the variance of long-lived points would be off by 3e-4.
 */
export function laplaceWeights(f: number): [number, number, number, number] {
  const step = 0.75 * LOG_STEP;
  const [w0, w1, w2, w3] = cubicWeights(f);
  const tilt = Math.exp(f * step);
  return [
    w0 * tilt * Math.exp(step),
    w1 * tilt,
    w2 * tilt * Math.exp(-step),
    w3 * tilt * Math.exp(-2 * step),
  ];
}

/** x of a node, cm. */
export function laplaceNodeCm(node: number): number {
  return LAPLACE_MIN_CM * Math.exp(node * LOG_STEP);
}

/** Probability to decay before leaving, 1 - exp(-x t). */
export function decayProbability(xCm: number, inverseCtau: number): number {
  return expm1Negative(xCm * inverseCtau);
}
