/** Fixed-point sums in two limbs: integers add in any order to the same bits. Twins in fixedPoint.wgsl. */

/** Bits of the low limb: a value is high 2^20 + low units, |low| <= 2^19. */
export const LIMB_BITS = 20;
const LIMB = 2 ** LIMB_BITS;
/** Bits that a sum may use: 31 of the high limb and all of the low one. */
export const SUM_BITS = 31 + LIMB_BITS;
/** Largest resolution: beyond it the high limb of one value is not exact in float32. */
export const MAX_RESOLUTION_BITS = 42;

/** Limbs [high, low] of a value given in units of 2^20, rounded to nearest. */
export function toLimbs(scaled: number): [number, number] {
  const high = roundHalfEven(scaled);
  return [high, roundHalfEven((scaled - high) * LIMB)];
}

/** Rounds to nearest, ties to even, as WGSL's round does. */
function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  if (rest !== 0.5) return Math.round(x);
  return floor % 2 === 0 ? floor : floor + 1;
}

/** Moves what overflows the low limb into the high one: 0 <= low < 2^20 afterwards. */
export function normaliseLimbs(limbs: readonly [number, number]): [number, number] {
  const carry = limbs[1] >> LIMB_BITS;
  return [limbs[0] + carry, limbs[1] - (carry << LIMB_BITS)];
}

/** The sum in units of 2^20. */
export function fromLimbs(limbs: readonly [number, number]): number {
  return limbs[0] + limbs[1] / LIMB;
}

/** Units, as a power of two, that a bound may be worth so that `events` terms of at most the bound never overflow. */
export function resolutionBits(events: number): number {
  return Math.min(SUM_BITS - 1 - Math.ceil(Math.log2(events)), MAX_RESOLUTION_BITS);
}
