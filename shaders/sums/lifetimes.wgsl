// Sums of templates at values of t = 1/(c tau), and what they are at a lifetime. docs/numerics.md, "Lifetimes as nodes".
//
// A moment at t, over the scale of sums at t (its square for the moments of squares), is that of a node where the nodes are a scan's
// values, or else interpolated on Chebyshev nodes in ln t. The host multiplies by the scale: nothing small is left here.

import constants::{BEAM_BINS, COUPLING_BLOCK, LIFETIME_LANES, MOMENTS, MOST_NODES, SIGNAL_MOMENTS};
import package::physics::fixedPoint::fromLimbs;
import package::physics::lifetimeNodes::{barycentricTerm, decayCeiling, decayScale};
import package::physics::numeric::wholeNumber;

// The nodes of a row.
struct RowSums {
  // Where they are in the list of all nodes, and how many there are.
  first: u32,
  count: u32,
  // 1 if they are the values of the scan, 0 if they are Chebyshev nodes.
  isExact: u32,
  // x of the scale, and the longest x of the row, cm.
  scaleCm: f32,
  longestCm: f32,
}

// [row][bin][moment][limb][node].
@group(0) @binding(1) var<storage, read> sums: array<i32>;
@group(0) @binding(5) var<storage, read> rowSums: array<RowSums>;
// 1/(c tau) of the nodes, 1/cm.
@group(0) @binding(6) var<storage, read> inverseCtau: array<f32>;
// Positions in (-1, 1) and barycentric weights of LIFETIME_LANES nodes, of twice as many, and so on.
@group(0) @binding(7) var<storage, read> chebyshev: array<vec2f>;

// Moments of a row's bin over the scale at each coupling of a block; `lifetimes` are indices of nodes where these are the scan's values, else
// positions in the window of the nodes, from -1 to 1.
fn momentsAt(
  row: u32,
  bin: u32,
  decaySampled: bool,
  lifetimes: array<f32, COUPLING_BLOCK>,
  lowUnit: f32,
) -> array<array<f32, MOMENTS>, COUPLING_BLOCK> {
  var place = lifetimes;
  var moments: array<array<f32, MOMENTS>, COUPLING_BLOCK>;
  let nodes = rowSums[row];
  let first = (row * BEAM_BINS + bin) * MOMENTS * 2u * MOST_NODES;
  if (nodes.isExact == 1u) {
    for (var i = 0u; i < COUPLING_BLOCK; i++) {
      moments[i] = ratiosAt(nodes, first, wholeNumber(place[i]), lowUnit);
    }
    return moments;
  }
  // Tables of fewer nodes come first.
  let table = nodes.count * (nodes.count / LIFETIME_LANES - 1u) / 2u;
  var total: array<f32, COUPLING_BLOCK>;
  for (var node = 0u; node < nodes.count; node++) {
    var ratios = ratiosAt(nodes, first, node, lowUnit);
    let known = chebyshev[table + node];
    for (var i = 0u; i < COUPLING_BLOCK; i++) {
      let term = barycentricTerm(place[i], known.x, known.y);
      total[i] += term;
      for (var k = 0u; k < MOMENTS; k++) {
        moments[i][k] += term * ratios[k];
      }
    }
  }
  for (var i = 0u; i < COUPLING_BLOCK; i++) {
    for (var k = 0u; k < MOMENTS; k++) {
      moments[i][k] /= total[i];
    }
  }
  return moments;
}

// Moments at a node over the scale there. Their sums are fractions of a ceiling, which falls with t as they do.
fn ratiosAt(nodes: RowSums, first: u32, node: u32, lowUnit: f32) -> array<f32, MOMENTS> {
  let t = inverseCtau[nodes.first + node];
  let ratio = decayCeiling(nodes.longestCm, t) / decayScale(nodes.scaleCm, t);
  var ratios: array<f32, MOMENTS>;
  for (var k = 0u; k < MOMENTS; k++) {
    let at = first + 2u * k * MOST_NODES + node;
    let sum = fromLimbs(vec2i(sums[at], sums[at + MOST_NODES]), lowUnit);
    ratios[k] = sum * select(ratio * ratio, ratio, k < SIGNAL_MOMENTS);
  }
  return ratios;
}
