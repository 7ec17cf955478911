/** Every command of the program and its options, as yargs itself has them: a new one is tested without a new line. */
import type { Argv } from 'yargs';
import yargs from 'yargs';
import { createProgram } from '../../src/cli/program.js';

/** A command with its options. */
export interface Command {
  /** `contours`, `experiment check`. */
  readonly name: string;
  /** Words of a command line that lacks nothing: the command, its positionals, and the options that must be given. */
  readonly words: readonly string[];
  /** Names of the options that need a value. */
  readonly valued: readonly string[];
  readonly switches: readonly string[];
  /** Options that yargs reads as numbers. */
  readonly numbers: readonly string[];
}

interface Handler {
  readonly builder: (yargs: Argv) => unknown;
  readonly demanded: readonly { readonly cmd: readonly string[] }[];
}

interface Internals {
  getOptions(): {
    readonly key: Readonly<Record<string, unknown>>;
    readonly boolean: readonly string[];
    readonly number: readonly string[];
    readonly choices: Readonly<Record<string, readonly string[]>>;
    readonly demandedOptions: Readonly<Record<string, unknown>>;
  };
  getInternalMethods(): {
    getCommandInstance(): { getCommandHandlers(): Readonly<Record<string, Handler>> };
  };
}

/** What the program says of a command line, or what it was refused with. */
export async function refusalOf(tokens: readonly string[]): Promise<string> {
  class Refused extends Error {
    override readonly name = 'Refused';
  }
  const program = createProgram(tokens, '0.0.0', (message) => {
    throw new Refused(message);
  });
  try {
    await program.exitProcess(false).parseAsync();
  } catch (error) {
    if (error instanceof Refused) return error.message;
    return `not refused, but: ${String(error)}`;
  }
  return 'not refused';
}

/** All commands that do something. */
export async function allCommands(): Promise<Command[]> {
  const program = createProgram([], '0.0.0', (message) => {
    throw new Error(message);
  });
  return await commandsOf(internalsOf(program), []);
}

async function commandsOf(program: Internals, parents: readonly string[]): Promise<Command[]> {
  const handlers = program.getInternalMethods().getCommandInstance().getCommandHandlers();
  const found = Object.entries(handlers).map(async ([name, { builder, demanded }]) => {
    const own = yargs([]);
    await builder(own);
    const internals = internalsOf(own);
    const below = await commandsOf(internals, [...parents, name]);
    if (below.length > 0) return below;
    const { key, boolean, number, choices, demandedOptions } = internals.getOptions();
    const positionals = demanded.flatMap(({ cmd }) => cmd);
    const options = Object.keys(key).filter((option) => !positionals.includes(option));
    const required = options.filter((option) => option in demandedOptions);
    return [
      {
        name: [...parents, name].join(' '),
        words: [
          ...parents,
          name,
          ...positionals.map((positional) => `a-${positional}`),
          ...required.flatMap((option) => [`--${option}`, choices[option]?.[0] ?? 'something']),
        ],
        valued: options.filter((option) => !boolean.includes(option)),
        switches: options.filter((option) => boolean.includes(option)),
        numbers: number,
      },
    ];
  });
  return (await Promise.all(found)).flat();
}

function internalsOf(program: unknown): Internals {
  return program as Internals;
}
