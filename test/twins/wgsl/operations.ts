/**
 * What an evaluation costs, in operations as the text writes them: of the branches that are taken, vectors by their components.
 * What the text leaves to the compiler (constants, names, constructors, swizzles, signs, variables of a function) costs nothing.
 */
import type { Expression } from './syntax.js';
import { isList, scalarsOf, type Value } from './values.js';

/** Kinds of operations. */
export const OPERATIONS = [
  /** Float additions, subtractions and multiplications. */
  'arithmetic',
  /** Comparisons (also of integers), selects, minima, maxima, absolute values, roundings. */
  'choices',
  /** Arithmetic of integers, and conversions. */
  'integers',
  'divisions',
  'roots',
  /** exp and log. */
  'transcendentals',
  /** Accesses of storage, of a scalar or of a whole struct, and their bytes. */
  'loads',
  'loadBytes',
  'stores',
  'storeBytes',
  /** Bytes of workgroup memory, read and written. */
  'sharedBytes',
] as const;

export type Operation = (typeof OPERATIONS)[number];

/** A number for each kind of operation. */
export type Counts = Readonly<Record<Operation, number>>;

/** Counts for which only some kinds are named. */
function countsOf(some: Partial<Counts> = {}): Counts {
  return Object.fromEntries(OPERATIONS.map((kind) => [kind, some[kind] ?? 0])) as Counts;
}

/** sum_i factor_i counts_i. */
export function combine(terms: readonly (readonly [factor: number, counts: Partial<Counts>])[]): Counts {
  const sum = (kind: Operation) =>
    terms.reduce((total, [factor, counts]) => total + factor * (counts[kind] ?? 0), 0);
  return Object.fromEntries(OPERATIONS.map((kind) => [kind, sum(kind)])) as Counts;
}

/** Counts as an evaluation goes. */
export class Tally {
  #counts: Record<Operation, number> = { ...countsOf() };
  readonly #functions = new Map<string, { calls: number; total: Counts }>();

  add(kind: Operation, count: number): void {
    this.#counts[kind] += count;
  }

  /** Runs a call of a function, all of which counts as the function's. */
  within<T>(name: string, run: () => T): T {
    const before = { ...this.#counts };
    const result = run();
    const known = this.#functions.get(name) ?? { calls: 0, total: countsOf() };
    const total = combine([
      [1, known.total],
      [1, this.#counts],
      [-1, before],
    ]);
    this.#functions.set(name, { calls: known.calls + 1, total });
    return result;
  }

  /** Mean over a function's calls so far, with all that it calls. */
  perCall(name: string): Counts {
    const known = this.#functions.get(name);
    if (known === undefined) throw new Error(`${name} was never called`);
    return combine([[1 / known.calls, known.total]]);
  }
}

/** Operations of a built-in by the number of its argument's components. */
const BUILTINS: Readonly<Record<string, (width: number) => Partial<Counts>>> = {
  sqrt: (n) => ({ roots: n }),
  exp: (n) => ({ transcendentals: n }),
  log: (n) => ({ transcendentals: n }),
  abs: (n) => ({ choices: n }),
  floor: (n) => ({ choices: n }),
  round: (n) => ({ choices: n }),
  sign: (n) => ({ choices: n }),
  min: (n) => ({ choices: n }),
  max: (n) => ({ choices: n }),
  clamp: (n) => ({ choices: 2 * n }),
  select: (n) => ({ choices: n }),
  dot: (n) => ({ arithmetic: 2 * n - 1 }),
  cross: () => ({ arithmetic: 9 }),
  length: (n) => ({ arithmetic: 2 * n - 1, roots: 1 }),
  f32: () => ({ integers: 1 }),
  u32: () => ({ integers: 1 }),
  bitcast: () => ({}),
  countLeadingZeros: () => ({ integers: 1 }),
  i32: () => ({ integers: 1 }),
};

/** Adds a read of an address space; uniforms are in registers. */
export function countRead(space: string, value: Value, tally: Tally): void {
  count(space, 'loads', 'loadBytes', value, tally);
}

/** Adds a write to an address space. */
export function countWrite(space: string, value: Value, tally: Tally): void {
  count(space, 'stores', 'storeBytes', value, tally);
}

function count(space: string, times: Operation, bytes: Operation, value: Value, tally: Tally): void {
  const size = 4 * scalarsOf(value).length;
  if (space === 'workgroup') tally.add('sharedBytes', size);
  if (space !== 'storage') return;
  tally.add(times, 1);
  tally.add(bytes, size);
}

/** Adds an operator by its result. */
export function countResult(e: Expression, result: Value, tally: Tally): void {
  if (e.kind === 'binary') tally.add(kindOf(e.op, result), widthOf(result));
}

/** Adds a call with its arguments; what our own functions cost is inside of them. */
export function countCall(name: string, args: readonly Value[], tally: Tally): void {
  const cost = BUILTINS[name]?.(Math.max(...args.map(widthOf)));
  for (const kind of OPERATIONS) if (cost?.[kind] !== undefined) tally.add(kind, cost[kind]);
}

function kindOf(op: string, result: Value): Operation {
  if (typeof result === 'boolean') return 'choices';
  if (typeof result === 'number') return 'integers';
  return op === '/' ? 'divisions' : 'arithmetic';
}

function widthOf(value: Value): number {
  return isList(value) ? value.length : 1;
}
