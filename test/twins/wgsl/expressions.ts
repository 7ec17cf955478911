/** Compiles expressions into closures over a frame of variables. */
import * as b from '../bounds.js';
import { asInt } from './builtins.js';
import { countCall, countRead, countResult, type Tally } from './operations.js';
import { add, addUp, divide, multiply, multiplyOut, negate, operate } from './operators.js';
import type { Paths } from './paths.js';
import type { Expression, TypeName } from './syntax.js';
import { isList, isStruct, type Value } from './values.js';

/** Variables of one call, by slot. */
export type Frame = Value[];
export type Run = (frame: Frame) => Value;

/** An expression, compiled: a constant that is not yet a float32 (WGSL's AbstractFloat), or code. */
type Code = { readonly constant: number } | { readonly run: Run };

/** A variable of a module, in an address space. */
export interface Variable {
  readonly space: string;
  value: Value;
}

/** What names mean. */
export interface Scope {
  readonly paths: Paths;
  /** Where operations are counted, each for itself as written; then the intervals know nothing of other orders. */
  readonly tally: Tally | undefined;
  slotOf(name: string): number | undefined;
  constantOf(name: string): Value | undefined;
  variableOf(name: string): Variable | undefined;
  /** Function, built-in or constructor. */
  callee(type: TypeName): (args: Value[]) => Value;
}

/** Compiles an expression; constants become float32. */
export function compile(expression: Expression, scope: Scope): Run {
  return concrete(compileCode(expression, scope));
}

function concrete(code: Code): Run {
  if ('run' in code) return code.run;
  const value = b.literal(code.constant);
  return () => value;
}

function compileCode(e: Expression, scope: Scope): Code {
  const code = compileUncounted(e, scope);
  const { tally } = scope;
  if (tally === undefined || !('run' in code) || isConstant(e, scope)) return code;
  const space = spaceOf(e, scope);
  return {
    run: (frame) => {
      const result = code.run(frame);
      if (space === undefined) countResult(e, result, tally);
      else countRead(space, result, tally);
      return result;
    },
  };
}

/** Address space of what an expression reads, with all members and indices after it; undefined for what a function owns. */
function spaceOf(e: Expression, scope: Scope): string | undefined {
  if (e.kind === 'member' || e.kind === 'index') return spaceOf(e.of, scope);
  if (e.kind === 'unary' && e.op === '*') return 'storage';
  if (e.kind !== 'name' || scope.slotOf(e.name) !== undefined) return undefined;
  return scope.variableOf(e.name)?.space;
}

/** Whether WGSL knows a value when it compiles. */
function isConstant(e: Expression, scope: Scope): boolean {
  switch (e.kind) {
    case 'float':
    case 'int':
      return true;
    case 'name':
      return scope.slotOf(e.name) === undefined && scope.variableOf(e.name) === undefined;
    case 'unary':
    case 'member':
      return isConstant(e.of, scope);
    case 'binary':
      return isConstant(e.left, scope) && isConstant(e.right, scope);
    case 'index':
      return isConstant(e.of, scope) && isConstant(e.index, scope);
    case 'call':
      return e.arguments.length > 0 && e.arguments.every((argument) => isConstant(argument, scope));
  }
}

/** What an index or a member is taken of: counted with it, as one load. */
function compileBase(e: Expression, scope: Scope): Run {
  return spaceOf(e, scope) !== undefined ? concrete(compileUncounted(e, scope)) : compile(e, scope);
}

function compileUncounted(e: Expression, scope: Scope): Code {
  switch (e.kind) {
    case 'float':
      return { constant: e.value };
    case 'int':
      return { run: () => e.value };
    case 'name':
      return { run: compileName(e.name, scope) };
    case 'unary':
      return compileUnary(e.op, e.of, scope);
    case 'binary':
      return compileBinary(e.op, e, scope);
    case 'member':
      return { run: compileMember(compileBase(e.of, scope), e.name) };
    case 'index': {
      const of = compileBase(e.of, scope);
      const index = compile(e.index, scope);
      return { run: (frame) => elementOf(of(frame), asInt(index(frame))) };
    }
    case 'call': {
      const callee = scope.callee(e.callee);
      const args = e.arguments.map((argument) => compile(argument, scope));
      const { tally } = scope;
      if (tally === undefined || isConstant(e, scope)) {
        return { run: (frame) => callee(args.map((run) => run(frame))) };
      }
      return {
        run: (frame) => {
          const values = args.map((run) => run(frame));
          countCall(e.callee.name, values, tally);
          return callee(values);
        },
      };
    }
  }
}

function compileName(name: string, scope: Scope): Run {
  if (name === 'true' || name === 'false') return () => name === 'true';
  const slot = scope.slotOf(name);
  if (slot !== undefined) return (frame) => frame[slot] ?? 0;
  const variable = scope.variableOf(name);
  if (variable !== undefined) return () => variable.value;
  const constant = scope.constantOf(name);
  if (constant === undefined) throw new Error(`the probes know no '${name}'`);
  return () => constant;
}

function compileUnary(op: string, of: Expression, scope: Scope): Code {
  const code = op === '&' ? compileUncounted(of, scope) : compileCode(of, scope);
  if (op === '-' && 'constant' in code) return { constant: -code.constant };
  const run = concrete(code);
  // A pointer stands for what it points to: our functions only read through them.
  if (op === '*' || op === '&') return { run };
  if (op === '!') return { run: (frame) => run(frame) !== true };
  return { run: (frame) => negate(run(frame)) };
}

function compileBinary(op: string, e: Expression & { kind: 'binary' }, scope: Scope): Code {
  const constant = constantOf(e);
  if (constant !== undefined) return { constant };
  if (op === '+' || op === '-') return compileSum(e, scope);
  if (op === '*' || op === '/') return compileProduct(e, scope);
  const l = compile(e.left, scope);
  const r = compile(e.right, scope);
  // The right side of && and || must not run where the left decides: it may ask for a choice.
  if (op === '&&') return { run: (frame) => l(frame) === true && r(frame) === true };
  if (op === '||') return { run: (frame) => l(frame) === true || r(frame) === true };
  return { run: (frame) => operate(op, l(frame), r(frame), scope.paths) };
}

/** Value of an expression of float literals alone: WGSL evaluates it in f64 before it becomes a float32. */
function constantOf(e: Expression): number | undefined {
  if (e.kind === 'float') return e.value;
  if (e.kind === 'unary' && e.op === '-') {
    const of = constantOf(e.of);
    return of === undefined ? undefined : -of;
  }
  if (e.kind !== 'binary') return undefined;
  const [left, right] = [constantOf(e.left), constantOf(e.right)];
  if (left === undefined || right === undefined) return undefined;
  if (e.op === '*') return left * right;
  if (e.op === '/') return left / right;
  if (e.op === '+') return left + right;
  return e.op === '-' ? left - right : undefined;
}

/** Whether a part belongs to a chain: to one that is counted, only what makes it a chain. */
function isLink(part: Expression, chain: Expression, scope: Scope): part is Expression & { kind: 'binary' } {
  if (part.kind !== 'binary' || constantOf(part) !== undefined) return false;
  return part === chain || scope.tally === undefined;
}

/** A whole chain of * and /, through parentheses: the compiler may multiply and divide in any order. */
function compileProduct(e: Expression, scope: Scope): Code {
  const parts: { code: Code; below: boolean }[] = [];
  const gather = (part: Expression, below: boolean): void => {
    if (isLink(part, e, scope) && (part.op === '*' || part.op === '/')) {
      gather(part.left, below);
      gather(part.right, part.op === '/' ? !below : below);
    } else {
      parts.push({ code: compileCode(part, scope), below });
    }
  };
  gather(e, false);
  const factors = parts.filter(({ below }) => !below).map(({ code }) => concrete(code));
  const divisors = parts.filter(({ below }) => below).map(({ code }) => concrete(code));
  const [first, second] = factors;
  const [divisor] = divisors;
  if (first && second && factors.length === 2 && divisors.length === 0) {
    return { run: (frame) => multiply(first(frame), second(frame)) };
  }
  if (first && divisor && factors.length === 1 && divisors.length === 1) {
    return { run: (frame) => divide(first(frame), divisor(frame)) };
  }
  return {
    run: (frame) =>
      multiplyOut(
        factors.map((run) => run(frame)),
        divisors.map((run) => run(frame)),
      ),
  };
}

/** A whole chain of + and -, through parentheses: the compiler may add its terms in any order. */
function compileSum(e: Expression, scope: Scope): Code {
  const terms: { code: Code; minus: boolean }[] = [];
  const gather = (term: Expression, minus: boolean): void => {
    if (isLink(term, e, scope) && (term.op === '+' || term.op === '-')) {
      gather(term.left, minus);
      gather(term.right, term.op === '-' ? !minus : minus);
    } else {
      terms.push({ code: compileCode(term, scope), minus });
    }
  };
  gather(e, false);
  const runs = terms.map(({ code, minus }): Run => {
    const run = concrete(code);
    return minus ? (frame) => negate(run(frame)) : run;
  });
  const [first, second] = runs;
  if (first && second && runs.length === 2) return { run: (frame) => add(first(frame), second(frame)) };
  return { run: (frame) => addUp(runs.map((run) => run(frame))) };
}

function compileMember(of: Run, name: string): Run {
  const swizzle = [...name].map((letter) => 'xyzw'.indexOf(letter));
  return (frame) => {
    const value = of(frame);
    if (isStruct(value)) {
      const field = value[name];
      if (field === undefined) throw new Error(`a struct has no field '${name}'`);
      return field;
    }
    const [first = 0, second] = swizzle;
    return second === undefined ? elementOf(value, first) : swizzle.map((i) => elementOf(value, i));
  };
}

function elementOf(value: Value, index: number): Value {
  const element = isList(value) ? value[index] : undefined;
  if (element === undefined) throw new Error(`there is no element ${index}`);
  return element;
}
