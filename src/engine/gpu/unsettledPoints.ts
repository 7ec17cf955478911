/** Points whose chi2 float32 cannot determine: the host computes it from the tile's yields (docs/numerics.md, "What float32 cannot tell"). */
import { at } from '../../at.js';
import { NumericError } from '../../errors.js';
import { nextTurn } from '../../platform/turns.js';
import type { PhysicsSetup } from '../../prediction/physicsSetup.js';
import { pointOf, type TileLayout } from '../../prediction/tileLayout.js';
import type { PreparedStatistic } from '../../statistics/statistic.js';
import { areSettled, reduceNumbers, reductionOf, remember } from '../../tiles/reduction.js';
import { FILL_VALUES, isMissing } from '../../tiles/variables.js';
import type { Chi2Result } from './tileReads.js';

/**
 * Most additions in Cholesky factorisations on the host for a tile and experiment: enough for all points of a tile with up to seven bins
 * with a signal, and for a tenth of them with 22. It limits the time by counting operations, so that every machine stops at the same point.
 */
const MOST_OPERATIONS = 2 ** 28;
/** Number of points after which the event loop gets a turn. */
const POINTS_AT_ONCE = 1024;

/** Points of a tile that the kernel leaves to the host, in C order. */
export function unsettledPoints(chi2: Float32Array): number[] {
  // The GPU tells that nearly all tiles have none; only the others are searched point by point.
  if (areSettled(reductionOf(chi2) ?? reduceNumbers(chi2))) return [];
  const points: number[] = [];
  chi2.forEach((value, point) => {
    if (!(value >= 0) || isMissing(value)) points.push(point);
  });
  return points;
}

/** What settling takes of an experiment: how rows of spectra become bins with a signal. */
export type ComparedSetup = Pick<PhysicsSetup, 'signalBins' | 'rowBins'>;

/** Most points of a tile and experiment that the host computes, by the number of bins with a signal. */
export function mostSettled(bins: number): number {
  return Math.floor(MOST_OPERATIONS / (bins ** 3 / 6 + 20 * bins));
}

/**
 * Computes chi2 at the points in f64 or double-double precision, and writes it into the tile's chi2. Points beyond the first `most`, and
 * those whose chi2 float32 cannot hold, get the fill value and are returned, in C order.
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
  remember(chi2, reduceNumbers(chi2));
  return missing;
}

/** Makes the function that computes chi2 of a point from the yields of its mass point and couplings; NaN where it is not known. */
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
    const factor = at(layout.mixings, mixing);
    for (const [row, bin] of rowBins.entries()) {
      if (bin === undefined) continue;
      const events = at(binSignal, first + row);
      if (isMissing(events)) return Number.NaN;
      signal[bin] = events * factor;
      error[bin] = at(relativeError, first + row);
    }
    try {
      return prepared.value(signal, error);
    } catch (failure) {
      // The covariance is not positive definite at this signal: the point has no chi2, but the scan goes on.
      if (failure instanceof NumericError) return Number.NaN;
      throw failure;
    }
  };
}
