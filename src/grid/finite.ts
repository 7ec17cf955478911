/**
 * Checks that look at every number of a grid, so that their nanoseconds count: four at a time, without a callback, which is
 * six times as fast as findIndex; and of results that are copied anyway, in the copying, while they are in the cache.
 */

/** Exponent of a float32, all ones in infinities and NaN alone: there this much more carries into the sign bit. */
const EXPONENT = 0x7f800000;
const TO_SIGN_BIT = 0x00800000;
/** Numbers that are copied and looked at together: 64 kB, a fraction of any second-level cache. */
const BLOCK = 2 ** 14;

/** What was seen of an array. */
interface Verdict {
  readonly finite: boolean;
  /** No number has a minus sign. */
  readonly unsigned: boolean;
}

/** Of the arrays that copyChecked filled. */
const verdicts = new WeakMap<Float32Array, Verdict>();

/**
 * Copies into an array of the same length, which it returns: areFinite and areNotNegative then know the answer of it without
 * another look. It must not be changed but by another copyChecked, or `checkAgain` must follow.
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
    const own = look(block);
    finite &&= own.finite;
    unsigned &&= own.unsigned;
  }
  verdicts.set(copy, { finite, unsigned });
  return copy;
}

/** Looks again at an array that copyChecked filled and that was changed since. */
export function checkAgain(copy: Float32Array): void {
  verdicts.set(copy, look(copy));
}

/** Whether no number is NaN or infinite, by bit pattern. */
export function areFinite(numbers: Float32Array): boolean {
  return (verdicts.get(numbers) ?? look(numbers)).finite;
}

/** Whether all numbers are 0 or greater; NaN is not. */
export function areNotNegative(numbers: Float32Array): boolean {
  const { finite, unsigned } = verdicts.get(numbers) ?? look(numbers);
  // What is left is rare: a zero with a minus sign, or an infinity.
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
    // Written out, and without a branch: half the time of a comparison for each.
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
