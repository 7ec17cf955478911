/** The depth of a YAML text, before it is parsed: parsers recurse level by level, and a stack overflow would end the process. */

/** Most levels of nesting that a file may have; the deepest file format of this program has seven. */
export const MOST_LEVELS = 100;

/**
 * The first line (from 1) with more than MOST_LEVELS open brackets, list marks in a row, or successively deeper indents; undefined
 * where there is none. Brackets within texts count too: no sensible file leaves that many of them open.
 */
export function deepLine(text: string): number | undefined {
  let open = 0;
  const indents: number[] = [];
  for (const [i, line] of text.split('\n').entries()) {
    const start = /^[ \t]*/.exec(line)?.[0].length ?? 0;
    if (start < line.length) {
      while ((indents.at(-1) ?? -1) >= start) indents.pop();
      indents.push(start);
    }
    const marks = /^[ \t]*((?:[-?:][ \t]+)*)/.exec(line)?.[1]?.match(/[-?:]/g)?.length ?? 0;
    let most = open;
    for (const [bracket] of line.matchAll(/[[\]{}]/g)) {
      open = Math.max(0, open + (bracket === '[' || bracket === '{' ? 1 : -1));
      most = Math.max(most, open);
    }
    if (most > MOST_LEVELS || marks > MOST_LEVELS || indents.length > MOST_LEVELS) return i + 1;
  }
  return undefined;
}
