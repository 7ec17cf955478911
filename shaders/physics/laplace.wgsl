// The c tau dependence as a Laplace transform; twin of src/physics/laplace.ts (docs/physics.md, section 7). cm.

import package::physics::numeric::{cubicWeights, expm1Negative};

const LAPLACE_NODES: u32 = 96u;

// Position of x on the node axis, in [1, LAPLACE_NODES - 2]: every deposit has two nodes on either side.
fn laplacePosition(xCm: f32, firstCm: f32, step: f32) -> f32 {
  let x = max(xCm, firstCm);
  return clamp(log(x / firstCm) / step, 1.0, f32(LAPLACE_NODES - 2u));
}

// The left one of the two central nodes of a deposit.
fn laplaceInterval(position: f32) -> f32 {
  return clamp(floor(position), 1.0, f32(LAPLACE_NODES - 3u));
}

// Shares of a deposit on the nodes interval - 1 .. interval + 2, at f = position - interval:
// cubic Lagrange times exp(tilt (f - j)).
fn laplaceWeights(f: f32, tilt: f32) -> vec4f {
  return cubicWeights(f) * exp(f * tilt) * vec4f(exp(tilt), 1.0, exp(-tilt), exp(-2.0 * tilt));
}

// x of a node, cm.
fn laplaceNodeCm(node: f32, firstCm: f32, step: f32) -> f32 {
  return firstCm * exp(node * step);
}

// Probability of a decay before the exit.
fn decayProbability(xCm: f32, inverseCtau: f32) -> f32 {
  return expm1Negative(xCm * inverseCtau);
}

// Decays of an N born upstream, per unit of ln of its distance: x t exp(-x t).
fn decayDensity(xCm: f32, inverseCtau: f32) -> f32 {
  // exp(-100) vanishes in float32.
  let s = min(xCm * inverseCtau, 100.0);
  return s * exp(-s);
}
