/** Fixed-point sums in two limbs. Integer sums do not depend on the order of summation. Twins in fixedPoint.wgsl. */

/** Bits of a limb's sum. */
const SUM_BITS = 31;

/**
 * Limbs [high, low] of a value = high + low/limb, |value| < 2^31, rounded to nearest. Apart from the rounding it is exact, also in float32,
 * whose numbers are whole from 2^23 on.
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

/** The value of a sum of limbs; `lowUnit`: value of a unit of the low limb, 1/limb, a power of two. */
export function fromLimbs(limbs: readonly [number, number], lowUnit: number): number {
  return limbs[0] + limbs[1] * lowUnit;
}

/** Bits of the low limb such that its sum over all batches does not overflow: |low| <= limb/2, and one bit is the sign. */
export function limbBits(batches: number): number {
  return SUM_BITS - 1 - Math.ceil(Math.log2(batches));
}

/**
 * Scale of a bound, as a power of two, such that neither `events` terms up to the bound nor those of a whole batch overflow a sum of high
 * limbs, with a factor 2 of headroom for rounding.
 */
export function boundBits(events: number, batch: number): number {
  return SUM_BITS - Math.ceil(Math.log2(Math.max(events, batch))) - 1;
}
