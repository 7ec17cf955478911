/** Tables of a response from CSV: a column or two for each axis, one for the value, a row for every node in C order. */
import { attempt, InputDataError } from '../errors.js';
import { type CsvRow, type CsvTable, columnIndex, failAtLine, parseCsv } from '../input/csv.js';
import type { Mistake } from '../mistakes.js';
import type { AxisEntry } from './tableSchema.js';
import type { Table, TableAxis } from './tableTypes.js';

/** What a table's values are, which is their column's name unless another is given. */
export type ValueColumn = 'limit' | 'efficiency' | 'probability';

/**
 * Reads a table with its values in a column, which is named as what they are if nothing else is said. An axis has the column of its quantity, with points, or its columns `_low` and `_high`, with bins that touch.
 * Further columns are left alone. InputDataError with file and line at anything wrong: a column that is missing, points that do not
 * increase, bins that do not touch, nodes that are missing or not in order, a value out of range.
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
  // Where an axis is wrong the order of the rows cannot be told.
  if (isPlaced(coordinates)) attempt(found, () => checkOrder(csv, axes, coordinates));
  const values = csv.rows.map((row) => row.values[column ?? -1] ?? Number.NaN);
  for (const [i, { line }] of csv.rows.entries()) {
    const what = valueFault(values[i] ?? Number.NaN, value);
    if (what !== undefined) found.push({ file, line, key: name, what });
  }
  if (found.length > 0 || !isPlaced(coordinates)) throw new InputDataError(found);
  return {
    axes: coordinates.map(({ axis }) => axis),
    values,
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
  const instead = ` (nor ${quantity}_low and ${quantity}_high)`;
  const low = isBinned ? columnIndex(csv, `${quantity}_low`) : columnIndex(csv, quantity, instead);
  const high = isBinned ? columnIndex(csv, `${quantity}_high`) : low;
  const starts: number[] = [];
  const ends: number[] = [];
  const places = new Map<number, number>();
  const indices = csv.rows.map((row) => {
    const [start, end] = [row.values[low] ?? 0, row.values[high] ?? 0];
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

function valueFault(value: number, name: ValueColumn): string | undefined {
  if (name === 'limit') return undefined;
  if (value < 0) return `${value} is negative; correct it`;
  return name === 'probability' && value > 1 ? `${value} is above 1; correct it` : undefined;
}

function fail(csv: CsvTable, row: CsvRow, key: string, what: string): never {
  failAtLine(csv.file, row.line, what, key);
}
