/** An efficiency in bins of true quantities, as tables. */
import type { NumberTable } from './numberTable.js';

/** An efficiency in bins of one quantity. */
export interface ProjectionTable {
  readonly quantity: string;
  /** Names of the topologies; `bins` has their efficiencies. */
  readonly topologies: readonly string[];
  readonly bins: readonly {
    readonly low: number;
    readonly high: number;
    readonly share: number;
    readonly total: number;
    readonly error: number;
    readonly topologies: readonly number[];
  }[];
}

/** A row for every bin. The columns are those of a response's tables. */
export function projectionTable(
  { quantity, topologies, bins }: ProjectionTable,
  about: readonly string[],
): NumberTable {
  return {
    about,
    columns: [
      `${quantity}_low`,
      `${quantity}_high`,
      'total',
      ...topologies.map(columnName),
      'error',
      'share',
    ],
    rows: bins.map((bin) => [bin.low, bin.high, bin.total, ...bin.topologies, bin.error, bin.share]),
  };
}

/** A topology's name as a column name. */
export function columnName(name: string): string {
  return name.replaceAll(',', ';');
}

/** Lines that explain how a table of one quantity can be used as a response. */
export function usageLines({ quantity, topologies }: ProjectionTable): string[] {
  const axes = `axes: [{ quantity: ${quantity}, lookup: nearest }]`;
  if (topologies.length === 0)
    return [
      `as a response: efficiency: { tables: [{ file: THIS FILE, column: total, ${axes}, source: ... }] }`,
    ];
  return [
    'as a response, topology: { kind: tables, tables: [ of each topology:',
    ...topologies.map(
      (name) => `  { name: ${name}, file: THIS FILE, column: ${columnName(name)}, ${axes}, source: ... },`,
    ),
    ']}',
  ];
}
