/** Step: migration between cells, by a matrix. */

import * as z from 'zod';
import { at as entryAt } from '../at.js';
import { attemptAsync, InputDataError } from '../errors.js';
import { parseCsv } from '../input/csv.js';
import { failAt } from '../input/yaml.js';
import { strictObject } from '../input/zodIssues.js';
import { source, text } from '../input/zodPieces.js';
import type { Mistake } from '../mistakes.js';
import * as at from '../physics/responseLayout.js';
import { sum } from '../sum.js';
import { trueCellLabels } from './cellLabels.js';
import { ROUNDING } from './efficiency.js';
import { largestOf } from './largest.js';
import type { Observables } from './observables.js';
import type { Reading } from './reading.js';
import type { ResponseStep } from './step.js';
import type { TableWriter } from './tableWriter.js';
import type { Topology } from './topology.js';

/** Part of a response that this step defines. */
export interface Migration {
  /** Matrix of shape [cells][observables x topologies] whose columns add up to at most 1, and labels of its rows. */
  readonly migration:
    | { readonly matrix: readonly (readonly number[])[]; readonly labels: readonly string[] | undefined }
    | undefined;
}

const keys = {
  migration: strictObject({ file: text, labels: z.array(text).optional(), source }).optional(),
};
type File = z.output<z.ZodObject<typeof keys>>;

/** The migration; undefined if there is none or it is wrong. `before`: the preceding steps, whose cells it mixes. */
async function read(reading: Reading<File>, before: Topology & Observables): Promise<Migration> {
  return { migration: await attemptAsync(reading.found, () => migrationOf(reading, before)) };
}

async function migrationOf(
  { yaml, r, isSound, found, readText }: Reading<File>,
  before: Topology & Observables,
): Promise<Migration['migration']> {
  if (r.migration === undefined || !isSound(['migration'])) return undefined;
  const { text, file } = await readText(r.migration.file, ['migration', 'file']);
  // The number of columns can be checked only if topologies and observables are valid.
  const areCellsKnown = isSound(['topology']) && isSound(['observables']) && found.length === 0;
  const trueCells = areCellsKnown ? trueCellLabels(before).length : undefined;
  const matrix = parseMigration(text, file, trueCells);
  const { labels } = r.migration;
  const columns = matrix[0]?.length;
  if (labels === undefined ? matrix.length !== columns : labels.length !== matrix.length) {
    const given = labels === undefined ? 'no' : labels.length;
    const what = `${given} labels for the ${matrix.length} rows of ${r.migration.file}; name every row`;
    failAt(yaml, ['migration', 'labels'], what);
  }
  return { matrix, labels };
}

function write(writer: TableWriter, { migration }: Migration): void {
  if (migration !== undefined) writer.set(at.HEADER_MIGRATION, writer.append(migration.matrix.flat()));
}

/** Bound of the total probability: the largest sum of a column, since a pair is in one cell of the observables. */
function largest({ migration }: Migration): number {
  const [first] = migration?.matrix ?? [];
  if (migration === undefined || first === undefined) return 1;
  return largestOf(first.map((_, j) => sum(migration.matrix.map((row) => entryAt(row, j)))));
}

/** The step. */
export const MIGRATION = {
  keys,
  read,
  write,
  largestBelow: largest,
  isAnalytic: ({ migration }) => migration === undefined,
} as const satisfies ResponseStep<File, Migration, Topology & Observables>;

/**
 * Reads a migration matrix, [reconstructed cell][true cell]: non-negative, columns adding up to at most 1. `trueCells`: the required
 * number of columns, if known.
 */
function parseMigration(text: string, file: string, trueCells: number | undefined): number[][] {
  const { rows } = parseCsv(text, file, false);
  const found: Mistake[] = [];
  const sums: number[] = [];
  for (const { line, values } of rows) {
    if (trueCells !== undefined && values.length !== trueCells) {
      const what = `${values.length} cells where the response has ${trueCells}: one for every true cell`;
      found.push({ file, line, what });
      break;
    }
    for (const [j, value] of values.entries()) {
      const add = (what: string) => found.push({ file, line, key: `column ${j + 1}`, what });
      if (value < 0) add(`${value} is negative; correct it`);
      // The sum of a column starts at zero.
      const before = sums[j] ?? 0;
      const sum = before + value;
      sums[j] = sum;
      // Reported once per column, in the row where it first exceeds 1.
      if (sum > 1 + ROUNDING && !(before > 1 + ROUNDING)) {
        add(`the column adds up to ${Number(sum.toPrecision(6))}, above 1; correct it`);
      }
    }
  }
  if (found.length > 0) throw new InputDataError(found);
  return rows.map(({ values }) => [...values]);
}
