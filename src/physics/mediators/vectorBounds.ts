/**
 * Proven bounds of a vector's production and decay, which bound the weights of events. docs/physics.md, sections 2b and 3. m = mass of N,
 * mPrime = mass of N', GeV.
 *
 * - On a nucleus B <= 1; on a proton B_p <= A + G_M^2/2, since X (2 Q2 - m^2) <= 8 (M E)^2; both of these fall with Q2.
 * - 1 + h A cos <= 2 and R <= 3: numerator and denominator of R are sums whose terms have ratios below 3 and 1.
 */
import { kallenRoot, MAJORANA } from '../decay.js';
import { drawnPoleGap, pairMassRange } from '../pairMass.js';
import type { ScattererKind } from '../upscattering.js';
import { largestPolynomial } from './vectorDecay.js';
import { protonFormFactors } from './vectorProton.js';

/** Bound of B, or of B_p at Q2 (GeV^2) and above. */
export function largestFactor(q2: number, on: ScattererKind): number {
  return on === 'proton' ? largestProtonFactor(q2) : 1;
}

/** Bound of `pairDirections`: a Majorana N has no 1 + h A cos. */
export function largestDirections(nature: number, oriented: boolean): number {
  return (nature === MAJORANA ? 1 : 2) * (oriented ? 3 : 1);
}

/** Bound of `pairMassDensity`, GeV^6. */
export function largestDensity(m: number, mPrime: number, nature: number): number {
  return kallenRoot(pairMassRange(m, mPrime), m, mPrime) * largestPolynomial(m, mPrime, nature);
}

/** Bound of B_p at Q2 (GeV^2) and above. */
function largestProtonFactor(q2: number): number {
  const [a, gmSq] = protonFormFactors(q2);
  return a + 0.5 * gmSq;
}

/**
 * Bound of lam P/(mZ'^2 - q2), GeV^4, with g = (m - m')^2 - q2 < W, c = 4 m m' and mZ'^2 - q2 = hi + g: the smaller of max(lam/(hi + g)) max P and
 * a bound term by term, which is tighter where m' and hi are small. P = g (g + c) + 3 q2 (g + c/2), and lam g/(hi + g) grows with g.
 */
export function spectrumBound(m: number, mPrime: number, mZprime: number, nature: number): number {
  const hi = drawnPoleGap(m, mPrime, mZprime);
  const range = pairMassRange(m, mPrime);
  const c = 4 * m * mPrime;
  const highest = (m - mPrime) ** 2;
  const perDistance = largestRootPerDistance(hi, range, m, mPrime);
  const growing = ((kallenRoot(range, m, mPrime) * range) / (hi + range)) * (range + c + 3 * highest);
  const dirac = growing + perDistance * 1.5 * highest * c;
  const byTerm = nature === MAJORANA ? 2 * dirac + perDistance * 3 * highest * c : dirac;
  return Math.min(perDistance * largestPolynomial(m, mPrime, nature), byTerm);
}

/**
 * Maximum of lam/(mZ'^2 - q2) = sqrt(g (g + c))/(hi + g) over gaps 0 < g < range, c = 4 m m'. For c > 2 hi its slope, proportional to
 * (2 hi - c) g + c hi, becomes negative.
 */
function largestRootPerDistance(hi: number, range: number, m: number, mPrime: number): number {
  const c = 4 * m * mPrime;
  const gap = c > 2 * hi ? Math.min((c * hi) / (c - 2 * hi), range) : range;
  return kallenRoot(gap, m, mPrime) / (hi + gap);
}
