/** `dualnu sample weights`: what each event of a sample weighs at a point, for use elsewhere. */
import type { CommandModule } from 'yargs';
import { overrideParameters, parseAssignments } from '../../config/override.js';
import { DEFAULT_EXPERIMENT } from '../../eventFiles/chosenScan.js';
import { LEAST_EVENTS, MOST_UNCOVERED } from '../../prediction/sampleTrust.js';
import { type NumberTable, tableToText } from '../../results/numberTable.js';
import { readPackages } from '../../scan/packages.js';
import { splitParameters } from '../../settings/keys.js';
import { addOutputOptions, type OutputArguments } from '../../terminal/commonOptions.js';
import { tellWarnings } from '../../terminal/warnings.js';
import { thisWriter } from '../../terminal/writer.js';
import { briefNumber, shareInWords } from '../../words.js';
import { readSample } from '../readSample.js';
import { type DocumentSum, type WeightsDocument, weightsDocument } from './document.js';
import { sampleScan } from './sampleScan.js';
import { sampleWeights } from './sampleWeights.js';
import { checkWeightFile, WEIGHT_ENDINGS, weightColumns, writeWeights } from './write.js';

interface WeightsArguments extends OutputArguments {
  readonly folder: string;
  readonly scan: string | undefined;
  readonly experiment: string | undefined;
  readonly set: readonly string[];
  readonly observable: readonly string[];
}

/** The command `sample weights`. */
export const weightsCommand: CommandModule<object, WeightsArguments> = {
  command: 'weights <folder>',
  describe: 'Write what each event of a sample weighs at a point of the model: CSV, Parquet or NPY',
  builder: (yargs) =>
    addOutputOptions(
      yargs
        .positional('folder', { type: 'string', demandOption: true, describe: 'folder of the sample' })
        .option('set', {
          type: 'string',
          array: true,
          nargs: 1,
          default: [],
          describe: 'PARAMETER=VALUE of the point, and KEY=VALUE as for scan; may be repeated',
        })
        .option('scan', {
          type: 'string',
          requiresArg: true,
          describe:
            "scan file (YAML), for its model, experiment and parameters; without it --set gives every parameter, and the model is the sample's",
        })
        .option('experiment', {
          type: 'string',
          requiresArg: true,
          defaultDescription: `that of the scan file, or ${DEFAULT_EXPERIMENT}`,
          describe: 'name, NAME:VARIANT or path of a folder; with a scan file one of its experiments',
        })
        .option('observable', {
          type: 'string',
          array: true,
          nargs: 1,
          default: [],
          describe:
            "column of the sample to write beside the weights, such as an event's number; may be repeated",
        }),
      WEIGHT_ENDINGS.join(', '),
    ).example(
      '$0 sample weights samples/mine --set m5_gev=0.28 --set m4_gev=0.1 --set mZprime_gev=1.25 --set Umu5_sq=1e-8 --out weights.csv',
      'of another mass, in MicroBooNE',
    ),
  handler: async ({ folder, scan: file, experiment, set, observable, out, json }) => {
    for (const path of out) checkWeightFile(path);
    const { parameters, changes } = splitParameters(set);
    const values = parseAssignments(parameters);
    const sample = await readSample(folder);
    const scan = await sampleScan(sample, { file, experiment, changes });
    const found = sampleWeights(scan, overrideParameters(scan, values));
    const columns = weightColumns(found, observable);
    const { packages } = await readPackages();
    const document = weightsDocument(found, await thisWriter(), packages);
    for (const path of out) await writeWeights(path, columns, document);
    const warnings = warningsOf(document);
    tellWarnings(warnings);
    const { config, ...told } = document;
    console.log(json ? JSON.stringify({ ...told, files: out, warnings }) : describe(document, out));
  },
};

function warningsOf({ uncovered, flags }: WeightsDocument): string[] {
  return [
    ...(flags.includes('sample_uncovered')
      ? [
          `sample_uncovered: ${shareInWords(uncovered)} of the events at this point are where the sample has too few or none, more than ${100 * MOST_UNCOVERED} %: what they would add is missing in the sum of the weights`,
        ]
      : []),
    ...(flags.includes('sample_few_events')
      ? [
          `sample_few_events: a bin that counts has fewer than ${LEAST_EVENTS} effective events: its sum hangs on a few large weights`,
        ]
      : []),
  ];
}

function describe(document: WeightsDocument, files: readonly string[]): string {
  const { sample, experiment, model, pot, target_tonnes, events, outside, flags, ratio } = document;
  const parameters = Object.entries(document.parameters).map(([name, value]) => `${name} = ${value}`);
  const how =
    ratio === 'exact'
      ? 'exact ratios: the masses are those of a component'
      : "ratios of densities of the pair and the neutrino's energy";
  return [
    `${sample} at ${model}, ${parameters.join(', ')}`,
    `weights are events expected in ${experiment} for ${briefNumber(pot)} protons on target and ${briefNumber(target_tonnes)} t, before its response`,
    `${how}; ${shareInWords(document.uncovered)} of the point's events are not covered`,
    ...(outside > 0 ? [`${outside} of the ${events} events are outside of the active volume: weight 0`] : []),
    '',
    tableToText(sumTable('component', document)),
    '',
    tableToText(binTable(document)),
    '',
    `flags ${flags.join(', ') || 'none'}`,
    `identity ${document.identity}`,
    ...files.map((path) => `wrote ${path}`),
  ].join('\n');
}

const SUM_COLUMNS = ['expected', 'MC error', 'N_eff', 'largest'];

const sumCells = (of: DocumentSum) => [
  of.expected,
  of.mc_error,
  `${Math.round(of.n_eff)}`,
  of.expected > 0 ? shareInWords(of.largest_share) : null,
];

function sumTable(head: string, document: WeightsDocument): NumberTable {
  const { components } = document;
  const row = (name: string, events: number, of: DocumentSum) => [
    name,
    `${events}`,
    `${of.weighted}`,
    ...sumCells(of),
  ];
  return {
    about: [],
    columns: [head, 'events', 'with weight', ...SUM_COLUMNS],
    rows: [
      ...components.map((of) => row(of.name, of.events, of)),
      ...(components.length > 1 ? [row('all', document.events, document)] : []),
    ],
  };
}

function binTable({ experiment, bins }: WeightsDocument): NumberTable {
  return {
    about: [],
    columns: [`bin of ${experiment}`, ...SUM_COLUMNS],
    rows: bins.map((bin) => [bin.label, ...sumCells(bin)]),
  };
}
