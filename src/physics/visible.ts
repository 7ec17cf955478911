/**
 * The visible quantities in which densities of two mass points are compared, and the cells that they are counted in (docs/physics.md, section 6,
 * "Reweighting"). A detector sees no more of an event than the two leptons: what it makes of them depends on these four, and on nothing that
 * differs between mass points.
 */
import { type Vec3d, vec3d } from 'wgpu-matrix';
import { ELECTRON_MASS_GEV } from './constants.js';
import { polarAngle } from './numeric.js';

/** Names of the quantities, in their order: E_ee and m_ee in GeV, theta_ee in radians, |E_+ - E_-|/E_ee. */
export const VISIBLE = ['energyGev', 'pairMassGev', 'theta', 'asymmetry'] as const;

/** Number of visible quantities. */
export const VISIBLE_COUNT = VISIBLE.length;

/** The visible quantities of a pair with these lab momenta, GeV. */
export function visibleOf(
  minus: Vec3d,
  eMinus: number,
  plus: Vec3d,
  ePlus: number,
): [number, number, number, number] {
  const energy = eMinus + ePlus;
  const total = vec3d.add(minus, plus);
  return [
    energy,
    pairMass(minus, eMinus, plus, ePlus),
    polarAngle(Math.hypot(total[0] ?? 0, total[1] ?? 0), total[2] ?? 0),
    Math.abs(ePlus - eMinus) / energy,
  ];
}

/** m_ee in GeV, at least 2 m_e: rounding must not make less of it. */
export function pairMass(minus: Vec3d, eMinus: number, plus: Vec3d, ePlus: number): number {
  const product = eMinus * ePlus - vec3d.dot(minus, plus);
  return Math.sqrt(2 * Math.max(product, ELECTRON_MASS_GEV ** 2) + 2 * ELECTRON_MASS_GEV ** 2);
}

/** Cells of the visible quantities: the leaves of a balanced binary tree, each with a box beyond which it is not covered. */
export interface VisibleCells {
  /** Levels of the tree; there are 2^depth cells. */
  readonly depth: number;
  /** Quantity that each inner node divides, and where; children of node k are 2 k + 1 (below) and 2 k + 2. Shape [2^depth - 1]. */
  readonly quantity: Uint8Array;
  readonly threshold: Float64Array;
  /** Ends of the boxes, shape [cells][VISIBLE_COUNT]. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** The cell of an event with visible quantities v, and whether it is in the cell's box: its number, or -1 - number outside of it. */
export function cellOf(
  { depth, quantity, threshold, lower, upper }: VisibleCells,
  v: ArrayLike<number>,
): number {
  let node = 0;
  for (let level = 0; level < depth; level++) {
    const isAbove = (v[quantity[node] ?? 0] ?? 0) >= (threshold[node] ?? 0);
    node = 2 * node + (isAbove ? 2 : 1);
  }
  const cell = node - (2 ** depth - 1);
  for (let q = 0; q < VISIBLE_COUNT; q++) {
    const x = v[q] ?? 0;
    const at = cell * VISIBLE_COUNT + q;
    if (!(x >= (lower[at] ?? 0) && x <= (upper[at] ?? 0))) return -1 - cell;
  }
  return cell;
}
