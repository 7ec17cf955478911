/**
 * Compares a WGSL function with its f64 twin.
 *
 * The bound is not a tolerance. The function's own text is evaluated on intervals (bounds.ts): for every input this
 * gives the f64 value of the formula as written and all that float32 may make of it. Then
 * - the value must be the twin's, to what f64 rounds (2^-24 of the float32 bound: five more bits than f64 needs), and
 * - the GPU's result must lie inside the interval.
 * Where WGSL sums a series and the twin calls the function itself, the difference of the two f64 values must stay below the
 * series' remainder (remainders.ts), and the evaluation goes on with the function's value.
 */
import type { GpuContext } from '../../src/gpu/device.js';
import { Interval } from './bounds.js';
import { findFunction, type TwinModule } from './modules.js';
import {
  callOnGpu,
  elementType,
  isRuntimeArray,
  PROBE_CONSTANTS,
  plainParameters,
  pointerParameters,
} from './probe.js';
import type { Probe, ProbeCase } from './probes/probe.js';
import { remainderHooks } from './remainders.js';
import { Evaluator } from './wgsl/evaluate.js';
import type { TypeName } from './wgsl/syntax.js';
import { assemble, leavesOf, type Types, type Value, valueFrom } from './wgsl/values.js';

/** What a comparison found. */
export interface Comparison {
  readonly rows: number;
  /** Largest |GPU - twin| over its bound: above 1 is a failure. */
  readonly worst: number;
  /** Fraction of results whose bound is beyond a thousandth of them: a wrong formula could hide there. */
  readonly vague: number;
  /** Median of the bound over the result's size. */
  readonly median: number;
  /** The first failures, in words. */
  readonly failures: readonly string[];
}

const MOST_FAILURES = 5;
/** f64 against float32: see above. */
const F64_SHARE = 2 ** -24;

/** Runs a probe's cases on the GPU, through the evaluation and through the twin. */
export async function compareWithTwin(
  context: GpuContext,
  modules: readonly TwinModule[],
  probe: Probe,
): Promise<Comparison> {
  const tally = new Tally();
  for (const one of probe.cases) await compareCase(context, modules, probe, one, tally);
  return tally.result();
}

async function compareCase(
  context: GpuContext,
  modules: readonly TwinModule[],
  { name, mediator }: Probe,
  one: ProbeCase,
  tally: Tally,
): Promise<void> {
  const [module, syntax] = findFunction(modules, name);
  const { rows, storage = {}, constants = {} } = one;
  const evaluator = new Evaluator(
    modules.map((m) => m.syntax),
    { ...PROBE_CONSTANTS, ...constants },
    remainderHooks,
  );
  const pointed: Record<string, Value> = {};
  for (const { name: pointer, type } of pointerParameters(syntax)) {
    const element = elementType(type);
    const data = storage[pointer] ?? [];
    const scalars = data[Symbol.iterator]();
    const count = isRuntimeArray(typeArgument(type)) ? data.length / leavesOf(element, evaluator).length : 1;
    const elements = Array.from({ length: count }, () => valueFrom(element, evaluator, scalars));
    pointed[pointer] = isRuntimeArray(typeArgument(type)) ? elements : (elements[0] ?? 0);
  }
  const leaves = leavesOf(syntax.result, evaluator);
  const parents = leaves.map(({ path }) => path.replace(/\.[xyzw]$/, ''));
  const wholes = parents.map((whole) => parents.flatMap((other, j) => (other === whole ? [j] : [])));
  const results = await callOnGpu(context, modules, { name, rows, storage, constants, mediator });
  for (const [i, row] of rows.entries()) {
    const scalars = row[Symbol.iterator]();
    const args = syntax.parameters.map(
      (parameter) => pointed[parameter.name] ?? valueFrom(parameter.type, evaluator, scalars),
    );
    const plain = row[Symbol.iterator]();
    const decoded = plainParameters(syntax).map(({ type }) =>
      assemble(type, evaluator, () => plain.next().value ?? Number.NaN),
    );
    const twin = (one.twin ?? module.twins[name]) as (...values: readonly unknown[]) => unknown;
    const expected = numbersOf(twin(...decoded), syntax.result, evaluator);
    const allowed = evaluator.evaluate(name, args);
    leaves.forEach(({ path }, k) => {
      // A component is as large as its vector.
      const size = Math.hypot(...(wholes[k] ?? []).map((j) => expected[j] ?? Number.NaN));
      tally.add(
        () => `${name}(${row.join(', ')})${path}`,
        size,
        expected[k] ?? Number.NaN,
        results[i]?.[k] ?? Number.NaN,
        allowed[k],
      );
    });
  }
}

class Tally {
  #rows = 0;
  #worst = 0;
  readonly #sizes: number[] = [];
  readonly #failures: string[] = [];

  add(
    where: () => string,
    size: number,
    expected: number,
    found: number,
    allowed: Interval | number | undefined,
  ): void {
    this.#rows += 1;
    const { value, lo, hi } = intervalOf(allowed);
    const width = Math.max(hi - value, value - lo);
    this.#sizes.push(width / Math.max(Math.abs(expected), size, Number.MIN_VALUE));
    if (!(Math.abs(value - expected) <= F64_SHARE * width)) {
      this.#fail(() => `${where()}: the text means ${value}, the twin says ${expected}`);
    }
    if (!(found >= lo && found <= hi)) {
      this.#fail(() => `${where()}: the GPU says ${found}, outside ${lo} .. ${hi} around ${value}`);
    }
    const bound = found > value ? hi - value : value - lo;
    if (found !== value) this.#worst = Math.max(this.#worst, Math.abs(found - value) / bound);
  }

  result(): Comparison {
    const sorted = this.#sizes.sort((a, b) => a - b);
    return {
      rows: this.#rows,
      worst: this.#worst,
      vague: sorted.filter((size) => !(size < 1e-3)).length / sorted.length,
      median: sorted[sorted.length >> 1] ?? Number.NaN,
      failures: this.#failures,
    };
  }

  #fail(words: () => string): void {
    if (this.#failures.length < MOST_FAILURES) this.#failures.push(words());
  }
}

function intervalOf(scalar: Interval | number | undefined): Interval {
  if (scalar instanceof Interval) return scalar;
  const exact = scalar ?? Number.NaN;
  return new Interval(exact, exact, exact);
}

function typeArgument(pointer: { readonly arguments: readonly unknown[] }) {
  return pointer.arguments[1] as Parameters<typeof isRuntimeArray>[0];
}

/** The numbers of a twin's result in the order of the WGSL type's scalars; structs by the names of their fields. */
function numbersOf(result: unknown, type: TypeName, types: Types): number[] {
  if (typeof result === 'number') return [result];
  if (typeof result !== 'object' || result === null) return [Number.NaN];
  if (Array.isArray(result) || ArrayBuffer.isView(result)) return Object.values(result).map(Number);
  const fields: Readonly<Record<string, unknown>> = { ...result };
  return types.fieldsOf(type.name).flatMap((field) => numbersOf(fields[field.name], field.type, types));
}
