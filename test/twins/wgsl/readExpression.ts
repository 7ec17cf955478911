/** Reading expressions and types. */
import type { Expression, TypeName } from './syntax.js';
import type { Tokens } from './tokens.js';

/** What stands between two words, with commas. */
export function readList<T>(tokens: Tokens, open: string, close: string, read: () => T): T[] {
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

/** A type with its arguments. */
export function readType(tokens: Tokens): TypeName {
  const name = tokens.next();
  // A size is a primary expression: a whole one would take the closing '>' for a comparison.
  const read = () => (/^\d/.test(tokens.peek()) ? readPrimary(tokens) : readType(tokens));
  return { name, arguments: tokens.peek() === '<' ? readList(tokens, '<', '>', read) : [] };
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

/** An expression of operators from a level on: 0 for all. */
export function readExpression(tokens: Tokens, level = 0): Expression {
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
  const callee =
    token === 'array' || token === 'bitcast' ? readType(tokens) : { name: tokens.next(), arguments: [] };
  if (tokens.peek() !== '(') return { kind: 'name', name: callee.name };
  return { kind: 'call', callee, arguments: readList(tokens, '(', ')', () => readExpression(tokens)) };
}
