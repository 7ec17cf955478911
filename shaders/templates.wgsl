// Templates: maps the hypercube's points onto mass points and reduces the events to measures in x = d m/p_N.
// MODEL sections 6 (A) and 7 (Laplace form).
//
// For every mass point, bin and moment, the sums over events of  weight z^k p_bin  (signal, k = 0..2) and
// weight^2 z^k p_bin^2  (Monte Carlo variance, k = 0..4), deposited on 96 nodes in ln x. Without the SM Z only k = 0.
//
// A workgroup takes a batch of events in two phases. First each invocation evaluates events and leaves records in workgroup
// memory. Then each invocation owns a row (bin, moment) of nodes and adds the records to it: no atomics, and always in the
// order of the events.
//
// Dispatch: x = batch of EVENTS_PER_WORKGROUP events, y = mass point, z = group of BINS_PER_GROUP bins.
// Numeric bound: float32 sums of a batch (2^-24 relative a term), then fixed point of 31 + 19 bits scaled by a bound
// that the host proves (src/engine/bounds.ts). A sum above its bound sets the mass point's overflow flag.

import constants::{BIN_COUNT, BIN_ROWS, MOMENTS, SIGNAL_MOMENTS};
import package::physics::event::{Event, MassPoint, mapEvent};
import package::physics::fixedPoint::toLimbs;
import package::physics::flux::{EnergyNode, neutrinoEnergy};
import package::physics::laplace::{LAPLACE_NODES, laplaceInterval, laplacePosition, laplaceWeights};
import package::physics::nucleus::formFactor;
import package::physics::response::{PairResponse, pairEfficiency, topologyProbabilities};

override WORKGROUP: u32 = 64;
override EVENTS_PER_WORKGROUP: u32 = 256;
override BINS_PER_GROUP: u32 = 3;

struct TemplateParams {
  half: vec3f,
  events: u32,
  response: PairResponse,
  // Topology of each bin, four to a row.
  topology: array<vec4u, BIN_ROWS>,
  energyNodes: u32,
  // What a bound is worth in fixed point, a power of two.
  unitsPerBound: f32,
}

// Where a dispatch begins.
struct TemplateRange {
  firstMass: u32,
  firstBatch: u32,
}

struct TemplateMass {
  point: MassPoint,
  // First node of this point's energy table.
  energyTable: u32,
  // 1/bound of the weight, and 1/(natural size of z).
  weightScale: f32,
  zScale: f32,
  // Factors that make the scaled weight z^k and weight^2 z^k fractions of their own bounds.
  momentScale: array<f32, MOMENTS>,
}

@group(0) @binding(0) var<uniform> params: TemplateParams;
@group(0) @binding(1) var<storage, read> cube: array<f32>;
@group(0) @binding(2) var<storage, read> energyNodes: array<EnergyNode>;
@group(0) @binding(3) var<storage, read> formFactorTable: array<f32>;
@group(0) @binding(4) var<storage, read> masses: array<TemplateMass>;
@group(0) @binding(5) var<storage, read_write> sums: array<atomic<i32>>;
@group(0) @binding(6) var<storage, read_write> overflows: array<atomic<u32>>;
@group(0) @binding(7) var<uniform> range: TemplateRange;

// Records of the batch's events: weight, z, position on the node axis; and the probability of each bin.
var<workgroup> records: array<vec3f, EVENTS_PER_WORKGROUP>;
var<workgroup> probabilities: array<f32, EVENTS_PER_WORKGROUP * BINS_PER_GROUP>;
// Sums of the batch, [bin of the group][moment][node].
var<workgroup> rows: array<f32, BINS_PER_GROUP * MOMENTS * LAPLACE_NODES>;

@compute @workgroup_size(WORKGROUP)
fn templates(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let mass = range.firstMass + group.y;
  let firstBin = group.z * BINS_PER_GROUP;
  let bins = min(BINS_PER_GROUP, BIN_COUNT - firstBin);
  let firstEvent = (range.firstBatch + group.x) * EVENTS_PER_WORKGROUP;
  let events = min(EVENTS_PER_WORKGROUP, params.events - firstEvent);
  for (var i = lane; i < events; i += WORKGROUP) {
    record(i, firstEvent + i, mass, firstBin, bins);
  }
  for (var i = lane; i < bins * MOMENTS * LAPLACE_NODES; i += WORKGROUP) {
    rows[i] = 0.0;
  }
  workgroupBarrier();

  for (var row = lane; row < bins * MOMENTS; row += WORKGROUP) {
    accumulate(row, events);
  }
  workgroupBarrier();

  let first = (mass * BIN_COUNT + firstBin) * MOMENTS * LAPLACE_NODES;
  for (var i = lane; i < bins * MOMENTS * LAPLACE_NODES; i += WORKGROUP) {
    let moment = (i / LAPLACE_NODES) % MOMENTS;
    flush(first + i, rows[i] * masses[mass].momentScale[moment], mass);
  }
}

// Evaluates one event and leaves its record.
fn record(slot: u32, event: u32, mass: u32, firstBin: u32, bins: u32) {
  let energy = neutrinoEnergy(&energyNodes, masses[mass].energyTable, params.energyNodes, cube[event]);
  var u: array<f32, 10>;
  for (var d = 0u; d < 10u; d++) {
    u[d] = cube[(d + 1u) * params.events + event];
  }
  let e = mapEvent(u, energy.x, masses[mass].point, params.half);
  let F = formFactor(&formFactorTable, sqrt(e.q2));
  let weight = e.weight * energy.y * F * F * masses[mass].weightScale;
  // An event outside of phase space counts nothing.
  let counted = select(0.0, weight, weight > 0.0);
  records[slot] = vec3f(counted, e.z * masses[mass].zScale, laplacePosition(e.xCm));
  let topologies = pairEfficiency(params.response, e.pair.energyGev, e.pair.thetaDeg)
    * topologyProbabilities(params.response, e.pair.openingDeg, e.pair.minEnergyGev);
  for (var i = 0u; i < bins; i++) {
    let bin = firstBin + i;
    probabilities[i * EVENTS_PER_WORKGROUP + slot] = topologies[params.topology[bin / 4u][bin % 4u]];
  }
}

// Adds the batch's events to one row of nodes.
fn accumulate(row: u32, events: u32) {
  let bin = row / MOMENTS;
  let moment = row % MOMENTS;
  let isSignal = moment < SIGNAL_MOMENTS;
  let power = select(moment - SIGNAL_MOMENTS, moment, isSignal);
  for (var i = 0u; i < events; i++) {
    let event = records[i];
    let weighted = event.x * probabilities[bin * EVENTS_PER_WORKGROUP + i];
    let term = weighted * select(weighted, 1.0, isSignal) * wholePower(event.y, power);
    let interval = laplaceInterval(event.z);
    let shares = term * laplaceWeights(event.z - interval);
    let first = row * LAPLACE_NODES + u32(interval) - 1u;
    rows[first] += shares.x;
    rows[first + 1u] += shares.y;
    rows[first + 2u] += shares.z;
    rows[first + 3u] += shares.w;
  }
}

// z^power for power 0 to 7.
fn wholePower(z: f32, power: u32) -> f32 {
  let zz = z * z;
  return select(1.0, z, (power & 1u) != 0u) * select(1.0, zz, (power & 2u) != 0u)
    * select(1.0, zz * zz, (power & 4u) != 0u);
}

// Adds a batch's sum, as a fraction of its bound, to the fixed-point sums.
fn flush(index: u32, fraction: f32, mass: u32) {
  // At most one bound an event, since no share of a deposit exceeds 1; half a bound more is room for float32 rounding.
  if (abs(fraction) > 1.5 * f32(EVENTS_PER_WORKGROUP)) {
    atomicOr(&overflows[mass], 1u);
    return;
  }
  let limbs = toLimbs(fraction * params.unitsPerBound);
  if (limbs.x != 0) {
    atomicAdd(&sums[2u * index], limbs.x);
  }
  if (limbs.y != 0) {
    atomicAdd(&sums[2u * index + 1u], limbs.y);
  }
}
