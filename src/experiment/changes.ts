/** Changes that somebody makes to an experiment's data without touching its files: values that are merged over what files say. */

import { ownValue } from '../input/ownValue.js';
import { isMapping, partOf } from '../input/schemaWalk.js';
import type { KeyPath, YamlFile, YamlMistake } from '../input/yaml.js';
import type { Mistake } from '../mistakes.js';
import { chosenPath } from './variant.js';

/** Blocks of an experiment's data, changed; what stands below `response`, but for `file` and `source`, belongs to the response's file. */
export interface ExperimentChanges {
  readonly value: Readonly<Record<string, unknown>>;
  /** The mistake at a place in `value`, in the file where somebody wrote it. */
  readonly mistakeAt: (path: KeyPath, what: string) => Mistake;
}

/**
 * A value with another one merged over it: mappings key by key, a key with null is taken out, and anything else, lists too, takes
 * the place of what was there. With `nulls` kept, the result is a change itself: both changes one after the other.
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

/** An experiment file with changes merged over the blocks that variants choose, and where these stand. */
export function changedFile(
  yaml: YamlFile,
  variants: readonly string[],
  changes: ExperimentChanges | undefined,
): { readonly yaml: YamlFile; readonly places: readonly ChangedPlace[] } {
  const places: ChangedPlace[] = [];
  let value = yaml.value;
  for (const [block, change] of Object.entries(changes?.value ?? {})) {
    const path = chosenPath(value, variants, block);
    const own = block === 'response' ? responseBlock(change, path.reduce<unknown>(partOf, value)) : change;
    if (block === 'response') places.push({ yaml, path: [...path, 'changes'], at: [block] });
    places.push({ yaml, path, at: [block] });
    value = mergeAt(value, path, own);
  }
  return { yaml: { ...yaml, value }, places };
}

/** Keys of the block `response` itself. */
const OF_BLOCK: readonly string[] = ['file', 'source'];

/** What a change of the block `response` comes to: all but the block's own keys are keys of its file (responseChanges.ts). */
function responseBlock(change: unknown, before: unknown): unknown {
  if (!isMapping(change)) return change;
  const entries = Object.entries(change);
  const own = entries.filter(([key]) => OF_BLOCK.includes(key));
  const ofFile = entries.filter(([key]) => !OF_BLOCK.includes(key));
  const changes = Object.fromEntries(leavesOf(Object.fromEntries(ofFile)));
  const source = partOf(before, 'source') ?? 'ASSUMPTION: the scan that changes it';
  return { source, ...Object.fromEntries(own), changes };
}

/** Values of nested mappings by their keys, joined by dots. */
function leavesOf(value: Readonly<Record<string, unknown>>, above = ''): [string, unknown][] {
  return Object.entries(value).flatMap(([key, part]): [string, unknown][] =>
    isMapping(part) ? leavesOf(part, `${above}${key}.`) : [[`${above}${key}`, part]],
  );
}

/** A value with a change merged over the part of it at a path. */
function mergeAt(base: unknown, path: KeyPath, change: unknown): unknown {
  const nested = path.reduceRight<unknown>((inner, key) => ({ [String(key)]: inner }), change);
  return mergeValues(base, nested);
}

/** A file's part that a change was merged over: where it stands there, and where in the change. */
export interface ChangedPlace {
  /** The file as it was. */
  readonly yaml: YamlFile;
  readonly path: KeyPath;
  readonly at: KeyPath;
}

/** A mistake that a change made, told where the change was written; any other one as it is. */
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
    // Keys of a response's file stand there in one word, which a change may have written as mappings.
    const parted = place.path.at(-1) === 'changes' ? rest.flatMap((key) => String(key).split('.')) : rest;
    const below = [rest, parted].find((keys) => isChanged(changes.value, place, keys));
    if (below !== undefined) return changes.mistakeAt([...place.at, ...below], mistake.what);
  }
  return mistake;
}

/** Whether a change gives what stands at a path of the file, or the mapping in which something is missing there. */
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
