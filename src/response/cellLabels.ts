/** Labels of the cells of a response. */
import { at } from '../at.js';
import type { Observables } from './observables.js';
import { type Topology, topologyNames } from './topology.js';
import type { Reconstructed } from './types.js';

/** Labels of the cells before migration, observables x topologies in C order: `e_qe_gev 0.2 to 0.3, one-shower`. */
export function trueCellLabels(response: Topology & Observables): string[] {
  const lists: (readonly string[])[] = response.observables.map(({ quantity, edges }) =>
    edges.slice(1).map((edge, i) => `${quantity} ${at(edges, i)} to ${edge}`),
  );
  const topologies = topologyNames(response);
  if (topologies !== undefined) lists.push(topologies);
  return outerProduct(lists);
}

/** Labels of cells of a sample's columns, in C order: `bdt_score 0.1 to 0.2, one-shower`; with a unit `e_shower 0.1 to 0.2 GeV`. */
export function columnLabels({ columns }: Reconstructed): string[] {
  return outerProduct(
    columns.map((of) => {
      if ('categories' in of) return of.categories;
      const unit = of.unit === undefined ? '' : ` ${of.unit}`;
      return of.edges.slice(1).map((edge, i) => `${of.column} ${at(of.edges, i)} to ${edge}${unit}`);
    }),
  );
}

/** One name of each list, in all combinations, the last list fastest. */
function outerProduct(lists: readonly (readonly string[])[]): string[] {
  const products = lists.reduce<string[][]>(
    (rows, list) => rows.flatMap((row) => list.map((name) => [...row, name])),
    [[]],
  );
  return products.map((names) => (names.length === 0 ? 'all' : names.join(', ')));
}
