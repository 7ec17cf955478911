/** A number in a few digits without trailing zeros, as people write it: 0.38, 6.87e20. */
export function briefNumber(value: number, digits = 4): string {
  const size = Math.abs(value);
  if (value === 0 || (size >= 1e-3 && size < 1e7)) return String(Number(value.toPrecision(digits)));
  const [mantissa, exponent] = value.toExponential(digits - 1).split('e');
  return `${Number(mantissa)}e${Number(exponent)}`;
}
