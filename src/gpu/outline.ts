/**
 * The outline of a shader's text: all that the host reads of it, without the bodies of functions. Layouts are read by a parser that
 * analyses every statement, which takes far longer for a whole kernel than everything else that is read of it.
 */
import { at } from '../at.js';

/** A function of a linked text, and its entry point's attributes. */
interface WgslFunction {
  /** The text before `{`, such as `@compute @workgroup_size(64) fn main()`. */
  readonly head: string;
  /** Names in its head and body, except those of fields. */
  readonly names: ReadonlySet<string>;
}

/**
 * A text with the same structs, constants and module variables. Each entry point remains with a body that only names the resources that it
 * uses, directly or through functions that it calls; other functions are left out. A local variable with the name of a resource counts as
 * its use.
 */
export function outlineOf(code: string): string {
  const { declarations, functions } = splitOff(withoutComments(code));
  const resources = new Set<string>();
  for (const [, name] of declarations.matchAll(/@binding\s*\([^)]*\)[^;]*?\bvar\s*(?:<[^>]*>)?\s*(\w+)/g)) {
    if (name !== undefined) resources.add(name);
  }
  const entries = [...functions].flatMap(([name, { head }]) => {
    if (!/@(compute|vertex|fragment)\b/.test(head)) return [];
    const used = reachedFrom(name, functions, resources);
    return [`${head} { ${used.map((resource) => `_ = &${resource};`).join(' ')} }`];
  });
  return [declarations, ...entries].join('\n');
}

/** Resources that a function and those that it calls name, in the order of their first use. */
function reachedFrom(
  name: string,
  functions: ReadonlyMap<string, WgslFunction>,
  resources: ReadonlySet<string>,
): string[] {
  const reached = new Set([name]);
  // A Set is walked in order of insertion, including what is added on the way.
  for (const each of reached) {
    for (const used of functions.get(each)?.names ?? []) {
      if (functions.has(used) || resources.has(used)) reached.add(used);
    }
  }
  return [...reached].filter((used) => resources.has(used));
}

/** Splits a text without comments into its functions by name and all that is left. */
function splitOff(text: string): { declarations: string; functions: Map<string, WgslFunction> } {
  const functions = new Map<string, WgslFunction>();
  const kept: string[] = [];
  // Where the declaration that is being read begins.
  let begin = 0;
  let depth = 0;
  for (const { 0: mark, index } of text.matchAll(/[{};]/g)) {
    if (mark === '{') depth += 1;
    if (mark === '}') depth -= 1;
    if (depth > 0 || mark === '{') continue;
    const declaration = text.slice(begin, index + 1);
    begin = index + 1;
    const [head = ''] = declaration.split('{', 1);
    const name = /\bfn\s+(\w+)/.exec(head)?.[1];
    if (name === undefined) kept.push(declaration);
    else functions.set(name, { head: head.trim(), names: namesIn(declaration) });
  }
  kept.push(text.slice(begin));
  return { declarations: kept.join(''), functions };
}

function namesIn(text: string): Set<string> {
  return new Set(Array.from(text.matchAll(/(?<![.\w])[A-Za-z_]\w*/g), (match) => at(match, 0)));
}

/** Comments of both kinds become blanks; those of WGSL nest only in `/*`, which linked texts do not have. */
function withoutComments(code: string): string {
  return code.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, ' ');
}
