/** This command as the writer of its files. */
import type { Writer } from '../reports/provenance.js';
import { readPackages } from '../scan/packages.js';

/** The program's version, and the command line as a shell would take it again. */
export async function thisWriter(): Promise<Writer> {
  const { version } = await readPackages();
  return { version, command: ['dualnu', ...process.argv.slice(2).map(shellWord)].join(' ') };
}

/** A word of a command line, in quotes where a shell would cut or change it. */
const shellWord = (word: string) =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replace(/'/g, "'\\''")}'`;
