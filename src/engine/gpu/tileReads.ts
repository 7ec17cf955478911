/** Reading back the results of a tile that are wanted, and no others. */

import { at } from '../../at.js';
import type { ShaderLayout } from '../../gpu/layout.js';
import type { Read } from '../../gpu/readback.js';
import type { ReducePass } from '../../gpu/reducePass.js';
import type { Need } from '../../outputs/output.js';
import { needsOf } from '../../outputs/outputs.js';
import type { ExperimentResult } from '../../outputs/result.js';
import type { ResolvedScan } from '../../resolved/scan.js';
import { copyReduced, type Reduced } from '../../tiles/reduction.js';
import { unpackYields } from '../packing/yields.js';
import type { ComparisonBuffers } from './comparePass.js';
import type { ResultPool } from './resultPool.js';

/** Which results of a tile are read back. */
export interface WantedResults {
  readonly chi2: boolean;
  readonly signal: boolean;
  readonly groupSignal: boolean;
  /** `binSignal` and `relativeError`, from which spectra, n_eff and flags are made. */
  readonly bins: boolean;
  /** `groupBinSignal`. */
  readonly groupBins: boolean;
  /** c tau, n_eff and flags, which the host makes from lifetimes and yields. */
  readonly lifetimes: boolean;
  /** Flags, which also mark the mass points whose events are to be raised. */
  readonly flags: boolean;
}

/** The results that the outputs of a scan need. */
export function wantedResults(scan: ResolvedScan): WantedResults {
  const needs = needsOf(scan);
  const isWanted = (need: Need) => needs.has(need);
  return {
    chi2: isWanted('chi2'),
    signal: isWanted('signal'),
    groupSignal: isWanted('groupSignal'),
    bins: isWanted('bins'),
    groupBins: isWanted('groupBins'),
    lifetimes: isWanted('lifetimes'),
    flags: isWanted('flags'),
  };
}

/** The results that spectra need; flags are among them if the scan raises events. */
export function wantedSpectra({ autoEvents }: ResolvedScan): WantedResults {
  const flags = autoEvents !== undefined;
  return {
    ...{ chi2: false, signal: false, groupSignal: false },
    ...{ bins: true, groupBins: true, lifetimes: flags, flags },
  };
}

/** Results of a tile that are read back from the GPU, C order; empty where they are not wanted. */
export type Chi2Result = Pick<
  ExperimentResult,
  'chi2' | 'signal' | 'groupSignal' | 'binSignal' | 'relativeError' | 'groupBinSignal'
>;

/** The buffers of the results of a tile on the GPU, and their sizes. */
export interface ResultBuffers extends ComparisonBuffers {
  readonly yields: GPUBuffer;
  readonly points: number;
  readonly groups: number;
  /** Mass points x coupling points x rows: entries of `yields`. */
  readonly cells: number;
  /** Layout of a Yield. */
  readonly yieldLayout: ShaderLayout;
}

/** The reads of a tile. `result` has the results once all reads have finished. */
export interface TileReads {
  readonly reads: readonly Read[];
  result(): Chi2Result;
}

/** Arrays on grid points that lie one after another in a buffer, and what the GPU knows of their numbers. */
export interface PointArrays {
  readonly source: GPUBuffer;
  readonly reduction: ReducePass;
  readonly arrays: number;
  readonly points: number;
}

/** Makes the reads of such arrays. `take` receives copies in arrays of the pool, with their reductions. */
export function readsOfPoints(
  { source, reduction, arrays, points }: PointArrays,
  pool: ResultPool,
  take: (copies: readonly Float32Array[]) => void,
): Read[] {
  let reduced: readonly Reduced[] = [];
  const numbers: Read = {
    source,
    bytes: 4 * arrays * points,
    take(mapping, offset) {
      const copies = Array.from({ length: arrays }, (_, i) => {
        const mapped = new Float32Array(mapping, offset + 4 * i * points, points);
        return copyReduced(mapped, at(reduced, i), pool.take(points));
      });
      take(copies);
    },
  };
  // Reads arrive in their order: the reductions first.
  return [reduction.read(arrays, (all) => (reduced = all)), numbers];
}

/** Makes the reads of the wanted results, which are copied into arrays of the pool with what the GPU knows of all their numbers. */
export function readsOf(
  buffers: ResultBuffers,
  wanted: Omit<WantedResults, 'lifetimes' | 'flags'>,
  pool: ResultPool,
): TileReads {
  const { points, groups, cells, yieldLayout, reductions } = buffers;
  const empty = new Float32Array();
  const result = {
    chi2: empty,
    signal: empty,
    groupSignal: [] as readonly Float32Array[],
    binSignal: empty,
    groupBinSignal: [] as readonly Float32Array[],
    relativeError: empty,
  };
  const reads: Read[] = [];
  const read = (source: GPUBuffer, count: number, take: (mapped: Float32Array) => Partial<Chi2Result>) =>
    reads.push({
      source,
      bytes: 4 * count,
      take: (mapping, offset) => Object.assign(result, take(new Float32Array(mapping, offset, count))),
    });
  const readPoints = (
    source: GPUBuffer,
    reduction: ReducePass,
    arrays: number,
    take: (copies: readonly Float32Array[]) => Partial<Chi2Result>,
  ) =>
    reads.push(
      ...readsOfPoints({ source, reduction, arrays, points }, pool, (copies) =>
        Object.assign(result, take(copies)),
      ),
    );
  if (wanted.chi2) readPoints(buffers.chi2, reductions.chi2, 1, ([chi2 = empty]) => ({ chi2 }));
  if (wanted.signal) readPoints(buffers.signal, reductions.signal, 1, ([signal = empty]) => ({ signal }));
  if (wanted.groupSignal && groups > 1) {
    readPoints(buffers.groupSignal, reductions.groupSignal, groups, (groupSignal) => ({ groupSignal }));
  }
  if (wanted.bins) {
    const words = cells * (yieldLayout.sizeOf('Yield') / 4);
    read(buffers.yields, words, (mapped) => unpackYields(yieldLayout, mapped, groups, wanted.groupBins));
  }
  return { reads, result: () => result };
}
