/**
 * On and next to m - m' = mZ': one treatment whatever binary rounding makes of the masses, and the same numbers from the GPU and from f64.
 */
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/engine/engine.js';
import { openGpuEngine } from '../../src/engine/gpu/gpuEngine.js';
import { openReferenceEngine } from '../../src/engine/reference/reference.js';
import type { ModelAxis } from '../../src/model/parameters.js';
import { FLAGS } from '../../src/prediction/flags.js';
import type { ExperimentScan } from '../../src/resolved/scan.js';
import { axis, logSpaced, quickstart, randomStream, scanOf, singleScanOf, wholeTile } from '../scans.js';

const tileAt = (start: readonly number[]) => ({ index: start, start, shape: start.map(() => 1) });

/** chi2, n_eff, c tau and flags of one point. */
async function pointOf(engine: Engine, start: readonly number[]) {
  const { chi2, nEff, ctauCm, flags } = await engine.evaluateTile(tileAt(start));
  const at = (values: ArrayLike<number>) => values[0] ?? Number.NaN;
  return { chi2: at(chi2), nEff: at(nEff), ctauCm: at(ctauCm), flags: at(flags) };
}

type Point = Awaited<ReturnType<typeof pointOf>>;

/** Fails where the GPU's numbers are not those of f64 within the bounds of docs/numerics.md. */
function expectSame(own: Point, exact: Point, where: string): void {
  expect(Math.abs(own.chi2 - exact.chi2), `chi2 ${where}`).toBeLessThan(1e-3 + 1e-4 * exact.chi2);
  expect(Math.abs(own.nEff / exact.nEff - 1), `n_eff ${where}`).toBeLessThan(1e-3);
  expect(own.ctauCm, `c tau ${where}`).toBe(exact.ctauCm);
  expect(own.flags, `flags ${where}`).toBe(exact.flags);
}

describe("m5 - m4 = mZ' at round masses", () => {
  // In binary m5 - m4 is below, at and above mZ' on the diagonal of these.
  const scan = scanOf(
    [axis('m5_gev', [0.11, 0.15, 0.2, 0.3, 0.4, 0.5]), axis('mZprime_gev', [0.01, 0.05, 0.1, 0.2, 0.3, 0.4])],
    { eventsPerMassPoint: 4096 },
  );
  const withMixing: ExperimentScan = { ...scan, fixed: { ...scan.fixed, Umu5_sq: 1e-5 } };

  it('is one treatment: finite, flagged, the same on the GPU, between its neighbours', async () => {
    await using gpu = await openGpuEngine(withMixing, { allowSoftware: true });
    const own = await gpu.evaluateTile(wholeTile(withMixing));
    const exact = await openReferenceEngine(withMixing).evaluateTile(wholeTile(withMixing));
    for (let i = 0; i < 36; i++) {
      const pick = (result: typeof own): Point => ({
        chi2: result.chi2[i] ?? Number.NaN,
        nEff: result.nEff[i] ?? Number.NaN,
        ctauCm: result.ctauCm[i] ?? Number.NaN,
        flags: result.flags[i] ?? Number.NaN,
      });
      const point = pick(own);
      expectSame(point, pick(exact), `${i}`);
      const isEdge = i % 7 === 0;
      expect((point.flags & FLAGS.zprimeThreshold) !== 0, `${i}`).toBe(isEdge);
      if (!isEdge) continue;
      // A virtual Z', excluded as its neighbours are.
      expect(point.flags & (FLAGS.onShell | FLAGS.closed)).toBe(0);
      expect(point.chi2).toBeGreaterThan(100);
      expect(point.nEff).toBeGreaterThan(300);
      // Gamma = (g_D V e epsilon)^2 f pi/sqrt(2 mZ' Gamma_Z')/(384 pi^3 m^3): of the order of 1e-7 cm here.
      expect(point.ctauCm).toBeGreaterThan(1e-7);
      expect(point.ctauCm).toBeLessThan(1e-6);
    }
  });

  it('does not change with the last bit of a mass', async () => {
    const moved = [0, -1, 1].map((ulps) => 0.3 + ulps * 2 ** -54);
    const columns = scanOf(
      [
        axis(
          'm5_gev',
          moved.sort((a, b) => a - b),
        ),
        axis('mZprime_gev', [0.2]),
      ],
      {
        eventsPerMassPoint: 1024,
      },
    );
    const { chi2, nEff, ctauCm, flags } = await openReferenceEngine(columns).evaluateTile(wholeTile(columns));
    for (const values of [chi2, nEff, ctauCm, flags]) {
      const [first = Number.NaN, ...others] = values;
      for (const other of others) expect(Math.abs(other / first - 1)).toBeLessThan(1e-6);
    }
  });
});

const random = randomStream(20260117);
const between = (a: number, b: number) => a * (b / a) ** random();

/** Triples of masses at and next to the edge, by their distance relative to mZ'. */
interface Triple {
  readonly m: number;
  readonly mPrime: number;
  readonly mZprime: number;
}

function drawTriples(count: number, isSingle: boolean): Triple[] {
  return Array.from({ length: count }, (_, i) => {
    const decimals = (x: number) => Number(x.toPrecision(2 + Math.floor(random() * 5)));
    const mZprime = decimals(between(0.01, 1.2));
    const mPrime = isSingle ? 0 : decimals(between(3e-3, 1.2));
    // A quarter as written; else anywhere from the last bits to a tenth of mZ'.
    const distance = i % 4 === 0 ? 0 : (random() < 0.5 ? -1 : 1) * between(1e-15, 0.1);
    const m = Number((mPrime + mZprime).toFixed(9));
    return { m, mPrime, mZprime: mZprime * (1 - distance) };
  });
}

/** Axes that hold every triple, and where on them each lies. */
function axesOf(
  triples: readonly Triple[],
  isSingle: boolean,
): { axes: ModelAxis[]; at: (t: Triple) => number[] } {
  const values = (of: (t: Triple) => number) => [...new Set(triples.map(of))].sort((a, b) => a - b);
  const named: [ModelAxis['name'], (t: Triple) => number][] = isSingle
    ? [['m4_gev', (t) => t.m]]
    : [
        ['m5_gev', (t) => t.m],
        ['m4_gev', (t) => t.mPrime],
      ];
  named.push(['mZprime_gev', (t) => t.mZprime]);
  const lists = named.map(([name, of]) => ({ name, of, values: values(of) }));
  return {
    axes: lists.map(({ name, values: own }) => axis(name, own)),
    at: (t) => lists.map(({ of, values: own }) => own.indexOf(of(t))),
  };
}

const TRIPLES = 24;
const EPSILONS = [1e-6, 1e-4, 8e-4, 1e-2, 0.1];
const { model } = quickstart;
const MODELS: [string, boolean, Partial<ExperimentScan>][] = [
  ['dual, dirac', false, {}],
  ['dual, majorana, exact spin', false, { model: { ...model, nature: 'majorana', zpSpin: 'exact' } }],
  ['single, dirac', true, { model: { ...model, kind: 'single' } }],
  [
    'single, majorana, muons and hadrons',
    true,
    {
      model: {
        ...model,
        kind: 'single',
        nature: 'majorana',
        decays: { muons: true, hadrons: true, dark: false },
      },
    },
  ],
];

describe.each(MODELS)('%s', (_, isSingle, changes) => {
  it(`agrees with f64 at ${TRIPLES} triples on and next to the edge`, async () => {
    const triples = drawTriples(TRIPLES, isSingle);
    const { axes, at } = axesOf(triples, isSingle);
    const all = { ...changes, eventsPerMassPoint: 1024 };
    const mixing = isSingle ? 'Umu4_sq' : 'Umu5_sq';
    const axesOfScan = [...axes, axis('epsilon', EPSILONS), axis(mixing, [1e-9, 1e-6])];
    const scan = isSingle ? singleScanOf(axesOfScan, all) : scanOf(axesOfScan, all);
    await using gpu = await openGpuEngine(scan, { allowSoftware: true });
    const reference = openReferenceEngine(scan);
    let [flagged, lowest] = [0, Number.POSITIVE_INFINITY];
    for (const triple of triples) {
      const start = [...at(triple), Math.floor(random() * EPSILONS.length), Math.floor(random() * 2)];
      const own = await pointOf(gpu, start);
      const exact = await pointOf(reference, start);
      const where = JSON.stringify(triple);
      expect(exact.flags & (FLAGS.closed | FLAGS.overflow), where).toBe(0);
      expectSame(own, exact, where);
      if ((own.flags & FLAGS.zprimeThreshold) !== 0) flagged++;
      lowest = Math.min(lowest, own.nEff);
    }
    console.info(`${flagged} of ${TRIPLES} flagged, n_eff from ${lowest.toPrecision(3)}`);
    // A quarter lies on the edge.
    expect(flagged).toBeGreaterThanOrEqual(TRIPLES / 4);
    // The pair's spectrum leaves an eighth of the events at the very edge; production and the efficiency a third of those.
    expect(lowest).toBeGreaterThan(10);
  });
});

describe('c tau over the edge', () => {
  it.each([
    ['dual', false],
    ['single', true],
  ] as const)('%s: the line of a grid has neither a hole nor a pole', async (_, isSingle) => {
    // Both sides, as near as a grid comes, and the point itself.
    const near = logSpaced(1e-9, 1e-2, 29);
    const masses = [...near.map((d) => 0.2 * (1 - d)).reverse(), 0.2, ...near.map((d) => 0.2 * (1 + d))].sort(
      (a, b) => a - b,
    );
    const changes = { eventsPerMassPoint: 64 };
    const scan = isSingle
      ? singleScanOf([axis('mZprime_gev', masses)], changes)
      : scanOf([axis('mZprime_gev', masses)], changes);
    const own = { ...scan, fixed: { ...scan.fixed, ...(isSingle ? { m4_gev: 0.2 } : { m5_gev: 0.3 }) } };
    const { ctauCm, flags } = await openReferenceEngine(own).evaluateTile(wholeTile(own));
    const logs = Array.from(ctauCm, Math.log);
    logs.slice(1).forEach((log, i) => {
      // A quarter of a decade in the distance, at most its square, and e at the turn.
      expect(Math.abs(log - (logs[i] ?? Number.NaN)), `${masses[i]}`).toBeLessThan(1.3);
    });
    // Far from the edge nothing is flagged; on it and where the widths would jump all is.
    expect((flags[29] ?? 0) & FLAGS.zprimeThreshold).not.toBe(0);
    expect((flags[0] ?? 0) & FLAGS.zprimeThreshold).toBe(0);
    expect((flags.at(-1) ?? 0) & FLAGS.zprimeThreshold).toBe(0);
  });
});
