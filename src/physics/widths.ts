/**
 * Widths of N -> N' e+e- and what comes beside it, at masses and couplings: with a virtual mediator, a real one, and next to m - m' = mX one with
 * its width. MODEL section 3. Couplings enter as factors and in ratios; what masses say is prepared once (`decaysAt`).
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

/** Relative change of the width of N by that of the mediator above which the point is flagged. */
const NEAR_THRESHOLD = 0.01;

/**
 * A real mediator does not change the width of N by less than so many Gamma_X/mX: such a change would hang on how its width runs with q2. By e+e-
 * alone it is below 1e-4 up to epsilon = 0.1; dark decays make it per cents.
 */
export const UNKNOWN_CHANGE = 2;

/** What a model says of decays. */
export interface DecayModel {
  readonly choices: DecayChoices;
  /** Whether the SM Z counts in c tau: in the single model, where it is switched on. */
  readonly isWeak: boolean;
}

/** N's decays with the ratios and the SM Z that belong to a width of the mediator. */
export interface Decays {
  /** Width per unit of `decayStrengthSquared`, GeV. */
  readonly reducedWidth: number;
  readonly channels: OtherChannels;
  /** Moments of the SM Z where it counts. */
  readonly weak: readonly [number, number] | undefined;
}

/** What masses say of N's decays, and of the width of the mediator. */
export interface CompetingDecays {
  /** Without a width of the mediator. */
  readonly zeroWidth: Decays;
  /** With mX Gamma_X, GeV^2; kept by it. */
  readonly wide: (width: number) => Decays;
  /** Decays of the mediator itself: ratios to X -> e+e-, and Gamma(X -> e+e-)/mX per `perPair`. */
  readonly pole: OtherChannels;
  readonly poleWidth: number;
  /** When the width matters. */
  readonly effect: WidthEffect;
}

/** Decays at masses, to be kept by them. */
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

/** Widths of N at couplings. */
export interface Widths {
  /** Width through the mediator, GeV; 0 where closed. */
  readonly gammaGev: number;
  /** The whole width, GeV: in the single model the SM Z adds to it. */
  readonly wholeGev: number;
  /** Ratios that the branching ratio is made of, and that to a pair. */
  readonly channels: OtherChannels;
  readonly branching: number;
  readonly nearThreshold: boolean;
}

/** Widths of N with the width of the mediator where it matters, and without where it does not (MODEL section 3). */
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
  // A real mediator is produced first: what it then decays to does not change the width of N.
  const gammaGev = reducedWidth * (isReal ? terms.onShell : terms.offShell / branching);
  const wholeGev = gammaGev * (weakDecay && weak ? weakDecay.factor(weak, terms.strength) : 1);
  return { gammaGev, wholeGev, channels, branching, nearThreshold: false };
}
