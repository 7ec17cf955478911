/** The program as a yargs instance: its commands, and the checks of every command line. */
import yargs, { type CommandModule } from 'yargs';
import { showNativeLines } from '../platform/nativeLines.js';
import { type KnownOptions, valueMistake } from '../terminal/optionValues.js';
import { compareCommand } from './compare.js';
import { contoursCommand } from './contours.js';
import { doctorCommand } from './doctor.js';
import { experimentCommand } from './experiment.js';
import { infoCommand } from './info.js';
import { limitCommand } from './limit.js';
import { pointCommand } from './point.js';
import { repairCommand } from './repair.js';
import { scanCommand } from './scan.js';
import { variationsCommand } from './variations.js';
import { verifyCommand } from './verify.js';
import { widthCommand } from './width.js';
import { xsecCommand } from './xsec.js';

/** The commands, in the order of the help. */
export const COMMANDS: readonly CommandModule[] = [
  withoutArguments(scanCommand),
  withoutArguments(pointCommand),
  withoutArguments(xsecCommand),
  withoutArguments(widthCommand),
  withoutArguments(infoCommand),
  withoutArguments(verifyCommand),
  withoutArguments(repairCommand),
  withoutArguments(contoursCommand),
  withoutArguments(limitCommand),
  withoutArguments(compareCommand),
  withoutArguments(variationsCommand),
  experimentCommand,
  withoutArguments(doctorCommand),
];

/** The part of yargs' record of a command's options that is used here. */
interface YargsOptions extends KnownOptions {
  readonly array: readonly string[];
}

/**
 * The program for a command line, given without the words `node dualnu`. `refuse` is called with a one-line message where the command
 * line is wrong, and does not return.
 */
export function createProgram(
  tokens: readonly string[],
  version: string,
  refuse: (message: string) => never,
) {
  const program = yargs([...tokens]);
  return (
    program
      .scriptName('dualnu')
      .usage('$0 <command>\n\nScans dark-neutrino models against short-baseline data on a GPU.')
      .command([...COMMANDS])
      .example('$0 scan scans/quickstart.yaml --software', 'a million points into grids/quickstart.zarr')
      .demandCommand(1, 'give a command')
      .strict()
      .recommendCommands()
      .parserConfiguration({ 'dot-notation': false })
      .option('debug', {
        type: 'boolean',
        default: false,
        describe: 'show stack traces and the messages of native code on stderr',
        global: true,
      })
      .version(version)
      .wrap(Math.min(110, process.stderr.columns ?? 110))
      .epilogue(
        'Exit codes: 1 unexpected, 2 command line, 3 scan file, 4 experiment data, 5 device, 6 numerics, 7 grid store, 130 and 143 stopped.',
      )
      // Before the checks of yargs, whose messages about a missing value are misleading.
      .middleware(() => {
        const mistake = valueMistake(tokens, optionsOf(program));
        if (mistake !== undefined) refuse(mistake);
      }, true)
      .middleware(({ debug }) => {
        if (debug) showNativeLines();
      })
      .check((argv, options) => {
        const { array: lists } = options as unknown as YargsOptions;
        // yargs turns an option that is given twice into a list, whatever its type.
        const twice = Object.keys(argv).find(
          (name) => name !== '_' && Array.isArray(argv[name]) && !lists.includes(name),
        );
        return twice === undefined || `--${twice} is given twice; remove one`;
      })
      .fail((message, error: unknown) => {
        // A YError of yargs is also a wrong command line.
        if (error instanceof Error && error.name !== 'YError') throw error;
        refuse(message.replace(/\s*\n\s*/g, ' '));
      })
  );
}

/** A command without the type of its arguments, so that all commands fit into one list. */
function withoutArguments<T>(command: CommandModule<object, T>): CommandModule {
  return command as unknown as CommandModule;
}

/** The options of the command that is being parsed; the call is missing from yargs' types. */
function optionsOf(program: object): YargsOptions {
  return (program as { getOptions(): YargsOptions }).getOptions();
}
