/**
 * Evaluates functions of WGSL modules on intervals: what a shader may compute, straight from its text. The f64 values
 * beside the intervals are the functions without rounding.
 */
import type { Interval } from '../bounds.js';
import { builtins } from './builtins.js';
import { compile, type Frame, type Run, type Scope, type Variable } from './expressions.js';
import { countWrite, type Tally } from './operations.js';
import { Paths } from './paths.js';
import {
  type Expression,
  type FunctionSyntax,
  type ModuleSyntax,
  NOTHING,
  type Statement,
  type TypeName,
} from './syntax.js';
import { hull, isList, scalarsOf, type Types, type Value, vectorShape, zeroOf } from './values.js';

/** Called with a function's arguments and result: may replace the f64 values of the result, where the twin's formula differs. */
export type Hook = (args: readonly Value[], result: Value) => Value;

/** Executes a statement; a value ends the function, CONTINUE what a loop does in a round. */
type Step = (frame: Frame) => Value | typeof CONTINUE | undefined;

const CONTINUE = Symbol('continue');

/**
 * Functions of all modules, with values for what they import from `constants`; a tally counts what they do on the
 * way of the f64 values, `variables` are the modules' own by name.
 */
export class Evaluator implements Types {
  readonly #modules: readonly ModuleSyntax[];
  readonly #given: Readonly<Record<string, number>>;
  readonly #hooks: Readonly<Record<string, Hook>>;
  readonly #tally: Tally | undefined;
  readonly #variables: ReadonlyMap<string, Variable>;
  readonly #paths: Paths;
  readonly #builtins: ReturnType<typeof builtins>;
  readonly #functions = new Map<string, (args: Value[]) => Value>();
  readonly #constants = new Map<string, Value>();

  constructor(
    modules: readonly ModuleSyntax[],
    given: Readonly<Record<string, number>> = {},
    hooks: Readonly<Record<string, Hook>> = {},
    tally?: Tally,
    variables: ReadonlyMap<string, Variable> = new Map(),
  ) {
    this.#modules = modules;
    this.#given = given;
    this.#hooks = hooks;
    this.#tally = tally;
    this.#paths = new Paths(tally !== undefined);
    this.#builtins = builtins(this.#paths);
    this.#variables = variables;
  }

  fieldsOf(struct: string): readonly { name: string; type: TypeName }[] {
    for (const { structs } of this.#modules) {
      const found = structs.find(({ name }) => name === struct);
      if (found !== undefined) return found.fields;
    }
    throw new Error(`there is no struct ${struct}`);
  }

  lengthOf(size: TypeName | Expression | undefined): number {
    if (size === undefined) throw new Error('the array has no fixed length');
    if ('kind' in size) return size.kind === 'int' ? size.value : Number.NaN;
    const value = this.constantOf(size.name);
    if (typeof value !== 'number') throw new Error(`'${size.name}' is no length`);
    return value;
  }

  /** A constant of the modules, or one that was given. */
  constantOf(name: string): Value | undefined {
    const known = this.#constants.get(name) ?? this.#given[name];
    if (known !== undefined) return known;
    const syntax = this.#modules.flatMap(({ constants }) => constants).find((c) => c.name === name);
    if (syntax === undefined) return undefined;
    const value = compile(syntax.value, this.#scope(new Map()))([]);
    this.#constants.set(name, value);
    return value;
  }

  /** What a function may return, as flat scalars. */
  evaluate(name: string, args: readonly Value[]): (Interval | number)[] {
    const run = this.#function(name);
    if (run === undefined) throw new Error(`there is no function ${name}`);
    return scalarsOf(run([...args]));
  }

  #function(name: string): ((args: Value[]) => Value) | undefined {
    const known = this.#functions.get(name);
    if (known !== undefined) return known;
    const syntax = this.#modules.flatMap(({ functions }) => functions).find((f) => f.name === name);
    if (syntax === undefined) return undefined;
    const run = this.#compileFunction(syntax);
    const hook = this.#hooks[name];
    const hooked = (args: Value[]) => {
      // Paths of the callee end with it, or their number would be that of all combinations.
      const results = this.#paths.run(() =>
        this.#tally === undefined ? run(args) : this.#tally.within(name, () => run(args)),
      );
      let result = results[0] ?? 0;
      for (let other = 1; other < results.length; other++) result = hull(result, results[other] ?? 0);
      // Other paths are there for their intervals; their f64 values mean nothing.
      return hook !== undefined && this.#paths.isFirst ? hook(args, result) : result;
    };
    this.#functions.set(name, hooked);
    return hooked;
  }

  #compileFunction({ name, parameters, result: returns, body }: FunctionSyntax): (args: Value[]) => Value {
    const slots = new Map(parameters.map((parameter, slot) => [parameter.name, slot]));
    const step = this.#block(body, slots, this.#scope(slots));
    return (args) => {
      // Arguments are passed by value and never written to.
      const result = step([...args]);
      if (typeof result !== 'symbol' && result !== undefined) return result;
      if (returns !== NOTHING) throw new Error(`${name} returned nothing`);
      return 0;
    };
  }

  #scope(slots: ReadonlyMap<string, number>): Scope {
    return {
      paths: this.#paths,
      tally: this.#tally,
      slotOf: (name) => slots.get(name),
      constantOf: (name) => this.constantOf(name),
      variableOf: (name) => this.#variables.get(name),
      callee: (type) => this.#callee(type),
    };
  }

  #callee(type: TypeName): (args: Value[]) => Value {
    const { name } = type;
    const vector = vectorShape(name);
    if (vector !== undefined) {
      return (args) => {
        const parts = args.flatMap((part) => (isList(part) ? part : [part]));
        return parts.length === 1 ? Array.from({ length: vector[1] }, () => parts[0] ?? 0) : parts;
      };
    }
    if (name === 'array') return (args) => args;
    const builtin = this.#builtins.get(name);
    if (builtin !== undefined) return builtin;
    const run = this.#function(name);
    if (run !== undefined) return run;
    const fields = this.fieldsOf(name);
    return (args) => Object.fromEntries(fields.map((field, i) => [field.name, args[i] ?? 0]));
  }

  #block(statements: readonly Statement[], slots: Map<string, number>, scope: Scope): Step {
    const steps = statements.map((statement) => this.#statement(statement, slots, scope));
    return (frame) => {
      for (const step of steps) {
        const result = step(frame);
        if (result !== undefined) return result;
      }
      return undefined;
    };
  }

  #statement(s: Statement, slots: Map<string, number>, scope: Scope): Step {
    switch (s.kind) {
      case 'return':
        return compile(s.value, scope);
      case 'continue':
        return () => CONTINUE;
      case 'call': {
        const run = compile(s.value, scope);
        return (frame) => {
          run(frame);
          return undefined;
        };
      }
      case 'declare': {
        const zero = s.type === undefined ? undefined : zeroOf(s.type, this);
        const run: Run = s.value === undefined ? () => zero ?? 0 : compile(s.value, scope);
        // Declared after its initialiser; a name that a later loop declares again keeps its slot.
        const slot = slots.get(s.name) ?? slots.size;
        slots.set(s.name, slot);
        return (frame) => {
          frame[slot] = run(frame);
          return undefined;
        };
      }
      case 'assign':
        return this.#assign(s.target, compile(s.value, scope), scope);
      case 'if': {
        const condition = compile(s.condition, scope);
        const then = this.#block(s.then, slots, scope);
        const otherwise = this.#block(s.otherwise, slots, scope);
        return (frame) => (condition(frame) === true ? then(frame) : otherwise(frame));
      }
      case 'loop': {
        const condition = compile(s.condition, scope);
        const body = this.#block(s.body, slots, scope);
        const next = this.#block(s.step, slots, scope);
        return (frame) => {
          while (condition(frame) === true) {
            const result = body(frame);
            if (result !== undefined && result !== CONTINUE) return result;
            next(frame);
          }
          return undefined;
        };
      }
    }
  }

  /** Writes by copying what contains the target: values themselves never change. */
  #assign(target: Expression, value: Run, scope: Scope): Step {
    const steps: Run[] = [];
    let root = target;
    while (root.kind === 'index') {
      steps.unshift(compile(root.index, scope));
      root = root.of;
    }
    if (root.kind !== 'name') throw new Error('the probes cannot assign to this');
    const slot = scope.slotOf(root.name);
    const variable = scope.variableOf(root.name);
    const path = (frame: Frame) => steps.map((step) => Number(step(frame)));
    return (frame) => {
      if (slot !== undefined) {
        frame[slot] = replaced(frame[slot] ?? 0, path(frame), value(frame));
      } else if (variable !== undefined) {
        const written = value(frame);
        if (this.#tally !== undefined) countWrite(variable.space, written, this.#tally);
        variable.value = replaced(variable.value, path(frame), written);
      } else {
        throw new Error(`nothing is declared as '${root.name}'`);
      }
      return undefined;
    };
  }
}

function replaced(container: Value, path: readonly number[], value: Value): Value {
  const [index, ...rest] = path;
  if (index === undefined) return value;
  if (!isList(container)) throw new Error('the probes can only index arrays');
  return container.map((element, i) => (i === index ? replaced(element, rest, value) : element));
}
