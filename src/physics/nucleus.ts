/** Nuclear form factors. Series: De Vries et al., ADNDT 36 (1987) 495; DarkNews arXiv:2207.04137; MODEL section 2. */
import { FM_PER_GEV } from './constants.js';
import { cubicWeights } from './numeric.js';

/** A charge density as a Fourier-Bessel series inside a radius. */
export interface ChargeDensity {
  readonly radiusFm: number;
  /** a_1.. in fm^-3. */
  readonly fourierBessel: readonly number[];
}

/** Largest momentum transfer of the tabulated form factor, GeV: the sampler's cut, Q2 <= 1 GeV^2. */
export const FORM_FACTOR_MAX_Q_GEV = 1;
/** Intervals of the table on [0, 1] GeV. Cubic interpolation is then good to 1e-8 absolute for R <= 9 fm. */
export const FORM_FACTOR_INTERVALS = 512;

/** Signed form factor at q (GeV) by the series itself; F(0) = 1. */
export function fourierBesselFormFactor(density: ChargeDensity, qGev: number): number {
  const x = qGev * FM_PER_GEV * density.radiusFm;
  let numerator = 0;
  let norm = 0;
  density.fourierBessel.forEach((a, i) => {
    const nPi = (i + 1) * Math.PI;
    const sign = i % 2 === 0 ? -1 : 1;
    norm += (sign * a) / (nPi * nPi);
    // sin(x)/x / ((n pi)^2 - x^2) near x = n pi is (-1)^n sinc(x - n pi) / (-x (x + n pi)): finite there.
    const distance = x - nPi;
    const term =
      Math.abs(distance) < 0.5 ? (sign * sinc(distance)) / (-x * (x + nPi)) : sinc(x) / (nPi * nPi - x * x);
    numerator += sign * a * term;
  });
  return numerator / norm;
}

function sinc(x: number): number {
  return Math.abs(x) < 1e-4 ? 1 - (x * x) / 6 : Math.sin(x) / x;
}

/**
 * Table for `formFactor`: signed F at q = i h, h = 1/FORM_FACTOR_INTERVALS GeV, with one node of margin at both ends
 * (F is even in q). Shape [FORM_FACTOR_INTERVALS + 3].
 */
export function tabulateFormFactor(density: ChargeDensity): Float64Array {
  const h = FORM_FACTOR_MAX_Q_GEV / FORM_FACTOR_INTERVALS;
  return Float64Array.from({ length: FORM_FACTOR_INTERVALS + 3 }, (_, i) =>
    fourierBesselFormFactor(density, Math.abs(i - 1) * h),
  );
}

/** Signed form factor at q in [0, 1] GeV by four-point cubic interpolation of the table. Twin of nucleus.wgsl. */
export function formFactor(table: ArrayLike<number>, qGev: number): number {
  const s = (qGev / FORM_FACTOR_MAX_Q_GEV) * FORM_FACTOR_INTERVALS;
  const i = Math.min(Math.max(Math.floor(s), 0), FORM_FACTOR_INTERVALS - 1);
  const weights = cubicWeights(s - i);
  let sum = 0;
  for (let k = 0; k < 4; k++) sum += (weights[k] ?? 0) * (table[i + k] ?? 0);
  return sum;
}
