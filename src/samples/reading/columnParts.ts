/** A column put together from the parts in which a file holds it. */
import { InputDataError } from '../../errors.js';
import { type ColumnWish, type EventColumn, rowInWords, type WordColumn } from './eventTable.js';

/** Most different words of a column: more are a text or an identifier, not a category. */
export const MOST_WORDS = 1000;

/** What a reader gives for some rows: numbers in any width, or plain values. */
export type ColumnPart = ArrayLike<unknown>;

/** Codes words as they come. */
export class WordCoder {
  readonly categories: string[] = [];
  readonly #codes = new Map<string, number>();

  /** Index of a word, or -1 where there would be too many. */
  codeOf(word: string): number {
    const known = this.#codes.get(word);
    if (known !== undefined) return known;
    if (this.categories.length >= MOST_WORDS) return -1;
    this.#codes.set(word, this.categories.length);
    return this.categories.push(word) - 1;
  }
}

/** A column of a number of rows that is filled part by part. */
export class ColumnBuilder {
  readonly #wish: ColumnWish;
  readonly #rows: number;
  readonly #file: string;
  #numbers: Float64Array | undefined;
  #words: { readonly coder: WordCoder; readonly codes: Int32Array } | undefined;
  #filled = 0;

  constructor(file: string, wish: ColumnWish, rows: number) {
    this.#file = file;
    this.#wish = wish;
    this.#rows = rows;
  }

  /** Adds the next rows. */
  add(part: ColumnPart): void {
    const end = this.#filled + part.length;
    if (end > this.#rows) this.#fail(`has more than the file's ${this.#rows} rows; the file is damaged`);
    if (this.#words === undefined && this.#numbers === undefined) this.#start(part);
    if (this.#numbers !== undefined) this.#addNumbers(this.#numbers, part);
    else if (this.#words !== undefined) this.#addWords(this.#words, part);
    this.#filled = end;
  }

  /** The whole column. */
  finish(): EventColumn {
    if (this.#filled !== this.#rows) {
      return this.#fail(`ends after ${this.#filled} of ${this.#rows} rows; the file is damaged or cut off`);
    }
    if (this.#words === undefined) return { values: this.#numbers ?? new Float64Array(0) };
    const { coder, codes } = this.#words;
    return { categories: coder.categories, codes };
  }

  /** The first value that is there decides what the column holds. */
  #start(part: ColumnPart): void {
    let first: unknown;
    if (!ArrayBuffer.isView(part)) {
      for (let i = 0; i < part.length && (first === undefined || first === null); i++) first = part[i];
    }
    const isText = typeof first === 'string' || (this.#wish.as === 'words' && first !== undefined);
    if (this.#wish.as === 'words' || (isText && this.#wish.as === 'either')) {
      this.#words = { coder: new WordCoder(), codes: new Int32Array(this.#rows) };
    } else this.#numbers = new Float64Array(this.#rows);
  }

  #addNumbers(numbers: Float64Array, part: ColumnPart): void {
    if (part instanceof Float64Array || part instanceof Float32Array || part instanceof Int32Array) {
      numbers.set(part, this.#filled);
      return;
    }
    for (let i = 0; i < part.length; i++) {
      const value = part[i];
      const number = typeof value === 'number' ? value : numberFrom(value);
      if (number === undefined) this.#refuse(this.#filled + i, value);
      numbers[this.#filled + i] = number ?? Number.NaN;
    }
  }

  #addWords({ coder, codes }: { coder: WordCoder; codes: Int32Array }, part: ColumnPart): void {
    for (let i = 0; i < part.length; i++) {
      const value = part[i];
      if (typeof value === 'object' && value !== null) this.#refuse(this.#filled + i, value);
      const code = coder.codeOf(value === undefined || value === null ? '' : String(value));
      if (code < 0) this.#fail(`has more than ${MOST_WORDS} different words; it is no category`);
      codes[this.#filled + i] = code;
    }
  }

  #refuse(row: number, value: unknown): never {
    const shown = typeof value === 'string' ? JSON.stringify(value.slice(0, 40)) : `a ${nounOf(value)}`;
    const { name } = this.#wish;
    throw new InputDataError([
      { file: this.#file, key: `${rowInWords(row).row}, ${name}`, what: `${shown} is not a number` },
    ]);
  }

  #fail(what: string): never {
    throw new InputDataError([{ file: this.#file, key: this.#wish.name, what }]);
  }
}

/** A plain value as a number: NaN where there is none, undefined where it is something else. */
function numberFrom(value: unknown): number | undefined {
  if (value === null || value === undefined) return Number.NaN;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'boolean') return value ? 1 : 0;
  return undefined;
}

function nounOf(value: unknown): string {
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return 'list';
  return value instanceof Date ? 'date' : 'structure';
}

/** A column of words from texts. */
export function wordColumn(file: string, name: string, words: readonly string[]): WordColumn {
  const builder = new ColumnBuilder(file, { name, as: 'words' }, words.length);
  builder.add(words);
  const column = builder.finish();
  return 'categories' in column ? column : { categories: [], codes: new Int32Array(0) };
}
