/** Bounds of a response's probabilities, over all events and over those of low energy: what fixed-point sums are scaled by. */
import { quantityOf } from '../physics/quantities.js';
import type { PipelineResponse, PipelineTopology, Table } from './pipeline.js';
import type { Response } from './types.js';

/** Ends of the intervals of an onset, GeV: a factor sqrt(2) apart, from below the least energy of a pair. */
const ONSET_ENERGIES_GEV = Array.from({ length: 30 }, (_, i) => 1e-3 * 2 ** (i / 2));

/**
 * Upper bound of the sum of all cells' probabilities, and so of any one of them, over all events.
 * - A table interpolates with weights that are not negative and add up to 1: it stays below its largest value.
 * - The analytic efficiency stays below its plateau, 1 - exp(..) and exp(-..) below 1; its topologies add up to 1.
 * - Tables of topologies on the same axes add up to what interpolates their sums; on others, each stays below its largest value.
 * - A pair has one cell of observables, and a column of the migration matrix adds up to its sum at most.
 */
export function plateauOf(response: PipelineResponse): number {
  return largestBelow(response, Number.POSITIVE_INFINITY);
}

/**
 * Shares of the plateau that pairs of at most so much energy (GeV) reach, in rising order; none where energies are smeared, since then an event may be
 * anywhere, or where nothing is lost at low energies.
 */
export function onsetOf(response: PipelineResponse): Response['onset'] {
  const plateau = plateauOf(response);
  if (response.energySmearing !== undefined || plateau === 0) return [];
  return ONSET_ENERGIES_GEV.map((upToGev) => ({
    upToGev,
    share: largestBelow(response, upToGev) / plateau,
  })).filter(({ share }) => share < 1);
}

/** Share of the plateau that a pair of at most this energy (GeV) may reach. */
export function onsetShare(onset: Response['onset'], energyGev: number): number {
  return onset.find(({ upToGev }) => energyGev <= upToGev)?.share ?? 1;
}

/** The bound of `plateauOf` over pairs of at most this energy (GeV), where energies are not smeared. */
function largestBelow({ efficiency, topology, migration }: PipelineResponse, energyGev: number): number {
  const factors = efficiency.tables.map((table) => largestOf(valuesBelow(table, energyGev)));
  const selected = factors.reduce((product, largest) => product * largest, efficiency.factor);
  const columns = migration?.matrix[0]?.map((_, j) => sum(migration.matrix.map((row) => row[j] ?? 0)));
  const migrated = columns === undefined ? 1 : largestOf(columns);
  const { pair } = efficiency;
  const analytic = pair ? -pair.efficiency * Math.expm1(-((energyGev / pair.energyScaleGev) ** 2)) : 1;
  return selected * analytic * largestShare(topology) * migrated;
}

/** Values at the nodes that a table may interpolate between at energies up to this (GeV). */
function valuesBelow({ axes, values }: Table, energyGev: number): readonly number[] {
  let reachable = [0];
  let stride = values.length;
  for (const { quantity, nodes } of axes) {
    stride /= nodes.length;
    const { withinPairEnergy } = quantityOf(quantity);
    const allowed = nodes.flatMap((_, i) =>
      i > 0 && withinPairEnergy && (nodes[i - 1] ?? 0) >= energyGev ? [] : [i * stride],
    );
    reachable = reachable.flatMap((start) => allowed.map((offset) => start + offset));
  }
  return reachable.map((place) => values[place] ?? Number.NaN);
}

/** Largest sum of the topologies' probabilities. */
export function largestShare(topology: PipelineTopology | undefined): number {
  if (topology?.kind !== 'tables') return 1;
  const [first, ...others] = topology.tables;
  const axes = JSON.stringify(first?.axes);
  if (others.every((table) => JSON.stringify(table.axes) === axes)) {
    return largestOf(
      (first?.values ?? []).map((_, i) => sum(topology.tables.map(({ values }) => values[i] ?? 0))),
    );
  }
  return sum(topology.tables.map(({ values }) => largestOf(values)));
}

/** The largest of some numbers, of which there may be more than a call has room for arguments; -Infinity of none. */
export function largestOf(numbers: readonly number[]): number {
  return numbers.reduce((largest, x) => Math.max(largest, x), Number.NEGATIVE_INFINITY);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, x) => total + x, 0);
}
