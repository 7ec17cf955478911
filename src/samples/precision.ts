/** How precisely the numbers of a column are known, from the numbers themselves: a file of doubles may hold what was once in float32. */

/** Rounding errors of a column: the larger of `relative` times the number and `absolute`. */
export interface Precision {
  readonly relative: number;
  readonly absolute: number;
  /** For messages: `double precision`, `float32`, `6 digits`. */
  readonly words: string;
}

/** So many values tell how a column was written. */
const EXAMINED = 1000;

/**
 * Roundings that a number has behind it. In double precision those of the generator's own arithmetic, boosts among them; DarkNews's events
 * need 8. In float32 a few, because detector simulations compute in it. Digits of a text are rounded once.
 */
const ROUNDINGS = { double: 64, single: 4 } as const;

/** Most digits that say more than double precision does. */
const MOST_DIGITS = 15;

/** The precision of the values of a column. */
export function precisionOf(values: Float64Array): Precision {
  const step = Math.max(1, Math.floor(values.length / EXAMINED));
  let isSingle = true;
  let digits = 0;
  let decimals = 0;
  let count = 0;
  const different = new Set<number>();
  for (let i = 0; i < values.length; i += step) {
    const value = values[i] ?? 0;
    if (!Number.isFinite(value)) continue;
    count += 1;
    different.add(value);
    isSingle &&= Math.fround(value) === value;
    const [mantissa = '', exponent = '0'] = Math.abs(value).toExponential().split('e');
    const written = value === 0 ? 0 : mantissa.replace('.', '').length;
    digits = Math.max(digits, written);
    decimals = Math.max(decimals, written - 1 - Number(exponent));
  }
  // A column of a few round values, such as zeros, is exact: its digits say nothing.
  const isExact = digits === 0 || different.size < Math.min(8, count / 2);
  if (!isExact && digits <= MOST_DIGITS) {
    return {
      relative: 0.5 * 10 ** (1 - digits),
      absolute: 0.5 * 10 ** -decimals,
      words: digitsInWords(digits),
    };
  }
  if (isSingle && !isExact) return { relative: ROUNDINGS.single * 2 ** -24, absolute: 0, words: 'float32' };
  return { relative: ROUNDINGS.double * 2 ** -53, absolute: 0, words: 'double precision' };
}

/** The same numbers times a factor, as from MeV to GeV. */
export function scaledPrecision(precision: Precision, factor: number): Precision {
  return { ...precision, absolute: precision.absolute * Math.abs(factor) };
}

/** The error of a number. */
export function errorOf({ relative, absolute }: Precision, value: number): number {
  return Math.max(relative * Math.abs(value), absolute);
}

/** The lesser of several precisions. */
export function leastPrecision(all: readonly Precision[]): Precision {
  return all.reduce((least, one) =>
    one.relative > least.relative || one.absolute > least.absolute
      ? {
          relative: Math.max(one.relative, least.relative),
          absolute: Math.max(one.absolute, least.absolute),
          words: one.relative > least.relative ? one.words : least.words,
        }
      : least,
  );
}

function digitsInWords(digits: number): string {
  return `${digits} ${digits === 1 ? 'digit' : 'digits'}`;
}
