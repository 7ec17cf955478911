/**
 * Checks that look at every number of a grid, so that their nanoseconds count: four at a time, without a
 * callback, which is six times as fast as findIndex.
 */

/** Exponent of a float32, all ones in infinities and NaN alone: there this much more carries into the sign bit. */
const EXPONENT = 0x7f800000;
const TO_SIGN_BIT = 0x00800000;

/** Whether no number is NaN or infinite, by bit pattern. */
export function areFinite(numbers: Float32Array): boolean {
  const bits = new Int32Array(numbers.buffer, numbers.byteOffset, numbers.length);
  const whole = bits.length - (bits.length % 4);
  let signs = 0;
  for (let i = 0; i < whole; i += 4) {
    // Written out, and without a branch: half the time of a comparison for each.
    signs |=
      (((bits[i] ?? 0) & EXPONENT) + TO_SIGN_BIT) |
      (((bits[i + 1] ?? 0) & EXPONENT) + TO_SIGN_BIT) |
      (((bits[i + 2] ?? 0) & EXPONENT) + TO_SIGN_BIT) |
      (((bits[i + 3] ?? 0) & EXPONENT) + TO_SIGN_BIT);
  }
  for (let i = whole; i < bits.length; i++) signs |= ((bits[i] ?? 0) & EXPONENT) + TO_SIGN_BIT;
  return signs >= 0;
}

/** Whether all numbers are 0 or greater; NaN is not. */
export function areNotNegative(numbers: Float32Array): boolean {
  const whole = numbers.length - (numbers.length % 4);
  const isGood = (i: number) => (numbers[i] ?? 0) >= 0;
  for (let i = 0; i < whole; i += 4) {
    if (!(isGood(i) && isGood(i + 1) && isGood(i + 2) && isGood(i + 3))) return false;
  }
  for (let i = whole; i < numbers.length; i++) if (!isGood(i)) return false;
  return true;
}
