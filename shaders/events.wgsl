// Events: maps the hypercube's points onto mass points and writes a record of each. docs/physics.md, section 6.
//
// A row is one channel of a mass point: a scatterer, in the active volume or outside it. A record contains what the templates need of an
// event, independent of couplings: its position on the nodes in ln x, its weight, z and x, and its probability in each bin of its beam.
//
// Dispatch: x = EVENTS_PER_INVOCATION x WORKGROUP events, y = row. An invocation processes events at a stride of WORKGROUP, so
// that neighbouring invocations access adjacent memory, and the data of a row are read once for all of them.

import constants::{
  BEAM_BINS, CELL_COUNT, CELLS_ARE_BINS, DIMENSION_COUNT, INTENSITY_NODES, MAPPED_DIMENSIONS, SMEARING_DIMENSIONS,
  VERTEX_X_AT, VERTEX_Y_AT, VERTEX_Z_AT
};
import package::physics::event::mapEvent;
import package::physics::flux::{EnergyNode, neutrinoEnergy};
import package::physics::geometry::Detector;
import package::physics::intensity::{beamIntensity, offAxisTangent};
import package::physics::laplace::laplacePosition;
import package::physics::nucleus::formFactor;
import package::physics::reconstruction::cellProbabilities;
import package::physics::way::{Place, birthplace};
import package::templateRow::{TemplateRange, TemplateRow};

override WORKGROUP: u32;
override EVENTS_PER_INVOCATION: u32;

struct EventParams {
  detector: Detector,
  // z of the neutrinos' point source, cm.
  originZ: f32,
  @align(16) events: u32,
  energyNodes: u32,
  // 1 if the response smears; the hypercube then has the smearing coordinates.
  smears: u32,
}

@group(0) @binding(0) var<uniform> params: EventParams;
@group(0) @binding(1) var<storage, read> cube: array<f32>;
@group(0) @binding(2) var<storage, read> energyNodes: array<EnergyNode>;
// Off-axis intensity of the beam, INTENSITY_NODES tangents and as many values, followed by the form factors.
@group(0) @binding(3) var<storage, read> formFactors: array<f32>;
@group(0) @binding(4) var<storage, read> rows: array<TemplateRow>;
@group(0) @binding(5) var<storage, read> response: array<f32>;
// Bin of its beam for each cell of the response, [beam][cell]; BEAM_BINS for a cell in no bin.
@group(0) @binding(6) var<storage, read> binOfCell: array<u32>;
@group(0) @binding(7) var<uniform> range: TemplateRange;
// [row of the dispatch][event of the dispatch]: position, weight, z, and x, cm.
@group(0) @binding(8) var<storage, read_write> records: array<vec4f>;
// [row of the dispatch][bin of the beam][event of the dispatch].
@group(0) @binding(9) var<storage, read_write> probabilities: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn evaluateEvents(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let row = rows[range.firstRow + group.y];
  let first = group.x * WORKGROUP * EVENTS_PER_INVOCATION + lane;
  for (var i = 0u; i < EVENTS_PER_INVOCATION; i++) {
    let slot = first + i * WORKGROUP;
    if (slot < range.events) {
      record(range.firstEvent + slot, row, group.y * range.events + slot, group.y * BEAM_BINS * range.events + slot);
    }
  }
}

fn record(event: u32, row: TemplateRow, at: u32, firstProbability: u32) {
  let first = row.cube + event;
  let energy = neutrinoEnergy(&energyNodes, row.energyTable, params.energyNodes, cube[first]);
  var u: array<f32, MAPPED_DIMENSIONS>;
  for (var d = 0u; d < MAPPED_DIMENSIONS; d++) {
    u[d] = cube[first + (d + 1u) * params.events];
  }
  let place = Place(params.detector, row.born, row.body, params.originZ);
  let e = mapEvent(u, energy.x, row.point, place);
  var weight = e.weight * energy.y * row.weightScale;
  if (row.point.proton == 0u) {
    let F = formFactor(&formFactors, row.formFactorTable, sqrt(e.q2));
    weight *= F * F;
  }
  if (INTENSITY_NODES > 0u) {
    let tangent = offAxisTangent(birthplace(vec3f(u[VERTEX_X_AT], u[VERTEX_Y_AT], u[VERTEX_Z_AT]), e.way, place), params.originZ);
    weight *= beamIntensity(&formFactors, 0u, INTENSITY_NODES, tangent);
  }
  // An event outside phase space has no weight.
  let counted = select(0.0, weight, weight > 0.0);
  records[at] = vec4f(laplacePosition(e.xCm, row.firstCm, row.step), counted, e.z * row.zScale, e.xCm);
  var smearing: array<f32, SMEARING_DIMENSIONS>;
  if (params.smears == 1u) {
    for (var d = 0u; d < SMEARING_DIMENSIONS; d++) {
      smearing[d] = cube[first + (d + DIMENSION_COUNT) * params.events];
    }
  }
  var cells = cellProbabilities(&response, smearing, e.minus, e.eMinus, e.plus, e.ePlus);
  var bins: array<f32, BEAM_BINS>;
  for (var cell = 0u; cell < CELL_COUNT; cell++) {
    if (CELLS_ARE_BINS == 1u) {
      bins[cell % BEAM_BINS] = cells[cell];
      continue;
    }
    let bin = binOfCell[row.beamCells + cell];
    for (var b = 0u; b < BEAM_BINS; b++) {
      bins[b] += select(0.0, cells[cell], bin == b);
    }
  }
  for (var b = 0u; b < BEAM_BINS; b++) {
    probabilities[firstProbability + b * range.events] = bins[b];
  }
}
