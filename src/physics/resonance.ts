/**
 * N -> N' e+e- through a mediator X of finite width, which connects the widths for a virtual and a real mediator at m - m' = mX.
 * docs/physics.md, section 3. The propagator is 1/((q2 - mX^2)^2 + (mX Gamma_X)^2) with fixed Gamma_X. m = mass of N, mPrime = mass of N', mX = mass of X,
 * GeV.
 */
import { ELECTRON_MASS_GEV } from './constants.js';
import { decayMode, pairMassIntegral } from './decay.js';
import type { Mediator } from './mediator.js';
import { pairMassRange, poleGap, smallestPoleGap } from './pairMass.js';

/** Relative change of the width of N below which the width of the mediator is neglected. */
export const NEGLIGIBLE_CHANGE = 1e-4;

/** Sensitivity of the width of N to the width of the mediator. */
export interface WidthEffect {
  /** Relative change per mX Gamma_X in GeV^2, through the mediator; meaningful only in comparison with `NEGLIGIBLE_CHANGE`. */
  readonly perWidth: number;
  /** Additional change through the SM Z below the pole, per `WeakDecay.scale` and mX Gamma_X; 0 if the Z is neglected. */
  readonly weakPerWidth: number;
}

const NO_EFFECT: WidthEffect = { perWidth: 0, weakPerWidth: 0 };

/**
 * The effect at given masses. Virtual mediator: the change is below (width/hi)^2 with hi = mX^2 - (m - m')^2, linearised so that it is exact
 * at `NEGLIGIBLE_CHANGE`; on the threshold and next to it any width counts. Real mediator: to first order the change is width/pi times the
 * integral of f/(q2 - mX^2)^2, without the pole, divided by f at the pole, where f is the spectrum without its propagator. It is bounded by
 * two terms: 2/(range above the pole) for the neighbourhood of the pole, and 2 max f/(f at the pole x range below) for the rest.
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

/** Whether the mediator's width = mX Gamma_X (GeV^2) changes the width of N noticeably; `strength`: production strength. */
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
