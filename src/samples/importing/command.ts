/** `dualnu sample import` and `dualnu sample show`: samples of events that someone else simulated. */
import { basename, resolve } from 'node:path';
import { ConfigError } from '../../errors.js';
import { MODEL_KINDS } from '../../model/models.js';
import type { CommandBody } from '../../terminal/lateCommand.js';
import { tellWarnings } from '../../terminal/warnings.js';
import { thisWriter } from '../../terminal/writer.js';
import { openSample, readSample } from '../readSample.js';
import { requireNew, writeSample } from '../writeSample.js';
import { doubtsOf } from './doubts.js';
import { isDescription, requestOfFile } from './fromFile.js';
import { describingOption, type ImportOptions, requestOfOptions } from './fromOptions.js';
import { importSample } from './importSample.js';
import { describeSample } from './report.js';
import { ENERGY_UNITS, type ImportRequest, LENGTH_UNITS } from './request.js';

interface ImportArguments extends ImportOptions {
  readonly files: readonly string[];
  readonly out: string;
  readonly name: string | undefined;
  readonly json: boolean;
}

const list = { type: 'string', array: true, nargs: 1, default: [] as string[] } as const;
const text = { type: 'string', requiresArg: true } as const;

/** The command `sample import`. */
export const importCommand: CommandBody<ImportArguments> = {
  builder: (yargs) =>
    yargs
      .positional('files', {
        type: 'string',
        array: true,
        demandOption: true,
        describe:
          'files of events of one point; or one file .yaml that describes components; or folders of samples, to join them',
      })
      .option('out', { ...text, demandOption: true, describe: 'folder of the sample; it must not exist' })
      .option('name', { ...text, describe: 'name of the sample; by default that of the folder' })
      .option('set', {
        ...list,
        describe: 'KEY=VALUE of a parameter that the events were generated with; may be repeated',
      })
      .option('model', {
        choices: MODEL_KINDS,
        describe: 'model that they were generated in; by default dual',
      })
      .option('nature', {
        choices: ['dirac', 'majorana'] as const,
        describe: 'of the heavy neutrinos; by default dirac',
      })
      .option('pot', { ...text, describe: 'protons on target that the weights are for' })
      .option('target-tonnes', {
        ...text,
        describe: 'mass of the target that the weights are for; by default that of the experiment',
      })
      .option('generated', {
        ...text,
        describe: 'events that were generated, also those that were not kept; by default those that are read',
      })
      .option('decays', {
        choices: ['sampled', 'integrated'] as const,
        describe:
          'sampled (the default): decay positions are drawn, and weights have no probability of decay; integrated: they have it',
      })
      .option('rate', {
        ...text,
        describe:
          'events expected in all: weights are scaled to it, or are equal where there is no column of weights',
      })
      .option('column', {
        ...list,
        describe:
          'FIELD=COLUMN[:UNIT] where names are not those of dualnu or DarkNews: e_nu=Enu, eminus_px=p4[1]:MeV; may be repeated',
      })
      .option('observable', {
        ...list,
        describe:
          '[NAME=]COLUMN[:UNIT] of a reconstructed quantity: a score, an energy, a topology; may be repeated',
      })
      .option('energy-unit', {
        choices: ENERGY_UNITS,
        describe: 'of columns that do not say it in their names; by default GeV',
      })
      .option('length-unit', {
        choices: LENGTH_UNITS,
        describe: 'of columns that do not say it in their names; by default cm',
      })
      .option('origin', {
        ...text,
        describe: "X,Y,Z of the active volume's centre in the file's coordinates; by default 0,0,0",
      })
      .option('tree', { ...text, describe: 'tree of ROOT files; needed where they have several' })
      .option('json', { type: 'boolean', default: false, describe: 'print one JSON document' })
      .example(
        '$0 sample import 3plus2/m5_0.2_m4_0.1_mzprime_1.25_dirac/pandas_df.parquet --set Umu5_sq=1e-8 --pot 6.8e20 --target-tonnes 86.1906 --out samples/heavy',
        'what DarkNews wrote',
      )
      .example('$0 sample import samples/heavy samples/light --out samples/both', 'a mixture of two samples'),
  handler: async ({ files, out, json, ...options }) => {
    await requireNew(out);
    const { events, document, notes } = await importSample(await requestOf(files, out, options));
    const warnings = doubtsOf(events);
    const { version } = await thisWriter();
    const written = await writeSample(out, events, { ...document, program: `dualnu ${version}` });
    tellWarnings(warnings);
    console.log(
      json
        ? JSON.stringify({ folder: out, ...written, warnings })
        : describeSample(out, written, events, notes),
    );
  },
};

async function requestOf(
  files: readonly string[],
  out: string,
  { name, ...options }: ImportOptions & { readonly name: string | undefined },
): Promise<ImportRequest> {
  const usual = basename(resolve(out));
  const [file] = files;
  if (file === undefined || !files.some(isDescription)) {
    return { name: name ?? usual, components: [requestOfOptions(files, options)] };
  }
  if (files.length > 1)
    throw new ConfigError(
      `${files.find(isDescription)}: a file of components stands alone; name the other files in it`,
    );
  const option = describingOption(options);
  if (option !== undefined)
    throw new ConfigError(`--${option}: ${file} describes the components; write it there`);
  const request = await requestOfFile(file);
  return name === undefined ? request : { ...request, name };
}

/** The command `sample show`. */
export const showCommand: CommandBody<{ readonly folder: string; readonly json: boolean }> = {
  builder: (yargs) =>
    yargs
      .positional('folder', { type: 'string', demandOption: true, describe: 'folder of the sample' })
      .option('json', { type: 'boolean', default: false, describe: 'print one JSON document' })
      .example('$0 sample show samples/heavy', 'points, ranges, rates, and what is missing'),
  handler: async ({ folder, json }) => {
    const { document } = await openSample(folder);
    if (json) {
      console.log(JSON.stringify({ folder, ...document }));
      return;
    }
    console.log(describeSample(folder, document, await readSample(folder)));
  },
};
