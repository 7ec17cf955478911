/** An import described by options: files of one component. */
import { parseAssignments, splitAssignment } from '../../config/override.js';
import { ConfigError } from '../../errors.js';
import type { ModelKind } from '../../model/models.js';
import type { DecayWeighting } from '../eventSample.js';
import {
  type ColumnChoice,
  type ComponentRequest,
  ENERGY_UNITS,
  type EnergyUnit,
  LENGTH_UNITS,
  type LengthUnit,
} from './request.js';

/** The options as given; numbers are texts, so that messages can quote them. */
export interface ImportOptions {
  readonly tree: string | undefined;
  readonly model: ModelKind | undefined;
  readonly nature: 'dirac' | 'majorana' | undefined;
  readonly set: readonly string[];
  readonly pot: string | undefined;
  readonly 'target-tonnes': string | undefined;
  readonly generated: string | undefined;
  readonly decays: DecayWeighting | undefined;
  readonly rate: string | undefined;
  readonly 'energy-unit': EnergyUnit | undefined;
  readonly 'length-unit': LengthUnit | undefined;
  readonly origin: string | undefined;
  readonly column: readonly string[];
  readonly observable: readonly string[];
}

/** Options that describe a component, and so have no place beside a file that does. */
const DESCRIBING = [
  'tree',
  'model',
  'nature',
  'pot',
  'target-tonnes',
  'generated',
  'decays',
  'rate',
  'energy-unit',
  'length-unit',
  'origin',
] as const;

/** The first option that describes a component. */
export function describingOption(options: ImportOptions): string | undefined {
  const single = DESCRIBING.find((name) => options[name] !== undefined);
  return single ?? (['set', 'column', 'observable'] as const).find((name) => options[name].length > 0);
}

/** The request that options make for some files. ConfigError for a value that cannot be read. */
export function requestOfOptions(files: readonly string[], options: ImportOptions): ComponentRequest {
  return {
    files,
    tree: options.tree,
    model: { kind: options.model, nature: options.nature },
    parameters: parseAssignments(options.set),
    pot: positive('--pot', options.pot),
    massTonnes: positive('--target-tonnes', options['target-tonnes']),
    generated: positive('--generated', options.generated, true),
    decays: options.decays,
    rate: positive('--rate', options.rate),
    energyUnit: options['energy-unit'],
    lengthUnit: options['length-unit'],
    origin: originOf(options.origin),
    columns: assigned('--column', options.column),
    observables: observablesOf(options.observable),
    tell: (key, what) => {
      const [first = '', ...rest] = key.split('.');
      const name = rest.join('.');
      const option = {
        parameters: `--set ${name}`,
        columns: `--column ${name}`,
        observables: `--observable ${name}`,
      }[first];
      return { file: option ?? `--${first}`, what };
    },
  };
}

function positive(option: string, text: string | undefined, isWhole = false): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (value > 0 && Number.isFinite(value) && (!isWhole || Number.isInteger(value))) return value;
  throw new ConfigError(`${option} ${text}: ${isWhole ? 'a whole number' : 'a number'} above 0 expected`);
}

function originOf(text: string | undefined): [number, number, number] | undefined {
  if (text === undefined) return undefined;
  const [x, y, z, ...others] = text.split(',').map(Number);
  if (
    x !== undefined &&
    y !== undefined &&
    z !== undefined &&
    others.length === 0 &&
    [x, y, z].every(Number.isFinite)
  ) {
    return [x, y, z];
  }
  throw new ConfigError(`--origin ${text}: three numbers X,Y,Z expected`);
}

/** `FIELD=COLUMN`, or `FIELD=COLUMN:UNIT`. */
function assigned(option: string, texts: readonly string[]): Record<string, ColumnChoice> {
  const found: Record<string, ColumnChoice> = {};
  for (const text of texts) {
    const { key, value } = splitAssignment(text, option);
    if (Object.hasOwn(found, key))
      throw new ConfigError(`${option} ${text}: ${key} is set twice; remove one`);
    found[key] = withUnit(value, [...ENERGY_UNITS, ...LENGTH_UNITS]);
  }
  return found;
}

/** `COLUMN` or `COLUMN:UNIT`; with `NAME=` before it, where the observable is to have another name. */
function observablesOf(texts: readonly string[]): Record<string, ColumnChoice> {
  const found: Record<string, ColumnChoice> = {};
  for (const text of texts) {
    const match = /^([^=]+)=(.+)$/.exec(text);
    const choice = withUnit(match?.[2] ?? text, undefined);
    const name = match?.[1]?.trim() ?? choice.column;
    if (Object.hasOwn(found, name))
      throw new ConfigError(`--observable ${text}: ${name} is given twice; remove one`);
    found[name] = choice;
  }
  return found;
}

/** A column and its unit, after the last colon; with `units` only one of them counts as a unit. */
function withUnit(text: string, units: readonly string[] | undefined): ColumnChoice {
  const colon = text.lastIndexOf(':');
  const unit = text.slice(colon + 1).trim();
  if (colon < 1 || (units !== undefined && !units.includes(unit))) return { column: text };
  return { column: text.slice(0, colon), unit };
}
