/** What couplings make of a mass point: width, c tau, branching ratio and production strength. MODEL sections 1 and 3. */
import type { ResolvedScan } from '../config/types.js';
import { type OtherChannels, otherChannels, pairBranching } from '../physics/branching.js';
import {
  type Couplings,
  decayStrengthSquared,
  electricCharge,
  productionStrength,
} from '../physics/couplings.js';
import { properLength } from '../physics/decay.js';
import type { MassPoint } from '../physics/massPoint.js';
import { weakDecayFactor, weakDecayMoments } from '../physics/weakDecay.js';
import type { CouplingPoint } from './tileLayout.js';

/** Everything about N that couplings fix. */
export interface Lifetime {
  /** Width through the Z', GeV; 0 where closed. */
  readonly gammaGev: number;
  /** hbar c over the whole width, cm; 0 where closed. In the single model the whole has the SM Z in it, too. */
  readonly ctauCm: number;
  /** g_D kappa e epsilon. */
  readonly strength: number;
  /** Branching ratio to the final state with a pair. */
  readonly branching: number;
  /** |U|^2 where a coupling point fixes it, else 1: a factor of every yield. */
  readonly mixing: number;
}

/** Largest number that the grid's float32 holds: beyond, no pair is ever seen. */
const LARGEST_CTAU_CM = 3.4e38;

/** Couplings of a point with the scan's charge. */
export function couplingsOf({ model }: ResolvedScan, point: CouplingPoint): Couplings {
  const { epsilon, gD, kappa, V54, mixing } = point;
  const charge = electricCharge(model.charge);
  // Single: the same vertex produces and decays, V_mu4 = kappa U_mu4, to one light flavour.
  const decayVertex = model.kind === 'single' ? kappa * Math.sqrt(mixing ?? Number.NaN) : V54;
  return { epsilon, gD, kappa, charge, decayVertex };
}

/** What masses say of decays beside Z' -> e+e-: ratios of other channels, and the moments of the SM Z where it counts. */
export interface DecaysBeside {
  readonly channels: OtherChannels;
  readonly weak: readonly [number, number] | undefined;
}

/** Decays beside Z' -> e+e- of a mass point, to be kept by its masses. */
export function decaysBeside({ model }: ResolvedScan, p: MassPoint): DecaysBeside {
  const isWeak = model.kind === 'single' && model.smZ && p.mode === 'offshell';
  return {
    channels: otherChannels(p.m, p.mPrime, p.mZprime, p.nature, model.decays),
    weak: isWeak ? weakDecayMoments(p.m, p.mZprime, p.nature) : undefined,
  };
}

/** What couplings say without the masses. */
export interface CouplingTerms {
  /** g_D kappa e epsilon. */
  readonly strength: number;
  /** `decayStrengthSquared` with a virtual and with a real Z'. */
  readonly offShell: number;
  readonly onShell: number;
  /** (g_D V_44)^2 and (g_D U)^2 over (e epsilon)^2. */
  readonly darkRatio: number;
  readonly mixedRatio: number;
  /** |U|^2 where a coupling point fixes it, else 1. */
  readonly mixing: number;
}

/** Terms of a coupling point, to be kept for all mass points. */
export function couplingTerms(scan: ResolvedScan, point: CouplingPoint): CouplingTerms {
  const couplings = couplingsOf(scan, point);
  const { gD, epsilon, charge } = couplings;
  const perPair = (charge * epsilon) ** 2;
  return {
    strength: productionStrength(couplings),
    offShell: decayStrengthSquared(couplings, false),
    onShell: decayStrengthSquared(couplings, true),
    darkRatio: (gD * point.V44) ** 2 / perPair,
    mixedRatio: (gD ** 2 * (point.mixing ?? 0)) / perPair,
    mixing: point.mixing ?? 1,
  };
}

/** Width, c tau and the rest of a mass point at couplings. */
export function lifetimeOf(
  scan: ResolvedScan,
  p: MassPoint,
  beside: DecaysBeside,
  point: CouplingPoint,
): Lifetime {
  return lifetimeAt(p, beside, couplingTerms(scan, point));
}

/** The same, from terms that are kept. */
export function lifetimeAt(p: MassPoint, beside: DecaysBeside, terms: CouplingTerms): Lifetime {
  const { strength, mixing } = terms;
  const branching = pairBranching(beside.channels, terms.darkRatio, terms.mixedRatio);
  const onShell = p.mode === 'onshell';
  // A real Z' is produced first: what it then decays to does not change the width of N.
  const others = onShell ? 1 : branching;
  const isOpen = p.mode !== 'closed' && p.reducedWidth > 0;
  const gammaGev = isOpen ? (p.reducedWidth * (onShell ? terms.onShell : terms.offShell)) / others : 0;
  const whole = gammaGev * (beside.weak ? weakDecayFactor(beside.weak, strength) : 1);
  return {
    gammaGev,
    // 0 stands for "no decay to a pair" where the point is closed: a grid holds no infinities.
    ctauCm: whole > 0 ? Math.min(properLength(whole), LARGEST_CTAU_CM) : 0,
    strength,
    branching,
    mixing,
  };
}

/** `Lifetime` at a list of coupling points, shape [couplings] each: what a tile holds of a mass point. */
export interface Lifetimes {
  readonly gammaGev: Float64Array;
  readonly ctauCm: Float64Array;
  readonly branching: Float64Array;
  /** Strength and mixing, which masses do not enter. */
  readonly terms: readonly CouplingTerms[];
}

/** Lifetimes of a mass point at the terms of coupling points. */
export function lifetimesAt(p: MassPoint, beside: DecaysBeside, terms: readonly CouplingTerms[]): Lifetimes {
  const gammaGev = new Float64Array(terms.length);
  const ctauCm = new Float64Array(terms.length);
  const branching = new Float64Array(terms.length);
  for (let k = 0; k < terms.length; k++) {
    const own = terms[k];
    if (!own) continue;
    const lifetime = lifetimeAt(p, beside, own);
    gammaGev[k] = lifetime.gammaGev;
    ctauCm[k] = lifetime.ctauCm;
    branching[k] = lifetime.branching;
  }
  return { gammaGev, ctauCm, branching, terms };
}
