/** The list of models, and what is asked of the one that a scan has. */
import type { DecayChoices } from '../physics/branching.js';
import { dual } from './dual.js';
import type { HeavyNeutrino, Model } from './model.js';
import { AXIS_NAMES, type AxisName } from './parameters.js';
import { type CouplingPoint, type GivenValues, type Masses, needed, type ParameterPoint } from './point.js';
import { single } from './single.js';

/** Every model, by the name that a scan file gives it. */
export const MODELS = { dual, single } as const;

/** Name of a model. */
export type ModelKind = keyof typeof MODELS;

/** Names of all models. */
export const MODEL_KINDS = Object.keys(MODELS) as ModelKind[];

/** The model of a name. */
export function modelOf(kind: ModelKind): Model {
  return MODELS[kind];
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

/** Which model, with the choices that its points depend on. */
export interface ChosenModel {
  readonly kind: ModelKind;
  readonly decays: DecayChoices;
}

/** Masses of a point; ConfigError where a value is missing. */
export function massesAt({ kind }: ChosenModel, given: GivenValues): Masses {
  return modelOf(kind).massesAt(given);
}

/** Couplings of a point; ConfigError where a value is missing. */
export function couplingsAt(model: ChosenModel, given: GivenValues): CouplingPoint {
  const { couplingsAt: couplings, mixing } = modelOf(model.kind);
  return { ...couplings(given), mixing: isMixingFactor(model) ? undefined : needed(given, mixing) };
}

/** |U|^2 of a point where it is a factor of the yields, else 1. */
export function mixingFactorAt(model: ChosenModel, given: GivenValues): number {
  return isMixingFactor(model) ? needed(given, modelOf(model.kind).mixing) : 1;
}

/** Values of a complete point: of alternatives the one that says it to the last bit. */
export function valuesOfPoint({ kind }: ChosenModel, point: ParameterPoint): GivenValues {
  const rounded = modelOf(kind).alternatives.map(({ names: [, second] }) => second);
  return (name) => (rounded.includes(name) ? undefined : point[name]);
}

/** Whether |U|^2 is a factor of the yields and nothing else: c tau does not depend on it. */
export function isMixingFactor({ kind, decays }: ChosenModel): boolean {
  return modelOf(kind).isMixingFactor(decays);
}

/** Masses as a message says them: `m4_gev = 0.1, m5_gev = 0.2, mZprime_gev = 1.25`. */
export function massesInWords({ kind }: { readonly kind: ModelKind }, masses: Masses | undefined): string {
  if (masses === undefined) return 'a mass point';
  const { produced, daughter } = modelOf(kind);
  const { m, mPrime, mZprime } = masses;
  return [
    ...(daughter ? [`${daughter.mass} = ${mPrime}`] : []),
    `${produced.mass} = ${m}`,
    `mZprime_gev = ${mZprime}`,
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

/** The defaults of all models, `gD 2`; where models differ, each value with the name of its model. */
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
