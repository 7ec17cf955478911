/** What the page says where something fails. */

/** An error in words: one of the browser's about a server that is gone, in words that say what to do. */
export function wordsOf(error: unknown): string {
  if (error instanceof TypeError && /fetch/i.test(error.message))
    return 'the viewer does not answer any more: is dualnu view still running?';
  return error instanceof Error ? error.message : String(error);
}
