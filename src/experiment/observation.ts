/** The bins of an observation, and the protons on target of their counts. */

import { ownValue } from '../input/ownValue.js';
import { type KeyPath, mistakeAt, type YamlFile } from '../input/yaml.js';
import { suggest } from '../input/zodIssues.js';
import type { Mistake } from '../mistakes.js';
import type { Response } from '../response/types.js';
import type { Bin } from './types.js';
import type { ChosenExperiment } from './variant.js';

/**
 * Bins with the indices of their beams and cells, or undefined where one of them has mistakes. Labels, beams and cells that are
 * unknown or used twice are reported in `found`, and so are counts that only some bins have. Without a response cells are left out.
 */
export function binsOf(
  yaml: YamlFile,
  chosen: ChosenExperiment,
  response: Response | undefined,
  found: Mistake[],
): Bin[] | undefined {
  const { file, pathOf, isSound } = chosen;
  const path: KeyPath = [...pathOf('observation'), 'bins'];
  if (!Array.isArray(file.observation?.bins)) return undefined;
  const before = found.length;
  const reading = { yaml, chosen, response, used: new Set<string>(), labels: new Set<string>() };
  const bins = file.observation.bins.map((_, i) => binOf(reading, i, found));
  const isCounted = bins.map(({ data }, i) => data !== undefined || !isSound([...path, i]));
  if (bins.some(({ data }) => data !== undefined)) {
    for (const i of isCounted.flatMap((yes, at) => (yes ? [] : [at]))) {
      const what = 'no data, where other bins have them; add them, or leave all of them out';
      found.push(mistakeAt(yaml, [...path, i], what));
    }
  }
  return found.length === before && isSound(path) ? bins : undefined;
}

/** The state while bins are read: cells (as `beam cell`) and labels that are already used. */
interface BinReading {
  readonly yaml: YamlFile;
  readonly chosen: ChosenExperiment;
  readonly response: Response | undefined;
  readonly used: Set<string>;
  readonly labels: Set<string>;
}

function binOf({ yaml, chosen, response, used, labels }: BinReading, i: number, found: Mistake[]): Bin {
  const { file, pathOf, isSound } = chosen;
  const path: KeyPath = [...pathOf('observation'), 'bins', i];
  const bin = file.observation.bins[i];
  const isGood = (key: string) => bin !== undefined && isSound([...path, key]);
  const add = (at: KeyPath, what: string) => found.push(mistakeAt(yaml, at, what));
  const { label = '', data, background = Number.NaN, beam: name, cell, cells: several } = bin ?? {};
  if (isGood('label') && labels.has(label)) {
    add([...path, 'label'], `${label} names two bins; give each its own label`);
  }
  labels.add(label);
  const beams = beamNames(chosen);
  const beam = name === undefined ? 0 : (beams?.indexOf(name) ?? 0);
  if (beams !== undefined && isGood('beam')) {
    if (name === undefined && beams.length > 1) add(path, `no beam; the experiment has ${beams.join(', ')}`);
    if (name !== undefined && beam < 0)
      add([...path, 'beam'], `unknown beam ${name}; ${suggest(name, beams)}`);
  }
  if (!isGood('cell') || !isGood('cells')) return { label, data, background, beam, cells: [] };
  if (cell !== undefined && several !== undefined) {
    add(path, 'both cell and cells; a bin has one of them, or neither');
  }
  const cells = (several ?? (cell === undefined ? [] : [cell])).flatMap((given) => {
    const index = typeof given === 'number' ? given : (response?.cells.indexOf(given) ?? -1);
    if (response === undefined) return [];
    if (index < 0 || index >= response.cells.length) {
      const advice =
        typeof given === 'number' ? `0 to ${response.cells.length - 1}` : suggest(given, response.cells);
      add(path, `the response ${response.label} has no cell ${given}; ${advice}`);
      return [];
    }
    const key = `${beam} ${index}`;
    if (used.has(key)) add(path, `cell ${given} is in another bin already; remove one`);
    used.add(key);
    return [index];
  });
  return { label, data, background, beam, cells };
}

/** Names of an experiment's beams, or undefined where one of them has mistakes. */
function beamNames({ file, pathOf, isSound }: ChosenExperiment): string[] | undefined {
  const path = pathOf('beams');
  if (!Array.isArray(file.beams)) return undefined;
  return file.beams.every((_, i) => isSound([...path, i, 'name']))
    ? file.beams.map(({ name }) => name)
    : undefined;
}

/** Protons on target of the counts of each beam, in the order of the beams; undefined where the file does not give them. */
export function potOfCounts(
  yaml: YamlFile,
  { file, pathOf }: ChosenExperiment,
  found: Mistake[],
): (number | undefined)[] {
  const { pot } = file.observation;
  const names = file.beams.map(({ name }) => name);
  const path: KeyPath = [...pathOf('observation'), 'pot'];
  if (pot === undefined) return names.map(() => undefined);
  if (typeof pot === 'number') {
    if (names.length === 1) return [pot];
    const what = `one number for the beams ${names.join(', ')}; give one for each: { ${names[0]}: ${pot}, ... }`;
    found.push(mistakeAt(yaml, path, what));
    return [];
  }
  for (const name of Object.keys(pot)) {
    if (names.includes(name)) continue;
    found.push(mistakeAt(yaml, [...path, name], `unknown beam ${name}; ${suggest(name, names)}`, 'key'));
  }
  return names.map((name) => ownValue(pot, name));
}

/**
 * Mistakes in the record of the unconstrained background: its parts must add up to its total, and its errors in quadrature to its
 * error, within rounding.
 */
export function unconstrainedMistakes(yaml: YamlFile, { file, pathOf }: ChosenExperiment): Mistake[] {
  const record = file.unconstrained_background;
  if (!record) return [];
  const found: Mistake[] = [];
  const path = pathOf('unconstrained_background');
  const sum = Object.values(record.composition).reduce((all, part) => all + part, 0);
  // Each part and the total are published to a tenth of an event.
  if (Math.abs(sum - record.events) > 0.05 * (Object.keys(record.composition).length + 1)) {
    const what = `the parts add up to ${Number(sum.toPrecision(6))}, not to ${record.events}; correct them`;
    found.push(mistakeAt(yaml, [...path, 'composition'], what));
  }
  const error = record.events * Math.hypot(...Object.values(record.relative_errors));
  if (Math.abs(error - record.error) > 0.02 * record.error) {
    const what = `in quadrature they make ${Number(error.toPrecision(4))} events, not ${record.error}; correct them`;
    found.push(mistakeAt(yaml, [...path, 'relative_errors'], what));
  }
  return found;
}
