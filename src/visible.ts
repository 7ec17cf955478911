/** Makes text from files and drivers safe to show in a terminal, a figure or a table: control and invisible characters are escaped. */

/**
 * Characters that control a terminal or are invisible: controls (C0, DEL, C1), formats such as the bidirectional overrides, lone
 * surrogates, Unicode's line and paragraph separators, characters that are ignored in display, and noncharacters. Line feed and tab are
 * among them.
 */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/u;
/** Most texts consist of these characters only, which is a faster test. */
const PLAIN = /^[ -~\n\t]*$/;
const ALL_HIDDEN = new RegExp(HIDDEN, 'gu');

const NAMED: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/** The text with every hidden character replaced by an escape: `\n`, `\x1b`, `\u202e`, `\u{e0001}`. */
export function visible(text: string): string {
  if (PLAIN.test(text) && !/[\n\t]/.test(text)) return text;
  return text.replace(ALL_HIDDEN, escapeOf);
}

/** The first hidden character of a text as an escape, or undefined. Line feeds and tabs do not count. */
export function firstHidden(text: string): string | undefined {
  if (PLAIN.test(text)) return undefined;
  const found = HIDDEN.exec(text.replace(/[\n\t]/g, ''));
  return found === null ? undefined : escapeOf(found[0]);
}

/**
 * The same for whole pages and JSON documents: line feeds and tabs stay, and every other hidden character becomes `\uXXXX`, which a JSON
 * parser turns back into the character.
 */
export function visiblePage(page: string): string {
  return page.replace(ALL_HIDDEN, (character) =>
    character === '\n' || character === '\t'
      ? character
      : Array.from({ length: character.length }, (_, i) => fourDigits(character.charCodeAt(i))).join(''),
  );
}

function escapeOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code > 0xffff) return `\\u{${code.toString(16)}}`;
  return (
    NAMED.get(character) ?? (code > 0xff ? fourDigits(code) : `\\x${code.toString(16).padStart(2, '0')}`)
  );
}

function fourDigits(code: number): string {
  return `\\u${code.toString(16).padStart(4, '0')}`;
}
