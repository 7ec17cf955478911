/** The chi2 distribution: how probable larger values are, and the value that is exceeded with a given probability. */

/** Terms after which the series and the continued fraction of erfc have converged to rounding, where each is used. */
const MOST_TERMS = 200;

/** The complementary error function for x >= 0: the series of Abramowitz and Stegun 7.1.6 up to 2, and the continued fraction 7.1.14 above. */
function erfc(x: number): number {
  const factor = Math.exp(-x * x) / Math.sqrt(Math.PI);
  if (x > 2) {
    let fraction = 0;
    for (let k = MOST_TERMS; k > 0; k--) fraction = k / 2 / (x + fraction);
    return factor / (x + fraction);
  }
  let [term, sum] = [2 * x, 2 * x];
  for (let k = 1; k < MOST_TERMS; k++) {
    term *= (2 * x * x) / (2 * k + 1);
    sum += term;
  }
  return 1 - factor * sum;
}

/** Probability that a chi2 with a whole number of degrees of freedom, 1 or more, is larger than `chi2` (0 or more). */
export function chi2Exceeds(chi2: number, degreesOfFreedom: number): number {
  const x = chi2 / 2;
  if (x === 0) return 1;
  const isOdd = degreesOfFreedom % 2 === 1;
  // Q(a + 1, x) = Q(a, x) + x^a exp(-x) / Gamma(a + 1), from a = 1/2 or 1; in logarithms, because exp(-x) alone may be too small for a number.
  let tail = isOdd ? erfc(Math.sqrt(x)) : Math.exp(-x);
  let log = isOdd ? Math.log(x) / 2 - x - Math.log(Math.sqrt(Math.PI) / 2) : Math.log(x) - x;
  for (let a = isOdd ? 0.5 : 1; a < degreesOfFreedom / 2 - 0.25; a++) {
    tail += Math.exp(log);
    log += Math.log(x / (a + 1));
  }
  return Math.min(1, tail);
}

/** The chi2 that is exceeded with a probability between 0 and 1, by bisection to rounding. */
export function chi2Exceeded(probability: number, degreesOfFreedom: number): number {
  let [low, high] = [0, 1];
  while (chi2Exceeds(high, degreesOfFreedom) > probability) high *= 2;
  for (;;) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) return middle;
    if (chi2Exceeds(middle, degreesOfFreedom) > probability) low = middle;
    else high = middle;
  }
}
