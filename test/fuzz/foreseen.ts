/** What may come of any input: a result, or an error of dualnu in words. Everything else is a failure of the test. */
import { expect } from 'vitest';
import { DualnuError } from '../../src/errors.js';
import { visible } from '../../src/visible.js';

/** What JavaScript says where nobody has thought of something. */
const UNTHOUGHT =
  /\bundefined\b|\[object |function ?\(|native code|^Invalid input|\bnull \(reading|is not iterable|is not a function/;

/** Most lines of a message, and most characters of one of them. */
const MOST = { lines: 22, characters: 2500 } as const;

/** Does something that may end with an error of dualnu; returns which, and undefined where it was done. `where` finds it again. */
export async function foreseen(
  where: string,
  work: () => Promise<unknown>,
): Promise<DualnuError | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (!(error instanceof DualnuError)) throw new Error(`${where}: ${String(error)}`, { cause: error });
    const { lines } = error;
    expect(lines.length, where).toBeGreaterThan(0);
    expect(lines.length, where).toBeLessThanOrEqual(MOST.lines);
    for (const line of lines) {
      // As the terminal shows it.
      const shown = visible(line);
      expect(shown, where).toMatch(/\S/);
      expect(shown, where).not.toMatch(UNTHOUGHT);
      expect(shown.length, `${where}: ${shown.slice(0, 200)}`).toBeLessThan(MOST.characters);
    }
    for (const { line, column } of error.mistakes) {
      // A file as a whole has no line; what has one counts from 1.
      expect(line ?? 1, where).toBeGreaterThanOrEqual(1);
      expect(column ?? 1, where).toBeGreaterThanOrEqual(1);
    }
    return error;
  }
}
