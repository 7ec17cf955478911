/** Counts the steps of a computation instead of its time: how often each block of JavaScript is entered. No clock, and no load of the machine, plays a part. */
import { Session } from 'node:inspector/promises';

/** Steps of some work, to some 20 % (V8 forgets the counts of functions that it collects); what native code does within one is not seen. */
export async function stepsOf(work: () => Promise<unknown>): Promise<number> {
  const session = new Session();
  session.connect();
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
    await work();
    const { result } = await session.post('Profiler.takePreciseCoverage');
    await session.post('Profiler.stopPreciseCoverage');
    const blocks = result.flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges));
    return blocks.reduce((sum, { count }) => sum + count, 0);
  } finally {
    session.disconnect();
  }
}

/**
 * By which factor the work grows where its input does by four: at most 4 where they grow alike, and 16 where the work grows as the square and
 * `size` is so large that this is most of it.
 */
export async function growth(
  size: number,
  workOf: (size: number) => Promise<() => Promise<unknown>>,
): Promise<number> {
  // Once before, for what is loaded and made only once; it is also the part that does not depend on the size.
  const base = await stepsOf(await workOf(1));
  const small = await stepsOf(await workOf(size));
  const large = await stepsOf(await workOf(4 * size));
  return large / Math.max(small, base / 2);
}
