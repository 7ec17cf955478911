/** What is doubtful about the beams of an experiment: exposures and fluxes. */
import type { Experiment } from '../experiment/types.js';
import { briefNumber, listInWords } from '../words.js';
import { isOutside, outsideOf } from './plausibleRange.js';
import { beamSummary } from './summary.js';

/** Plausible protons on target of a run. */
const POT_RANGE = [1e18, 1e23] as const;
/** Plausible flux integrals, per cm2 and POT. */
const FLUX_RANGE = [1e-12, 1e-7] as const;
/** Plausible mean energies of accelerator neutrinos, GeV. */
const ENERGY_RANGE_GEV = [0.01, 100] as const;
/** Largest plausible ratio of a step between energies to the neighbouring steps; beyond, rows of the table may be missing. */
const FLUX_STEP = 2.5;

/** All warnings about the beams of an experiment. */
export function beamWarnings(e: Experiment): string[] {
  return [...fluxWarnings(e), ...gapWarnings(e), ...exposureWarnings(e)];
}

function fluxWarnings({ beams }: Experiment): string[] {
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
        ? [`${key}.pot: ${briefNumber(pot)} is ${outsideOf(POT_RANGE)}; is a power of ten missing?`]
        : []),
      ...(isOutside(flux, FLUX_RANGE)
        ? [
            `${key}.flux: its integral, ${briefNumber(flux)}, is ${outsideOf(FLUX_RANGE, ' per cm2 and POT')}; is it ${fluxUnit(flux)}?`,
          ]
        : []),
      ...(isOutside(mean, ENERGY_RANGE_GEV)
        ? [
            `${key}.flux: the mean energy, ${briefNumber(mean)} GeV, is ${outsideOf(ENERGY_RANGE_GEV)}; are energies in GeV?`,
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
