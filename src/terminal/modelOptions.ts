/** The options that choose the model, shared by the commands that need no scan file. */
import type { Argv } from 'yargs';
import { at } from '../at.js';
import { ConfigError } from '../errors.js';
import type { HeavyNeutrino } from '../model/model.js';
import {
  decayInWords,
  MODEL_KINDS,
  type ModelKind,
  mediatorOf,
  modelOf,
  neutrinoName,
} from '../model/models.js';
import { AXIS_INFO, type AxisName } from '../model/parameters.js';
import { type ChargeMode, electricCharge } from '../physics/couplings.js';
import { DIRAC, MAJORANA } from '../physics/decay.js';
import { isRange, parseNumber, parseRange, type Range, required } from './ranges.js';

/** The options as given. Numbers are still texts, so that messages about mistakes can quote them. */
export interface ModelArguments {
  readonly model: ModelKind;
  readonly m4: string | undefined;
  readonly m5: string | undefined;
  readonly mz: string | undefined;
  readonly epsilon: string | undefined;
  readonly gd: string | undefined;
  readonly charge: ChargeMode;
  readonly nature: 'dirac' | 'majorana';
  readonly majorana: boolean;
}

/** A model with its masses in GeV, each of which may be a range. */
export interface ModelInput {
  readonly kind: ModelKind;
  /** Mass of the produced N. */
  readonly produced: Range;
  /** Mass of its daughter, 0 for a light neutrino. */
  readonly daughter: Range;
  /** Mass of the mediator. */
  readonly mX: Range;
  readonly epsilon: number;
  readonly gD: number;
  readonly chargeMode: ChargeMode;
  readonly charge: number;
  /** DIRAC or MAJORANA. */
  readonly nature: number;
}

const DEFAULT_MODEL = 'dual' satisfies ModelKind;
const { defaults } = modelOf(DEFAULT_MODEL);

/** `Z'`: all that models exchange. */
const MEDIATED = distinct(MODEL_KINDS.map((kind) => mediatorOf(kind).symbol));

/** What models call a coupling of what they exchange. */
function namesOf(coupling: 'matter' | 'dark'): string {
  return distinct(MODEL_KINDS.map((kind) => AXIS_INFO[modelOf(kind).mediator[coupling]].longName));
}

function distinct(words: readonly string[]): string {
  return [...new Set(words)].join(' or ');
}

const MASSLESS: Range = { spacing: 'values', values: [0] };

/** Adds the options to a command. */
export function addModelOptions<T>(yargs: Argv<T>): Argv<T & ModelArguments> {
  return yargs
    .option('model', {
      choices: MODEL_KINDS,
      default: DEFAULT_MODEL as ModelKind,
      describe: MODEL_KINDS.map((kind) => `${kind}: ${decayInWords(modelOf(kind))}`).join('; '),
    })
    .option('m5', { type: 'string', requiresArg: true, describe: 'mass of nu_5, GeV (dual)' })
    .option('m4', { type: 'string', requiresArg: true, describe: 'mass of nu_4, GeV' })
    .option('mz', { type: 'string', requiresArg: true, describe: `mass of the ${MEDIATED}, GeV` })
    .option('epsilon', {
      type: 'string',
      requiresArg: true,
      defaultDescription: String(defaults.epsilon),
      describe: namesOf('matter'),
    })
    .option('gd', {
      type: 'string',
      requiresArg: true,
      defaultDescription: String(defaults.gD),
      describe: namesOf('dark'),
    })
    .option('charge', {
      choices: ['darknews', 'alpha0'] as const,
      default: 'darknews' as const,
      describe: 'electric charge e: g_w sin(theta_W) as in DarkNews, or of alpha(0)',
    })
    .option('nature', {
      choices: ['dirac', 'majorana'] as const,
      default: 'dirac' as const,
      describe: 'of the heavy neutrinos',
    })
    .option('majorana', { type: 'boolean', default: false, describe: 'the same as --nature majorana' });
}

/** The option of the mass of a heavy neutrino: `--m5`. */
export function massOption({ index }: HeavyNeutrino): string {
  return `--m${index}`;
}

/** The masses of a heavy neutrino from its option, or from a default. */
function readMasses(
  args: ModelArguments,
  neutrino: HeavyNeutrino,
  bounds: AxisName,
  otherwise?: string,
): Range {
  const option = massOption(neutrino);
  const text = neutrino.index === 5 ? args.m5 : args.m4;
  return parseRange(
    option,
    required(option, text ?? otherwise, neutrino.index === 5 ? '0.2' : '0.1'),
    bounds,
  );
}

/**
 * Reads the options; `daughterMass` is the mass of nu_4 in the dual model where --m4 is not given. ConfigError for a missing
 * or superfluous mass, a value out of range, and m5 <= m4 everywhere.
 */
export function readModel(args: ModelArguments, daughterMass?: string): ModelInput {
  const { produced, daughter, mediator, defaults } = modelOf(args.model);
  if (args.m5 !== undefined && produced.index !== 5) {
    throw new ConfigError(`--m5: the ${args.model} model has no nu_5; remove it, or take --model dual`);
  }
  const light = daughter ? readMasses(args, daughter, daughter.mass, daughterMass) : MASSLESS;
  // The produced N must have a mass, so the range of m5 is used, which begins above 0.
  const heavy = readMasses(args, produced, 'm5_gev');
  const [heaviest, lightest] = [at(heavy.values, heavy.values.length - 1), at(light.values, 0)];
  if (daughter && heaviest <= lightest) {
    const [m, mPrime] = [`m${produced.index}`, `m${daughter.index}`];
    throw new ConfigError(
      `${massOption(produced)}: ${m} <= ${mPrime} (${heaviest} GeV and ${lightest} GeV), but ${neutrinoName(produced)} decays to ${neutrinoName(daughter)}; raise ${m} or lower ${mPrime}`,
    );
  }
  return {
    kind: args.model,
    produced: heavy,
    daughter: light,
    mX: parseRange('--mz', required('--mz', args.mz, '1.25'), mediator.mass),
    epsilon: parseNumber('--epsilon', args.epsilon ?? String(defaults[mediator.matter]), mediator.matter),
    gD: parseNumber('--gd', args.gd ?? String(defaults[mediator.dark]), mediator.dark),
    chargeMode: args.charge,
    charge: electricCharge(args.charge),
    nature: args.majorana || args.nature === 'majorana' ? MAJORANA : DIRAC,
  };
}

/** The options as they were understood, for a JSON document; a range as it was written. */
export function modelEcho(args: ModelArguments) {
  const { kind, produced, daughter, mX, epsilon, gD, chargeMode, charge, nature } = readModel(args, '0');
  const value = (range: Range, text: string | undefined) => (isRange(range) ? text : range.values[0]);
  const { produced: heavy, daughter: light, mediator } = modelOf(kind);
  return {
    model: kind,
    [heavy.mass]: value(produced, heavy.index === 5 ? args.m5 : args.m4),
    ...(light && args.m4 && { [light.mass]: value(daughter, args.m4) }),
    [mediator.mass]: value(mX, args.mz),
    [mediator.matter]: epsilon,
    [mediator.dark]: gD,
    charge: chargeMode,
    electric_charge: charge,
    nature: nature === MAJORANA ? 'majorana' : 'dirac',
  };
}

/** Production vertex squared |V_mu|^2 from its option. */
export function readVertexSq(text: string | undefined): number {
  return parseNumber('--v2', required('--v2', text, '1e-8'), 'Umu5_sq');
}
