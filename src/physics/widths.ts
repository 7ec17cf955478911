/**
 * Widths of N -> N' e+e- and of competing decays, at given masses and couplings: for a virtual mediator, a real one, and near m - m' = mX one of
 * finite width. docs/physics.md, section 3. Couplings enter as factors and in ratios; what depends on the masses is prepared once (`decaysAt`).
 */
import {
  type DecayChoices,
  type OtherChannels,
  otherChannels,
  pairBranching,
  poleChannels,
  wideChannels,
} from './branching.js';
import type { CouplingTerms } from './couplings.js';
import type { DecaySide } from './massPoint.js';
import type { Mediator } from './mediator.js';
import { type WidthEffect, wideReducedWidth, widthEffect, widthMatters } from './resonance.js';

/** A point is flagged if the mediator's width changes the width of N by more than this fraction. */
const NEAR_THRESHOLD = 0.01;

/**
 * For a real mediator, changes of the width of N below this many Gamma_X/mX are ignored, because they depend on the unknown q2 dependence of
 * Gamma_X. With e+e- alone they are below 1e-4 up to epsilon = 0.1; with dark decays they reach per cents.
 */
export const UNKNOWN_CHANGE = 2;

/** Choices of a model for decays. */
export interface DecayModel {
  readonly choices: DecayChoices;
  /** Whether the SM Z enters c tau: in the single model, if it is switched on. */
  readonly isWeak: boolean;
}

/** Decays of N for a given width of the mediator. */
export interface Decays {
  /** Width per unit of `decayStrengthSquared`, GeV. */
  readonly reducedWidth: number;
  readonly channels: OtherChannels;
  /** Moments of the SM Z, if it enters. */
  readonly weak: readonly [number, number] | undefined;
}

/** Decays of N and of the mediator as functions of the masses. */
export interface CompetingDecays {
  /** For zero width of the mediator. */
  readonly zeroWidth: Decays;
  /** For a given mX Gamma_X, GeV^2; cached. */
  readonly wide: (width: number) => Decays;
  /** Decays of the mediator itself: ratios to X -> e+e-, and Gamma(X -> e+e-)/mX per `perPair`. */
  readonly pole: OtherChannels;
  readonly poleWidth: number;
  /** Criterion for when the width matters. */
  readonly effect: WidthEffect;
}

/** Decays at given masses, to be cached by the caller. */
export function decaysAt({ choices, isWeak }: DecayModel, p: DecaySide): CompetingDecays {
  const { mediator, m, mPrime, mX, nature } = p;
  const weakDecay = isWeak ? mediator.weakDecay : undefined;
  const channels = otherChannels(mediator, m, mPrime, mX, nature, choices);
  let kept: Map<number, Decays> | undefined;
  const wide = (width: number): Decays => {
    kept ??= new Map();
    const decays = kept.get(width) ?? {
      reducedWidth: wideReducedWidth(mediator, m, mPrime, mX, nature, width),
      channels: wideChannels(mediator, m, mPrime, mX, nature, choices, width, channels),
      weak: weakDecay?.moments(m, mX, nature, width),
    };
    kept.set(width, decays);
    return decays;
  };
  return {
    zeroWidth: {
      reducedWidth: p.reducedWidth,
      channels,
      weak: p.mode === 'offshell' ? weakDecay?.moments(m, mX, nature, 0) : undefined,
    },
    wide,
    pole: poleChannels(mediator, mPrime, mX, nature, choices),
    poleWidth: mediator.currents.poleWidth(mX),
    effect: widthEffect(mediator, m, mPrime, mX, nature, weakDecay !== undefined),
  };
}

/** Widths of N at given couplings. */
export interface Widths {
  /** Width through the mediator, GeV; 0 if closed. */
  readonly gammaGev: number;
  /** Total width, GeV; in the single model it includes the SM Z. */
  readonly wholeGev: number;
  /** Ratios of other channels to e+e-, and the branching ratio to e+e-. */
  readonly channels: OtherChannels;
  readonly branching: number;
  readonly nearThreshold: boolean;
}

/** Widths of N, with the width of the mediator where it matters (docs/physics.md, section 3). */
export function widthsAt(p: DecaySide, beside: CompetingDecays, terms: CouplingTerms): Widths {
  const isReal = p.mode === 'onshell';
  const without = widthsOf(p.mediator, beside.zeroWidth, isReal, terms);
  if (p.mode === 'closed') return { ...without, gammaGev: 0, wholeGev: 0, nearThreshold: false };
  const { darkRatio, mixedRatio, perPair, strength } = terms;
  const toPairs = beside.poleWidth * perPair * p.mX * p.mX;
  const width = toPairs / pairBranching(beside.pole, darkRatio, mixedRatio);
  if (!widthMatters(p.mediator, beside.effect, width, p.mX, strength)) return without;
  const wide = widthsOf(p.mediator, beside.wide(width), false, terms);
  const change = Math.abs(wide.wholeGev / without.wholeGev - 1);
  if (isReal && change < (UNKNOWN_CHANGE * width) / p.mX ** 2) return without;
  return { ...wide, nearThreshold: p.poleGap === 0 || change > NEAR_THRESHOLD };
}

function widthsOf(
  { weakDecay }: Mediator,
  { reducedWidth, channels, weak }: Decays,
  isReal: boolean,
  terms: CouplingTerms,
): Widths {
  const branching = pairBranching(channels, terms.darkRatio, terms.mixedRatio);
  // The decays of a real mediator do not change the width of N.
  const gammaGev = reducedWidth * (isReal ? terms.onShell : terms.offShell / branching);
  const wholeGev = gammaGev * (weakDecay && weak ? weakDecay.factor(weak, terms.strength) : 1);
  return { gammaGev, wholeGev, channels, branching, nearThreshold: false };
}
