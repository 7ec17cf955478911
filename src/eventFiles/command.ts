/** `dualnu events`: the events of a point with all their particles, for a detector simulation or other programs. */

import { overrideParameters, parseAssignments } from '../config/override.js';
import { ConfigError } from '../errors.js';
import { MODEL_KINDS, type ModelKind } from '../model/models.js';
import { EVENT_LIMITS } from '../resolved/scan.js';
import { readPackages } from '../scan/packages.js';
import { splitParameters } from '../settings/keys.js';
import { addOutputOptions, type OutputArguments } from '../terminal/commonOptions.js';
import type { CommandBody } from '../terminal/lateCommand.js';
import { tellWarnings } from '../terminal/warnings.js';
import { thisWriter } from '../terminal/writer.js';
import { briefNumber } from '../words.js';
import { chosenScan, DEFAULT_EXPERIMENT } from './chosenScan.js';
import { type EventsDocument, eventsDocument } from './document.js';
import { MOST_UNWEIGHTED, pointEvents } from './pointEvents.js';
import { checkEventFile, EVENT_ENDINGS, writeEvents } from './write.js';

interface EventsArguments extends OutputArguments {
  readonly scan: string | undefined;
  readonly experiment: string | undefined;
  readonly model: ModelKind | undefined;
  readonly set: readonly string[];
  readonly events: string | undefined;
  readonly unweighted: string | undefined;
  readonly seed: string | undefined;
}

const LARGEST_SEED = 2 ** 32 - 1;

/** The command `events`. */
export const eventsCommand: CommandBody<EventsArguments> = {
  builder: (yargs) =>
    addOutputOptions(
      yargs
        .positional('scan', {
          type: 'string',
          describe:
            'scan file (YAML), for its model, experiment and production; without it --set gives every parameter',
        })
        .option('set', {
          type: 'string',
          array: true,
          nargs: 1,
          default: [],
          describe: 'PARAMETER=VALUE of the point, and KEY=VALUE as for scan; may be repeated',
        })
        .option('experiment', {
          type: 'string',
          requiresArg: true,
          defaultDescription: `that of the scan file, or ${DEFAULT_EXPERIMENT}`,
          describe: 'name, NAME:VARIANT or path of a folder; with a scan file one of its experiments',
        })
        .option('model', {
          choices: MODEL_KINDS,
          describe: 'without a scan file: dual (the default) or single',
        })
        .option('events', {
          type: 'string',
          requiresArg: true,
          defaultDescription: 'those of the scan; more where --unweighted needs them',
          describe: `events generated in each channel, up to ${EVENT_LIMITS.max}`,
        })
        .option('unweighted', {
          type: 'string',
          requiresArg: true,
          describe: 'draw so many events of equal weight, in a random order',
        })
        .option('seed', {
          type: 'string',
          requiresArg: true,
          defaultDescription: 'that of the scan',
          describe: 'of all random numbers',
        }),
      `${EVENT_ENDINGS.join(', ')}`,
    )
      .example(
        '$0 events --set m5_gev=0.2 --set m4_gev=0.1 --set mZprime_gev=1.25 --set Umu5_sq=1e-8 --out events.parquet',
        'weighted events of the dual benchmark in MicroBooNE',
      )
      .example(
        '$0 events scans/long-lived.yaml --set m5_gev=0.2 --set epsilon=8e-4 --set Umu5_sq=1e-5 --unweighted 1000 --out events.hepmc3',
        'a thousand events of equal weight, those of the dirt among them',
      ),
  handler: async (args) => {
    const { out, json } = args;
    if (out.length === 0) throw new ConfigError('nothing to write: give --out FILE.parquet, .csv or .hepmc3');
    for (const path of out) checkEventFile(path);
    const events = wholeNumber('--events', args.events, EVENT_LIMITS.max);
    const unweighted = wholeNumber('--unweighted', args.unweighted, MOST_UNWEIGHTED);
    const seed = wholeNumber('--seed', args.seed, LARGEST_SEED, 0);
    const { parameters, changes } = splitParameters(args.set);
    const { scan: file, experiment, model } = args;
    const chosen = await chosenScan({ file, experiment, model, changes });
    const scan = seed === undefined ? chosen : { ...chosen, seed };
    const point = overrideParameters(scan, parseAssignments(parameters));
    const found = pointEvents(scan, point, { events, unweighted });
    const { packages } = await readPackages();
    const document = eventsDocument(found, await thisWriter(), packages);
    for (const path of out) await writeEvents(path, found, document);
    const { config, ...told } = document;
    const warnings = repeatedWarnings(document);
    tellWarnings(warnings);
    console.log(json ? JSON.stringify({ ...told, files: out, warnings }) : describe(document, out));
  },
};

/** An option that is a whole number; ConfigError where it is none, or out of range. */
function wholeNumber(option: string, text: string | undefined, most: number, least = 1): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^[\d.e+]+$/i.test(text.trim()) || !Number.isInteger(value) || value < least || value > most)
    throw new ConfigError(`${option} ${text}: not a whole number from ${least} to ${most}; correct it`);
  return value;
}

function repeatedWarnings(document: EventsDocument): string[] {
  const { repeated, events, n_eff: nEff, events_per_channel: generated } = document;
  if (repeated === 0) return [];
  const more = generated < EVENT_LIMITS.max ? ', or generate more with --events' : '';
  return [
    `${repeated} of the ${events} unweighted events are copies of others: ${briefNumber(nEff)} effective events were generated; draw fewer${more}`,
  ];
}

function describe(document: EventsDocument, files: readonly string[]): string {
  const { experiment, model, channels, components, expected, mc_error: error, events } = document;
  const weight = document.unweighted ? `, each of weight ${briefNumber(expected / events)}` : '';
  const pot = components.map(({ name, pot: protons }) => `${briefNumber(protons)} (${name})`);
  return [
    `${experiment}, ${model}, protons on target: ${pot.join(', ')}`,
    ...channels.map(({ name, decays }) => `  ${name}: ${briefNumber(decays)} decays to e+e- expected`),
    `${events} events${weight}; sum of weights ${briefNumber(expected)} +- ${briefNumber(error, 2)}`,
    `identity ${document.identity}`,
    ...files.map((path) => `wrote ${path}`),
  ].join('\n');
}
