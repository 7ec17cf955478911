// Templates: maps the hypercube's points onto mass points and reduces the events to measures in x = d m/p_N.
// MODEL sections 6 (A) and 7 (Laplace form).
//
// For every mass point, bin and moment, the sums over events of  weight z^k p_bin  (signal, k = 0..2) and
// weight^2 z^k p_bin^2  (Monte Carlo variance, k = 0..4), deposited on 96 nodes in ln x. Without the SM Z only k = 0.
//
// Dispatch: x = batch of EVENTS_PER_WORKGROUP events, y = mass point, z = group of BINS_PER_GROUP bins.
// Numeric bound: every term is a fraction of a bound that the host proves (src/engine/bounds.ts), in fixed point of
// 20 + 31 bits, rounded: an error of at most 2^-(resolutionBits + 1) of the bound per event and node. A term above its bound sets
// the mass point's overflow flag.

import constants::{BIN_COUNT, BIN_ROWS, MOMENTS, SIGNAL_MOMENTS};
import package::physics::event::{Event, MassPoint, mapEvent};
import package::physics::fixedPoint::{normaliseLimbs, toLimbs};
import package::physics::flux::{EnergyNode, neutrinoEnergy};
import package::physics::laplace::{LAPLACE_NODES, laplaceInterval, laplacePosition, laplaceTilt};
import package::physics::nucleus::formFactor;
import package::physics::numeric::cubicWeights;
import package::physics::response::{PairResponse, pairEfficiency, topologyProbabilities};

override WORKGROUP: u32 = 64;
override EVENTS_PER_WORKGROUP: u32 = 512;
override BINS_PER_GROUP: u32 = 3;

struct TemplateParams {
  half: vec3f,
  events: u32,
  response: PairResponse,
  // Topology of each bin, four to a row.
  topology: array<vec4u, BIN_ROWS>,
  energyNodes: u32,
  // What a bound is worth in units of 2^20: 2^(resolutionBits - 20).
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
  // 1/bound of the weight; then the factors that make weight z^k and weight^2 z^k fractions of their own bounds.
  weightScale: f32,
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

var<workgroup> partial: array<atomic<i32>, BINS_PER_GROUP * MOMENTS * LAPLACE_NODES * 2u>;

@compute @workgroup_size(WORKGROUP)
fn templates(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let size = BINS_PER_GROUP * MOMENTS * LAPLACE_NODES * 2u;
  for (var i = lane; i < size; i += WORKGROUP) {
    atomicStore(&partial[i], 0);
  }
  workgroupBarrier();

  let mass = range.firstMass + group.y;
  let firstBin = group.z * BINS_PER_GROUP;
  let firstEvent = (range.firstBatch + group.x) * EVENTS_PER_WORKGROUP;
  for (var i = lane; i < EVENTS_PER_WORKGROUP; i += WORKGROUP) {
    if (firstEvent + i < params.events) {
      deposit(firstEvent + i, mass, firstBin);
    }
  }
  workgroupBarrier();

  let target_ = (mass * BIN_COUNT + firstBin) * MOMENTS * LAPLACE_NODES * 2u;
  let used = (min(firstBin + BINS_PER_GROUP, BIN_COUNT) - firstBin) * MOMENTS * LAPLACE_NODES;
  for (var i = lane; i < used; i += WORKGROUP) {
    let limbs = normaliseLimbs(vec2i(atomicLoad(&partial[2u * i]), atomicLoad(&partial[2u * i + 1u])));
    if (limbs.x != 0) {
      atomicAdd(&sums[target_ + 2u * i], limbs.x);
    }
    if (limbs.y != 0) {
      atomicAdd(&sums[target_ + 2u * i + 1u], limbs.y);
    }
  }
}

// Evaluates one event and adds it to the workgroup's sums.
fn deposit(event: u32, mass: u32, firstBin: u32) {
  let energy = neutrinoEnergy(&energyNodes, masses[mass].energyTable, params.energyNodes, cube[event]);
  var u: array<f32, 10>;
  for (var d = 0u; d < 10u; d++) {
    u[d] = cube[(d + 1u) * params.events + event];
  }
  let point = masses[mass].point;
  let e = mapEvent(u, energy.x, point, params.half);
  let F = formFactor(&formFactorTable, sqrt(e.q2));
  let weight = e.weight * energy.y * F * F * masses[mass].weightScale;
  if (!(weight > 0.0)) {
    return;
  }
  // Terms of each moment before the bin's probability, in units of their bounds.
  var terms: array<f32, MOMENTS>;
  var power = weight;
  for (var k = 0u; k < SIGNAL_MOMENTS; k++) {
    terms[k] = power * masses[mass].momentScale[k];
    power *= e.z;
  }
  power = weight * weight;
  for (var k = SIGNAL_MOMENTS; k < MOMENTS; k++) {
    terms[k] = power * masses[mass].momentScale[k];
    power *= e.z;
  }
  let position = laplacePosition(e.xCm);
  let interval = laplaceInterval(position);
  let tilt = laplaceTilt(position - interval);
  let signalNodes = cubicWeights(position - interval) * tilt;
  let varianceNodes = signalNodes * tilt;
  let node = u32(interval) - 1u;
  let efficiency = pairEfficiency(params.response, e.pair.energyGev, e.pair.thetaDeg);
  let topologies = efficiency
    * topologyProbabilities(params.response, e.pair.openingDeg, e.pair.minEnergyGev);
  let bins = min(firstBin + BINS_PER_GROUP, BIN_COUNT);
  var largest = 0.0;
  for (var bin = firstBin; bin < bins; bin++) {
    let probability = topologies[params.topology[bin / 4u][bin % 4u]];
    let row = (bin - firstBin) * MOMENTS;
    for (var k = 0u; k < MOMENTS; k++) {
      let isSignal = k < SIGNAL_MOMENTS;
      let fraction = terms[k] * select(probability * probability, probability, isSignal);
      largest = max(largest, fraction);
      let nodes = select(varianceNodes, signalNodes, isSignal) * (min(fraction, 1.0) * params.unitsPerBound);
      let first = ((row + k) * LAPLACE_NODES + node) * 2u;
      for (var j = 0u; j < 4u; j++) {
        let limbs = toLimbs(nodes[j]);
        if (limbs.x != 0) {
          atomicAdd(&partial[first + 2u * j], limbs.x);
        }
        if (limbs.y != 0) {
          atomicAdd(&partial[first + 2u * j + 1u], limbs.y);
        }
      }
    }
  }
  if (largest > 1.0) {
    atomicOr(&overflows[mass], 1u);
  }
}
