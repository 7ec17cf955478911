/** What the steps of a response pipeline need while they are read. */
import { attemptAsync } from '../errors.js';
import type { KeyPath, YamlFile } from '../input/yaml.js';
import type { Mistake } from '../mistakes.js';
import type { ValueColumn } from './table.js';
import type { AxisEntry } from './tableSchema.js';
import type { Table } from './tableTypes.js';

/** Reads a table's text, by its name relative to the response's file; rejects, naming the key, where there is none. */
export type ReadTable = (file: string, yaml: YamlFile, key: KeyPath) => Promise<string>;

/** A table with the lines that its values stand on, in a file; `column` holds them, where it is not named as what they are. */
export type ReadOf = (
  file: string,
  axes: readonly AxisEntry[],
  value: ValueColumn,
  key: KeyPath,
  column?: string,
) => Promise<Table & { readonly lines: readonly number[]; readonly file: string }>;

/** A pipeline while it is read: what is sound of it, and what is wrong. */
export interface Reading<File> {
  readonly yaml: YamlFile;
  readonly r: File;
  readonly isSound: (path: KeyPath) => boolean;
  readonly read: ReadOf;
  /** Text of a table without named columns, and the name of its file. */
  readonly readText: (
    file: string,
    key: KeyPath,
  ) => Promise<{ readonly text: string; readonly file: string }>;
  readonly found: Mistake[];
}

/** What a list's entries give, of those that are sound and read without a mistake. */
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
