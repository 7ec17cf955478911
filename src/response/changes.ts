/** Changes to keys of a response, as in a variant of an experiment: `response: { file, changes }`. */
import { InputDataError } from '../errors.js';
import { partOf } from '../input/schemaWalk.js';
import { formatPath, type KeyPath, mistakeAt, type YamlFile } from '../input/yaml.js';
import type { Mistake } from '../mistakes.js';

/** New values by key of the response: `smearing.energy.below_zero`, `observables[0].edges[9]`. */
export type ResponseChanges = Readonly<Record<string, unknown>>;

/** Location of the changes: the experiment's file, and the path of the block in it. */
export interface ChangesPlace {
  readonly yaml: YamlFile;
  readonly path: KeyPath;
}

/** Path of a key: the inverse of formatPath; undefined if the key is malformed. */
function pathOfKey(key: string): (string | number)[] | undefined {
  if (!/^[a-z_]+(\[\d+\])*(\.[a-z_]+(\[\d+\])*)*$/.test(key)) return undefined;
  return [...key.matchAll(/[a-z_]+|\d+/g)].map(([part]) => (/^\d/.test(part) ? Number(part) : part));
}

/**
 * The response's file with the changes applied in order: a change replaces a value, adds a key to an existing mapping, or appends to a
 * list. Throws InputDataError with every change that has no place. `toldWhereChanged` reports what the schema finds wrong in a change.
 */
export function changeResponse(response: YamlFile, changes: ResponseChanges, place: ChangesPlace): YamlFile {
  const found: Mistake[] = [];
  const fail = (key: string, what: string) =>
    found.push(mistakeAt(place.yaml, [...place.path, key], what, 'key'));
  const value: unknown = structuredClone(response.value);
  for (const [key, changed] of Object.entries(changes)) {
    const path = pathOfKey(key);
    const last = path?.at(-1);
    if (path === undefined || last === undefined) {
      fail(key, 'no key of a response; write it as in smearing.energy.below_zero or observables[0].edges[9]');
      continue;
    }
    const above = path.slice(0, -1);
    const holder = above.reduce<unknown>(partOf, value);
    if (!setPart(holder, last, structuredClone(changed))) {
      const name = above.length === 0 ? 'nothing' : formatPath(above);
      const size = Array.isArray(holder) ? `, whose places are 0 to ${holder.length}` : '';
      fail(key, `has no place in ${name} of ${response.file}${size}; correct it`);
    }
  }
  if (found.length > 0) throw new InputDataError(found);
  return { ...response, value };
}

/** Sets a key of a mapping or an entry of a list, or appends to the list; false if the holder has no such place. */
function setPart(holder: unknown, key: string | number, value: unknown): boolean {
  if (Array.isArray(holder)) {
    if (typeof key !== 'number' || key > holder.length) return false;
    holder[key] = value;
    return true;
  }
  if (typeof holder !== 'object' || holder === null || typeof key === 'number') return false;
  Object.assign(holder, { [key]: value });
  return true;
}

/** Mistakes of the changed response; those at or below a change are reported at the change. */
export function toldWhereChanged(
  mistakes: readonly Mistake[],
  response: YamlFile,
  changes: ResponseChanges,
  place: ChangesPlace,
): Mistake[] {
  return mistakes.map((mistake) => {
    const { key = '' } = mistake;
    if (mistake.file !== response.file) return mistake;
    const isAt = (name: string) => key.startsWith(name) && /^([.[]|$)/.test(key.slice(name.length));
    const change = Object.keys(changes).find(isAt);
    if (change === undefined) return mistake;
    const below = key.slice(change.length);
    const what = below === '' ? mistake.what : `${below.replace(/^\./, '')}: ${mistake.what}`;
    return mistakeAt(place.yaml, [...place.path, change], what);
  });
}
