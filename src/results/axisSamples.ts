/** Values at which a curve over an axis is computed. */
import { isLogarithmic } from '../contouring/interpolate.js';
import type { TickAxis } from '../tiles/axes.js';

/** `count` values over an axis's range, evenly spaced on its own scale. */
export function spreadOver(axis: TickAxis, count: number): number[] {
  const [low = 0, high = 1] = [axis.values[0], axis.values.at(-1)];
  return Array.from({ length: count }, (_, i) => {
    const share = i / (count - 1);
    return isLogarithmic(axis) ? low * (high / low) ** share : low + (high - low) * share;
  });
}

/** Each value once, in order, of those within the range of an axis. */
export function within({ values }: TickAxis, samples: readonly number[]): number[] {
  const [low = 0, high = 1] = [values[0], values.at(-1)];
  return [...new Set(samples)].filter((x) => x >= low && x <= high).sort((a, b) => a - b);
}
