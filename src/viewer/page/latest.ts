/** Work of which only the latest counts: while some is done, what is asked for in between is forgotten but for the last. */

/** A function that does the work for a value, at once or when the work before it is over. */
export function latestOnly<T>(
  work: (value: T, isLatest: () => boolean) => Promise<void>,
): (value: T) => void {
  let wanted: { readonly value: T } | undefined;
  let isRunning = false;
  const run = async () => {
    isRunning = true;
    while (wanted !== undefined) {
      const { value } = wanted;
      wanted = undefined;
      await work(value, () => wanted === undefined);
    }
    isRunning = false;
  };
  return (value) => {
    wanted = { value };
    if (!isRunning) void run();
  };
}
