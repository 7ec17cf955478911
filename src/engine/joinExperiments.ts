/** Several experiments in one tile: chi2 and signal add up, doubts too. No nuisance parameter is shared between them. */
import { counted, type ExperimentRun } from '../config/types.js';
import { type ExperimentResult, FLAGS, type TileResult } from './engine.js';

/** Joins the results of a tile, one for each experiment of the scan; what stands apart has no part in the sums. */
export function joinExperiments(
  experiments: readonly ExperimentResult[],
  runs: readonly ExperimentRun[],
): TileResult {
  const results = counted(runs, experiments);
  const [first] = results;
  if (!first) throw new RangeError('a scan has at least one experiment that counts');
  if (results.length === 1) return { ...first, experiments };
  return {
    chi2: sumOf(results.map(({ chi2 }) => chi2)),
    signal: sumOf(results.map(({ signal }) => signal)),
    ctauCm: longest(results.map(({ ctauCm }) => ctauCm)),
    nEff: least(results),
    flags: joinFlags(results.map(({ flags }) => flags)),
    experiments,
  };
}

function sumOf(arrays: readonly Float32Array[]): Float32Array {
  const sums = new Float64Array(arrays[0]?.length ?? 0);
  // Array by array, in plain loops: a callback for each of a million points takes longer than the GPU does.
  for (const array of arrays)
    for (let i = 0; i < sums.length; i++) sums[i] = (sums[i] ?? 0) + (array[i] ?? 0);
  return new Float32Array(sums);
}

/** c tau is the same wherever it is not 0 for a closed point. */
function longest(arrays: readonly Float32Array[]): Float32Array {
  const [first = new Float32Array()] = arrays;
  return first.map((_, i) => Math.max(...arrays.map((array) => array[i] ?? 0)));
}

/** The least effective sample size of those experiments that have a signal. */
function least(results: readonly ExperimentResult[]): Float32Array {
  const [first] = results;
  return (first?.nEff ?? new Float32Array()).map((_, i) => {
    const open = results.flatMap(({ nEff }) => ((nEff[i] ?? 0) > 0 ? [nEff[i] ?? 0] : []));
    return open.length > 0 ? Math.min(...open) : 0;
  });
}

/** A point is closed where it is so for every experiment; other flags are raised where any experiment raises them. */
function joinFlags(arrays: readonly Uint32Array[]): Uint32Array {
  const [first = new Uint32Array()] = arrays;
  return first.map((_, i) => {
    const words = arrays.map((array) => array[i] ?? 0);
    const any = words.reduce((all, word) => all | word, 0);
    const isClosed = words.every((word) => (word & FLAGS.closed) !== 0);
    return isClosed ? any : any & ~FLAGS.closed;
  });
}
