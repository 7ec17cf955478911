/** One point of a scan's parameter space, from values given on the command line. */
import { ConfigError } from '../errors.js';
import { emptyRecord } from '../input/ownValue.js';
import { suggest } from '../input/zodIssues.js';
import { modelOf } from '../model/models.js';
import { rangeFault } from '../model/parameterRange.js';
import { type AxisName, isAxisName } from '../model/parameters.js';
import type { ParameterPoint } from '../model/point.js';
import type { ResolvedScan } from '../resolved/scan.js';

/** The key and the value of `KEY=VALUE`, trimmed; ConfigError where there are not both. */
export function splitAssignment(
  text: string,
  option = '--set',
): { readonly key: string; readonly value: string } {
  const match = /^\s*([^=\s]+)\s*=\s*(\S(?:.*\S)?)\s*$/s.exec(text);
  const [key, value] = [match?.[1], match?.[2]];
  if (key === undefined || value === undefined)
    throw new ConfigError(`${option} ${text}: expected key=value, such as ${option} m5_gev=0.2`);
  return { key, value };
}

/**
 * The numbers of `key=value` texts, as in `--set m5_gev=0.2`; ConfigError for a malformed text and for a key that is set twice. The result
 * has no prototype, so that it contains exactly the given keys, whatever their names.
 */
export function parseAssignments(texts: readonly string[], option = '--set'): Record<string, number> {
  const values = emptyRecord<number>();
  for (const text of texts) {
    const { key, value: given } = splitAssignment(text, option);
    const value = Number(given);
    if (!Number.isFinite(value) && /(^|\.)dirt(\.preset)?$/.test(key)) {
      const place = /^(.+)\.dirt(\.preset)?$/.exec(key)?.[1];
      const where = place === undefined ? 'production' : `experiments.${place}`;
      const advice = `choose the preset by ${where}.dirt=${given}`;
      throw new ConfigError(`${option} ${text}: dirt.KEY changes numbers of the soil; ${advice}`);
    }
    if (!Number.isFinite(value)) throw new ConfigError(`${option} ${text}: ${given} is not a finite number`);
    if (Object.hasOwn(values, key))
      throw new ConfigError(`${option} ${text}: ${key} is set twice; remove one`);
    values[key] = value;
  }
  return values;
}

/**
 * The scan's parameters with some replaced, and all parameters that depend on them. Every axis with more than one value must be set; any
 * other parameter may be. Of two alternative parameters one replaces the other, as m4_gev replaces delta. ConfigError for an unknown
 * key, a value out of range, or a missing axis.
 */
export function overrideParameters(
  scan: ResolvedScan,
  set: Readonly<Record<string, number>>,
): ParameterPoint {
  const given = new Map<AxisName, number>();
  const model = modelOf(scan.model.kind);
  const known = model.parameters;
  for (const [key, value] of Object.entries(set)) {
    if (!isAxisName(key)) throw new ConfigError(`${key}: unknown parameter; ${suggest(key, known)}`);
    if (!known.includes(key)) {
      throw new ConfigError(`${key}: no parameter of the ${scan.model.kind} model; ${suggest(key, known)}`);
    }
    const fault = rangeFault(key, value);
    if (fault !== undefined) throw new ConfigError(`${key}: ${fault}`);
    given.set(key, value);
  }
  for (const { names, why } of model.alternatives) {
    if (names.every((name) => given.has(name)))
      throw new ConfigError(`${names.join(' and ')}: ${why}; set one`);
  }
  const isReplaced = (name: AxisName) =>
    model.alternatives.some(
      ({ names }) => names.includes(name) && names.some((other) => other !== name && given.has(other)),
    );
  const missing: string[] = [];
  const value = (name: AxisName): number | undefined => {
    const found = given.get(name) ?? (isReplaced(name) ? undefined : scan.fixed[name]);
    const axis = isReplaced(name) ? undefined : scan.axes.find((a) => a.name === name);
    if (found !== undefined || !axis) return found;
    if (axis.values.length > 1) missing.push(name);
    return axis.values[0];
  };
  const parameters: Partial<Record<AxisName, number>> = {};
  for (const name of known) {
    const found = value(name);
    if (found !== undefined) parameters[name] = found;
  }
  if (missing.length > 0) {
    const example = missing.map((name) => `--set ${name}=...`).join(' ');
    throw new ConfigError(`${scan.file}: no single value for ${missing.join(', ')}; add ${example}`);
  }
  const point = model.complete(parameters);
  const unset = known.filter((name) => Number.isNaN(point[name] ?? Number.NaN));
  if (unset.length > 0)
    throw new ConfigError(`${scan.file}: ${unset.join(', ')} has no value; add it with --set`);
  return point;
}
