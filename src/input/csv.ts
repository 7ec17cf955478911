/** Tables of numbers in CSV, as people and spreadsheets write them: every mistake with its line. */
import { InputDataError } from '../errors.js';
import type { Mistake } from '../mistakes.js';
import { firstHidden } from '../visible.js';
import { findSeparator, separatorName, splitCells } from './csvCells.js';
import { suggest } from './zodIssues.js';

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

/** So many mistakes usually have a single cause: the rest of the table is not read. */
const MOST_MISTAKES = 200;

/**
 * Parses a table of finite numbers: `#` comments, cells between commas, semicolons or tabs, in quotes or not, with a point as
 * decimal mark. InputDataError with file, line and column for every row that is too short or too long and every cell that is not a
 * number.
 */
export function parseCsv(text: string, file: string, withHeader: boolean): CsvTable {
  const lines = contentOf(text);
  const separator = findSeparator(lines.slice(0, 2).map(({ content }) => content));
  const header = withHeader ? lines[0] : undefined;
  const body = header === undefined ? lines : lines.slice(1);
  const first = withoutTail(splitCells(lines[0]?.content ?? '', separator));
  const columns = withHeader ? first : [];
  const found: Mistake[] = [];
  const rows: CsvRow[] = [];
  const everywhere = new Set<string>();
  for (const { line, content } of body) {
    if (found.length >= MOST_MISTAKES) {
      found.push({ file, line, what: 'the rest of the table was not read; correct what is above first' });
      break;
    }
    const cells = withoutTail(splitCells(content, separator), first.length);
    rows.push({ line, values: cells.map(Number) });
    if (cells.length !== first.length) {
      const { what, isEverywhere } = widthFault(cells, first.length, separator);
      if (!everywhere.has(what)) found.push({ file, line, what });
      if (isEverywhere) everywhere.add(what);
      continue;
    }
    for (const [i, cell] of cells.entries()) {
      const fault = cellFault(cell);
      if (fault === undefined || everywhere.has(fault.advice)) continue;
      if (fault.isEverywhere) everywhere.add(fault.advice);
      const what = `${fault.what}; ${fault.advice}`;
      found.push({ file, line, key: columns[i] ?? `column ${i + 1}`, what });
    }
  }
  const hidden = columns.map(firstHidden).find((c) => c !== undefined);
  if (hidden !== undefined && header !== undefined) {
    found.push({ file, line: header.line, what: `a name has the hidden character ${hidden}; remove it` });
  }
  if (rows.length === 0) found.push({ file, line: 1, what: 'no rows of numbers; fill the table' });
  if (found.length > 0) throw new InputDataError(found);
  return { file, columns, headerLine: header?.line ?? 0, rows };
}

/** Cells without empty ones at the end beyond a width, with which spreadsheets pad lines. */
function withoutTail(cells: readonly string[], width = 1): string[] {
  let length = cells.length;
  while (length > width && cells[length - 1] === '') length -= 1;
  return cells.slice(0, length);
}

/** The lines that hold numbers or names, without comments. */
function contentOf(text: string): { line: number; content: string }[] {
  return text.split('\n').flatMap((content, i) => {
    const isContent = content.trim() !== '' && !/^\s*"?#/.test(content) && !/^sep=.$/i.test(content.trim());
    return isContent ? [{ line: i + 1, content }] : [];
  });
}

/** A decimal number as JSON and C write it: no hexadecimal, no grouping. */
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Why a cell is not a finite number and what to do about it; undefined where it is one. A fault that recurs in all cells is reported once per table. */
export function cellFault(cell: string): { what: string; advice: string; isEverywhere: boolean } | undefined {
  if (NUMBER.test(cell) && Number.isFinite(Number(cell))) return undefined;
  const shown = JSON.stringify(cell.length > 40 ? `${cell.slice(0, 40)}...` : cell);
  const recurring = (advice: string) => ({
    what: `${shown} is not a finite number`,
    advice: `${advice}, here and in all cells`,
    isEverywhere: true,
  });
  if (cell.includes(',') && NUMBER.test(cell.replace(',', '.')))
    return recurring('write the decimal mark as a point');
  if (/d/i.test(cell) && NUMBER.test(cell.replace(/d/i, 'e')))
    return recurring('write the power of ten with e');
  const parts = cell.split(/\s+/);
  if (parts.length > 1 && parts.every((part) => NUMBER.test(part)))
    return recurring('separate numbers by commas');
  return { what: `${shown} is not a finite number`, advice: 'correct the cell', isEverywhere: false };
}

/** What is wrong with a row whose width is not the table's; in a comma-separated table a decimal comma splits a number in two. */
function widthFault(
  cells: readonly string[],
  width: number,
  separator: string,
): { what: string; isEverywhere: boolean } {
  const what = `${cells.length} ${cells.length === 1 ? 'cell' : 'cells'} where ${width} are expected`;
  const isEverywhere =
    separator === ',' && cells.length > width && cells.every((cell) => /^[\d+-][\de+-]*$/i.test(cell));
  if (isEverywhere) {
    return { what: `${what}; are there decimal commas? Write points, here and in all rows`, isEverywhere };
  }
  if (cells.length < width) return { what: `${what}; complete the row`, isEverywhere };
  return { what: `${what}, by the ${separatorName(separator)}s in it; correct the row`, isEverywhere };
}

/** Throws InputDataError at a line of a table, and at a column where it is known. */
export function failAtLine(file: string, line: number | undefined, what: string, key?: string): never {
  throw new InputDataError([
    { file, what, ...(line === undefined ? {} : { line }), ...(key === undefined ? {} : { key }) },
  ]);
}

/** Index of a column by its name; InputDataError, with the nearest name, where there is none or more than one. */
export function columnIndex(table: CsvTable, name: string, instead = ''): number {
  const index = table.columns.indexOf(name);
  const fail = (what: string) => failAtLine(table.file, table.headerLine, what);
  if (index < 0) return fail(`no column ${name}${instead}; ${suggest(name, table.columns)}`);
  if (table.columns.includes(name, index + 1)) return fail(`two columns are named ${name}; rename one`);
  return index;
}
