/** Labels of the cells of a response. */
import { at } from '../at.js';
import type { Observables } from './observables.js';
import { type Topology, topologyNames } from './topology.js';

/** Labels of the cells before migration, observables x topologies in C order: `e_qe_gev 0.2 to 0.3, one-shower`. */
export function trueCellLabels(response: Topology & Observables): string[] {
  const lists: (readonly string[])[] = response.observables.map(({ quantity, edges }) =>
    edges.slice(1).map((edge, i) => `${quantity} ${at(edges, i)} to ${edge}`),
  );
  const topologies = topologyNames(response);
  if (topologies !== undefined) lists.push(topologies);
  const products = lists.reduce<string[][]>(
    (rows, list) => rows.flatMap((row) => list.map((name) => [...row, name])),
    [[]],
  );
  return products.map((names) => (names.length === 0 ? 'all' : names.join(', ')));
}
