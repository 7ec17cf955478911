// Sums over decays at nodes in u = ln t, t = 1/(c tau); twin of src/physics/lifetimeNodes.ts (docs/numerics.md, "Lifetimes as nodes"). cm.

// Least distance of a position from a node: there, the node's term exceeds all others by far.
const LEAST_DISTANCE: f32 = 1e-20;

// Scale of a sum at t, to which ratios are interpolated: x t/(1 + x t).
fn decayScale(scaleCm: f32, inverseCtau: f32) -> f32 {
  let s = scaleCm * inverseCtau;
  return s / (1.0 + s);
}

// Bound of a term of a sum at t relative to its weight, for x up to the longest.
fn decayCeiling(longestCm: f32, inverseCtau: f32) -> f32 {
  return min(longestCm * inverseCtau, 1.0);
}

// The weight of a node at a position in the barycentric formula, up to a factor that all nodes share.
fn barycentricTerm(position: f32, node: f32, weight: f32) -> f32 {
  let distance = position - node;
  return weight / select(distance, LEAST_DISTANCE, distance == 0.0);
}
