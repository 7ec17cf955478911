/** Inputs of shaders/statistics. Events. */
import { NumericError } from '../../../src/errors.js';
import { type Counts, chi2, systematicCovariance } from '../../../src/statistics/chi2.js';
import { entriesOf, solveNormalised } from '../../../src/statistics/cholesky.js';
import { Draw } from '../draws.js';
import { drawRows, type Probe, type ProbeCase, probeOf, ROWS } from './probe.js';

/** Numbers of bins, with the correlation of their systematics; 0.99 makes the covariance nearly singular. */
const SETS = [
  { bins: 1, correlation: 0 },
  { bins: 3, correlation: 0.216 },
  { bins: 3, correlation: 0.99 },
  { bins: 8, correlation: 0.6 },
  { bins: 12, correlation: -0.05 },
] as const;

/** Whose signal has systematic errors of its own, correlated with the background's. */
const WITH_SIGNAL = new Set([1, 3]);

interface Observation extends Counts {
  /** Scalars of the shader's Counts. */
  readonly scalars: readonly number[];
}

/** Counts from none to thousands, and a fully or hardly correlated systematic error on the background. */
function observe(index: number, bins: number, correlation: number): Observation {
  const d = new Draw(0xc0000 + index);
  const row = Array.from({ length: bins }, () => d.unit());
  const background = row.map(() => Math.fround(d.log(0.3, 5e3)));
  const data = background.map((b, i) => (i === 2 ? 0 : Math.round(b * d.uniform(0.5, 1.5))));
  const sigma = background.map((b) => b * d.uniform(0.02, 0.5));
  const covariance = sigma.map((si, i) =>
    sigma.map((sj, j) => Math.fround(si * sj * (i === j ? 1 : correlation))),
  );
  const pairs = bins * bins;
  if (!WITH_SIGNAL.has(index)) {
    const unconstrained = [...background.map(() => 0), ...background.map(() => 0), 0];
    const scalars = [...data, ...background, ...covariance.flat(), 0, 0, ...unconstrained];
    return { data, background, covariance, scalars };
  }
  // Fractional errors of a tenth on the signal, half correlated between bins and a third with the background.
  const signalCovariance = sigma.map((_, i) => sigma.map((_s, j) => Math.fround(0.01 * (i === j ? 1 : 0.5))));
  const cross = sigma.map(() => sigma.map((sj) => Math.fround((0.1 * sj * correlation) / 3)));
  // Other bins say more or less of these than the background has, and bring a chi2 of their own.
  const shift = sigma.map((s) => Math.fround(d.uniform(-1, 1) * s));
  const tilt = sigma.map(() => Math.fround(d.uniform(-0.2, 0.2)));
  const base = Math.fround(d.uniform(0, 20));
  const scalars = [
    ...data,
    ...background,
    ...covariance.flat(),
    ...cross.flat(),
    ...signalCovariance.flat(),
    ...shift,
    ...tilt,
    base,
  ];
  if (scalars.length !== 4 * bins + 3 * pairs + 1) throw new Error('Counts have another layout');
  return { data, background, covariance, cross, signalCovariance, shift, tilt, base, scalars };
}

function caseOf(
  index: number,
  { bins, correlation }: (typeof SETS)[number],
  draw: (d: Draw, observed: Observation) => number[],
  twin: (observed: Observation) => (...args: never[]) => unknown,
): ProbeCase {
  const observed = observe(index, bins, correlation);
  return {
    rows: drawRows((d) => draw(d, observed), Math.ceil(ROWS / SETS.length)),
    storage: { counts: observed.scalars },
    constants: {
      BIN_COUNT: bins,
      BIN_PAIRS: bins * bins,
      SIGNAL_PAIRS: WITH_SIGNAL.has(index) ? bins * bins : 1,
    },
    twin: twin(observed),
  };
}

/** Each bin's statistical variance beside its systematic one, and residuals of a few standard deviations. */
function drawSolve(d: Draw, { background }: Observation): number[] {
  const variance = background.map((b) => d.log(0.1, 10) * Math.max(b, 0.3));
  const signal = background.map((b) => b * d.pick(0, d.log(1e-4, 1)));
  return [...signal, ...variance, ...background.map((b) => d.signed(d.log(1e-3, 5)) * Math.sqrt(b))];
}

/** Not a covariance: off-diagonal terms beyond the diagonal. Both sides refuse it, each in its language. */
function indefiniteCase(): ProbeCase {
  const data = [5, 5];
  const covariance = [
    [4, 12],
    [12, 4],
  ];
  return {
    rows: drawRows((d) => [0, 0, d.log(0.1, 5), d.log(0.1, 5), d.uniform(-5, 5), d.uniform(-5, 5)], 64),
    storage: { counts: [...data, ...data, ...covariance.flat(), 0, 0, 0, 0, 0, 0, 0] },
    constants: { BIN_COUNT: 2, BIN_PAIRS: 4, SIGNAL_PAIRS: 1 },
    twin: (_: number[], variance: number[], residual: number[]) => {
      try {
        return solveNormalised(entriesOf(covariance), variance, residual);
      } catch (error) {
        if (error instanceof NumericError) return -1;
        throw error;
      }
    },
  };
}

/** Signals from far below a count to far above the background, with Monte Carlo errors from 0.1 % to 100 %. */
function drawSignal(d: Draw, { background }: Observation): number[] {
  const size = d.log(1e-8, 1e4);
  const signal = background.map(() => d.pick(0, size * d.unit(), size * d.log(1e-3, 1)));
  return [d.pick(0, 1, 2, 3), ...signal, ...background.map(() => d.log(1e-3, 1))];
}

export const statisticsProbes: readonly Probe[] = [
  probeOf('statisticalVariance', (d) => [
    d.pick(0, 1, 2, 3),
    d.pick(0, Math.round(d.log(1, 1e5)), d.log(0.1, 1e3)),
    d.pick(1e-6, d.log(1e-6, 1e5)),
    d.log(1e-8, 1e5),
  ]),
  {
    name: 'systematicCovariance',
    cases: SETS.map((set, i) =>
      caseOf(
        i,
        set,
        (d, { background }) => [
          ...background.map((b) => b * d.log(1e-4, 10)),
          Math.floor(d.unit() * set.bins),
          Math.floor(d.unit() * set.bins),
        ],
        (observed) => (signal: number[], k: number, l: number) =>
          systematicCovariance(observed, signal, k, l),
      ),
    ),
  },
  {
    name: 'solveNormalised',
    cases: [
      ...SETS.map((set, i) =>
        caseOf(
          i,
          set,
          drawSolve,
          (observed) => (signal: number[], variance: number[], residual: number[]) =>
            solveNormalised((i, j) => systematicCovariance(observed, signal, i, j), variance, residual),
        ),
      ),
      indefiniteCase(),
    ],
  },
  {
    name: 'chi2',
    // Bin 2 has no data: the Neyman variance is then only systematic.
    cases: SETS.map((set, i) =>
      caseOf(
        i,
        set,
        drawSignal,
        (observed) => (code: number, signal: number[], relativeError: number[]) =>
          chi2(code, observed, signal, relativeError),
      ),
    ),
  },
];
