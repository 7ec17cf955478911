/** What a new scan file is made of, and the checks of each answer. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { MOST_VALUES } from '../config/schema.js';
import { ConfigError, DualnuError } from '../errors.js';
import { findExperiment, loadExperiment } from '../experiment/load.js';
import { type Experiment, observedCounts } from '../experiment/types.js';
import { splitVariants } from '../experiment/variant.js';
import { DATA_DIR } from '../input/inputFiles.js';
import { suggest } from '../input/zodIssues.js';
import { MODEL_KINDS, type ModelKind, modelOf } from '../model/models.js';
import { type AxisName, infoOf } from '../model/parameters.js';
import { OUTPUTS } from '../outputs/outputs.js';

/** An experiment as a scan file names it, with what comments say of it. */
export interface ChosenExperiment {
  readonly name: string;
  readonly title: string;
  /** Names of its presets of dirt. */
  readonly soil: readonly string[];
  readonly hasCounts: boolean;
}

/** All choices of a new scan file. */
export interface Choices {
  readonly kind: ModelKind;
  /** Slowest first. */
  readonly axes: readonly AxisName[];
  readonly experiments: readonly ChosenExperiment[];
  readonly outputs: readonly string[];
  /** Of each axis. */
  readonly points: number;
}

/** What a new scan file has of what outputs ask for. */
const DRAFT = { raisesEvents: false, reweights: false };

/** Names between commas or spaces. */
function namesIn(text: string): string[] {
  return text.split(/[\s,]+/).filter((name) => name !== '');
}

function once(names: readonly string[], noun: string): readonly string[] {
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) throw new ConfigError(`${twice} is named twice; remove one`);
  if (names.length === 0) throw new ConfigError(`name at least one ${noun}`);
  return names;
}

/** The model of that name; ConfigError otherwise, as of all checks here. */
export function chosenModel(text: string): ModelKind {
  const kind = MODEL_KINDS.find((one) => one === text.trim());
  if (kind === undefined) throw new ConfigError(`no model ${text.trim()}; ${suggest(text, MODEL_KINDS)}`);
  return kind;
}

/** Parameters of a model that can be its axes together, in the order given. */
export function chosenAxes(kind: ModelKind, text: string): AxisName[] {
  const { parameters, alternatives } = modelOf(kind);
  const names = once(namesIn(text), `parameter of the ${kind} model`);
  const axes = names.map((name) => {
    const axis = parameters.find((one) => one === name);
    if (axis === undefined)
      throw new ConfigError(`no parameter ${name} of the ${kind} model; ${suggest(name, parameters)}`);
    return axis;
  });
  for (const { names: pair, why } of alternatives) {
    if (pair.every((name) => axes.includes(name)))
      throw new ConfigError(`${pair.join(' and ')}: ${why}; name one`);
  }
  return axes;
}

/** Experiments by their names, or by paths relative to the folder of the scan file; each is read. Also InputDataError for its files. */
export async function chosenExperiments(text: string, baseDir: string): Promise<ChosenExperiment[]> {
  const names = once(namesIn(text), 'experiment');
  return Promise.all(
    names.map(async (name) => {
      const { name: folder, variants } = splitVariants(name);
      const dir = await findExperiment(folder, baseDir).catch((error: unknown) => {
        throw error instanceof DualnuError ? new ConfigError(error.message) : error;
      });
      return describeExperiment(name, await loadExperiment([dir, ...variants].join(':')));
    }),
  );
}

function describeExperiment(name: string, experiment: Experiment): ChosenExperiment {
  const { title, dirt } = experiment;
  return { name, title, soil: Object.keys(dirt), hasCounts: observedCounts(experiment) !== undefined };
}

/** Names of the experiments that come with the program. */
export async function experimentNames(): Promise<string[]> {
  const entries = await readdir(join(DATA_DIR, 'experiments'), { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** Outputs of the shelf, in its order. */
export function chosenOutputs(text: string): string[] {
  const known = OUTPUTS.map(({ name }) => name);
  const names = once(namesIn(text), 'output');
  for (const name of names) {
    const output = OUTPUTS.find((one) => one.name === name);
    if (output === undefined) throw new ConfigError(`no output ${name}; ${suggest(name, known)}`);
    const why = output.refusal?.(DRAFT);
    if (why !== undefined) throw new ConfigError(`${name}: ${why}`);
  }
  return known.filter((name) => names.includes(name));
}

/** Points of each axis: a whole number, at least 2, so that an axis has both of its ends. */
export function chosenPoints(text: string): number {
  const points = Number(text);
  if (!Number.isInteger(points) || points < 2 || points > MOST_VALUES)
    throw new ConfigError(`${text.trim()} is not a whole number from 2 to ${MOST_VALUES}`);
  return points;
}

/** What is chosen where nothing is said. */
export const DEFAULTS = {
  model: 'dual',
  axes: (kind: ModelKind) => [modelOf(kind).produced.mass, modelOf(kind).mixing].join(','),
  experiments: 'microboone-2025',
  outputs: OUTPUTS.filter(({ byDefault, refusal }) => byDefault && refusal?.(DRAFT) === undefined)
    .map(({ name }) => name)
    .join(','),
  points: '32',
} as const;

/** The decays that a model must include for its axes to have an effect. */
export function decaysFor(axes: readonly AxisName[]): string[] {
  return [...new Set(axes.flatMap((name) => infoOf(name)?.entersWith ?? []))];
}
