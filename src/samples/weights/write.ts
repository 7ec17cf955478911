/** Files of weights: CSV, Parquet or NPY, by the file's ending, a row for each event of the sample in its order. */
import { extname } from 'node:path';
import { tableNpy } from '../../arrayFiles/npy.js';
import { at } from '../../at.js';
import { ConfigError } from '../../errors.js';
import type { FileColumn } from '../../eventFiles/columns.js';
import { putParquet } from '../../eventFiles/parquet.js';
import { csvTexts, putTexts } from '../../eventFiles/texts.js';
import { type FileInWork, writeAtomically, writeInto } from '../../grid/atomicStore.js';
import { ownValue } from '../../input/ownValue.js';
import { suggest } from '../../input/zodIssues.js';
import { writeBeside } from '../../reports/export.js';
import { briefNumber, shareInWords } from '../../words.js';
import { type EventSample, isCategory } from '../eventSample.js';
import type { WeightsDocument } from './document.js';
import type { SampleWeights } from './sampleWeights.js';

/** Key of the document in the metadata of Parquet files, and the word before it in the head of a CSV file. */
export const DOCUMENT_KEY = 'dualnu_weights';

/** A column of weights; a row is the number of an event. */
type Column = FileColumn<number>;

/** Rows of a block: what is encoded at a time. */
const BLOCK = 65_536;

const FORMATS: Readonly<
  Record<string, (path: string, columns: readonly Column[], document: WeightsDocument) => Promise<void>>
> = {
  '.csv': (path, columns, document) =>
    writeInto(path, (file) => putTexts(file, csvTexts(columns, blocksOf(document), aboutWeights(document)))),
  '.parquet': (path, columns, document) => writeInto(path, (file) => putWeights(file, columns, document)),
  '.npy': async (path, columns, document) => {
    const rows = Array.from({ length: document.events }, (_, row) => columns.map(({ of }) => of(row)));
    await writeAtomically(path, tableNpy({ columns: columns.map(({ name }) => name), rows }));
    await writeBeside(path, document);
  },
};

/** Endings of files of weights. */
export const WEIGHT_ENDINGS: readonly string[] = Object.keys(FORMATS);

/** Checks a file's ending; ConfigError otherwise. */
export function checkWeightFile(path: string): void {
  if (ownValue(FORMATS, extname(path).toLowerCase()) === undefined)
    throw new ConfigError(
      `${path}: weights are written to ${WEIGHT_ENDINGS.join(', ')}; choose one of these endings`,
    );
}

/**
 * The columns of a file: the number of an event in the sample from 0, its component, its weight, and columns of the sample that are to stand beside
 * them. ConfigError for one that the sample does not have.
 */
export function weightColumns(
  { sample, weight }: Pick<SampleWeights, 'sample' | 'weight'>,
  beside: readonly string[],
): Column[] {
  return [
    { name: 'event', type: 'INT32', of: (row) => row },
    { name: 'component', type: 'INT32', of: (row) => at(sample.component, row) },
    { name: 'weight', type: 'DOUBLE', of: (row) => at(weight, row) },
    ...beside.map((name) => columnBeside(sample, name)),
  ];
}

function columnBeside({ name: ofSample, observables }: EventSample, name: string): Column {
  const observable = ownValue(observables, name);
  if (observable === undefined) {
    const known = Object.keys(observables);
    const advice = known.length === 0 ? 'it has no observables' : suggest(name, known);
    throw new ConfigError(`--observable ${name}: ${ofSample} has no such column; ${advice}`);
  }
  if (isCategory(observable)) {
    const { categories, codes } = observable;
    return { name, type: 'STRING', of: (row) => categories[at(codes, row)] ?? '' };
  }
  const { values } = observable;
  return { name, type: 'DOUBLE', of: (row) => at(values, row) };
}

/** Writes weights by atomic rename. StoreError when they cannot be written. */
export async function writeWeights(
  path: string,
  columns: readonly Column[],
  document: WeightsDocument,
): Promise<void> {
  checkWeightFile(path);
  await FORMATS[extname(path).toLowerCase()]?.(path, columns, document);
}

async function putWeights(
  file: Pick<FileInWork, 'put'>,
  columns: readonly Column[],
  document: WeightsDocument,
): Promise<void> {
  const metadata = { [DOCUMENT_KEY]: JSON.stringify(document) };
  await putParquet(file, columns, blocksOf(document), metadata, `dualnu ${document.dualnu_version}`);
}

function* blocksOf({ events }: WeightsDocument): Generator<readonly number[]> {
  for (let from = 0; from < events; from += BLOCK)
    yield Array.from({ length: Math.min(BLOCK, events - from) }, (_, i) => from + i);
}

/** What weights are, in the head of a table. */
function aboutWeights(document: WeightsDocument): string[] {
  const { expected, mc_error, n_eff, largest_share, uncovered, flags } = document;
  const parameters = Object.entries(document.parameters).map(([name, value]) => `${name} = ${value}`);
  return [
    `${document.experiment_title}; weights of the events of the sample ${document.sample} at a point of the model ${document.model}, f64`,
    parameters.join(', '),
    `weight: ${document.weight}; event: number in the sample, from 0`,
    `all weights add up to ${expected} (Monte Carlo error ${briefNumber(mc_error)}), as good as ${Math.round(n_eff)} events of equal weight; largest share of one event ${shareInWords(largest_share)}`,
    `share of the point's events that the sample cannot stand for: ${shareInWords(uncovered)}; flags: ${flags.join(', ') || 'none'}`,
    `identity ${document.identity}`,
    `written by dualnu ${document.dualnu_version}`,
    ...(document.command === undefined ? [] : [`command: ${document.command}`]),
    `${DOCUMENT_KEY}: ${JSON.stringify(document)}`,
  ];
}
