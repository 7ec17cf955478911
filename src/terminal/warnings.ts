/** Warnings of a command about a result that is given nevertheless. */
import { ConfigError } from '../errors.js';
import { visible } from '../visible.js';

/**
 * Prints each warning as a line on stderr, so that stdout has only what scripts read; commands put the same texts into `warnings`
 * of their JSON. With `strict` the first warning is thrown as a ConfigError instead.
 */
export function tellWarnings(warnings: readonly string[], strict = false): void {
  const [first] = warnings;
  if (strict && first !== undefined) throw new ConfigError(`${first} (an error by --strict)`);
  for (const warning of warnings) process.stderr.write(`dualnu: warning: ${visible(warning)}\n`);
}

/** Prints a sentence about something that was found or done by the way, as a line on stderr. */
export function tellNotice(text: string): void {
  // Where a progress bar is, the sentence takes its line, and the bar is drawn again below.
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  process.stderr.write(`dualnu: ${visible(text)}\n`);
}
