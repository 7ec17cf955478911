/** How deep a YAML text goes, before it is parsed: parsers go down level by level until the stack ends, and the process with it. */

/** Levels that a file may have, one in the other; the deepest that this program reads has seven. */
export const MOST_LEVELS = 100;

/** Columns by which a line may be indented: a level takes at least one of them. */
const MOST_COLUMNS = 1000;

/**
 * Line, from 1, on which more than MOST_LEVELS brackets are open, list marks follow each other, or which is indented by more than MOST_COLUMNS;
 * undefined where there is none. Brackets in texts count too: no file has that many that are not closed.
 */
export function deepLine(text: string): number | undefined {
  let open = 0;
  let line = 1;
  // List marks and question marks since the line's start, and its indentation.
  let [marks, columns, isStart] = [0, 0, true];
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === '\n') {
      line += 1;
      [marks, columns, isStart] = [0, 0, true];
      continue;
    }
    if (c === '[' || c === '{') open += 1;
    else if ((c === ']' || c === '}') && open > 0) open -= 1;
    if (isStart) {
      if (c === ' ' || c === '\t') columns += 1;
      else if (/[-?:]/.test(c ?? '') && /\s/.test(text[i + 1] ?? '')) marks += 1;
      else isStart = false;
    }
    if (open > MOST_LEVELS || marks > MOST_LEVELS || columns > MOST_COLUMNS) return line;
  }
  return undefined;
}
