/**
 * How a density changes within a cell, to first order. In each cell densities are compared with a common base, the components of the sample
 * together: relative to it, a density with the mean v_t where the base has the mean v_b and the variance s^2 is 1 + sum_q (v_t - v_b)_q
 * (v - v_b)_q/s_q^2, the linear function that has this mean. Without it, the ratio of two densities would be a staircase, and what a detector
 * makes of events within a cell would be biased to first order in the size of the cell.
 */
import { at } from '../at.js';
import { VISIBLE_COUNT } from '../physics/visible.js';
import type { CellDensity } from './cellDensity.js';

/** Means and inverse variances of the base in each cell, shape [cells][VISIBLE_COUNT]; 0 for a quantity without a width. */
export interface TiltBase {
  readonly means: Float64Array;
  readonly inverseVariances: Float64Array;
}

/** Least and largest tilt: beyond them the density is not linear within a cell, and noise would make weights negative. */
const TILTS = [0.1, 5] as const;

/** Variance over the square of the mean below which a quantity has no width. */
const NO_WIDTH = 1e-8;

/** The base of densities with these factors. */
export function tiltBase(densities: readonly CellDensity[], factors: readonly number[]): TiltBase {
  const size = at(densities, 0).means.length;
  const means = new Float64Array(size);
  const inverseVariances = new Float64Array(size);
  for (let k = 0; k < size; k++) {
    const cell = Math.floor(k / VISIBLE_COUNT);
    let [weight, sum, square] = [0, 0, 0];
    densities.forEach((density, j) => {
      const w = at(factors, j) * at(density.weight, cell);
      weight += w;
      sum += w * at(density.means, k);
      square += w * at(density.squares, k);
    });
    if (weight === 0) continue;
    const mean = sum / weight;
    const variance = square / weight - mean * mean;
    means[k] = mean;
    inverseVariances[k] = variance > NO_WIDTH * mean * mean ? 1 / variance : 0;
  }
  return { means, inverseVariances };
}

/** Events in their cells, as a measure of the base: arrays of the shape [events]. */
export interface EventsInCells {
  /** The visible quantities, shape [VISIBLE_COUNT][events]. */
  readonly visible: readonly Float64Array[];
  readonly cellOfEvent: Int32Array;
  /** Weight of each event in the base; 0 for events that are in no cell. */
  readonly measure: Float64Array;
}

/**
 * The tilt of a density at each event, with the mean 1 over the events of each cell: it moves events within a cell, and none between cells,
 * also where a density ends within the cell and its tilt is cut off.
 */
export function tiltsOf(base: TiltBase, density: CellDensity, events: EventsInCells): Float64Array {
  const { visible, cellOfEvent, measure } = events;
  const cells = density.weight.length;
  const tilted = new Float64Array(cells);
  const total = new Float64Array(cells);
  const tilts = measure.map((w, i) => {
    if (w === 0) return 0;
    const cell = cellOfEvent[i] ?? 0;
    const tilt = tiltAt(base, density, cell, visible, i);
    tilted[cell] = (tilted[cell] ?? 0) + w * tilt;
    total[cell] = (total[cell] ?? 0) + w;
    return tilt;
  });
  return tilts.map((tilt, i) => {
    const cell = cellOfEvent[i] ?? 0;
    return tilt === 0 ? 0 : (tilt * (total[cell] ?? 0)) / (tilted[cell] ?? 1);
  });
}

/** The tilt of a density at an event in its cell, before its mean is made 1. */
function tiltAt(
  { means, inverseVariances }: TiltBase,
  density: CellDensity,
  cell: number,
  visible: readonly Float64Array[],
  i: number,
): number {
  let tilt = 1;
  for (let q = 0; q < VISIBLE_COUNT; q++) {
    const k = cell * VISIBLE_COUNT + q;
    const mean = means[k] ?? 0;
    tilt += ((density.means[k] ?? 0) - mean) * ((visible[q]?.[i] ?? 0) - mean) * (inverseVariances[k] ?? 0);
  }
  const [least, most] = TILTS;
  return Math.min(Math.max(tilt, least), most);
}
