// Yields: evaluates the templates' measures at each (mass point, coupling point). MODEL section 7.
//
// signal_bin = scale sum_k A^(2-k) B^k C(2,k) sum_nodes M_k (1 - exp(-x t)),  A + B z the amplitude,
// variance likewise with the fourth power and (1 - exp(-x t))^2. Output: expected events at |U|^2 = 1 and
// their relative Monte Carlo error.
//
// Dispatch: one invocation per (mass, coupling, bin), bin fastest. Numeric bound: 96-term float32 sums, below 1e-5 relative
// where signal and variance do not cancel between moments.

import constants::{BIN_COUNT, MOMENTS, SIGNAL_MOMENTS};
import package::physics::fixedPoint::fromLimbs;
import package::physics::laplace::{LAPLACE_NODES, decayProbability, laplaceNodeCm};
import package::binYield::Yield;

override WORKGROUP: u32 = 64;

struct YieldParams {
  massCount: u32,
  couplingCount: u32,
}

// What the couplings do at one mass point; prepared in f64.
struct YieldPoint {
  // 1/(c tau), 1/cm.
  inverseCtau: f32,
  // Amplitude A + B z (z in units of its moment scales), normalised to a largest term of 1.
  constant: f32,
  slope: f32,
  // Events at |U|^2 = 1 per unit of the normalised sum; 0 where closed.
  scale: f32,
}

struct YieldMass {
  // Row of this mass point in the sums.
  row: u32,
  // Inverse of the templates' moment scales, over the resolution.
  momentUnit: array<f32, MOMENTS>,
}

@group(0) @binding(0) var<uniform> params: YieldParams;
@group(0) @binding(1) var<storage, read> sums: array<vec2i>;
@group(0) @binding(2) var<storage, read> masses: array<YieldMass>;
@group(0) @binding(3) var<storage, read> points: array<YieldPoint>;
@group(0) @binding(4) var<storage, read_write> yields: array<Yield>;

@compute @workgroup_size(WORKGROUP)
fn evaluateYields(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = id.x + id.y * groups.x * WORKGROUP;
  let bin = index % BIN_COUNT;
  let cell = index / BIN_COUNT;
  let mass = cell / params.couplingCount;
  if (mass >= params.massCount) {
    return;
  }
  let point = points[cell];
  if (point.scale == 0.0) {
    yields[index] = Yield(0.0, 0.0);
    return;
  }
  var moments: array<f32, MOMENTS>;
  let row = (masses[mass].row * BIN_COUNT + bin) * MOMENTS * LAPLACE_NODES;
  for (var node = 0u; node < LAPLACE_NODES; node++) {
    let probability = decayProbability(laplaceNodeCm(f32(node)), point.inverseCtau);
    for (var k = 0u; k < MOMENTS; k++) {
      let factor = select(probability * probability, probability, k < SIGNAL_MOMENTS);
      moments[k] += fromLimbs(sums[row + k * LAPLACE_NODES + node]) * factor;
    }
  }
  for (var k = 0u; k < MOMENTS; k++) {
    moments[k] *= masses[mass].momentUnit[k];
  }
  let signal = max(amplitudeSquared(moments, point.constant, point.slope), 0.0);
  let variance = max(amplitudeFourth(moments, point.constant, point.slope), 0.0);
  yields[index] = Yield(point.scale * signal, select(sqrt(variance) / signal, 0.0, signal == 0.0));
}

// sum w (A + B z)^2 from its moments.
fn amplitudeSquared(m: array<f32, MOMENTS>, A: f32, B: f32) -> f32 {
  var moments = m;
  if (SIGNAL_MOMENTS == 1u) {
    return A * A * moments[0];
  }
  return A * A * moments[0] + 2.0 * A * B * moments[1] + B * B * moments[2 % MOMENTS];
}

// sum w^2 (A + B z)^4 from its moments.
fn amplitudeFourth(m: array<f32, MOMENTS>, A: f32, B: f32) -> f32 {
  var moments = m;
  if (MOMENTS - SIGNAL_MOMENTS == 1u) {
    return A * A * A * A * moments[SIGNAL_MOMENTS];
  }
  let AA = A * A;
  let BB = B * B;
  let first = SIGNAL_MOMENTS;
  return AA * AA * moments[first] + 4.0 * AA * A * B * moments[(first + 1u) % MOMENTS]
    + 6.0 * AA * BB * moments[(first + 2u) % MOMENTS] + 4.0 * A * BB * B * moments[(first + 3u) % MOMENTS]
    + BB * BB * moments[(first + 4u) % MOMENTS];
}
