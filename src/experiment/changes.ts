/** Changes that somebody makes to an experiment's data without touching its files: values that are merged over what files say. */
import type { Mistake } from '../mistakes.js';
import { ownValue } from '../ownValue.js';
import { isMapping, partOf } from './schemaWalk.js';
import { chosenPath } from './variant.js';
import type { KeyPath, YamlFile, YamlMistake } from './yaml.js';

/** Blocks of an experiment's data, changed; what stands below `response`, but for `file`, belongs to the response's file. */
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
  const places = Object.keys(changes?.value ?? {}).map((block): ChangedPlace => {
    return { yaml, path: chosenPath(yaml.value, variants, block), at: [block] };
  });
  const value = places.reduce((merged, { path, at: [block] }) => {
    const change = partOf(changes?.value, block ?? '');
    // What else is said of a response belongs to a file of its own.
    const own =
      block === 'response'
        ? { file: partOf(change, 'file') ?? partOf(path.reduce(partOf, merged), 'file') }
        : change;
    return mergeAt(merged, path, own);
  }, yaml.value);
  return { yaml: { ...yaml, value }, places };
}

/** What a change says of the response's own file. */
export function responseChange(changes: ExperimentChanges | undefined): unknown {
  const change = partOf(changes?.value, 'response');
  return isMapping(change)
    ? Object.fromEntries(Object.entries(change).filter(([key]) => key !== 'file'))
    : {};
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
    const below = path.slice(place.path.length);
    if (isChanged(changes.value, place, below)) {
      return changes.mistakeAt([...place.at, ...below], mistake.what);
    }
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
