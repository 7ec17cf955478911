/** Tables and other texts that are written piece by piece. */
import type { FileInWork } from '../grid/atomicStore.js';
import { type Cell, csvLine, tableToCsv } from '../results/numberTable.js';
import type { FileColumn } from './columns.js';

/** Writes texts one after another. */
export async function putTexts(file: Pick<FileInWork, 'put'>, texts: Iterable<string>): Promise<void> {
  const encoder = new TextEncoder();
  let written = 0;
  for (const text of texts) {
    const bytes = encoder.encode(text);
    await file.put(bytes, written);
    written += bytes.length;
  }
}

/** A table as CSV, a text for its head and one for each block of rows; NaN is an empty cell. */
export function* csvTexts<R>(
  columns: readonly FileColumn<R>[],
  blocks: Iterable<readonly R[]>,
  about: readonly string[],
): Generator<string> {
  yield tableToCsv({ about, columns: columns.map(({ name }) => name), rows: [] });
  for (const block of blocks)
    yield block.map((row) => `${csvLine(columns.map((column) => cellOf(column.of(row))))}\n`).join('');
}

const cellOf = (value: number | string): Cell => (Number.isNaN(value) ? null : value);
