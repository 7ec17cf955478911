/** Step: classification of pairs into topologies, analytically or by tables. GeV and degrees. */

import * as z from 'zod';
import { at as entryAt } from '../at.js';
import { type KeyPath, mistakeAt } from '../input/yaml.js';
import { strictObject } from '../input/zodIssues.js';
import { source, text } from '../input/zodPieces.js';
import * as at from '../physics/responseLayout.js';
import { sum } from '../sum.js';
import { ROUNDING } from './efficiency.js';
import { largestOf } from './largest.js';
import { classificationOf, pairKeys } from './pairSchema.js';
import { eachOf, type Reading } from './reading.js';
import type { ResponseStep } from './step.js';
import { axes, column } from './tableSchema.js';
import type { Table } from './tableTypes.js';
import { type TableWriter, tableRecord, writeRecords } from './tableWriter.js';
import type { PairTopologyResponse } from './types.js';

/** Classification of pairs: analytic (docs/physics.md, section 8), or a table of probabilities for each topology. */
export type PipelineTopology =
  | ({ readonly kind: 'pair' } & Pick<PairTopologyResponse, 'separation' | 'secondShower'>)
  | { readonly kind: 'tables'; readonly tables: readonly (Table & { readonly name: string })[] };

/** Part of a response that this step defines. */
export interface Topology {
  readonly topology: PipelineTopology | undefined;
}

/** Cells of the analytic classification. */
const PAIR_CELLS = ['one-shower', 'one-shower-one-track', 'two-showers'] as const;

const keys = {
  topology: z
    .discriminatedUnion(
      'kind',
      [
        strictObject({
          kind: z.literal('pair'),
          ...pairKeys,
          source,
        }),
        strictObject({
          kind: z.literal('tables'),
          tables: z
            .array(strictObject({ name: text, file: text, column, axes, source }))
            .min(1)
            .max(at.MAX_TOPOLOGIES),
        }),
      ],
      { error: 'missing or unknown; one of: pair, tables' },
    )
    .optional(),
};
type File = z.output<z.ZodObject<typeof keys>>;

/** The topologies; undefined if there are none or anything in them is wrong. */
async function read(reading: Reading<File>): Promise<Topology> {
  const { topology } = reading.r;
  if (topology === undefined) return { topology: undefined };
  if (topology.kind === 'tables') return { topology: await tablesOf(reading, topology.tables) };
  if (!reading.isSound(['topology'])) return { topology: undefined };
  return { topology: { kind: 'pair', ...classificationOf(topology) } };
}

type TableEntries = Extract<NonNullable<File['topology']>, { kind: 'tables' }>['tables'];

async function tablesOf(
  reading: Reading<File>,
  entries: TableEntries,
): Promise<PipelineTopology | undefined> {
  const { yaml, isSound, read: readTable, found } = reading;
  const path: KeyPath = ['topology', 'tables'];
  const before = found.length;
  const names = (entries ?? []).map((table) => table?.name);
  const tables = await eachOf(reading, path, entries, async ({ name, file, column, axes }, place, i) => {
    if (names.indexOf(name) !== i) {
      found.push(mistakeAt(yaml, [...place, 'name'], `${name} names two topologies`));
    }
    const table = await readTable(file, axes, 'probability', place, column);
    return { name, axes: table.axes, values: table.values };
  });
  if (!isSound(path) || found.length > before) return undefined;
  const built = { kind: 'tables', tables } as const;
  const most = largestShare(built);
  if (shareAxes(tables) && most > 1 + ROUNDING) {
    const what = `the probabilities of the topologies add up to ${Number(most.toPrecision(6))} at a node`;
    found.push(mistakeAt(yaml, path, `${what}, above 1; correct the tables`));
  }
  return built;
}

/** Whether all tables have the same axes, so that they can be summed node by node. */
function shareAxes(tables: readonly Table[]): boolean {
  const axes = JSON.stringify(tables[0]?.axes);
  return tables.every((table) => JSON.stringify(table.axes) === axes);
}

/**
 * Upper bound of the sum of the topologies' probabilities. Tables on the same axes are summed node by node; otherwise the largest values
 * of the tables are summed. The analytic probabilities add up to 1.
 */
function largestShare(topology: PipelineTopology | undefined): number {
  if (topology?.kind !== 'tables') return 1;
  const { tables } = topology;
  if (!shareAxes(tables)) return sum(tables.map(({ values }) => largestOf(values)));
  const nodes = tables[0]?.values ?? [];
  return largestOf(nodes.map((_, i) => sum(tables.map(({ values }) => entryAt(values, i)))));
}

/** Names of the topologies; undefined if pairs are not classified. */
export function topologyNames({ topology }: Topology): readonly string[] | undefined {
  return topology?.kind === 'tables' ? topology.tables.map(({ name }) => name) : topology && PAIR_CELLS;
}

function write(writer: TableWriter, part: Topology): void {
  const { topology } = part;
  if (topology?.kind === 'tables') {
    const place = [at.HEADER_TOPOLOGIES, at.HEADER_TOPOLOGY_TABLES] as const;
    writeRecords(writer, place, topology.tables, at.TABLE_SIZE, tableRecord);
  } else {
    writer.set(at.HEADER_TOPOLOGIES, topologyNames(part)?.length ?? 1);
  }
}

/** The step. */
export const TOPOLOGY = {
  keys,
  read,
  write,
  largestBelow: ({ topology }) => largestShare(topology),
  isAnalytic: ({ topology }) => topology?.kind === 'pair',
} as const satisfies ResponseStep<File, Topology>;
