/** Summary of an experiment, in numbers that its author can compare with the paper. No event is simulated. */

import { at } from '../at.js';
import { nucleiIn, protonsIn } from '../experiment/amounts.js';
import { countsWith } from '../experiment/counts.js';
import { type Beam, type Experiment, type Matrix, observedCounts } from '../experiment/types.js';
import type { Quantity } from '../physics/quantities.js';
import type { GeometrySummary } from '../shapes/detectorShape.js';
import { detectorShape } from '../shapes/detectors.js';
import { type DirtSummary, summariseDirt } from '../soil/dirtSummary.js';
import { backgroundChi2 } from '../statistics/statistic.js';
import { DEFAULT_STATISTIC, statisticFor } from '../statistics/statistics.js';
import { sum } from '../sum.js';
import { conditionOf } from './precision.js';

/** A beam: its exposure, and its flux within the energy range in use. */
export interface BeamSummary {
  readonly name: string;
  readonly pot: number;
  /** Integral over the range in use, per cm2 and POT. */
  readonly flux_per_cm2_pot: number;
  readonly mean_energy_gev: number;
  readonly energy_range_gev: readonly [number, number];
  /** Flux of the wrong-sign component over the total flux; null where the experiment gives none. */
  readonly wrong_sign_fraction: number | null;
  /** Whether the wrong-sign component counts even if a scan does not ask for it. */
  readonly wrong_sign_counts: boolean;
}

/** The detector's material. */
export interface TargetSummary {
  readonly mass_tonnes: number;
  /** Mass over the volume in which N are produced. */
  readonly density_g_cm3: number;
  /** Numbers of nuclei. */
  readonly nuclei: Readonly<Record<string, number>>;
  /** All protons, free and bound. */
  readonly protons: number;
}

/** The point that neutrinos come from. */
export interface NeutrinoSourceSummary {
  readonly z_cm: number;
  /** Intensity relative to that on the axis at angles in mrad, and the source of the table; null for an isotropic source. */
  readonly intensity: {
    readonly angles_mrad: readonly number[];
    readonly relative: readonly number[];
    readonly source: string;
  } | null;
}

/** A bin of the observation. */
export interface BinSummary {
  readonly label: string;
  readonly beam: string;
  /** Null where there are no counts yet. */
  readonly data: number | null;
  readonly background: number;
  /** Square root of the covariance's diagonal, events. */
  readonly error: number;
  /** Cells of the response whose signal falls into the bin; none for a control sample. */
  readonly cells: readonly string[];
}

/** An experiment, as `dualnu experiment check --json` prints it. */
export interface ExperimentSummary {
  readonly name: string;
  readonly title: string;
  readonly citations: readonly string[];
  readonly beams: readonly BeamSummary[];
  readonly target: TargetSummary;
  readonly proton_elastic: boolean;
  /** Kinetic energy below which a proton in the detector passes the selection, MeV; left out where every proton passes. */
  readonly proton_max_kinetic_energy_mev?: number;
  /** Sizes in cm and volumes in cm3; of a sphere, of both radii. */
  readonly geometry: GeometrySummary;
  /** Where neutrinos come from, and how their intensity falls off the axis; null where their rays are parallel. */
  readonly neutrino_source: NeutrinoSourceSummary | null;
  readonly dirt: Readonly<Record<string, DirtSummary>>;
  readonly response: {
    readonly label: string;
    readonly cells: readonly string[];
    /** Quantities in which the cells are binned. */
    readonly observables: readonly Quantity[];
    /** Columns of a sample that the cells are bins of; left out where the response is evaluated on pairs. */
    readonly reconstructed?: readonly string[];
    readonly plateau: number;
    readonly smears: boolean;
  };
  readonly bins: readonly BinSummary[];
  /** Sums over the bins that can hold a signal, with the covariance between them. */
  readonly total: { readonly data: number | null; readonly background: number; readonly error: number };
  /** Whether the covariance includes the statistical errors of data and background. */
  readonly statistics: 'separate' | 'included';
  /** chi2 of the background alone over all bins, CNP where the statistical errors are separate; null where there are no counts yet. */
  readonly background_chi2: number | null;
  /** Condition number of the correlation matrix of all bins, including the statistical errors of data and background. */
  readonly condition_number: number;
  /** SHA-256 of the files that were read. */
  readonly sha256: Readonly<Record<string, string>>;
}

/** Summarizes an experiment. */
export function summarise(e: Experiment): ExperimentSummary {
  const covariance = e.systematics.background;
  const inSignal = e.bins.flatMap(({ cells }, i) => (cells.length > 0 ? [i] : []));
  const data = observedCounts(e);
  const ofSignal = (counts: readonly number[]) => sum(inSignal.map((i) => at(counts, i)));
  const background = e.bins.map((bin) => bin.background);
  return {
    name: e.name,
    title: e.title,
    citations: e.citations,
    beams: e.beams.map(beamSummary),
    target: targetSummary(e),
    proton_elastic: e.protonElastic,
    ...(e.protonCapGev === undefined
      ? {}
      : { proton_max_kinetic_energy_mev: Number((1000 * e.protonCapGev).toPrecision(12)) }),
    geometry: detectorShape(e.geometry).summary,
    neutrino_source: neutrinoSourceSummary(e),
    dirt: Object.fromEntries(Object.entries(e.dirt).map(([preset, dirt]) => [preset, summariseDirt(dirt)])),
    response: {
      label: e.response.label,
      cells: e.response.cells,
      observables: e.response.observables,
      ...(e.response.reconstructed && {
        reconstructed: e.response.reconstructed.columns.map(({ column }) => column),
      }),
      plateau: e.response.plateau,
      smears: e.response.smears,
    },
    bins: e.bins.map(({ label, beam, cells, ...counts }, i) => ({
      label,
      beam: at(e.beams, beam).name,
      data: counts.data ?? null,
      background: counts.background,
      error: errorOf(covariance, [i]),
      cells: cells.map((cell) => at(e.response.cells, cell)),
    })),
    total: {
      data: data ? ofSignal(data) : null,
      background: ofSignal(background),
      error: errorOf(covariance, inSignal),
    },
    statistics: e.statisticsIncluded ? 'included' : 'separate',
    background_chi2:
      data === undefined ? null : backgroundChi2(statisticFor(DEFAULT_STATISTIC, e), countsWith(e, data)),
    condition_number: conditionOf(e),
    sha256: e.files,
  };
}

/** Error of the sum of some bins, events. */
export function errorOf(covariance: Matrix, bins: readonly number[]): number {
  return Math.sqrt(sum(bins.flatMap((i) => bins.map((j) => at(at(covariance, i), j)))));
}

/** Exposure and flux of a beam. */
export function beamSummary({ name, pot, flux, countsWrongSign }: Beam): BeamSummary {
  const { energiesGev, mainPerCm2PotGev, wrongSignPerCm2PotGev, minEnergyGev, maxEnergyGev } = flux;
  const range = [minEnergyGev, maxEnergyGev] as const;
  const main = momentsOf(energiesGev, mainPerCm2PotGev, range);
  const wrong = wrongSignPerCm2PotGev && momentsOf(energiesGev, wrongSignPerCm2PotGev, range);
  return {
    name,
    pot,
    flux_per_cm2_pot: main.integral,
    mean_energy_gev: main.mean,
    energy_range_gev: range,
    wrong_sign_fraction: wrong ? wrong.integral / (wrong.integral + main.integral) : null,
    wrong_sign_counts: countsWrongSign === true,
  };
}

/** Integral and mean of a density that is linear between its nodes, within a range. */
function momentsOf(
  x: readonly number[],
  y: readonly number[],
  [min, max]: readonly [number, number],
): { integral: number; mean: number } {
  let integral = 0;
  let first = 0;
  for (let i = 1; i < x.length; i++) {
    const [x0, x1] = [at(x, i - 1), at(x, i)];
    const [a, b] = [Math.max(x0, min), Math.min(x1, max)];
    if (b <= a) continue;
    const density = (point: number) => {
      const share = (point - x0) / (x1 - x0);
      return at(y, i - 1) * (1 - share) + at(y, i) * share;
    };
    const [ya, yb] = [density(a), density(b)];
    integral += ((b - a) * (ya + yb)) / 2;
    first += ((b - a) * (ya * (2 * a + b) + yb * (a + 2 * b))) / 6;
  }
  return { integral, mean: integral > 0 ? first / integral : 0 };
}

function targetSummary({ target, geometry }: Experiment): TargetSummary {
  const { composition, massTonnes } = target;
  const grams = massTonnes * 1e6;
  return {
    mass_tonnes: massTonnes,
    density_g_cm3: grams / detectorShape(geometry).volumeCm3,
    nuclei: Object.fromEntries(
      composition.map(({ nucleus, massFraction }) => [nucleus.name, nucleiIn(nucleus, massFraction * grams)]),
    ),
    protons: protonsIn(composition, grams),
  };
}

function neutrinoSourceSummary({ sourceZCm, intensity }: Experiment): NeutrinoSourceSummary | null {
  if (sourceZCm === Number.NEGATIVE_INFINITY) return null;
  return {
    z_cm: sourceZCm,
    intensity: intensity
      ? {
          angles_mrad: intensity.tangents.map((tangent) => 1000 * Math.atan(tangent)),
          relative: intensity.relative,
          source: intensity.source,
        }
      : null,
  };
}
