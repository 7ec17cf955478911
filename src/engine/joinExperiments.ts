/** Several experiments in one tile: chi2 and signal add up, doubts too. No nuisance parameter is shared between them. */

import { FILL_VALUES } from '../grid/variables.js';
import { FLAGS } from '../prediction/flags.js';
import { type ExperimentRun, summedRuns } from '../resolved/scan.js';
import type { ExperimentResult, TileResult } from './engine.js';

/**
 * Joins the results of a tile, one for each experiment of the scan; what stands apart has no part in the sums. Where an experiment's
 * number is missing the sum is, too.
 */
export function joinExperiments(
  experiments: readonly ExperimentResult[],
  runs: readonly ExperimentRun[],
): TileResult {
  const results = summedRuns(runs, experiments);
  const [first] = results;
  if (!first) throw new RangeError('a scan has at least one experiment that counts');
  if (results.length === 1) return { ...first, experiments };
  return {
    chi2: sumOf(results.map(({ chi2 }) => chi2)),
    signal: sumOf(results.map(({ signal }) => signal)),
    ctauCm: longest(results.map(({ ctauCm }) => ctauCm)),
    nEff: least(results.map(({ nEff }) => nEff)),
    flags: joinFlags(results.map(({ flags }) => flags)),
    ...mostEvents(results),
    experiments,
  };
}

// Plain loops below: a tile has a million points.

const NONE = new Float32Array();

/** In f64, rounded once; what is missing, and what float32 cannot hold, is the fill value. */
function sumOf([first = NONE, second = NONE, ...others]: readonly Float32Array[]): Float32Array {
  const points = first.length;
  const sums = new Float32Array(points);
  for (let i = 0; i < points; i++) {
    let sum = (first[i] ?? 0) + (second[i] ?? 0);
    for (let e = 0; e < others.length; e++) sum += others[e]?.[i] ?? 0;
    // A missing number is not below the fill value, and so no sum with it, for none is negative.
    sums[i] = sum < FILL_VALUES.float32 ? sum : FILL_VALUES.float32;
  }
  return sums;
}

/** c tau is the same wherever it is not 0 for a closed point. */
function longest(arrays: readonly Float32Array[]): Float32Array {
  const result = new Float32Array(arrays[0]?.length ?? 0);
  for (const array of arrays) {
    for (let i = 0; i < result.length; i++) result[i] = Math.max(result[i] ?? 0, array[i] ?? 0);
  }
  return result;
}

/** The least effective sample size of those experiments that have a signal. */
function least(arrays: readonly Float32Array[]): Float32Array {
  const result = new Float32Array(arrays[0]?.length ?? 0);
  for (const array of arrays) {
    for (let i = 0; i < result.length; i++) {
      const known = result[i] ?? 0;
      const own = array[i] ?? 0;
      if (own > 0 && (known === 0 || own < known)) result[i] = own;
    }
  }
  return result;
}

/** The most events that any of the experiments took for a mass point, where a scan raises them. */
function mostEvents(results: readonly ExperimentResult[]): Pick<ExperimentResult, 'events'> {
  const arrays = results.flatMap(({ events }) => (events ? [events] : []));
  const [first] = arrays;
  return first ? { events: first.map((_, mass) => Math.max(...arrays.map((own) => own[mass] ?? 0))) } : {};
}

/** A point is closed where it is so for every experiment; other flags are raised where any experiment raises them. */
function joinFlags(arrays: readonly Uint32Array[]): Uint32Array {
  const result = new Uint32Array(arrays[0]?.length ?? 0);
  for (let i = 0; i < result.length; i++) {
    let any = 0;
    let closed = FLAGS.closed as number;
    for (const array of arrays) {
      any |= array[i] ?? 0;
      closed &= array[i] ?? 0;
    }
    result[i] = (any & ~FLAGS.closed) | closed;
  }
  return result;
}
