/** Confidence levels of one parameter. */
import { ConfigError } from '../errors.js';

/** Delta chi2 of a confidence level for one parameter: the square of the normal quantile, by bisection of the error function. */
export function quantileOfOne(cl: number): number {
  if (!(cl > 0 && cl < 1))
    throw new ConfigError(`confidence level ${cl} is not between 0 and 1; write 0.95 for 95 %`);
  // P(chi2_1 < q) = erf(sqrt(q/2)); erfc keeps its digits in the tail.
  let [low, high] = [0, 40];
  for (let step = 0; step < 200 && low < high; step++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (erfc(middle / Math.SQRT2) > 1 - cl) low = middle;
    else high = middle;
  }
  return low * low;
}

/** The complementary error function for x >= 0: its series below 2, its continued fraction (Lentz) beyond. */
function erfc(x: number): number {
  if (x < 2) {
    let [term, sum] = [x, x];
    for (let n = 1; n < 200 && Math.abs(term) > 1e-17 * sum; n++) {
      term *= (-x * x) / n;
      sum += term / (2 * n + 1);
    }
    return 1 - (2 / Math.sqrt(Math.PI)) * sum;
  }
  let fraction = 0;
  for (let n = 80; n > 0; n--) fraction = n / 2 / (x + fraction);
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + fraction);
}
