/** What couplings make of a mass point: width, c tau, branching ratio and production strength. MODEL sections 1 and 3. */

import { modelOf } from '../model/models.js';
import type { CouplingPoint } from '../model/point.js';
import { type Couplings, electricCharge } from '../physics/couplings.js';
import { properLength } from '../physics/decay.js';
import type { DecaySide } from '../physics/massPoint.js';
import { type CompetingDecays, type CouplingTerms, decaysAt, termsOf, widthsAt } from '../physics/widths.js';
import type { ResolvedScan } from '../resolved/scan.js';

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
  /** Whether a Z' without width is no good description: m - m' = mZ' as written, or so near that its width changes that of N. */
  readonly nearThreshold: boolean;
}

/** Longest c tau that a grid tells: below its fill value, which says that there is none. No pair is ever seen long before. */
const LARGEST_CTAU_CM = 9e36;

/** Couplings of a point with the scan's charge. */
export function couplingsOf({ model }: ResolvedScan, point: CouplingPoint): Couplings {
  const { epsilon, gD, kappa } = point;
  const charge = electricCharge(model.charge);
  return { epsilon, gD, kappa, charge, decayVertex: modelOf(model.kind).decayVertex(point) };
}

/** Decays of a mass point of a scan, to be kept by its masses. */
export function competingDecays({ model }: ResolvedScan, p: DecaySide): CompetingDecays {
  return decaysAt({ choices: model.decays, isWeak: modelOf(model.kind).decaysWeakly && model.smZ }, p);
}

/** Terms of a coupling point, to be kept for all mass points. */
export function couplingTerms(scan: ResolvedScan, point: CouplingPoint): CouplingTerms {
  return termsOf(couplingsOf(scan, point), point.V44, point.mixing);
}

/** Width, c tau and the rest of a mass point at couplings. */
export function lifetimeOf(
  scan: ResolvedScan,
  p: DecaySide,
  beside: CompetingDecays,
  point: CouplingPoint,
): Lifetime {
  return lifetimeAt(p, beside, couplingTerms(scan, point));
}

/** The same, from terms that are kept. */
export function lifetimeAt(p: DecaySide, beside: CompetingDecays, terms: CouplingTerms): Lifetime {
  const { strength, mixing } = terms;
  const { gammaGev, wholeGev, branching, nearThreshold } = widthsAt(p, beside, terms);
  return {
    gammaGev,
    // 0 stands for "no decay to a pair" where the point is closed: a grid holds no infinities.
    ctauCm: wholeGev > 0 ? Math.min(properLength(wholeGev), LARGEST_CTAU_CM) : 0,
    strength,
    branching,
    mixing,
    nearThreshold,
  };
}

/** `Lifetime` at a list of coupling points, shape [couplings] each: what a tile holds of a mass point. */
export interface Lifetimes {
  readonly gammaGev: Float64Array;
  readonly ctauCm: Float64Array;
  readonly branching: Float64Array;
  /** 1 where `nearThreshold`. */
  readonly nearThreshold: Uint8Array;
  /** Strength and mixing, which masses do not enter. */
  readonly terms: readonly CouplingTerms[];
}

/** Lifetimes of a mass point at the terms of coupling points. */
export function lifetimesAt(
  p: DecaySide,
  beside: CompetingDecays,
  terms: readonly CouplingTerms[],
): Lifetimes {
  const gammaGev = new Float64Array(terms.length);
  const ctauCm = new Float64Array(terms.length);
  const branching = new Float64Array(terms.length);
  const nearThreshold = new Uint8Array(terms.length);
  for (let k = 0; k < terms.length; k++) {
    const own = terms[k];
    if (!own) continue;
    const lifetime = lifetimeAt(p, beside, own);
    gammaGev[k] = lifetime.gammaGev;
    ctauCm[k] = lifetime.ctauCm;
    branching[k] = lifetime.branching;
    nearThreshold[k] = lifetime.nearThreshold ? 1 : 0;
  }
  return { gammaGev, ctauCm, branching, nearThreshold, terms };
}
