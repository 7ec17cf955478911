/** Context for reading the steps of a response pipeline. */
import { attemptAsync } from '../errors.js';
import type { KeyPath, YamlFile } from '../input/yaml.js';
import type { Mistake } from '../mistakes.js';
import type { ValueColumn } from './table.js';
import type { AxisEntry } from './tableSchema.js';
import type { Table } from './tableTypes.js';

/** Reads a table's text by its path relative to the response's file. Rejects with the key if there is no such file. */
export type ReadTable = (file: string, yaml: YamlFile, key: KeyPath) => Promise<string>;

/** Reads a table with its file and the line of each value; `column`: name of the column of values, by default the kind of value. */
export type ReadOf = (
  file: string,
  axes: readonly AxisEntry[],
  value: ValueColumn,
  key: KeyPath,
  column?: string,
) => Promise<Table & { readonly lines: readonly number[]; readonly file: string }>;

/** A pipeline while it is being read: its validated parts, and the mistakes found so far. */
export interface Reading<File> {
  readonly yaml: YamlFile;
  readonly r: File;
  readonly isSound: (path: KeyPath) => boolean;
  readonly read: ReadOf;
  /** Text of a table without named columns, and its file name. */
  readonly readText: (
    file: string,
    key: KeyPath,
  ) => Promise<{ readonly text: string; readonly file: string }>;
  readonly found: Mistake[];
}

/** Reads each entry of a list; entries with mistakes are left out. */
export async function eachOf<E, T>(
  { isSound, found }: Pick<Reading<unknown>, 'isSound' | 'found'>,
  path: KeyPath,
  entries: readonly E[] | undefined,
  piece: (entry: E, path: KeyPath, index: number) => Promise<T> | T,
): Promise<T[]> {
  const built: T[] = [];
  for (const [i, entry] of (entries ?? []).entries()) {
    const place = [...path, i];
    if (!isSound(place)) continue;
    const result = await attemptAsync(found, async () => ({ value: await piece(entry, place, i) }));
    if (result) built.push(result.value);
  }
  return built;
}
