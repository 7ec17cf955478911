// The c tau dependence as a Laplace transform; twin of src/physics/laplace.ts (MODEL section 7). cm.

import package::physics::numeric::expm1Negative;

const LAPLACE_NODES: u32 = 96u;
const LAPLACE_MIN_CM: f32 = 1e-2;
const LAPLACE_MAX_CM: f32 = 1e5;
// ln(1e7)/95
const LAPLACE_LOG_STEP: f32 = 0.1696641647469297;

// Position of x on the node axis, in [0, LAPLACE_NODES - 1].
fn laplacePosition(xCm: f32) -> f32 {
  let x = clamp(xCm, LAPLACE_MIN_CM, LAPLACE_MAX_CM);
  return clamp(log(x / LAPLACE_MIN_CM) / LAPLACE_LOG_STEP, 0.0, f32(LAPLACE_NODES - 1u));
}

// Left of the two central nodes of a deposit.
fn laplaceInterval(position: f32) -> f32 {
  return clamp(floor(position), 1.0, f32(LAPLACE_NODES - 3u));
}

// sqrt(x/x_j) of the four nodes around a deposit at f = position - interval. The signal's Lagrange weights are tilted by it
// once, the variance's twice, so that what is interpolated is (1 - e^(-xt))/sqrt(x) and its square.
fn laplaceTilt(f: f32) -> vec4f {
  return exp((vec4f(f) - vec4f(-1.0, 0.0, 1.0, 2.0)) * (0.5 * LAPLACE_LOG_STEP));
}

// x of a node, cm.
fn laplaceNodeCm(node: f32) -> f32 {
  return LAPLACE_MIN_CM * exp(node * LAPLACE_LOG_STEP);
}

// Probability to decay before leaving.
fn decayProbability(xCm: f32, inverseCtau: f32) -> f32 {
  return expm1Negative(xCm * inverseCtau);
}
