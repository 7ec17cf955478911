/** YAML files with the place of every value, so that a mistake can name file, line, column and key. */

import type { Document, Node, Pair, Scalar, YAMLMap } from 'yaml';
import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { DualnuError } from '../errors.js';
import type { Mistake } from '../mistakes.js';
import { firstHidden } from '../visible.js';
import { deepLine, MOST_LEVELS } from './yamlDepth.js';

/** Keys and list indices from the top of a document down to a value. */
export type KeyPath = readonly PropertyKey[];

/** The error class in which a file's mistakes are thrown: ConfigError for scans, InputDataError for data. */
export type FileErrorClass = new (mistakes: readonly Mistake[]) => DualnuError;

/** A mistake at a key or a value of a file. */
export interface YamlMistake extends Mistake {
  readonly path: KeyPath;
}

/** A parsed YAML file. */
export interface YamlFile {
  /** Name for messages. */
  readonly file: string;
  /** Plain JavaScript value of the document, not yet validated. */
  readonly value: unknown;
  readonly document: Document;
  readonly lines: LineCounter;
  readonly ErrorClass: FileErrorClass;
  /** Mistakes that do not depend on the schema: keys given twice, and hidden characters. */
  readonly found: readonly YamlMistake[];
  /** Keys named `__proto__`, which some parsers drop. */
  readonly prototypes: readonly KeyPath[];
  /** Pairs of the mappings that were searched so far, by key. */
  readonly index: WeakMap<YAMLMap, ReadonlyMap<string, Pair>>;
}

/** Parses YAML 1.2; throws `ErrorClass` with the first syntax error only, since later ones may follow from it. */
export function parseYaml(text: string, file: string, ErrorClass: FileErrorClass): YamlFile {
  const fail = (line: number, column: number, what: string): never => {
    throw new ErrorClass([{ file, line, column, what: `not valid YAML: ${what}` }]);
  };
  const deep = deepLine(text);
  if (deep !== undefined) return fail(deep, 1, `more than ${MOST_LEVELS} levels of nesting`);
  const lines = new LineCounter();
  // The library's check compares each key with all others of its mapping, which is quadratic; `inspect` uses a set.
  const options = { version: '1.2', prettyErrors: false, uniqueKeys: false, logLevel: 'error' } as const;
  const document = parseDocument(text, { ...options, lineCounter: lines });
  const problem = document.errors[0] ?? document.warnings[0];
  if (problem) {
    const { line, col } = lines.linePos(problem.pos[0]);
    if (problem.code === 'MULTIPLE_DOCS')
      return fail(line, col, 'a second document begins here; keep one, and move the other to its own file');
    // The parser's messages can run over several lines; the first says what is wrong.
    return fail(line, col, problem.message.split('\n')[0]?.replace(/[.:]$/, '') ?? problem.code);
  }
  let value: unknown;
  try {
    value = document.toJS();
  } catch (error) {
    return fail(1, 1, error instanceof Error ? error.message : String(error));
  }
  const found: YamlMistake[] = [];
  const prototypes: KeyPath[] = [];
  const yaml = { file, value, document, lines, ErrorClass, found, prototypes, index: new WeakMap() };
  inspect({ file, lines, path: [], found, prototypes }, document.contents);
  return yaml;
}

/** The state of `inspect`: the path to the current node, and what was found. */
interface Inspection {
  readonly file: string;
  readonly lines: LineCounter;
  readonly path: PropertyKey[];
  readonly found: YamlMistake[];
  readonly prototypes: KeyPath[];
}

/** Looks for keys that are given twice and for hidden characters, in keys and values. */
function inspect(inspection: Inspection, node: unknown): void {
  const { path, prototypes } = inspection;
  if (isScalar(node)) findHidden(inspection, node, 'the text');
  if (isSeq(node)) {
    for (const [i, item] of node.items.entries()) {
      path.push(i);
      inspect(inspection, item);
      path.pop();
    }
  }
  if (!isMap(node)) return;
  const seen = new Set<string>();
  for (const { key, value } of node.items) {
    const name = keyName(key);
    path.push(name);
    if (seen.has(name)) addAt(inspection, key, 'key given twice; remove one');
    seen.add(name);
    if (isScalar(key)) findHidden(inspection, key, 'the key');
    if (name === '__proto__') prototypes.push([...path]);
    inspect(inspection, value);
    path.pop();
  }
}

function findHidden(inspection: Inspection, scalar: Scalar, noun: string): void {
  const hidden = typeof scalar.value === 'string' ? firstHidden(scalar.value) : undefined;
  if (hidden === undefined) return;
  addAt(inspection, scalar, `${noun} has the hidden character ${hidden}; remove it`);
}

function addAt({ file, lines, path, found }: Inspection, node: unknown, what: string): void {
  const { line, col } = lines.linePos(offsetOf(node) ?? 0);
  found.push({ file, line, column: col, key: formatPath(path), path: [...path], what });
}

/** The name under which a key's value is found in the plain value of its mapping. */
function keyName(key: unknown): string {
  return isScalar(key) && key.value !== null ? String(key.value) : '';
}

/** A mistake at a value, or at its key (`of`) where the key itself is at fault. */
export function mistakeAt(
  yaml: YamlFile,
  path: KeyPath,
  what: string,
  of: 'key' | 'value' = 'value',
): YamlMistake {
  return { file: yaml.file, ...placeOf(yaml, path, of), key: formatPath(path), path, what };
}

/** Throws the file's error at a value: `file:line:column: key: what`. */
export function failAt(yaml: YamlFile, path: KeyPath, what: string): never {
  throw new yaml.ErrorClass([mistakeAt(yaml, path, what)]);
}

/** Throws the file's error at a key, where the key itself is at fault. */
export function failAtKey(yaml: YamlFile, path: KeyPath, what: string): never {
  throw new yaml.ErrorClass([mistakeAt(yaml, path, what, 'key')]);
}

/** Longest key that is written in full. */
const LONGEST_KEY = 80;

/** Formats a key path: `axes.m5_gev.log[1]`; empty at the top. */
export function formatPath(path: KeyPath): string {
  return path
    .map((key, i) => {
      if (typeof key === 'number') return `[${key}]`;
      const name = String(key);
      const short = name.length > LONGEST_KEY ? `${name.slice(0, LONGEST_KEY)}...` : name;
      return `${i > 0 ? '.' : ''}${short}`;
    })
    .join('');
}

/** Line and column of a key or a value, or of the nearest enclosing node that exists. */
function placeOf(yaml: YamlFile, path: KeyPath, of: 'key' | 'value'): { line: number; column: number } {
  let node: unknown = yaml.document.contents;
  // A missing value is reported at the key of the mapping around it.
  let offset = path.length === 0 ? offsetOf(node) : undefined;
  for (const [depth, key] of path.entries()) {
    const pair = isMap(node) ? pairOf(yaml, node, key) : undefined;
    const item = isSeq(node) && typeof key === 'number' ? node.items[key] : undefined;
    if (pair === undefined && item === undefined) break;
    const [keyAt, valueAt] = [offsetOf(pair?.key), offsetOf(pair?.value ?? item)];
    const isWhole = depth === path.length - 1 && of === 'value';
    offset = (isWhole ? (valueAt ?? keyAt) : (keyAt ?? valueAt)) ?? offset;
    node = pair?.value ?? item;
    if (isAlias(node)) break;
  }
  const { line, col } = yaml.lines.linePos(offset ?? 0);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

function pairOf(yaml: YamlFile, mapping: YAMLMap, key: PropertyKey): Pair | undefined {
  const known = yaml.index.get(mapping);
  const pairs = known ?? new Map(mapping.items.map((pair) => [keyName(pair.key), pair] as const));
  if (known === undefined) yaml.index.set(mapping, pairs);
  return pairs.get(String(key));
}

function offsetOf(node: unknown): number | undefined {
  return isNode(node) ? (node as Node).range?.[0] : undefined;
}
