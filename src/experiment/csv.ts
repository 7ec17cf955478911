/** Tables of numbers in CSV: `#` comments, an optional header, errors that name the line. */
import { InputDataError } from '../errors.js';

/** One row: its numbers and the line it stands on, from 1. */
export interface CsvRow {
  readonly line: number;
  readonly values: readonly number[];
}

/** A table as read. */
export interface CsvTable {
  /** Name for messages. */
  readonly file: string;
  /** Column names; empty if there is no header. */
  readonly columns: readonly string[];
  /** Line of the header, 0 if there is none. */
  readonly headerLine: number;
  readonly rows: readonly CsvRow[];
}

/** Parses a CSV of finite numbers; a short row, text or NaN in a cell is an InputDataError with file and line. */
export function parseCsv(text: string, file: string, withHeader: boolean): CsvTable {
  let columns: string[] = [];
  let headerLine = 0;
  const rows: CsvRow[] = [];
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = index + 1;
    if (raw.trim() === '' || raw.trimStart().startsWith('#')) continue;
    const cells = raw.split(',').map((cell) => cell.trim());
    if (withHeader && headerLine === 0) {
      columns = cells;
      headerLine = line;
      continue;
    }
    const width = withHeader ? columns.length : (rows[0]?.values.length ?? cells.length);
    if (cells.length !== width) {
      throw new InputDataError(
        `${file}:${line}: ${cells.length} cells where ${width} are expected; complete the row`,
      );
    }
    rows.push({
      line,
      values: cells.map((cell, i) => parseCell(cell, `${file}:${line}: ${columns[i] ?? `column ${i + 1}`}`)),
    });
  }
  if (rows.length === 0) throw new InputDataError(`${file}:1: no rows of numbers; fill the table`);
  return { file, columns, headerLine, rows };
}

function parseCell(cell: string, where: string): number {
  const value = cell === '' ? Number.NaN : Number(cell);
  if (!Number.isFinite(value)) {
    throw new InputDataError(`${where}: ${JSON.stringify(cell)} is not a finite number; correct the cell`);
  }
  return value;
}
