/** Tables of events in the files of other programs, column by column: no row ever becomes an object. */
import { InputDataError } from '../../errors.js';
import type { Mistake } from '../../mistakes.js';
import { firstLine } from '../../text.js';

/** A column of numbers; NaN where the file has nothing. */
export interface NumberColumn {
  readonly values: Float64Array;
}

/** A column of words: an index into `categories` for each row; an empty word where the file has nothing. */
export interface WordColumn {
  readonly categories: readonly string[];
  readonly codes: Int32Array;
}

/** A column as read. */
export type EventColumn = NumberColumn | WordColumn;

/** A column that is asked for, and what it must hold. */
export interface ColumnWish {
  readonly name: string;
  readonly as: 'numbers' | 'words' | 'either';
}

/** A table in a file that was opened, of which no column was read yet. */
export interface EventTable {
  /** Name for messages. */
  readonly file: string;
  readonly format: string;
  /** Name of the tree of a ROOT file. */
  readonly tree?: string;
  readonly rows: number;
  /** Names as in the file; elements of arrays as `name[0]`, parts of pandas' names as `name.0`. */
  readonly columns: readonly string[];
  /** Columns that cannot be read, with why, by name. */
  readonly unread: ReadonlyMap<string, string>;
  /** Place of a row for messages: a line of a text, or else a row from 1. */
  readonly placeOf: (row: number) => RowPlace;
  /** Texts that the file carries beside its columns, by name. */
  readonly metadata: ReadonlyMap<string, string>;
  /** Columns by name. InputDataError where the file is damaged or a column does not hold what it must. */
  read(wishes: readonly ColumnWish[]): Promise<ReadonlyMap<string, EventColumn>>;
}

/** Place of a row: a line of a text file, or the words `row 17`. */
export type RowPlace = { readonly line: number } | { readonly row: string };

/** Whether a column is one of words. */
export function isWords(column: EventColumn): column is WordColumn {
  return 'categories' in column;
}

/** A row of a binary file in words, counted from 1. */
export function rowInWords(row: number): { readonly row: string } {
  return { row: `row ${row + 1}` };
}

/** A mistake at a row and a column of a table. */
export function mistakeAtRow(table: EventTable, row: number, column: string, what: string): Mistake {
  const place = table.placeOf(row);
  if ('line' in place) return { file: table.file, line: place.line, key: column, what };
  return { file: table.file, key: `${place.row}, ${column}`, what };
}

/** Fails for a whole file. */
export function failFile(file: string, what: string): never {
  throw new InputDataError([{ file, what }]);
}

/**
 * Runs a piece of a reader that belongs to another author: whatever it throws at a damaged file becomes an InputDataError in words.
 * Errors with mistakes pass unchanged.
 */
export async function inWords<T>(file: string, format: string, piece: () => Promise<T> | T): Promise<T> {
  try {
    return await piece();
  } catch (error) {
    if (error instanceof InputDataError) throw error;
    const what = `cannot be read as ${format}: it is damaged or cut off${reasonOf(error)}`;
    throw new InputDataError([{ file, what }], { cause: error });
  }
}

/** Why, where an author of a reader has written it for people; what JavaScript says of a damaged file helps nobody. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error) || error.constructor !== Error) return '';
  const line = firstLine(error);
  return /\bundefined\b|\bNaN\b|\[object|is not a function/.test(line) ? '' : ` (${line.slice(0, 200)})`;
}
