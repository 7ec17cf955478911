/** Tables of a response from CSV: a column or two for each axis, one for the value, a row for every node in C order. */
import { InputDataError } from '../errors.js';
import { type CsvRow, type CsvTable, parseCsv } from './csv.js';
import type { Table, TableAxis } from './pipeline.js';
import type { AxisEntry } from './pipelineSchema.js';
import { suggest } from './zodIssues.js';

/** What a table's values are, which is their column's name. */
export type ValueColumn = 'limit' | 'efficiency' | 'probability';

/**
 * Reads a table. An axis has the column of its quantity, with points, or its columns `_low` and `_high`, with bins that touch.
 * Further columns are left alone. InputDataError with file and line at anything wrong: a column that is missing, points that do not
 * increase, bins that do not touch, nodes that are missing or not in order, a value out of range.
 */
export function parseTable(
  text: string,
  file: string,
  axes: readonly AxisEntry[],
  value: ValueColumn,
): Table & { readonly lines: readonly number[] } {
  const csv = parseCsv(text, file, true);
  const column = columnOf(csv, value, []);
  const coordinates = axes.map((axis) => readAxis(csv, axis));
  checkOrder(csv, axes, coordinates);
  return {
    axes: coordinates.map(({ axis }) => axis),
    values: csv.rows.map((row) => checkValue(csv, row, column, value)),
    lines: csv.rows.map(({ line }) => line),
  };
}

/** An axis as read: its nodes, and where in them each row stands. */
interface Coordinate {
  readonly axis: TableAxis;
  /** Low ends or points, in order. */
  readonly starts: readonly number[];
  /** Shape [rows]. */
  readonly indices: readonly number[];
}

function readAxis(csv: CsvTable, { quantity, lookup }: AxisEntry): Coordinate {
  const isBinned = !csv.columns.includes(quantity) && csv.columns.includes(`${quantity}_low`);
  const low = columnOf(csv, isBinned ? `${quantity}_low` : quantity, [`${quantity}_low`, `${quantity}_high`]);
  const high = isBinned ? columnOf(csv, `${quantity}_high`, []) : low;
  const starts: number[] = [];
  const ends: number[] = [];
  const indices = csv.rows.map((row) => {
    const [start, end] = [row.values[low] ?? 0, row.values[high] ?? 0];
    if (isBinned && end <= start)
      fail(csv, row, quantity, `the bin ends at ${end}, where it begins or before`);
    const known = starts.indexOf(start);
    if (known >= 0) {
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
    starts.push(start);
    ends.push(end);
    return starts.length - 1;
  });
  const points = isBinned ? starts.map((start, i) => (start + (ends[i] ?? 0)) / 2) : starts;
  const stepped = lookup === 'nearest';
  // The nearest of two points changes half-way between them.
  const halfWay = points.map((point, i) => (i === 0 ? point : (point + (points[i - 1] ?? 0)) / 2));
  return {
    axis: { quantity, stepped, nodes: stepped ? (isBinned ? starts : halfWay) : points },
    starts,
    indices,
  };
}

/** Every node once, the last axis fastest. */
function checkOrder(csv: CsvTable, axes: readonly AxisEntry[], coordinates: readonly Coordinate[]): void {
  const shape = coordinates.map(({ starts }) => starts.length);
  const nodes = shape.reduce((product, n) => product * n, 1);
  const name = (node: number) => {
    let rest = node;
    const parts = coordinates.map((_, d) => {
      const stride = shape.slice(d + 1).reduce((product, n) => product * n, 1);
      const index = Math.floor(rest / stride);
      rest %= stride;
      return `${axes[d]?.quantity} ${coordinates[d]?.starts[index]}`;
    });
    return parts.join(', ');
  };
  for (const [i, row] of csv.rows.entries()) {
    const node = coordinates.reduce((at, { indices }, d) => at * (shape[d] ?? 1) + (indices[i] ?? 0), 0);
    if (node === i) continue;
    const what = node < i ? 'given twice, or out of order' : `found where ${name(i)} is expected`;
    fail(csv, row, name(node), `${what}; every combination stands once, the last axis fastest`);
  }
  const last = csv.rows.at(-1);
  if (csv.rows.length < nodes && last !== undefined) {
    fail(csv, last, name(csv.rows.length), 'missing after this row; every combination stands once');
  }
}

function checkValue(csv: CsvTable, row: CsvRow, column: number, name: ValueColumn): number {
  const value = row.values[column] ?? Number.NaN;
  if (name === 'limit') return value;
  if (value < 0) fail(csv, row, name, `${value} is negative; correct it`);
  if (name === 'probability' && value > 1) fail(csv, row, name, `${value} is above 1; correct it`);
  return value;
}

function columnOf(csv: CsvTable, name: string, others: readonly string[]): number {
  const index = csv.columns.indexOf(name);
  if (index >= 0) return index;
  const or = others.length === 0 ? '' : ` (nor ${others.join(' and ')})`;
  const what = `no column ${name}${or}; ${suggest(name, csv.columns)}`;
  throw new InputDataError(`${csv.file}:${csv.headerLine}: ${what}`);
}

function fail(csv: CsvTable, row: CsvRow, key: string, what: string): never {
  throw new InputDataError(`${csv.file}:${row.line}: ${key}: ${what}`);
}
