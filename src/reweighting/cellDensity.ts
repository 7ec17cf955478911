/** The density of a mass point in the cells of visible quantities, from our generator. */
import { drawEvents } from '../generator/sample.js';
import type { MassPoint } from '../physics/massPoint.js';
import { cellOf, VISIBLE_COUNT, type VisibleCells, visibleOf } from '../physics/visible.js';
import type { Channel } from '../prediction/channels.js';
import type { PhysicsSetup } from '../prediction/physicsSetup.js';

/** Sums over the generated events of a mass point in a channel, by cell; all have the shape [cells] and count what is in a cell's box only. */
export interface CellDensity {
  /** Events per unit of (g_D kappa e epsilon)^2 |U|^2, before decay probability and efficiency. */
  readonly weight: Float64Array;
  /** Means of z (GeV^2) and of m/p_N over these events; 0 in empty cells. */
  readonly z: Float64Array;
  readonly inverseGammaBeta: Float64Array;
  /** Means and mean squares of the visible quantities, shape [cells][VISIBLE_COUNT]. */
  readonly means: Float64Array;
  readonly squares: Float64Array;
  /** Relative variance of the weight; 0 in empty cells. */
  readonly relativeVariance: Float64Array;
  /** The same events outside of all boxes, and all of them. */
  readonly uncovered: number;
  readonly total: number;
}

/** The density of a mass point in a channel, of as many generated events as the scan asks for. */
export function cellDensity(
  setup: PhysicsSetup,
  channel: Channel,
  point: MassPoint,
  cells: VisibleCells,
): CellDensity {
  const count = cells.lower.length / VISIBLE_COUNT;
  const sums = () => new Float64Array(count);
  const [weight, z, inverseGammaBeta, weightSquares] = [sums(), sums(), sums(), sums()];
  const means = new Float64Array(count * VISIBLE_COUNT);
  const squares = new Float64Array(count * VISIBLE_COUNT);
  let [uncovered, total] = [0, 0];
  drawEvents(setup, channel, point, ({ event, weight: w }) => {
    total += w;
    const v = visibleOf(event.minus, event.eMinus, event.plus, event.ePlus);
    const cell = cellOf(cells, v);
    if (cell < 0) {
      uncovered += w;
      return;
    }
    add(weight, cell, w);
    add(z, cell, w * event.z);
    add(inverseGammaBeta, cell, (w * point.m) / event.production.momentum);
    add(weightSquares, cell, w * w);
    v.forEach((value, q) => {
      add(means, cell * VISIBLE_COUNT + q, w * value);
      add(squares, cell * VISIBLE_COUNT + q, w * value * value);
    });
  });
  const over = (values: Float64Array, per: number, power = 1) =>
    values.map((sum, k) => {
      const w = weight[Math.floor(k / per)] ?? 0;
      return w > 0 ? sum / w ** power : 0;
    });
  return {
    weight,
    z: over(z, 1),
    inverseGammaBeta: over(inverseGammaBeta, 1),
    means: over(means, VISIBLE_COUNT),
    squares: over(squares, VISIBLE_COUNT),
    relativeVariance: over(weightSquares, 1, 2),
    uncovered,
    total,
  };
}

function add(sums: Float64Array, at: number, value: number): void {
  sums[at] = (sums[at] ?? 0) + value;
}
