/**
 * Which events' squares are summed for the Monte Carlo error. It needs less accuracy than the signal, and squares are five of eight
 * moments. docs/numerics.md, "Squares of an eighth of the events".
 */

/** Squares are summed of one event in so many. */
export const SQUARES_THINNING = 8;

/** Fewest events of a sample whose squares are thinned; of fewer, all are summed. */
export const LEAST_THINNED = 2048;

/**
 * Number of events at the start of each batch whose squares are summed. They are neighbours in the sequence, not every eighth: points of
 * a Sobol sequence at a stride of eight share the first three bits of every coordinate, an eighth of the neutrino energies, whereas
 * an aligned run of 2^k points is as balanced as the first 2^k.
 */
export function squaredEvents(events: number, batch: number): number {
  const inBatch = Math.min(events, batch);
  return events < LEAST_THINNED ? inBatch : inBatch / SQUARES_THINNING;
}

/** Factor on the sums of squares of a sample. */
export function squaresFactor(events: number): number {
  return events < LEAST_THINNED ? 1 : SQUARES_THINNING;
}
