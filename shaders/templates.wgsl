// Templates: reduces the records of events to measures in x = d m/p_N. docs/physics.md, section 7 (Laplace form).
//
// For every row, bin and moment, the sums over events of  weight z^k p_bin  (signal, k = 0..2) and  weight^2 z^k p_bin^2  (Monte
// Carlo variance, k = 0..4) are deposited on 96 nodes in ln x. Without the SM Z only k = 0.
//
// Sums of a workgroup are in workgroup memory as vec4: a quad of four moments is read and written at once. An invocation owns one
// quad on the nodes of one residue class modulo OWNERS (an event's four nodes differ modulo 4) and processes the events in order. This
// needs no atomics, and the result is the same, bit for bit, for any number of owners.
//
// Dispatch: x = batch of EVENTS_PER_WORKGROUP events, y = row, z = group of BINS_PER_GROUP bins.
// Numeric bound: float32 sums of a batch (2^-24 relative a term), then fixed point in two limbs, scaled by a proven
// bound (src/prediction/bounds.ts). A sum above its bound sets the row's overflow flag.

import constants::{BEAM_BINS, MOMENTS, SIGNAL_MOMENTS};
import package::physics::fixedPoint::toLimbs;
import package::physics::laplace::{LAPLACE_NODES, laplaceInterval, laplaceWeights};
import package::physics::numeric::wholeNumber;
import package::templateRow::{TemplateRange, TemplateRow};

override TEMPLATE_WORKGROUP: u32;
override EVENTS_PER_WORKGROUP: u32;
override BINS_PER_GROUP: u32;
// Invocations that share a quad: 4 keep the lanes of a GPU busy; 1 reads less memory on a CPU.
override OWNERS: u32;

// Quads per bin.
const QUADS: u32 = (MOMENTS + 3u) / 4u;

struct TemplateParams {
  // A bound in units of the fixed point, and the number of low units in a high unit; powers of two.
  unitsPerBound: f32,
  limb: f32,
}

@group(0) @binding(0) var<uniform> params: TemplateParams;
@group(0) @binding(1) var<uniform> range: TemplateRange;
@group(0) @binding(2) var<storage, read> rows: array<TemplateRow>;
@group(0) @binding(3) var<storage, read> records: array<vec4f>;
@group(0) @binding(4) var<storage, read> probabilities: array<f32>;
@group(0) @binding(5) var<storage, read_write> sums: array<atomic<i32>>;
@group(0) @binding(6) var<storage, read_write> overflows: array<atomic<u32>>;

// Sums of the batch, [node][bin of the group][quad].
var<workgroup> nodes: array<vec4f, LAPLACE_NODES * BINS_PER_GROUP * QUADS>;

@compute @workgroup_size(TEMPLATE_WORKGROUP)
fn templates(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let row = range.firstRow + group.y;
  let firstBin = group.z * BINS_PER_GROUP;
  let bins = min(BINS_PER_GROUP, BEAM_BINS - firstBin);
  let first = group.x * EVENTS_PER_WORKGROUP;
  let events = min(EVENTS_PER_WORKGROUP, range.events - first);
  let at = group.y * range.events + first;
  let firstProbability = (group.y * BEAM_BINS + firstBin) * range.events + first;
  let tilt = rows[row].tilt;
  for (var part = lane; part < bins * QUADS * OWNERS; part += TEMPLATE_WORKGROUP) {
    let quad = part / OWNERS;
    let owner = part % OWNERS;
    for (var node = owner; node < LAPLACE_NODES; node += OWNERS) {
      nodes[node * BINS_PER_GROUP * QUADS + quad] = vec4f(0.0);
    }
    deposit(quad, owner, at, firstProbability + (quad / QUADS) * range.events, events, tilt);
  }
  workgroupBarrier();

  let sum = (row * BEAM_BINS + firstBin) * MOMENTS * LAPLACE_NODES;
  for (var i = lane; i < bins * MOMENTS * LAPLACE_NODES; i += TEMPLATE_WORKGROUP) {
    let moment = i % MOMENTS;
    let node = i / MOMENTS % LAPLACE_NODES;
    let bin = i / MOMENTS / LAPLACE_NODES;
    let value = nodes[(node * BINS_PER_GROUP + bin) * QUADS + moment / 4u][moment % 4u];
    flush(sum + i, value * rows[row].momentScale[moment], row);
  }
}

// Adds the batch's events to one quad on the nodes of one owner.
fn deposit(quad: u32, owner: u32, first: u32, firstProbability: u32, events: u32, tilt: f32) {
  let isFirst = quad % QUADS == 0u;
  for (var i = 0u; i < events; i++) {
    let p = probabilities[firstProbability + i];
    // With many bins an event is in only a few; with few bins it is in most, and this test would cost more than it saves.
    if (BEAM_BINS > 4u && p == 0.0) {
      continue;
    }
    let event = records[first + i];
    let interval = laplaceInterval(event.x);
    let terms = momentsOf(event.y * p, event.z, isFirst);
    let shares = laplaceWeights(event.x - interval, tilt);
    let node = wholeNumber(interval) - 1u;
    let at = node * BINS_PER_GROUP * QUADS + quad;
    if (OWNERS == 4u) {
      let k = (owner + 4u - node % 4u) % 4u;
      nodes[at + k * BINS_PER_GROUP * QUADS] += shares[k] * terms;
    } else {
      nodes[at] += shares.x * terms;
      nodes[at + BINS_PER_GROUP * QUADS] += shares.y * terms;
      nodes[at + 2u * BINS_PER_GROUP * QUADS] += shares.z * terms;
      nodes[at + 3u * BINS_PER_GROUP * QUADS] += shares.w * terms;
    }
  }
}

// A quad of moments: w, w z, w z^2, w^2 and w^2 z .. w^2 z^4; without the SM Z, w and w^2.
fn momentsOf(w: f32, z: f32, isFirst: bool) -> vec4f {
  if (SIGNAL_MOMENTS == 1u) {
    return vec4f(w, w * w, 0.0, 0.0);
  }
  let zz = z * z;
  return w * select(w * vec4f(z, zz, zz * z, zz * zz), vec4f(1.0, z, zz, w), isFirst);
}

// Adds a batch's sum, as a fraction of its bound, to the fixed-point sums.
fn flush(index: u32, fraction: f32, row: u32) {
  // At most one bound per event, since no share of a deposit exceeds 1; half a bound more is headroom for float32 rounding.
  if (abs(fraction) > 1.5 * f32(EVENTS_PER_WORKGROUP)) {
    atomicOr(&overflows[row], 1u);
    return;
  }
  let limbs = toLimbs(fraction * params.unitsPerBound, params.limb);
  if (limbs.x != 0) {
    atomicAdd(&sums[2u * index], limbs.x);
  }
  if (limbs.y != 0) {
    atomicAdd(&sums[2u * index + 1u], limbs.y);
  }
}
