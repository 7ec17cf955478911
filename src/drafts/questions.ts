/** The choices of a new scan file: as options give them, by questions for the others, or by defaults. */

import { describeParameter } from '../config/schema.js';
import { ConfigError } from '../errors.js';
import { MODEL_KINDS, type ModelKind, modelOf, processInWords } from '../model/models.js';
import { OUTPUTS } from '../outputs/outputs.js';
import {
  type Choices,
  chosenAxes,
  chosenExperiments,
  chosenModel,
  chosenOutputs,
  chosenPoints,
  DEFAULTS,
  experimentNames,
} from './choices.js';

/** Choices as text, where they were given. */
export interface GivenChoices {
  readonly model?: string | undefined;
  readonly axes?: string | undefined;
  readonly experiments?: string | undefined;
  readonly outputs?: string | undefined;
  readonly points?: string | undefined;
}

/** Somebody who can be asked. */
export interface Respondent {
  /** The answer to a question, empty for the default. */
  ask(question: string): Promise<string>;
  /** Shows lines: what can be answered, and what was wrong. */
  tell(text: string): void;
}

/** One question: its default, the lines before it, and how an answer is read. */
interface Question<T> {
  readonly given: string | undefined;
  readonly words: string;
  readonly help: () => readonly string[] | Promise<readonly string[]>;
  readonly otherwise: string;
  readonly read: (text: string) => T | Promise<T>;
}

/**
 * The choices for a scan file in the folder `baseDir`: what is not given is asked, again after an answer that cannot be, or takes its default
 * where nobody can be asked. ConfigError for a given choice that cannot be, InputDataError for an experiment's files.
 */
export async function choose(
  given: GivenChoices,
  baseDir: string,
  respondent: Respondent | undefined,
): Promise<Choices> {
  const settle = <T>(question: Question<T>) => answerTo(question, respondent);
  const kind = await settle({
    given: given.model,
    words: 'model',
    help: () => MODEL_KINDS.map((one) => `${one}: ${processInWords(modelOf(one))}`),
    otherwise: DEFAULTS.model,
    read: chosenModel,
  });
  const axes = await settle({
    given: given.axes,
    words: 'parameters to scan, slowest first',
    help: () => parametersInWords(kind),
    otherwise: DEFAULTS.axes(kind),
    read: (text) => chosenAxes(kind, text),
  });
  const experiments = await settle({
    given: given.experiments,
    words: 'experiments whose chi2 add up',
    help: async () => {
      const known = await chosenExperiments((await experimentNames()).join(','), baseDir);
      return known.map(({ name, title }) => `${name}: ${title}`);
    },
    otherwise: DEFAULTS.experiments,
    read: (text) => chosenExperiments(text, baseDir),
  });
  const outputs = await settle({
    given: given.outputs,
    words: 'outputs',
    help: () =>
      OUTPUTS.filter(({ refusal }) => refusal === undefined).map(
        ({ name, summary }) => `${name}: ${summary}`,
      ),
    otherwise: DEFAULTS.outputs,
    read: chosenOutputs,
  });
  const points = await settle({
    given: given.points,
    words: 'points of each axis',
    help: () => [],
    otherwise: DEFAULTS.points,
    read: chosenPoints,
  });
  return { kind, axes, experiments, outputs, points };
}

function parametersInWords(kind: ModelKind): string[] {
  return modelOf(kind).parameters.map((name) => `${name}: ${describeParameter(name)}`);
}

async function answerTo<T>(
  { given, words, help, otherwise, read }: Question<T>,
  respondent: Respondent | undefined,
): Promise<T> {
  if (given !== undefined) return read(given);
  if (respondent === undefined) return read(otherwise);
  for (const line of await help()) respondent.tell(`  ${line}`);
  for (;;) {
    const answer = (await respondent.ask(`${words} [${otherwise}]: `)).trim();
    try {
      return await read(answer === '' ? otherwise : answer);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      respondent.tell(error.message);
    }
  }
}
