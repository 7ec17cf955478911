// The c tau dependence as a Laplace transform; twin of src/physics/laplace.ts (MODEL section 7). cm.

import package::physics::numeric::{cubicWeights, expm1Negative};

const LAPLACE_NODES: u32 = 96u;
const LAPLACE_MIN_CM: f32 = 1e-2;
const LAPLACE_MAX_CM: f32 = 1e5;
// ln(1e7)/95
const LAPLACE_LOG_STEP: f32 = 0.1696641647469297;

// Position of x on the node axis, in [1, LAPLACE_NODES - 2]: every deposit has two nodes on either side.
fn laplacePosition(xCm: f32) -> f32 {
  let x = clamp(xCm, LAPLACE_MIN_CM, LAPLACE_MAX_CM);
  return clamp(log(x / LAPLACE_MIN_CM) / LAPLACE_LOG_STEP, 1.0, f32(LAPLACE_NODES - 2u));
}

// Left of the two central nodes of a deposit.
fn laplaceInterval(position: f32) -> f32 {
  return clamp(floor(position), 1.0, f32(LAPLACE_NODES - 3u));
}

// Shares of a deposit on the nodes interval - 1 .. interval + 2, at f = position - interval:
// cubic Lagrange times (x/x_node)^(3/4).
fn laplaceWeights(f: f32) -> vec4f {
  let step = 0.75 * LAPLACE_LOG_STEP;
  return cubicWeights(f) * exp(f * step) * vec4f(exp(step), 1.0, exp(-step), exp(-2.0 * step));
}

// x of a node, cm.
fn laplaceNodeCm(node: f32) -> f32 {
  return LAPLACE_MIN_CM * exp(node * LAPLACE_LOG_STEP);
}

// Probability to decay before leaving.
fn decayProbability(xCm: f32, inverseCtau: f32) -> f32 {
  return expm1Negative(xCm * inverseCtau);
}
