/** Bounds of tables. */
import { at } from '../at.js';
import { quantityOf } from '../physics/quantities.js';
import type { Table } from './tableTypes.js';

/** The largest of any number of values (Math.max would run out of arguments); -Infinity for an empty list. */
export function largestOf(numbers: readonly number[]): number {
  return numbers.reduce((largest, x) => Math.max(largest, x), Number.NEGATIVE_INFINITY);
}

/** Largest value of a table over the nodes that interpolation can reach for pairs up to this energy, GeV. */
export function largestBelow({ axes, values }: Table, energyGev: number): number {
  let reachable = [0];
  let stride = values.length;
  for (const { quantity, nodes } of axes) {
    stride /= nodes.length;
    const { withinPairEnergy } = quantityOf(quantity);
    const allowed = nodes.flatMap((_, i) =>
      i > 0 && withinPairEnergy && at(nodes, i - 1) >= energyGev ? [] : [i * stride],
    );
    reachable = reachable.flatMap((start) => allowed.map((offset) => start + offset));
  }
  return largestOf(reachable.map((place) => at(values, place)));
}
