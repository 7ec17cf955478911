/** A look for numbers that a grid must not hold, fast enough for a million of them in every tile. */

const EXPONENT = 0x7f800000;
/** Added to an exponent of all ones, it reaches the sign bit; to no other. */
const CARRY = 0x00800000;

/** Index of the first NaN or infinity, or -1. By bit pattern: an exponent of all ones. */
export function firstNotFinite(data: Float32Array): number {
  // Its length is asked for once: V8 would look whether the buffer has shrunk at every step.
  const count = data.length;
  const words = new Int32Array(data.buffer, data.byteOffset, count);
  let carried = 0;
  for (let i = 0; i < count; i++) carried |= ((words[i] ?? 0) & EXPONENT) + CARRY;
  return carried < 0 ? words.findIndex((word) => (word & EXPONENT) === EXPONENT) : -1;
}
