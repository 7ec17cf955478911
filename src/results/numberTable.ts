/** A table of numbers: as CSV, and as text in columns. */

import { at } from '../at.js';
import { visible } from '../visible.js';

/** Cells are numbers, words, or null where there is nothing; NaN is nothing, too. */
export type Cell = number | string | null;

/** Column names, which end with the unit, and rows with a cell for each column. */
export interface NumberTable {
  /** Lines that say what the table is. */
  readonly about: readonly string[];
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** CSV: comment lines (#), a header, then the rows in full precision; an empty cell where there is nothing. */
export function tableToCsv({ about, columns, rows }: NumberTable): string {
  const lines = [...about.map((line) => `# ${visible(line)}`), csvLine(columns)];
  return [...lines, ...rows.map(csvLine), ''].join('\n');
}

/** A row of such a table, without the end of its line. */
export const csvLine = (row: readonly Cell[]): string => row.map(csvCell).join(',');

/** Words that hold a comma or a quote are quoted. RFC 4180. */
function csvCell(cell: Cell): string {
  if (cell === null || Number.isNaN(cell)) return '';
  const text = visible(String(cell));
  return /[",\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

/** Text in right-aligned columns with five digits; `-` where there is nothing. */
export function tableToText({ columns, rows }: NumberTable): string {
  const cells = [columns.map(visible), ...rows.map((row) => row.map(cellText))];
  const widths = columns.map((_, i) => Math.max(...cells.map((row) => at(row, i).length)));
  return cells.map((row) => row.map((cell, i) => cell.padStart(at(widths, i))).join('  ')).join('\n');
}

function cellText(cell: Cell): string {
  if (cell === null || Number.isNaN(cell)) return '-';
  if (typeof cell === 'string') return visible(cell);
  return fiveDigits(cell);
}

/** A number with exactly five significant digits: 0.80000, 4.9763e-5. */
export function fiveDigits(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  return size >= 1e-3 && size < 1e5 ? value.toPrecision(5) : value.toExponential(4);
}
