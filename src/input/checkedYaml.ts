/** A YAML file beside its schema: all that is wrong with it at once, and what of it can be used all the same. */
import type { z } from 'zod';
import { MOST_SHOWN } from '../mistakes.js';
import { salvage } from './schemaWalk.js';
import { type KeyPath, mistakeAt, type YamlFile, type YamlMistake } from './yaml.js';
import { faultsOf, nearestName, type SchemaFault, suggest } from './zodIssues.js';

/** A file against its schema. */
export interface CheckedYaml<T> {
  /** The value with its defaults. Where a mistake is at or below a path, or above it, nothing there may be read: ask `isSound`. */
  readonly data: T;
  /** What the schema and the text alone found wrong, in the order of lines; more may be added. */
  readonly found: readonly YamlMistake[];
  /** Whether no mistake is at a path, below it or above it. */
  isSound(path: KeyPath): boolean;
  /** Whether no mistake is at a path or above it: a mapping there has its keys, though some may be wrong. */
  isReadable(path: KeyPath): boolean;
  /** Whether an unknown key at `path` was perhaps meant to be `name`: that it is missing is no mistake of its own then. */
  wasMeant(path: KeyPath, name: string): boolean;
}

/** Checks a file against its schema; the file's error at once where it is not even of the schema's type. */
export function checkYaml<S extends z.ZodType>(yaml: YamlFile, schema: S): CheckedYaml<z.output<S>> {
  const result = schema.safeParse(yaml.value, { reportInput: true });
  const spoilt = new PathSet(yaml.found.map(({ path }) => path));
  const faults = result.success ? [] : faultsOf(schema, yaml.value, result.error.issues);
  // What is wrong below a key that is given twice, or in a key that nobody can read, may not be its author's mistake.
  const own = faults.filter(({ path }) => !spoilt.covers(path));
  const { mistakes, meant } = mistakesOf(yaml, own);
  const found = [...yaml.found, ...mistakes, ...prototypeKeys(yaml, [...yaml.found, ...mistakes])].sort(
    (a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0),
  );
  // What is missing under its right name is not there, though only the wrong one is told.
  const paths = new PathSet([...found, ...own].map(({ path }) => path));
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

/** A file's value by its schema; the file's error with every mistake otherwise. */
export function validateYaml<S extends z.ZodType>(yaml: YamlFile, schema: S): z.output<S> {
  const { data, found } = checkYaml(yaml, schema);
  if (found.length > 0) throw new yaml.ErrorClass(found);
  return data;
}

/** The faults as mistakes with their places. Names are compared for the first few unknown keys only: the others are not shown. */
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

/** Keys named `__proto__` in mappings of any names: the schema leaves them out without a word. */
function prototypeKeys(yaml: YamlFile, known: readonly YamlMistake[]): YamlMistake[] {
  if (yaml.prototypes.length === 0) return [];
  const told = new PathSet(known.map(({ path }) => path));
  return yaml.prototypes
    .filter((path) => !told.covers(path))
    .map((path) => mistakeAt(yaml, path, 'nothing has this name; correct it', 'key'));
}

/** Paths, to be asked for what lies below or above them. */
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

/** The first keys of a path as a text; the separator is in no key. */
function pathKey(path: KeyPath, length = path.length): string {
  let key = '';
  for (let i = 0; i < length; i++) key += `${typeof path[i] === 'number' ? '#' : '.'}${String(path[i])}\0`;
  return key;
}
