/** Tables of one to four dimensions in the quantities of a pair. Layout: responseLayout.ts; twin: responseTables.wgsl. */
import * as at from './responseLayout.js';

/** Number of the `count` increasing numbers from `first` on that are at most x. */
export function nodesUpTo(data: ArrayLike<number>, first: number, count: number, x: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((data[first + middle] ?? 0) <= x) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Position of x on the axis with its record at `axis`, in units of its nodes, in [0, count - 1]: clamped to the ends, and whole if the axis
 * is stepped. Index and fraction are one number, so that rounding changes it little even at a node.
 */
export function axisPosition(data: ArrayLike<number>, axis: number, x: number): number {
  const count = data[axis + at.AXIS_COUNT] ?? 0;
  const nodes = data[axis + at.AXIS_NODES] ?? 0;
  const upTo = nodesUpTo(data, nodes, count, x);
  const left = Math.max(upTo, 1) - 1;
  if (upTo === 0 || upTo === count || data[axis + at.AXIS_STEPPED] === 1) return left;
  const start = data[nodes + left] ?? 0;
  return left + Math.min(Math.max((x - start) / ((data[nodes + upTo] ?? 0) - start), 0), 1);
}

/** Value at quantities q of the table with its record at `table`: multilinear between nodes, constant beyond the outer ones. */
export function tableValue(data: ArrayLike<number>, table: number, q: ArrayLike<number>): number {
  const rank = data[table + at.TABLE_RANK] ?? 0;
  const values = data[table + at.TABLE_VALUES] ?? 0;
  const left = [0, 0, 0, 0];
  const fraction = [0, 0, 0, 0];
  for (let d = 0; d < rank; d++) {
    const axis = table + at.TABLE_AXES + d * at.AXIS_SIZE;
    const position = axisPosition(data, axis, q[data[axis + at.AXIS_QUANTITY] ?? 0] ?? 0);
    left[d] = Math.floor(position);
    fraction[d] = position - Math.floor(position);
  }
  let total = 0;
  for (let corner = 0; corner < 1 << rank; corner++) {
    let weight = 1;
    let index = 0;
    for (let d = 0; d < rank; d++) {
      const count = data[table + at.TABLE_AXES + d * at.AXIS_SIZE + at.AXIS_COUNT] ?? 0;
      const side = (corner >> d) & 1;
      const f = fraction[d] ?? 0;
      weight *= side === 1 ? f : 1 - f;
      index = index * count + Math.min((left[d] ?? 0) + side, count - 1);
    }
    total += weight * (data[values + index] ?? 0);
  }
  return total;
}
