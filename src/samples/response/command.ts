/** `dualnu sample response`: tables of a response from a sample with reconstructed quantities. */
import type { CommandModule } from 'yargs';
import { ConfigError } from '../../errors.js';
import { DEFAULT_EXPERIMENT } from '../../eventFiles/chosenScan.js';
import { loadExperiment, orFolder } from '../../experiment/load.js';
import { suggest } from '../../input/zodIssues.js';
import { QUANTITIES, type Quantity } from '../../physics/quantities.js';
import { writeNewFiles } from '../../reports/newFiles.js';
import { PAIR_QUANTITIES } from '../../response/tabulate.js';
import { type NumberTable, tableToText } from '../../results/numberTable.js';
import { detectorShape } from '../../shapes/detectors.js';
import { tellWarnings } from '../../terminal/warnings.js';
import { thisWriter } from '../../terminal/writer.js';
import { readSample } from '../readSample.js';
import { cellsToCount, countedInWords } from './cells.js';
import { type ResponseDocument, responseDocument } from './document.js';
import { responseFiles } from './files.js';
import { tabulateSample } from './tabulateSample.js';
import { readAxis } from './trueBins.js';

interface ResponseArguments {
  readonly folder: string;
  readonly out: string;
  readonly experiment: string;
  readonly cells: string | undefined;
  readonly axis: readonly string[];
  readonly migration: readonly string[];
  readonly json: boolean;
}

const text = { type: 'string', requiresArg: true } as const;
const list = { type: 'string', array: true, nargs: 1, default: [] as string[] } as const;

/** The command `sample response`. */
export const responseCommand: CommandModule<object, ResponseArguments> = {
  command: 'response <folder>',
  describe: 'Turn a sample with reconstructed quantities into tables of a response, with their errors',
  builder: (yargs) =>
    yargs
      .positional('folder', { type: 'string', demandOption: true, describe: 'folder of the sample' })
      .option('out', {
        ...text,
        demandOption: true,
        describe: 'folder for response.yaml and its tables; files that are there are not overwritten',
      })
      .option('experiment', {
        ...text,
        default: DEFAULT_EXPERIMENT,
        describe:
          'name, NAME:VARIANT or path of a folder: its active volume, and its cells where its response is of kind reconstructed',
      })
      .option('cells', {
        ...text,
        describe:
          "response.yaml of kind reconstructed: the cells that are counted, instead of the experiment's",
      })
      .option('axis', {
        ...list,
        defaultDescription: `${PAIR_QUANTITIES.join(', ')} in bins of 25 effective events on average`,
        describe:
          'QUANTITY=N, bins of equal weight, or QUANTITY=EDGE,EDGE,... of the efficiency and the topologies; one to four',
      })
      .option('migration', {
        ...list,
        defaultDescription: 'the first axis',
        describe:
          'axis whose bins migrate to the reconstructed ones; up to three, or none where only the topology tells',
      })
      .option('json', { type: 'boolean', default: false, describe: 'print one JSON document' })
      .example(
        '$0 sample response samples/mine --experiment ./my-detector --axis e_ee_gev=12 --axis opening_deg=0,5,10,15,30,180 --out tables',
        'in bins of energy and opening angle',
      ),
  handler: async ({ folder, out, experiment: name, cells: file, axis, migration, json }) => {
    const axes = axis.length === 0 ? undefined : axis.map(readAxis);
    const migrates = readMigration(migration);
    const experiment = await loadExperiment(await orFolder(name));
    const sample = await readSample(folder);
    const counted = await cellsToCount(sample, experiment, file);
    const { detector } = detectorShape(experiment.geometry);
    const response = tabulateSample(sample, detector, counted, { axes, migration: migrates });
    const writer = await thisWriter();
    const origin = {
      label: counted.label,
      sample: sample.name,
      sha256: sample.files['events.parquet'] ?? '',
      version: writer.version,
      command: writer.command ?? '',
    };
    const files = await writeNewFiles(out, responseFiles(response, origin), '--out');
    const document = responseDocument(response, counted, sample, files);
    tellWarnings(document.warnings);
    console.log(json ? JSON.stringify(document) : describe(document, countedInWords(counted)));
  },
};

/** The axes of the migration; undefined where nobody chose any. ConfigError for an unknown quantity. */
function readMigration(texts: readonly string[]): Quantity[] | undefined {
  if (texts.length === 0) return undefined;
  if (texts.length === 1 && texts[0] === 'none') return [];
  return texts.map((name) => {
    const found = QUANTITIES.find((known) => known === name);
    if (found === undefined)
      throw new ConfigError(`--migration ${name}: unknown quantity; ${suggest(name, QUANTITIES)}`);
    return found;
  });
}

function describe(document: ResponseDocument, counted: string): string {
  const { sample, events, left_out: leftOut, selected, bins, axes, migration, files } = document;
  const whole = (n: number) => n.toLocaleString('en-US');
  const binsInWords = (n: number) => `${whole(n)} bin${n === 1 ? '' : 's'}`;
  const shares: NumberTable = {
    about: [],
    columns: ['mean', 'share', 'error'],
    rows: [
      ['efficiency', document.efficiency, document.efficiency_error],
      ...document.topologies.map((of) => [of.name, of.share, of.error]),
    ],
  };
  return [
    `${sample}: ${whole(events)} events in the active volume, ${whole(selected)} of them selected into cells of ${counted}`,
    ...(leftOut > 0 ? [`${whole(leftOut)} events are left out: outside, or without weight`] : []),
    '',
    tableToText(shares),
    '',
    ...axes.map(
      ({ quantity, edges }) => `${quantity}: ${binsInWords(edges.length - 1)}, ${edges.join(', ')}`,
    ),
    `${binsInWords(bins.all)}: ${whole(bins.empty)} without events, ${whole(bins.few)} with fewer than 10 effective ones`,
    ...(migration === null
      ? []
      : [
          `migration: ${migration.true_cells} true cells${migration.axes.length > 0 ? ` (${migration.axes.join(', ')})` : ''} to ${migration.cells} cells`,
        ]),
    ...files.map((path) => `wrote ${path}`),
  ].join('\n');
}
