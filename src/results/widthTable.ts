/** The output of `dualnu width`: width, c tau and means of N -> N' e+e-, at one point or over a range of a mass. */

import { decayInWords, type ModelKind, mediatorOf, modelOf } from '../model/models.js';
import type { AxisName } from '../model/parameters.js';
import type { Masses } from '../model/point.js';
import type { DecayChoices } from '../physics/branching.js';
import type { Couplings, CouplingTerms } from '../physics/couplings.js';
import { type DecayMode, decayMode, MAJORANA, properLength } from '../physics/decay.js';
import { decayMeans } from '../physics/decayMeans.js';
import { decaySide } from '../physics/massPoint.js';
import { type Widths, widthsAt } from '../physics/widths.js';
import { competingDecays } from '../prediction/lifetime.js';
import type { TickAxis } from '../tiles/axes.js';
import type { Cell, NumberTable } from './numberTable.js';

/** A mass that varies: its option and scan parameter, and its values in GeV. */
export interface MassRange extends TickAxis {
  readonly mass: keyof Masses;
  readonly name: AxisName;
}

/** A decay to report on. */
export interface WidthRequest {
  readonly model: ModelKind;
  readonly masses: Masses;
  /** The mass with several values, if there is one. */
  readonly range: MassRange | undefined;
  /** DIRAC or MAJORANA. */
  readonly nature: number;
  readonly couplings: Couplings;
  readonly choices: DecayChoices;
  /** Whether the SM Z counts in a model that decays by it. */
  readonly smZ: boolean;
  /** Vertex V_44 of decays to nu_4 nu_4, and mixing |U|^2 of decays to nu_4 nu_mu. */
  readonly v44: number;
  readonly mixingSq: number;
}

/** A decay; where no e+e- pair can be produced the width is 0 and the rest null. */
export interface WidthPoint {
  readonly decay_mode: DecayMode;
  /** Width through the mediator, to all that the request counts. */
  readonly gamma_gev: number;
  /** The whole width: in the single model with a virtual mediator the SM Z adds to it. c tau follows from it. */
  readonly gamma_total_gev: number;
  readonly ctau_cm: number | null;
  readonly mean_eee_over_m: number | null;
  readonly mean_mee_gev: number | null;
  /** For helicity -1. */
  readonly mean_cos_daughter_hminus: number | null;
  /** Branching ratios by what accompanies the daughter; null where the decay is closed. */
  readonly branching: Readonly<Record<string, number>> | null;
  /** m - m' = mX as written, or so near that the width of the mediator changes that of N by more than 1 %. */
  readonly near_threshold: boolean;
}

/** The decay at masses, with the request's couplings. */
export function widthPoint(request: WidthRequest, masses: Masses = request.masses): WidthPoint {
  const { model, nature, couplings, choices } = request;
  const mediator = mediatorOf(model);
  const { m, mPrime, mX } = masses;
  const mode = decayMode(m, mPrime, mX);
  const means = decayMeans(mediator, m, mPrime, mX, nature);
  if (means === undefined) {
    const nothing = { mean_eee_over_m: null, mean_mee_gev: null, mean_cos_daughter_hminus: null };
    return {
      decay_mode: mode,
      gamma_gev: 0,
      gamma_total_gev: 0,
      ctau_cm: null,
      ...nothing,
      branching: null,
      near_threshold: false,
    };
  }
  const side = decaySide(m, mPrime, mX, { mediator, nature, zpSpin: 'isotropic' });
  const decays = competingDecays({ model: { kind: model, smZ: request.smZ, decays: choices } }, side);
  const terms = mediator.couplings.terms(couplings, request.v44, request.mixingSq);
  const widths = widthsAt(side, decays, terms);
  return {
    decay_mode: mode,
    gamma_gev: widths.gammaGev,
    gamma_total_gev: widths.wholeGev,
    ctau_cm: widths.wholeGev > 0 ? properLength(widths.wholeGev) : null,
    mean_eee_over_m: means.energyFraction,
    mean_mee_gev: means.pairMassGev,
    mean_cos_daughter_hminus: means.cosDaughter,
    branching: branchingOf(request, widths, terms),
    near_threshold: widths.nearThreshold,
  };
}

/** Branching ratios by final state: e+e- and the requested channels. */
function branchingOf(
  { choices }: WidthRequest,
  { branching: pairs, channels }: Widths,
  { darkRatio, mixedRatio }: CouplingTerms,
): Record<string, number> {
  return {
    'e+e-': pairs,
    ...(choices.muons && { 'mu+mu-': pairs * channels.muons }),
    ...(choices.hadrons && { hadrons: pairs * channels.hadrons }),
    ...(choices.dark && {
      'nu_4 nu_4': pairs * channels.dark * darkRatio,
      'nu_4 nu_mu': pairs * channels.mixed * mixedRatio,
    }),
  };
}

/** The decay at every value of the request's range, or at its masses. */
export function widthPoints(request: WidthRequest): readonly (Masses & WidthPoint)[] {
  const { masses, range } = request;
  const all =
    range === undefined ? [masses] : range.values.map((value) => ({ ...masses, [range.mass]: value }));
  return all.map((at) => ({ ...at, ...widthPoint(request, at) }));
}

/** The decays as a table, one row a point; the first column is the mass that varies. */
export function widthTable(request: WidthRequest, points: readonly (Masses & WidthPoint)[]): NumberTable {
  const { model, couplings, range, choices } = request;
  const channels = Object.values(choices).some(Boolean)
    ? Object.keys(points.find((p) => p.branching !== null)?.branching ?? {})
    : [];
  const { produced, daughter, mediator, decaysWeakly, decayParameter } = modelOf(model);
  const mass = range?.mass ?? 'm';
  const { m, mPrime, mX } = request.masses;
  const values: [keyof Masses, string][] = [
    ['m', `m${produced.index} = ${m} GeV`],
    ...(daughter ? [['mPrime', `m${daughter.index} = ${mPrime} GeV`] as [keyof Masses, string]] : []),
    ['mX', `m${mediatorOf(model).symbol} = ${mX} GeV`],
  ];
  const fixed = values.filter(([key]) => key !== range?.mass).map(([, text]) => text);
  const vertex = decayParameter ?? `V_mu${produced.index}`;
  return {
    about: [
      `Decay ${decayInWords({ produced, daughter })}, ${request.nature === MAJORANA ? 'Majorana' : 'Dirac'}`,
      [
        ...fixed,
        `${mediator.matter} = ${couplings.epsilon}`,
        `${mediator.dark} = ${couplings.gD}`,
        `e = ${couplings.charge}`,
        `${vertex} = ${couplings.decayVertex}`,
      ].join(', '),
    ],
    columns: [
      range?.name ?? produced.mass,
      'decay_mode',
      'gamma_gev',
      ...(decaysWeakly ? ['gamma_total_gev'] : []),
      'ctau_cm',
      'mean_eee_over_m',
      'mean_mee_gev',
      'mean_cos_daughter_hminus',
      ...channels.map((name) => `branching ${name}`),
    ],
    rows: points.map((p): Cell[] => [
      p[mass],
      p.decay_mode,
      p.gamma_gev,
      ...(decaysWeakly ? [p.gamma_total_gev] : []),
      p.ctau_cm,
      p.mean_eee_over_m,
      p.mean_mee_gev,
      p.mean_cos_daughter_hminus,
      ...channels.map((name) => p.branching?.[name] ?? null),
    ]),
  };
}
