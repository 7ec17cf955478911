/** This command as the writer of its files. */
import type { Writer } from '../reports/provenance.js';
import { readPackages } from '../scan/packages.js';

/**
 * The program's version, and the command line as a shell would take it again. Where results go is left out, as it changes nothing of them: a file is
 * the same whatever its name is.
 */
export async function thisWriter(): Promise<Writer> {
  const { version } = await readPackages();
  return { version, command: ['dualnu', ...withoutOutputs(process.argv.slice(2)).map(shellWord)].join(' ') };
}

function withoutOutputs(words: readonly string[]): string[] {
  return words.filter(
    (word, i) =>
      word !== '--out' && words[i - 1] !== '--out' && !word.startsWith('--out=') && word !== '--json',
  );
}

/** A word of a command line, in quotes where a shell would cut or change it. */
export const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replace(/'/g, "'\\''")}'`;
