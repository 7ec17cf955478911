/** Numbers, shares and lists as text for people. */

/** A number with a few significant digits and without trailing zeros: 0.38, 6.87e20. */
export function briefNumber(value: number, digits = 4): string {
  const size = Math.abs(value);
  if (value === 0 || (size >= 1e-3 && size < 1e7)) return String(Number(value.toPrecision(digits)));
  const [mantissa, exponent] = value.toExponential(digits - 1).split('e');
  return `${Number(mantissa)}e${Number(exponent)}`;
}

/** A number with up to four significant digits, for messages: 0.1021, 7.742e-4. */
export function shortNumber(value: number): string {
  const rounded = Number(value.toPrecision(4));
  return rounded !== 0 && Math.abs(rounded) < 1e-3 ? rounded.toExponential() : String(rounded);
}

/** A confidence level in percent, with four digits or as many as its distance from 100 % needs: `95 %`, `99.999943 %`. */
export function percent(cl: number): string {
  const exact = 100 * cl;
  for (let digits = 4; digits < 16; digits++) {
    const rounded = Number(exact.toPrecision(digits));
    if (Math.abs(rounded - exact) <= 0.005 * (100 - exact)) return `${rounded} %`;
  }
  return `${exact} %`;
}

/** A share in percent with one decimal. Only a share of exactly 1 is 100 %, and only 0 is 0 %. */
export function shareInWords(share: number): string {
  if (share === 0 || share === 1) return `${100 * share} %`;
  if (share < 0.001) return 'below 0.1 %';
  return share > 0.999 ? 'above 99.9 %' : `${(100 * share).toFixed(1)} %`;
}

/** A list without duplicates: `a`, `a or b`, `a, b or c`. */
export function listInWords(things: Iterable<string>, last = 'or'): string {
  const unique = [...new Set(things)];
  if (unique.length < 2) return unique.join('');
  return `${unique.slice(0, -1).join(', ')} ${last} ${unique.at(-1)}`;
}
