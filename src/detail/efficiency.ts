/** The efficiency of a response for the pairs of one point, against their true quantities and by topology: figure 2 of arXiv:2502.10900. */

import { at } from '../at.js';
import { ConfigError } from '../errors.js';
import { loadExperiment } from '../experiment/load.js';
import type { Experiment } from '../experiment/types.js';
import { decayFactor, eventWeight, type Sample, TRUTH_NAMES } from '../generator/sample.js';
import type { ParameterPoint } from '../model/point.js';
import type { ExperimentScan } from '../resolved/scan.js';
import { whyNotEvaluated } from '../response/evaluated.js';
import { topologiesOf } from '../response/referenceEfficiency.js';
import { PAIR_QUANTITIES, type PairQuantity } from '../response/tabulate.js';
import type { Response } from '../response/types.js';
import { sum } from '../sum.js';
import { samplePoint } from './point.js';

/** One bin of a true quantity. */
export interface EfficiencyBin {
  readonly low: number;
  readonly high: number;
  /** Share of the decays that fall into the bin. */
  readonly share: number;
  /** Efficiency summed over all cells, and its Monte Carlo error. */
  readonly total: number;
  readonly error: number;
  /** Efficiency for each topology; shape [topologies]. */
  readonly topologies: readonly number[];
}

/** The efficiency against one quantity. */
export interface EfficiencyProjection {
  readonly quantity: PairQuantity;
  readonly bins: readonly EfficiencyBin[];
}

/** The output of `experiment efficiency`. */
export interface EfficiencyReport {
  readonly experiment: string;
  readonly response: string;
  readonly model: string;
  readonly parameters: ParameterPoint;
  /** Expected decays to pairs in the active volume. */
  readonly decays: number;
  /** Mean efficiency over all cells, and for each topology; no topologies where the response does not distinguish any. */
  readonly efficiency: number;
  readonly topologies: readonly { readonly name: string; readonly efficiency: number }[];
  readonly projections: readonly EfficiencyProjection[];
}

/** Edges of the finest bins; bins with too few events are merged. All possible values lie between the outermost edges. */
const EDGES: Readonly<Record<PairQuantity, readonly number[]>> = {
  e_ee_gev: [
    0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.2, 1.4, 1.7, 2, 100,
  ],
  theta_ee_deg: [0, 2.5, 5, 7.5, 10, 12.5, 15, 17.5, 20, 25, 30, 35, 40, 50, 60, 75, 90, 120, 180],
  opening_deg: [0, 2.5, 5, 7.5, 10, 12.5, 15, 17.5, 20, 25, 30, 35, 40, 50, 60, 75, 90, 120, 180],
  asymmetry: Array.from({ length: 21 }, (_, i) => i / 20),
};

/** Name of each quantity in the truth of a sample. */
const TRUTH = {
  e_ee_gev: 'energyGev',
  theta_ee_deg: 'thetaDeg',
  opening_deg: 'openingDeg',
  asymmetry: 'asymmetry',
} as const;

/** Least effective number of events in a bin. */
const LEAST_EVENTS = 50;

/** Refuses an experiment whose response has no efficiency for generated pairs. Its other mistakes are told where a scan of it is made. */
export async function requireEfficiency(nameOrDir: string): Promise<void> {
  const experiment = await loadExperiment(nameOrDir).catch(() => undefined);
  const why = experiment && whyNotEvaluated(experiment.response);
  if (why !== undefined) throw new ConfigError(`${nameOrDir}: ${why}`);
}

/** Evaluates an experiment's response on the pairs of a point that decay in its active volume. */
export function pointEfficiency(scan: ExperimentScan, point: ParameterPoint): EfficiencyReport {
  const { experiment, model } = scan;
  const { response } = experiment;
  const { samples, lifetime } = samplePoint({ ...scan, experiment: withCellsAsBins(experiment) }, point);
  const groups = topologyCells(response);
  const events = samples.flatMap((sample) =>
    eventsOf(sample, groups, (i) => {
      return eventWeight(sample, i, lifetime) * decayFactor(sample, i, lifetime.ctauCm);
    }),
  );
  const decays = sum(events.map(({ weight }) => weight));
  const mean = (p: (event: PairEvent) => number) =>
    decays > 0 ? sum(events.map((event) => event.weight * p(event))) / decays : 0;
  return {
    experiment: experiment.name,
    response: response.label,
    model: `${model.kind}, ${model.nature}`,
    parameters: point,
    decays,
    efficiency: mean(({ total }) => total),
    topologies: groups.map(({ name }, t) => ({
      name,
      efficiency: mean(({ topologies }) => at(topologies, t)),
    })),
    projections: PAIR_QUANTITIES.map((quantity) => ({
      quantity,
      bins: binned(events, PAIR_QUANTITIES.indexOf(quantity), EDGES[quantity], groups.length),
    })),
  };
}

/** The cells of each topology that a response distinguishes. Without topologies, each cell is taken as one if there are at most four. */
export function topologyCells(
  response: Response,
): { readonly name: string; readonly cells: readonly number[] }[] {
  const topologies = topologiesOf(response);
  if (topologies.length > 0) return topologies;
  const { cells } = response;
  const isFew = cells.length > 1 && cells.length <= 4;
  return isFew ? cells.map((name, cell) => ({ name, cells: [cell] })) : [];
}

/** The experiment with a bin for every cell of its response, so that events have a probability for every cell. */
function withCellsAsBins(experiment: Experiment): Experiment {
  const { beams, response } = experiment;
  const bins = beams.flatMap((_, beam) =>
    response.cells.map((cell, i) => ({ label: `${beam} ${cell}`, data: 0, background: 1, beam, cells: [i] })),
  );
  const background = bins.map((_, i) => bins.map((_bin, j) => (i === j ? 1 : 0)));
  return { ...experiment, bins, systematics: { background, cross: undefined, signal: undefined } };
}

/** A pair: its weight, true quantities in the order of PAIR_QUANTITIES, and probabilities. */
interface PairEvent {
  readonly weight: number;
  readonly truth: readonly number[];
  readonly total: number;
  readonly topologies: readonly number[];
}

function eventsOf(
  sample: Sample,
  groups: readonly { readonly cells: readonly number[] }[],
  weightOf: (event: number) => number,
): PairEvent[] {
  const truth = PAIR_QUANTITIES.map((quantity) => at(sample.truth, TRUTH_NAMES.indexOf(TRUTH[quantity])));
  const groupRows = groups.map(({ cells }) => cells.map((cell) => at(sample.bins, cell)));
  const events: PairEvent[] = [];
  for (let i = 0; i < sample.weight.length; i++) {
    const weight = weightOf(i);
    if (!(weight > 0)) continue;
    events.push({
      weight,
      truth: truth.map((values) => values[i] ?? Number.NaN),
      total: sum(sample.bins.map((row) => row[i] ?? 0)),
      topologies: groupRows.map((rows) => sum(rows.map((row) => row[i] ?? 0))),
    });
  }
  return events;
}

/** Sums over the events between two edges. */
interface Sums {
  low: number;
  high: number;
  weight: number;
  squares: number;
  total: number;
  /** Sums of w^2 p and of w^2 p^2. */
  first: number;
  second: number;
  topologies: number[];
}

function binned(
  events: readonly PairEvent[],
  quantity: number,
  edges: readonly number[],
  topologies: number,
): EfficiencyBin[] {
  const sums = edges.slice(1).map((high, i): Sums => {
    const none = { weight: 0, squares: 0, total: 0, first: 0, second: 0 };
    return { low: at(edges, i), high, ...none, topologies: new Array<number>(topologies).fill(0) };
  });
  for (const { weight, truth, total, topologies: parts } of events) {
    const value = at(truth, quantity);
    const place = edges.findLastIndex((edge) => edge <= value);
    const bin = at(sums, Math.min(Math.max(place, 0), sums.length - 1));
    bin.weight += weight;
    bin.squares += weight * weight;
    bin.total += weight * total;
    bin.first += weight * weight * total;
    bin.second += weight * weight * total * total;
    bin.topologies = bin.topologies.map((sum, t) => sum + weight * at(parts, t));
  }
  const all = sum(sums.map(({ weight }) => weight));
  return merged(sums).map((bin): EfficiencyBin => {
    const total = bin.total / bin.weight;
    const spread = Math.max(bin.second - 2 * total * bin.first + total * total * bin.squares, 0);
    return {
      low: bin.low,
      high: bin.high,
      share: bin.weight / all,
      total,
      error: Math.sqrt(spread) / bin.weight,
      topologies: bin.topologies.map((part) => part / bin.weight),
    };
  });
}

/** Merges neighbouring bins until each has enough events; empty where there are no events at all. */
function merged(sums: readonly Sums[]): Sums[] {
  const enough = ({ weight, squares }: Sums) => weight * weight >= LEAST_EVENTS * squares && squares > 0;
  const bins: Sums[] = [];
  for (const bin of sums) {
    const last = bins.at(-1);
    if (last && !enough(last)) bins[bins.length - 1] = together(last, bin);
    else bins.push(bin);
  }
  const [last, before] = [bins.at(-1), bins.at(-2)];
  if (last && before && !enough(last)) bins.splice(-2, 2, together(before, last));
  return bins.filter(({ squares }) => squares > 0);
}

function together(a: Sums, b: Sums): Sums {
  return {
    low: a.low,
    high: b.high,
    weight: a.weight + b.weight,
    squares: a.squares + b.squares,
    total: a.total + b.total,
    first: a.first + b.first,
    second: a.second + b.second,
    topologies: a.topologies.map((sum, t) => sum + at(b.topologies, t)),
  };
}
