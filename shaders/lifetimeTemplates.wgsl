// Lifetime templates: sums the records of events at values of t = 1/(c tau). docs/physics.md, section 7; src/physics/lifetimeNodes.ts.
//
// For every row, bin, moment and node, the sums over events of  weight z^k p_bin P(x t)  (signal, k = 0..2) and of
// weight^2 z^k p_bin^2 P(x t)^2  (Monte Carlo variance, k = 0..4), P = 1 - exp(-s) for N born inside, s exp(-s) elsewhere. Without the SM Z
// only k = 0.
//
// Sums are fractions of the bound of the weights times the ceiling of P at the node: they keep their digits at long lifetimes.
//
// A lane is a node. A workgroup stages as many events as it has lanes in workgroup memory, by reads of neighbouring places, and every lane adds
// all of them to sums of its own, in registers: no event depends on the one before, and the order is fixed.
//
// Dispatch: x = batch of EVENTS_PER_WORKGROUP events, y = row, z = (block of LIFETIME_LANES nodes, group of LANE_BINS bins), the last fastest.
// Numeric bound: float32 sums of a batch (2^-24 relative a term), then fixed point in two limbs, as in templates.wgsl.

import constants::{BEAM_BINS, LANE_BINS, LIFETIME_LANES, MOMENTS, MOST_NODES, SIGNAL_MOMENTS};
import package::physics::fixedPoint::toLimbs;
import package::physics::geometry::INSIDE;
import package::physics::laplace::{decayDensity, decayProbability};
import package::physics::lifetimeNodes::decayCeiling;
import package::sums::lifetimes::RowSums;
import package::templateRow::{TemplateRange, TemplateRow};

override EVENTS_PER_WORKGROUP: u32;

const BIN_GROUPS: u32 = (BEAM_BINS + LANE_BINS - 1u) / LANE_BINS;

struct TemplateParams {
  // A bound in units of the fixed point, and the number of low units in a high unit; powers of two.
  unitsPerBound: f32,
  limb: f32,
}

// Sums of a lane: w, w z, w z^2, and w^2 z^k, k = 0..3 and 4.
struct LaneSums {
  signal: array<vec3f, LANE_BINS>,
  squares: array<vec4f, LANE_BINS>,
  fourth: array<f32, LANE_BINS>,
}

@group(0) @binding(0) var<uniform> params: TemplateParams;
@group(0) @binding(1) var<uniform> range: TemplateRange;
@group(0) @binding(2) var<storage, read> rows: array<TemplateRow>;
@group(0) @binding(3) var<storage, read> rowSums: array<RowSums>;
// 1/(c tau) of the nodes, 1/cm.
@group(0) @binding(4) var<storage, read> inverseCtau: array<f32>;
// [row of the dispatch][event of the dispatch]: position on nodes in ln x, which is not used here, weight, z, and x, cm.
@group(0) @binding(5) var<storage, read> records: array<vec4f>;
@group(0) @binding(6) var<storage, read> probabilities: array<f32>;
// [row][bin][moment][limb][node]: neighbouring lanes add to neighbouring words.
@group(0) @binding(7) var<storage, read_write> sums: array<atomic<i32>>;
@group(0) @binding(8) var<storage, read_write> overflows: array<atomic<u32>>;

// Staged events: x and z, and the weight in each bin of the group, [bin][event].
var<workgroup> paths: array<vec2f, LIFETIME_LANES>;
var<workgroup> weights: array<f32, LANE_BINS * LIFETIME_LANES>;

@compute @workgroup_size(LIFETIME_LANES)
fn lifetimeTemplates(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let row = range.firstRow + group.y;
  let firstBin = group.z % BIN_GROUPS * LANE_BINS;
  let firstNode = group.z / BIN_GROUPS * LIFETIME_LANES;
  let node = firstNode + lane;
  let nodes = rowSums[row];
  // A row may have fewer blocks of nodes than others.
  if (firstNode >= nodes.count) {
    return;
  }
  let bins = min(LANE_BINS, BEAM_BINS - firstBin);
  let first = group.x * EVENTS_PER_WORKGROUP;
  let events = min(EVENTS_PER_WORKGROUP, range.events - first);
  let isInside = rows[row].born == INSIDE;
  // Lanes without a node repeat the last one, and keep it to themselves.
  let t = inverseCtau[nodes.first + min(node, nodes.count - 1u)];
  var total: LaneSums;
  for (var chunk = 0u; chunk < events; chunk += LIFETIME_LANES) {
    let event = first + chunk + lane;
    let isEvent = chunk + lane < events;
    workgroupBarrier();
    stage(lane, isEvent, group.y * range.events + event, (group.y * BEAM_BINS + firstBin) * range.events + event, bins);
    workgroupBarrier();
    total = addStaged(total, t, isInside);
  }
  if (node >= nodes.count) {
    return;
  }
  let ceiling = decayCeiling(nodes.longestCm, t);
  for (var bin = 0u; bin < bins; bin++) {
    for (var moment = 0u; moment < MOMENTS; moment++) {
      let index = ((row * BEAM_BINS + firstBin + bin) * MOMENTS + moment) * 2u * MOST_NODES + node;
      // Divided once or twice, because the square of a ceiling may leave float32.
      let sum = momentOf(total, bin, moment) / ceiling;
      let fraction = select(sum / ceiling, sum, moment < SIGNAL_MOMENTS);
      flush(index, fraction * rows[row].momentScale[moment], row);
    }
  }
}

// Stages the event of a lane; one beyond the end has no weight.
fn stage(lane: u32, isEvent: bool, record: u32, probability: u32, bins: u32) {
  var event = vec4f(0.0);
  if (isEvent) {
    event = records[record];
  }
  paths[lane] = event.wz;
  for (var bin = 0u; bin < LANE_BINS; bin++) {
    var p = 0.0;
    if (isEvent && bin < bins) {
      p = probabilities[probability + bin * range.events];
    }
    weights[bin * LIFETIME_LANES + lane] = event.y * p;
  }
}

// The sums with all staged events at t.
fn addStaged(before: LaneSums, t: f32, isInside: bool) -> LaneSums {
  var signal = before.signal;
  var squares = before.squares;
  var fourth = before.fourth;
  for (var i = 0u; i < LIFETIME_LANES; i++) {
    if (BIN_GROUPS > 1u && isElsewhere(i)) {
      continue;
    }
    let path = paths[i];
    let z = path.y;
    let powers = vec4f(1.0, z, z * z, z * z * z);
    let z4 = powers.z * powers.z;
    let p = decayFactor(path.x, t, isInside);
    for (var bin = 0u; bin < LANE_BINS; bin++) {
      let wp = weights[bin * LIFETIME_LANES + i] * p;
      if (SIGNAL_MOMENTS == 1u) {
        signal[bin] += vec3f(wp, 0.0, 0.0);
        squares[bin] += vec4f(wp * wp, 0.0, 0.0, 0.0);
      } else {
        signal[bin] += wp * powers.xyz;
        squares[bin] += (wp * wp) * powers;
        fourth[bin] += (wp * wp) * z4;
      }
    }
  }
  return LaneSums(signal, squares, fourth);
}

// Whether a staged event is in no bin of the group: with many bins most are. All lanes have the same answer.
fn isElsewhere(i: u32) -> bool {
  var weight = 0.0;
  for (var bin = 0u; bin < LANE_BINS; bin++) {
    weight += weights[bin * LIFETIME_LANES + i];
  }
  return weight == 0.0;
}

fn decayFactor(xCm: f32, t: f32, isInside: bool) -> f32 {
  if (isInside) {
    return decayProbability(xCm, t);
  }
  return decayDensity(xCm, t);
}

// A moment of a bin in the order of the sums: the signal's, then those of squares.
fn momentOf(total: LaneSums, bin: u32, moment: u32) -> f32 {
  var all = total;
  if (moment < SIGNAL_MOMENTS) {
    return all.signal[bin][moment];
  }
  let k = moment - SIGNAL_MOMENTS;
  if (k < 4u) {
    return all.squares[bin][k];
  }
  return all.fourth[bin];
}

// Adds a batch's sum, as a fraction of its bound, to the fixed-point sums.
fn flush(index: u32, fraction: f32, row: u32) {
  // At most one bound per event, since P is at most 1; half a bound more is headroom for float32 rounding.
  if (abs(fraction) > 1.5 * f32(EVENTS_PER_WORKGROUP)) {
    atomicOr(&overflows[row], 1u);
    return;
  }
  let limbs = toLimbs(fraction * params.unitsPerBound, params.limb);
  if (limbs.x != 0) {
    atomicAdd(&sums[index], limbs.x);
  }
  if (limbs.y != 0) {
    atomicAdd(&sums[index + MOST_NODES], limbs.y);
  }
}
