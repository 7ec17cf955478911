/** The set-up's messages, each line with its name before it. */

/** Prints a line. @param {string} line */
export function say(line) {
  console.log(`setup: ${line}`);
}

/**
 * Prints lines on stderr and ends the process with exit code 1.
 * @param {readonly string[]} lines
 * @returns {never}
 */
export function fail(lines) {
  for (const line of lines) console.error(`setup: ${line}`);
  process.exit(1);
}
