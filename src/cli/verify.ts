/** `dualnu verify GRID`: whether a grid is whole and as it was written, and whether random points of it are what f64 gives. */

import { ConfigError, NumericError, StoreError } from '../errors.js';
import { placeInWords } from '../planes/placeWords.js';
import type { CommandBody } from '../terminal/lateCommand.js';
import { tellWarnings } from '../terminal/warnings.js';
import { damageInWords } from '../upkeep/damage.js';
import { isWithinBound } from '../upkeep/deviation.js';
import { type Verification, verifyGrid } from '../upkeep/verify.js';
import { shortNumber } from '../words.js';

interface VerifyArguments {
  readonly grid: string;
  readonly oracle: string;
  readonly seed: string;
  readonly scan: string | undefined;
  readonly strict: boolean;
  readonly json: boolean;
}

/** The command `verify`. Throws StoreError after its report where the grid is not whole, NumericError where f64 gives other numbers. */
export const verifyCommand: CommandBody<VerifyArguments> = {
  builder: (yargs) =>
    yargs
      .positional('grid', { type: 'string', demandOption: true, describe: 'folder of the grid' })
      .option('oracle', {
        type: 'string',
        default: '0',
        requiresArg: true,
        describe: 'number of random points to compare with the f64 reference engine',
      })
      .option('seed', { type: 'string', default: '1', requiresArg: true, describe: 'seed of these points' })
      .option('scan', {
        type: 'string',
        requiresArg: true,
        describe: 'scan file of the grid; by default the one that the run log names',
      })
      .option('strict', { type: 'boolean', default: false, describe: 'treat warnings as errors' })
      .option('json', { type: 'boolean', default: false, describe: 'print one JSON document' })
      .example('$0 verify grids/quickstart.zarr', 'every file against its digest')
      .example('$0 verify grids/quickstart.zarr --oracle 20', 'and 20 random points against f64'),
  handler: async ({ grid, oracle, seed, scan, strict, json }) => {
    const found = await verifyGrid(grid, {
      oracle: countOf('--oracle', oracle, 1e6),
      seed: countOf('--seed', seed, 2 ** 32 - 1),
      ...(scan === undefined ? {} : { scanFile: scan }),
    });
    tellWarnings(found.warnings, strict);
    console.log(json ? JSON.stringify(found) : describeVerification(found));
    refuse(found);
  },
};

/** A whole number of the command line, 0 to `most`. */
function countOf(option: string, text: string, most: number): number {
  const count = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (count <= most) return count;
  throw new ConfigError(`${option} ${text}: give a whole number, 0 to ${most}`);
}

/** Throws the error that is the exit code of what was found, if it is not whole. */
function refuse({ grid, verdict, storage, damage, tiles, oracle }: Verification): void {
  if (verdict === 'damaged')
    throw new StoreError(
      `${grid}: ${damage.length} ${damage.length === 1 ? 'thing is' : 'things are'} damaged; dualnu repair ${grid} mends what can be mended`,
    );
  if (verdict === 'deviates') {
    const worst = oracle?.largest.filter((one) => !isWithinBound(one)).map(({ variable }) => variable);
    throw new NumericError(`${grid}: ${worst?.join(', ')} is not what the f64 reference engine gives`);
  }
  // One that never had digests is as it was written for all that can be told, with a warning.
  if (verdict === 'unproven' && storage === 'undigested')
    throw new StoreError(
      `${grid}: its digests are lost, and nothing proves that its numbers are as they were written; copy it again with all of its files, or scan again with --overwrite`,
    );
  if (verdict === 'incomplete') {
    const lacking = tiles.total - tiles.done;
    const goOn =
      storage === 'digested'
        ? 'run the scan again with the same --out to resume'
        : 'a scan cannot go on with what it did not write, or without its digests';
    throw new StoreError(
      `${grid}: ${lacking} of ${tiles.total} tiles ${lacking === 1 ? 'is' : 'are'} not computed; ${goOn}`,
    );
  }
}

/** What was found as a page of text. */
export function describeVerification(found: Verification): string {
  const { damage, checked, tiles, oracle } = found;
  const places = damage.map((one) => `    ${damageInWords(one)}`);
  return [
    `${found.grid}: ${found.verdict}`,
    `${tiles.done} of ${tiles.total} tiles done`,
    `${checked.documents} metadata documents, ${checked.coordinates} coordinates and ${checked.chunks} chunks checked, ${damage.length === 0 ? 'none' : damage.length} damaged`,
    ...places.slice(0, MOST_LINES),
    ...(places.length > MOST_LINES ? [`    and ${places.length - MOST_LINES} more`] : []),
    ...(oracle === null ? [] : oracleLines(oracle)),
  ].join('\n');
}

/** Most damaged files that are listed; --json has all. */
const MOST_LINES = 20;

function oracleLines(oracle: NonNullable<Verification['oracle']>): string[] {
  const { result, asked, points, drawn, poorly_sampled, largest, seed } = oracle;
  const count = points === asked ? `${points}` : `${points} of ${asked}`;
  const poor = poorly_sampled === 0 ? '' : `, ${poorly_sampled} of them poorly sampled and held to no bound`;
  return [
    `${count} random points against the f64 reference engine (seed ${seed}; ${drawn} drawn${poor}): ${result}`,
    ...largest.map(
      ({ variable, of_bound, grid, reference, at }) =>
        `    ${variable}: ${of_bound === 0 ? 'equal' : `at most ${shortNumber(of_bound)} of its bound: ${shortNumber(grid)}, in f64 ${shortNumber(reference)}, at ${placeInWords(at)}`}`,
    ),
  ];
}
