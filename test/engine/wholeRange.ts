/**
 * The whole documented range of every parameter (AXIS_INFO), at random: what both engines are compared over. A third of the points
 * lies on or next to m - m' = mZ', where a virtual Z' becomes a real one; a sixth just above the threshold of a pair.
 */
import { resolveScan } from '../../src/config/load.js';
import type { TileResult } from '../../src/engine/engine.js';
import { openGpuEngine } from '../../src/engine/gpu/gpuEngine.js';
import { openReferenceEngine } from '../../src/engine/reference/reference.js';
import { MODELS } from '../../src/model/models.js';
import { AXIS_INFO, type AxisName } from '../../src/model/parameters.js';
import { ELECTRON_MASS_GEV } from '../../src/physics/constants.js';
import { FLAGS, flagNames } from '../../src/prediction/flags.js';
import { type ExperimentScan, experimentScans } from '../../src/resolved/scan.js';
import type { Tile } from '../../src/tiles/tiles.js';
import { isMissing } from '../../src/tiles/variables.js';
import { axis, onlyResult, randomStream } from '../scans.js';

/** What a batch of points is evaluated against. */
export interface Batch {
  readonly title: string;
  readonly kind: 'dual' | 'single';
  /** Lines of the scan file: experiments, production, model's choices, statistic. */
  readonly lines: string;
}

/** Both models against three experiments: other natures, decays, productions and statistics in each. */
export const BATCHES: readonly Batch[] = [
  {
    title: 'dual, dirac, microboone-2025 with dirt and protons',
    kind: 'dual',
    lines: 'experiments: [microboone-2025]\nproduction: { dirt: cylinder, protonElastic: true }',
  },
  {
    title: 'dual, majorana, exact spin, all decays, miniboone-2020:combined with dirt',
    kind: 'dual',
    lines: "experiments: ['miniboone-2020:combined']\nproduction: { dirt: cylinder }",
  },
  {
    title: 'dual, dirac, without the SM Z, microboone-2025:total, pearson',
    kind: 'dual',
    lines: "experiments: ['microboone-2025:total']\nproduction: { dirt: dn-cone }\nstatistic: pearson",
  },
  {
    title: 'single, dirac, microboone-2025 with dirt and protons, neyman',
    kind: 'single',
    lines:
      'experiments: [microboone-2025]\nproduction: { dirt: cylinder, protonElastic: true }\nstatistic: neyman',
  },
  {
    title: 'single, majorana, miniboone-2020:combined',
    kind: 'single',
    lines: "experiments: ['miniboone-2020:combined']",
  },
  {
    title: 'single, dirac, exact spin, all decays, microboone-2025:total',
    kind: 'single',
    lines: "experiments: ['microboone-2025:total']\nproduction: { antineutrinos: true, protonElastic: true }",
  },
];

/** Choices of the model by what the title says. */
function modelLine({ title, kind }: Batch): string {
  const has = (word: string) => title.includes(word);
  const choices = [
    `kind: ${kind}`,
    `nature: ${has('majorana') ? 'majorana' : 'dirac'}`,
    `zpSpin: ${has('exact spin') ? 'exact' : 'isotropic'}`,
    `smZ: ${!has('without the SM Z')}`,
    `decays: [${has('all decays') ? 'muons, hadrons, dark' : ''}]`,
  ];
  return `model: { ${choices.join(', ')} }`;
}

/** A point by the parameters of its model. */
export type Point = Readonly<Partial<Record<AxisName, number>>>;

/** Draws a point of a model: every parameter log-uniform over its documented range. */
export function drawPoint(kind: Batch['kind'], withDark: boolean, random: () => number): Point {
  const over = (name: AxisName, least?: number) => {
    const { min, max } = AXIS_INFO[name];
    const low = least ?? min;
    return Number((low * (max / low) ** random()).toPrecision(6));
  };
  const digits = (value: number) => Number(value.toPrecision(12));
  const m = over(kind === 'dual' ? 'm5_gev' : 'm4_gev', 1.1e-3);
  // From m' = 0 to splittings down to the least that is documented.
  const mPrime = kind === 'single' || random() < 0.1 ? 0 : digits(m / (1 + over('delta')));
  const place = random();
  let mZprime = over('mZprime_gev');
  // On and next to the edge, at distances over all scales.
  if (place < 1 / 3) {
    const distance = random() < 0.2 ? 0 : 10 ** (-13 * random()) * (random() < 0.5 ? -1 : 1) * 0.3;
    const { min, max } = AXIS_INFO.mZprime_gev;
    mZprime = Math.min(Math.max(digits((m - mPrime) * (1 + distance)), min), max);
  }
  const nearThreshold = kind === 'dual' && place > 5 / 6;
  const splitting = 2 * ELECTRON_MASS_GEV * (1 + 10 ** (-6 * random()));
  const couplings = {
    epsilon: over('epsilon'),
    gD: over('gD'),
    kappa: over('kappa'),
    [MODELS[kind].mixing]: over(MODELS[kind].mixing, 1e-16),
  };
  if (kind === 'single') return { m4_gev: m, mZprime_gev: mZprime, ...couplings };
  const m4 = nearThreshold && m > splitting ? digits(m - splitting) : mPrime;
  return {
    m4_gev: m4,
    m5_gev: m,
    mZprime_gev: mZprime,
    V54: over('V54'),
    ...(withDark ? { V44: over('V44', 1e-6) } : {}),
    ...couplings,
  };
}

/** The paper's own examples. */
const BENCHMARKS = {
  dual: {
    m4_gev: 0.1,
    m5_gev: 0.2,
    mZprime_gev: 1.25,
    V54: 0.5,
    epsilon: 8e-4,
    gD: 2,
    kappa: 1,
    Umu5_sq: 1e-8,
  },
  single: { m4_gev: 0.106, mZprime_gev: 0.03, epsilon: 8e-4, gD: 2, kappa: 1, Umu4_sq: 2e-10 },
} as const satisfies Record<Batch['kind'], Point>;

/** A scan whose axes hold the values of all points, and each point as a tile of it. */
export async function scanOfPoints(
  batch: Batch,
  points: readonly Point[],
  events: number,
): Promise<{ scan: ExperimentScan; tiles: Tile[] }> {
  const names = Object.keys(points[0] ?? {}) as AxisName[];
  const axes = names.map((name) => {
    const values = new Set(points.map((point) => point[name] ?? Number.NaN));
    return axis(
      name,
      [...values].sort((a, b) => a - b),
    );
  });
  // A file with a small grid; then these axes, which make more points than a grid on disk may have.
  const small = names.map((name) => `${name}: { values: [${points[0]?.[name] ?? Number.NaN}] }`);
  const text = [modelLine(batch), `axes: { ${small.join(', ')} }`, batch.lines, `events: ${events}`].join(
    '\n',
  );
  const [resolved] = experimentScans(await resolveScan(text, 'range.yaml'));
  if (!resolved) throw new Error('a scan has an experiment');
  const scan = { ...resolved, axes };
  const tiles = points.map((point): Tile => {
    const start = scan.axes.map(({ name, values }) => values.indexOf(point[name] ?? Number.NaN));
    return { index: start, start, shape: start.map(() => 1) };
  });
  return { scan, tiles };
}

/** A point at which the engines differ by more than is promised. */
export interface Disagreement {
  readonly what: string;
  readonly point: Point;
  readonly gpu: number | string;
  readonly reference: number | string;
}

/** Flags that hang on a threshold of a Monte Carlo sum: within float32's resolution of it the engines may say either. */
const ON_A_THRESHOLD = FLAGS.lowEffectiveSampleSize;

/** What docs/numerics.md promises of a point. */
export function disagreements(
  point: Point,
  own: TileResult,
  oracle: TileResult,
  hasEdges: boolean,
): Disagreement[] {
  const found: Disagreement[] = [];
  const say = (what: string, gpu: number | string, reference: number | string) =>
    found.push({ what, point, gpu, reference });
  const value = (array: ArrayLike<number>) => array[0] ?? Number.NaN;
  const [flags, expected] = [value(own.flags), value(oracle.flags)];
  if ((flags & ~ON_A_THRESHOLD) !== (expected & ~ON_A_THRESHOLD)) {
    say('flags', flagNames(flags).join(' '), flagNames(expected).join(' '));
  }
  const compare = (what: string, a: number, b: number, bound: number) => {
    if (!(Math.abs(a - b) <= bound)) say(what, a, b);
  };
  compare('ctau', value(own.ctauCm), value(oracle.ctauCm), 1e-6 * value(oracle.ctauCm));
  const isUnknown = isMissing(value(own.chi2));
  if (isUnknown !== isMissing(value(oracle.chi2)) || (isUnknown && (flags & FLAGS.chi2Unknown) === 0)) {
    say('missing chi2', value(own.chi2), value(oracle.chi2));
  }
  const chi2 = value(oracle.chi2);
  // Of few events one that falls to the other side of a bin's hard edge in float32 may decide: the point says that it has few.
  const isDecidedByOne = hasEdges && (expected & FLAGS.lowEffectiveSampleSize) !== 0;
  if (!isUnknown && !isDecidedByOne) compare('chi2', value(own.chi2), chi2, 1e-3 + 1e-4 * chi2);
  const [part, exact] = [onlyResult(own), onlyResult(oracle)];
  const signal = value(oracle.signal);
  // Below float32's smallest normal number nothing is promised, nor matters.
  if (signal > 1e-30) {
    compare('signal', value(own.signal), signal, 1e-3 * signal);
    compare('n_eff', value(own.nEff), value(oracle.nEff), 1e-2 * value(oracle.nEff));
    // At a hard edge between bins an event may fall to the other side in float32: there the sum and chi2 are compared.
    if (hasEdges) return found;
    const total = exact.binSignal.reduce((sum, s) => sum + s, 0);
    exact.binSignal.forEach((s, bin) => {
      compare(`bin ${bin}`, part.binSignal[bin] ?? Number.NaN, s, Math.max(1e-3 * s, 1e-6 * total));
    });
  }
  return found;
}

/** Compares the engines at `count` points of a batch that are open; which disagree, and how many were looked at. */
export async function compareEngines(
  batch: Batch,
  count: number,
  events: number,
  seed: number,
): Promise<{ open: number; found: Disagreement[] }> {
  const random = randomStream(seed);
  const withDark = batch.title.includes('all decays');
  // Most points of the whole range are closed: heavier than the beam can make. The first must be one that a file may have alone.
  const benchmark = BENCHMARKS[batch.kind];
  const drawn = Array.from({ length: 3 * count }, () => drawPoint(batch.kind, withDark, random));
  const points = [{ ...drawn[0], ...benchmark }, ...drawn];
  const { scan, tiles } = await scanOfPoints(batch, points, events);
  await using gpu = await openGpuEngine(scan, { allowSoftware: true });
  const reference = openReferenceEngine(scan);
  const hasEdges = !scan.experiment.response.isAnalytic;
  const found: Disagreement[] = [];
  let open = 0;
  for (const [i, tile] of tiles.entries()) {
    if (open === count) break;
    const own = await gpu.evaluateTile(tile);
    const oracle = await reference.evaluateTile(tile);
    if (((oracle.flags[0] ?? 0) & FLAGS.closed) === 0) open++;
    found.push(...disagreements(points[i] ?? {}, own, oracle, hasEdges));
  }
  return { open, found };
}
