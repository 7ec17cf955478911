/** YAML files that know where each value stands, so that an error can name file, line, column and key. */

import type { Document } from 'yaml';
import { isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { describeIssue, moreUrgent } from './zodIssues.js';

/** Keys and list indices that lead from the top of a document to a value. */
export type KeyPath = readonly PropertyKey[];

/** Class of the errors that a file's mistakes are thrown as: ConfigError for scans, InputDataError for data. */
export type FileErrorClass = new (message: string) => Error;

/** A parsed YAML file. */
export interface YamlFile {
  /** Name for messages. */
  readonly file: string;
  /** Plain JavaScript value of the document, not yet validated. */
  readonly value: unknown;
  readonly document: Document;
  readonly lines: LineCounter;
  readonly ErrorClass: FileErrorClass;
}

/** Parses YAML 1.2; syntax errors and duplicate keys are thrown as `ErrorClass`, one line `file:line:column: what`. */
export function parseYaml(text: string, file: string, ErrorClass: FileErrorClass): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, version: '1.2', prettyErrors: false });
  const problem = document.errors[0] ?? document.warnings[0];
  if (problem) {
    const { line, col } = lines.linePos(problem.pos[0]);
    const where = `${file}:${line}:${col}`;
    if (problem.code === 'DUPLICATE_KEY') {
      const key = /^[^:\s]*/.exec(text.slice(problem.pos[0]))?.[0] ?? '';
      throw new ErrorClass(`${where}: ${key}: key given twice; remove one`);
    }
    // The parser's messages can run over several lines; the first says what is wrong.
    const what = problem.message.split('\n')[0]?.replace(/[.:]$/, '') ?? problem.code;
    throw new ErrorClass(`${where}: not valid YAML: ${what}`);
  }
  let value: unknown;
  try {
    value = document.toJS();
  } catch (error) {
    throw new ErrorClass(
      `${file}:1:1: not valid YAML: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  return { file, value, document, lines, ErrorClass };
}

/** Validates a file's value against a schema; the most telling issue is thrown as one line with its position. */
export function validateYaml<S extends z.ZodType>(yaml: YamlFile, schema: S): z.output<S> {
  const result = schema.safeParse(yaml.value, { reportInput: true });
  if (result.success) return result.data;
  const issue = result.error.issues.reduce((best, next) => (moreUrgent(next, best) ? next : best));
  if (issue.code === 'unrecognized_keys') {
    return failAtKey(yaml, [...issue.path, issue.keys[0] ?? ''], issue.message);
  }
  return failAt(yaml, issue.path, describeIssue(issue));
}

/** Throws the file's error at a value: `file:line:column: key: what`. */
export function failAt(yaml: YamlFile, path: KeyPath, what: string): never {
  throw new yaml.ErrorClass(`${positionOf(yaml, path, 'value')}: ${keyPrefix(path)}${what}`);
}

/** Throws the file's error at a key, where the key itself is at fault. */
export function failAtKey(yaml: YamlFile, path: KeyPath, what: string): never {
  throw new yaml.ErrorClass(`${positionOf(yaml, path, 'key')}: ${keyPrefix(path)}${what}`);
}

/** Writes a key path as people read it: `axes.m5_gev.log[1]`; empty at the top. */
export function formatPath(path: KeyPath): string {
  return path
    .map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i > 0 ? '.' : ''}${String(key)}`))
    .join('');
}

function keyPrefix(path: KeyPath): string {
  return path.length > 0 ? `${formatPath(path)}: ` : '';
}

/** `file:line:column` of a key or a value, or of the nearest thing around it that exists. */
function positionOf(yaml: YamlFile, path: KeyPath, what: 'key' | 'value'): string {
  for (let depth = path.length; depth > 0; depth--) {
    const offset = offsetOf(yaml.document, path.slice(0, depth), what === 'key' || depth < path.length);
    if (offset !== undefined) {
      const { line, col } = yaml.lines.linePos(offset);
      return `${yaml.file}:${line}:${col}`;
    }
  }
  return `${yaml.file}:1:1`;
}

function offsetOf(document: Document, path: KeyPath, ofKey: boolean): number | undefined {
  const node = document.getIn(path, true);
  const parent = path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents;
  const pair = isMap(parent)
    ? parent.items.find((item) => isScalar(item.key) && item.key.value === path.at(-1))
    : undefined;
  const key = isNode(pair?.key) ? pair.key.range?.[0] : undefined;
  const value = isNode(node) ? node.range?.[0] : undefined;
  return ofKey ? (key ?? value) : (value ?? key);
}
