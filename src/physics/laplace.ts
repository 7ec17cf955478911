/**
 * The c tau dependence as a Laplace transform. MODEL section 7, "Laplace form".
 *
 * sum_i w_i (1 - exp(-x_i t)), x = d m/p_N in cm and t = 1/(c tau), is the transform of a measure in x. Each event is
 * deposited on four of LAPLACE_NODES nodes in ln x with cubic Lagrange weights; any smooth function of ln x is then
 * a short sum over nodes: 1 - exp(-x t) for the signal, its square for the Monte Carlo variance.
 */
import { expm1Negative } from './numeric.js';

/** Number of nodes in ln x. */
export const LAPLACE_NODES = 96;
/** x of the first and last node, cm. */
export const LAPLACE_MIN_CM = 1e-2;
export const LAPLACE_MAX_CM = 1e5;
const LOG_STEP = Math.log(LAPLACE_MAX_CM / LAPLACE_MIN_CM) / (LAPLACE_NODES - 1);

/** Position of x on the node axis, in [0, LAPLACE_NODES - 1]; x outside the range counts at its end. */
export function laplacePosition(xCm: number): number {
  const x = Math.min(Math.max(xCm, LAPLACE_MIN_CM), LAPLACE_MAX_CM);
  return Math.min(Math.max(Math.log(x / LAPLACE_MIN_CM) / LOG_STEP, 0), LAPLACE_NODES - 1);
}

/** Left of the two central nodes of a deposit at a position, 1 <= i <= LAPLACE_NODES - 3. */
export function laplaceInterval(position: number): number {
  return Math.min(Math.max(Math.floor(position), 1), LAPLACE_NODES - 3);
}

/**
 * sqrt(x/x_j) of the four nodes around a deposit at f = position - interval. The signal's Lagrange weights are tilted by it
 * once, the variance's twice: then (1 - e^(-xt))/sqrt(x) and its square are interpolated, which change by half a power
 * (a power) of x at most. Untilted, the variance of long-lived points would be off by 3e-4.
 */
export function laplaceTilt(f: number): [number, number, number, number] {
  const tilt = (j: number) => Math.exp((f - j) * 0.5 * LOG_STEP);
  return [tilt(-1), tilt(0), tilt(1), tilt(2)];
}

/** x of a node, cm. */
export function laplaceNodeCm(node: number): number {
  return LAPLACE_MIN_CM * Math.exp(node * LOG_STEP);
}

/** Probability to decay before leaving, 1 - exp(-x t). */
export function decayProbability(xCm: number, inverseCtau: number): number {
  return expm1Negative(xCm * inverseCtau);
}
