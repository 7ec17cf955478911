/** A YAML file checked against its schema: every mistake at once, and the parts of the file that can still be used. */
import type * as z from 'zod';
import { MOST_SHOWN } from '../mistakes.js';
import { salvage } from './schemaWalk.js';
import { type KeyPath, mistakeAt, type YamlFile, type YamlMistake } from './yaml.js';
import { faultsOf, nearestName, type SchemaFault, suggest } from './zodIssues.js';

/** A file after the check against its schema. */
export interface CheckedYaml<T> {
  /** The value with its defaults. A path with a mistake at it, below it or above it must not be read: ask `isSound`. */
  readonly data: T;
  /** Mistakes of syntax and against the schema, in the order of lines; the caller may add more. */
  readonly found: readonly YamlMistake[];
  /** Whether there is no mistake at a path, below it or above it. */
  isSound(path: KeyPath): boolean;
  /** Whether there is no mistake at a path or above it: a mapping there has its keys, though the values of some may be wrong. */
  isReadable(path: KeyPath): boolean;
  /** Whether an unknown key at `path` may be a misspelt `name`; the missing `name` is then not reported separately. */
  wasMeant(path: KeyPath, name: string): boolean;
}

/** Checks a file against its schema; throws the file's error at once where the document is not even of the schema's type. */
export function checkYaml<S extends z.ZodType>(yaml: YamlFile, schema: S): CheckedYaml<z.output<S>> {
  // Each schema is used a few times: compiling it to JavaScript, zod's default, takes longer.
  const result = schema.safeParse(yaml.value, { reportInput: true, jitless: true });
  const spoilt = new PathSet(yaml.found.map(({ path }) => path));
  const faults = result.success ? [] : faultsOf(schema, yaml.value, result.error.issues);
  // Below a key that is given twice, or that has hidden characters, a fault may be only a consequence of that.
  const independent = faults.filter(({ path }) => !spoilt.covers(path));
  const { mistakes, meant } = mistakesOf(yaml, independent);
  const found = [...yaml.found, ...mistakes, ...prototypeKeys(yaml, [...yaml.found, ...mistakes])].sort(
    (a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0),
  );
  // A key that is missing because it was misspelt is not reported, but its path is not sound either.
  const paths = new PathSet([...found, ...independent].map(({ path }) => path));
  const data = result.success ? result.data : salvage(schema, yaml.value);
  if (data === undefined) throw new yaml.ErrorClass(found);
  return {
    data: data as z.output<S>,
    found,
    isReadable: (path) => !paths.covers(path),
    isSound: (path) => !paths.covers(path) && !paths.reachesInto(path),
    wasMeant: (path, name) => meant.has(pathKey([...path, name])),
  };
}

/** A file's value by its schema; throws the file's error with every mistake otherwise. */
export function validateYaml<S extends z.ZodType>(yaml: YamlFile, schema: S): z.output<S> {
  const { data, found } = checkYaml(yaml, schema);
  if (found.length > 0) throw new yaml.ErrorClass(found);
  return data;
}

/** The faults as mistakes with their places. Only the first few unknown keys are compared with valid names, since no more are shown. */
function mistakesOf(
  yaml: YamlFile,
  faults: readonly SchemaFault[],
): { mistakes: YamlMistake[]; meant: ReadonlySet<string> } {
  const meant = new Set<string>();
  const unknown = faults
    .filter(({ valid }) => valid !== undefined)
    .map(({ path, what, valid = [] }) => ({ mistake: mistakeAt(yaml, path, what, 'key'), valid }))
    .sort((a, b) => (a.mistake.line ?? 0) - (b.mistake.line ?? 0));
  const keys = unknown.map(({ mistake, valid }, i) => {
    if (i >= MOST_SHOWN || valid.length === 0) return mistake;
    const name = String(mistake.path.at(-1));
    const nearest = nearestName(name, valid);
    if (nearest !== undefined) meant.add(pathKey([...mistake.path.slice(0, -1), nearest]));
    return { ...mistake, what: `${mistake.what}; ${suggest(name, valid)}` };
  });
  const values = faults
    .filter(({ valid, isMissing, path }) => valid === undefined && !(isMissing && meant.has(pathKey(path))))
    .map(({ path, what }) => mistakeAt(yaml, path, what));
  return { mistakes: [...keys, ...values], meant };
}

/** Keys named `__proto__` in mappings with arbitrary names, which the schema drops silently. */
function prototypeKeys(yaml: YamlFile, known: readonly YamlMistake[]): YamlMistake[] {
  if (yaml.prototypes.length === 0) return [];
  const told = new PathSet(known.map(({ path }) => path));
  return yaml.prototypes
    .filter((path) => !told.covers(path))
    .map((path) => mistakeAt(yaml, path, 'nothing has this name; correct it', 'key'));
}

/** A set of paths that can tell whether it has a path, one above it, or one below it. */
class PathSet {
  readonly #paths = new Set<string>();
  readonly #above = new Set<string>();

  constructor(paths: readonly KeyPath[]) {
    for (const path of paths) {
      this.#paths.add(pathKey(path));
      for (let length = 0; length < path.length; length++) this.#above.add(pathKey(path, length));
    }
  }

  /** Whether a path or one above it is in the set. */
  covers(path: KeyPath): boolean {
    if (this.#paths.size === 0) return false;
    for (let length = path.length; length >= 0; length--) {
      if (this.#paths.has(pathKey(path, length))) return true;
    }
    return false;
  }

  /** Whether a path below this one is in the set. */
  reachesInto(path: KeyPath): boolean {
    return this.#above.has(pathKey(path));
  }
}

/** The first keys of a path as a text; the separator cannot occur in a key. */
function pathKey(path: KeyPath, length = path.length): string {
  let key = '';
  for (let i = 0; i < length; i++) key += `${typeof path[i] === 'number' ? '#' : '.'}${String(path[i])}\0`;
  return key;
}
