/** The quantities that a compiled response uses, with their nodes, limits and edges (src/physics/responseLayout.ts). */
import { at as entryAt } from '../at.js';
import { QUANTITIES, type Quantity } from '../physics/quantities.js';
import * as at from '../physics/responseLayout.js';

/** A quantity with the nodes of a table, the limits of a cut or the edges of an observable. */
export interface Scale {
  readonly quantity: Quantity;
  readonly values: readonly number[];
}

/** Quantities that cuts, tables and observables of a response's table refer to. */
export function usedQuantities(table: Float64Array): Set<Quantity> {
  return new Set(scalesOf(table).map(({ quantity }) => quantity));
}

/** Nodes, limits and edges of all quantities in a response's table (src/physics/responseLayout.ts). */
export function scalesOf(table: Float64Array): Scale[] {
  const number = (place: number) => entryAt(table, place);
  const numbers = (offset: number, count: number) => Array.from(table.subarray(offset, offset + count));
  const quantityAt = (place: number) => QUANTITIES[number(place)];
  const scale = (quantity: Quantity | undefined, values: readonly number[]): Scale[] =>
    quantity === undefined ? [] : [{ quantity, values }];
  const axesOf = (record: number) =>
    Array.from(
      { length: number(record + at.TABLE_RANK) },
      (_, i) => record + at.TABLE_AXES + i * at.AXIS_SIZE,
    );
  const tableAt = (record: number) =>
    axesOf(record).flatMap((axis) =>
      scale(
        quantityAt(axis + at.AXIS_QUANTITY),
        numbers(number(axis + at.AXIS_NODES), number(axis + at.AXIS_COUNT)),
      ),
    );
  const sizeOf = (record: number) =>
    axesOf(record).reduce((size, axis) => size * number(axis + at.AXIS_COUNT), 1);
  const records = (count: number, first: number, size: number) =>
    number(first) === 0 ? [] : Array.from({ length: number(count) }, (_, i) => number(first) + i * size);
  return [
    ...records(at.HEADER_CUTS, at.HEADER_CUT_RECORDS, at.CUT_SIZE).flatMap((cut) => {
      const limit = cut + at.CUT_LIMIT;
      const limits = numbers(number(limit + at.TABLE_VALUES), sizeOf(limit));
      return [...scale(quantityAt(cut + at.CUT_QUANTITY), limits), ...tableAt(limit)];
    }),
    ...records(at.HEADER_EFFICIENCIES, at.HEADER_EFFICIENCY_TABLES, at.TABLE_SIZE).flatMap(tableAt),
    ...records(at.HEADER_TOPOLOGIES, at.HEADER_TOPOLOGY_TABLES, at.TABLE_SIZE).flatMap(tableAt),
    ...records(at.HEADER_OBSERVABLES, at.HEADER_OBSERVABLE_RECORDS, at.OBSERVABLE_SIZE).flatMap(
      (observable) =>
        scale(
          quantityAt(observable + at.OBSERVABLE_QUANTITY),
          numbers(number(observable + at.OBSERVABLE_EDGES), number(observable + at.OBSERVABLE_COUNT)),
        ),
    ),
  ];
}
