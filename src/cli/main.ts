#!/usr/bin/env node
/** The command line: parses it, runs the command, and turns tagged errors into messages and an exit code. */
import { hideBin } from 'yargs/helpers';
import { StoreError } from '../errors.js';
import { readPackages } from '../scan/packages.js';
import { checkWorkingFolder, guardStreams, tellError } from '../terminal/terminal.js';
import { visible } from '../visible.js';
import { createProgram } from './program.js';

/** Exit code for a command line that yargs refuses. */
const USAGE_EXIT_CODE = 2;

const argv = hideBin(process.argv);
const { version } = await readPackages();

guardStreams((message) => {
  process.exitCode = tellError(new StoreError(message), false);
});
try {
  checkWorkingFolder();
  const cli = createProgram(argv, version, (message) => {
    process.stderr.write(`dualnu: ${visible(message)} (see dualnu --help)\n`);
    process.exit(USAGE_EXIT_CODE);
  });
  await cli.parseAsync();
} catch (error) {
  process.exitCode = tellError(error, argv.includes('--debug'));
}
