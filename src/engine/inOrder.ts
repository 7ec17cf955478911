/** A queue for asynchronous work that must not overlap. */

/**
 * Makes a queue. The returned function calls `work` when all earlier work has succeeded or failed, immediately if there is none, and
 * resolves or rejects as `work` does.
 */
export function inOrder(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> | undefined;
  return async (work) => {
    const before = last;
    const result = before === undefined ? work() : before.then(work);
    const ended: Promise<unknown> = result
      .catch(() => undefined)
      .finally(() => {
        if (last === ended) last = undefined;
      });
    last = ended;
    return await result;
  };
}
