/** Inputs of shaders/statistics. Events. */
import { at } from '../../../src/at.js';
import type { QuadraticForm } from '../../../src/statistics/cholesky.js';
import { cnp } from '../../../src/statistics/cnp.js';
import type { Counts } from '../../../src/statistics/counts.js';
import { type GaussianStatistic, kernelFields } from '../../../src/statistics/gaussian.js';
import { included } from '../../../src/statistics/included.js';
import { neyman } from '../../../src/statistics/neyman.js';
import { pearson } from '../../../src/statistics/pearson.js';
import { FLOAT32 } from '../../../src/statistics/precision.js';
import { type PreparedCounts, prepareCounts } from '../../../src/statistics/prepared.js';
import { preparedChi2, preparedForm } from '../../../src/statistics/preparedChi2.js';
import { addedVariance, correlation, type ScaledBin, scaledBin } from '../../../src/statistics/scaledBin.js';
import type { LinkConstants } from '../../../src/statistics/statistic.js';
import { whitenedBin, whitenedRow } from '../../../src/statistics/whitening.js';
import { Draw } from '../draws.js';
import { scalarsOf as kernelScalars } from '../preparedOnGpu.js';
import { drawRows, type Probe, type ProbeCase, ROWS } from './probe.js';

/** Bins with a signal and without one, and the correlation of their systematics. */
interface Shape {
  readonly bins: number;
  readonly others: number;
  readonly correlation: number;
  /** Whether the signal has systematic errors of its own, correlated with the background's. */
  readonly hasErrors: boolean;
}

/** 0.99 is nearly singular for float32; beyond, correlations are taken out beforehand. */
const SHAPES: readonly Shape[] = [
  { bins: 1, others: 0, correlation: 0, hasErrors: false },
  { bins: 3, others: 0, correlation: 0.216, hasErrors: false },
  { bins: 3, others: 2, correlation: 0.99, hasErrors: true },
  { bins: 8, others: 3, correlation: 0.6, hasErrors: true },
  { bins: 12, others: 0, correlation: -0.05, hasErrors: false },
  { bins: 3, others: 1, correlation: 1 - 1e-4, hasErrors: false },
  { bins: 4, others: 1, correlation: 1 - 1e-6, hasErrors: true },
];

interface Observation extends Shape {
  readonly counts: PreparedCounts;
  /** What the kernel is linked with, and scalars of its PreparedCounts. */
  readonly constants: LinkConstants;
  readonly scalars: readonly number[];
}

const isWhitened = ({ correlation }: Shape) => correlation > 0.999;
/** Eight bins stand for those whose losses nobody asks for. */
const isChecked = ({ bins }: Shape) => bins !== 8;

/** Counts from none to thousands, and a fully or hardly correlated systematic error on the background; all of it as float32. */
function observe(shape: Shape, index: number, statistic: GaussianStatistic = cnp): Observation {
  const { bins, others, correlation, hasErrors } = shape;
  const d = new Draw(0xc0000 + index);
  const all = Array.from({ length: bins + others }, (_, i) => i);
  // Where statistical errors are far below systematic ones bins are as correlated as their systematics.
  const [low, high] = isWhitened(shape) ? [1e7, 1e8] : [0.3, 5e3];
  const background = all.map(() => d.log(low, high));
  const data = background.map((b, i) => (i === 2 && high < 1e6 ? 0 : Math.round(b * d.uniform(0.5, 1.5))));
  const sigma = background.map((b) => b * d.uniform(0.02, 0.5));
  const square = (entry: (a: number, b: number, i: number, j: number) => number) =>
    sigma.map((a, i) => sigma.map((b, j) => entry(a, b, i, j)));
  const covariance = square((a, b, i, j) => a * b * (i === j ? 1 : correlation));
  // Fractional errors of a tenth on the signal, half correlated between bins and a third with the background.
  const errors = {
    signalCovariance: square((_a, _b, i, j) => 0.01 * (i === j ? 1 : 0.5)),
    cross: square((_, b) => (0.1 * b * correlation) / 3),
  };
  const given: Counts = { data, background, covariance, ...(hasErrors ? errors : {}) };
  const counts = inFloat32(prepareCounts(statistic, given, all.slice(0, bins)));
  const pairs = bins ** 2;
  const constants = {
    BIN_PAIRS: pairs,
    SIGNAL_PAIRS: hasErrors ? pairs : 1,
    WHITENED_PAIRS: isWhitened(shape) ? pairs : 1,
    IS_CHECKED: Number(isChecked(shape)),
  };
  return { ...shape, counts, constants, scalars: kernelScalars(kernelFields(counts, constants)) };
}

/** The counts as a kernel has them. */
function inFloat32(counts: PreparedCounts): PreparedCounts {
  const round = (value: unknown) =>
    value instanceof Float64Array ? value.map(Math.fround) : Math.fround(Number(value));
  const entries = Object.entries(counts).map(([key, value]) => [key, value && round(value)]);
  return Object.fromEntries(entries) as PreparedCounts;
}

const OBSERVATIONS = SHAPES.map((shape, index) => observe(shape, index));

/** With every statistical variance: one bin, and three with errors of the signal. */
const VARIANCES = [neyman, pearson, included].flatMap((statistic) =>
  [0, 2].map((index) => observe(at(SHAPES, index), index, statistic)),
);

/** A case for each shape. */
const casesOf = (
  draw: (d: Draw, observed: Observation) => readonly number[],
  twin: (observed: Observation) => (...args: never[]) => unknown,
  observations: readonly Observation[] = OBSERVATIONS,
): ProbeCase[] =>
  observations.map((observed) => ({
    rows: drawRows((d) => draw(d, observed), Math.ceil(ROWS / observations.length)),
    storage: { counts: observed.scalars },
    constants: { BIN_COUNT: observed.bins, ...observed.constants },
    twin: twin(observed),
  }));

/** Signals from far below a count to far above the background, in some bins or all; in a tenth of the rows absurd ones. */
function drawSignal(d: Draw, { counts, bins }: Observation): number[] {
  const size = d.unit() < 0.1 ? d.log(1e-30, 1e38) : d.log(1e-8, 1e4);
  const largest = Math.max(...counts.error) / 10;
  return Array.from({ length: bins }, () => {
    const signal = d.pick(0, size * d.unit(), size * d.log(1e-3, 1));
    return Math.min(Math.fround(size > 1e5 ? signal : signal * Math.max(largest, 1)), 3e38);
  });
}

/** Monte Carlo errors from 0.1 % to 100 %. */
const drawErrors = (d: Draw, { bins }: Observation) => Array.from({ length: bins }, () => d.log(1e-3, 1));

/** Scalars of the shader's ScaledBin. */
const scalarsOf = ({ fixed, signal, residual, residualSize, varianceSize, added }: ScaledBin) =>
  [fixed, signal, residual, residualSize, varianceSize, added].map(Math.fround);

/** Bins at a signal that no check of the kernel has stopped. */
function drawBins(d: Draw, observed: Observation): number[] {
  const { counts, bins } = observed;
  return Array.from({ length: bins }, (_, i) => {
    const signal = d.pick(0, d.log(1e-4, 10)) * at(counts.error, i);
    return scalarsOf(scaledBin(counts, i, signal, d.log(1e-3, 1)));
  }).flat();
}

const drawBin = (d: Draw, { bins }: Observation) => Math.floor(d.unit() * bins);

/** What the shader returns where there is no form, and where nobody asks what it loses. */
const formOf = (form: QuadraticForm | undefined, observed: Observation) => {
  if (form === undefined) return { value: 0, loss: FLOAT32.largestSum };
  return isChecked(observed) ? form : { ...form, loss: 0 };
};

/** Not a covariance: correlations beyond 1. Both sides refuse it. */
const INDEFINITE = indefinite();

function indefinite(): Observation {
  const three = at(OBSERVATIONS, 1);
  const correlation = three.counts.correlation.map((c, ij) => (ij % (three.bins + 1) === 0 ? c : 3));
  const counts = { ...three.counts, correlation };
  return { ...three, counts, scalars: kernelScalars(kernelFields(counts, three.constants)) };
}

export const statisticsProbes: readonly Probe[] = [
  {
    name: 'addedVariance',
    cases: casesOf(
      (d, observed) => [drawBin(d, observed), drawSignal(d, observed)[0] ?? 0],
      ({ counts }) =>
        (i: number, signal: number) =>
          addedVariance(counts, i, signal),
      [...OBSERVATIONS, ...VARIANCES],
    ),
  },
  {
    name: 'scaledBin',
    cases: casesOf(
      (d, observed) => {
        const i = drawBin(d, observed);
        return [i, drawSignal(d, observed)[0] ?? 0, d.log(1e-3, 1)];
      },
      ({ counts }) =>
        (i: number, signal: number, error: number) =>
          scaledBin(counts, i, signal, error),
      [...OBSERVATIONS, ...VARIANCES],
    ),
  },
  {
    name: 'correlation',
    cases: casesOf(
      (d, observed) => [
        drawBin(d, observed),
        drawBin(d, observed),
        ...drawBins(d, observed).slice(0, 6),
        ...drawBins(d, observed).slice(0, 6),
      ],
      ({ counts }) =>
        (i: number, j: number, a: ScaledBin, b: ScaledBin) =>
          correlation(counts, i, j, a, b),
    ),
  },
  ...Object.entries({ whitenedRow, whitenedBin }).map(([name, twin]) => ({
    name,
    cases: casesOf(
      (d, observed) => [drawBin(d, observed), ...drawBins(d, observed)],
      ({ counts }) =>
        (i: number, bins: ScaledBin[]) =>
          twin(counts, i, bins),
      OBSERVATIONS.filter(isWhitened),
    ),
  })),
  {
    name: 'quadraticForm',
    cases: casesOf(
      (d, observed) => [isWhitened(observed) ? d.pick(0, 1) : 0, ...drawBins(d, observed)],
      (observed) => (whitened: number, bins: ScaledBin[]) =>
        formOf(preparedForm(observed.counts, whitened === 1, bins), observed),
      [...OBSERVATIONS, INDEFINITE],
    ),
  },
  {
    name: 'preparedChi2',
    cases: casesOf(
      (d, observed) => [...drawSignal(d, observed), ...drawErrors(d, observed)],
      (observed) => (signal: number[], relativeError: number[]) =>
        preparedChi2(observed.counts, signal, relativeError, FLOAT32, isWhitened(observed)),
      [...OBSERVATIONS, ...VARIANCES],
    ),
  },
];
