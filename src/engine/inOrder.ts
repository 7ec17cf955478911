/** Taking turns: asynchronous work that must not overlap, done in the order in which it was asked for. */

/**
 * Makes a queue of turns: the function returned calls `work` when everything before it has ended, well or badly, at once
 * where nothing is before it, and promises what it does.
 */
export function inOrder(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> | undefined;
  return async (work) => {
    const before = last;
    const own = before === undefined ? work() : before.then(work);
    const ended: Promise<unknown> = own
      .catch(() => undefined)
      .finally(() => {
        if (last === ended) last = undefined;
      });
    last = ended;
    return await own;
  };
}
