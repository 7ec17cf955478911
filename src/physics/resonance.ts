/**
 * N -> N' e+e- through a Z' with its width, which joins the widths with a virtual and with a real Z' at m - m' = mZ'. MODEL section 3.
 * The propagator is 1/((q2 - mZ'^2)^2 + (mZ' Gamma_Z')^2), Gamma_Z' fixed. m = mass of N, mPrime = mass of N', GeV.
 */
import { ELECTRON_MASS_GEV } from './constants.js';
import {
  decayMode,
  kallenRoot,
  largestPolynomial,
  pairMassDensity,
  pairMassIntegral,
  widthOfIntegral,
} from './decay.js';
import { pairMassRange, poleGap, smallestPoleGap } from './pairMass.js';
import { weakDecayScale } from './weakDecay.js';

/** Relative change of the width of N below which that of the Z' is left out. */
export const NEGLIGIBLE_CHANGE = 1e-4;

/** By how much a width of the Z' can change that of N. */
export interface WidthEffect {
  /** Relative change per mZ' Gamma_Z' in GeV^2, through the Z'; counts against `NEGLIGIBLE_CHANGE` only. */
  readonly perWidth: number;
  /** What the SM Z adds to it below the pole, per `weakDecayScale` and mZ' Gamma_Z'; 0 where it does not count. */
  readonly weakPerWidth: number;
}

const NO_EFFECT: WidthEffect = { perWidth: 0, weakPerWidth: 0 };

/**
 * The effect at given masses. A virtual Z': the change is below (width/hi)^2, hi = mZ'^2 - (m - m')^2, of which the square root is taken
 * at `NEGLIGIBLE_CHANGE`; on the edge and next to it any width counts. A real Z': to first order the change is width/pi times the integral of
 * f/(q2 - mZ'^2)^2 over f at the pole, f the spectrum without its propagator and the pole left out. Twice 1/(the range above the pole) is
 * more than what comes from around it, twice max f over f at the pole and the range below more than what comes from far.
 */
export function widthEffect(
  m: number,
  mPrime: number,
  mZprime: number,
  nature: number,
  isWeak: boolean,
): WidthEffect {
  const mode = decayMode(m, mPrime, mZprime);
  if (mode === 'closed') return NO_EFFECT;
  const hi = poleGap(m, mPrime, mZprime);
  if (mode === 'offshell') {
    const isDrawn = hi >= smallestPoleGap(mZprime);
    return {
      perWidth: isDrawn ? Math.sqrt(NEGLIGIBLE_CHANGE) / hi : Number.POSITIVE_INFINITY,
      weakPerWidth: 0,
    };
  }
  const range = pairMassRange(m, mPrime);
  const below = mZprime * mZprime - 4 * ELECTRON_MASS_GEV ** 2;
  const largest = kallenRoot(range, m, mPrime) * largestPolynomial(m, mPrime, nature);
  const far = largest / (pairMassDensity(below, -hi, m, mPrime, nature) * below);
  return {
    perWidth: (2 / Math.PI) * (1 / -hi + far),
    weakPerWidth: isWeak ? (2 / Math.PI) * far * (range / below) : 0,
  };
}

/** Whether a width = mZ' Gamma_Z' (GeV^2) of the Z' changes that of N; `strength` = g_D kappa e epsilon. */
export function widthMatters(
  { perWidth, weakPerWidth }: WidthEffect,
  width: number,
  mZprime: number,
  strength: number,
): boolean {
  const weak = weakPerWidth > 0 ? weakPerWidth * weakDecayScale(mZprime, strength) : 0;
  return width * (perWidth + weak) > NEGLIGIBLE_CHANGE;
}

/** Width of N to pairs per unit of (g_D V_dec e epsilon)^2, GeV, through a Z' of `width` = mZ' Gamma_Z' above 0, GeV^2. */
export function wideReducedWidth(
  m: number,
  mPrime: number,
  mZprime: number,
  nature: number,
  width: number,
): number {
  const hi = poleGap(m, mPrime, mZprime);
  return widthOfIntegral(pairMassIntegral(m, mPrime, hi, width, nature), m);
}
