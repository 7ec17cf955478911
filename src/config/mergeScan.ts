/** A scan file with changes merged into it, and the file and place in which each of its keys was written. */
import { at } from '../at.js';
import { mergeValues } from '../experiment/changes.js';
import { isMapping, partOf } from '../input/schemaWalk.js';
import { type KeyPath, mistakeAt, type YamlFile, type YamlMistake } from '../input/yaml.js';
import { suggest } from '../input/zodIssues.js';
import type { Mistake } from '../mistakes.js';

/** A change of a scan, and its place in a file. */
export interface ScanChange {
  readonly yaml: YamlFile;
  readonly path: KeyPath;
  /** Whether no mistake is known at a path of the file; keys of the change with mistakes are left out. */
  readonly isSound: (path: KeyPath) => boolean;
}

/** A scan file with changes merged into it. */
export interface MergedScan {
  /** The scan file with the merged value; lines and columns are those of the original scan file. */
  readonly yaml: YamlFile;
  readonly changes: readonly ScanChange[];
  /** The name of each entry of `experiments` in changes: its `as`, or else its `name`, in the scan file. */
  readonly keys: readonly string[];
  /** Mistakes in the changes themselves. */
  readonly found: readonly Mistake[];
}

/** Merges changes into a scan file, one after the other. */
export function mergeScan(base: YamlFile, changes: readonly ScanChange[]): MergedScan {
  const keys = listOf(partOf(base.value, 'experiments')).map(keyOf);
  const found: Mistake[] = [];
  const value = changes.reduce<unknown>((merged, change) => {
    const value = changeOf(change);
    if (!isMapping(value)) return merged;
    const experiments = partOf(value, 'experiments');
    const rest = without(value, 'experiments');
    const others = mergeValues(replaceAxes(merged, rest), rest);
    if (!isMapping(others) || experiments === undefined) return others;
    return { ...others, experiments: mergeExperiments(others, experiments, { change, keys, found }) };
  }, base.value);
  return { yaml: { ...base, value, found: [] }, changes, keys, found };
}

function changeOf({ yaml, path, isSound }: ScanChange): unknown {
  const value = path.reduce<unknown>(partOf, yaml.value);
  if (!isMapping(value)) return undefined;
  return Object.fromEntries(Object.entries(value).filter(([key]) => isSound([...path, key])));
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The name of an entry of `experiments`. */
function keyOf(entry: unknown): string {
  const name = partOf(entry, 'as') ?? partOf(entry, 'name') ?? entry;
  return typeof name === 'string' ? name : '';
}

function without(value: Readonly<Record<string, unknown>>, name: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== name));
}

/** A scan without the axes that a change gives: these are replaced as a whole, since the forms of an axis cannot be mixed. */
function replaceAxes(base: unknown, change: unknown): unknown {
  const axes = partOf(change, 'axes');
  const baseAxes = partOf(base, 'axes');
  if (!isMapping(axes) || !isMapping(baseAxes) || !isMapping(base)) return base;
  // Replaced axes keep their places in the order of axes.
  const kept = Object.entries(baseAxes).map(([name, axis]) => [name, Object.hasOwn(axes, name) ? {} : axis]);
  return { ...base, axes: Object.fromEntries(kept) };
}

/** The experiments of a scan with a change merged into them, which is a mapping by their names. */
function mergeExperiments(
  scan: Readonly<Record<string, unknown>>,
  experiments: unknown,
  { change, keys, found }: { change: ScanChange; keys: readonly string[]; found: Mistake[] },
): unknown {
  const path = [...change.path, 'experiments'];
  if (!isMapping(experiments)) {
    const what = `a mapping by name expected, such as { ${keys[0] ?? 'microboone-2025'}: { dirt: none } }`;
    found.push(mistakeAt(change.yaml, path, what));
    return scan.experiments;
  }
  for (const key of Object.keys(experiments)) {
    if (keys.includes(key)) continue;
    const what = `no experiment of the scan; ${suggest(key, keys)}`;
    found.push(mistakeAt(change.yaml, [...path, key], what, 'key'));
  }
  return listOf(scan.experiments).map((entry, i) => {
    const key = at(keys, i);
    const entryChange = Object.hasOwn(experiments, key) ? experiments[key] : undefined;
    if (entryChange === undefined) return entry;
    if (!isMapping(entryChange)) {
      const what = 'a mapping expected, such as { dirt: none }';
      found.push(mistakeAt(change.yaml, [...path, key], what));
      return entry;
    }
    const before = typeof entry === 'string' ? { name: entry } : entry;
    const merged = mergeValues(before, without(withDirt(entryChange, before, scan), 'changes'));
    return { ...(merged as object), ...dataChanges(before, entryChange.changes) };
  });
}

/** The changes of an experiment's data, where null is kept, since it has a meaning there. */
function dataChanges(entry: unknown, changes: unknown): { changes?: unknown } {
  if (changes === undefined) return {};
  const merged = mergeValues(partOf(entry, 'changes'), changes, 'kept');
  return { changes: merged === null ? undefined : merged };
}

/** A change of an experiment. Its `dirt` changes numbers of the scan's soil where it names no preset, and replaces it otherwise. */
function withDirt(
  entryChange: Readonly<Record<string, unknown>>,
  entry: unknown,
  scan: unknown,
): Readonly<Record<string, unknown>> {
  const dirt = partOf(entryChange, 'dirt');
  if (!isMapping(dirt) || !isMapping(entry)) return entryChange;
  const before = partOf(entry, 'dirt') ?? partOf(partOf(scan, 'production'), 'dirt');
  const known = typeof before === 'string' ? { preset: before } : before;
  const merged = Object.hasOwn(dirt, 'preset') ? dirt : mergeValues(known, dirt);
  // The result is merged into the entry once more, which must not restore the keys that the change removes.
  const cleared = isMapping(partOf(entry, 'dirt')) ? clearedKeys(partOf(entry, 'dirt'), merged) : merged;
  return { ...entryChange, dirt: cleared };
}

/** A value with null for the keys that only the earlier one has. */
function clearedKeys(before: unknown, after: unknown): unknown {
  if (!isMapping(before) || !isMapping(after)) return after;
  const gone = Object.keys(before).filter((key) => !Object.hasOwn(after, key));
  return { ...Object.fromEntries(gone.map((key) => [key, null])), ...after };
}

/** A mistake of a merged scan, moved to where the wrong value was written: the last change that gives it, or the scan file. */
export function tellWhereWritten(mistake: Mistake, { yaml, changes, keys }: MergedScan): Mistake {
  const { path } = mistake as Partial<YamlMistake>;
  if (path === undefined || mistake.file !== yaml.file) return mistake;
  let best: { readonly change: ScanChange; readonly place: KeyPath; readonly depth: number } | undefined;
  for (const change of changes) {
    const place = placeIn(path, keys);
    // Many changes share a block and the key in it: a match of fewer than two keys says nothing.
    const depth = place === undefined ? 0 : depthOf(changeOf(change), place);
    const isWhole = place !== undefined && depth === place.length;
    if (place !== undefined && (isWhole || depth >= 2) && depth >= (best?.depth ?? 0))
      best = { change, place, depth };
  }
  if (best === undefined) return mistake;
  return mistakeAt(best.change.yaml, [...best.change.path, ...best.place], mistake.what);
}

/** A path of the merged scan as a change would write it; undefined for an entry of `experiments` that has no name. */
function placeIn(path: KeyPath, keys: readonly string[]): KeyPath | undefined {
  const [block, index, ...rest] = path;
  if (block !== 'experiments' || typeof index !== 'number') return path;
  const key = keys[index];
  return key === undefined ? undefined : [block, key, ...rest];
}

/** How many keys of a path exist in a value; all of them where a value on the way is neither a mapping nor a list. */
function depthOf(value: unknown, path: KeyPath): number {
  let part = value;
  for (const [depth, key] of path.entries()) {
    if (part !== undefined && !isMapping(part) && !Array.isArray(part)) return path.length;
    part = partOf(part, key);
    if (part === undefined) return depth;
  }
  return path.length;
}
