/** Mistakes in files that people write: where each stands and what it is, and how several are told at once. */

/** One mistake. */
export interface Mistake {
  /** Name for messages. */
  readonly file: string;
  /** From 1; left out where the file as a whole is meant. */
  readonly line?: number;
  readonly column?: number;
  /** Key or column that is at fault, as people write it: `axes.m5_gev.log[1]`. */
  readonly key?: string;
  /** What is wrong, and what to do. */
  readonly what: string;
}

/** More than this many are not read by anybody: the rest is counted. */
export const MOST_SHOWN = 20;

/** A mistake on one line: `file:line:column: key: what`. */
export function describeMistake({ file, line, column, key, what }: Mistake): string {
  const place = `${file}${line === undefined ? '' : `:${line}`}${column === undefined ? '' : `:${column}`}`;
  return `${place}: ${key ? `${key}: ` : ''}${what}`;
}

/** Mistakes in the order of their files' first ones and of their places, each once. */
export function inOrder(mistakes: readonly Mistake[]): Mistake[] {
  const files = [...new Set(mistakes.map(({ file }) => file))];
  const places = new Map(files.map((file, i) => [file, i]));
  const seen = new Set<string>();
  const once = mistakes.filter((mistake) => {
    const text = describeMistake(mistake);
    return !seen.has(text) && seen.add(text);
  });
  return once.sort(
    (a, b) =>
      (places.get(a.file) ?? 0) - (places.get(b.file) ?? 0) ||
      (a.line ?? 0) - (b.line ?? 0) ||
      (a.column ?? 0) - (b.column ?? 0),
  );
}

/** A line for each of the first mistakes; where there are several, a last one that counts them. */
export function mistakeLines(mistakes: readonly Mistake[]): string[] {
  const lines = mistakes.slice(0, MOST_SHOWN).map(describeMistake);
  if (mistakes.length < 2) return lines;
  const files = new Set(mistakes.map(({ file }) => file));
  const where = files.size === 1 ? `in ${mistakes[0]?.file}` : `in ${files.size} files`;
  const more = mistakes.length - lines.length;
  return [...lines, `${more > 0 ? `and ${more} more: ` : ''}${mistakes.length} mistakes ${where}`];
}
