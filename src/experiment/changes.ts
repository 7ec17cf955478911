/** Changes of an experiment's data without editing its files: values that are merged into those of the files. */

import { ownValue } from '../input/ownValue.js';
import { isMapping, partOf } from '../input/schemaWalk.js';
import type { KeyPath, YamlFile, YamlMistake } from '../input/yaml.js';
import type { Mistake } from '../mistakes.js';
import { chosenPath } from './variant.js';

/** Changes of an experiment's data by block. Keys below `response`, except `file` and `source`, are keys of the response's file. */
export interface ExperimentChanges {
  readonly value: Readonly<Record<string, unknown>>;
  /** A mistake at a path in `value`, placed in the file where the change was written. */
  readonly mistakeAt: (path: KeyPath, what: string) => Mistake;
}

/**
 * Merges a change into a value: mappings are merged key by key, a key with null is removed, and anything else, including a list,
 * replaces the earlier value. With `nulls` kept the result is itself a change, equivalent to both changes one after the other.
 */
export function mergeValues(base: unknown, change: unknown, nulls: 'removed' | 'kept' = 'removed'): unknown {
  if (!isMapping(change)) return change;
  const under = isMapping(base) ? base : {};
  const merged = new Map(Object.entries(under));
  for (const [key, value] of Object.entries(change)) {
    if (value === null && nulls === 'removed') merged.delete(key);
    else merged.set(key, mergeValues(ownValue(under, key), value, nulls));
  }
  return Object.fromEntries(merged);
}

/** An experiment file with changes merged into the blocks that its variants choose, and the places of these blocks. */
export function changedFile(
  yaml: YamlFile,
  variants: readonly string[],
  changes: ExperimentChanges | undefined,
): { readonly yaml: YamlFile; readonly places: readonly ChangedPlace[] } {
  const places: ChangedPlace[] = [];
  let value = yaml.value;
  for (const [block, change] of Object.entries(changes?.value ?? {})) {
    const path = chosenPath(value, variants, block);
    const blockChange =
      block === 'response' ? responseBlock(change, path.reduce<unknown>(partOf, value)) : change;
    if (block === 'response') places.push({ yaml, path: [...path, 'changes'], at: [block] });
    places.push({ yaml, path, at: [block] });
    value = mergeAt(value, path, blockChange);
  }
  return { yaml: { ...yaml, value }, places };
}

/** Keys of the block `response` itself. */
const OF_BLOCK: readonly string[] = ['file', 'source'];

/** A change of the block `response` as a block: keys of its file become the block's `changes` (src/response/changes.ts). */
function responseBlock(change: unknown, before: unknown): unknown {
  if (!isMapping(change)) return change;
  const entries = Object.entries(change);
  const ofBlock = entries.filter(([key]) => OF_BLOCK.includes(key));
  const ofFile = entries.filter(([key]) => !OF_BLOCK.includes(key));
  const changes = Object.fromEntries(leavesOf(Object.fromEntries(ofFile)));
  const source = partOf(before, 'source') ?? 'ASSUMPTION: the scan that changes it';
  return { source, ...Object.fromEntries(ofBlock), changes };
}

/** Values of nested mappings by dotted keys. */
function leavesOf(value: Readonly<Record<string, unknown>>, above = ''): [string, unknown][] {
  return Object.entries(value).flatMap(([key, part]): [string, unknown][] =>
    isMapping(part) ? leavesOf(part, `${above}${key}.`) : [[`${above}${key}`, part]],
  );
}

/** A value with a change merged into its part at a path. */
function mergeAt(base: unknown, path: KeyPath, change: unknown): unknown {
  const nested = path.reduceRight<unknown>((inner, key) => ({ [String(key)]: inner }), change);
  return mergeValues(base, nested);
}

/** A changed part of a file: its path in the file, and in the change. */
export interface ChangedPlace {
  /** The original file. */
  readonly yaml: YamlFile;
  readonly path: KeyPath;
  readonly at: KeyPath;
}

/** A mistake, moved to where the change was written if it comes from a change; otherwise unchanged. */
export function tellAtChange(
  mistake: Mistake,
  changes: ExperimentChanges | undefined,
  places: readonly ChangedPlace[],
): Mistake {
  const { path } = mistake as Partial<YamlMistake>;
  if (changes === undefined || path === undefined) return mistake;
  for (const place of places) {
    const isWithin = place.path.every((key, i) => path[i] === key);
    if (mistake.file !== place.yaml.file || !isWithin) continue;
    const rest = path.slice(place.path.length);
    // Keys of a response's file are dotted in the block; the change may have written them as nested mappings.
    const parted = place.path.at(-1) === 'changes' ? rest.flatMap((key) => String(key).split('.')) : rest;
    const below = [rest, parted].find((keys) => isChanged(changes.value, place, keys));
    if (below !== undefined) return changes.mistakeAt([...place.at, ...below], mistake.what);
  }
  return mistake;
}

/** Whether a change gives the value at a path of the file, or the mapping in which a key is missing. */
function isChanged(value: unknown, { yaml, path, at }: ChangedPlace, below: KeyPath): boolean {
  let change = at.reduce(partOf, value);
  let before = path.reduce(partOf, yaml.value);
  for (const key of below) {
    if (!isMapping(change)) return change !== undefined;
    const isNew = !isMapping(before);
    change = partOf(change, key);
    before = partOf(before, key);
    if (change === undefined) return isNew;
  }
  return change !== undefined;
}

/** A change in words, a phrase for each value: `response.efficiency = 0.25`. */
export function changesInWords(value: unknown, path: readonly string[] = []): string[] {
  if (isMapping(value)) {
    return Object.entries(value).flatMap(([key, part]) => changesInWords(part, [...path, key]));
  }
  const text = value === null ? 'left out' : JSON.stringify(value);
  return [`${path.join('.')} ${value === null ? '' : '= '}${text}`];
}
