/**
 * From a pair to the cells of a response: cuts, efficiency, topologies, observables and migration, all defined by
 * the response's table (responseLayout.ts). docs/physics.md, sections 8 and 11. GeV and degrees. Twin: shaders/physics/reconstruction.wgsl.
 */
import type { Vec3d } from 'wgpu-matrix';
import {
  pairQuantities,
  QUANTITY_ENERGY,
  QUANTITY_MIN_ENERGY,
  QUANTITY_OPENING,
  QUANTITY_THETA,
} from './quantities.js';
import { type PairResponse, pairEfficiency, topologyProbabilities } from './response.js';
import * as at from './responseLayout.js';
import { nodesUpTo, tableValue } from './responseTables.js';
import { detectPair } from './smearing.js';

/** 1 if a pair with quantities q passes all cuts, otherwise 0. A value equal to the limit counts as above. */
export function passesCuts(data: ArrayLike<number>, q: ArrayLike<number>): number {
  const count = data[at.HEADER_CUTS] ?? 0;
  const first = data[at.HEADER_CUT_RECORDS] ?? 0;
  for (let i = 0; i < count; i++) {
    const cut = first + i * at.CUT_SIZE;
    const value = q[data[cut + at.CUT_QUANTITY] ?? 0] ?? 0;
    const isAbove = value >= tableValue(data, cut + at.CUT_LIMIT, q) ? 1 : 0;
    if (isAbove !== data[cut + at.CUT_KEEPS_ABOVE]) return 0;
  }
  return 1;
}

/** Parameters of the analytic response at an offset of the table. */
export function pairResponseAt(data: ArrayLike<number>, offset: number): PairResponse {
  const number = (k: number) => data[offset + k] ?? 0;
  return {
    efficiency: number(0),
    energyScaleGev: number(1),
    angleScaleDeg: number(2),
    openingDeg: number(3),
    openingWidthDeg: number(4),
    separationEnergyGev: number(5),
    separationEnergyWidthGev: number(6),
    showerEnergyGev: number(7),
    showerEnergyWidthGev: number(8),
  };
}

/** Efficiency at quantities q: the product of the constant factor, the analytic efficiency and the tables. */
export function selectionEfficiency(data: ArrayLike<number>, q: ArrayLike<number>): number {
  let efficiency = data[at.HEADER_FACTOR] ?? 0;
  const analytic = data[at.HEADER_PAIR_EFFICIENCY] ?? 0;
  if (analytic !== 0) {
    const [energy, theta] = [q[QUANTITY_ENERGY] ?? 0, q[QUANTITY_THETA] ?? 0];
    efficiency *= pairEfficiency(pairResponseAt(data, analytic), energy, theta);
  }
  const count = data[at.HEADER_EFFICIENCIES] ?? 0;
  const first = data[at.HEADER_EFFICIENCY_TABLES] ?? 0;
  for (let i = 0; i < count; i++) efficiency *= tableValue(data, first + i * at.TABLE_SIZE, q);
  return efficiency;
}

/** Probability of each topology at quantities q, shape [MAX_TOPOLOGIES], padded with 0. */
export function topologyShares(
  data: ArrayLike<number>,
  q: ArrayLike<number>,
): [number, number, number, number] {
  const analytic = data[at.HEADER_PAIR_TOPOLOGY] ?? 0;
  if (analytic !== 0) {
    const [opening, min] = [q[QUANTITY_OPENING] ?? 0, q[QUANTITY_MIN_ENERGY] ?? 0];
    return [...topologyProbabilities(pairResponseAt(data, analytic), opening, min), 0];
  }
  const first = data[at.HEADER_TOPOLOGY_TABLES] ?? 0;
  if (first === 0) return [1, 0, 0, 0];
  const count = data[at.HEADER_TOPOLOGIES] ?? 0;
  const share = (i: number) => (i < count ? tableValue(data, first + i * at.TABLE_SIZE, q) : 0);
  return [share(0), share(1), share(2), share(3)];
}

/**
 * Probability of every cell of a response for a pair of true lab momenta (GeV). `data` is the response's table, `u` the six
 * coordinates of its smearing (see detectPair; ignored without smearing). Cells are observables x topologies in C order, mixed by the
 * migration matrix if there is one. A pair outside the edges of an observable is lost. Shape of the result: [cells].
 */
export function cellProbabilities(
  data: ArrayLike<number>,
  u: ArrayLike<number>,
  minus: Vec3d,
  eMinus: number,
  plus: Vec3d,
  ePlus: number,
): Float64Array {
  const cells = new Float64Array(data[at.HEADER_CELLS] ?? 0);
  const pair = detectPair(data, u, minus, eMinus, plus, ePlus);
  if (pair.found === 0) return cells;
  const q = pairQuantities(pair.minus, pair.eMinus, pair.plus, pair.ePlus);
  if (passesCuts(data, q) === 0) return cells;
  const cell = observableCell(data, q);
  if (cell === undefined) return cells;
  const efficiency = selectionEfficiency(data, q);
  const shares = topologyShares(data, q);
  const topologies = data[at.HEADER_TOPOLOGIES] ?? 0;
  const migration = data[at.HEADER_MIGRATION] ?? 0;
  const first = cell * topologies;
  if (migration === 0) {
    for (let t = 0; t < topologies; t++) cells[first + t] = efficiency * (shares[t] ?? 0);
    return cells;
  }
  const trueCells = data[at.HEADER_TRUE_CELLS] ?? 0;
  return cells.map((_, reco) => {
    let total = 0;
    for (let t = 0; t < topologies; t++) {
      total += (data[migration + reco * trueCells + first + t] ?? 0) * (shares[t] ?? 0);
    }
    return efficiency * total;
  });
}

/** Cell of the observables in C order; undefined outside their edges. */
function observableCell(data: ArrayLike<number>, q: ArrayLike<number>): number | undefined {
  const count = data[at.HEADER_OBSERVABLES] ?? 0;
  const records = data[at.HEADER_OBSERVABLE_RECORDS] ?? 0;
  let cell = 0;
  for (let i = 0; i < count; i++) {
    const record = records + i * at.OBSERVABLE_SIZE;
    const edges = data[record + at.OBSERVABLE_COUNT] ?? 0;
    const value = q[data[record + at.OBSERVABLE_QUANTITY] ?? 0] ?? 0;
    const upTo = nodesUpTo(data, data[record + at.OBSERVABLE_EDGES] ?? 0, edges, value);
    if (upTo === 0 || upTo === edges) return undefined;
    cell = cell * (edges - 1) + upTo - 1;
  }
  return cell;
}
