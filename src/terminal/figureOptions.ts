/** Options of all commands that draw: title, labels, names, ranges and size of a figure. */
import type { Argv } from 'yargs';
import { ConfigError } from '../errors.js';
import type { FigureStyle, FigureWidth } from '../style/figureStyle.js';
import { finiteNumber } from './ranges.js';

/** Arguments of a command that draws; those that it does not have are undefined. */
export interface FigureArguments {
  readonly title?: string | undefined;
  readonly 'x-label'?: string | undefined;
  readonly 'y-label'?: string | undefined;
  readonly name?: readonly string[];
  readonly 'x-range'?: string | undefined;
  readonly 'y-range'?: string | undefined;
  readonly width?: FigureWidth | undefined;
  readonly plain?: boolean;
}

/** What can be chosen of a figure besides its title and size. */
export interface FigureChoices {
  /** Its two axes, labels and ranges. */
  readonly axes: boolean;
  /** Names of experiments. */
  readonly names: boolean;
}

const GROUP = 'Figures:';
const TEXT = { type: 'string', requiresArg: true, group: GROUP } as const;

/** Adds the options, in a group of their own. */
export function addFigureOptions<T>(
  yargs: Argv<T>,
  { axes, names }: FigureChoices,
): Argv<T & FigureArguments> {
  const all = yargs
    .option('title', { ...TEXT, describe: "the figure's title; none for none" })
    .option('width', {
      choices: ['column', 'page'] as const,
      requiresArg: true,
      group: GROUP,
      describe: 'made for a column (8.6 cm) or the page (17.8 cm) of a journal',
    })
    .option('plain', {
      type: 'boolean',
      default: false,
      group: GROUP,
      describe: 'without the notes below the frame, for a paper whose caption has them',
    });
  if (axes) {
    all
      .option('x-label', { ...TEXT, describe: 'title of the horizontal axis' })
      .option('y-label', { ...TEXT, describe: 'title of the vertical axis' })
      .option('x-range', { ...TEXT, describe: 'LOW,HIGH: the shown part of the horizontal axis' })
      .option('y-range', { ...TEXT, describe: 'LOW,HIGH: the shown part of the vertical axis' });
  }
  if (names) {
    all.option('name', {
      type: 'string',
      array: true,
      nargs: 1,
      default: [],
      group: GROUP,
      describe: 'EXPERIMENT=TEXT: its name in the legend; may be repeated',
    });
  }
  return all as Argv<T & FigureArguments>;
}

/** The style that the options choose; ConfigError for a malformed name or range. */
export function readFigureStyle(args: FigureArguments): FigureStyle {
  return {
    // A blank value would be a mistake of any option.
    title: args.title === 'none' ? '' : args.title,
    xLabel: args['x-label'],
    yLabel: args['y-label'],
    names: Object.fromEntries((args.name ?? []).map(readName)),
    xRange: readRange('--x-range', args['x-range']),
    yRange: readRange('--y-range', args['y-range']),
    width: args.width,
    isPlain: args.plain === true,
  };
}

function readName(text: string): [name: string, shown: string] {
  const cut = text.indexOf('=');
  const [name, shown] = [text.slice(0, cut).trim(), text.slice(cut + 1).trim()];
  if (cut < 1 || name === '' || shown === '') {
    throw new ConfigError(
      `--name ${text}: expected EXPERIMENT=TEXT, such as --name 'microboone-2025=MicroBooNE'`,
    );
  }
  return [name, shown];
}

function readRange(option: string, text: string | undefined): readonly [number, number] | undefined {
  if (text === undefined) return undefined;
  const parts = text.split(',');
  const fail = (what: string): never => {
    throw new ConfigError(`${option} ${text}: ${what}`);
  };
  const [low, high] = parts;
  if (parts.length !== 2 || low === undefined || high === undefined) {
    return fail(`expected LOW,HIGH, such as ${option} 0.1,1`);
  }
  const range = [finiteNumber(option, low), finiteNumber(option, high)] as const;
  return range[0] < range[1] ? range : fail(`${low} is not below ${high}; put the lower value first`);
}

/** ConfigError where `--name` names something that the figure does not have. */
export function checkNames({ names }: FigureStyle, known: readonly string[]): void {
  const unknown = Object.keys(names).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new ConfigError(`--name ${unknown}: not in this figure, which has ${known.join(', ')}`);
}
