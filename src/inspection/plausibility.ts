/** What is not an error in an experiment but rarely intended: a one-line warning for each, which names the key. */

import { at } from '../at.js';
import { firstFailingMinor } from '../experiment/covariance.js';
import type { Bin, Dirt, Experiment, Matrix } from '../experiment/types.js';
import { unitWarnings } from '../response/units.js';
import { bodyForm } from '../shapes/bodies.js';
import { briefNumber, listInWords } from '../words.js';
import { precisionWarnings } from './precision.js';
import { beamSummary, type ExperimentSummary, summarise } from './summary.js';

/** Plausible protons on target of a run. */
const POT_RANGE = [1e18, 1e23] as const;
/** Plausible flux integrals, per cm2 and POT. */
const FLUX_RANGE = [1e-12, 1e-7] as const;
/** Plausible mean energies of accelerator neutrinos, GeV. */
const ENERGY_RANGE_GEV = [0.01, 100] as const;
/** Plausible densities of a liquid or a solid, g/cm3. */
const DENSITY_RANGE = [0.3, 25] as const;
/** Plausible ratios of a bin's systematic error to its background; outside, the covariance may be in another unit. */
const ERROR_RANGE = [1e-3, 1] as const;
/** Largest plausible ratio of a step between energies to the neighbouring steps; beyond, rows of the table may be missing. */
const FLUX_STEP = 2.5;
/** Where no source of the neutrinos is given, soil farther than this is hardly meant, cm. */
const FARTHEST_CM = 1e6;
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
    ...gapWarnings(e),
    ...exposureWarnings(e),
    ...matterWarnings(e, summary),
    ...responseWarnings(e),
    ...(counts ? countWarnings(e, summary) : []),
    ...errorWarnings(e, summary),
    ...covarianceWarnings(e),
    ...precisionWarnings(e),
  ];
}

const isOutside = (value: number, [low, high]: readonly [number, number]) => !(value >= low && value <= high);
const between = ([low, high]: readonly [number, number], unit = '') =>
  `outside of ${briefNumber(low)} to ${briefNumber(high)}${unit}`;

function beamWarnings({ beams }: Experiment): string[] {
  return beams.flatMap((beam) => {
    const {
      pot,
      flux_per_cm2_pot: flux,
      mean_energy_gev: mean,
      wrong_sign_fraction: wrong,
    } = beamSummary(beam);
    const key = `beams.${beam.name}`;
    return [
      ...(isOutside(pot, POT_RANGE)
        ? [`${key}.pot: ${briefNumber(pot)} is ${between(POT_RANGE)}; is a power of ten missing?`]
        : []),
      ...(isOutside(flux, FLUX_RANGE)
        ? [
            `${key}.flux: its integral, ${briefNumber(flux)}, is ${between(FLUX_RANGE, ' per cm2 and POT')}; is it ${fluxUnit(flux)}?`,
          ]
        : []),
      ...(isOutside(mean, ENERGY_RANGE_GEV)
        ? [
            `${key}.flux: the mean energy, ${briefNumber(mean)} GeV, is ${between(ENERGY_RANGE_GEV)}; are energies in GeV?`,
          ]
        : []),
      ...(wrong !== null && wrong > 0.5
        ? [
            `${key}.flux.main: the other kind is ${briefNumber(100 * wrong)} % of the flux; is main the right one?`,
          ]
        : []),
    ];
  });
}

/** Wrong units in which a flux of accelerator neutrinos may be given, with the factor that each of them makes. */
const FLUX_UNITS = [
  ['per m2', 1e4],
  ['per MeV', 1e-3],
  ['per m2 and MeV', 10],
  ['for 1e6 POT', 1e6],
  ['for 1e6 POT and m2', 1e10],
  ['for 1e20 POT, or for all of them', 1e20],
] as const;
/** Usual fluxes of experiments, per cm2 and POT. */
const USUAL_FLUX = [1e-11, 1e-8] as const;

function fluxUnit(flux: number): string {
  const fitting = FLUX_UNITS.filter(([, factor]) => !isOutside(flux / factor, USUAL_FLUX));
  return listInWords(fitting.length > 0 ? fitting.map(([name]) => name) : ['per m2', 'per bin', 'per MeV']);
}

/**
 * Energies between which rows seem to be missing: a step much larger than both neighbouring steps, which does not happen with bins
 * that widen with the energy. The flux is interpolated linearly over a gap, so nothing else would reveal it.
 */
function gapWarnings({ beams }: Experiment): string[] {
  return beams.flatMap(({ name, flux: { energiesGev, minEnergyGev, maxEnergyGev } }) =>
    energiesGev.flatMap((from, i) => {
      const [before, to, after] = [energiesGev[i - 1], energiesGev[i + 1], energiesGev[i + 2]];
      if (before === undefined || to === undefined || after === undefined) return [];
      const isUsed = to > minEnergyGev && from < maxEnergyGev;
      if (!isUsed || to - from <= FLUX_STEP * Math.max(from - before, after - to)) return [];
      const steps = `${briefNumber(from - before)} and ${briefNumber(after - to)} GeV beside it`;
      return [
        `beams.${name}.flux: nothing between ${briefNumber(from)} and ${briefNumber(to)} GeV, with steps of ${steps}; are rows missing?`,
      ];
    }),
  );
}

/** Background and data belong to one exposure: they do not scale with the beam's protons on target. */
function exposureWarnings({ beams }: Experiment): string[] {
  return beams.flatMap(({ name, pot, countsPot }) => {
    if (countsPot === undefined || Math.abs(pot / countsPot - 1) < 1e-3) return [];
    // An implausible number has a warning already.
    if (isOutside(pot, POT_RANGE)) return [];
    const [beamPot, counts] = [briefNumber(pot), briefNumber(countsPot)];
    return [
      `beams.${name}.pot: ${beamPot}, but data and background stand for ${counts} (observation.pot) and are not scaled; for a sensitivity at another exposure write exposure in the scan file`,
    ];
  });
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

/** What is doubtful about matter upstream, of which `key` is where it stands; `sourceZCm` is z of the neutrinos' source. */
export function soilWarnings(dirt: Dirt, sourceZCm: number, key: string): string[] {
  return [...densityWarnings(dirt, key), ...reachWarnings(dirt, sourceZCm, key)];
}

/** Matter where hardly any neutrino of a beam comes: at more than 45 degrees to its axis, or where rays are parallel, beyond FARTHEST_CM. */
function reachWarnings({ bodies }: Dirt, sourceZCm: number, key: string): string[] {
  return bodies.flatMap(({ name, shape }) => {
    const where = bodies.length > 1 ? `${key}.bodies.${name}` : key;
    const isParallel = sourceZCm === Number.NEGATIVE_INFINITY;
    const ways = bodyForm(shape).edges.flatMap(({ radiusCm, zCm }): string[] => {
      const fromSource = zCm - sourceZCm;
      if (!isParallel) {
        const there = `${briefNumber(radiusCm)} cm off the beam's axis, ${briefNumber(fromSource)} cm from the neutrinos' source`;
        return radiusCm > fromSource ? [`${there}: hardly a neutrino comes there`] : [];
      }
      const reach = Math.max(radiusCm, Math.abs(zCm));
      return reach > FARTHEST_CM ? [`${briefNumber(reach)} cm from the detector, more than 10 km`] : [];
    });
    return ways.slice(0, 1).map((way) => `${where}: soil reaches ${way}; check its sizes (cm)`);
  });
}

/** Densities of matter upstream that no matter has. */
function densityWarnings({ bodies }: Dirt, key: string): string[] {
  return bodies.flatMap(({ name, densityGPerCm3, massTonnes }) => {
    // A body given by its mass may be spread over any volume: its density need not be that of soil.
    if (massTonnes !== undefined || !isOutside(densityGPerCm3, DENSITY_RANGE)) return [];
    const where = bodies.length > 1 ? `${key}.bodies.${name}` : key;
    return [`${where}.density_g_cm3: ${briefNumber(densityGPerCm3)} is ${between(DENSITY_RANGE)}`];
  });
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
