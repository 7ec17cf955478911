/** `dualnu init [FILE]`: writes a commented scan file, by a few questions or by options. */

import { dirname } from 'node:path';
import { choose, type GivenChoices } from '../drafts/questions.js';
import { requireFree, writeDraft } from '../drafts/writeDraft.js';
import type { CommandBody } from '../terminal/lateCommand.js';
import { short } from '../terminal/progress.js';
import { openRespondent } from '../terminal/respondent.js';
import { productOf } from '../tiles/tiles.js';

interface InitArguments extends Omit<GivenChoices, 'experiments'> {
  readonly file: string;
  readonly experiment: readonly string[] | undefined;
  readonly yes: boolean;
  readonly json: boolean;
}

const text = (describe: string) => ({ type: 'string', requiresArg: true, describe }) as const;

/** The command `init`. */
export const initCommand: CommandBody<InitArguments> = {
  builder: (yargs) =>
    yargs
      .positional('file', { type: 'string', default: 'scan.yaml', describe: 'scan file to write' })
      .option('model', text('dual or single'))
      .option('axes', text('parameters to scan, slowest first: m4_gev,Umu4_sq'))
      .option('experiment', {
        type: 'string',
        array: true,
        nargs: 1,
        describe: "name, with its variants, or path relative to FILE's folder; again for more",
      })
      .option('outputs', text('what the grid holds: chi2,flags'))
      .option('points', text('points of each axis'))
      .option('yes', {
        type: 'boolean',
        default: false,
        describe: 'take the defaults of what is not given, and ask nothing; so without a terminal',
      })
      .option('json', { type: 'boolean', default: false, describe: 'print one JSON document; asks nothing' })
      .example('$0 init my-scan.yaml', 'asks for model, parameters, experiments, outputs and points')
      .example(
        '$0 init single.yaml --model single --axes m4_gev,Umu4_sq --experiment microboone-2025 --yes',
        'asks nothing',
      ),
  handler: async ({ file, model, axes, experiment, outputs, points, yes, json }) => {
    await requireFree(file);
    const given = { model, axes, experiments: experiment?.join(','), outputs, points };
    using respondent = yes || json ? undefined : openRespondent();
    const scan = await writeDraft(file, await choose(given, dirname(file), respondent));
    const shape = scan.axes.map(({ values }) => values.length);
    const next = `dualnu scan ${file} --dry-run`;
    if (json) {
      console.log(JSON.stringify({ file, shape, points: productOf(shape), next }));
      return;
    }
    const size = `${short(productOf(shape))} points (${shape.join(' x ')})`;
    console.log(`wrote ${file}: ${size}; every key is explained in it\nnext: ${next}`);
  },
};
