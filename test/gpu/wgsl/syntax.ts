/** Syntax trees of the WGSL that our modules of functions are written in, and reading it; no entry points, no bindings. */
import { Tokens } from './tokens.js';

/** A type as written: `f32`, `array<f32, BIN_COUNT>`, `ptr<storage, Counts, read>`. */
export interface TypeName {
  readonly name: string;
  readonly arguments: readonly (TypeName | Expression)[];
}

export type Expression =
  | { readonly kind: 'float' | 'int'; readonly value: number }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'unary'; readonly op: string; readonly of: Expression }
  | { readonly kind: 'binary'; readonly op: string; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'call'; readonly callee: TypeName; readonly arguments: readonly Expression[] }
  | { readonly kind: 'member'; readonly of: Expression; readonly name: string }
  | { readonly kind: 'index'; readonly of: Expression; readonly index: Expression };

export type Statement =
  | {
      readonly kind: 'declare';
      readonly name: string;
      readonly mutable: boolean;
      readonly type: TypeName | undefined;
      readonly value: Expression | undefined;
    }
  | { readonly kind: 'assign'; readonly target: Expression; readonly value: Expression }
  | { readonly kind: 'return'; readonly value: Expression }
  | {
      readonly kind: 'if';
      readonly condition: Expression;
      readonly then: readonly Statement[];
      readonly otherwise: readonly Statement[];
    }
  | {
      readonly kind: 'loop';
      readonly condition: Expression;
      readonly body: readonly Statement[];
      readonly step: readonly Statement[];
    };

export interface Field {
  readonly name: string;
  readonly type: TypeName;
}

export interface FunctionSyntax {
  readonly name: string;
  readonly parameters: readonly Field[];
  readonly result: TypeName;
  readonly body: readonly Statement[];
}

export interface ConstantSyntax extends Field {
  readonly value: Expression;
}

/** One module's declarations. */
export interface ModuleSyntax {
  readonly constants: readonly ConstantSyntax[];
  readonly structs: readonly { readonly name: string; readonly fields: readonly Field[] }[];
  readonly functions: readonly FunctionSyntax[];
}

/** Reads a module. Throws Error at what is outside the subset. */
export function parseModule(text: string): ModuleSyntax {
  const tokens = new Tokens(text);
  const constants: ConstantSyntax[] = [];
  const structs: { name: string; fields: Field[] }[] = [];
  const functions: FunctionSyntax[] = [];
  while (!tokens.done) {
    const keyword = tokens.next();
    if (keyword === 'import') {
      while (tokens.next() !== ';');
    } else if (keyword === 'const') {
      const field = readField(tokens);
      tokens.expect('=');
      constants.push({ ...field, value: readExpression(tokens) });
      tokens.expect(';');
    } else if (keyword === 'struct') {
      structs.push({ name: tokens.next(), fields: readFields(tokens, '{', '}') });
    } else if (keyword === 'fn') {
      const name = tokens.next();
      const parameters = readFields(tokens, '(', ')');
      tokens.expect('->');
      functions.push({ name, parameters, result: readType(tokens), body: readBlock(tokens) });
    } else {
      throw new Error(`the probes cannot read '${keyword}' at the top of a module`);
    }
  }
  return { constants, structs, functions };
}

function readField(tokens: Tokens): Field {
  const name = tokens.next();
  tokens.expect(':');
  return { name, type: readType(tokens) };
}

function readFields(tokens: Tokens, open: string, close: string): Field[] {
  return readList(tokens, open, close, () => readField(tokens));
}

function readList<T>(tokens: Tokens, open: string, close: string, read: () => T): T[] {
  const list: T[] = [];
  tokens.expect(open);
  while (!tokens.accept(close)) {
    list.push(read());
    if (!tokens.accept(',')) {
      tokens.expect(close);
      break;
    }
  }
  return list;
}

function readType(tokens: Tokens): TypeName {
  const name = tokens.next();
  // A size is a primary expression: a whole one would take the closing '>' for a comparison.
  const read = () => (/^\d/.test(tokens.peek()) ? readPrimary(tokens) : readType(tokens));
  return { name, arguments: tokens.peek() === '<' ? readList(tokens, '<', '>', read) : [] };
}

function readBlock(tokens: Tokens): Statement[] {
  tokens.expect('{');
  const statements: Statement[] = [];
  while (!tokens.accept('}')) statements.push(...readStatement(tokens));
  return statements;
}

function readStatement(tokens: Tokens): Statement[] {
  if (tokens.accept('if')) return [readIf(tokens)];
  if (tokens.accept('while')) {
    return [{ kind: 'loop', condition: readExpression(tokens), body: readBlock(tokens), step: [] }];
  }
  if (tokens.accept('for')) {
    tokens.expect('(');
    const start = readSimple(tokens);
    tokens.expect(';');
    const condition = readExpression(tokens);
    tokens.expect(';');
    const step = [readSimple(tokens)];
    tokens.expect(')');
    return [start, { kind: 'loop', condition, step, body: readBlock(tokens) }];
  }
  const statement = readSimple(tokens);
  tokens.expect(';');
  return [statement];
}

function readIf(tokens: Tokens): Statement {
  const condition = readExpression(tokens);
  const then = readBlock(tokens);
  let otherwise: Statement[] = [];
  if (tokens.accept('else')) otherwise = tokens.accept('if') ? [readIf(tokens)] : readBlock(tokens);
  return { kind: 'if', condition, then, otherwise };
}

function readSimple(tokens: Tokens): Statement {
  if (tokens.accept('return')) return { kind: 'return', value: readExpression(tokens) };
  if (tokens.peek() === 'let' || tokens.peek() === 'var') {
    const mutable = tokens.next() === 'var';
    const name = tokens.next();
    const type = tokens.accept(':') ? readType(tokens) : undefined;
    const value = tokens.accept('=') ? readExpression(tokens) : undefined;
    return { kind: 'declare', name, mutable, type, value };
  }
  const target = readExpression(tokens);
  const op = tokens.next();
  if (op === '=') return { kind: 'assign', target, value: readExpression(tokens) };
  const one: Expression = { kind: 'int', value: 1 };
  const right = op === '++' || op === '--' ? one : readExpression(tokens);
  return { kind: 'assign', target, value: { kind: 'binary', op: op.charAt(0), left: target, right } };
}

const LEVELS: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<', '>', '<=', '>='],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
];

function readExpression(tokens: Tokens, level = 0): Expression {
  const operators = LEVELS[level];
  if (operators === undefined) return readUnary(tokens);
  let left = readExpression(tokens, level + 1);
  while (operators.includes(tokens.peek())) {
    const op = tokens.next();
    left = { kind: 'binary', op, left, right: readExpression(tokens, level + 1) };
  }
  return left;
}

function readUnary(tokens: Tokens): Expression {
  if (['-', '!', '*', '&'].includes(tokens.peek())) {
    return { kind: 'unary', op: tokens.next(), of: readUnary(tokens) };
  }
  let of = readPrimary(tokens);
  for (;;) {
    if (tokens.accept('.')) {
      of = { kind: 'member', of, name: tokens.next() };
    } else if (tokens.accept('[')) {
      of = { kind: 'index', of, index: readExpression(tokens) };
      tokens.expect(']');
    } else {
      return of;
    }
  }
}

function readPrimary(tokens: Tokens): Expression {
  if (tokens.accept('(')) {
    const inner = readExpression(tokens);
    tokens.expect(')');
    return inner;
  }
  const token = tokens.peek();
  if (/^\d/.test(token)) {
    const isInt = /^\d+[iu]?$/.test(tokens.next());
    return { kind: isInt ? 'int' : 'float', value: Number.parseFloat(token) };
  }
  const callee = token === 'array' ? readType(tokens) : { name: tokens.next(), arguments: [] };
  if (tokens.peek() !== '(') return { kind: 'name', name: callee.name };
  return { kind: 'call', callee, arguments: readList(tokens, '(', ')', () => readExpression(tokens)) };
}
