/** `dualnu experiment`: commands about experiment folders. */

import type { CommandModule } from 'yargs';
import { attemptAsync, InputDataError } from '../errors.js';
import { loadExperiment, orFolder, variantNames } from '../experiment/load.js';
import type { Experiment } from '../experiment/types.js';
import { splitVariants } from '../experiment/variant.js';
import { experimentWarnings } from '../inspection/plausibility.js';
import { summarise } from '../inspection/summary.js';
import type { Mistake } from '../mistakes.js';
import { writePictures } from '../reports/experimentFiles.js';
import { describeExperiment } from '../reports/experimentReport.js';
import { checkExportFile } from '../reports/export.js';
import { whyNotEvaluated } from '../response/evaluated.js';
import { addFigureOptions, type FigureArguments, readFigureStyle } from '../terminal/figureOptions.js';
import type { CommandBody } from '../terminal/lateCommand.js';
import { efficiencyCommand } from './experimentEfficiency.js';

interface CheckArguments extends FigureArguments {
  readonly experiment: string;
  readonly out: readonly string[];
  readonly json: boolean;
}

/** The command group `experiment`. */
export const experimentCommand: CommandBody<object> = {
  builder: (yargs) =>
    yargs
      .command(checkCommand)
      .command(efficiencyCommand)
      .demandCommand(1, 'give a command of experiment: check, efficiency')
      .example('$0 experiment check microboone-2025', 'every variant of a built-in experiment'),
  handler: () => {},
};

/** The command `experiment check`. */
const checkCommand: CommandModule<object, CheckArguments> = {
  command: 'check <experiment>',
  describe: 'Check and summarise an experiment folder, and draw its efficiency and spectra',
  builder: (yargs) =>
    addFigureOptions(yargs, { axes: false, names: false })
      .positional('experiment', {
        type: 'string',
        demandOption: true,
        describe: 'name, or path of a folder; NAME:VARIANT for one variant, else all of them',
      })
      .option('out', {
        type: 'string',
        array: true,
        nargs: 1,
        default: [],
        describe: 'NAME.svg, .png, .pdf (figures) or .csv (tables): writes NAME-efficiency and NAME-spectra',
      })
      .option('json', { type: 'boolean', default: false, describe: 'print one JSON document' })
      .example('$0 experiment check microboone-2025 --out microboone.png', 'with its figures')
      .example('$0 experiment check miniboone-2020:combined', 'one variant'),
  handler: async ({ experiment: given, out, json, ...chosen }) => {
    for (const path of out) checkExportFile(path, 'pictures');
    const style = readFigureStyle(chosen);
    const checked = (await loadVariants(await orFolder(given))).map((experiment) => {
      const summary = summarise(experiment);
      const { response, spectra } = experiment;
      return { summary, warnings: experimentWarnings(experiment, summary), response, spectra };
    });
    const files: string[] = [];
    for (const path of out) files.push(...(await writePictures(checked, path, style)));
    if (json) {
      const experiments = checked.map(({ summary, warnings }) => ({ ...summary, warnings }));
      console.log(JSON.stringify({ experiments, files }));
      return;
    }
    console.log(checked.map(describeExperiment).join('\n\n\n'));
    const undrawn = checked.flatMap(({ response }) => whyNotEvaluated(response) ?? []);
    const written = [...files.map((file) => `wrote ${file}`), ...new Set(undrawn)];
    if (files.length > 0) console.log(['', ...written].join('\n'));
  },
};

/** The named variant, or the experiment and each of its variants; the mistakes of all of them are reported together. */
async function loadVariants(given: string): Promise<Experiment[]> {
  const { variants } = splitVariants(given);
  if (variants.length > 0) return [await loadExperiment(given)];
  const found: Mistake[] = [];
  const names = [given, ...(await variantNames(given)).map((variant) => `${given}:${variant}`)];
  const experiments: Experiment[] = [];
  for (const name of names) {
    const experiment = await attemptAsync(found, () => loadExperiment(name));
    if (experiment) experiments.push(experiment);
  }
  if (found.length > 0) throw new InputDataError(found);
  return experiments;
}
