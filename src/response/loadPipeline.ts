/** A response of `kind: pipeline` from its YAML file and the CSV tables beside it. */

import { dirname, join } from 'node:path';
import { attempt, attemptAsync, InputDataError } from '../errors.js';
import { checkYaml } from '../input/checkedYaml.js';
import { failAtLine } from '../input/csv.js';
import { failAt, type KeyPath, mistakeAt, type YamlFile } from '../input/yaml.js';
import type { Mistake } from '../mistakes.js';
import { ELECTRON_MASS_GEV } from '../physics/constants.js';
import { migrationOf, ROUNDING } from './migration.js';
import type { Cut, PipelineEfficiency, PipelineResponse, PipelineTopology } from './pipeline.js';
import { type AxisEntry, pipelineSchema } from './pipelineSchema.js';
import { largestOf, largestShare } from './plateau.js';
import type { Reading, ReadOf, ReadTable } from './reading.js';
import { parseTable } from './table.js';

/** Validates a response of `kind: pipeline` and reads its tables; InputDataError with all that is wrong. */
export async function loadPipeline(yaml: YamlFile, readTable: ReadTable): Promise<PipelineResponse> {
  const checked = checkYaml(yaml, pipelineSchema);
  const found: Mistake[] = [...checked.found];
  const place = (file: string) => join(dirname(yaml.file), file);
  const read: ReadOf = async (file, axes, value, key, column) => {
    checkAxes(yaml, axes, key);
    const text = await readTable(file, yaml, [...key, 'file']);
    return { ...parseTable(text, place(file), axes, value, column), file: place(file) };
  };
  const reading: Reading = { yaml, r: checked.data, isSound: checked.isSound, read, found };
  const { r } = reading;
  const head = {
    kind: r.kind,
    label: r.label,
    ...smearingOf(reading),
    threshold: checked.isSound(['threshold']) ? attempt(found, () => thresholdOf(reading)) : undefined,
    cuts: await cutsOf(reading),
    efficiency: await efficiencyOf(reading),
    topology: await topologyOf(reading),
    observables: observablesOf(reading),
  };
  const migration = await attemptAsync(found, () => migrationOf(reading, head, readTable, place));
  if (found.length > 0 || head.efficiency === undefined) throw new InputDataError(found);
  return { ...head, efficiency: head.efficiency, migration };
}

function smearingOf({ r, isSound }: Reading): Pick<PipelineResponse, 'energySmearing' | 'angleSmearing'> {
  const { energy, angle } = (isSound(['smearing']) ? r.smearing : undefined) ?? {};
  return {
    energySmearing: energy && {
      of: energy.of,
      combine: energy.combine,
      stochastic: energy.stochastic,
      noiseGev: energy.noise_gev,
      constant: energy.constant,
      belowZero: energy.below_zero,
    },
    angleSmearing: angle && { kind: angle.kind, offsetDeg: angle.offset_deg, logDeg: angle.log_deg },
  };
}

/** No quantity twice on the axes of one table. */
function checkAxes(yaml: YamlFile, axes: readonly AxisEntry[], path: KeyPath): void {
  const names = axes.map(({ quantity }) => quantity);
  const twice = names.flatMap((name, i) =>
    names.indexOf(name) === i
      ? []
      : [mistakeAt(yaml, [...path, 'axes', i, 'quantity'], `${name} is an axis already; remove one`)],
  );
  if (twice.length > 0) throw new yaml.ErrorClass(twice);
}

function thresholdOf({ yaml, r: { threshold } }: Reading): PipelineResponse['threshold'] {
  if (threshold === undefined) return undefined;
  const { kinetic_gev: kinetic, total_gev: total, leptons } = threshold;
  if ((kinetic === undefined) === (total === undefined)) {
    failAt(yaml, ['threshold'], 'give exactly one of kinetic_gev and total_gev');
  }
  const minEnergyGev = total ?? (kinetic ?? 0) + ELECTRON_MASS_GEV;
  return { minEnergyGev, leptons: leptons === 'both' ? 2 : 1 };
}

/** What a list's entries give, of those that are sound and read without a mistake. */
async function eachOf<E, T>(
  { isSound, found }: Reading,
  path: KeyPath,
  entries: readonly E[] | undefined,
  piece: (entry: E, path: KeyPath, index: number) => Promise<T> | T,
): Promise<T[]> {
  const built: T[] = [];
  for (const [i, entry] of (entries ?? []).entries()) {
    const own = [...path, i];
    if (!isSound(own)) continue;
    const result = await attemptAsync(found, async () => ({ value: await piece(entry, own, i) }));
    if (result) built.push(result.value);
  }
  return built;
}

function cutsOf(reading: Reading): Promise<Cut[]> {
  const { yaml, r, read } = reading;
  return eachOf(reading, ['cuts'], r.cuts, async (cut, path) => {
    const { quantity, keep, limit, file, axes } = cut;
    const isTable = file !== undefined && axes !== undefined;
    const isHalf = (file === undefined) !== (axes === undefined) || (cut.column !== undefined && !isTable);
    if (isHalf || isTable === (limit !== undefined)) {
      failAt(yaml, path, 'give either limit, or file and axes');
    }
    const table = isTable
      ? await read(file, axes, 'limit', path, cut.column)
      : { axes: [], values: [limit ?? 0] };
    return { quantity, keep, limit: table };
  });
}

/** The efficiency, or undefined where something of it is wrong. */
async function efficiencyOf(reading: Reading): Promise<PipelineEfficiency | undefined> {
  const { yaml, r, isSound, read, found } = reading;
  const { efficiency } = r;
  if (efficiency === undefined) {
    return isSound(['efficiency']) ? { factor: 1, pair: undefined, tables: [] } : undefined;
  }
  const before = found.length;
  const path: KeyPath = ['efficiency'];
  const factors = await eachOf(reading, [...path, 'factors'], efficiency.factors, (entry, own) => {
    const { multiply_by: above, divide_by: below } = entry;
    if ((above === undefined) === (below === undefined)) {
      failAt(yaml, own, 'give exactly one of multiply_by and divide_by');
    }
    return (above ?? 1) / (below ?? 1);
  });
  const explains = (efficiency.factors ?? []).length > 0 || !isSound([...path, 'factors']);
  const tables = await eachOf(reading, [...path, 'tables'], efficiency.tables, async (entry, own) => {
    const table = await read(entry.file, entry.axes, 'efficiency', own, entry.column);
    const most = largestOf(table.values);
    if (most > 1 && !explains) {
      const what = `${most} is above 1; correct it, or tell the factor that explains it under efficiency.factors`;
      failAtLine(table.file, table.lines[table.values.indexOf(most)], what, entry.column ?? 'efficiency');
    }
    return table;
  });
  if (!isSound(path) || found.length > before) return undefined;
  const factor = factors.reduce((product, f) => product * f, 1);
  const { pair } = efficiency;
  const largest = tables.reduce((l, { values }) => l * largestOf(values), factor * (pair?.plateau ?? 1));
  if (largest > 1 + ROUNDING) {
    const what = `factors and tables make an efficiency of up to ${Number(largest.toPrecision(6))}, above 1`;
    found.push(mistakeAt(yaml, [...path, 'factors'], `${what}; correct them`));
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

/** The topologies, or undefined where there are none or something of them is wrong. */
async function topologyOf(reading: Reading): Promise<PipelineTopology | undefined> {
  const { yaml, r, isSound, read, found } = reading;
  const { topology } = r;
  if (topology === undefined) return undefined;
  if (topology.kind === 'pair') {
    if (!isSound(['topology'])) return undefined;
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
  const path: KeyPath = ['topology', 'tables'];
  const before = found.length;
  const names = (topology.tables ?? []).map((table) => table?.name);
  const tables = await eachOf(
    reading,
    path,
    topology.tables,
    async ({ name, file, column, axes }, own, i) => {
      if (names.indexOf(name) !== i) {
        found.push(mistakeAt(yaml, [...own, 'name'], `${name} names two topologies`));
      }
      const table = await read(file, axes, 'probability', own, column);
      return { name, axes: table.axes, values: table.values };
    },
  );
  if (!isSound(path) || found.length > before) return undefined;
  const built = { kind: 'tables', tables } as const;
  const most = largestShare(built);
  if (tables.every(({ axes }) => JSON.stringify(axes) === JSON.stringify(tables[0]?.axes))) {
    if (most > 1 + ROUNDING) {
      const what = `the probabilities of the topologies add up to ${Number(most.toPrecision(6))} at a node`;
      found.push(mistakeAt(yaml, path, `${what}, above 1; correct the tables`));
    }
  }
  return built;
}

function observablesOf({ yaml, r, isSound, found }: Reading): PipelineResponse['observables'] {
  const observables = r.observables ?? [];
  const names = observables.map((observable) => observable?.quantity);
  return observables.flatMap((observable, i) => {
    const path = ['observables', i];
    if (!isSound(path)) return [];
    const { quantity, edges } = observable;
    if (names.indexOf(quantity) !== i) {
      const what = `${quantity} is an observable already; remove one`;
      found.push(mistakeAt(yaml, [...path, 'quantity'], what));
    }
    const wrong = edges.findIndex((edge, k) => k > 0 && edge <= (edges[k - 1] ?? 0));
    if (wrong >= 0) {
      const what = `${edges[wrong]} after ${edges[wrong - 1]}; edges must increase strictly`;
      found.push(mistakeAt(yaml, [...path, 'edges', wrong], what));
    }
    return [{ quantity, edges }];
  });
}
