/** Writes a response as the flat table that both engines evaluate (src/physics/responseLayout.ts). */
import { QUANTITIES } from '../physics/quantities.js';
import * as at from '../physics/responseLayout.js';
import type { Cut, Observable, PipelineResponse, PipelineTopology, Table } from './pipeline.js';
import { onsetOf, plateauOf } from './plateau.js';
import type { PairTopologyResponse, Response } from './types.js';

/** A response, ready to be evaluated by cellProbabilities. */
export interface CompiledResponse {
  /** Layout: src/physics/responseLayout.ts. */
  readonly data: Float64Array;
  readonly cellCount: number;
  /** Shape [cellCount]. */
  readonly cellLabels: readonly string[];
  /** No cell's probability, nor the sum of several, exceeds this, whatever the event. Proof: `plateauOf`. */
  readonly plateau: number;
  /** What low energies leave of it: `onsetOf`. */
  readonly onset: Response['onset'];
  /** Whether an event needs six coordinates more. */
  readonly smears: boolean;
  /** Whether the analytic efficiency and classification are all of it: then the kernel takes them straight. */
  readonly isAnalytic: boolean;
}

/** Cells of the analytic classification. */
const PAIR_CELLS = ['one-shower', 'one-shower-one-track', 'two-showers'] as const;

/**
 * The pair-topology response in the common layout. Cells: one-shower, one-shower-one-track, two-showers. Equal to pairEfficiency
 * times topologyProbabilities to the last bit.
 */
export function compilePairTopology(response: PairTopologyResponse): CompiledResponse {
  const { label, separation, secondShower } = response;
  return compileResponse({
    kind: 'pipeline',
    label,
    energySmearing: undefined,
    angleSmearing: undefined,
    threshold: undefined,
    cuts: [],
    efficiency: { factor: 1, pair: response, tables: [] },
    topology: { kind: 'pair', separation, secondShower },
    observables: [],
    migration: undefined,
  });
}

/** A pipeline in the common layout. */
export function compileResponse(response: PipelineResponse): CompiledResponse {
  const writer = new TableWriter();
  const { threshold, efficiency, topology, observables, migration } = response;
  const smears = writeSmearing(writer, response);
  writer.set(at.HEADER_MIN_ENERGY, threshold?.minEnergyGev ?? 0);
  writer.set(at.HEADER_LEPTONS, threshold?.leptons ?? 2);
  writer.set(at.HEADER_FACTOR, efficiency.factor);
  writePair(writer, efficiency.pair, topology);
  writeRecords(writer, at.HEADER_CUTS, at.HEADER_CUT_RECORDS, response.cuts, at.CUT_SIZE, cutRecord);
  writeRecords(
    writer,
    at.HEADER_EFFICIENCIES,
    at.HEADER_EFFICIENCY_TABLES,
    efficiency.tables,
    at.TABLE_SIZE,
    tableRecord,
  );
  if (topology?.kind === 'tables') {
    const { tables } = topology;
    writeRecords(writer, at.HEADER_TOPOLOGIES, at.HEADER_TOPOLOGY_TABLES, tables, at.TABLE_SIZE, tableRecord);
  } else {
    writer.set(at.HEADER_TOPOLOGIES, topology === undefined ? 1 : PAIR_CELLS.length);
  }
  writeRecords(
    writer,
    at.HEADER_OBSERVABLES,
    at.HEADER_OBSERVABLE_RECORDS,
    observables,
    at.OBSERVABLE_SIZE,
    observableRecord,
  );
  if (migration !== undefined) writer.set(at.HEADER_MIGRATION, writer.append(migration.matrix.flat()));
  const trueLabels = trueCellLabels(response);
  const cellLabels = migration?.labels ?? trueLabels;
  writer.set(at.HEADER_TRUE_CELLS, trueLabels.length);
  writer.set(at.HEADER_CELLS, cellLabels.length);
  return {
    data: writer.toArray(),
    cellCount: cellLabels.length,
    cellLabels,
    plateau: plateauOf(response),
    onset: onsetOf(response),
    smears,
    isAnalytic: isAnalytic(response),
  };
}

function isAnalytic(r: PipelineResponse): boolean {
  const takesSteps = r.energySmearing ?? r.angleSmearing ?? r.threshold ?? r.migration;
  const lists = [r.cuts, r.efficiency.tables, r.observables];
  return (
    takesSteps === undefined &&
    lists.every((list) => list.length === 0) &&
    r.efficiency.pair !== undefined &&
    r.topology?.kind === 'pair'
  );
}

/** Names of the cells before migration, observables x topologies in C order: `e_qe_gev 0.2 to 0.3, one-shower`. */
export function trueCellLabels({
  topology,
  observables,
}: Pick<PipelineResponse, 'topology' | 'observables'>): string[] {
  const lists: (readonly string[])[] = observables.map(({ quantity, edges }) =>
    edges.slice(1).map((edge, i) => `${quantity} ${edges[i]} to ${edge}`),
  );
  if (topology !== undefined) {
    lists.push(topology.kind === 'pair' ? PAIR_CELLS : topology.tables.map(({ name }) => name));
  }
  const products = lists.reduce<string[][]>(
    (rows, list) => rows.flatMap((row) => list.map((name) => [...row, name])),
    [[]],
  );
  return products.map((names) => (names.length === 0 ? 'all' : names.join(', ')));
}

/** A list of numbers that grows behind the header. */
class TableWriter {
  readonly #numbers: number[] = Array.from({ length: at.HEADER_SIZE }, () => 0);

  set(place: number, value: number): void {
    this.#numbers[place] = value;
  }

  /** Appends numbers; returns the offset of the first. */
  append(numbers: readonly number[]): number {
    const offset = this.#numbers.length;
    for (const number of numbers) this.#numbers.push(number);
    return offset;
  }

  toArray(): Float64Array {
    return Float64Array.from(this.#numbers);
  }
}

/** Writes the smearing, if there is any. */
function writeSmearing(writer: TableWriter, response: PipelineResponse): boolean {
  const { energySmearing: energy, angleSmearing: angle } = response;
  if (energy === undefined && angle === undefined) return false;
  const record = Array.from({ length: at.SMEARING_SIZE }, () => 0);
  record[at.SMEARING_OF_TOTAL] = energy?.of === 'total' ? 1 : 0;
  record[at.SMEARING_QUADRATURE] = energy?.combine === 'quadrature' ? 1 : 0;
  record[at.SMEARING_STOCHASTIC] = energy?.stochastic ?? 0;
  record[at.SMEARING_NOISE] = energy?.noiseGev ?? 0;
  record[at.SMEARING_CONSTANT] = energy?.constant ?? 0;
  record[at.SMEARING_PLANAR] = angle?.kind === 'planar' ? 1 : 0;
  record[at.SMEARING_ANGLE_OFFSET] = angle?.offsetDeg ?? 0;
  record[at.SMEARING_ANGLE_LOG] = angle?.logDeg ?? 0;
  record[at.SMEARING_BELOW_ZERO] = at.BELOW_ZERO.indexOf(energy?.belowZero ?? 'one-ring');
  writer.set(at.HEADER_SMEARING, writer.append(record));
  return true;
}

/** Writes the parameters of the analytic efficiency and classification: one block, in the order of PairResponse. */
function writePair(
  writer: TableWriter,
  pair: PipelineResponse['efficiency']['pair'],
  topology: PipelineTopology | undefined,
): void {
  const analytic = topology?.kind === 'pair' ? topology : undefined;
  if (pair === undefined && analytic === undefined) return;
  const parameters = writer.append([
    pair?.efficiency ?? 1,
    pair?.energyScaleGev ?? 1,
    pair?.angleScaleDeg ?? 1,
    analytic?.separation.openingDeg ?? 0,
    analytic?.separation.openingWidthDeg ?? 1,
    analytic?.separation.minEnergyGev ?? 0,
    analytic?.separation.minEnergyWidthGev ?? 1,
    analytic?.secondShower.energyGev ?? 0,
    analytic?.secondShower.energyWidthGev ?? 1,
  ]);
  if (pair !== undefined) writer.set(at.HEADER_PAIR_EFFICIENCY, parameters);
  if (analytic !== undefined) writer.set(at.HEADER_PAIR_TOPOLOGY, parameters);
}

/** Writes a list of records of one size, after the numbers that they point to, and its count and offset into the header. */
function writeRecords<T>(
  writer: TableWriter,
  count: number,
  offset: number,
  items: readonly T[],
  size: number,
  record: (writer: TableWriter, item: T) => readonly number[],
): void {
  const records = items.flatMap((item) => {
    const numbers = record(writer, item);
    return Array.from({ length: size }, (_, i) => numbers[i] ?? 0);
  });
  writer.set(count, items.length);
  writer.set(offset, items.length === 0 ? 0 : writer.append(records));
}

function tableRecord(writer: TableWriter, { axes, values }: Table): number[] {
  const records = axes.flatMap(({ quantity, stepped, nodes }) => [
    QUANTITIES.indexOf(quantity),
    stepped ? 1 : 0,
    nodes.length,
    writer.append(nodes),
  ]);
  return [axes.length, writer.append(values), ...records];
}

function cutRecord(writer: TableWriter, { quantity, keep, limit }: Cut): number[] {
  return [QUANTITIES.indexOf(quantity), keep === 'above' ? 1 : 0, ...tableRecord(writer, limit)];
}

function observableRecord(writer: TableWriter, { quantity, edges }: Observable): number[] {
  return [QUANTITIES.indexOf(quantity), edges.length, writer.append(edges)];
}
