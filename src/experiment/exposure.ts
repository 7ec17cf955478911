/** An experiment at another exposure: what grows with the protons on target, and how. */
import type { Experiment, Matrix } from './types.js';

/** Factors on the exposure that can be meant. */
export const EXPOSURE_RANGE = { min: 1e-3, max: 1e6 } as const;

/** Why an experiment cannot be scaled, or undefined. */
export function scalingFault({ name, statisticsIncluded }: Experiment): string | undefined {
  if (!statisticsIncluded) return undefined;
  const what = `the covariance of ${name} holds the statistical errors of its counts, which grow otherwise than the systematic ones`;
  return `${what} and cannot be told apart from them; remove exposure, or give a covariance with statistics: separate`;
}

/**
 * The experiment with `factor` times its protons on target: signal and background grow with them, systematic errors in
 * proportion to what they are errors of. Events that were counted cannot be scaled: the result has none. The experiment must
 * have no `scalingFault`.
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
      // X_ij multiplies one signal, Y_ij two: they have the factors that are left of factor^2.
      cross: cross && times(cross, factor),
      signal,
    },
  };
}
