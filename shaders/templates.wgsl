// Templates: maps the hypercube's points onto mass points and reduces the events to measures in x = d m/p_N.
// MODEL sections 6 (A) and 7 (Laplace form).
//
// A row is one channel of a mass point: a scatterer, in the active volume or upstream of it. For every row, bin and moment,
// the sums over events of  weight z^k p_bin  (signal, k = 0..2) and  weight^2 z^k p_bin^2  (Monte Carlo variance, k = 0..4)
// are deposited on 96 nodes in ln x. Without the SM Z only k = 0.
//
// A workgroup takes a batch of events in two phases. First each invocation evaluates events and leaves records in workgroup
// memory. Then each invocation owns a line (bin, moment) of nodes and adds the records to it: no atomics, and always in the
// order of the events.
//
// Dispatch: x = batch of EVENTS_PER_WORKGROUP events, y = row, z = group of BINS_PER_GROUP bins.
// Numeric bound: float32 sums of a batch (2^-24 relative a term), then fixed point in two limbs, scaled by a bound
// that the host proves (src/engine/bounds.ts). A sum above its bound sets the row's overflow flag.

import constants::{BEAM_BINS, CELL_COUNT, MOMENTS, SIGNAL_MOMENTS};
import package::physics::event::{Event, MassPoint, mapEvent};
import package::physics::fixedPoint::toLimbs;
import package::physics::flux::{EnergyNode, neutrinoEnergy};
import package::physics::geometry::{Detector, Upstream};
import package::physics::laplace::{LAPLACE_NODES, laplaceInterval, laplacePosition, laplaceWeights};
import package::physics::nucleus::formFactor;
import package::physics::reconstruction::cellProbabilities;

override WORKGROUP: u32 = 64;
override EVENTS_PER_WORKGROUP: u32 = 256;
override BINS_PER_GROUP: u32 = 3;

struct TemplateParams {
  detector: Detector,
  @align(16) upstream: Upstream,
  @align(16) events: u32,
  energyNodes: u32,
  // 1 where the response draws random numbers: then the hypercube has their coordinates.
  smears: u32,
  // What a bound is worth in fixed point, and how many low units a high one is worth; powers of two.
  unitsPerBound: f32,
  limb: f32,
}

// Where a dispatch begins.
struct TemplateRange {
  firstRow: u32,
  firstBatch: u32,
}

struct TemplateRow {
  point: MassPoint,
  // First node of its energy table, first entry of its form factor, first coordinate of its events.
  energyTable: u32,
  formFactorTable: u32,
  cube: u32,
  // Where N is born: INSIDE, UPSTREAM or SHELL.
  born: u32,
  // First entry of its beam in binOfCell.
  beamCells: u32,
  // x of the first node, cm, the nodes' distance in ln x, and the tilt of deposits.
  firstCm: f32,
  step: f32,
  tilt: f32,
  // 1/bound of the weight, and 1/(natural size of z).
  weightScale: f32,
  zScale: f32,
  // Factors that make the scaled weight z^k and weight^2 z^k fractions of their own bounds.
  momentScale: array<f32, MOMENTS>,
}

@group(0) @binding(0) var<uniform> params: TemplateParams;
@group(0) @binding(1) var<storage, read> cube: array<f32>;
@group(0) @binding(2) var<storage, read> energyNodes: array<EnergyNode>;
@group(0) @binding(3) var<storage, read> formFactors: array<f32>;
@group(0) @binding(4) var<storage, read> rows: array<TemplateRow>;
@group(0) @binding(5) var<storage, read_write> sums: array<atomic<i32>>;
@group(0) @binding(6) var<storage, read_write> overflows: array<atomic<u32>>;
@group(0) @binding(7) var<uniform> range: TemplateRange;
@group(0) @binding(8) var<storage, read> response: array<f32>;
// Place of each cell of the response among its beam's bins, [beam][cell]; BEAM_BINS for one that no bin holds.
@group(0) @binding(9) var<storage, read> binOfCell: array<u32>;

// Records of the batch's events: weight, z, position on the node axis; and the probability of each bin.
var<workgroup> records: array<vec3f, EVENTS_PER_WORKGROUP>;
var<workgroup> probabilities: array<f32, EVENTS_PER_WORKGROUP * BINS_PER_GROUP>;
// Sums of the batch, [bin of the group][moment][node].
var<workgroup> lines: array<f32, BINS_PER_GROUP * MOMENTS * LAPLACE_NODES>;

@compute @workgroup_size(WORKGROUP)
fn templates(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let row = range.firstRow + group.y;
  let firstBin = group.z * BINS_PER_GROUP;
  let bins = min(BINS_PER_GROUP, BEAM_BINS - firstBin);
  let firstEvent = (range.firstBatch + group.x) * EVENTS_PER_WORKGROUP;
  let events = min(EVENTS_PER_WORKGROUP, params.events - firstEvent);
  for (var i = lane; i < events; i += WORKGROUP) {
    record(i, firstEvent + i, row, firstBin, bins);
  }
  for (var i = lane; i < bins * MOMENTS * LAPLACE_NODES; i += WORKGROUP) {
    lines[i] = 0.0;
  }
  workgroupBarrier();

  for (var line = lane; line < bins * MOMENTS; line += WORKGROUP) {
    accumulate(line, events, rows[row].tilt);
  }
  workgroupBarrier();

  let first = (row * BEAM_BINS + firstBin) * MOMENTS * LAPLACE_NODES;
  for (var i = lane; i < bins * MOMENTS * LAPLACE_NODES; i += WORKGROUP) {
    let moment = (i / LAPLACE_NODES) % MOMENTS;
    flush(first + i, lines[i] * rows[row].momentScale[moment], row);
  }
}

// Evaluates one event and leaves its record.
fn record(slot: u32, event: u32, row: u32, firstBin: u32, bins: u32) {
  let first = rows[row].cube + event;
  let energy = neutrinoEnergy(&energyNodes, rows[row].energyTable, params.energyNodes, cube[first]);
  var u: array<f32, 11>;
  for (var d = 0u; d < 11u; d++) {
    u[d] = cube[first + (d + 1u) * params.events];
  }
  let e = mapEvent(u, energy.x, rows[row].point, params.detector, params.upstream, rows[row].born);
  var weight = e.weight * energy.y * rows[row].weightScale;
  if (rows[row].point.proton == 0u) {
    let F = formFactor(&formFactors, rows[row].formFactorTable, sqrt(e.q2));
    weight *= F * F;
  }
  // An event outside of phase space counts nothing.
  let counted = select(0.0, weight, weight > 0.0);
  records[slot] = vec3f(counted, e.z * rows[row].zScale, laplacePosition(e.xCm, rows[row].firstCm, rows[row].step));
  var smearing: array<f32, 6>;
  if (params.smears == 1u) {
    for (var d = 0u; d < 6u; d++) {
      smearing[d] = cube[first + (d + 12u) * params.events];
    }
  }
  for (var i = 0u; i < bins; i++) {
    probabilities[i * EVENTS_PER_WORKGROUP + slot] = 0.0;
  }
  var cells = cellProbabilities(&response, smearing, e.minus, e.eMinus, e.plus, e.ePlus);
  for (var cell = 0u; cell < CELL_COUNT; cell++) {
    let bin = binOfCell[rows[row].beamCells + cell];
    if (bin >= firstBin && bin < firstBin + bins) {
      probabilities[(bin - firstBin) * EVENTS_PER_WORKGROUP + slot] += cells[cell];
    }
  }
}

// Adds the batch's events to one line of nodes.
fn accumulate(line: u32, events: u32, tilt: f32) {
  let bin = line / MOMENTS;
  let moment = line % MOMENTS;
  let isSignal = moment < SIGNAL_MOMENTS;
  let power = select(moment - SIGNAL_MOMENTS, moment, isSignal);
  for (var i = 0u; i < events; i++) {
    let event = records[i];
    let weighted = event.x * probabilities[bin * EVENTS_PER_WORKGROUP + i];
    let term = weighted * select(weighted, 1.0, isSignal) * wholePower(event.y, power);
    let interval = laplaceInterval(event.z);
    let shares = term * laplaceWeights(event.z - interval, tilt);
    let first = line * LAPLACE_NODES + u32(interval) - 1u;
    lines[first] += shares.x;
    lines[first + 1u] += shares.y;
    lines[first + 2u] += shares.z;
    lines[first + 3u] += shares.w;
  }
}

// z^power for power 0 to 7.
fn wholePower(z: f32, power: u32) -> f32 {
  let zz = z * z;
  return select(1.0, z, (power & 1u) != 0u) * select(1.0, zz, (power & 2u) != 0u)
    * select(1.0, zz * zz, (power & 4u) != 0u);
}

// Adds a batch's sum, as a fraction of its bound, to the fixed-point sums.
fn flush(index: u32, fraction: f32, row: u32) {
  // At most one bound an event, since no share of a deposit exceeds 1; half a bound more is room for float32 rounding.
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
