#!/usr/bin/env node
/** The command line: parses, calls, prints; turns tagged errors into lines and an exit code. */
import yargs from 'yargs';
import { hideBin } from 'yargs/helpers';
import { readPackages } from '../scan/packages.js';
import { visible } from '../visible.js';
import { compareCommand } from './compare.js';
import { contoursCommand } from './contours.js';
import { doctorCommand } from './doctor.js';
import { experimentCommand } from './experiment.js';
import { infoCommand } from './info.js';
import { pointCommand } from './point.js';
import { scanCommand } from './scan.js';
import { guardStdout, tellError } from './terminal.js';
import { widthCommand } from './width.js';
import { xsecCommand } from './xsec.js';

/** Exit code of a command line that yargs refuses. */
const USAGE_EXIT_CODE = 2;

const argv = hideBin(process.argv);
const { version } = await readPackages();
const cli = yargs(argv)
  .scriptName('dualnu')
  .usage('$0 <command>\n\nScans dark-neutrino models against short-baseline data on a GPU.')
  .command(scanCommand)
  .command(pointCommand)
  .command(xsecCommand)
  .command(widthCommand)
  .command(infoCommand)
  .command(contoursCommand)
  .command(compareCommand)
  .command(experimentCommand)
  .command(doctorCommand)
  .example('$0 scan scans/quickstart.yaml --software', 'a million points into grids/quickstart.zarr')
  .demandCommand(1, 'give a command')
  .strict()
  .recommendCommands()
  .option('debug', { type: 'boolean', default: false, describe: 'show stack traces', global: true })
  .version(version)
  .wrap(Math.min(110, process.stderr.columns ?? 110))
  .epilogue(
    'Exit codes: 1 unforeseen, 2 command line, 3 scan file, 4 experiment data, 5 device, 6 numerics, 7 grid store.',
  )
  .check((argv, options) => {
    // yargs turns an option that is given twice into a list, whatever its type.
    const { array: lists } = options as unknown as { array: readonly string[] };
    const twice = Object.keys(argv).find(
      (name) => name !== '_' && Array.isArray(argv[name]) && !lists.includes(name),
    );
    return twice === undefined || `--${twice} is given twice; remove one`;
  })
  .fail((message, error: unknown) => {
    // YError is yargs' own: a wrong command line, too.
    if (error instanceof Error && error.name !== 'YError') throw error;
    process.stderr.write(`dualnu: ${visible(message.replace(/\s*\n\s*/g, ' '))} (see dualnu --help)\n`);
    process.exit(USAGE_EXIT_CODE);
  });

guardStdout();
try {
  await cli.parseAsync();
} catch (error) {
  process.exitCode = tellError(error, argv.includes('--debug'));
}
