/** A scan file with changes merged over it, and where in which file each of its keys was written. */
import { mergeValues } from '../experiment/changes.js';
import { isMapping, partOf } from '../input/schemaWalk.js';
import { type KeyPath, mistakeAt, type YamlFile, type YamlMistake } from '../input/yaml.js';
import { suggest } from '../input/zodIssues.js';
import type { Mistake } from '../mistakes.js';

/** Where a change of a scan stands. */
export interface ScanChange {
  readonly yaml: YamlFile;
  readonly path: KeyPath;
  /** Whether nothing is known to be wrong at a path of the file: keys of the change that are wrong are left out. */
  readonly isSound: (path: KeyPath) => boolean;
}

/** A scan file with changes. */
export interface MergedScan {
  /** The scan file with the merged value: places in it are those of the scan file itself. */
  readonly yaml: YamlFile;
  readonly changes: readonly ScanChange[];
  /** What changes call each entry of `experiments`: `as` or `name` in the scan file. */
  readonly keys: readonly string[];
  /** What is wrong with the changes by themselves. */
  readonly found: readonly Mistake[];
}

/** Merges changes over a scan file, one after the other. */
export function mergeScan(base: YamlFile, changes: readonly ScanChange[]): MergedScan {
  const keys = listOf(partOf(base.value, 'experiments')).map(keyOf);
  const found: Mistake[] = [];
  const value = changes.reduce<unknown>((merged, change) => {
    const own = changeOf(change);
    if (!isMapping(own)) return merged;
    const experiments = partOf(own, 'experiments');
    const rest = without(own, 'experiments');
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

/** What an entry of `experiments` is called. */
function keyOf(entry: unknown): string {
  const name = partOf(entry, 'as') ?? partOf(entry, 'name') ?? entry;
  return typeof name === 'string' ? name : '';
}

function without(value: Readonly<Record<string, unknown>>, name: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== name));
}

/** A scan without the axes that a change gives: an axis has one of several forms, which do not mix. */
function replaceAxes(base: unknown, change: unknown): unknown {
  const axes = partOf(change, 'axes');
  const own = partOf(base, 'axes');
  if (!isMapping(axes) || !isMapping(own) || !isMapping(base)) return base;
  // Their places in the order of axes stay.
  const kept = Object.entries(own).map(([name, axis]) => [name, Object.hasOwn(axes, name) ? {} : axis]);
  return { ...base, axes: Object.fromEntries(kept) };
}

/** The experiments of a scan with a change of them, a mapping by what they are called. */
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
    const key = keys[i] ?? '';
    const own = Object.hasOwn(experiments, key) ? experiments[key] : undefined;
    if (own === undefined) return entry;
    if (!isMapping(own)) {
      const what = 'a mapping expected, such as { dirt: none }';
      found.push(mistakeAt(change.yaml, [...path, key], what));
      return entry;
    }
    const before = typeof entry === 'string' ? { name: entry } : entry;
    const merged = mergeValues(before, without(withDirt(own, before, scan), 'changes'));
    return { ...(merged as object), ...dataChanges(before, own.changes) };
  });
}

/** The changes of an experiment's data, in which null has a meaning of its own. */
function dataChanges(entry: unknown, changes: unknown): { changes?: unknown } {
  if (changes === undefined) return {};
  const merged = mergeValues(partOf(entry, 'changes'), changes, 'kept');
  return { changes: merged === null ? undefined : merged };
}

/** A change of an experiment, whose `dirt` without a preset is that of the scan with other numbers; one with a preset replaces it. */
function withDirt(
  own: Readonly<Record<string, unknown>>,
  entry: unknown,
  scan: unknown,
): Readonly<Record<string, unknown>> {
  const dirt = partOf(own, 'dirt');
  if (!isMapping(dirt) || !isMapping(entry)) return own;
  const before = partOf(entry, 'dirt') ?? partOf(partOf(scan, 'production'), 'dirt');
  const known = typeof before === 'string' ? { preset: before } : before;
  const merged = Object.hasOwn(dirt, 'preset') ? dirt : mergeValues(known, dirt);
  // Once more merged over what is there, which must not come back.
  const cleared = isMapping(partOf(entry, 'dirt')) ? clearedKeys(partOf(entry, 'dirt'), merged) : merged;
  return { ...own, dirt: cleared };
}

/** A value with null for the keys that only the one before had. */
function clearedKeys(before: unknown, after: unknown): unknown {
  if (!isMapping(before) || !isMapping(after)) return after;
  const gone = Object.keys(before).filter((key) => !Object.hasOwn(after, key));
  return { ...Object.fromEntries(gone.map((key) => [key, null])), ...after };
}

/** A mistake of a merged scan, told where what is wrong was written: in the last change that says it, or in the scan file. */
export function tellWhereWritten(mistake: Mistake, { yaml, changes, keys }: MergedScan): Mistake {
  const { path } = mistake as Partial<YamlMistake>;
  if (path === undefined || mistake.file !== yaml.file) return mistake;
  let best: { readonly change: ScanChange; readonly at: KeyPath; readonly depth: number } | undefined;
  for (const change of changes) {
    const at = placeIn(path, keys);
    // The first two keys are those of a block and of what stands in it, which many changes share.
    const depth = at === undefined ? 0 : depthOf(changeOf(change), at);
    const isWhole = at !== undefined && depth === at.length;
    if (at !== undefined && (isWhole || depth >= 2) && depth >= (best?.depth ?? 0))
      best = { change, at, depth };
  }
  if (best === undefined) return mistake;
  return mistakeAt(best.change.yaml, [...best.change.path, ...best.at], mistake.what);
}

/** A path of the merged scan as the change would write it; undefined for an entry of `experiments` that it could not. */
function placeIn(path: KeyPath, keys: readonly string[]): KeyPath | undefined {
  const [block, index, ...rest] = path;
  if (block !== 'experiments' || typeof index !== 'number') return path;
  const key = keys[index];
  return key === undefined ? undefined : [block, key, ...rest];
}

/** How many keys of a path a value has; all of them below a value that is no mapping or list. */
function depthOf(value: unknown, path: KeyPath): number {
  let at = value;
  for (const [depth, key] of path.entries()) {
    if (at !== undefined && !isMapping(at) && !Array.isArray(at)) return path.length;
    at = partOf(at, key);
    if (at === undefined) return depth;
  }
  return path.length;
}
