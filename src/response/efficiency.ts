/** Step: the efficiency, a product of constants, the analytic pair efficiency and tables. GeV and degrees. */
import * as z from 'zod';
import { at as entryAt } from '../at.js';
import { failAtLine } from '../input/csv.js';
import { failAt, type KeyPath, mistakeAt } from '../input/yaml.js';
import { strictObject } from '../input/zodIssues.js';
import { positive, source, text } from '../input/zodPieces.js';
import * as at from '../physics/responseLayout.js';
import { largestBelow, largestOf } from './largest.js';
import { eachOf, type Reading } from './reading.js';
import type { ResponseStep } from './step.js';
import { axes, column } from './tableSchema.js';
import type { Table } from './tableTypes.js';
import { type TableWriter, tableRecord, writeRecords } from './tableWriter.js';
import type { PairTopologyResponse } from './types.js';

/** Tolerance for sums and products of rounded numbers in files. */
export const ROUNDING = 1e-9;

/** Efficiency: the product of a constant, the analytic pair efficiency (docs/physics.md, section 8) and tables. */
export interface PipelineEfficiency {
  readonly factor: number;
  readonly pair: Pick<PairTopologyResponse, 'efficiency' | 'energyScaleGev' | 'angleScaleDeg'> | undefined;
  readonly tables: readonly Table[];
}

/** Part of a response that this step defines. */
export interface Efficiency {
  readonly efficiency: PipelineEfficiency;
}

const keys = {
  efficiency: strictObject({
    factors: z
      .array(strictObject({ multiply_by: positive.optional(), divide_by: positive.optional(), source }))
      .default([]),
    pair: strictObject({
      plateau: z.number().min(0).max(1),
      energy_scale_gev: positive,
      angle_scale_deg: positive,
      source,
    }).optional(),
    tables: z.array(strictObject({ file: text, column, axes, source })).default([]),
  }).optional(),
};
type File = z.output<z.ZodObject<typeof keys>>;
type Entry = NonNullable<File['efficiency']>;

const PATH: KeyPath = ['efficiency'];

/** The efficiency; undefined if anything in it is wrong. */
async function read(reading: Reading<File>): Promise<Efficiency | undefined> {
  const { yaml, r, isSound, found } = reading;
  const { efficiency } = r;
  if (efficiency === undefined) {
    return isSound(PATH) ? { efficiency: { factor: 1, pair: undefined, tables: [] } } : undefined;
  }
  const before = found.length;
  const factor = await factorOf(reading, efficiency);
  const tables = await tablesOf(reading, efficiency);
  if (!isSound(PATH) || found.length > before) return undefined;
  const { pair } = efficiency;
  const largest = tables.reduce((l, { values }) => l * largestOf(values), factor * (pair?.plateau ?? 1));
  if (largest > 1 + ROUNDING) {
    const what = `factors and tables make an efficiency of up to ${Number(largest.toPrecision(6))}, above 1`;
    found.push(mistakeAt(yaml, [...PATH, 'factors'], `${what}; correct them`));
  }
  return {
    efficiency: {
      factor,
      pair: pair && {
        efficiency: pair.plateau,
        energyScaleGev: pair.energy_scale_gev,
        angleScaleDeg: pair.angle_scale_deg,
      },
      tables,
    },
  };
}

async function factorOf(reading: Reading<File>, efficiency: Entry): Promise<number> {
  const factors = await eachOf(reading, [...PATH, 'factors'], efficiency.factors, (entry, path) => {
    const { multiply_by: above, divide_by: below } = entry;
    if ((above === undefined) === (below === undefined)) {
      failAt(reading.yaml, path, 'give exactly one of multiply_by and divide_by');
    }
    return (above ?? 1) / (below ?? 1);
  });
  return factors.reduce((product, f) => product * f, 1);
}

async function tablesOf(reading: Reading<File>, efficiency: Entry): Promise<Table[]> {
  const { isSound, read: readTable } = reading;
  const explains = (efficiency.factors ?? []).length > 0 || !isSound([...PATH, 'factors']);
  return await eachOf(reading, [...PATH, 'tables'], efficiency.tables, async (entry, path) => {
    const table = await readTable(entry.file, entry.axes, 'efficiency', path, entry.column);
    const most = largestOf(table.values);
    if (most > 1 && !explains) {
      const what = `${most} is above 1; correct it, or tell the factor that explains it under efficiency.factors`;
      const line = entryAt(table.lines, table.values.indexOf(most));
      failAtLine(table.file, line, what, entry.column ?? 'efficiency');
    }
    return { axes: table.axes, values: table.values };
  });
}

function write(writer: TableWriter, { efficiency }: Efficiency): void {
  writer.set(at.HEADER_FACTOR, efficiency.factor);
  const place = [at.HEADER_EFFICIENCIES, at.HEADER_EFFICIENCY_TABLES] as const;
  writeRecords(writer, place, efficiency.tables, at.TABLE_SIZE, tableRecord);
}

/** Bound of the efficiency. Interpolation weights are non-negative and add up to 1, so a table never exceeds its largest value. */
function largest({ efficiency: { factor, tables, pair } }: Efficiency, energyGev: number): number {
  const selected = tables.reduce((product, table) => product * largestBelow(table, energyGev), factor);
  // The analytic efficiency stays below its plateau, 1 - exp(..) and exp(-..) below 1.
  return selected * (pair ? -pair.efficiency * Math.expm1(-((energyGev / pair.energyScaleGev) ** 2)) : 1);
}

/** The step. */
export const EFFICIENCY = {
  keys,
  read,
  write,
  largestBelow: largest,
  isAnalytic: ({ efficiency }) => efficiency.pair !== undefined && efficiency.tables.length === 0,
} as const satisfies ResponseStep<File, Efficiency>;
