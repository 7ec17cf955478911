/** Mistakes in the files of users: their places and descriptions, and the message that reports several at once. */

/** One mistake. */
export interface Mistake {
  /** Name of the file in messages. */
  readonly file: string;
  /** From 1; left out if the mistake concerns the whole file. */
  readonly line?: number;
  readonly column?: number;
  /** Key or column that is wrong, as users write it: `axes.m5_gev.log[1]`. */
  readonly key?: string;
  /** What is wrong and what to do. */
  readonly what: string;
}

/** Most mistakes that a message lists, because nobody reads more; the rest are counted. */
export const MOST_SHOWN = 20;

/** A mistake in what has no lines: an option, or a text that is not written. */
export function withoutPlace({ file, key, what }: Mistake): Mistake {
  return { file, what, ...(key === undefined ? {} : { key }) };
}

/** A mistake on one line: `file:line:column: key: what`. */
export function describeMistake({ file, line, column, key, what }: Mistake): string {
  const place = `${file}${line === undefined ? '' : `:${line}`}${column === undefined ? '' : `:${column}`}`;
  return `${place}: ${key ? `${key}: ` : ''}${what}`;
}

/** Mistakes without duplicates, in the order in which their files first appear and, within a file, by place. */
export function inOrder(mistakes: readonly Mistake[]): Mistake[] {
  const files = [...new Set(mistakes.map(({ file }) => file))];
  const seen = new Set<string>();
  const once = mistakes.filter((mistake) => {
    const text = describeMistake(mistake);
    return !seen.has(text) && seen.add(text);
  });
  return once.sort(
    (a, b) =>
      files.indexOf(a.file) - files.indexOf(b.file) ||
      // A mistake without a place concerns the whole file and comes first.
      (a.line ?? 0) - (b.line ?? 0) ||
      (a.column ?? 0) - (b.column ?? 0),
  );
}

/** A line for each mistake, up to MOST_SHOWN; if there are several mistakes, a last line counts them. */
export function mistakeLines(mistakes: readonly Mistake[]): string[] {
  const lines = mistakes.slice(0, MOST_SHOWN).map(describeMistake);
  if (mistakes.length < 2) return lines;
  const files = new Set(mistakes.map(({ file }) => file));
  const noun = [...files].some((file) => file.startsWith('--')) ? 'places' : 'files';
  const where = files.size === 1 ? `in ${mistakes[0]?.file}` : `in ${files.size} ${noun}`;
  const more = mistakes.length - lines.length;
  return [...lines, `${more > 0 ? `and ${more} more: ` : ''}${mistakes.length} mistakes ${where}`];
}
