/** `dualnu sample advise`: at which masses more events would make a sample cover a scan, and how many. */
import { dirname, relative, resolve } from 'node:path';
import { ConfigError } from '../../errors.js';
import { isFolder } from '../../platform/isFolder.js';
import { type ExperimentScan, experimentScans, type ResolvedScan } from '../../resolved/scan.js';
import type { EngineName } from '../../scan/run.js';
import { loadScanWith } from '../../settings/scanSet.js';
import { type AdapterArguments, addEngineChoice } from '../../terminal/engineOptions.js';
import type { CommandBody } from '../../terminal/lateCommand.js';
import { showSteps } from '../../terminal/progress.js';
import { finiteNumber } from '../../terminal/ranges.js';
import { beforeWriting } from '../../terminal/stopping.js';
import { tellNotice } from '../../terminal/warnings.js';
import { adviseSample } from './advice.js';
import { adviceToJson, describeAdvice, namesOf } from './words.js';

interface AdviseArguments extends AdapterArguments {
  readonly file: string;
  readonly scan: string | undefined;
  readonly experiment: string | undefined;
  readonly set: readonly string[];
  readonly error: string | undefined;
  readonly events: string;
  readonly engine: EngineName;
  readonly json: boolean;
}

/** The command `sample advise`. */
export const adviseCommand: CommandBody<AdviseArguments> = {
  builder: (yargs) =>
    addEngineChoice(
      yargs
        .positional('file', {
          type: 'string',
          demandOption: true,
          describe: 'scan file (YAML) with signal: sample:FOLDER; or the folder of a sample, with --scan',
        })
        .option('scan', {
          type: 'string',
          requiresArg: true,
          describe: 'scan file that the folder of a sample is for, whatever signal it names',
        })
        .option('experiment', {
          type: 'string',
          requiresArg: true,
          describe: 'one experiment, where several have samples',
        })
        .option('set', {
          type: 'string',
          array: true,
          nargs: 1,
          default: [],
          describe: 'KEY=VALUE in the scan file, as for scan; may be repeated',
        })
        .option('error', {
          type: 'string',
          requiresArg: true,
          defaultDescription: '0.1, below which sample_few_events is not raised',
          describe: 'relative Monte Carlo error that is wanted in each bin with at least 1 % of the signal',
        })
        .option('events', {
          type: 'string',
          requiresArg: true,
          default: '20000',
          describe:
            'events of a component: with more, fewer components are proposed; one whose own masses need more has more',
        }),
    )
      .option('json', { type: 'boolean', default: false, describe: 'print one JSON document' })
      .example(
        '$0 sample advise my-scan.yaml --engine reference',
        'what to generate; it takes about as long as a scan of its masses, and as long again for each component',
      )
      .example(
        '$0 sample advise samples/mine --scan my-scan.yaml --error 0.05 --json --engine reference',
        'of another sample, for errors of 5 %',
      ),
  handler: async ({ file, scan: scanFile, experiment, set, json, engine, adapter, software, ...wanted }) => {
    const error = wanted.error === undefined ? undefined : errorOf(wanted.error);
    const events = eventsOf(wanted.events);
    const advice = await beforeWriting(async () => {
      const scan = scanOfSample(await scanOf(file, scanFile, set), experiment);
      const choice = {
        engine,
        ...(adapter === undefined ? {} : { adapterName: adapter }),
        allowSoftware: software,
        onNotice: tellNotice,
      };
      return adviseSample(scan, choice, { error, events, onProgress: showSteps() });
    });
    console.log(json ? JSON.stringify(adviceToJson(advice)) : describeAdvice(advice));
  },
};

/** The scan of a scan file, with the sample of a folder where that is given instead. */
async function scanOf(
  file: string,
  scanFile: string | undefined,
  set: readonly string[],
): Promise<ResolvedScan> {
  if (scanFile === undefined) {
    if (await isFolder(file))
      throw new ConfigError(`${file}: a folder; give the scan file that its sample is for: --scan FILE`);
    return loadScanWith(file, set);
  }
  const folder = relative(resolve(dirname(scanFile)), resolve(file));
  return loadScanWith(scanFile, [...set, `signal=sample:${folder}`]);
}

/** The experiment whose sample is asked about. */
function scanOfSample(scan: ResolvedScan, name: string | undefined): ExperimentScan {
  const scans = experimentScans(scan).filter(({ sample }) => sample !== undefined);
  const [first, ...others] = scans.filter(({ experiment }) => name === undefined || experiment.name === name);
  if (first === undefined && scans.length === 0)
    throw new ConfigError(`${scan.file}: its events are generated; write signal: sample:FOLDER`);
  if (first === undefined)
    throw new ConfigError(`--experiment ${name}: ${namesOf(scans)} of ${scan.file} has a sample; name that`);
  if (others.length > 0)
    throw new ConfigError(`${scan.file}: ${namesOf(scans)} have samples; choose one with --experiment`);
  return first;
}

function errorOf(text: string): number {
  const error = finiteNumber('--error', text);
  if (error >= 0.01 && error <= 0.3) return error;
  throw new ConfigError(`--error ${text}: give a relative error from 0.01 to 0.3`);
}

/** Least and most events of a component. */
const EVENTS = [100, 10_000_000] as const;

function eventsOf(text: string): number {
  const events = finiteNumber('--events', text);
  const [least, most] = EVENTS;
  if (Number.isInteger(events) && events >= least && events <= most) return events;
  throw new ConfigError(`--events ${text}: give a whole number from ${least} to ${most}`);
}
