/**
 * Widths of N -> N' e+e- and what comes beside it, at masses and couplings: with a virtual Z', a real one, and next to m - m' = mZ' one with
 * its width. MODEL section 3. Couplings enter as factors and in ratios; what masses say is prepared once (`decaysAt`).
 */
import {
  type DecayChoices,
  type OtherChannels,
  otherChannels,
  pairBranching,
  poleChannels,
  poleWidth,
  wideChannels,
} from './branching.js';
import { type Couplings, decayStrengthSquared, productionStrength } from './couplings.js';
import type { DecaySide } from './massPoint.js';
import { type WidthEffect, wideReducedWidth, widthEffect, widthMatters } from './resonance.js';
import { weakDecayFactor, weakDecayMoments } from './weakDecay.js';

/** Relative change of the width of N by that of the Z' above which the point is flagged. */
const NEAR_THRESHOLD = 0.01;

/**
 * A real Z' does not change the width of N by less than so many Gamma_Z'/mZ': such a change would hang on how its width runs with q2. By e+e-
 * alone it is below 1e-4 up to epsilon = 0.1; dark decays make it per cents.
 */
export const UNKNOWN_CHANGE = 2;

/** What a model says of decays. */
export interface DecayModel {
  readonly choices: DecayChoices;
  /** Whether the SM Z counts in c tau: in the single model, where it is switched on. */
  readonly isWeak: boolean;
}

/** N's decays with the ratios and the SM Z that belong to a width of the Z'. */
export interface Decays {
  /** Width per unit of `decayStrengthSquared`, GeV. */
  readonly reducedWidth: number;
  readonly channels: OtherChannels;
  /** Moments of the SM Z where it counts. */
  readonly weak: readonly [number, number] | undefined;
}

/** What masses say of N's decays, and of the width of the Z'. */
export interface CompetingDecays {
  /** Without a width of the Z'. */
  readonly zeroWidth: Decays;
  /** With mZ' Gamma_Z', GeV^2; kept by it. */
  readonly wide: (width: number) => Decays;
  /** Decays of the Z' itself: ratios to Z' -> e+e-, and Gamma(Z' -> e+e-)/mZ' per (e epsilon)^2. */
  readonly pole: OtherChannels;
  readonly poleWidth: number;
  /** When the width matters. */
  readonly effect: WidthEffect;
}

/** Decays at masses, to be kept by them. */
export function decaysAt({ choices, isWeak }: DecayModel, p: DecaySide): CompetingDecays {
  const { m, mPrime, mZprime, nature } = p;
  const channels = otherChannels(m, mPrime, mZprime, nature, choices);
  let kept: Map<number, Decays> | undefined;
  const wide = (width: number): Decays => {
    kept ??= new Map();
    const own = kept.get(width) ?? {
      reducedWidth: wideReducedWidth(m, mPrime, mZprime, nature, width),
      channels: wideChannels(m, mPrime, mZprime, nature, choices, width, channels),
      weak: isWeak ? weakDecayMoments(m, mZprime, nature, width) : undefined,
    };
    kept.set(width, own);
    return own;
  };
  return {
    zeroWidth: {
      reducedWidth: p.reducedWidth,
      channels,
      weak: isWeak && p.mode === 'offshell' ? weakDecayMoments(m, mZprime, nature) : undefined,
    },
    wide,
    pole: poleChannels(mPrime, mZprime, nature, choices),
    poleWidth: poleWidth(mZprime),
    effect: widthEffect(m, mPrime, mZprime, nature, isWeak),
  };
}

/** What couplings say without the masses. */
export interface CouplingTerms {
  /** g_D kappa e epsilon. */
  readonly strength: number;
  /** `decayStrengthSquared` with a virtual and with a real Z', and (e epsilon)^2. */
  readonly offShell: number;
  readonly onShell: number;
  readonly perPair: number;
  /** (g_D V_44)^2 and (g_D U)^2 over (e epsilon)^2. */
  readonly darkRatio: number;
  readonly mixedRatio: number;
  /** |U|^2 where a coupling point fixes it, else 1. */
  readonly mixing: number;
}

/** Terms of couplings; `mixing` is |U|^2 where they fix it. */
export function termsOf(couplings: Couplings, V44: number, mixing: number | undefined): CouplingTerms {
  const { gD, epsilon, charge } = couplings;
  const perPair = (charge * epsilon) ** 2;
  return {
    strength: productionStrength(couplings),
    offShell: decayStrengthSquared(couplings, false),
    onShell: decayStrengthSquared(couplings, true),
    perPair,
    darkRatio: (gD * V44) ** 2 / perPair,
    mixedRatio: (gD ** 2 * (mixing ?? 0)) / perPair,
    mixing: mixing ?? 1,
  };
}

/** Widths of N at couplings. */
export interface Widths {
  /** Width through the Z', GeV; 0 where closed. */
  readonly gammaGev: number;
  /** The whole width, GeV: in the single model the SM Z adds to it. */
  readonly wholeGev: number;
  /** Ratios that the branching ratio is made of, and that to a pair. */
  readonly channels: OtherChannels;
  readonly branching: number;
  readonly nearThreshold: boolean;
}

/** Widths of N with the width of the Z' where it matters, and without where it does not (MODEL section 3). */
export function widthsAt(p: DecaySide, beside: CompetingDecays, terms: CouplingTerms): Widths {
  const isReal = p.mode === 'onshell';
  const without = widthsOf(beside.zeroWidth, isReal, terms);
  if (p.mode === 'closed') return { ...without, gammaGev: 0, wholeGev: 0, nearThreshold: false };
  const { darkRatio, mixedRatio, perPair, strength } = terms;
  const toPairs = beside.poleWidth * perPair * p.mZprime * p.mZprime;
  const width = toPairs / pairBranching(beside.pole, darkRatio, mixedRatio);
  if (!widthMatters(beside.effect, width, p.mZprime, strength)) return without;
  const own = widthsOf(beside.wide(width), false, terms);
  const change = Math.abs(own.wholeGev / without.wholeGev - 1);
  if (isReal && change < (UNKNOWN_CHANGE * width) / p.mZprime ** 2) return without;
  return { ...own, nearThreshold: p.poleGap === 0 || change > NEAR_THRESHOLD };
}

function widthsOf({ reducedWidth, channels, weak }: Decays, isReal: boolean, terms: CouplingTerms): Widths {
  const branching = pairBranching(channels, terms.darkRatio, terms.mixedRatio);
  // A real Z' is produced first: what it then decays to does not change the width of N.
  const gammaGev = reducedWidth * (isReal ? terms.onShell : terms.offShell / branching);
  const wholeGev = gammaGev * (weak ? weakDecayFactor(weak, terms.strength) : 1);
  return { gammaGev, wholeGev, channels, branching, nearThreshold: false };
}
