/**
 * Checks of every number of a grid, written for speed: four numbers at a time without a callback, and for results that are copied anyway,
 * during the copy while they are in the cache (docs/performance.md).
 */

/** Exponent bits of a float32. Only in infinities and NaN are they all ones, so that adding TO_SIGN_BIT carries into the sign bit. */
const EXPONENT = 0x7f800000;
const TO_SIGN_BIT = 0x00800000;
/** Numbers that are copied and checked together: 64 kB, a fraction of any second-level cache. */
const BLOCK = 2 ** 14;

/** Result of checking an array. */
interface Verdict {
  readonly finite: boolean;
  /** No number has a minus sign. */
  readonly unsigned: boolean;
}

/** Results for the arrays that copyChecked filled. */
const verdicts = new WeakMap<Float32Array, Verdict>();

/**
 * Copies into an array of the same length and returns it. areFinite and areNotNegative then use the result of the check during the copy.
 * After any change other than by copyChecked, `checkAgain` must be called.
 */
export function copyChecked(
  source: Float32Array,
  copy: Float32Array = new Float32Array(source.length),
): Float32Array {
  let finite = true;
  let unsigned = true;
  for (let start = 0; start < source.length; start += BLOCK) {
    const block = copy.subarray(start, start + BLOCK);
    // `set` copies straight out of a mapping; a slice of it would copy twice.
    block.set(source.subarray(start, start + BLOCK));
    const verdict = look(block);
    finite &&= verdict.finite;
    unsigned &&= verdict.unsigned;
  }
  verdicts.set(copy, { finite, unsigned });
  return copy;
}

/** Repeats the check of an array that copyChecked filled and that has changed since. */
export function checkAgain(copy: Float32Array): void {
  verdicts.set(copy, look(copy));
}

/** Whether no number is NaN or infinite, by bit pattern. */
export function areFinite(numbers: Float32Array): boolean {
  return (verdicts.get(numbers) ?? look(numbers)).finite;
}

/** Whether all numbers are >= 0 (false for NaN). */
export function areNotNegative(numbers: Float32Array): boolean {
  const { finite, unsigned } = verdicts.get(numbers) ?? look(numbers);
  // Rare otherwise: negative zero or infinity.
  return (finite && unsigned) || numbers.every((value) => value >= 0);
}

function look(numbers: Float32Array): Verdict {
  const bits = new Int32Array(numbers.buffer, numbers.byteOffset, numbers.length);
  const whole = bits.length - (bits.length % 4);
  let exponents = 0;
  let signs = 0;
  for (let i = 0; i < whole; i += 4) {
    const a = bits[i] ?? 0;
    const b = bits[i + 1] ?? 0;
    const c = bits[i + 2] ?? 0;
    const d = bits[i + 3] ?? 0;
    // Written out and without a branch, for speed.
    signs |= a | b | c | d;
    exponents |=
      ((a & EXPONENT) + TO_SIGN_BIT) |
      ((b & EXPONENT) + TO_SIGN_BIT) |
      ((c & EXPONENT) + TO_SIGN_BIT) |
      ((d & EXPONENT) + TO_SIGN_BIT);
  }
  for (let i = whole; i < bits.length; i++) {
    signs |= bits[i] ?? 0;
    exponents |= ((bits[i] ?? 0) & EXPONENT) + TO_SIGN_BIT;
  }
  return { finite: exponents >= 0, unsigned: signs >= 0 };
}
