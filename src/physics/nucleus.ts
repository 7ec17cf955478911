/** Nuclear form factors. Series: De Vries et al., ADNDT 36 (1987) 495; DarkNews arXiv:2207.04137; docs/physics.md, section 2. */
import { FM_PER_GEV } from './constants.js';
import { cubicWeights } from './numeric.js';

/** A charge density: a Fourier-Bessel series within a radius, or one of two models that depend on the mass number A. */
export type ChargeDensity =
  | {
      readonly kind: 'fourier-bessel';
      readonly radiusFm: number;
      /** a_1.. in fm^-3. */
      readonly coefficients: readonly number[];
    }
  | { readonly kind: 'helm' | 'symmetrised-fermi'; readonly massNumber: number };

/** Largest momentum transfer of the tabulated form factor, GeV; the sampler cuts at Q2 = 1 GeV^2. */
export const FORM_FACTOR_MAX_Q_GEV = 1;
/** Intervals of the table on [0, 1] GeV. Cubic interpolation is then accurate to 1e-8 absolute for R <= 9 fm. */
export const FORM_FACTOR_INTERVALS = 512;

/** Signed form factor of a charge density at q (GeV) from its formula; F(0) = 1. */
export function chargeFormFactor(density: ChargeDensity, qGev: number): number {
  if (density.kind === 'fourier-bessel') {
    return fourierBesselFormFactor(density.radiusFm, density.coefficients, qGev);
  }
  const model = density.kind === 'helm' ? helmFormFactor : symmetrisedFermiFormFactor;
  return model(density.massNumber, qGev);
}

/** Signed form factor at q (GeV) of the series a_1.. (fm^-3) inside a radius (fm). */
export function fourierBesselFormFactor(
  radiusFm: number,
  coefficients: readonly number[],
  qGev: number,
): number {
  const x = qGev * FM_PER_GEV * radiusFm;
  let numerator = 0;
  let norm = 0;
  coefficients.forEach((a, i) => {
    const nPi = (i + 1) * Math.PI;
    const sign = i % 2 === 0 ? -1 : 1;
    norm += (sign * a) / (nPi * nPi);
    // Near x = n pi, sin(x)/x / ((n pi)^2 - x^2) = (-1)^n sinc(x - n pi) / (-x (x + n pi)), which is finite.
    const distance = x - nPi;
    const term =
      Math.abs(distance) < 0.5 ? (sign * sinc(distance)) / (-x * (x + nPi)) : sinc(x) / (nPi * nPi - x * x);
    numerator += sign * a * term;
  });
  return numerator / norm;
}

/** Helm's form factor 3 j1(qR)/(qR) exp(-q^2 s^2/2) at q (GeV): s = 0.9 fm, R = 3.9 fm (A/40)^(1/3). */
export function helmFormFactor(massNumber: number, qGev: number): number {
  const q = qGev * FM_PER_GEV;
  const x = q * 3.9 * (massNumber / 40) ** (1 / 3);
  // j1(x)/x = (sin x/x - cos x)/x^2; the series is used where this cancels.
  const ball = x < 1e-2 ? 1 - (x * x) / 10 : (3 * (sinc(x) - Math.cos(x))) / (x * x);
  return ball * Math.exp(-((q * 0.9) ** 2) / 2);
}

/** Symmetrised Fermi density, DarkNews' choice for nuclei without a series: a = 0.523 fm, r0 = 1.03 A^(1/3) fm; q in GeV. */
export function symmetrisedFermiFormFactor(massNumber: number, qGev: number): number {
  if (qGev > 5) return 0;
  const a = 0.523;
  const r0 = 1.03 * massNumber ** (1 / 3);
  // At q = 0 two divergent terms cancel. The form factor is even in q and constant to 4e-8 up to 3e-5 GeV.
  const q = Math.max(qGev, 3e-5) * FM_PER_GEV;
  const y = Math.PI * q * a;
  const bracket = (y / q / Math.tanh(y)) * Math.sin(q * r0) - r0 * Math.cos(q * r0);
  return ((3 * Math.PI * a) / (r0 * r0 + (Math.PI * a) ** 2)) * (bracket / (q * r0 * Math.sinh(y)));
}

function sinc(x: number): number {
  return Math.abs(x) < 1e-4 ? 1 - (x * x) / 6 : Math.sin(x) / x;
}

/**
 * Table for `formFactor`: signed F at q = i h, h = 1/FORM_FACTOR_INTERVALS GeV, with one extra node at each end
 * (F is even in q). Shape [FORM_FACTOR_INTERVALS + 3].
 */
export function tabulateFormFactor(density: ChargeDensity): Float64Array {
  const h = FORM_FACTOR_MAX_Q_GEV / FORM_FACTOR_INTERVALS;
  return Float64Array.from({ length: FORM_FACTOR_INTERVALS + 3 }, (_, i) =>
    chargeFormFactor(density, Math.abs(i - 1) * h),
  );
}

/** Signed form factor at q in [0, 1] GeV by four-point cubic interpolation of the table from `first` on. Twin of nucleus.wgsl. */
export function formFactor(table: ArrayLike<number>, first: number, qGev: number): number {
  const s = (qGev / FORM_FACTOR_MAX_Q_GEV) * FORM_FACTOR_INTERVALS;
  const i = Math.min(Math.max(Math.floor(s), 0), FORM_FACTOR_INTERVALS - 1);
  const weights = cubicWeights(s - i);
  let sum = 0;
  for (let k = 0; k < 4; k++) sum += (weights[k] ?? 0) * (table[first + i + k] ?? 0);
  return sum;
}
