/** Shares of weighted events and their statistical errors. */

/** Sums over events: how many, sum w, sum w^2. */
export interface Tally {
  events: number;
  sum: number;
  squares: number;
}

/** A tally of no events. */
export const emptyTally = (): Tally => ({ events: 0, sum: 0, squares: 0 });

/** Adds an event. */
export function addTo(tally: Tally, weight: number): void {
  tally.events += 1;
  tally.sum += weight;
  tally.squares += weight * weight;
}

/** The tally of the events of several. */
export function pooled(tallies: readonly Tally[]): Tally {
  const all = emptyTally();
  for (const { events, sum, squares } of tallies) {
    all.events += events;
    all.sum += sum;
    all.squares += squares;
  }
  return all;
}

/** (sum w)^2/sum w^2; 0 without events. */
export function effectiveEvents({ sum, squares }: Tally): number {
  return squares > 0 ? sum ** 2 / squares : 0;
}

/** A share with its error. */
export interface Share {
  readonly value: number;
  readonly error: number;
}

/**
 * The share of events that pass, epsilon = sum_pass w/sum w, with its error: the binomial one of weighted events,
 *
 *   sigma^2 = [(1 - epsilon)^2 sum_pass w^2 + epsilon^2 sum_fail w^2]/(sum w)^2,
 *
 * but no less than the distance to the farther end of the interval of one standard deviation of the effective number of events, which is not 0 where
 * none or all pass, nor small because those that pass have small weights (`wilsonDistance`). Undefined without events.
 */
export function shareOf(passed: Tally, all: Tally): Share | undefined {
  if (!(all.sum > 0)) return undefined;
  // Rounding may leave a difference of equal sums below 0.
  const value = passed.events === all.events ? 1 : Math.min(passed.sum / all.sum, 1);
  const failedSquares = Math.max(all.squares - passed.squares, 0);
  const variance = (1 - value) ** 2 * passed.squares + value ** 2 * failedSquares;
  const error = Math.max(Math.sqrt(variance) / all.sum, wilsonDistance(value, effectiveEvents(all)));
  return { value, error };
}

/**
 * Largest distance of a share of n events from the ends of its interval of one standard deviation, the shares p with (epsilon - p)^2 <= p (1 - p)/n: 1/(n + 1)
 * for epsilon = 0, and sqrt(epsilon (1 - epsilon)/n) for many events. E. B. Wilson, J. Am. Stat. Assoc. 22 (1927) 209.
 */
export function wilsonDistance(epsilon: number, n: number): number {
  const half = Math.sqrt((epsilon * (1 - epsilon)) / n + 1 / (4 * n * n));
  const centre = epsilon + 1 / (2 * n);
  const [low, high] = [centre - half, centre + half].map((x) => x / (1 + 1 / n)) as [number, number];
  return Math.max(high - epsilon, epsilon - low);
}
