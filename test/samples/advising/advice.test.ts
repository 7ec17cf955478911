/** What a sample lacks for a scan, and what would be enough: against reweighting itself, before and after it is generated. */
import { beforeAll, describe, expect, it } from 'vitest';
import { at } from '../../../src/at.js';
import { resolveScan } from '../../../src/config/load.js';
import { evaluatePoint, samplePoint } from '../../../src/detail/point.js';
import { loadExperiment } from '../../../src/experiment/load.js';
import { sumTemplate } from '../../../src/generator/sample.js';
import { type ExperimentScan, experimentScans } from '../../../src/resolved/scan.js';
import { type AdviceRequest, adviseSample } from '../../../src/samples/advising/advice.js';
import { outlookOf } from '../../../src/samples/advising/outlook.js';
import { atEndsOfCouplings, scanStatus } from '../../../src/samples/advising/scanStatus.js';
import { spread } from '../../../src/samples/advising/search.js';
import {
  candidateAt,
  lackingTargets,
  replacedBy,
  searchGround,
} from '../../../src/samples/advising/targets.js';
import { adviceToJson, describeAdvice } from '../../../src/samples/advising/words.js';
import type { EventSample } from '../../../src/samples/eventSample.js';
import { simulated } from '../../reweighting/exampleSample.js';
import { ownSample } from '../ownSample.js';
import { withComponents } from './generatedComponents.js';

const REFERENCE = { engine: 'reference', allowSoftware: false } as const;
const POINT = { m4_gev: 0.1, mZprime_gev: 1.25, gD: 2, V54: 0.5, kappa: 1, V44: 0, epsilon: 8e-4 };
const FLAGS = ['sample_uncovered', 'sample_few_events', 'low_effective_sample_size'];

/** A scan of these axes, of generated events. */
async function scanWith(
  axes: string,
  rest = 'experiments: [microboone-2025]\nevents: 1024',
): Promise<ExperimentScan> {
  const text = `
model: { kind: dual, parameters: { m4_gev: 0.1${axes.includes('mZprime') ? '' : ', mZprime_gev: 1.25'} } }
axes: { ${axes} }
${rest}
`;
  return at(experimentScans(await resolveScan(text, 'scan.yaml')), 0);
}

const withSample = (scan: ExperimentScan, sample: EventSample): ExperimentScan => ({
  ...scan,
  sample,
  runs: [{ experiment: scan.experiment, production: scan.production, sample }],
});

/** A sample of components at these m5, by default at 0.3 GeV, of as many events each; all of equal weight. */
function sampleOf(scan: ExperimentScan, events: number, masses: readonly number[] = [0.3]): EventSample {
  const parameters = { ...POINT, m5_gev: 0.3, Umu5_sq: 1e-6 };
  const first = ownSample(scan, [{ parameters, events: 256, seed: 5, decays: 'integrated' }]);
  const axes = scan.axes.map(({ name }) => name);
  const components = masses.map((m5_gev) => {
    const values = Object.entries({ ...parameters, m5_gev }).filter(([name]) =>
      axes.includes(name as 'm5_gev'),
    );
    return { at: Object.fromEntries(values), events, covered: 0 };
  });
  const all = withComponents(scan, { ...first, targetOf: new Int32Array(first.count) }, components);
  // Without the first, whose weights differ.
  const kept = <A extends Float64Array | Int32Array>(values: A) => values.slice(first.count) as A;
  const each = <T extends object>(columns: T): T =>
    Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, kept(values)])) as T;
  return {
    ...all,
    count: all.count - first.count,
    components: all.components.slice(1),
    component: kept(all.component).map((k) => k - 1),
    weight: kept(all.weight),
    energyGev: kept(all.energyGev),
    minus: each(all.minus),
    plus: each(all.plus),
    scatter: each(all.scatter),
    decay: each(all.decay),
    produced: all.produced && each(all.produced),
    targetOf: all.targetOf && kept(all.targetOf),
  };
}

/** Flags of the sample at all points of a scan. */
function flagsIn(scan: ExperimentScan): string[] {
  const [masses, lives] = ['m5_gev', 'epsilon'].map(
    (name) => scan.axes.find((axis) => axis.name === name)?.values ?? [],
  );
  const flags = (masses ?? []).flatMap((m5_gev) =>
    (lives ?? []).flatMap((epsilon) => {
      return evaluatePoint(scan, { ...POINT, m5_gev, epsilon, Umu5_sq: 1e-6 }).flags;
    }),
  );
  return [...new Set(flags)].filter((flag) => FLAGS.includes(flag));
}

const advise = (scan: ExperimentScan, request: Partial<AdviceRequest> = {}) =>
  adviseSample(scan, REFERENCE, { events: 20_000, ...request });

describe('what a mixture is worth at a mass point', () => {
  it('is what reweighting makes of a sample', async () => {
    const masses = [0.29, 0.3];
    const axes = 'm5_gev: { values: [0.29, 0.3] }, epsilon: { values: [8e-4] }, Umu5_sq: { values: [1e-6] }';
    const base = { ...(await scanWith(axes)), eventsPerMassPoint: 2048 };
    // The second is so near to 0.29 GeV that no event there has a large weight, on which an effective number would depend.
    const sample = sampleOf(base, 8192, [0.3, 0.292]);
    const scan = atEndsOfCouplings(withSample(base, sample));
    const status = await scanStatus(scan, REFERENCE, () => {});
    const targets = await lackingTargets(searchGround(status, sample, { size: 100, lacking: [0, 1] }));
    expect(targets.map(({ how }) => how)).toEqual(['seen', 'exact']);
    for (const [mass, target] of targets.entries()) {
      const { uncovered, sizes, signal } = outlookOf(target);
      const { uncovered: known, cells } = at(status.masses, mass);
      expect(uncovered).toBeCloseTo(known, 7);
      const point = { ...POINT, m5_gev: at(masses, mass), Umu5_sq: 1 };
      const { samples, lifetime, setup } = samplePoint(base, point);
      const generated = sumTemplate(setup, samples, lifetime);
      at(cells, 0).sizes.forEach((size, bin) => {
        // Twice the relative errors of counts: of the sample, and of the generator's events that the expectation is a sum over.
        const error = 2 * Math.hypot(1 / Math.sqrt(size), at(generated.relativeError, bin));
        expect(Math.abs(at(at(sizes, 0), bin) / size - 1) / error).toBeLessThan(3.5);
        expect(error).toBeLessThan(0.2);
        if (mass === 1) expect(at(at(signal, 0), bin) / at(generated.signal, bin)).toBeCloseTo(1, 6);
      });
    }
  });

  it('is flagged where the sample has no such events', async () => {
    const base = await scanWith(
      'm5_gev: { values: [0.2] }, epsilon: { values: [8e-4] }, Umu5_sq: { values: [1e-6] }',
    );
    const sample = sampleOf(base, 2048);
    const status = await scanStatus(atEndsOfCouplings(withSample(base, sample)), REFERENCE, () => {});
    const [target] = await lackingTargets(searchGround(status, sample, { size: 100, lacking: [0] }));
    const known = at(status.masses, 0).uncovered;
    expect(known).toBeGreaterThan(0.5);
    expect(target && outlookOf(target).uncovered).toBeCloseTo(known, 7);
  });
});

describe('advice', () => {
  let scan: ExperimentScan;
  let sample: EventSample;
  beforeAll(async () => {
    scan = await scanWith(
      'm5_gev: { values: [0.05, 0.25, 0.27, 0.3] }, epsilon: { values: [4e-4, 8e-4, 8e-3] }, Umu5_sq: { values: [1e-6] }',
    );
    sample = sampleOf(scan, 4096);
  });

  it('is enough for every point of the scan, with events to spare for none of other masses', async () => {
    const before = withSample(scan, sample);
    expect(flagsIn(before)).toContain('sample_uncovered');
    const { proposals, lacking, masses, unreached } = await advise(before);
    expect(masses.map(({ isClosed, isEnough }) => [isClosed, isEnough])).toEqual([
      [true, true],
      [false, false],
      [false, false],
      [false, true],
    ]);
    expect({ lacking, unreached }).toEqual({ lacking: 2, unreached: [] });
    expect(proposals.reduce((sum, { covered }) => sum + covered, 0)).toBe(2);
    expect(flagsIn(withSample(scan, withComponents(before, sample, proposals)))).toEqual([]);
    // A tenth of the events is not enough: the numbers are not those that always do.
    const tenth = proposals.map((one) => ({ ...one, events: Math.round(one.events / 10) }));
    expect(flagsIn(withSample(scan, withComponents(before, sample, tenth)))).not.toEqual([]);
  });

  it('is enough for a sample that does not know the momentum of N', async () => {
    const blind = { ...sample, produced: undefined };
    const before = withSample(scan, blind);
    const { proposals, lacking } = await advise(before);
    expect(lacking).toBeGreaterThan(0);
    expect(flagsIn(withSample(scan, withComponents(before, blind, proposals)))).toEqual([]);
  });

  it('has fewer components where these may have more events', async () => {
    const axes =
      'm5_gev: { values: [0.264, 0.272, 0.28] }, epsilon: { values: [8e-4] }, Umu5_sq: { values: [1e-6] }';
    const dense = withSample(await scanWith(axes), sample);
    const few = await advise(dense, { events: 20_000 });
    const many = await advise(dense, { events: 100 });
    expect(few.proposals.length).toBeLessThan(many.proposals.length);
    expect(many.proposals.length).toBe(3);
    expect(Math.max(...few.proposals.map(({ events }) => events))).toBeLessThanOrEqual(20_000);
    const after = withComponents(dense, sample, few.proposals);
    expect(flagsIn(withSample(dense, after))).toEqual([]);
  });

  it('asks for as many events as the error takes, and says where none are enough', async () => {
    const own = withSample(
      await scanWith('m5_gev: { values: [0.3] }, epsilon: { values: [8e-4] }, Umu5_sq: { values: [1e-6] }'),
      sample,
    );
    expect((await advise(own)).lacking).toBe(0);
    const [more, most] = [await advise(own, { error: 0.02 }), await advise(own, { error: 0.014 })];
    const wanted = at(most.proposals, 0).events + sample.count;
    const ratio = wanted / (at(more.proposals, 0).events + sample.count);
    // Proposed numbers are a step of up to 1.34 apart.
    expect(ratio).toBeGreaterThan((0.02 / 0.014) ** 2 / 1.4);
    expect(ratio).toBeLessThan((0.02 / 0.014) ** 2 * 1.4);
    const never = await advise(own, { error: 1e-4 });
    expect(never.proposals).toEqual([]);
    expect(never.unreached).toEqual([{ m5_gev: 0.3 }]);
    expect(describeAdvice(never)).toContain('1 mass point would lack events even with most of their own');
  });

  it('tells its progress, and lets signals through', async () => {
    let turns = 0;
    let isDone = false;
    const count = () => {
      turns += 1;
      if (!isDone) setImmediate(count);
    };
    setImmediate(count);
    const told: (readonly [number, number])[] = [];
    const advice = await advise(withSample(scan, sample), { onProgress: (...of) => told.push(of) });
    isDone = true;
    expect(told).toContainEqual([4, 4]);
    expect(told.at(-1)).toEqual([2, 2]);
    // A turn for each mass point, and for each comparison with a candidate.
    expect(turns).toBeGreaterThan(4 + 2 * 2);
    const { generate, masses, lacking } = adviceToJson(advice);
    expect(lacking).toBe(2);
    expect(masses.map(({ at: values }) => values)).toEqual(
      [0.05, 0.25, 0.27, 0.3].map((m5_gev) => ({ m5_gev })),
    );
    // The shortest life has the largest epsilon.
    expect(generate.every(({ at: values }) => values.epsilon === 8e-3)).toBe(true);
  });
});

describe('a component with the masses of a point', () => {
  it('must be enough for all mediators that share its phase space, where it alone stands for them', async () => {
    const scan = await scanWith(
      'm5_gev: { values: [0.29, 0.3] }, mZprime_gev: { values: [0.03, 0.8, 1.25] }, epsilon: { values: [8e-4] }, Umu5_sq: { values: [1e-6] }',
    );
    const sample = sampleOf(scan, 512);
    const ofScan = atEndsOfCouplings(withSample({ ...scan, eventsPerMassPoint: 256 }, sample));
    const status = await scanStatus(ofScan, REFERENCE, () => {});
    // As if all others had events enough. Mass points 0 to 2 have m5 = 0.29 GeV; the mediator of the first is real.
    const ground = searchGround(status, sample, { size: 100, lacking: [2] });
    const parameters = { ...POINT, m5_gev: 0.29, Umu5_sq: 1e-6 };
    const candidate = candidateAt(ground, 2, () => parameters);
    expect(candidate && replacedBy(ground, candidate).map(({ mass, how }) => [mass, how])).toEqual([
      [1, 'exact'],
    ]);
    // The sample's own masses have its events.
    const own = candidateAt(ground, 5, () => ({ ...parameters, m5_gev: 0.3 }));
    expect(own && replacedBy(ground, own)).toEqual([]);
  });
});

describe('advice on a response that only events of the sample have', () => {
  it('is enough for the example of a fit in a score', async () => {
    const experiment = await loadExperiment('./examples/reweighting/pseudo-detector');
    const base = await scanWith(
      'm5_gev: { values: [0.28, 0.3] }, epsilon: { values: [4e-4, 8e-4] }, Umu5_sq: { values: [1e-6] }',
    );
    const truth = sampleOf(base, 8192);
    const scan = {
      ...base,
      experiment,
      runs: [{ experiment, production: base.production }],
    } as ExperimentScan;
    const before = withSample(scan, simulated(truth, 1));
    const { proposals, lacking } = await advise(before);
    expect(lacking).toBe(1);
    const after = simulated(withComponents(withSample(base, truth), truth, proposals), 1);
    expect(flagsIn(withSample(scan, after))).toEqual([]);
  });
});

it('a few of many are spread over all of them, from end to end', () => {
  const hundred = Array.from({ length: 100 }, (_, i) => i);
  expect(spread(hundred, 4)).toEqual([0, 33, 66, 99]);
  expect(spread(hundred, 1)).toEqual([0]);
  expect(spread(hundred, 0)).toEqual([]);
  expect(spread([1, 2], 4)).toEqual([1, 2]);
});
