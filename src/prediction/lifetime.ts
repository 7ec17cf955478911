/** Width, c tau, branching ratio and production strength of a mass point at given couplings (docs/physics.md, sections 1 and 3). */
import { at } from '../at.js';
import { mediatorOf, modelOf } from '../model/models.js';
import type { CouplingPoint } from '../model/point.js';
import { type Couplings, type CouplingTerms, electricCharge } from '../physics/couplings.js';
import { properLength } from '../physics/decay.js';
import type { DecaySide } from '../physics/massPoint.js';
import { type CompetingDecays, decaysAt, widthsAt } from '../physics/widths.js';
import type { ModelConfig, ResolvedScan } from '../resolved/scan.js';

/** The properties of N that depend on couplings. */
export interface Lifetime {
  /** Width through the mediator, GeV; 0 where closed. */
  readonly gammaGev: number;
  /** hbar c over the total width, cm; 0 where closed. In the single model the total includes decays through the SM Z. */
  readonly ctauCm: number;
  /** See `productionStrength`. */
  readonly strength: number;
  /** Branching ratio to the final state with a pair. */
  readonly branching: number;
  /** |U|^2 where a coupling point fixes it, else 1: a factor of every yield. */
  readonly mixing: number;
  /** Whether the mediator's own width matters: m - m' = mX as written, or so near that the width of the mediator changes that of N. */
  readonly nearThreshold: boolean;
}

/** Largest c tau in a grid: below the fill value, which stands for a missing number. Decays are unobservable at far smaller c tau already. */
const LARGEST_CTAU_CM = 9e36;

/** The couplings of a coupling point, with the charge that the scan assumes. */
export function couplingsOf({ model }: ResolvedScan, point: CouplingPoint): Couplings {
  const { epsilon, gD, kappa } = point;
  const charge = electricCharge(model.charge);
  return { epsilon, gD, kappa, charge, decayVertex: modelOf(model.kind).decayVertex(point) };
}

/** The part of a model that its competing decays depend on. */
type DecayingModel = Pick<ModelConfig, 'kind' | 'smZ' | 'decays'>;

/** The decays of N that compete with the pair. They depend on masses only, so callers keep them for all coupling points. */
export function competingDecays({ model }: { readonly model: DecayingModel }, p: DecaySide): CompetingDecays {
  return decaysAt({ choices: model.decays, isWeak: modelOf(model.kind).decaysWeakly && model.smZ }, p);
}

/** The terms of a coupling point, which callers keep for all mass points. */
export function couplingTerms(scan: ResolvedScan, point: CouplingPoint): CouplingTerms {
  const { couplings } = mediatorOf(scan.model.kind);
  return couplings.terms(couplingsOf(scan, point), point.V44, point.mixing);
}

/** The lifetime of a mass point at a coupling point. */
export function lifetimeOf(
  scan: ResolvedScan,
  p: DecaySide,
  competing: CompetingDecays,
  point: CouplingPoint,
): Lifetime {
  return lifetimeAt(p, competing, couplingTerms(scan, point));
}

/** The same from precomputed terms. */
export function lifetimeAt(p: DecaySide, competing: CompetingDecays, terms: CouplingTerms): Lifetime {
  const { strength, mixing } = terms;
  const { gammaGev, wholeGev, branching, nearThreshold } = widthsAt(p, competing, terms);
  return {
    gammaGev,
    ctauCm: ctauOf(wholeGev),
    strength,
    branching,
    mixing,
    nearThreshold,
  };
}

/** c tau of a total width. A grid holds no infinities: 0 stands for a closed point, without a decay to a pair. */
function ctauOf(wholeGev: number): number {
  return wholeGev > 0 ? Math.min(properLength(wholeGev), LARGEST_CTAU_CM) : 0;
}

/** The lifetimes of a mass point at all coupling points of a tile; arrays have the shape [couplings]. */
export interface Lifetimes {
  readonly gammaGev: Float64Array;
  readonly ctauCm: Float64Array;
  readonly branching: Float64Array;
  /** 1 where `nearThreshold`. */
  readonly nearThreshold: Uint8Array;
  /** Strength and mixing, which do not depend on masses. */
  readonly terms: readonly CouplingTerms[];
}

/** Lifetimes of a mass point at the terms of coupling points. */
export function lifetimesAt(
  p: DecaySide,
  competing: CompetingDecays,
  terms: readonly CouplingTerms[],
): Lifetimes {
  const gammaGev = new Float64Array(terms.length);
  const ctauCm = new Float64Array(terms.length);
  const branching = new Float64Array(terms.length);
  const nearThreshold = new Uint8Array(terms.length);
  for (let k = 0; k < terms.length; k++) {
    const widths = widthsAt(p, competing, at(terms, k));
    gammaGev[k] = widths.gammaGev;
    ctauCm[k] = ctauOf(widths.wholeGev);
    branching[k] = widths.branching;
    nearThreshold[k] = widths.nearThreshold ? 1 : 0;
  }
  return { gammaGev, ctauCm, branching, nearThreshold, terms };
}
