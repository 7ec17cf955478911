/**
 * Choices of an evaluation. A comparison whose operands' intervals overlap may go either way on the GPU: the evaluation
 * is then repeated for every way, and each run's interval is acceptable.
 */
import type { Interval } from '../bounds.js';

/** More ways than these, and the inputs say nothing about the function. */
const MOST_PATHS = 64;

/** The choices of one evaluation: some prescribed, the rest by the f64 value. */
export class Paths {
  readonly #onlyFirst: boolean;
  #prescribed: readonly number[] = [];
  #taken: number[] = [];
  #open: number[][] = [];
  #first = true;

  /** `onlyFirst`: no other way than that of the f64 values is taken. */
  constructor(onlyFirst = false) {
    this.#onlyFirst = onlyFirst;
  }

  /** Runs an evaluation along every path; the first result is that of the f64 values. May be called within another. */
  run<T>(evaluate: () => T): T[] {
    const outer = [this.#prescribed, this.#taken, this.#open, this.#first] as const;
    const results: T[] = [];
    this.#open = [[]];
    for (let next = this.#open.pop(); next !== undefined; next = this.#open.pop()) {
      if (results.length >= MOST_PATHS) throw new Error(`more than ${MOST_PATHS} paths`);
      this.#prescribed = next;
      this.#first = outer[3] && next.length === 0;
      this.#taken = [];
      results.push(evaluate());
    }
    [this.#prescribed, this.#taken, this.#open, this.#first] = outer;
    return results;
  }

  /** Whether all choices are those of the f64 values. */
  get isFirst(): boolean {
    return this.#first;
  }

  /** Picks one of several possible outcomes; outcome 0 is that of the f64 values. */
  choose<T>(outcomes: readonly [T, ...T[]]): T {
    if (this.#onlyFirst) return outcomes[0];
    const depth = this.#taken.length;
    const prescribed = this.#prescribed[depth];
    if (prescribed === undefined) {
      for (let other = 1; other < outcomes.length; other++) this.#open.push([...this.#taken, other]);
    }
    const choice = prescribed ?? 0;
    this.#taken.push(choice);
    return outcomes[choice] ?? outcomes[0];
  }

  /** Whether a < b, or a <= b. */
  less(a: Interval, b: Interval, orEqual: boolean): boolean {
    const value = orEqual ? a.value <= b.value : a.value < b.value;
    const always = orEqual ? a.hi <= b.lo : a.hi < b.lo;
    const never = orEqual ? a.lo > b.hi : a.lo >= b.hi;
    // A twin's value beyond the interval (a series' remainder) keeps its own way beside the certain one.
    if (always) return value || this.choose([value, true]);
    if (never) return value ? this.choose([value, false]) : false;
    return this.choose([value, !value]);
  }

  /** Whether a = b. */
  equal(a: Interval, b: Interval): boolean {
    if (a.lo === a.hi && b.lo === b.hi) return a.lo === b.lo;
    if (a.hi < b.lo || a.lo > b.hi) return false;
    const value = a.value === b.value;
    return this.choose([value, !value]);
  }

  /** A step function such as floor, non-decreasing. */
  step(a: Interval, f: (x: number) => number): number {
    const [lo, hi, value] = [f(a.lo), f(a.hi), f(a.value)];
    if (this.#onlyFirst || (lo === hi && value === lo)) return value;
    const others = new Set([lo, hi]);
    for (let between = Math.ceil(lo); between < hi; between++) {
      if (others.size > 4) throw new Error(`a step between ${lo} and ${hi} is not determined`);
      others.add(between);
    }
    others.delete(value);
    return this.choose([value, ...others]);
  }
}
