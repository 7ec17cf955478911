/** The options that say which model: shared by the commands that need no scan file. */
import type { Argv } from 'yargs';
import { PARAMETER_DEFAULTS } from '../config/parameters.js';
import { ConfigError } from '../errors.js';
import { type ChargeMode, electricCharge } from '../physics/couplings.js';
import { DIRAC, MAJORANA } from '../physics/decay.js';
import type { Mediator } from '../physics/mediator.js';
import { DEFAULT_MEDIATOR, MEDIATORS } from '../physics/mediators/mediators.js';
import { isRange, parseNumber, parseRange, type Range, required } from './ranges.js';

/** The options as given. Numbers are texts: their mistakes are to be told in full. */
export interface ModelArguments {
  readonly model: 'dual' | 'single';
  readonly m4: string | undefined;
  readonly m5: string | undefined;
  readonly mz: string | undefined;
  readonly epsilon: string;
  readonly gd: string;
  readonly charge: ChargeMode;
  readonly nature: 'dirac' | 'majorana';
  readonly majorana: boolean;
}

/** A model with its masses, each of which may be a range. GeV. */
export interface ModelInput {
  readonly kind: 'dual' | 'single';
  readonly mediator: Mediator;
  /** Mass of the produced N. */
  readonly produced: Range;
  /** Mass of its daughter, 0 in the single model. */
  readonly daughter: Range;
  readonly mZprime: Range;
  readonly epsilon: number;
  readonly gD: number;
  readonly chargeMode: ChargeMode;
  readonly charge: number;
  /** DIRAC or MAJORANA. */
  readonly nature: number;
}

const MASSLESS: Range = { spacing: 'values', values: [0] };

/** Adds the options to a command. */
export function addModelOptions<T>(yargs: Argv<T>): Argv<T & ModelArguments> {
  return yargs
    .option('model', {
      choices: ['dual', 'single'] as const,
      default: 'dual' as const,
      describe: 'dual: nu_5 -> nu_4 e+e-; single: nu_4 -> nu e+e-',
    })
    .option('m5', { type: 'string', requiresArg: true, describe: 'mass of nu_5, GeV (dual)' })
    .option('m4', { type: 'string', requiresArg: true, describe: 'mass of nu_4, GeV' })
    .option('mz', { type: 'string', requiresArg: true, describe: "mass of the Z', GeV" })
    .option('epsilon', {
      type: 'string',
      requiresArg: true,
      default: String(PARAMETER_DEFAULTS.dual.epsilon),
      describe: 'kinetic mixing',
    })
    .option('gd', {
      type: 'string',
      requiresArg: true,
      default: String(PARAMETER_DEFAULTS.dual.gD),
      describe: 'dark coupling g_D',
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

/**
 * Reads the options; `daughter` is the mass of nu_4 that a dual model has where --m4 is not given. ConfigError for a missing
 * or superfluous mass, a value out of range, and m5 <= m4 everywhere.
 */
export function readModel(args: ModelArguments, daughter?: string): ModelInput {
  const isDual = args.model === 'dual';
  if (!isDual && args.m5 !== undefined) {
    throw new ConfigError('--m5: the single model has no nu_5; remove it, or take --model dual');
  }
  const m4 = parseRange('--m4', required('--m4', args.m4 ?? daughter, '0.1'), isDual ? 'm4_gev' : 'm5_gev');
  const m5 = isDual ? parseRange('--m5', required('--m5', args.m5, '0.2'), 'm5_gev') : undefined;
  const [heaviest, lightest] = [m5?.values.at(-1) ?? 0, m4.values[0] ?? 0];
  if (m5 !== undefined && heaviest <= lightest) {
    throw new ConfigError(
      `--m5: m5 <= m4 (${heaviest} GeV and ${lightest} GeV), but nu_5 decays to nu_4; raise m5 or lower m4`,
    );
  }
  return {
    kind: args.model,
    mediator: MEDIATORS[DEFAULT_MEDIATOR],
    produced: m5 ?? m4,
    daughter: m5 === undefined ? MASSLESS : m4,
    mZprime: parseRange('--mz', required('--mz', args.mz, '1.25'), 'mZprime_gev'),
    epsilon: parseNumber('--epsilon', args.epsilon, 'epsilon'),
    gD: parseNumber('--gd', args.gd, 'gD'),
    chargeMode: args.charge,
    charge: electricCharge(args.charge),
    nature: args.majorana || args.nature === 'majorana' ? MAJORANA : DIRAC,
  };
}

/** The options as they were understood, for a document; a range as it was written. */
export function modelEcho(args: ModelArguments) {
  const { kind, produced, daughter, mZprime, epsilon, gD, chargeMode, charge, nature } = readModel(args, '0');
  const value = (range: Range, text: string | undefined) => (isRange(range) ? text : range.values[0]);
  const masses =
    kind === 'dual'
      ? { m5_gev: value(produced, args.m5), ...(args.m4 && { m4_gev: value(daughter, args.m4) }) }
      : { m4_gev: value(produced, args.m4) };
  return {
    model: kind,
    ...masses,
    mZprime_gev: value(mZprime, args.mz),
    epsilon,
    gD,
    charge: chargeMode,
    electric_charge: charge,
    nature: nature === MAJORANA ? 'majorana' : 'dirac',
  };
}

/** Production vertex squared |V_mu|^2 from its option. */
export function readVertexSq(text: string | undefined): number {
  return parseNumber('--v2', required('--v2', text, '1e-8'), 'Umu5_sq');
}
