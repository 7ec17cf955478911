/** Commands whose modules are loaded when they are run: a command loads what it needs, and `--help` nothing of any. */
import type { ArgumentsCamelCase, Argv, CommandModule } from 'yargs';

/** What a command's file exports: its options, and what it does. */
export interface CommandBody<T> {
  builder(yargs: Argv): Argv<T>;
  handler(args: ArgumentsCamelCase<T>): Promise<void> | void;
}

/** A command as the help lists it, `NAME <positional>`, with the file that has the rest of it. */
export function lateCommand<T>(
  command: string,
  describe: string,
  load: () => Promise<CommandBody<T>>,
): CommandModule {
  return {
    command,
    describe,
    builder: async (yargs: Argv) => (await load()).builder(yargs),
    handler: async (args) => await (await load()).handler(args as ArgumentsCamelCase<T>),
  };
}
