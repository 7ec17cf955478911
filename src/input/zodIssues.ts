/** Schema errors in words for the author of a file: what was found, what is expected, what was perhaps meant. */
import { closest, distance } from 'fastest-levenshtein';
import * as z from 'zod';
import { keysAt, partOf } from './schemaWalk.js';

/** One issue of a failed validation. */
type Issue = z.core.$ZodIssue;

/** An object schema that refuses unknown keys. */
export function strictObject<Shape extends z.core.$ZodShape>(
  shape: Shape,
): z.ZodObject<Shape, z.core.$strict> {
  return z.strictObject(shape);
}

/** Only this many letters of a name are compared; no valid name is longer. */
const COMPARED = 100;

/** The valid name that was perhaps meant, or undefined where none is close enough. */
export function nearestName(given: string, valid: readonly string[]): string | undefined {
  const start = given.slice(0, COMPARED).toLowerCase();
  if (valid.length === 0) return undefined;
  // m4 is short for m4_gev, though fewer letters change it to gD.
  const long = valid.find((name) => name.toLowerCase().startsWith(start));
  if (long !== undefined && start.length > 1) return long;
  const nearest = closest(
    start,
    valid.map((name) => name.toLowerCase()),
  );
  const isNear = distance(start, nearest) <= Math.max(2, Math.ceil(nearest.length / 2));
  return isNear ? valid.find((name) => name.toLowerCase() === nearest) : undefined;
}

/** Most valid names that are listed. */
const LISTED = 20;

/** `did you mean X?` where a valid name is close enough, else the list of valid names. */
export function suggest(given: string, valid: readonly string[]): string {
  const meant = nearestName(given, valid);
  if (meant !== undefined) return `did you mean ${meant}?`;
  const more = valid.length > LISTED ? `, and ${valid.length - LISTED} more` : '';
  return `valid: ${valid.slice(0, LISTED).join(', ')}${more}`;
}

/** A value as it would be written in a file, shortened. */
export function show(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return 'a mapping';
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > 40 ? `${text.slice(0, 37)}...` : text;
}

/** One fault: at a value, or at an unknown key, with the keys that are valid there. */
export interface SchemaFault {
  readonly path: readonly PropertyKey[];
  readonly what: string;
  /** Valid keys; given where the key itself is at fault. */
  readonly valid?: readonly string[];
  /** Whether the value is missing; it may be there under a wrong name. */
  readonly isMissing: boolean;
}

/** Zod's default message for a union that has no message of its own. */
const NO_WORDS = 'Invalid input';

/** Every fault of a failed validation, including those within a union, and each unknown key separately. */
export function faultsOf(schema: z.core.$ZodType, value: unknown, issues: readonly Issue[]): SchemaFault[] {
  return issues.flatMap((issue) => faultsOfIssue(schema, value, issue, []));
}

function faultsOfIssue(
  schema: z.core.$ZodType,
  value: unknown,
  issue: Issue,
  before: readonly PropertyKey[],
): SchemaFault[] {
  const path = [...before, ...issue.path];
  const here = path.reduce<unknown>(partOf, value);
  if (issue.code === 'unrecognized_keys') {
    const valid = keysAt(schema, path, value);
    return issue.keys.map((key) => ({ path: [...path, key], what: 'unknown key', valid, isMissing: false }));
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    // The faults of the option that the author meant, which is recognized by the type of the value.
    const chosen = issue.errors.find(
      (option) => !option.some((e) => e.path.length === 0 && e.code === 'invalid_type'),
    );
    // If the value is just an unknown word, the list of valid words may be only part of the story: the schema's message is better.
    const isWord = chosen?.every((e) => e.path.length === 0 && e.code === 'invalid_value') ?? false;
    if (isWord && issue.message !== NO_WORDS) return [{ path, what: issue.message, isMissing: false }];
    if (chosen !== undefined) return chosen.flatMap((inner) => faultsOfIssue(schema, value, inner, path));
    const expected = issue.errors.flatMap((option) =>
      option.flatMap((e) => (e.code === 'invalid_type' ? [noun(e.expected)] : [])),
    );
    const found = here === undefined ? 'missing; give ' : 'expected ';
    const what = `${found}${[...new Set(expected)].join(' or ')}${here === undefined ? '' : `, found ${show(here)}`}`;
    return [{ path, what, isMissing: here === undefined }];
  }
  if (issue.code === 'invalid_key') {
    const what = issue.issues[0]?.message ?? issue.message;
    return [{ path, what, valid: [], isMissing: false }];
  }
  const what = describeIssue(issue, here);
  return [{ path, what, isMissing: here === undefined }];
}

/** One line that says what is wrong with a value; the schema's message where it has one. */
function describeIssue(issue: Issue, input: unknown): string {
  if (!/^(Invalid|Too|Unrecognized) /.test(issue.message)) return issue.message;
  switch (issue.code) {
    case 'invalid_type':
      if (input === undefined) return `missing; give ${noun(issue.expected)}`;
      return `expected ${noun(issue.expected)}, found ${show(input)}`;
    case 'invalid_value':
      return describeChoice(input, issue.values.map(String));
    case 'too_small':
      return describeBound(input, issue.origin, issue.inclusive ? 'at least' : 'more than', issue.minimum);
    case 'too_big':
      return describeBound(input, issue.origin, issue.inclusive ? 'at most' : 'less than', issue.maximum);
    default:
      return issue.message;
  }
}

function describeChoice(input: unknown, valid: readonly string[]): string {
  if (input === undefined) return `missing; one of: ${valid.join(', ')}`;
  const one = valid.length === 1;
  if (typeof input !== 'string' || one)
    return `${show(input)} is not ${one ? '' : 'one of '}${valid.join(', ')}`;
  return `${show(input)} is not one of ${valid.join(', ')}; ${suggest(input, valid)}`.replace(
    /; valid: .*$/,
    '',
  );
}

function describeBound(input: unknown, origin: string, relation: string, bound: number | bigint): string {
  if (origin === 'array') return `a list of ${relation} ${bound} expected, found ${show(input)}`;
  if (origin === 'string') return 'must not be empty';
  return `${show(input)} is out of range: ${relation} ${bound} expected`;
}

/** The expected type in plain words. */
const NOUNS: ReadonlyMap<string, string> = new Map([
  ['object', 'a mapping (key: value)'],
  ['record', 'a mapping (key: value)'],
  ['array', 'a list'],
  ['tuple', 'a list'],
  ['string', 'a text'],
  ['number', 'a finite number'],
  ['int', 'a whole number'],
  ['boolean', 'true or false'],
]);

function noun(expected: string): string {
  return NOUNS.get(expected) ?? expected;
}
