/** Mistakes in options and their values on the command line that yargs would silently accept. */

/** The options of a command as yargs keeps them. */
export interface KnownOptions {
  /** Every name of every option. */
  readonly key: Readonly<Record<string, unknown>>;
  readonly boolean: readonly string[];
  readonly count: readonly string[];
  /** Other names of an option, by name. */
  readonly alias: Readonly<Record<string, readonly string[]>>;
}

/** An option as it was typed: its name, and the text after its equals sign. */
interface Typed {
  readonly name: string;
  readonly attached: string | undefined;
}

/** A text that yargs takes as a value although it begins with a dash. */
const NEGATIVE_NUMBER = /^-(?:\d|\.\d)/;

/**
 * The first mistake in how values are given, in yargs' words, or undefined: an option that needs a value and has none or a
 * blank one; a switch with a value other than true or false; `--no-` before an option that is not a switch. In these cases yargs
 * itself silently takes an empty text, the default, or false.
 */
export function valueMistake(tokens: readonly string[], options: KnownOptions): string | undefined {
  const end = tokens.indexOf('--');
  const typed = end < 0 ? tokens : tokens.slice(0, end);
  for (const [i, token] of typed.entries()) {
    for (const { name, attached } of optionsOf(token)) {
      const mistake = mistakeOf(name, attached, typed[i + 1], options);
      if (mistake !== undefined) return mistake;
    }
  }
  return undefined;
}

function mistakeOf(
  name: string,
  attached: string | undefined,
  next: string | undefined,
  options: KnownOptions,
): string | undefined {
  const isKnown = (other: string) => Object.hasOwn(options.key, other) || Object.hasOwn(options.alias, other);
  if (!isKnown(name)) {
    const [, negated] = /^no-(.+)$/.exec(name) ?? [];
    const isWrong = negated !== undefined && isKnown(negated) && !isSwitch(negated, options);
    return isWrong ? `Unknown argument: ${name}` : undefined;
  }
  if (isSwitch(name, options)) {
    const isFine = attached === undefined || /^(true|false)$/.test(attached);
    return isFine ? undefined : `--${name} takes no value, but got ${attached || 'an empty one'}`;
  }
  const value = attached ?? (next === undefined || isOption(next) ? '' : next);
  return value.trim() === '' ? `Not enough arguments following: ${name}` : undefined;
}

/** Whether an option needs no value. */
function isSwitch(name: string, { boolean, count, alias }: KnownOptions): boolean {
  return [name, ...(alias[name] ?? [])].some((each) => boolean.includes(each) || count.includes(each));
}

function isOption(token: string): boolean {
  return /^-./.test(token) && !NEGATIVE_NUMBER.test(token);
}

/** The options in one argument: none in a value, one in `--name` and `-n`, several in `-nm`, of which only the last can have a value. */
function optionsOf(token: string): Typed[] {
  const [, name, attached] = /^--([^=]+)(?:=(.*))?$/s.exec(token) ?? [];
  if (name !== undefined) return [{ name, attached }];
  const [, letters, value] = /^-([A-Za-z]+)(?:=(.*))?$/s.exec(token) ?? [];
  if (letters === undefined) return [];
  return [...letters].map((letter, i) => ({
    name: letter,
    attached: i === letters.length - 1 ? value : '',
  }));
}
