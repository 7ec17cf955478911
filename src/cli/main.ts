#!/usr/bin/env node
/** The command line: parses it, runs the command, and turns tagged errors into messages and an exit code. */
import { StoreError } from '../errors.js';
import { endDespiteHungDevices } from '../platform/hungDevices.js';
import { readPackages } from '../scan/packages.js';
import { checkWorkingFolder, guardStreams, tellError } from '../terminal/terminal.js';
import { visible } from '../visible.js';

/** Exit code for a command line that yargs refuses. */
const USAGE_EXIT_CODE = 2;

const argv = process.argv.slice(2);
const { version } = await readPackages();

guardStreams((message) => {
  process.exitCode = tellError(new StoreError(message), false);
});
try {
  checkWorkingFolder();
  if (argv.length === 1 && argv[0] === '--version') console.log(version);
  else await runCommand();
} catch (error) {
  process.exitCode = tellError(error, argv.includes('--debug'));
}
endDespiteHungDevices();

async function runCommand(): Promise<void> {
  // Late, so that asking for the version loads no parser.
  const { createProgram } = await import('./program.js');
  const program = createProgram(argv, version, (message) => {
    process.stderr.write(`dualnu: ${visible(message)} (see dualnu --help)\n`);
    process.exit(USAGE_EXIT_CODE);
  });
  await program.parseAsync();
}
