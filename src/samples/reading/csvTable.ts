/** Tables of events in CSV: as wide and as long as events are, with words in some columns, and with pandas' header of two lines. */
import { InputDataError } from '../../errors.js';
import { cellFault } from '../../input/csv.js';
import { findSeparator, separatorName, splitCells } from '../../input/csvCells.js';
import type { Mistake } from '../../mistakes.js';
import { decodeText } from '../../platform/decodeText.js';
import { readRegularFile, SIZE_LIMITS, whyUnread } from '../../platform/readRegularFile.js';
import { isSecondLevel, joinLevels, plainName } from './columnNames.js';
import { MOST_WORDS, WordCoder } from './columnParts.js';
import { type ColumnWish, type EventColumn, type EventTable, failFile } from './eventTable.js';

/** So many mistakes have a single cause: the rest is not read. */
const MOST_MISTAKES = 200;

/** A line of the body: where it begins and ends in the text, and its number from 1. */
interface Body {
  readonly text: string;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  readonly lines: Uint32Array;
  readonly separator: string;
}

/** Opens a CSV file: reads all of it, and finds its header and its lines. */
export async function openCsv(path: string, file: string): Promise<EventTable> {
  const text = await readText(path, file);
  const lines = linesOf(text);
  const at = (i: number) => text.slice(lines.starts[i], lines.ends[i]);
  if (lines.lines.length === 0) failFile(file, 'is empty; a header and rows are expected');
  const separator = findSeparator([at(0), lines.lines.length > 1 ? at(1) : at(0)]);
  const first = splitCells(at(0), separator);
  const second = lines.lines.length > 1 ? splitCells(at(1), separator) : [];
  const isTwo = isSecondLevel(first, second);
  const names = first.map((name, i) => (isTwo ? joinLevels(name, second[i] ?? '') : plainName(name)));
  const header = isTwo ? 2 : 1;
  if (first.every((name) => Number.isFinite(Number(name)) && name !== '')) {
    const what = 'has no header: the first line is numbers; name the columns in the first line';
    throw new InputDataError([{ file, line: lines.lines[0] ?? 1, what }]);
  }
  const body: Body = {
    text,
    separator,
    starts: lines.starts.subarray(header),
    ends: lines.ends.subarray(header),
    lines: lines.lines.subarray(header),
  };
  return {
    file,
    format: 'CSV',
    rows: body.lines.length,
    columns: names.filter((name) => name !== ''),
    unread: new Map(),
    placeOf: (row) => ({ line: body.lines[row] ?? 1 }),
    metadata: commentsOf(text),
    read: async (wishes) => readColumns(file, names, body, wishes),
  };
}

/** Comments of the form `# name: text` before the table, by name. */
function commentsOf(text: string): Map<string, string> {
  const comments = new Map<string, string>();
  for (let from = 0; text[from] === '#'; ) {
    const next = text.indexOf('\n', from);
    const end = next < 0 ? text.length : next;
    const match = /^#\s*(\w+): (.*)$/.exec(text.slice(from, end));
    if (match?.[1] !== undefined) comments.set(match[1], match[2] ?? '');
    from = end + 1;
  }
  return comments;
}

/** The text of a file; InputDataError where it cannot be read or is none. */
export async function readText(path: string, file: string): Promise<string> {
  let bytes: Buffer;
  try {
    bytes = await readRegularFile(path, SIZE_LIMITS.table);
  } catch (error) {
    return failFile(file, `${whyUnread(error)}; larger samples belong into Parquet or ROOT files`);
  }
  const decoded = decodeText(bytes);
  if ('what' in decoded) throw new InputDataError([{ file, ...decoded }]);
  return decoded.text;
}

/** The lines with content, without comments. */
function linesOf(text: string): Pick<Body, 'starts' | 'ends' | 'lines'> {
  const found: [number[], number[], number[]] = [[], [], []];
  for (let from = 0, line = 1; from < text.length; line++) {
    const next = text.indexOf('\n', from);
    const end = next < 0 ? text.length : next;
    if (isContent(text, from, end)) {
      found[0].push(from);
      found[1].push(end);
      found[2].push(line);
    }
    from = end + 1;
  }
  const [starts, ends, lines] = found;
  return { starts: Uint32Array.from(starts), ends: Uint32Array.from(ends), lines: Uint32Array.from(lines) };
}

function isContent(text: string, from: number, end: number): boolean {
  for (let i = from; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code !== 32 && code !== 9) return code !== 35;
  }
  return false;
}

/** A column while it is read. */
interface Reading {
  readonly wish: ColumnWish;
  readonly index: number;
  numbers: Float64Array | undefined;
  words: { readonly coder: WordCoder; readonly codes: Int32Array } | undefined;
}

function readColumns(
  file: string,
  names: readonly string[],
  body: Body,
  wishes: readonly ColumnWish[],
): Map<string, EventColumn> {
  const rows = body.lines.length;
  const found: Mistake[] = [];
  const twice = wishes.find(({ name }) => names.indexOf(name) !== names.lastIndexOf(name));
  if (twice !== undefined) failFile(file, `two columns are named ${twice.name}; rename one`);
  const columns = wishes.map((wish) => startColumn(wish, names.indexOf(wish.name), rows));
  for (let row = 0; row < rows; row++) {
    const line = body.lines[row] ?? 1;
    if (found.length >= MOST_MISTAKES) {
      found.push({ file, line, what: 'the rest was not read; correct what is above first' });
      break;
    }
    const cells = splitCells(body.text.slice(body.starts[row], body.ends[row]), body.separator);
    if (cells.length !== names.length) found.push(widthMistake(file, line, cells.length, names.length, body));
    else for (const column of columns) addCell(file, line, row, column, cells[column.index] ?? '', found);
  }
  if (found.length > 0) throw new InputDataError(found);
  return new Map(
    columns.map(({ wish, numbers, words }) => {
      const coded = words && { categories: words.coder.categories, codes: words.codes };
      return [wish.name, coded ?? { values: numbers ?? new Float64Array(rows) }];
    }),
  );
}

function startColumn(wish: ColumnWish, index: number, rows: number): Reading {
  const words = { coder: new WordCoder(), codes: new Int32Array(rows) };
  return wish.as === 'words'
    ? { wish, index, words, numbers: undefined }
    : { wish, index, words: undefined, numbers: new Float64Array(rows) };
}

function addCell(
  file: string,
  line: number,
  row: number,
  column: Reading,
  cell: string,
  found: Mistake[],
): void {
  if (column.numbers !== undefined) {
    const value = cellNumber(cell);
    if (value !== undefined) {
      column.numbers[row] = value;
      return;
    }
    // The first cell decides what a column of either kind holds.
    if (column.wish.as === 'numbers' || row > 0) {
      const fault = cellFault(cell);
      const what = `${fault?.what ?? `${cell} is no number`}; ${fault?.advice ?? 'correct the cell'}`;
      found.push({ file, line, key: column.wish.name, what });
      return;
    }
    column.words = { coder: new WordCoder(), codes: new Int32Array(column.numbers.length) };
    column.numbers = undefined;
  }
  if (column.words === undefined) return;
  const code = column.words.coder.codeOf(cell);
  column.words.codes[row] = Math.max(code, 0);
  if (code >= 0) return;
  const what = `more than ${MOST_WORDS} different words in this column; it is no category`;
  throw new InputDataError([{ file, line, key: column.wish.name, what }]);
}

/** A cell as a number, NaN for an empty one and for `nan`, which the checks of events refuse or count; undefined for anything else. */
function cellNumber(cell: string): number | undefined {
  const value = Number(cell);
  if (cell !== '' && !Number.isNaN(value) && !/^0[xob]/i.test(cell)) return value;
  if (/^([+-]?nan|null|none)?$/i.test(cell)) return Number.NaN;
  if (/^(true|false)$/i.test(cell)) return cell.toLowerCase() === 'true' ? 1 : 0;
  const infinite = /^([+-])?inf(inity)?$/i.exec(cell);
  if (infinite === null) return undefined;
  return infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

function widthMistake(
  file: string,
  line: number,
  cells: number,
  width: number,
  { separator }: Body,
): Mistake {
  const what = `${cells} ${cells === 1 ? 'cell' : 'cells'} where ${width} are expected`;
  const advice =
    cells < width ? 'complete the row' : `by the ${separatorName(separator)}s in it; correct the row`;
  return { file, line, what: `${what}; ${advice}` };
}
