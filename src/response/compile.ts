/** Compiles a response to the flat table that both engines evaluate (src/physics/responseLayout.ts). */
import * as at from '../physics/responseLayout.js';
import { columnLabels, trueCellLabels } from './cellLabels.js';
import type { PipelineResponse } from './pipeline.js';
import { onsetOf, plateauOf } from './plateau.js';
import { smears } from './smearing.js';
import { STEPS } from './steps.js';
import { TableWriter } from './tableWriter.js';
import type { PairTopologyResponse, Reconstructed, Response } from './types.js';

/** A response compiled for cellProbabilities. */
export interface CompiledResponse {
  /** Layout: src/physics/responseLayout.ts. */
  readonly data: Float64Array;
  readonly cellCount: number;
  /** Shape [cellCount]. */
  readonly cellLabels: readonly string[];
  /** Upper bound of the sum of all cells' probabilities for any event. Proof: `plateauOf`. */
  readonly plateau: number;
  /** Tighter bounds at low energies: `onsetOf`. */
  readonly onset: Response['onset'];
  /** Whether an event needs the six smearing coordinates. */
  readonly smears: boolean;
  /** Whether it consists of the analytic efficiency and classification only, which the kernel then evaluates directly. */
  readonly isAnalytic: boolean;
}

/**
 * The pair-topology response in the common layout. Cells: one-shower, one-shower-one-track, two-showers. Equal to pairEfficiency
 * times topologyProbabilities, bit for bit.
 */
export function compilePairTopology(response: PairTopologyResponse): CompiledResponse {
  const { label, separation, secondShower } = response;
  return compileResponse({
    ...NO_STEPS,
    label,
    efficiency: { factor: 1, pair: response, tables: [] },
    topology: { kind: 'pair', separation, secondShower },
  });
}

/** A pipeline without any step. */
const NO_STEPS: PipelineResponse = {
  kind: 'pipeline',
  label: '',
  energySmearing: undefined,
  angleSmearing: undefined,
  threshold: undefined,
  cuts: [],
  efficiency: { factor: 1, pair: undefined, tables: [] },
  topology: undefined,
  observables: [],
  migration: undefined,
};

/** Cells of a sample's columns. An event is in one of them or in none, so that the plateau is 1; the table gives every pair a probability of 0. */
export function compileReconstructed(reconstructed: Reconstructed): CompiledResponse {
  const cellLabels = columnLabels(reconstructed);
  const { data } = compileResponse(NO_STEPS);
  data[at.HEADER_FACTOR] = 0;
  data[at.HEADER_TRUE_CELLS] = cellLabels.length;
  data[at.HEADER_CELLS] = cellLabels.length;
  return {
    data,
    cellCount: cellLabels.length,
    cellLabels,
    plateau: 1,
    onset: [],
    smears: false,
    isAnalytic: false,
  };
}

/** Compiles a pipeline to the common layout. */
export function compileResponse(response: PipelineResponse): CompiledResponse {
  const writer = new TableWriter();
  writePair(writer, response);
  for (const step of STEPS) step.write(writer, response);
  const trueLabels = trueCellLabels(response);
  const cellLabels = response.migration?.labels ?? trueLabels;
  writer.set(at.HEADER_TRUE_CELLS, trueLabels.length);
  writer.set(at.HEADER_CELLS, cellLabels.length);
  return {
    data: writer.toArray(),
    cellCount: cellLabels.length,
    cellLabels,
    plateau: plateauOf(response),
    onset: onsetOf(response),
    smears: smears(response),
    isAnalytic: STEPS.every((step) => step.isAnalytic(response)),
  };
}

/** Writes the parameters of the analytic efficiency and classification: one block, in the order of PairResponse. */
function writePair(writer: TableWriter, { efficiency: { pair }, topology }: PipelineResponse): void {
  const analytic = topology?.kind === 'pair' ? topology : undefined;
  if (pair === undefined && analytic === undefined) return;
  // The defaults of an absent one of the two are never read.
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
