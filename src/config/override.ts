/** One point of a scan's parameter space, from values given on the command line. */
import { ConfigError } from '../errors.js';
import { emptyRecord } from '../input/ownValue.js';
import { suggest } from '../input/zodIssues.js';
import { type AxisName, MODEL_PARAMETERS } from '../model/parameters.js';
import type { ResolvedScan } from '../resolved/scan.js';
import { rangeFault } from './parameters.js';
import { AXIS_NAMES } from './schema.js';

/** A value for every parameter of a model; m4_gev and delta agree: m4 = m5/(1 + delta). delta is Infinity where m4 = 0. */
export type ParameterPoint = Readonly<Partial<Record<AxisName, number>>>;

/**
 * Splits `key=value` texts, as in `--set m5_gev=0.2`; ConfigError for one that is not, and for a key set twice. The result has
 * no prototype: a key is there only if it was given, whatever its name.
 */
export function parseAssignments(texts: readonly string[], option = '--set'): Record<string, number> {
  const values = emptyRecord<number>();
  for (const text of texts) {
    const match = /^\s*([^=\s]+)\s*=\s*(\S+)\s*$/.exec(text);
    const [key, value] = [match?.[1], Number(match?.[2] ?? Number.NaN)];
    if (key === undefined)
      throw new ConfigError(`${option} ${text}: expected key=value, such as ${option} m5_gev=0.2`);
    if (!Number.isFinite(value) && /(^|\.)dirt(\.preset)?$/.test(key)) {
      const advice = `name the preset in the scan file, production: { dirt: ${match?.[2]} }`;
      throw new ConfigError(`${option} ${text}: ${option} changes numbers of the soil; ${advice}`);
    }
    if (!Number.isFinite(value))
      throw new ConfigError(`${option} ${text}: ${match?.[2]} is not a finite number`);
    if (Object.hasOwn(values, key))
      throw new ConfigError(`${option} ${text}: ${key} is set twice; remove one`);
    values[key] = value;
  }
  return values;
}

/** Whether a name is a scan parameter. */
export function isAxisName(name: string): name is AxisName {
  return (AXIS_NAMES as readonly string[]).includes(name);
}

/**
 * The scan's parameters with some replaced: every axis must be set, or has one value only. Any parameter may be set;
 * m4_gev replaces delta and the other way round. ConfigError for an unknown key, a value out of range, a missing axis.
 */
export function overrideParameters(
  scan: ResolvedScan,
  set: Readonly<Record<string, number>>,
): ParameterPoint {
  const given = new Map<AxisName, number>();
  const own: readonly AxisName[] = MODEL_PARAMETERS[scan.model.kind];
  for (const [key, value] of Object.entries(set)) {
    if (!isAxisName(key)) throw new ConfigError(`${key}: unknown parameter; ${suggest(key, own)}`);
    if (!own.includes(key)) {
      throw new ConfigError(`${key}: no parameter of the ${scan.model.kind} model; ${suggest(key, own)}`);
    }
    const fault = rangeFault(key, value);
    if (fault !== undefined) throw new ConfigError(`${key}: ${fault}`);
    given.set(key, value);
  }
  if (given.has('m4_gev') && given.has('delta')) {
    throw new ConfigError('m4_gev and delta: each follows from the other and m5_gev; set one');
  }
  const isReplaced = (name: AxisName) =>
    (name === 'delta' && given.has('m4_gev')) || (name === 'm4_gev' && given.has('delta'));
  const missing: string[] = [];
  const value = (name: AxisName): number | undefined => {
    const own = given.get(name) ?? (isReplaced(name) ? undefined : scan.fixed[name]);
    const axis = isReplaced(name) ? undefined : scan.axes.find((a) => a.name === name);
    if (own !== undefined || !axis) return own;
    if (axis.values.length > 1) missing.push(name);
    return axis.values[0];
  };
  const parameters: Partial<Record<AxisName, number>> = {};
  for (const name of own) {
    const found = value(name);
    if (found !== undefined) parameters[name] = found;
  }
  if (missing.length > 0) {
    const example = missing.map((name) => `--set ${name}=...`).join(' ');
    throw new ConfigError(`${scan.file}: no single value for ${missing.join(', ')}; add ${example}`);
  }
  const point = scan.model.kind === 'dual' ? withSplitting(parameters) : parameters;
  const unset = own.filter((name) => Number.isNaN(point[name] ?? Number.NaN));
  if (unset.length > 0)
    throw new ConfigError(`${scan.file}: ${unset.join(', ')} has no value; add it with --set`);
  return point;
}

/** Fills in whichever of m4 and delta is not given. */
function withSplitting(given: ParameterPoint): ParameterPoint {
  const { m5_gev = Number.NaN } = given;
  const m4_gev = given.m4_gev ?? m5_gev / (1 + (given.delta ?? Number.NaN));
  const delta = given.delta ?? (m5_gev - m4_gev) / m4_gev;
  return { ...given, m4_gev, delta };
}
