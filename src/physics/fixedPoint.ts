/** Fixed-point sums in two limbs: integers add in any order to the same bits. Twins in fixedPoint.wgsl. */

/** Bits of a limb's sum, and of one high limb whose fraction float32 still holds. */
const SUM_BITS = 31;
const EXACT_BITS = 23;

/** Limbs [high, low] of a value, high + low/limb, rounded to nearest. Exact but for the rounding where |value| < 2^23. */
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
 * What a bound may be worth, as a power of two, so that neither `events` terms of at most the bound overflow a sum
 * of high limbs nor the sum of a batch exceeds what float32 splits exactly. Both leave a factor 2 as head room for rounding.
 */
export function boundBits(events: number, batch: number): number {
  return Math.min(SUM_BITS - Math.ceil(Math.log2(events)), EXACT_BITS - Math.ceil(Math.log2(batch))) - 1;
}
