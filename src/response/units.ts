/** Units of a response's tables, as far as their numbers tell: energies far above any beam, angles that end at pi. */

import { QUANTITIES, type Quantity, quantityOf } from '../physics/quantities.js';
import * as at from '../physics/responseLayout.js';
import { briefNumber } from '../words.js';
import type { Response } from './types.js';

/** Energies beyond which a table for accelerator neutrinos is hardly in GeV. */
const LARGEST_ENERGY_GEV = 200;

/** A quantity with the numbers that a table, a cut or an observable has for it. */
interface Scale {
  readonly quantity: Quantity;
  readonly values: readonly number[];
}

/** A doubt for every quantity whose numbers seem to be in another unit than its name says. */
export function unitWarnings({ table }: Response): string[] {
  const doubts = scalesOf(table).flatMap(({ quantity, values }) => {
    const { unit } = quantityOf(quantity);
    const largest = values.reduce((most, x) => Math.max(most, x), 0);
    if (unit === 'GeV' && largest > LARGEST_ENERGY_GEV) {
      return [`response: ${quantity} reaches ${briefNumber(largest)}; are energies in GeV?`];
    }
    const isPi = [Math.PI, Math.PI / 2].some((end) => Math.abs(largest - end) < 0.01);
    return unit === 'degrees' && isPi
      ? [`response: ${quantity} ends at ${briefNumber(largest)}; are angles in degrees?`]
      : [];
  });
  return [...new Set(doubts)];
}

/** Numbers of all quantities in a response's table (src/physics/responseLayout.ts). */
function scalesOf(table: Float64Array): Scale[] {
  const number = (place: number) => table[place] ?? 0;
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
