/** Options that several commands share: a plane of a grid, and where results go. */
import type { Argv } from 'yargs';
import { levelOf } from '../contouring/contour.js';
import { finiteNumber } from './ranges.js';

/** Arguments of a command that writes results. */
export interface OutputArguments {
  readonly out: readonly string[];
  readonly json: boolean;
}

/** Arguments of a command that shows axes of a grid, and fixes or reduces the others. */
export interface AxisArguments {
  readonly grid: string;
  readonly x: string;
  readonly fix: readonly string[];
  readonly profile: readonly string[];
  readonly marginalise: readonly string[];
}

/** Arguments of a command that shows planes of a grid. */
export interface PlaneArguments extends OutputArguments, AxisArguments {
  readonly y: string;
  readonly limits: readonly string[];
  readonly curve: readonly string[];
  readonly strict: boolean;
}

/** Adds `--out` and `--json`; `files` says which files can be written. */
export function addOutputOptions<T>(yargs: Argv<T>, files: string, json = 'print one JSON document') {
  return yargs
    .option('out', {
      type: 'string',
      array: true,
      nargs: 1,
      default: [],
      describe: `file to write: ${files}`,
    })
    .option('json', { type: 'boolean', default: false, describe: json });
}

/** Adds the grid and its axis shown horizontally. */
export function addGridAndX<T>(yargs: Argv<T>) {
  return yargs
    .positional('grid', { type: 'string', demandOption: true, describe: 'folder of the grid' })
    .option('x', {
      type: 'string',
      demandOption: true,
      requiresArg: true,
      describe: 'axis shown horizontally',
    });
}

/** Adds what becomes of the axes that are not shown: `--fix`, which `fix` describes, `--profile` and `--marginalise`. */
export function addOtherAxes<T>(yargs: Argv<T>, fix: string) {
  return yargs
    .option('fix', { type: 'string', array: true, nargs: 1, default: [], describe: fix })
    .option('profile', {
      type: 'string',
      array: true,
      nargs: 1,
      default: [],
      describe: 'axis over which chi2 is minimised at each point, instead of --fix; may be repeated',
    })
    .option('marginalise', {
      type: 'string',
      array: true,
      nargs: 1,
      default: [],
      describe:
        "AXIS or AXIS:PRIOR, instead of --fix: axis over which exp(-chi2/2) is averaged, with a prior flat in its value (:flat) or its logarithm (:log); by default flat on the axis' own scale",
    });
}

/** Adds the grid and the axes that are shown, fixed or reduced. */
export function addPlaneOptions<T>(yargs: Argv<T>) {
  return addOtherAxes(
    addGridAndX(yargs).option('y', {
      type: 'string',
      demandOption: true,
      requiresArg: true,
      describe: 'axis shown vertically',
    }),
    'AXIS=VALUE for each other axis; the nearest grid value is used, with a warning if it differs by more than 2 %',
  )
    .option('limits', {
      type: 'string',
      array: true,
      nargs: 1,
      default: [],
      defaultDescription: 'all that apply',
      describe:
        "other experiments' limits, as a grey region and in the fractions: all, none, NAME (may be repeated) or FOLDER; none apply to the dual model",
    })
    .option('curve', {
      type: 'string',
      array: true,
      nargs: 1,
      default: [],
      describe:
        'FILE.csv with a curve to draw, columns named after the axes; may be repeated; FILE.csv,label=TEXT,style=dashed,colour=teal (styles: solid, dashed, dotted, shaded)',
    })
    .option('strict', { type: 'boolean', default: false, describe: 'treat warnings as errors' });
}

/** Reads a confidence level; ConfigError where it is not a number, or not between 0 and 1. */
export function readLevel(text: string): number {
  const level = finiteNumber('--cl', text);
  levelOf(level);
  return level;
}
