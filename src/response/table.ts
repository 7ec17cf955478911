/** Reads tables of a response from CSV: one or two columns per axis, one for the value, one row per node in C order. */
import { at } from '../at.js';
import { attempt, InputDataError } from '../errors.js';
import { type CsvRow, type CsvTable, columnIndex, failAtLine, parseCsv } from '../input/csv.js';
import type { Mistake } from '../mistakes.js';
import type { AxisEntry } from './tableSchema.js';
import type { Table, TableAxis } from './tableTypes.js';

/** Kind of a table's values, and the default name of their column. */
export type ValueColumn = 'limit' | 'efficiency' | 'probability';

/**
 * Reads a table whose values are in column `name`, by default the kind of value. An axis has either one column of its quantity, with
 * points, or two columns `_low` and `_high`, with adjacent bins. Other columns are ignored. Throws InputDataError with file and line for
 * a missing column, points that do not increase, bins that are not adjacent, missing or unordered nodes, or a value out of range.
 */
export function parseTable(
  text: string,
  file: string,
  axes: readonly AxisEntry[],
  value: ValueColumn,
  name: string = value,
): Table & { readonly lines: readonly number[] } {
  const csv = parseCsv(text, file, true);
  const found: Mistake[] = [];
  const column = attempt(found, () => columnIndex(csv, name));
  const coordinates = axes.map((axis) => attempt(found, () => readAxis(csv, axis)));
  const isPlaced = (all: typeof coordinates): all is Coordinate[] => !all.includes(undefined);
  // With an invalid axis the order of the rows cannot be checked.
  if (isPlaced(coordinates)) attempt(found, () => checkOrder(csv, axes, coordinates));
  // A missing column is reported already.
  const values = csv.rows.map((row) => row.values[column ?? -1] ?? Number.NaN);
  for (const [i, { line }] of csv.rows.entries()) {
    const what = valueFault(at(values, i), value);
    if (what !== undefined) found.push({ file, line, key: name, what });
  }
  if (found.length > 0 || !isPlaced(coordinates)) throw new InputDataError(found);
  return {
    axes: coordinates.map(({ axis }) => axis),
    values,
    lines: csv.rows.map(({ line }) => line),
  };
}

/** An axis as read: its nodes, and the node of each row. */
interface Coordinate {
  readonly axis: TableAxis;
  /** Lower bin edges or points, in ascending order. */
  readonly starts: readonly number[];
  /** Node of each row, shape [rows]. */
  readonly indices: readonly number[];
}

function readAxis(csv: CsvTable, { quantity, lookup }: AxisEntry): Coordinate {
  const isBinned = !csv.columns.includes(quantity) && csv.columns.includes(`${quantity}_low`);
  const instead = ` (nor ${quantity}_low and ${quantity}_high)`;
  const low = isBinned ? columnIndex(csv, `${quantity}_low`) : columnIndex(csv, quantity, instead);
  const high = isBinned ? columnIndex(csv, `${quantity}_high`) : low;
  const starts: number[] = [];
  const ends: number[] = [];
  const places = new Map<number, number>();
  const indices = csv.rows.map((row) => {
    const [start, end] = [at(row.values, low), at(row.values, high)];
    if (isBinned && end <= start)
      fail(csv, row, quantity, `the bin ends at ${end}, where it begins or before`);
    const known = places.get(start);
    if (known !== undefined) {
      if (ends[known] === end) return known;
      return fail(csv, row, quantity, `the bin from ${start} ends at ${end} here, at ${ends[known]} above`);
    }
    const [before, touches] = [starts.at(-1), ends.at(-1)];
    if (before !== undefined && start <= before) {
      fail(csv, row, quantity, `${start} after ${before}; the values of an axis must increase strictly`);
    }
    if (isBinned && touches !== undefined && start !== touches) {
      fail(
        csv,
        row,
        quantity,
        `the bin begins at ${start}, the one before ends at ${touches}; they must touch`,
      );
    }
    places.set(start, starts.length);
    starts.push(start);
    ends.push(end);
    return starts.length - 1;
  });
  const points = isBinned ? starts.map((start, i) => (start + at(ends, i)) / 2) : starts;
  const stepped = lookup === 'nearest';
  // The nearest point changes half-way between two points.
  const halfWay = points.map((point, i) => (i === 0 ? point : (point + at(points, i - 1)) / 2));
  return {
    axis: { quantity, stepped, nodes: stepped ? (isBinned ? starts : halfWay) : points },
    starts,
    indices,
  };
}

/** Checks that every node occurs once, with the last axis fastest. */
function checkOrder(csv: CsvTable, axes: readonly AxisEntry[], coordinates: readonly Coordinate[]): void {
  const shape = coordinates.map(({ starts }) => starts.length);
  const nodes = shape.reduce((product, n) => product * n, 1);
  const name = (node: number) => {
    let rest = node;
    const parts = coordinates.map(({ starts }, d) => {
      const stride = shape.slice(d + 1).reduce((product, n) => product * n, 1);
      const index = Math.floor(rest / stride);
      rest %= stride;
      return `${at(axes, d).quantity} ${at(starts, index)}`;
    });
    return parts.join(', ');
  };
  for (const [i, row] of csv.rows.entries()) {
    const node = coordinates.reduce((index, { indices }, d) => index * at(shape, d) + at(indices, i), 0);
    if (node === i) continue;
    const what = node < i ? 'given twice, or out of order' : `found where ${name(i)} is expected`;
    fail(csv, row, name(node), `${what}; every combination stands once, the last axis fastest`);
  }
  const last = csv.rows.at(-1);
  if (csv.rows.length < nodes && last !== undefined) {
    fail(csv, last, name(csv.rows.length), 'missing after this row; every combination stands once');
  }
}

function valueFault(value: number, name: ValueColumn): string | undefined {
  if (name === 'limit') return undefined;
  if (value < 0) return `${value} is negative; correct it`;
  return name === 'probability' && value > 1 ? `${value} is above 1; correct it` : undefined;
}

function fail(csv: CsvTable, row: CsvRow, key: string, what: string): never {
  failAtLine(csv.file, row.line, what, key);
}
