/** A table of numbers as named arrays, and as plain data. */

import { NULL_MEANS } from '../arrayFiles/arrayJson.js';
import type { ArraySet, NamedArray } from '../arrayFiles/arraySet.js';
import { at } from '../at.js';
import { ownValue } from '../input/ownValue.js';
import { AXIS_INFO } from '../model/parameters.js';
import type { Cell, NumberTable } from '../results/numberTable.js';
import type { Attributes } from '../tiles/variables.js';

/** Units by the ending of a column's name. */
const ENDINGS = [
  [/_cm2_per_gev2(_|$)/, 'cm2 GeV-2'],
  [/_gev2$/, 'GeV2'],
  [/_cm2$/, 'cm2'],
  [/_gev$/, 'GeV'],
  [/_mev$/, 'MeV'],
  [/_deg$/, 'degree'],
  [/_cm$/, 'cm'],
] as const;

/** Unit of a column by its name, `1` where it has none. */
export function unitOfColumn(name: string): string {
  return ownValue(AXIS_INFO, name)?.unit ?? ENDINGS.find(([ending]) => ending.test(name))?.[1] ?? '1';
}

/**
 * A table as arrays on one dimension: that of its first column where this holds increasing numbers, otherwise `row`. Empty cells are NaN, or empty texts.
 */
export function tableArrays({ about, columns, rows }: NumberTable, attributes: Attributes): ArraySet {
  const cells = columns.map((_, i) => rows.map((row) => at(row, i)));
  const first = cells[0] ?? [];
  const isCoordinate = first.every(
    (cell, i) => typeof cell === 'number' && (i === 0 || cell > Number(first[i - 1])),
  );
  const dimension = isCoordinate ? (columns[0] ?? 'row') : 'row';
  return {
    dimensions: { [dimension]: rows.length },
    arrays: rows.length === 0 ? [] : columns.map((name, i) => columnArray(name, at(cells, i), dimension)),
    attributes: { Conventions: 'CF-1.11', comment: about.join('\n'), ...attributes },
  };
}

function columnArray(name: string, cells: readonly Cell[], dimension: string): NamedArray {
  const dimensions = [dimension];
  if (cells.some((cell) => typeof cell === 'string'))
    return {
      name,
      dimensions,
      values: cells.map((cell) => String(cell ?? '')),
      attributes: { long_name: name },
    };
  const values = Float64Array.from(cells, (cell) => (cell === null ? Number.NaN : Number(cell)));
  const longName = ownValue(AXIS_INFO, name)?.longName ?? name;
  return { name, dimensions, values, attributes: { units: unitOfColumn(name), long_name: longName } };
}

/** A table as plain data: `{ provenance, notes, about, columns, rows: [{ COLUMN: cell }] }`. */
export function tableToJson({ about, columns, rows }: NumberTable, attributes: Attributes) {
  return {
    provenance: attributes,
    notes: [NULL_MEANS],
    about,
    columns,
    rows: rows.map((row) => Object.fromEntries(row.map((cell, i) => [at(columns, i), cell]))),
  };
}
