/** What the pieces of a response pipeline need while they are read. */

import type { KeyPath, YamlFile } from '../input/yaml.js';
import type { Mistake } from '../mistakes.js';
import type { Table } from './pipeline.js';
import type { AxisEntry, PipelineFile } from './pipelineSchema.js';
import type { ValueColumn } from './table.js';

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
export interface Reading {
  readonly yaml: YamlFile;
  readonly r: PipelineFile;
  readonly isSound: (path: KeyPath) => boolean;
  readonly read: ReadOf;
  readonly found: Mistake[];
}
