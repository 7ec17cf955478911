/** Files that a command is to write: two of one name would replace each other. */
import { resolve } from 'node:path';

/** What is wrong with the values of `--out`, in words: a file that is named twice, or written beside another one; undefined where all differ. */
export function sameFile(out: readonly string[]): string | undefined {
  const seen = new Map<string, string>();
  for (const path of out) {
    const before = seen.get(resolve(path));
    if (before === path) return `--out ${path} is given twice; remove one`;
    if (before !== undefined)
      return `--out ${path} is ${resolve(before) === resolve(path) ? 'the same file as' : 'written with'} ${before}; choose another name`;
    seen.set(resolve(path), path);
    // What its numbers are is told beside it.
    if (!path.toLowerCase().endsWith('.npy')) continue;
    const beside = `${resolve(path)}.json`;
    const other = seen.get(beside);
    if (other !== undefined) return `--out ${other} is written with ${path}; choose another name`;
    seen.set(beside, path);
  }
  return undefined;
}
