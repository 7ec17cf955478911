/** The list of models, and functions of the model of a scan. */
import type { DecayChoices } from '../physics/branching.js';
import { type DecayMode, decayMode } from '../physics/decay.js';
import type { Mediator } from '../physics/mediator.js';
import { MEDIATORS } from '../physics/mediators/mediators.js';
import { dual } from './dual.js';
import type { HeavyNeutrino, Model } from './model.js';
import { AXIS_NAMES, type AxisName } from './parameters.js';
import { type CouplingPoint, type GivenValues, type Masses, needed, type ParameterPoint } from './point.js';
import { single } from './single.js';

/** All models, by their name in scan files. */
export const MODELS = { dual, single } as const;

/** Name of a model. */
export type ModelKind = keyof typeof MODELS;

/** Names of all models. */
export const MODEL_KINDS = Object.keys(MODELS) as ModelKind[];

/** The model with this name. */
export function modelOf(kind: ModelKind): Model {
  return MODELS[kind];
}

/** The mediator of a model. */
export function mediatorOf(kind: ModelKind): Mediator {
  return MEDIATORS[modelOf(kind).mediator.name];
}

const all: readonly Model[] = Object.values(MODELS);

/** Mixings of all models, in the order of the parameters. */
export const MIXINGS: readonly AxisName[] = AXIS_NAMES.filter((name) =>
  all.some(({ mixing }) => mixing === name),
);

/** Masses of the heavy neutrinos of all models, in the order of the parameters. */
export const NEUTRINO_MASSES: readonly AxisName[] = AXIS_NAMES.filter((name) =>
  all.some(({ produced, daughter }) => produced.mass === name || daughter?.mass === name),
);

/** A model with the choices that its points depend on. */
export interface ChosenModel {
  readonly kind: ModelKind;
  readonly decays: DecayChoices;
}

/** Masses of a point; ConfigError where a value is missing. */
export function massesAt({ kind }: ChosenModel, given: GivenValues): Masses {
  return modelOf(kind).massesAt(given);
}

/** How N decays at a point; undefined where a mass is not a number. */
export function decayModeAt(model: Pick<ChosenModel, 'kind'>, given: GivenValues): DecayMode | undefined {
  const { m, mPrime, mX } = modelOf(model.kind).massesAt(given);
  return Number.isNaN(m - mPrime - mX) ? undefined : decayMode(m, mPrime, mX);
}

/** Couplings of a point; ConfigError where a value is missing. */
export function couplingsAt(model: ChosenModel, given: GivenValues): CouplingPoint {
  const { couplingsAt: couplings, mixing } = modelOf(model.kind);
  return { ...couplings(given), mixing: isMixingFactor(model) ? undefined : needed(given, mixing) };
}

/** |U|^2 of a point if it is only a factor of the yields, otherwise 1. ConfigError where it is missing. */
export function mixingFactorAt(model: ChosenModel, given: GivenValues): number {
  return isMixingFactor(model) ? needed(given, modelOf(model.kind).mixing) : 1;
}

/** Values of a complete point, with the exact one of two alternative parameters. */
export function valuesOfPoint({ kind }: ChosenModel, point: ParameterPoint): GivenValues {
  const rounded = modelOf(kind).alternatives.map(({ names: [, second] }) => second);
  return (name) => (rounded.includes(name) ? undefined : point[name]);
}

/** Whether |U|^2 is only a factor of the yields, so that c tau does not depend on it. */
export function isMixingFactor({ kind, decays }: ChosenModel): boolean {
  return modelOf(kind).isMixingFactor(decays);
}

/** Masses for a message: `m4_gev = 0.1, m5_gev = 0.2, mZprime_gev = 1.25`. */
export function massesInWords({ kind }: { readonly kind: ModelKind }, masses: Masses | undefined): string {
  if (masses === undefined) return 'a mass point';
  const { produced, daughter, mediator } = modelOf(kind);
  const { m, mPrime, mX } = masses;
  return [
    ...(daughter ? [`${daughter.mass} = ${mPrime}`] : []),
    `${produced.mass} = ${m}`,
    `${mediator.mass} = ${mX}`,
  ].join(', ');
}

/** `nu_5`; `nu` for a light neutrino. */
export function neutrinoName(neutrino: HeavyNeutrino | undefined): string {
  return neutrino ? `nu_${neutrino.index}` : 'nu';
}

/** A decay in a line: `nu_5 -> nu_4 e+e-`. */
export function decayInWords({ produced, daughter }: Pick<Model, 'produced' | 'daughter'>): string {
  return `${neutrinoName(produced)} -> ${neutrinoName(daughter)} e+e-`;
}

/** A model in a line: `nu_mu A -> nu_5 A, nu_5 -> nu_4 e+e-`. */
export function processInWords(model: Pick<Model, 'produced' | 'daughter'>): string {
  return `nu_mu A -> ${neutrinoName(model.produced)} A, ${decayInWords(model)}`;
}

/** Defaults of all models, `gD 2`; where models differ, each value with the name of its model. */
export function defaultsInWords(format: (value: number) => string): string[] {
  const names = new Set(all.flatMap(({ defaults }) => Object.keys(defaults) as AxisName[]));
  return [...names].flatMap((name) => {
    const values = all.flatMap(({ kind, defaults }) => {
      const value = defaults[name];
      return value === undefined ? [] : [{ kind, text: format(value) }];
    });
    const texts = [...new Set(values.map(({ text }) => text))];
    const [only] = texts;
    if (only === undefined) return [];
    if (texts.length === 1) return [`${name} ${only}`];
    return [`${name} ${values.map(({ kind, text }) => `${text} (${kind})`).join(' or ')}`];
  });
}
