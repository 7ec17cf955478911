/** How deep a YAML text goes, before it is parsed: parsers go down level by level until the stack ends, and the process with it. */

/** Levels that a file may have, one in the other; the deepest that this program reads has seven. */
export const MOST_LEVELS = 100;

/**
 * Line, from 1, on which more than MOST_LEVELS brackets are open, list marks follow each other, or lines are indented, each
 * more than the one before; undefined where there is none. Brackets in texts count too: no file has that many that are not
 * closed.
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
