// From a pair to the cells of a response; twin of src/physics/reconstruction.ts (docs/physics.md, sections 8 and 11). GeV and degrees.

import constants::{
  CELL_COUNT, CUT_KEEPS_ABOVE, CUT_LIMIT, CUT_QUANTITY, CUT_SIZE, HEADER_CUT_RECORDS, HEADER_CUTS, HEADER_EFFICIENCIES,
  HEADER_EFFICIENCY_TABLES, HEADER_FACTOR, HEADER_MIGRATION, HEADER_OBSERVABLE_RECORDS, HEADER_OBSERVABLES,
  HEADER_PAIR_EFFICIENCY, HEADER_PAIR_TOPOLOGY, HEADER_TOPOLOGIES, HEADER_TOPOLOGY_TABLES, HEADER_TRUE_CELLS,
  IS_ANALYTIC, MAX_TOPOLOGIES, OBSERVABLE_COUNT, OBSERVABLE_EDGES, OBSERVABLE_QUANTITY, OBSERVABLE_SIZE,
  PAIR_EFFICIENCY_AT, PAIR_TOPOLOGY_AT, QUANTITY_COUNT, QUANTITY_E_EE_GEV, QUANTITY_E_MIN_GEV, QUANTITY_OPENING_DEG,
  QUANTITY_THETA_EE_DEG, SMEARING_DIMENSIONS, TABLE_SIZE
};
import package::physics::kinematics::pairObservables;
import package::physics::numeric::wholeNumber;
import package::physics::quantities::pairQuantities;
import package::physics::response::{PairResponse, pairEfficiency, topologyProbabilities};
import package::physics::responseTables::{nodesUpTo, tableValue};
import package::physics::smearing::detectPair;

// 1 if the pair passes all cuts, otherwise 0.
fn passesCuts(data: ptr<storage, array<f32>, read>, q: array<f32, QUANTITY_COUNT>) -> f32 {
  let count = wholeNumber((*data)[HEADER_CUTS]);
  let first = wholeNumber((*data)[HEADER_CUT_RECORDS]);
  for (var i = 0u; i < count; i++) {
    let cut = first + i * CUT_SIZE;
    let value = q[wholeNumber((*data)[cut + CUT_QUANTITY])];
    let isAbove = select(0.0, 1.0, value >= tableValue(data, cut + CUT_LIMIT, q));
    if (isAbove != (*data)[cut + CUT_KEEPS_ABOVE]) {
      return 0.0;
    }
  }
  return 1.0;
}

// Parameters at an offset.
fn pairResponseAt(data: ptr<storage, array<f32>, read>, at: u32) -> PairResponse {
  return PairResponse((*data)[at], (*data)[at + 1u], (*data)[at + 2u], (*data)[at + 3u], (*data)[at + 4u],
    (*data)[at + 5u], (*data)[at + 6u], (*data)[at + 7u], (*data)[at + 8u]);
}

// Efficiency: the product of the constant factor, the analytic efficiency and the tables.
fn selectionEfficiency(data: ptr<storage, array<f32>, read>, q: array<f32, QUANTITY_COUNT>) -> f32 {
  var efficiency = (*data)[HEADER_FACTOR];
  let analytic = wholeNumber((*data)[HEADER_PAIR_EFFICIENCY]);
  if (analytic != 0u) {
    efficiency *= pairEfficiency(pairResponseAt(data, analytic), q[QUANTITY_E_EE_GEV], q[QUANTITY_THETA_EE_DEG]);
  }
  let count = wholeNumber((*data)[HEADER_EFFICIENCIES]);
  let first = wholeNumber((*data)[HEADER_EFFICIENCY_TABLES]);
  for (var i = 0u; i < count; i++) {
    efficiency *= tableValue(data, first + i * TABLE_SIZE, q);
  }
  return efficiency;
}

// Probability of each topology, padded with 0.
fn topologyShares(data: ptr<storage, array<f32>, read>, q: array<f32, QUANTITY_COUNT>) -> vec4f {
  let analytic = wholeNumber((*data)[HEADER_PAIR_TOPOLOGY]);
  if (analytic != 0u) {
    let shares = topologyProbabilities(pairResponseAt(data, analytic), q[QUANTITY_OPENING_DEG], q[QUANTITY_E_MIN_GEV]);
    return vec4f(shares, 0.0);
  }
  let first = wholeNumber((*data)[HEADER_TOPOLOGY_TABLES]);
  if (first == 0u) {
    return vec4f(1.0, 0.0, 0.0, 0.0);
  }
  let count = wholeNumber((*data)[HEADER_TOPOLOGIES]);
  var tabulated: array<f32, MAX_TOPOLOGIES>;
  for (var i = 0u; i < count; i++) {
    tabulated[i] = tableValue(data, first + i * TABLE_SIZE, q);
  }
  return vec4f(tabulated[0], tabulated[1], tabulated[2], tabulated[3]);
}

// Probability of every cell for a pair of true momenta. u: the smearing's coordinates, see detectPair.
fn cellProbabilities(data: ptr<storage, array<f32>, read>, u: array<f32, SMEARING_DIMENSIONS>, minus: vec3f, eMinus: f32, plus: vec3f,
  ePlus: f32) -> array<f32, CELL_COUNT> {
  var cells: array<f32, CELL_COUNT>;
  // Resolved by the compiler: the analytic response is evaluated directly instead of through the table, with the same numbers.
  if (IS_ANALYTIC == 1u) {
    let own = pairObservables(minus, eMinus, plus, ePlus);
    // At constant offsets as well, so that the compiler can share reads between events.
    let efficiency = (*data)[HEADER_FACTOR]
      * pairEfficiency(pairResponseAt(data, PAIR_EFFICIENCY_AT), own.energyGev, own.thetaDeg);
    let topologies =
      topologyProbabilities(pairResponseAt(data, PAIR_TOPOLOGY_AT), own.openingDeg, own.minEnergyGev);
    for (var t = 0u; t < min(CELL_COUNT, 3u); t++) {
      cells[t] = efficiency * topologies[t];
    }
    return cells;
  }
  let pair = detectPair(data, u, minus, eMinus, plus, ePlus);
  if (pair.found == 0.0) {
    return cells;
  }
  let q = pairQuantities(pair.minus, pair.eMinus, pair.plus, pair.ePlus);
  if (passesCuts(data, q) == 0.0) {
    return cells;
  }
  // The cell of the observables; outside their edges the pair is lost.
  let observables = wholeNumber((*data)[HEADER_OBSERVABLES]);
  let records = wholeNumber((*data)[HEADER_OBSERVABLE_RECORDS]);
  var cell = 0u;
  for (var i = 0u; i < observables; i++) {
    let record = records + i * OBSERVABLE_SIZE;
    let edges = wholeNumber((*data)[record + OBSERVABLE_COUNT]);
    let value = q[wholeNumber((*data)[record + OBSERVABLE_QUANTITY])];
    let upTo = wholeNumber(nodesUpTo(data, wholeNumber((*data)[record + OBSERVABLE_EDGES]), edges, value));
    if (upTo == 0u || upTo == edges) {
      return cells;
    }
    cell = cell * (edges - 1u) + upTo - 1u;
  }
  let efficiency = selectionEfficiency(data, q);
  let shares = topologyShares(data, q);
  let topologies = wholeNumber((*data)[HEADER_TOPOLOGIES]);
  let migration = wholeNumber((*data)[HEADER_MIGRATION]);
  let first = cell * topologies;
  if (migration == 0u) {
    // Written cell by cell, because a dynamic index would force the array into memory.
    for (var c = 0u; c < CELL_COUNT; c++) {
      let t = max(c, first) - first;
      cells[c] = select(0.0, efficiency * shares[min(t, 3u)], c >= first && t < topologies);
    }
    return cells;
  }
  let trueCells = wholeNumber((*data)[HEADER_TRUE_CELLS]);
  for (var reco = 0u; reco < CELL_COUNT; reco++) {
    var total = 0.0;
    for (var t = 0u; t < topologies; t++) {
      total += (*data)[migration + reco * trueCells + first + t] * shares[t];
    }
    cells[reco] = efficiency * total;
  }
  return cells;
}
