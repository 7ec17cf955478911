/** Inputs of shaders/statistics/poisson.wgsl. Events. */
import { at } from '../../../src/at.js';
import { deviance, type PoissonCounts, poisson, preparedPoisson } from '../../../src/statistics/poisson.js';
import { Draw } from '../draws.js';
import { scalarsOf } from '../preparedOnGpu.js';
import { drawRows, type Probe, ROWS } from './probe.js';

/** Bins with a signal and without one. */
const SHAPES = [
  { bins: 1, others: 0 },
  { bins: 3, others: 2 },
  { bins: 12, others: 0 },
] as const;

/** Counts from none to a hundred thousand, as float32; every fourth bin is empty, every fifth has no background. */
const OBSERVATIONS = SHAPES.map(({ bins, others }, index) => {
  const d = new Draw(0xd0000 + index);
  const all = Array.from({ length: bins + others }, (_, i) => i);
  const background = all.map((i) => (i % 5 === 4 ? 0 : d.log(0.3, 1e5)));
  const data = background.map((b, i) => (i % 4 === 3 ? 0 : Math.round(b * d.uniform(0.3, 2))));
  const covariance = all.map(() => all.map(() => 0));
  const prepared = poisson.prepare({ data, background, covariance }, all.slice(0, bins));
  const fields = prepared.fields(prepared.constants);
  const counts = Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [
      name,
      typeof field === 'number' ? Math.fround(field) : Float64Array.from(field, Math.fround),
    ]),
  ) as unknown as PoissonCounts;
  return { bins, counts, scalars: scalarsOf(fields) };
});

/** Predictions far from the counts, near them, and so near that float32 has hardly a difference. */
function drawDeviance(d: Draw): number[] {
  const n = d.pick(0, d.log(0.1, 10), d.log(10, 1e7));
  const mu = Math.fround(
    n > 0 ? n * d.pick(d.log(1e-4, 1e4), d.uniform(0.4, 2.5), 1 + d.log(1e-6, 0.1)) : d.log(1e-6, 1e4),
  );
  return [n, mu, n - mu].map(Math.fround);
}

function drawPoint(d: Draw, { counts, bins }: (typeof OBSERVATIONS)[number]): number[] {
  const signal = Array.from({ length: bins }, (_, i) => {
    const size = d.pick(d.log(1e-30, 3e37), d.log(1e-2, 1) * (1 + at(counts.background, i)));
    return Math.fround(d.pick(0, size, size));
  });
  return [...signal, ...signal.map(() => d.log(1e-3, 1))];
}

export const poissonProbes: readonly Probe[] = [
  { name: 'deviance', cases: [{ rows: drawRows(drawDeviance, ROWS), twin: deviance }] },
  {
    name: 'preparedPoisson',
    cases: OBSERVATIONS.map((observed) => ({
      rows: drawRows((d) => drawPoint(d, observed), Math.ceil(ROWS / OBSERVATIONS.length)),
      storage: { counts: observed.scalars },
      constants: { BIN_COUNT: observed.bins },
      twin: (signal: number[], relativeError: number[]) =>
        preparedPoisson(observed.counts, signal, relativeError),
    })),
  },
];
