// Yields: evaluates the templates' sums at each (mass point, coupling point). docs/physics.md, section 7.
//
// signal_bin = sum over channels of scale sum_k A^(2-k) B^k C(2,k) M_k,  A + B z the amplitude and M_k the moments of z at the lifetime
// of the point, which the form of the sums knows (shaders/sums); variance likewise with the fourth power and moments of squares.
// Output: expected events by group of channels and their relative Monte Carlo error.
//
// Dispatch: one invocation per (mass, block of COUPLING_BLOCK couplings, beam, bin of the beam), the last fastest. Sums are read once
// for all couplings of a block, because memory reads dominate the cost of this kernel.
// Numeric bound: float32 sums over nodes, below 1e-5 relative where signal and variance do not cancel between moments. Signals that
// float32 cannot hold are MISSING, not infinite.

import chosen::momentsAt;
import constants::{BEAM_BINS, CHANNEL_COUNT, COUPLING_BLOCK, GROUP_COUNT, MOMENTS, SIGNAL_BINS, SIGNAL_MOMENTS};
import package::binYield::Yield;
import package::statistics::counts::MISSING;

override WORKGROUP: u32;

// Fewer events count as none: their shares would be quotients of numbers that float32 may flush to 0.
const LEAST_SIGNAL: f32 = 1e-37;

struct YieldParams {
  massCount: u32,
  couplingCount: u32,
  // Value of a low unit of the fixed-point sums in high units.
  lowUnit: f32,
}

// Effect of the couplings in one channel at one mass point; prepared in f64.
struct YieldPoint {
  // Its lifetime as the form of the sums takes it (momentsAt of shaders/sums).
  lifetime: f32,
  // Amplitude A + B z (z in units of its moment scales), normalised to a largest term of 1, or more where the scale is huge.
  constant: f32,
  slope: f32,
  // Events per unit of the normalised sum; 0 where closed, -1 where float32 cannot hold them.
  scale: f32,
}

// One channel of a mass point.
struct YieldMass {
  // Row of its sums.
  row: u32,
  // Index of the group in which its signal is summed, and of its beam.
  group: u32,
  beam: u32,
  // 1 if the decays of N are sampled: N born upstream or in the shell.
  decaySampled: u32,
  // Inverse of the templates' moment scales, divided by the resolution.
  momentUnit: array<f32, MOMENTS>,
}

@group(0) @binding(0) var<uniform> params: YieldParams;
// Bindings 1 and 5 to 7 are those of the sums.
// [mass][channel].
@group(0) @binding(2) var<storage, read> masses: array<YieldMass>;
// [mass][coupling][channel].
@group(0) @binding(3) var<storage, read> points: array<YieldPoint>;
@group(0) @binding(4) var<storage, read_write> yields: array<Yield>;

@compute @workgroup_size(WORKGROUP)
fn evaluateYields(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = id.x + id.y * groups.x * WORKGROUP;
  let blocks = (params.couplingCount + COUPLING_BLOCK - 1u) / COUPLING_BLOCK;
  let beam = (index % SIGNAL_BINS) / BEAM_BINS;
  let bin = index % BEAM_BINS;
  let mass = index / SIGNAL_BINS / blocks;
  let first = (index / SIGNAL_BINS) % blocks * COUPLING_BLOCK;
  if (mass >= params.massCount) {
    return;
  }
  var results: array<Yield, COUPLING_BLOCK>;
  // Signal of all channels so far and its relative error.
  var totals: array<vec2f, COUPLING_BLOCK>;
  for (var c = 0u; c < CHANNEL_COUNT; c++) {
    let channel = mass * CHANNEL_COUNT + c;
    if (masses[channel].beam != beam) {
      continue;
    }
    var own: array<YieldPoint, COUPLING_BLOCK>;
    var isOpen = false;
    for (var i = 0u; i < COUPLING_BLOCK; i++) {
      own[i] = points[(mass * params.couplingCount + min(first + i, params.couplingCount - 1u)) * CHANNEL_COUNT + c];
      isOpen = isOpen || own[i].scale != 0.0;
    }
    if (!isOpen) {
      continue;
    }
    let added = evaluateChannel(channel, own, bin);
    for (var i = 0u; i < COUPLING_BLOCK; i++) {
      for (var g = 0u; g < GROUP_COUNT; g++) {
        let own = select(0.0, added[i].x, masses[channel].group == g);
        results[i].signal[g] = min(results[i].signal[g] + own, MISSING);
      }
      totals[i] = addChannel(totals[i], added[i]);
    }
  }
  for (var i = 0u; i < COUPLING_BLOCK; i++) {
    if (first + i < params.couplingCount) {
      results[i].relativeError = totals[i].y;
      yields[((mass * params.couplingCount + first + i) * SIGNAL_BINS) + beam * BEAM_BINS + bin] = results[i];
    }
  }
}

// (signal, relative error) of the sum of two whose errors are independent. Shares of the sum first: squares of events may leave
// float32. Two that are missing have equal shares.
fn addChannel(a: vec2f, b: vec2f) -> vec2f {
  let total = a.x + b.x;
  let shares = select(vec2f(a.x, b.x) / total, vec2f(0.0), total < LEAST_SIGNAL) * vec2f(a.y, b.y);
  return vec2f(min(total, MISSING), sqrt(dot(shares, shares)));
}

// (signal, relative Monte Carlo error) of a channel in a bin at each coupling of a block.
fn evaluateChannel(channel: u32, own: array<YieldPoint, COUPLING_BLOCK>, bin: u32) -> array<vec2f, COUPLING_BLOCK> {
  var p = own;
  var lifetimes: array<f32, COUPLING_BLOCK>;
  for (var i = 0u; i < COUPLING_BLOCK; i++) {
    lifetimes[i] = p[i].lifetime;
  }
  let decaySampled = masses[channel].decaySampled == 1u;
  var moments = momentsAt(masses[channel].row, bin, decaySampled, lifetimes, params.lowUnit);
  var result: array<vec2f, COUPLING_BLOCK>;
  for (var i = 0u; i < COUPLING_BLOCK; i++) {
    for (var k = 0u; k < MOMENTS; k++) {
      moments[i][k] *= masses[channel].momentUnit[k];
    }
    let signal = max(amplitudeSquared(moments[i], p[i].constant, p[i].slope), 0.0);
    let variance = max(amplitudeFourth(moments[i], p[i].constant, p[i].slope), 0.0);
    let isBeyond = p[i].scale < 0.0 || signal > MISSING / max(p[i].scale, 1.0);
    result[i] = vec2f(
      select(p[i].scale * signal, MISSING, isBeyond && signal > 0.0),
      select(sqrt(variance) / signal, 0.0, signal < LEAST_SIGNAL),
    );
  }
  return result;
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
