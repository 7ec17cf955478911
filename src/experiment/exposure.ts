/** An experiment scaled to another exposure (docs/statistics.md, Another exposure). */
import type { Experiment, Matrix } from './types.js';

/** Allowed range of factors on the exposure. */
export const EXPOSURE_RANGE = { min: 1e-3, max: 1e6 } as const;

/** Why an experiment cannot be scaled, or undefined. */
export function scalingFault({ name, statisticsIncluded }: Experiment): string | undefined {
  if (!statisticsIncluded) return undefined;
  const what = `the covariance of ${name} holds the statistical errors of its counts, which grow otherwise than the systematic ones`;
  return `${what} and cannot be told apart from them; remove exposure, or give a covariance with statistics: separate`;
}

/**
 * The experiment with `factor` times its protons on target: signal and background scale with it, and systematic errors
 * in proportion to their quantities. Observed counts cannot be scaled, so that the result has none. The experiment must have no
 * `scalingFault`.
 */
export function scaleExposure(e: Experiment, factor: number): Experiment {
  const times = (matrix: Matrix, by: number): Matrix => matrix.map((row) => row.map((c) => by * c));
  const { background, cross, signal } = e.systematics;
  return {
    ...e,
    beams: e.beams.map((beam) => ({
      ...beam,
      pot: factor * beam.pot,
      countsPot: beam.countsPot === undefined ? undefined : factor * beam.countsPot,
    })),
    bins: e.bins.map((bin) => ({ ...bin, background: factor * bin.background, data: undefined })),
    systematics: {
      background: times(background, factor * factor),
      // X_ij multiplies one signal and Y_ij two, each of which already contains one factor of the total factor^2.
      cross: cross && times(cross, factor),
      signal,
    },
  };
}
