/** Syntax trees of the WGSL that our modules are written in, and reading it. */
import { readExpression, readList, readType } from './readExpression.js';
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
  /** A call for what it does, too. */
  | { readonly kind: 'return' | 'call'; readonly value: Expression }
  | { readonly kind: 'continue' }
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

/** A variable of a module: a binding, or memory of a workgroup. */
export interface VariableSyntax {
  readonly name: string;
  /** `storage`, `uniform` or `workgroup`. */
  readonly space: string;
}

/** One module's declarations. */
export interface ModuleSyntax {
  /** Overrides are constants with a default. */
  readonly constants: readonly ConstantSyntax[];
  readonly variables: readonly VariableSyntax[];
  readonly structs: readonly { readonly name: string; readonly fields: readonly Field[] }[];
  readonly functions: readonly FunctionSyntax[];
}

/** What a function without a result returns. */
export const NOTHING: TypeName = { name: 'nothing', arguments: [] };

/** Reads a module. Throws Error at what is outside the subset. */
export function parseModule(text: string): ModuleSyntax {
  const tokens = new Tokens(text);
  const constants: ConstantSyntax[] = [];
  const variables: VariableSyntax[] = [];
  const structs: { name: string; fields: Field[] }[] = [];
  const functions: FunctionSyntax[] = [];
  while (!tokens.done) {
    skipAttributes(tokens);
    const keyword = tokens.next();
    if (keyword === 'import') {
      while (tokens.next() !== ';');
    } else if (keyword === 'var') {
      tokens.expect('<');
      const space = tokens.next();
      while (tokens.next() !== '>');
      variables.push({ name: tokens.next(), space });
      while (tokens.next() !== ';');
    } else if (keyword === 'const' || keyword === 'override') {
      const field = readField(tokens);
      // An override without a default gets its value from the pipeline, here from what an evaluator is given.
      if (keyword === 'override' && tokens.accept(';')) continue;
      tokens.expect('=');
      constants.push({ ...field, value: readExpression(tokens) });
      tokens.expect(';');
    } else if (keyword === 'struct') {
      structs.push({ name: tokens.next(), fields: readFields(tokens, '{', '}') });
    } else if (keyword === 'fn') {
      const name = tokens.next();
      const parameters = readFields(tokens, '(', ')');
      const result = tokens.accept('->') ? readType(tokens) : NOTHING;
      functions.push({ name, parameters, result, body: readBlock(tokens) });
    } else {
      throw new Error(`the probes cannot read '${keyword}' at the top of a module`);
    }
  }
  return { constants, variables, structs, functions };
}

function skipAttributes(tokens: Tokens): void {
  while (tokens.accept('@')) {
    tokens.next();
    if (tokens.accept('(')) while (tokens.next() !== ')');
  }
}

function readField(tokens: Tokens): Field {
  skipAttributes(tokens);
  const name = tokens.next();
  tokens.expect(':');
  return { name, type: readType(tokens) };
}

function readFields(tokens: Tokens, open: string, close: string): Field[] {
  return readList(tokens, open, close, () => readField(tokens));
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
  if (tokens.accept('continue')) return { kind: 'continue' };
  const one: Expression = { kind: 'int', value: 1 };
  if (tokens.accept('return')) {
    return { kind: 'return', value: tokens.peek() === ';' ? one : readExpression(tokens) };
  }
  if (tokens.peek() === 'let' || tokens.peek() === 'var') {
    const mutable = tokens.next() === 'var';
    const name = tokens.next();
    const type = tokens.accept(':') ? readType(tokens) : undefined;
    const value = tokens.accept('=') ? readExpression(tokens) : undefined;
    return { kind: 'declare', name, mutable, type, value };
  }
  const target = readExpression(tokens);
  if (target.kind === 'call') return { kind: 'call', value: target };
  const op = tokens.next();
  if (op === '=') return { kind: 'assign', target, value: readExpression(tokens) };
  const right = op === '++' || op === '--' ? one : readExpression(tokens);
  return { kind: 'assign', target, value: { kind: 'binary', op: op.charAt(0), left: target, right } };
}
