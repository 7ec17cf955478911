// Reweighted events: the records of a sample's events at mass points. docs/physics.md, section 6, "Reweighting"; src/reweighting.
//
// A row is one channel of a mass point, as for generated events (events.wgsl). The weight of an event is its weight per unit of density, made in f64
// once for all rows that the same components stand for, times the density of the row. It has no bound that is known beforehand: the largest of a row is
// found here, and scaleRecords.wgsl divides by it. So the records have room for all events of a row.
//
// Dispatch: x = WORKGROUP events, y = row.

import constants::BEAM_BINS;
import package::pairDensity::pairDensity;
import package::physics::constants::FOUR_ME_SQ;
import package::physics::laplace::laplacePosition;
import package::physics::massRatio::propagatorDensity;
import package::physics::pairDensity::SeenEvent;
import package::templateRow::{TemplateRange, TemplateRow};

override WORKGROUP: u32;

// How a row's densities are compared: the sample covers too little of it; in all of an event; in what of it is seen.
const UNANSWERED: u32 = 0u;
const EXACT: u32 = 1u;

// What a row's weights are made of, beside its mass point; prepared in f64.
struct ReweightedRow {
  // UNANSWERED, EXACT, or a density of what is seen.
  ratio: u32,
  // The channel's events, its probabilities of bins, and the weights per unit of density: the first of each.
  firstEvent: u32,
  events: u32,
  firstProbability: u32,
  firstWeight: u32,
  // Lowest energy of a neutrino at which N is produced, GeV.
  lowestEnergy: f32,
  // PropagatorSide (src/physics/massRatio.ts), and what makes densities of the order of 1.
  hi: f32,
  pole: f32,
  scale: f32,
}

// An event of the sample: the way within which N must decay, cm, and the momentum transfer (GeV^2), momentum of N (GeV) and z where N is known.
struct SampleEvent {
  seen: SeenEvent,
  flightCm: f32,
  q2: f32,
  producedGev: f32,
  z: f32,
}

@group(0) @binding(0) var<uniform> range: TemplateRange;
@group(0) @binding(1) var<storage, read> rows: array<TemplateRow>;
@group(0) @binding(2) var<storage, read> reweightedRows: array<ReweightedRow>;
@group(0) @binding(3) var<storage, read> sampleEvents: array<SampleEvent>;
@group(0) @binding(4) var<storage, read> weights: array<f32>;
// Form factors, and then the probabilities of bins, [channel][bin of the beam][event].
@group(0) @binding(5) var<storage, read> tables: array<f32>;
// [row of the dispatch][event]: position, weight, z, and x, cm.
@group(0) @binding(6) var<storage, read_write> records: array<vec4f>;
// [row of the dispatch][bin of the beam][event].
@group(0) @binding(7) var<storage, read_write> probabilities: array<f32>;
// The bits of each row's largest weight: of positive float32 they are in the order of the numbers.
@group(0) @binding(8) var<storage, read_write> peaks: array<atomic<u32>>;

// That of the workgroup's events.
var<workgroup> peak: atomic<u32>;

@compute @workgroup_size(WORKGROUP)
fn evaluateReweighted(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let row = range.firstRow + group.y;
  let event = group.x * WORKGROUP + lane;
  if (event < range.events) {
    let weight = record(event, row, group.y);
    if (weight > 0.0) {
      atomicMax(&peak, bitcast<u32>(weight));
    }
  }
  workgroupBarrier();
  if (lane == 0u) {
    atomicMax(&peaks[row], atomicLoad(&peak));
  }
}

// Writes the record of an event and returns its weight.
fn record(event: u32, row: u32, rowOfDispatch: u32) -> f32 {
  let how = reweightedRows[row];
  let isEvent = event < how.events;
  // z, x and the weight.
  var found = vec3f(0.0);
  if (how.ratio == UNANSWERED) {
    // Any signal in every bin: the yields make of it that there is no number.
    found = vec3f(0.0, 100.0, select(0.0, 1.0, event == 0u));
  } else if (isEvent) {
    found = weighed(how, rows[row], event);
  }
  let axis = rows[row];
  let weight = select(0.0, min(found.z, 3e38), found.z > 0.0);
  records[rowOfDispatch * range.events + event] =
    vec4f(laplacePosition(found.y, axis.firstCm, axis.step), weight, found.x * axis.zScale, found.y);
  for (var bin = 0u; bin < BEAM_BINS; bin++) {
    var probability = 1.0;
    if (how.ratio != UNANSWERED) {
      probability = 0.0;
      if (isEvent) {
        probability = tables[how.firstProbability + bin * how.events + event];
      }
    }
    probabilities[(rowOfDispatch * BEAM_BINS + bin) * range.events + event] = probability;
  }
  return weight;
}

// z, x and the weight of an event at a row.
fn weighed(how: ReweightedRow, row: TemplateRow, event: u32) -> vec3f {
  let perDensity = weights[how.firstWeight + event];
  if (perDensity == 0.0) {
    return vec3f(0.0);
  }
  let e = sampleEvents[how.firstEvent + event];
  let p = row.point;
  if (how.ratio == EXACT) {
    let splitting = p.massSqDifference / (p.m + p.mPrime);
    let gap = max(splitting * splitting - e.seen.above - FOUR_ME_SQ, 0.0);
    let density = propagatorDensity(p.mXSq, how.hi, how.pole, e.q2, gap);
    return vec3f(e.z, e.flightCm * p.m / e.producedGev, perDensity * density * how.scale);
  }
  if (e.seen.energy < how.lowestEnergy) {
    return vec3f(0.0);
  }
  let found = pairDensity(&tables, row.formFactorTable, e.seen, p, how.hi, how.pole);
  return vec3f(found.y, e.flightCm * found.z, perDensity * found.x * how.scale);
}
