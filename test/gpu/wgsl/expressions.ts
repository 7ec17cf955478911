/** Compiles expressions into closures over a frame of variables. */
import * as b from '../bounds.js';
import { asFloat, asInt } from './builtins.js';
import type { Paths } from './paths.js';
import type { Expression, TypeName } from './syntax.js';
import { isList, isStruct, type Value } from './values.js';

/** Variables of one call, by slot. */
export type Frame = Value[];
export type Run = (frame: Frame) => Value;

/** An expression, compiled: a constant that is not yet a float32 (WGSL's AbstractFloat), or code. */
type Code = { readonly constant: number } | { readonly run: Run };

/** What names mean. */
export interface Scope {
  readonly paths: Paths;
  slotOf(name: string): number | undefined;
  constantOf(name: string): Value | undefined;
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
      return { run: compileMember(compile(e.of, scope), e.name) };
    case 'index': {
      const of = compile(e.of, scope);
      const index = compile(e.index, scope);
      return { run: (frame) => elementOf(of(frame), asInt(index(frame))) };
    }
    case 'call': {
      const callee = scope.callee(e.callee);
      const args = e.arguments.map((argument) => compile(argument, scope));
      return { run: (frame) => callee(args.map((run) => run(frame))) };
    }
  }
}

function compileName(name: string, scope: Scope): Run {
  if (name === 'true' || name === 'false') return () => name === 'true';
  const slot = scope.slotOf(name);
  if (slot !== undefined) return (frame) => frame[slot] ?? 0;
  const constant = scope.constantOf(name);
  if (constant === undefined) throw new Error(`the probes know no '${name}'`);
  return () => constant;
}

function compileUnary(op: string, of: Expression, scope: Scope): Code {
  const code = compileCode(of, scope);
  if (op === '-' && 'constant' in code) return { constant: -code.constant };
  const run = concrete(code);
  // A pointer stands for what it points to: our functions only read through them.
  if (op === '*' || op === '&') return { run };
  if (op === '!') return { run: (frame) => run(frame) !== true };
  return { run: (frame) => negate(run(frame)) };
}

function negate(value: Value): Value {
  if (typeof value === 'number') return -value;
  return isList(value) ? value.map(negate) : b.negate(asFloat(value));
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

function operate(op: string, l: Value, r: Value, paths: Paths): Value {
  if (typeof l === 'number' && typeof r === 'number') return operateInt(op, l, r);
  const [x, y] = [asFloat(l), asFloat(r)];
  if (op === '<' || op === '<=') return paths.less(x, y, op === '<=');
  if (op === '>' || op === '>=') return paths.less(y, x, op === '>=');
  if (op === '==' || op === '!=') return paths.equal(x, y) === (op === '==');
  throw new Error(`the probes know no '${op}' of floats`);
}

function operateInt(op: string, l: number, r: number): number | boolean {
  switch (op) {
    case '%':
      return l % r;
    case '<<':
      return l << r;
    case '>>':
      return l >> r;
    case '&':
      return l & r;
    case '<':
      return l < r;
    case '>':
      return l > r;
    case '<=':
      return l <= r;
    case '>=':
      return l >= r;
    case '==':
      return l === r;
    case '!=':
      return l !== r;
    default:
      throw new Error(`the probes know no '${op}' of integers`);
  }
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

/** A whole chain of * and /, through parentheses: the compiler may multiply and divide in any order. */
function compileProduct(e: Expression, scope: Scope): Code {
  const parts: { code: Code; below: boolean }[] = [];
  const gather = (part: Expression, below: boolean): void => {
    if (part.kind === 'binary' && constantOf(part) === undefined && (part.op === '*' || part.op === '/')) {
      gather(part.left, below);
      gather(part.right, part.op === '/' ? !below : below);
    } else {
      parts.push({ code: compileCode(part, scope), below });
    }
  };
  gather(e, false);
  const factors = parts.filter(({ below }) => !below).map(({ code }) => concrete(code));
  const divisors = parts.filter(({ below }) => below).map(({ code }) => concrete(code));
  return {
    run: (frame) =>
      multiplyOut(
        factors.map((run) => run(frame)),
        divisors.map((run) => run(frame)),
      ),
  };
}

function multiplyOut(factors: readonly Value[], divisors: readonly Value[]): Value {
  const all = [...factors, ...divisors];
  if (all.every((part) => typeof part === 'number')) {
    const above = factors.reduce<number>((total, part) => total * asInt(part), 1);
    return divisors.reduce<number>((total, part) => Math.trunc(total / asInt(part)), above);
  }
  const vector = all.find(isList);
  if (vector === undefined) return b.product(factors.map(asFloat), divisors.map(asFloat));
  return vector.map((_, i) => {
    const component = (part: Value) => asFloat(isList(part) ? part[i] : part);
    return b.product(factors.map(component), divisors.map(component));
  });
}

/** A whole chain of + and -, through parentheses: the compiler may add its terms in any order. */
function compileSum(e: Expression, scope: Scope): Code {
  const terms: { code: Code; minus: boolean }[] = [];
  const gather = (term: Expression, minus: boolean): void => {
    if (term.kind === 'binary' && constantOf(term) === undefined && (term.op === '+' || term.op === '-')) {
      gather(term.left, minus);
      gather(term.right, term.op === '-' ? !minus : minus);
    } else {
      terms.push({ code: compileCode(term, scope), minus });
    }
  };
  gather(e, false);
  const runs = terms.map(({ code, minus }) => ({ run: concrete(code), minus }));
  return {
    run: (frame) => addUp(runs.map(({ run, minus }) => (minus ? negate(run(frame)) : run(frame)))),
  };
}

function addUp(terms: readonly Value[]): Value {
  if (terms.every((term) => typeof term === 'number')) return terms.reduce((total, term) => total + term, 0);
  const vector = terms.find(isList);
  if (vector === undefined) return b.sum(terms.map(asFloat));
  return vector.map((_, i) => b.sum(terms.map((term) => asFloat(isList(term) ? term[i] : term))));
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
