// Yields: evaluates the templates' measures at each (mass point, coupling point). MODEL section 7.
//
// signal_bin = sum over channels of scale sum_k A^(2-k) B^k C(2,k) sum_nodes M_k p(x),  A + B z the amplitude,
// p(x) = 1 - exp(-x t) for N born in the volume, x t exp(-x t) elsewhere; variance likewise with the fourth power and
// p^2. Output: expected events by group of channels and their relative Monte Carlo error.
//
// Dispatch: one invocation per (mass, coupling, beam, bin of the beam), the last fastest. Numeric bound: 96-term float32 sums, below 1e-5 relative
// where signal and variance do not cancel between moments.

import constants::{BEAM_BINS, CHANNEL_COUNT, GROUP_COUNT, MOMENTS, SIGNAL_BINS, SIGNAL_MOMENTS};
import package::physics::fixedPoint::fromLimbs;
import package::physics::laplace::{LAPLACE_NODES, decayDensity, decayProbability, laplaceNodeCm};
import package::binYield::Yield;

override WORKGROUP: u32 = 64;

struct YieldParams {
  massCount: u32,
  couplingCount: u32,
  // How many low units of the fixed-point sums a high one is worth.
  limb: f32,
}

// What couplings do in one channel at one mass point; prepared in f64.
struct YieldPoint {
  // 1/(c tau), 1/cm, inside of what float32 can follow; the rest is in the scale.
  inverseCtau: f32,
  // Amplitude A + B z (z in units of its moment scales), normalised to a largest term of 1.
  constant: f32,
  slope: f32,
  // Events per unit of the normalised sum; 0 where closed.
  scale: f32,
}

// One channel of a mass point.
struct YieldMass {
  // Row of its sums.
  row: u32,
  // Number of the group that its signal is summed in, and of its beam.
  group: u32,
  beam: u32,
  // 1 where the decays of N are drawn: born upstream or in the shell.
  drawn: u32,
  // x of the first node, cm, and the nodes' distance in ln x.
  firstCm: f32,
  step: f32,
  // Inverse of the templates' moment scales, over the resolution.
  momentUnit: array<f32, MOMENTS>,
}

@group(0) @binding(0) var<uniform> params: YieldParams;
@group(0) @binding(1) var<storage, read> sums: array<vec2i>;
// [mass][channel].
@group(0) @binding(2) var<storage, read> masses: array<YieldMass>;
// [mass][coupling][channel].
@group(0) @binding(3) var<storage, read> points: array<YieldPoint>;
@group(0) @binding(4) var<storage, read_write> yields: array<Yield>;

@compute @workgroup_size(WORKGROUP)
fn evaluateYields(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = id.x + id.y * groups.x * WORKGROUP;
  let beam = (index % SIGNAL_BINS) / BEAM_BINS;
  let bin = index % BEAM_BINS;
  let cell = index / SIGNAL_BINS;
  let mass = cell / params.couplingCount;
  if (mass >= params.massCount) {
    return;
  }
  var result = Yield();
  // Signal and relative error of each channel.
  var channels: array<vec2f, CHANNEL_COUNT>;
  var total = 0.0;
  for (var c = 0u; c < CHANNEL_COUNT; c++) {
    if (masses[mass * CHANNEL_COUNT + c].beam == beam) {
      channels[c] = evaluateChannel(mass * CHANNEL_COUNT + c, cell * CHANNEL_COUNT + c, bin);
      result.signal[masses[mass * CHANNEL_COUNT + c].group] += channels[c].x;
      total += channels[c].x;
    }
  }
  if (total > 0.0) {
    // Errors of channels are independent. Shares of the total first: squares of events may leave float32.
    var square = 0.0;
    for (var c = 0u; c < CHANNEL_COUNT; c++) {
      let share = channels[c].x / total * channels[c].y;
      square += share * share;
    }
    result.relativeError = sqrt(square);
  }
  yields[index] = result;
}

// (signal, relative Monte Carlo error) of a channel in a bin.
fn evaluateChannel(mass: u32, cell: u32, bin: u32) -> vec2f {
  let point = points[cell];
  if (point.scale == 0.0) {
    return vec2f(0.0, 0.0);
  }
  let drawn = masses[mass].drawn == 1u;
  let firstCm = masses[mass].firstCm;
  let step = masses[mass].step;
  var moments: array<f32, MOMENTS>;
  let row = (masses[mass].row * BEAM_BINS + bin) * MOMENTS * LAPLACE_NODES;
  for (var node = 0u; node < LAPLACE_NODES; node++) {
    let x = laplaceNodeCm(f32(node), firstCm, step);
    var probability = 0.0;
    if (drawn) {
      probability = decayDensity(x, point.inverseCtau);
    } else {
      probability = decayProbability(x, point.inverseCtau);
    }
    for (var k = 0u; k < MOMENTS; k++) {
      let factor = select(probability * probability, probability, k < SIGNAL_MOMENTS);
      moments[k] += fromLimbs(sums[row + k * LAPLACE_NODES + node], params.limb) * factor;
    }
  }
  for (var k = 0u; k < MOMENTS; k++) {
    moments[k] *= masses[mass].momentUnit[k];
  }
  let signal = max(amplitudeSquared(moments, point.constant, point.slope), 0.0);
  let variance = max(amplitudeFourth(moments, point.constant, point.slope), 0.0);
  return vec2f(point.scale * signal, select(sqrt(variance) / signal, 0.0, signal == 0.0));
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
