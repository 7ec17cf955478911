/** Values for bins without events: those of the nearest bins that have some. */
import { at } from '../../at.js';
import { binsAt, type TrueAxis } from './trueBins.js';

/**
 * For each bin of axes the bins that its values are taken from: itself where it has events, else the nearest bins that have, counted in steps along the axes;
 * none where no bin has any. Shape [bins].
 */
export function sourcesOf(axes: readonly TrueAxis[], hasEvents: readonly boolean[]): number[][] {
  const places = hasEvents.map((_, bin) => binsAt(axes, bin));
  const full = hasEvents.flatMap((has, bin) => (has ? [bin] : []));
  const distance = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, x, d) => sum + Math.abs(x - at(b, d)), 0);
  return hasEvents.map((has, bin) => {
    if (has) return [bin];
    const steps = full.map((other) => distance(at(places, bin), at(places, other)));
    const least = steps.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
    return full.filter((_, i) => at(steps, i) === least);
  });
}
