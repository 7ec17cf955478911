/** What is counted: the response of kind reconstructed whose cells a sample is tabulated in. */
import { basename, dirname, resolve } from 'node:path';
import { ConfigError, InputDataError } from '../../errors.js';
import type { Experiment } from '../../experiment/types.js';
import { displayPath, readInput } from '../../input/inputFiles.js';
import { partOf } from '../../input/schemaWalk.js';
import { parseYaml } from '../../input/yaml.js';
import { loadReconstructed } from '../../response/reconstructed.js';
import type { Reconstructed } from '../../response/types.js';
import type { EventSample } from '../eventSample.js';
import { observableFaults } from '../observedCells.js';

/** Cells and the label of their response. */
export interface LabelledCells extends Reconstructed {
  readonly label: string;
}

/**
 * The cells of a file, or else of an experiment. ConfigError where the experiment's response has none, or where the sample has not what they count; InputDataError
 * where the file cannot be read.
 */
export async function cellsToCount(
  sample: EventSample,
  { name, response }: Experiment,
  file: string | undefined,
): Promise<LabelledCells> {
  const ofExperiment = response.reconstructed && { label: response.label, ...response.reconstructed };
  const counted = file === undefined ? ofExperiment : await readCells(file);
  if (counted === undefined) {
    const known = Object.keys(sample.observables);
    const has = known.length === 0 ? 'the sample has no observables' : `the sample has ${known.join(', ')}`;
    throw new ConfigError(
      `${name} evaluates true pairs: which reconstructed quantities are to be counted? Give --cells FILE.yaml, a response of kind reconstructed, or an experiment that has one; ${has}`,
    );
  }
  const faults = observableFaults({ ...response, label: counted.label, reconstructed: counted }, sample);
  if (faults.length > 0) throw new ConfigError(faults.map((what) => ({ file: sample.folder, what })));
  return counted;
}

async function readCells(path: string): Promise<LabelledCells> {
  const place = resolve(path);
  const text = await readInput(place, dirname(place), {});
  const yaml = parseYaml(text, displayPath(place), InputDataError);
  const kind = partOf(yaml.value, 'kind');
  if (kind === 'pipeline' || kind === 'pair-topology') {
    throw new ConfigError(
      `--cells ${path}: ${basename(path)} is of kind ${kind}, which evaluates true pairs; give one of kind reconstructed`,
    );
  }
  return loadReconstructed(yaml);
}

/** Columns that cells count, in words with their numbers of bins: `bdt_score (5), topology (2)`. */
export function countedInWords({ columns }: Reconstructed): string {
  return columns
    .map((of) => `${of.column} (${'categories' in of ? of.categories.length : of.edges.length - 1})`)
    .join(', ');
}
