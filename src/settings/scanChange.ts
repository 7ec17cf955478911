/** What a value of the command line changes of a scan file, as a mapping of the form that variations' `set` has. */
import { mergeValues } from '../experiment/changes.js';
import { isMapping, partOf } from '../input/schemaWalk.js';
import type { KeyPath } from '../input/yaml.js';
import { MODEL_KINDS, modelOf } from '../model/models.js';
import { AXIS_NAMES, type AxisName, isAxisName } from '../model/parameters.js';

/** A change of a scan file. */
export interface PlannedChange {
  readonly change: Readonly<Record<string, unknown>>;
  /** Where the value lies in the changed file. */
  readonly place: KeyPath;
  /** What it takes out of the file because both cannot be. */
  readonly removed: readonly KeyPath[];
}

/** The keys of an axis that cannot be beside another one. */
const EXCLUDED: Readonly<Record<string, readonly string[]>> = {
  log: ['linear', 'values'],
  linear: ['log', 'values'],
  values: ['log', 'linear', 'points'],
};

/**
 * The change that gives a scan file a value at a path; `keys` are the names of its experiments. A text says why the path leads nowhere.
 * A parameter's own name stands for its place in `model.parameters`. A value replaces what it excludes: a number the axis of the same
 * parameter and its alternative, `values` of an axis its bounds.
 */
export function planChange(
  scan: unknown,
  keys: readonly string[],
  path: KeyPath,
  value: unknown,
): PlannedChange | string {
  const [block, name, ...below] = path;
  if (path.length === 1 && isAxisName(String(block)))
    return parameterChange(scan, ['model', 'parameters', String(block)], value);
  if (block === 'model' && name === 'parameters' && below.length === 1)
    return parameterChange(scan, path, value);
  if (block === 'axes' && isAxisName(String(name))) return axisChange(scan, path, value);
  if (block === 'experiments' && typeof name === 'number' && below.length > 0) {
    const key = keys[name];
    if (key === undefined) return `the scan has experiments [0] to [${keys.length - 1}]; correct the number`;
    return { change: nested([block, key, ...below], value), place: path, removed: [] };
  }
  if (block === 'experiments' && typeof name === 'string') {
    const place = [block, keys.indexOf(name), ...below];
    return { change: nested(path, value), place, removed: [] };
  }
  return listed(scan, path, value, (at, part) => {
    const soil = partOf(partOf(scan, 'production'), 'dirt');
    const isNumber = block === 'production' && name === 'dirt' && at.length > 2;
    const base = isNumber && typeof soil === 'string' ? { production: { dirt: { preset: soil } } } : {};
    return { change: merged(base, nested(at, part)), place: path, removed: [] };
  });
}

/** A parameter as a fixed value: neither an axis nor its alternative stays beside it. */
function parameterChange(scan: unknown, path: KeyPath, value: unknown): PlannedChange {
  const name = String(path.at(-1));
  const excluded = isAxisName(name) && value !== null ? alternativesOf(scan, name) : [];
  const removed = present(scan, [
    ...(value === null ? [] : [['axes', name]]),
    ...excluded.flatMap((other) => [
      ['axes', other],
      ['model', 'parameters', other],
    ]),
  ]);
  return { change: withRemoved(nested(path, value), removed), place: path, removed };
}

/** A whole axis, or one of its keys beside those that the axis has already. */
function axisChange(scan: unknown, path: KeyPath, value: unknown): PlannedChange | string {
  const [, name, form] = path;
  const others = value === null || !isAxisName(String(name)) ? [] : alternativesOf(scan, String(name));
  const removed = present(scan, [
    ...(value === null ? [] : [['model', 'parameters', String(name)]]),
    ...others.flatMap((other) => [
      ['axes', other],
      ['model', 'parameters', other],
    ]),
  ]);
  const before = path.slice(0, 2).reduce<unknown>(partOf, scan);
  return listed(scan, path, value, (at, part) => {
    const excluded = EXCLUDED[String(form)] ?? [];
    const kept = Object.entries(isMapping(before) ? before : {}).filter(([key]) => !excluded.includes(key));
    // Merged axes are replaced as a whole.
    const axis = at.length > 2 ? merged(Object.fromEntries(kept), nested(at.slice(2), part)) : part;
    return { change: withRemoved(nested(at.slice(0, 2), axis), removed), place: path, removed };
  });
}

/** A value within a list is set by replacing the list, since changes replace lists as a whole. */
function listed(
  scan: unknown,
  path: KeyPath,
  value: unknown,
  changeAt: (path: KeyPath, value: unknown) => PlannedChange,
): PlannedChange | string {
  const first = path.findIndex((key) => typeof key === 'number');
  if (first < 0) return changeAt(path, value);
  const at = path.slice(0, first);
  const changed = replaced(at.reduce<unknown>(partOf, scan), path.slice(first), value);
  return typeof changed === 'string' ? changed : changeAt(at, changed.value);
}

/** A value with another one at a path within it; a text where a list on the way is not there or is too short. */
function replaced(base: unknown, path: KeyPath, value: unknown): { readonly value: unknown } | string {
  const [key, ...below] = path;
  if (key === undefined) return { value };
  if (typeof key === 'number' && !Array.isArray(base)) return 'there is no list in the file; give all of it';
  if (typeof key === 'number' && key >= (base as unknown[]).length)
    return `the list in the file ends at [${(base as unknown[]).length - 1}]; give all of it`;
  const inner = replaced(partOf(base, key), below, value);
  if (typeof inner === 'string') return inner;
  if (Array.isArray(base)) return { value: base.map((item, i) => (i === key ? inner.value : item)) };
  return { value: { ...(isMapping(base) ? base : {}), [String(key)]: inner.value } };
}

/** The parameters that cannot be given beside this one in the scan's model. */
function alternativesOf(scan: unknown, name: string): AxisName[] {
  const kind = MODEL_KINDS.find((one) => one === partOf(partOf(scan, 'model'), 'kind'));
  const pairs = kind === undefined ? [] : modelOf(kind).alternatives;
  return AXIS_NAMES.filter((other) =>
    pairs.some(({ names }) => other !== name && names.includes(other) && names.some((one) => one === name)),
  );
}

function present(scan: unknown, paths: readonly KeyPath[]): KeyPath[] {
  return paths.filter((path) => path.reduce<unknown>(partOf, scan) !== undefined);
}

function withRemoved(change: Readonly<Record<string, unknown>>, removed: readonly KeyPath[]) {
  return removed.reduce((whole, path) => merged(whole, nested(path, null)), change);
}

/** A mapping with one value at a path. */
function nested(path: KeyPath, value: unknown): Readonly<Record<string, unknown>> {
  return path.reduceRight<unknown>((inner, key) => ({ [String(key)]: inner }), value) as Record<
    string,
    unknown
  >;
}

function merged(
  base: Readonly<Record<string, unknown>>,
  change: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return mergeValues(base, change, 'kept') as Record<string, unknown>;
}
