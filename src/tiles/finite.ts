/**
 * The check that no number of a grid is NaN or infinite: already done for results that the GPU has reduced, otherwise four numbers at a time
 * without a branch (docs/performance.md).
 */
import { reductionOf } from './reduction.js';

/** Exponent bits of a float32. Only in infinities and NaN are they all ones, so that adding TO_SIGN_BIT carries into the sign bit. */
const EXPONENT = 0x7f800000;
const TO_SIGN_BIT = 0x00800000;

/** Place of the first number that is NaN or infinite; -1 without one. */
export function firstNotFinite(numbers: Float32Array): number {
  return areFinite(numbers) ? -1 : numbers.findIndex((number) => !Number.isFinite(number));
}

/** Whether no number is NaN or infinite, by bit pattern. */
export function areFinite(numbers: Float32Array): boolean {
  const reduced = reductionOf(numbers);
  if (reduced !== undefined) return reduced.notFinite === 0;
  const bits = new Int32Array(numbers.buffer, numbers.byteOffset, numbers.length);
  const whole = bits.length - (bits.length % 4);
  let exponents = 0;
  for (let i = 0; i < whole; i += 4) {
    const a = bits[i] ?? 0;
    const b = bits[i + 1] ?? 0;
    const c = bits[i + 2] ?? 0;
    const d = bits[i + 3] ?? 0;
    // Written out and without a branch, for speed.
    exponents |=
      ((a & EXPONENT) + TO_SIGN_BIT) |
      ((b & EXPONENT) + TO_SIGN_BIT) |
      ((c & EXPONENT) + TO_SIGN_BIT) |
      ((d & EXPONENT) + TO_SIGN_BIT);
  }
  for (let i = whole; i < bits.length; i++) exponents |= ((bits[i] ?? 0) & EXPONENT) + TO_SIGN_BIT;
  return exponents >= 0;
}
