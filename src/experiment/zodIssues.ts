/** What a schema found wrong, in words for the author of a file: what is there, what is expected, what was perhaps meant. */
import { closest, distance } from 'fastest-levenshtein';
import { z } from 'zod';

/** One issue of a failed validation. */
type Issue = z.core.$ZodIssue;

/** An object schema that refuses unknown keys and names the nearest known one. */
export function strictObject<Shape extends z.core.$ZodShape>(
  shape: Shape,
): z.ZodObject<Shape, z.core.$strict> {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `unknown key; ${suggest(issue.keys[0] ?? '', Object.keys(shape))}`
        : undefined,
  });
}

/** `did you mean X?` where a valid name is near enough, else the list of valid names. */
export function suggest(given: string, valid: readonly string[]): string {
  // m4 is short for m4_gev, though fewer letters change it to gD.
  const long = valid.find((name) => name.toLowerCase().startsWith(given.toLowerCase()));
  if (long !== undefined && given.length > 1) return `did you mean ${long}?`;
  const nearest = closest(
    given.toLowerCase(),
    valid.map((name) => name.toLowerCase()),
  );
  const match = valid.find((name) => name.toLowerCase() === nearest);
  const near = distance(given.toLowerCase(), nearest) <= Math.max(2, Math.ceil(nearest.length / 2));
  return match !== undefined && near ? `did you mean ${match}?` : `valid: ${valid.join(', ')}`;
}

/** Writes a value as it would stand in a file, shortened. */
export function show(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return 'a mapping';
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > 40 ? `${text.slice(0, 37)}...` : text;
}

/** Whether an issue explains more than another: a mistyped key also makes the right one missing. */
export function moreUrgent(issue: Issue, other: Issue): boolean {
  return issue.code === 'unrecognized_keys' && other.code !== 'unrecognized_keys';
}

/** One line that says what is wrong with a value; the schema's own words where it has some. */
export function describeIssue(issue: Issue): string {
  if (!/^(Invalid|Too|Unrecognized) /.test(issue.message)) return issue.message;
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return `missing; give ${noun(issue.expected)}`;
      return `expected ${noun(issue.expected)}, found ${show(issue.input)}`;
    case 'invalid_value':
      return describeChoice(issue.input, issue.values.map(String));
    case 'too_small':
      return describeBound(
        issue.input,
        issue.origin,
        issue.inclusive ? 'at least' : 'more than',
        issue.minimum,
      );
    case 'too_big':
      return describeBound(
        issue.input,
        issue.origin,
        issue.inclusive ? 'at most' : 'less than',
        issue.maximum,
      );
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
function noun(expected: string): string {
  const words: Record<string, string> = {
    object: 'a mapping (key: value)',
    array: 'a list',
    tuple: 'a list',
    string: 'a text',
    number: 'a finite number',
    int: 'a whole number',
    boolean: 'true or false',
  };
  return words[expected] ?? expected;
}
