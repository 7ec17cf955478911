/** Cells of the visible quantities, cut so that each has as many of a sample's events as any other. */
import { at } from '../at.js';
import { VISIBLE_COUNT, type VisibleCells } from '../physics/visible.js';

/**
 * Relative width below which a quantity counts as one value: beyond the precision of columns in float32, and far below what detectors
 * resolve. The pair mass of a real mediator has no other width.
 */
export const RESOLVED = 1e-3;

/**
 * Part of a cell's range by which its box is wider than its events, over their number: an end that lies this far beyond the last of n events
 * is passed by e^-5 of a uniform density's share.
 */
const MARGIN_EVENTS = 5;

/** A tree of 2^depth cells over events with these quantities, shape [VISIBLE_COUNT][events]; at least one event a cell. RangeError for fewer. */
export function buildCells(values: readonly Float64Array[], depth: number): VisibleCells {
  const events = at(values, 0).length;
  const cells = 2 ** depth;
  if (events < cells) throw new RangeError(`${events} events cannot fill ${cells} cells`);
  const tree = {
    depth,
    quantity: new Uint8Array(cells - 1),
    threshold: new Float64Array(cells - 1),
    lower: new Float64Array(cells * VISIBLE_COUNT),
    upper: new Float64Array(cells * VISIBLE_COUNT),
  };
  const ranks = values.map(ranksOf);
  const order = Uint32Array.from({ length: events }, (_, i) => i);
  divide(0, 0, events);
  return tree;

  function divide(node: number, from: number, to: number): void {
    if (node >= cells - 1) {
      box(node - (cells - 1), from, to);
      return;
    }
    const part = order.subarray(from, to);
    const quantity = widest(values, ranks, part);
    const of = at(values, quantity);
    part.sort((a, b) => (of[a] ?? 0) - (of[b] ?? 0));
    const middle = part.length >> 1;
    tree.quantity[node] = quantity;
    tree.threshold[node] = ((of[at(part, middle - 1)] ?? 0) + (of[at(part, middle)] ?? 0)) / 2;
    divide(2 * node + 1, from, from + middle);
    divide(2 * node + 2, from + middle, to);
  }

  function box(cell: number, from: number, to: number): void {
    values.forEach((of, q) => {
      const [least, most] = rangeOf(of, order.subarray(from, to));
      const margin =
        (MARGIN_EVENTS / (to - from)) * (most - least) + RESOLVED * Math.max(Math.abs(least), Math.abs(most));
      tree.lower[cell * VISIBLE_COUNT + q] = least - margin;
      tree.upper[cell * VISIBLE_COUNT + q] = most + margin;
    });
  }
}

/** The quantity on which events spread over the largest part of all events; one that has a width. */
function widest(values: readonly Float64Array[], ranks: readonly Float64Array[], part: Uint32Array): number {
  let best = 0;
  let largest = -1;
  values.forEach((of, q) => {
    const [least, most] = rangeOf(of, part);
    if (most - least <= RESOLVED * Math.max(Math.abs(least), Math.abs(most))) return;
    const [first, last] = rangeOf(at(ranks, q), part);
    if (last - first <= largest) return;
    largest = last - first;
    best = q;
  });
  return best;
}

function rangeOf(of: Float64Array, part: Uint32Array): [number, number] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const i of part) {
    const x = of[i] ?? 0;
    if (x < least) least = x;
    if (x > most) most = x;
  }
  return [least, most];
}

/** Rank of each value. */
function ranksOf(values: Float64Array): Float64Array {
  const order = Uint32Array.from(values, (_, i) => i).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const ranks = new Float64Array(values.length);
  order.forEach((i, rank) => {
    ranks[i] = rank;
  });
  return ranks;
}
