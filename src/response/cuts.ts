/** Step: cuts on quantities, with a constant or tabulated limit. */
import * as z from 'zod';
import { failAt } from '../input/yaml.js';
import { strictObject } from '../input/zodIssues.js';
import { source, text } from '../input/zodPieces.js';
import type { Quantity } from '../physics/quantities.js';
import * as at from '../physics/responseLayout.js';
import { eachOf, type Reading } from './reading.js';
import type { ResponseStep } from './step.js';
import { axes, column, quantity } from './tableSchema.js';
import type { Table } from './tableTypes.js';
import { quantityCode, type TableWriter, tableRecord, writeRecords } from './tableWriter.js';

/** A cut on a pair: the quantity must be at least (`above`) or less than (`below`) the limit. */
export interface Cut {
  readonly quantity: Quantity;
  readonly keep: 'above' | 'below';
  readonly limit: Table;
}

/** Part of a response that this step defines. */
export interface Cuts {
  readonly cuts: readonly Cut[];
}

/** A cut with a constant limit (`limit`) or a table (`file` and `axes`; column `limit` unless `column` names another). */
const cut = strictObject({
  quantity,
  keep: z.enum(['above', 'below']),
  limit: z.number().optional(),
  file: text.optional(),
  column,
  axes: axes.optional(),
  source,
});

const keys = { cuts: z.array(cut).default([]) };
type File = z.output<z.ZodObject<typeof keys>>;

async function read(reading: Reading<File>): Promise<Cuts> {
  const { yaml, r, read: readTable } = reading;
  const cuts = await eachOf(reading, ['cuts'], r.cuts, async (entry, path): Promise<Cut> => {
    const { quantity, keep, limit, file, axes, column } = entry;
    const isTable = file !== undefined && axes !== undefined;
    const isHalf = (file === undefined) !== (axes === undefined) || (column !== undefined && !isTable);
    if (isHalf || isTable === (limit !== undefined)) {
      failAt(yaml, path, 'give either limit, or file and axes');
    }
    const table = isTable
      ? await readTable(file, axes, 'limit', path, column)
      : { axes: [], values: [limit ?? Number.NaN] };
    return { quantity, keep, limit: table };
  });
  return { cuts };
}

function write(writer: TableWriter, { cuts }: Cuts): void {
  writeRecords(writer, [at.HEADER_CUTS, at.HEADER_CUT_RECORDS], cuts, at.CUT_SIZE, cutRecord);
}

function cutRecord(writer: TableWriter, { quantity, keep, limit }: Cut): number[] {
  return [quantityCode(quantity), keep === 'above' ? 1 : 0, ...tableRecord(writer, limit)];
}

/** The step. */
export const CUTS = {
  keys,
  read,
  write,
  isAnalytic: ({ cuts }) => cuts.length === 0,
} as const satisfies ResponseStep<File, Cuts>;
