/** Points whose chi2 float32 could not tell: the host works them out from the tile's yields, or they are missing. */

import { NumericError } from '../../errors.js';
import { areFinite, areNotNegative, checkAgain } from '../../grid/finite.js';
import { FILL_VALUES, isMissing } from '../../grid/variables.js';
import { nextTurn } from '../../platform/turns.js';
import type { PhysicsSetup } from '../../prediction/physicsSetup.js';
import { pointOf, type TileLayout } from '../../prediction/tileLayout.js';
import type { PreparedStatistic } from '../../statistics/statistic.js';
import type { Chi2Result } from './tileReads.js';

/**
 * Additions of Cholesky's factorisation that the host may do for a tile and experiment: all points of a tile up to seven bins with a
 * signal, a tenth of them with 22. A bound on the time, and by operations, so that every machine stops at the same point.
 */
const MOST_OPERATIONS = 2 ** 28;
/** Points after which events of the process get their turn. */
const POINTS_AT_ONCE = 1024;

/** Points of a tile that the kernel has left to the host, in C order. */
export function unsettledPoints(chi2: Float32Array): number[] {
  // What follows says where, and takes ten times as long.
  if (areNotNegative(chi2) && areFinite(chi2)) return [];
  const points: number[] = [];
  chi2.forEach((value, point) => {
    if (!(value >= 0) || isMissing(value)) points.push(point);
  });
  return points;
}

/** What a comparison takes of an experiment: its bins, and the data and statistic that its spectra are compared with. */
export type ComparedSetup = Pick<PhysicsSetup, 'statistic' | 'counts' | 'signalBins' | 'rowBins'>;

/** Points that one tile and experiment may have worked out on the host. */
export function mostSettled(bins: number): number {
  return Math.floor(MOST_OPERATIONS / (bins ** 3 / 6 + 20 * bins));
}

/**
 * Works the points out in f64, or in twice its precision, and writes them into the tile's chi2: those beyond the first `most`, or without
 * a number that float32 can hold, as the fill value. Returns those, in C order.
 */
export async function settlePoints(
  setup: ComparedSetup,
  prepared: PreparedStatistic,
  layout: TileLayout,
  { chi2, binSignal, relativeError }: Pick<Chi2Result, 'chi2' | 'binSignal' | 'relativeError'>,
  points: readonly number[],
  most = mostSettled(setup.signalBins.length),
): Promise<number[]> {
  if (points.length === 0) return [];
  const missing: number[] = [];
  const chi2Of = chi2From(setup, prepared, layout, binSignal, relativeError);
  for (const [k, point] of points.entries()) {
    if (k % POINTS_AT_ONCE === POINTS_AT_ONCE - 1) await nextTurn();
    const value = k < most ? Math.fround(chi2Of(point)) : Number.NaN;
    const isKnown = !isMissing(value);
    chi2[point] = isKnown ? value : FILL_VALUES.float32;
    if (!isKnown) missing.push(point);
  }
  checkAgain(chi2);
  return missing;
}

/** chi2 of a point from the yields of its mass point and couplings; NaN where there is none. */
function chi2From(
  setup: ComparedSetup,
  prepared: PreparedStatistic,
  layout: TileLayout,
  binSignal: Float32Array,
  relativeError: Float32Array,
): (point: number) => number {
  const { signalBins, rowBins } = setup;
  const rows = rowBins.length;
  const signal = new Float64Array(signalBins.length);
  const error = new Float64Array(signalBins.length);
  return (point) => {
    const { mass, coupling, mixing } = pointOf(layout.axes, point);
    const first = (mass * layout.couplings.length + coupling) * rows;
    const factor = layout.mixings[mixing] ?? Number.NaN;
    for (const [row, bin] of rowBins.entries()) {
      if (bin === undefined) continue;
      const events = binSignal[first + row] ?? Number.NaN;
      if (isMissing(events)) return Number.NaN;
      signal[bin] = events * factor;
      error[bin] = relativeError[first + row] ?? Number.NaN;
    }
    try {
      return prepared.value(signal, error);
    } catch (failure) {
      // No covariance at this signal: the point has no chi2, and the scan goes on.
      if (failure instanceof NumericError) return Number.NaN;
      throw failure;
    }
  };
}
