#!/usr/bin/env node
/** The command line: parses, calls, prints; turns tagged errors into one line and an exit code. */
import { hideBin } from 'yargs/helpers';
import { DualnuError } from '../errors.js';
import { readPackages } from '../scan/packages.js';
import { createProgram } from './program.js';

/** Exit code of a command line that yargs refuses. */
const USAGE_EXIT_CODE = 2;

const argv = hideBin(process.argv);
const { version } = await readPackages();
const cli = createProgram(argv, version, (message) => {
  process.stderr.write(`dualnu: ${message} (see dualnu --help)\n`);
  process.exit(USAGE_EXIT_CODE);
});

try {
  await cli.parseAsync();
} catch (error) {
  const isKnown = error instanceof DualnuError;
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`dualnu: ${isKnown ? '' : 'unexpected error: '}${message.split('\n')[0]}\n`);
  if (argv.includes('--debug') && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  process.exitCode = isKnown ? error.exitCode : 1;
}
