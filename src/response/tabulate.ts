/**
 * A response tabulated over true quantities: the efficiency into each cell for pairs of given energy, angle to the beam, opening angle and
 * asymmetry. These four fix a pair up to its azimuths, so the table reproduces the response except between its nodes.
 */
import { type Vec3d, vec3d } from 'wgpu-matrix';
import { at } from '../at.js';
import { ELECTRON_MASS_GEV } from '../physics/constants.js';
import { hypercubePoints, SMEARING_DIMENSIONS } from '../physics/hypercube.js';
import { momentum } from '../physics/kinematics.js';
import { cellProbabilities } from '../physics/reconstruction.js';
import { MAX_TOPOLOGIES } from '../physics/responseLayout.js';
import { evaluatedTable } from './evaluated.js';
import type { PipelineResponse } from './pipeline.js';
import type { Response } from './types.js';

/** Quantities that determine a pair up to azimuths, in the order of the table's axes. */
export const PAIR_QUANTITIES = ['e_ee_gev', 'theta_ee_deg', 'opening_deg', 'asymmetry'] as const;

/** A quantity of `PAIR_QUANTITIES`. */
export type PairQuantity = (typeof PAIR_QUANTITIES)[number];

/** Nodes of each axis, strictly increasing. */
export type PairNodes = Readonly<Record<PairQuantity, readonly number[]>>;

/** Nodes dense enough for an efficiency that rises over 100 MeV and topologies that separate near 15 degrees and 50 MeV. */
export const DEFAULT_NODES: PairNodes = {
  e_ee_gev: [0.02, 0.05, 0.075, 0.1, 0.125, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.65, 0.85, 1.1, 1.5, 2.5],
  theta_ee_deg: [0, 8, 16, 24, 32, 40, 50, 60, 80, 100, 140, 180],
  opening_deg: [0, 6, 9, 12, 15, 18, 21, 24, 30, 40, 70, 175],
  asymmetry: [0, 0.25, 0.45, 0.55, 0.65, 0.72, 0.78, 0.83, 0.87, 0.9, 0.925, 0.945, 0.96, 0.975, 0.99, 1],
};

/** Lowest total energy of a lepton: at rest it would have no direction, and the pair no opening angle. */
const LEAST_ENERGY_GEV = 1.001 * ELECTRON_MASS_GEV;

/** Random draws of the smearing at each node. */
const SMEARED_PAIRS = 256;

/** Efficiencies into each cell at every node, the last axis fastest: shape [nodes][cells]. */
export interface TabulatedResponse {
  readonly nodes: PairNodes;
  readonly cells: readonly string[];
  readonly rows: readonly { readonly at: readonly number[]; readonly cells: readonly number[] }[];
}

/** Whether the cells of a response fit into the topologies of a table, at most `MAX_TOPOLOGIES`. */
export function canBeTabulated({ cells }: Response): boolean {
  return cells.length <= MAX_TOPOLOGIES;
}

/** Evaluates a response at all nodes, averaged over its smearing if it has one. */
export function tabulateResponse(response: Response, nodes: PairNodes = DEFAULT_NODES): TabulatedResponse {
  const table = evaluatedTable(response);
  const draws = response.smears ? SMEARED_PAIRS : 1;
  const cube = hypercubePoints(draws, 1, SMEARING_DIMENSIONS);
  const grid = PAIR_QUANTITIES.reduce<number[][]>(
    (points, name) => points.flatMap((point) => nodes[name].map((value) => [...point, value])),
    [[]],
  );
  const rows = grid.map((node) => {
    const sums = response.cells.map(() => 0);
    const pair = pairOf(node);
    for (let i = 0; i < draws; i++) {
      const u = Float64Array.from({ length: SMEARING_DIMENSIONS }, (_, d) => cube[d * draws + i] ?? 0.5);
      cellProbabilities(table, u, ...pair).forEach((p, cell) => {
        sums[cell] = (sums[cell] ?? 0) + p / draws;
      });
    }
    return { at: node, cells: sums };
  });
  return { nodes, cells: response.cells, rows };
}

/** Momenta and energies of an e- and e+ with the quantities of a node, in the order of PAIR_QUANTITIES; GeV, degrees. The e- has the larger energy. */
export function pairOf(node: readonly number[]): [minus: Vec3d, eMinus: number, plus: Vec3d, ePlus: number] {
  const [energy, theta, opening, asymmetry] = [at(node, 0), at(node, 1), at(node, 2), at(node, 3)];
  const ePlus = Math.max((energy * (1 - asymmetry)) / 2, LEAST_ENERGY_GEV);
  const eMinus = Math.max(energy - ePlus, LEAST_ENERGY_GEV);
  const [pMinus, pPlus] = [momentum(eMinus, ELECTRON_MASS_GEV), momentum(ePlus, ELECTRON_MASS_GEV)];
  const angle = (opening * Math.PI) / 180;
  // Before the rotation the pair flies along z, and the e- along (0, sin, cos) of its angle to z.
  const along = pMinus + pPlus * Math.cos(angle);
  const across = pPlus * Math.sin(angle);
  const total = Math.max(Math.hypot(along, across), 1e-20);
  const [cos, sin] = total > 1e-12 ? [along / total, across / total] : [1, 0];
  const minus = vec3d.create(0, pMinus * sin, pMinus * cos);
  const rest = vec3d.create(0, -pMinus * sin, total - pMinus * cos);
  const tilt = (theta * Math.PI) / 180;
  const turned = (p: Vec3d) =>
    vec3d.create(at<number>(p, 2) * Math.sin(tilt), at<number>(p, 1), at<number>(p, 2) * Math.cos(tilt));
  return [turned(minus), eMinus, turned(rest), ePlus];
}

/** The response defined by such a table, linear between its nodes. */
export function tableResponse({ nodes, cells, rows }: TabulatedResponse, label: string): PipelineResponse {
  const axes = PAIR_QUANTITIES.map((quantity) => ({ quantity, stepped: false, nodes: nodes[quantity] }));
  const tables = cells.map((name, cell) => ({ name, axes, values: rows.map((row) => at(row.cells, cell)) }));
  return {
    kind: 'pipeline',
    label,
    energySmearing: undefined,
    angleSmearing: undefined,
    threshold: undefined,
    cuts: [],
    efficiency: { factor: 1, pair: undefined, tables: [] },
    topology: { kind: 'tables', tables },
    observables: [],
    migration: undefined,
  };
}
