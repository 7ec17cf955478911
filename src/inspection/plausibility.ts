/** What is not an error in an experiment but rarely intended: a one-line warning for each, which names the key. */

import { at } from '../at.js';
import { firstFailingMinor } from '../experiment/covariance.js';
import type { Bin, Experiment, Matrix } from '../experiment/types.js';
import { unitWarnings } from '../response/units.js';
import { briefNumber } from '../words.js';
import { beamWarnings } from './beamWarnings.js';
import { DENSITY_RANGE, isOutside } from './plausibleRange.js';
import { precisionWarnings } from './precision.js';
import { soilWarnings } from './soilWarnings.js';
import { type ExperimentSummary, summarise } from './summary.js';

/** Plausible ratios of a bin's systematic error to its background; outside, the covariance may be in another unit. */
const ERROR_RANGE = [1e-3, 1] as const;
/** Standard deviations of a chi2 beyond its degrees of freedom. */
const CHI2_DEVIATIONS = 10;

/**
 * All warnings about an experiment; empty where there are none. `summary` must be the summary of the same experiment. With
 * `counts: false` the observed counts are not judged.
 */
export function experimentWarnings(
  e: Experiment,
  summary: ExperimentSummary = summarise(e),
  { counts }: { readonly counts: boolean } = { counts: true },
): string[] {
  return [
    ...beamWarnings(e),
    ...matterWarnings(e, summary),
    ...responseWarnings(e),
    ...(counts ? countWarnings(e, summary) : []),
    ...errorWarnings(e, summary),
    ...covarianceWarnings(e),
    ...precisionWarnings(e),
  ];
}

function matterWarnings({ dirt, sourceZCm }: Experiment, { target }: ExperimentSummary): string[] {
  const density = target.density_g_cm3;
  return [
    ...(isOutside(density, DENSITY_RANGE)
      ? [
          `target.mass_tonnes: ${briefNumber(target.mass_tonnes)} t in this geometry are ${briefNumber(density)} g/cm3; check mass and sizes (cm)`,
        ]
      : []),
    ...Object.values(dirt).flatMap((soil) => soilWarnings(soil, sourceZCm, `dirt.presets.${soil.preset}`)),
  ];
}

function responseWarnings({ response, beams, bins }: Experiment): string[] {
  const { plateau, cells } = response;
  const found = [];
  if (plateau === 0) found.push('response: the efficiency is 0 everywhere: no signal can be seen');
  found.push(...unitWarnings(response));
  if (plateau > 1) found.push(`response: the efficiency may reach ${briefNumber(plateau)}, above 1`);
  if (bins.every((bin) => bin.cells.length === 0)) {
    return [...found, 'observation.bins: no bin has a cell of the response: no signal can be seen'];
  }
  for (const [number, { name }] of beams.entries()) {
    const binsOfBeam = bins.filter(({ beam }) => beam === number);
    const held = new Set(binsOfBeam.flatMap((bin) => bin.cells));
    const lost = cells.filter((_, cell) => !held.has(cell));
    if (held.size === 0) found.push(`observation.bins: no bin of beam ${name} has a cell of the response`);
    else if (lost.length > 0) {
      const more = lost.length > 3 ? ` and ${lost.length - 3} more` : '';
      const which = `${lost.slice(0, 3).join('; ')}${more}`;
      found.push(`observation.bins: no bin of beam ${name} holds the signal of: ${which}`);
    }
  }
  return found;
}

function countWarnings({ bins }: Experiment, { background_chi2: chi2 }: ExperimentSummary): string[] {
  const found = bins.flatMap((bin, i) => {
    const { data, background } = bin;
    return [
      ...(data !== undefined && background === 0 && data > 0
        ? [`${keyOf(bin, i)}: ${data} events over a background of 0`]
        : []),
      ...(data === undefined || Number.isInteger(data)
        ? []
        : [`${keyOf(bin, i)}.data: ${data} is no whole number of events`]),
    ];
  });
  const n = bins.length;
  if (chi2 === null || chi2 <= n + CHI2_DEVIATIONS * Math.sqrt(2 * n)) return found;
  const what = `the background alone has chi2 = ${briefNumber(chi2)} in ${n} ${n === 1 ? 'bin' : 'bins'}`;
  return [...found, `observation.bins: ${what}; check counts and covariance`];
}

function errorWarnings({ bins }: Experiment, { bins: summaries }: ExperimentSummary): string[] {
  return bins.flatMap((bin, i) => {
    const { background } = bin;
    const { error } = at(summaries, i);
    if (background <= 0 || !isOutside(error / background, ERROR_RANGE)) return [];
    const share = briefNumber((100 * error) / background);
    return [
      `${keyOf(bin, i)}: the error, ${briefNumber(error)}, is ${share} % of the background; is the covariance in events^2?`,
    ];
  });
}

const keyOf = ({ label }: Bin, i: number) => `observation.bins[${i}] (${label})`;

/**
 * Warns where the errors of a signal are inconsistent. C + s_i X_ij + s_j X_ji + s_i s_j Y_ij is a covariance for every signal s if
 * the matrix [C X'; X Y] is positive definite.
 */
function covarianceWarnings({ bins, systematics }: Experiment): string[] {
  const { background, cross, signal } = systematics;
  if (cross === undefined || signal === undefined) return [];
  const held = bins.flatMap((_, i) => (at(at(signal, i), i) > 0 ? [i] : []));
  const joint: Matrix = [
    ...background.map((row, i) => [...row, ...held.map((k) => at(at(cross, k), i))]),
    ...held.map((k) => [...at(cross, k), ...held.map((l) => at(at(signal, k), l))]),
  ];
  const failed = firstFailingMinor(joint);
  if (failed === undefined) return [];
  const { label } = at(bins, held[failed - bins.length] ?? failed);
  return [
    `covariance.fractional: signal and background together are not positive definite (fails at the signal of ${label}); a scan relies on the signal's statistical errors to make up for it`,
  ];
}
