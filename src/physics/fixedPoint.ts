/** Fixed-point sums in two limbs: integers add in any order to the same bits. Twins in fixedPoint.wgsl. */

/** Bits of a limb's sum. */
const SUM_BITS = 31;

/**
 * Limbs [high, low] of a value, |value| < 2^31, high + low/limb, rounded to nearest. Exact but for the rounding, in float32, too: from 2^23 on
 * its numbers are whole.
 */
export function toLimbs(value: number, limb: number): [number, number] {
  const high = roundHalfEven(value);
  return [high, roundHalfEven((value - high) * limb)];
}

/** Rounds to nearest, ties to even, as WGSL's round does. */
function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  if (rest !== 0.5) return Math.round(x);
  return floor % 2 === 0 ? floor : floor + 1;
}

/** The value of a sum of limbs, of which a low one is worth `lowUnit`: 1/limb, a power of two. */
export function fromLimbs(limbs: readonly [number, number], lowUnit: number): number {
  return limbs[0] + limbs[1] * lowUnit;
}

/** Bits of the low limb such that those of all batches add up: |low| <= limb/2, and one bit is the sign. */
export function limbBits(batches: number): number {
  return SUM_BITS - 1 - Math.ceil(Math.log2(batches));
}

/**
 * What a bound may be worth, as a power of two, so that neither `events` terms of at most the bound nor those of a whole batch overflow
 * a sum of high limbs. A factor 2 is head room for rounding.
 */
export function boundBits(events: number, batch: number): number {
  return SUM_BITS - Math.ceil(Math.log2(Math.max(events, batch))) - 1;
}
