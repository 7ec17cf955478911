/**
 * N -> N' e+e- through a mediator X with its width, which joins the widths with a virtual and with a real mediator at m - m' = mX. MODEL section 3.
 * The propagator is 1/((q2 - mX^2)^2 + (mX Gamma_X)^2), Gamma_X fixed. m = mass of N, mPrime = mass of N', mX = mass of X,
 * GeV.
 */
import { ELECTRON_MASS_GEV } from './constants.js';
import { decayMode, pairMassIntegral } from './decay.js';
import type { Mediator } from './mediator.js';
import { pairMassRange, poleGap, smallestPoleGap } from './pairMass.js';

/** Relative change of the width of N below which that of the mediator is left out. */
export const NEGLIGIBLE_CHANGE = 1e-4;

/** By how much a width of the mediator can change that of N. */
export interface WidthEffect {
  /** Relative change per mX Gamma_X in GeV^2, through the mediator; counts against `NEGLIGIBLE_CHANGE` only. */
  readonly perWidth: number;
  /** What the SM Z adds to it below the pole, per `WeakDecay.scale` and mX Gamma_X; 0 where it does not count. */
  readonly weakPerWidth: number;
}

const NO_EFFECT: WidthEffect = { perWidth: 0, weakPerWidth: 0 };

/**
 * The effect at given masses. A virtual mediator: the change is below (width/hi)^2, hi = mX^2 - (m - m')^2, of which the square root is taken
 * at `NEGLIGIBLE_CHANGE`; on the edge and next to it any width counts. A real mediator: to first order the change is width/pi times the integral of
 * f/(q2 - mX^2)^2 over f at the pole, f the spectrum without its propagator and the pole left out. Twice 1/(the range above the pole) is
 * more than what comes from around it, twice max f over f at the pole and the range below more than what comes from far.
 */
export function widthEffect(
  { bounds, decay }: Mediator,
  m: number,
  mPrime: number,
  mX: number,
  nature: number,
  isWeak: boolean,
): WidthEffect {
  const mode = decayMode(m, mPrime, mX);
  if (mode === 'closed') return NO_EFFECT;
  const hi = poleGap(m, mPrime, mX);
  if (mode === 'offshell') {
    const isDrawn = hi >= smallestPoleGap(mX);
    return {
      perWidth: isDrawn ? Math.sqrt(NEGLIGIBLE_CHANGE) / hi : Number.POSITIVE_INFINITY,
      weakPerWidth: 0,
    };
  }
  const range = pairMassRange(m, mPrime);
  const below = mX * mX - 4 * ELECTRON_MASS_GEV ** 2;
  const far = bounds.spectrum(m, mPrime, nature) / (decay.spectrum(below, -hi, m, mPrime, nature) * below);
  return {
    perWidth: (2 / Math.PI) * (1 / -hi + far),
    weakPerWidth: isWeak ? (2 / Math.PI) * far * (range / below) : 0,
  };
}

/** Whether a width = mX Gamma_X (GeV^2) of the mediator changes that of N; `strength` is that of production. */
export function widthMatters(
  { weakDecay }: Mediator,
  { perWidth, weakPerWidth }: WidthEffect,
  width: number,
  mX: number,
  strength: number,
): boolean {
  const weak = weakDecay && weakPerWidth > 0 ? weakPerWidth * weakDecay.scale(mX, strength) : 0;
  return width * (perWidth + weak) > NEGLIGIBLE_CHANGE;
}

/** Width of N to pairs per unit of `decayStrengthSquared`, GeV, through a mediator of `width` = mX Gamma_X above 0, GeV^2. */
export function wideReducedWidth(
  mediator: Mediator,
  m: number,
  mPrime: number,
  mX: number,
  nature: number,
  width: number,
): number {
  const hi = poleGap(m, mPrime, mX);
  return mediator.decay.widthOfIntegral(pairMassIntegral(mediator, m, mPrime, hi, width, nature), m);
}
