/** Counts the steps of a computation instead of its time: how often each block of JavaScript is entered. No clock, and no load of the machine, plays a part. */
import { Session } from 'node:inspector/promises';

const session = new Session();
session.connect();
await session.post('Profiler.enable');
// Once for all: of functions that were compiled before, V8 counts the calls only.
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });

/** Steps of some work, to some 20 % (V8 forgets the counts of functions that it collects); what native code does within one is not seen. */
export async function stepsOf(work: () => Promise<unknown>): Promise<number> {
  // What is taken begins anew.
  await session.post('Profiler.takePreciseCoverage');
  await work();
  const { result } = await session.post('Profiler.takePreciseCoverage');
  const blocks = result.flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges));
  return blocks.reduce((sum, { count }) => sum + count, 0);
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
