// Sums of templates as measures in x = d m/p_N, and what they are at a lifetime. docs/numerics.md, "Laplace measure".
//
// A moment at t = 1/(c tau) is the sum over nodes in ln x of the node's measure times p(x t), or p^2 for the moments of squares;
// p = 1 - exp(-s) for N born in the volume, s exp(-s) elsewhere.

import constants::{BEAM_BINS, COUPLING_BLOCK, MOMENTS, SIGNAL_MOMENTS};
import package::physics::fixedPoint::fromLimbs;
import package::physics::laplace::{LAPLACE_NODES, decayDensity, decayProbability, laplaceNodeCm};

// The nodes of a row: x of the first, cm, and their spacing in ln x.
struct RowSums {
  firstCm: f32,
  step: f32,
}

// [row][bin][node][moment], two moments in each vector: there are 2 or 8.
@group(0) @binding(1) var<storage, read> sums: array<vec4i>;
@group(0) @binding(5) var<storage, read> rowSums: array<RowSums>;

// Moments of a row's bin at each coupling of a block; `lifetimes` are values of t, 1/cm. The values of a node are read once for all of them.
fn momentsAt(
  row: u32,
  bin: u32,
  decaySampled: bool,
  lifetimes: array<f32, COUPLING_BLOCK>,
  lowUnit: f32,
) -> array<array<f32, MOMENTS>, COUPLING_BLOCK> {
  var t = lifetimes;
  var moments: array<array<f32, MOMENTS>, COUPLING_BLOCK>;
  let axis = rowSums[row];
  let first = (row * BEAM_BINS + bin) * MOMENTS * LAPLACE_NODES;
  for (var node = 0u; node < LAPLACE_NODES; node++) {
    var sum: array<f32, MOMENTS>;
    for (var k = 0u; k < MOMENTS; k += 2u) {
      let two = sums[(first + node * MOMENTS + k) / 2u];
      sum[k] = fromLimbs(two.xy, lowUnit);
      sum[k + 1u] = fromLimbs(two.zw, lowUnit);
    }
    let x = laplaceNodeCm(f32(node), axis.firstCm, axis.step);
    for (var i = 0u; i < COUPLING_BLOCK; i++) {
      var probability = 0.0;
      if (decaySampled) {
        probability = decayDensity(x, t[i]);
      } else {
        probability = decayProbability(x, t[i]);
      }
      let square = probability * probability;
      for (var k = 0u; k < MOMENTS; k++) {
        moments[i][k] += sum[k] * select(square, probability, k < SIGNAL_MOMENTS);
      }
    }
  }
  return moments;
}
