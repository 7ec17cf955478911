/** How the bins of a point add up to its chi2, with all that is needed to recompute the number by hand (docs/statistics.md, The chi2). */

import { at } from '../at.js';
import type { Template } from '../generator/sample.js';
import type { PhysicsSetup } from '../prediction/physicsSetup.js';
import type { BinBreakdown } from '../statistics/breakdown.js';

/** One bin; events and events^2. Where a sample has no answer, what depends on the signal is NaN, null in JSON. */
export interface BinReport {
  readonly label: string;
  /** Name of the beam. */
  readonly beam: string;
  readonly data: number;
  readonly background: number;
  readonly signal: number;
  /** Signal plus background, at least 1e-6. */
  readonly prediction: number;
  /** Data minus prediction. */
  readonly residual: number;
  /** C_stat,ii; for CNP it is 3/(1/data + 2/prediction). */
  readonly statistical_variance: number;
  /** C_syst,ii, including errors of the signal where the experiment gives any. */
  readonly systematic_variance: number;
  /** C_MC,ii: sum of the squares of the simulated events' weights. */
  readonly mc_variance: number;
  /** Square root of the sum of the three variances. */
  readonly error: number;
  /** Residual over error, without correlations. */
  readonly pull: number;
  /** (C^-1 r)_i, 1/events. */
  readonly weight: number;
  /** weight x residual: the bins add up to chi2. */
  readonly chi2: number;
  /** Derivative of chi2 with respect to the bin's signal, 1/events. */
  readonly dchi2_dsignal: number;
  /** |dchi2_dsignal| x sqrt(mc_variance): the uncertainty of chi2 from the Monte Carlo error of this bin. */
  readonly chi2_mc_error: number;
  /** By how much chi2 would be larger without mc_variance in this bin; null where no valid covariance is left. */
  readonly chi2_lowered_by_mc: number | null;
}

/** The errors that the bins share. */
export interface CovarianceReport {
  /** What makes statistical_variance: a scan's choice, or `included`, where it is the signal's alone. */
  readonly statistic: string;
  /** `observed`, or `asimov`: data = background. */
  readonly data: 'observed' | 'asimov';
  /** C_syst at this signal, shape [bins][bins], events^2; C adds statistical_variance and mc_variance to its diagonal. */
  readonly systematic: readonly (readonly number[])[];
}

/** The effect of the statistical error of the simulation on chi2. */
export interface MonteCarloReport {
  /** chi2 with the simulation taken as exact; null where no valid covariance is left. */
  readonly chi2_without_mc_variance: number | null;
  /** Standard deviation of chi2 from the bins' Monte Carlo errors. */
  readonly chi2_mc_error: number;
  /** The same at the end of the interval of the signal strength, without C_MC; the flag depends on it. Null without a signal. */
  readonly chi2_mc_error_at_limit: number | null;
  /** Signal events there: at 95 % confidence, or those of this signal (where |U|^2 is a factor, at |U|^2 = 1) if they are fewer. */
  readonly signal_at_limit: number | null;
}

/** The bins, their covariance, and the effect of the simulation. */
export interface Chi2Report {
  readonly bins: readonly BinReport[];
  readonly covariance: CovarianceReport;
  readonly monte_carlo: MonteCarloReport;
}

/** A spectrum; shapes [bins]. */
type Spectrum = Pick<Template, 'signal' | 'relativeError'>;

/** Breaks down the chi2 of a point's spectrum; flags depend on the spectrum `judged`. NumericError where C is not positive definite. */
export function chi2Report(setup: PhysicsSetup, spectrum: Spectrum, judged: Spectrum): Chi2Report {
  const { scan, statistic, counts } = setup;
  const isKnown = !spectrum.signal.some(Number.isNaN);
  const { signal, relativeError } = isKnown ? spectrum : noSignal(spectrum);
  const { bins, systematic, withoutMonteCarlo, monteCarloError } = statistic.breakDown(
    counts,
    signal,
    relativeError,
  );
  const reports = bins.map((bin, i) => binReport(setup, bin, i, at(signal, i)));
  return {
    bins: isKnown ? reports : reports.map(withoutAnswer),
    covariance: { statistic: statistic.name, data: scan.statistic.data, systematic },
    monte_carlo: {
      chi2_without_mc_variance: isKnown ? (withoutMonteCarlo ?? null) : null,
      chi2_mc_error: isKnown ? monteCarloError : Number.NaN,
      ...atLimit(setup, judged),
    },
  };
}

/** A spectrum without a signal, whose covariance is known. */
function noSignal({ signal }: Spectrum): Spectrum {
  return { signal: new Float64Array(signal.length), relativeError: new Float64Array(signal.length) };
}

/** A bin of a point at which a sample has no answer: what depends on the signal is not a number. */
function withoutAnswer(bin: BinReport): BinReport {
  const no = Number.NaN;
  const ofSignal = { signal: no, prediction: no, residual: no, pull: no, weight: no, chi2: no };
  const errors = { statistical_variance: no, mc_variance: no, error: no, chi2_mc_error: no };
  return { ...bin, ...ofSignal, ...errors, dchi2_dsignal: no, chi2_lowered_by_mc: null };
}

function binReport(setup: PhysicsSetup, bin: BinBreakdown, i: number, signal: number): BinReport {
  const { experiment } = setup.scan;
  const { label, beam } = at(experiment.bins, i);
  const error = Math.sqrt(bin.statistical + bin.systematic + bin.monteCarlo);
  return {
    label,
    beam: at(experiment.beams, beam).name,
    data: at(setup.counts.data, i),
    background: at(setup.counts.background, i),
    signal,
    prediction: bin.prediction,
    residual: bin.residual,
    statistical_variance: bin.statistical,
    systematic_variance: bin.systematic,
    mc_variance: bin.monteCarlo,
    error,
    pull: bin.residual / error,
    weight: bin.weight,
    chi2: bin.chi2,
    dchi2_dsignal: bin.slope,
    chi2_mc_error: Math.abs(bin.slope) * Math.sqrt(bin.monteCarlo),
    chi2_lowered_by_mc: bin.loweredByMonteCarlo ?? null,
  };
}

/** The Monte Carlo error that the flag depends on. */
function atLimit(
  { statistic, counts, signalBins }: PhysicsSetup,
  { signal, relativeError }: Spectrum,
): Pick<MonteCarloReport, 'chi2_mc_error_at_limit' | 'signal_at_limit'> {
  const total = signal.reduce((sum, s) => sum + s, 0);
  if (!(total > 0)) return { chi2_mc_error_at_limit: null, signal_at_limit: null };
  const errorOf = statistic.simulationError(counts, signalBins);
  const pick = (array: Float64Array) => signalBins.map((bin) => at(array, bin));
  const { spread, strength } = errorOf(pick(signal), pick(relativeError));
  return {
    chi2_mc_error_at_limit: Number.isFinite(spread) ? spread : null,
    signal_at_limit: strength * total,
  };
}
