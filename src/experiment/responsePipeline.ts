/** A response of `kind: pipeline` from its YAML file and the CSV tables beside it. */
import { dirname, join } from 'node:path';
import { InputDataError } from '../errors.js';
import { ELECTRON_MASS_GEV } from '../physics/constants.js';
import { largestShare, trueCellLabels } from './compileResponse.js';
import { parseCsv } from './csv.js';
import type { Cut, PipelineEfficiency, PipelineResponse, PipelineTopology, Table } from './pipeline.js';
import { type AxisEntry, type PipelineFile, pipelineSchema } from './pipelineSchema.js';
import { parseTable, type ValueColumn } from './responseTable.js';
import { failAt, type KeyPath, validateYaml, type YamlFile } from './yaml.js';

/** Sums of probabilities in files are rounded. */
const ROUNDING = 1e-9;

/** Reads a table's text, by its name relative to the response's file; rejects, naming the key, where there is none. */
export type ReadTable = (file: string, yaml: YamlFile, key: KeyPath) => Promise<string>;

/** A table with the lines that its values stand on, in a file. */
type ReadOf = (
  file: string,
  axes: readonly AxisEntry[],
  value: ValueColumn,
  key: KeyPath,
) => Promise<Table & { readonly lines: readonly number[]; readonly file: string }>;

/** Validates a response of `kind: pipeline` and reads its tables; InputDataError, one line, for anything wrong. */
export async function loadPipeline(yaml: YamlFile, readTable: ReadTable): Promise<PipelineResponse> {
  const r = validateYaml(yaml, pipelineSchema);
  const place = (file: string) => join(dirname(yaml.file), file);
  const read: ReadOf = async (file, axes, value, key) => {
    const text = await readTable(file, yaml, [...key, 'file']);
    return { ...parseTable(text, place(file), axes, value), file: place(file) };
  };
  checkAxes(yaml, r);
  const { energy, angle } = r.smearing ?? {};
  const head = {
    kind: r.kind,
    label: r.label,
    energySmearing: energy && {
      of: energy.of,
      combine: energy.combine,
      stochastic: energy.stochastic,
      noiseGev: energy.noise_gev,
      constant: energy.constant,
    },
    angleSmearing: angle && { kind: angle.kind, offsetDeg: angle.offset_deg, logDeg: angle.log_deg },
    threshold: thresholdOf(yaml, r),
    cuts: await cutsOf(yaml, r, read),
    efficiency: await efficiencyOf(yaml, r, read),
    topology: await topologyOf(yaml, r, read),
    observables: observablesOf(yaml, r),
  };
  if (r.migration === undefined) return { ...head, migration: undefined };
  const matrix = parseMigration(
    await readTable(r.migration.file, yaml, ['migration', 'file']),
    place(r.migration.file),
    trueCellLabels(head).length,
  );
  const { labels } = r.migration;
  const columns = matrix[0]?.length ?? 0;
  if (labels === undefined ? matrix.length !== columns : labels.length !== matrix.length) {
    const given = labels === undefined ? 'no' : labels.length;
    const what = `${given} labels for the ${matrix.length} rows of ${r.migration.file}; name every row`;
    failAt(yaml, ['migration', 'labels'], what);
  }
  return { ...head, migration: { matrix, labels } };
}

/** No quantity twice on the axes of one table. */
function checkAxes(yaml: YamlFile, r: PipelineFile): void {
  const check = (axes: readonly AxisEntry[], path: KeyPath) => {
    const names = axes.map(({ quantity }) => quantity);
    const twice = names.findIndex((name, i) => names.indexOf(name) !== i);
    if (twice < 0) return;
    failAt(yaml, [...path, 'axes', twice, 'quantity'], `${names[twice]} is an axis already; remove one`);
  };
  r.cuts.forEach(({ axes }, i) => {
    check(axes ?? [], ['cuts', i]);
  });
  r.efficiency?.tables.forEach(({ axes }, i) => {
    check(axes, ['efficiency', 'tables', i]);
  });
  if (r.topology?.kind !== 'tables') return;
  r.topology.tables.forEach(({ axes }, i) => {
    check(axes, ['topology', 'tables', i]);
  });
}

function thresholdOf(yaml: YamlFile, { threshold }: PipelineFile): PipelineResponse['threshold'] {
  if (threshold === undefined) return undefined;
  const { kinetic_gev: kinetic, total_gev: total, leptons } = threshold;
  if ((kinetic === undefined) === (total === undefined)) {
    failAt(yaml, ['threshold'], 'give exactly one of kinetic_gev and total_gev');
  }
  const minEnergyGev = total ?? (kinetic ?? 0) + ELECTRON_MASS_GEV;
  return { minEnergyGev, leptons: leptons === 'both' ? 2 : 1 };
}

async function cutsOf(yaml: YamlFile, { cuts }: PipelineFile, read: ReadOf): Promise<Cut[]> {
  const built: Cut[] = [];
  for (const [i, { quantity, keep, limit, file, axes }] of cuts.entries()) {
    const isTable = file !== undefined && axes !== undefined;
    if ((file === undefined) !== (axes === undefined) || isTable === (limit !== undefined)) {
      failAt(yaml, ['cuts', i], 'give either limit, or file and axes');
    }
    built.push({
      quantity,
      keep,
      limit: isTable ? await read(file, axes, 'limit', ['cuts', i]) : { axes: [], values: [limit ?? 0] },
    });
  }
  return built;
}

async function efficiencyOf(
  yaml: YamlFile,
  { efficiency }: PipelineFile,
  read: ReadOf,
): Promise<PipelineEfficiency> {
  if (efficiency === undefined) return { factor: 1, pair: undefined, tables: [] };
  const factors = efficiency.factors.map(({ multiply_by: above, divide_by: below }, i) => {
    if ((above === undefined) === (below === undefined)) {
      failAt(yaml, ['efficiency', 'factors', i], 'give exactly one of multiply_by and divide_by');
    }
    return (above ?? 1) / (below ?? 1);
  });
  const factor = factors.reduce((product, f) => product * f, 1);
  const { pair } = efficiency;
  const tables: Table[] = [];
  let largest = factor * (pair?.plateau ?? 1);
  for (const [i, { file, axes }] of efficiency.tables.entries()) {
    const table = await read(file, axes, 'efficiency', ['efficiency', 'tables', i]);
    const most = Math.max(...table.values);
    if (most > 1 && factors.length === 0) {
      const line = table.lines[table.values.indexOf(most)];
      const what = `${most} is above 1; correct it, or tell the factor that explains it under efficiency.factors`;
      throw new InputDataError(`${table.file}:${line}: efficiency: ${what}`);
    }
    largest *= most;
    tables.push(table);
  }
  if (largest > 1 + ROUNDING) {
    const what = `factors and tables make an efficiency of up to ${Number(largest.toPrecision(6))}, above 1`;
    failAt(yaml, ['efficiency', 'factors'], `${what}; correct them`);
  }
  return {
    factor,
    pair: pair && {
      efficiency: pair.plateau,
      energyScaleGev: pair.energy_scale_gev,
      angleScaleDeg: pair.angle_scale_deg,
    },
    tables: tables.map(({ axes, values }) => ({ axes, values })),
  };
}

async function topologyOf(
  yaml: YamlFile,
  { topology }: PipelineFile,
  read: ReadOf,
): Promise<PipelineTopology | undefined> {
  if (topology === undefined) return undefined;
  if (topology.kind === 'pair') {
    const { separation, second_shower: shower } = topology;
    return {
      kind: 'pair',
      separation: {
        openingDeg: separation.opening_deg,
        openingWidthDeg: separation.opening_width_deg,
        minEnergyGev: separation.min_energy_gev,
        minEnergyWidthGev: separation.min_energy_width_gev,
      },
      secondShower: { energyGev: shower.energy_gev, energyWidthGev: shower.energy_width_gev },
    };
  }
  const names = topology.tables.map(({ name }) => name);
  const twice = names.findIndex((name, i) => names.indexOf(name) !== i);
  if (twice >= 0) {
    failAt(yaml, ['topology', 'tables', twice, 'name'], `${names[twice]} names two topologies`);
  }
  const tables: (Table & { name: string })[] = [];
  for (const [i, { name, file, axes }] of topology.tables.entries()) {
    const table = await read(file, axes, 'probability', ['topology', 'tables', i]);
    tables.push({ name, axes: table.axes, values: table.values });
  }
  const built = { kind: 'tables', tables } as const;
  const most = largestShare(built);
  if (tables.every(({ axes }) => JSON.stringify(axes) === JSON.stringify(tables[0]?.axes))) {
    if (most > 1 + ROUNDING) {
      const what = `the probabilities of the topologies add up to ${Number(most.toPrecision(6))} at a node`;
      failAt(yaml, ['topology', 'tables'], `${what}, above 1; correct the tables`);
    }
  }
  return built;
}

function observablesOf(yaml: YamlFile, { observables }: PipelineFile): PipelineResponse['observables'] {
  const names = observables.map(({ quantity }) => quantity);
  return observables.map(({ quantity, edges }, i) => {
    if (names.indexOf(quantity) !== i) {
      failAt(yaml, ['observables', i, 'quantity'], `${quantity} is an observable already; remove one`);
    }
    const wrong = edges.findIndex((edge, k) => k > 0 && edge <= (edges[k - 1] ?? 0));
    if (wrong >= 0) {
      const what = `${edges[wrong]} after ${edges[wrong - 1]}; edges must increase strictly`;
      failAt(yaml, ['observables', i, 'edges', wrong], what);
    }
    return { quantity, edges };
  });
}

/** A migration matrix, [reconstructed cell][true cell]: not negative, columns that add up to at most 1. */
function parseMigration(text: string, file: string, trueCells: number): number[][] {
  const { rows } = parseCsv(text, file, false);
  const sums = Array.from({ length: trueCells }, () => 0);
  for (const { line, values } of rows) {
    if (values.length !== trueCells) {
      const what = `${values.length} cells where the response has ${trueCells}: one for every true cell`;
      throw new InputDataError(`${file}:${line}: ${what}`);
    }
    for (const [j, value] of values.entries()) {
      if (value < 0) {
        throw new InputDataError(`${file}:${line}: column ${j + 1}: ${value} is negative; correct it`);
      }
      sums[j] = (sums[j] ?? 0) + value;
      if ((sums[j] ?? 0) > 1 + ROUNDING) {
        const what = `the column adds up to ${Number(sums[j]?.toPrecision(6))}, above 1; correct it`;
        throw new InputDataError(`${file}:${line}: column ${j + 1}: ${what}`);
      }
    }
  }
  return rows.map(({ values }) => [...values]);
}
