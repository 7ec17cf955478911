/** An engine in its stages: spectra by themselves, and their comparison with any number of datasets by any statistic. */
import { describe, expect, it, vi } from 'vitest';
import { at } from '../../src/at.js';
import { resolveScan } from '../../src/config/load.js';
import type { Engine } from '../../src/engine/engine.js';
import { openGpuEngine } from '../../src/engine/gpu/gpuEngine.js';
import { RECORD_SOURCES as ON_GPU } from '../../src/engine/gpu/records/recordSources.js';
import * as unsettled from '../../src/engine/gpu/unsettledPoints.js';
import { RECORD_SOURCES as IN_F64 } from '../../src/engine/reference/recordSources.js';
import { openReferenceEngine } from '../../src/engine/reference/reference.js';
import { type Dataset, datasetOf, type Spectra } from '../../src/engine/spectra.js';
import { DeviceError, NumericError } from '../../src/errors.js';
import { experimentScans, type ResolvedScan } from '../../src/resolved/scan.js';
import { STATISTIC_CHOICES, statisticNamed } from '../../src/statistics/statistics.js';
import { FILL_VALUES, isMissing } from '../../src/tiles/variables.js';
import { axis, everywhere, quickstart, randomStream, scanOf, singleScanOf, wholeTile } from '../scans.js';
import { randomCounts } from '../statistics/problems.js';

const joint = await resolveScan(
  `
model: { kind: dual, parameters: { mZprime_gev: 1.25, m4_gev: 0.1, V54: 0.5, gD: 2 } }
axes:
  Umu5_sq: { log: [1e-7, 1e-3], points: 5 }
  m5_gev: { values: [0.15, 0.6] }
  epsilon: { values: [4e-4, 8e-4] }
experiments: [{ name: microboone-2025, dirt: cylinder, protonElastic: true }, 'miniboone-2020:combined']
events: 512
`,
  'joint.yaml',
);
const single = singleScanOf([axis('Umu4_sq', [0, 1e-7, 1e-5]), axis('m4_gev', [0.1, 0.3])], {
  eventsPerMassPoint: 512,
});
const scans: readonly (readonly [string, ResolvedScan])[] = [
  ['dual, two experiments with groups of channels and two beams', joint],
  ['single', single],
];

vi.mock('../../src/engine/gpu/unsettledPoints.js', { spy: true });

/** Pseudo-experiments: counts scattered about the background. */
function toys(dataset: Dataset, count: number): Dataset[] {
  const random = randomStream(7);
  return Array.from({ length: count }, () => {
    const data = dataset.counts.background.map((b) =>
      Math.max(0, Math.round(b + 2 * Math.sqrt(b) * (random() - 0.5))),
    );
    return { ...dataset, counts: { ...dataset.counts, data } };
  });
}

async function withEngines(scan: ResolvedScan, use: (engine: Engine) => Promise<void>): Promise<void> {
  await using gpu = await openGpuEngine(scan, { allowSoftware: true });
  await use(gpu);
  await using reference = openReferenceEngine(scan);
  await use(reference);
}

const expectAlike = (found: Float32Array, exact: Float32Array) => {
  expect(found.length).toBe(exact.length);
  found.forEach((chi2, k) => {
    const expected = at(exact, k);
    expect(Math.abs(chi2 - expected), `${k}: ${chi2}, ${expected}`).toBeLessThan(1e-3 + 1e-4 * expected);
  });
};

describe.each(scans)('%s', (_name, scan) => {
  const tile = wholeTile(scan);
  const datasets = experimentScans(scan).map(datasetOf);

  it('spectra compared with the data of the scan give its chi2', async () => {
    await withEngines(scan, async (engine) => {
      const whole = await engine.evaluateTile(tile);
      const spectra = await engine.spectra(tile);
      for (const [e, dataset] of datasets.entries()) {
        const [chi2] = await engine.compare(tile, e, at(spectra, e), [dataset]);
        const written = at(whole.experiments, e).chi2;
        if (engine.info.engine === 'gpu') expect(chi2).toEqual(written);
        else expectAlike(at([chi2 ?? new Float32Array()], 0), written);
      }
    });
  });

  it('and their bins add up to its signal, as its groups of channels do', async () => {
    await withEngines(scan, async (engine) => {
      const whole = await engine.evaluateTile(tile);
      for (const [e, { signal, groups }] of (await engine.spectra(tile)).entries()) {
        const bins = at(datasets, e).counts.data.length;
        // The first point of each scan's slowest axis but the last is compared: a mixing of 1e-7, or none at all.
        const total = signal.subarray(0, bins).reduce((sum, s) => sum + s, 0);
        const factor = scan === joint ? 1e-7 : 1;
        const written = at(at(whole.experiments, e).signal, 0);
        expect(Math.abs(total * factor - written)).toBeLessThanOrEqual(1e-5 * written);
        if (groups.length === 0) continue;
        signal.forEach((events, k) => {
          const sum = groups.reduce((parts, group) => parts + at(group, k), 0);
          expect(Math.abs(sum - events)).toBeLessThanOrEqual(1e-6 * events);
        });
      }
    });
  });

  it('many datasets at once give what each gives alone, on both engines', async () => {
    await using gpu = await openGpuEngine(scan, { allowSoftware: true });
    await using reference = openReferenceEngine(scan);
    const spectra = await gpu.spectra(tile);
    for (const [e, dataset] of datasets.entries()) {
      const many = toys(dataset, 20);
      const found = await gpu.compare(tile, e, at(spectra, e), many);
      const exact = await reference.compare(tile, e, at(spectra, e), many);
      expect(found.length).toBe(20);
      for (const [d, chi2] of found.entries()) expectAlike(chi2, at(exact, d));
      const [alone] = await gpu.compare(tile, e, at(spectra, e), many.slice(13, 14));
      expectAlike(alone ?? new Float32Array(), at(found, 13));
      // The toys differ, and with them their chi2.
      expect(new Set(found.map((chi2) => at(chi2, 0))).size).toBeGreaterThan(15);
    }
  });
});

it('both engines have the same sources of events', () => {
  expect(Object.keys(ON_GPU)).toEqual(Object.keys(IN_F64));
});

describe('comparison', () => {
  const scan = scanOf([axis('m5_gev', [0.2, 0.5]), axis('Umu5_sq', [0, 1e-8, 1e-6])], {
    eventsPerMassPoint: 512,
  });
  const tile = wholeTile(scan);
  const own = datasetOf(scan);

  it('takes spectra of any making, and says what is missing', async () => {
    await withEngines(scan, async (engine) => {
      const [made] = await engine.spectra(tile);
      const spectra: Spectra = {
        signal: Float32Array.from([3e8, 2e8, 1e8, FILL_VALUES.float32, 0, 0]),
        groups: [],
        relativeError: new Float32Array(6).fill(0.01),
      };
      expect(made?.signal.length).toBe(6);
      const [chi2] = await engine.compare(tile, 0, spectra, [own]);
      const background = at(chi2 ?? [], 0);
      expect([...(chi2 ?? [])].map(isMissing)).toEqual([false, false, false, false, true, true]);
      // Three, two and one events at |U|^2 = 1e-8.
      expect(at(chi2 ?? [], 1)).not.toBeCloseTo(background, 3);
    });
  });

  it('may mix statistics, in any order', async () => {
    const choices = STATISTIC_CHOICES.map((name): Dataset => ({ ...own, statistic: statisticNamed(name) }));
    const lists = [[0, 1, 2, 3, 2, 1, 0], [2], [3, 0]];
    await withEngines(scan, async (engine) => {
      const [spectra] = await engine.spectra(tile);
      if (!spectra) throw new Error('the scan has one experiment');
      const alone: Float32Array[] = [];
      for (const choice of choices) alone.push(at(await engine.compare(tile, 0, spectra, [choice]), 0));
      for (const list of lists) {
        const found = await engine.compare(
          tile,
          0,
          spectra,
          list.map((k) => at(choices, k)),
        );
        for (const [i, k] of list.entries()) expectAlike(at(found, i), at(alone, k));
      }
      // Every statistic says something else of the largest signal.
      expect(new Set(alone.map((chi2) => at(chi2, 2))).size).toBe(choices.length);
    });
  });

  it('is the same, however many datasets are taken at a time', async () => {
    const many = [
      ...toys(own, 7),
      ...toys({ ...own, statistic: statisticNamed('poisson') }, 4),
      ...toys(own, 3),
    ];
    const compared = async (datasetsAtOnce: number) => {
      await using engine = await openGpuEngine(scan, { allowSoftware: true }, { datasetsAtOnce });
      const [spectra] = await engine.spectra(tile);
      if (!spectra) throw new Error('the scan has one experiment');
      return await engine.compare(tile, 0, spectra, many);
    };
    const all = await compared(100);
    expect(new Set(all.slice(0, 11).map((chi2) => at(chi2, 2))).size).toBe(11);
    for (const datasetsAtOnce of [1, 3, 4]) expect(await compared(datasetsAtOnce)).toEqual(all);
  });

  it('takes datasets together that need other parts of the kernel, or the host', async () => {
    const random = randomStream(3);
    const list = [1, 1e5, 1e9, 1e13].flatMap((condition) =>
      [false, true].map((hasErrors): Dataset => {
        const size = { bins: 3, condition, hasErrors, statistical: condition > 1e10 ? 1e-6 : 0.1 };
        return { ...own, counts: randomCounts(random, size) };
      }),
    );
    await using gpu = await openGpuEngine(scan, { allowSoftware: true });
    await using reference = openReferenceEngine(scan);
    const asked = vi.spyOn(unsettled, 'settlePoints');
    for (const factor of [0.01, 0.3, 1]) {
      // A signal as large as each background, in turn: |U|^2 goes up to 1e-6.
      for (const { counts } of list) {
        const signal = Float32Array.from(
          { length: 6 },
          (_, k) => 1e6 * factor * at(counts.background, k % 3),
        );
        const relativeError = new Float32Array(6).fill(1e-7);
        const spectra: Spectra = { signal, groups: [], relativeError };
        const found = await gpu.compare(tile, 0, spectra, list);
        const exact = await reference.compare(tile, 0, spectra, list);
        for (const [d, chi2] of found.entries()) expectAlike(chi2, at(exact, d));
      }
    }
    const needed = asked.mock.calls.filter(([, , , , points]) => points.length > 0).length;
    expect(needed).toBeGreaterThan(0);
  });

  it('goes on beside tiles in flight, and changes nothing of them', async () => {
    await using engine = await openGpuEngine(everywhere(scan), { allowSoftware: true });
    const alone = await engine.evaluateTile(tile);
    const [spectra] = await engine.spectra(tile);
    if (!spectra) throw new Error('the scan has one experiment');
    const many = toys(own, 5);
    const [before] = await engine.compare(tile, 0, spectra, many);
    const all = await Promise.all([
      engine.evaluateTile(tile),
      engine.compare(tile, 0, spectra, many),
      engine.spectra(tile),
      engine.evaluateTile(tile),
    ]);
    expect(all[0].chi2).toEqual(alone.chi2);
    expect(all[3].chi2).toEqual(alone.chi2);
    expect(all[1][0]).toEqual(before);
    expect(all[2][0]).toEqual(spectra);
  });

  it('refuses what does not fit, in words', async () => {
    await withEngines(scan, async (engine) => {
      const [spectra] = await engine.spectra(tile);
      if (!spectra) throw new Error('the scan has one experiment');
      const short = { ...spectra, signal: spectra.signal.subarray(1) };
      await expect(engine.compare(tile, 0, short, [own])).rejects.toThrow(
        /of 6 entries \(2 mass points, 1 coupling points, 3 bins\)/,
      );
      const fewer = { ...own, counts: { ...own.counts, data: [1] } };
      await expect(engine.compare(tile, 0, spectra, [fewer])).rejects.toThrow(/has 3 bins, not 1 counts/);
      await expect(engine.compare(tile, 3, spectra, [own])).rejects.toThrow(RangeError);
      expect(await engine.compare(tile, 0, spectra, [])).toEqual([]);
      const negative = own.counts.covariance.map((row, i) => row.map((c, j) => (i === j ? -1e6 : c)));
      const broken = { ...own, counts: { ...own.counts, covariance: negative } };
      await expect(engine.compare(tile, 0, spectra, [broken])).rejects.toThrow(NumericError);
    });
  });

  it('sees what a program changes in place, and lists that grow', async () => {
    await withEngines(scan, async (engine) => {
      const [spectra] = await engine.spectra(tile);
      if (!spectra) throw new Error('the scan has one experiment');
      const data = [...own.counts.data];
      const list: Dataset[] = [{ ...own, counts: { ...own.counts, data } }];
      const [before] = await engine.compare(tile, 0, spectra, list);
      data[0] = 200;
      const [after] = await engine.compare(tile, 0, spectra, list);
      expect(at(after ?? [], 0)).toBeGreaterThan(10 * at(before ?? [], 0));
      list.push(own);
      const both = await engine.compare(tile, 0, spectra, list);
      expect(both.length).toBe(2);
      expectAlike(at(both, 0), after ?? new Float32Array());
      expectAlike(at(both, 1), before ?? new Float32Array());
    });
  });

  it('refuses numbers that are none, and signals where none can be', async () => {
    const joined = experimentScans(joint).map(datasetOf);
    await withEngines(joint, async (engine) => {
      const whole = wholeTile(joint);
      const spectra = await engine.spectra(whole);
      const [, mini] = spectra;
      const [, dataset] = joined;
      if (!mini || !dataset) throw new Error('the scan has two experiments');
      const refused = (changes: Partial<Spectra>, message: RegExp) =>
        expect(engine.compare(whole, 1, { ...mini, ...changes }, [dataset])).rejects.toThrow(message);
      const empty = mini.signal.findIndex((_, k) =>
        mini.signal.every((s, l) => l % 38 !== k % 38 || s === 0),
      );
      expect(empty).toBeGreaterThanOrEqual(0);
      await refused({ signal: mini.signal.map((s, k) => (k === empty ? 1 : s)) }, /which no signal can fill/);
      await refused({ signal: mini.signal.map((s) => -s - 1) }, /0 or more expected/);
      await refused({ relativeError: mini.signal.map(() => Number.NaN) }, /NaN at entry 0/);
      const compared = (counts: Partial<Dataset['counts']>) =>
        engine.compare(whole, 1, mini, [{ ...dataset, counts: { ...dataset.counts, ...counts } }]);
      const { data, covariance } = dataset.counts;
      await expect(compared({ data: data.map(() => -1) })).rejects.toThrow(/counts of -1/);
      await expect(compared({ background: data.map(() => Number.NaN) })).rejects.toThrow(/background of NaN/);
      const turned = covariance.map((row, i) => row.map((c, j) => (i < j ? 2 * c + 1 : c)));
      await expect(compared({ covariance: turned })).rejects.toThrow(/not symmetric/);
      const infinite = covariance.map((row) => row.map(() => Number.POSITIVE_INFINITY));
      await expect(compared({ covariance: infinite })).rejects.toThrow(/finite numbers/);
    });
  });

  it('refuses tiles that are none of the scan, and goes on', async () => {
    await withEngines(scan, async (engine) => {
      const wrong = [
        { ...tile, shape: [2, 4] },
        { ...tile, start: [1, 0] },
        { ...tile, shape: [0, 3] },
        { ...tile, start: [0.5, 0], shape: [1, 3] },
        { ...tile, start: [0], shape: [2] },
      ];
      for (const each of wrong) {
        await expect(engine.evaluateTile(each)).rejects.toThrow(/is no tile of this scan/);
        await expect(engine.spectra(each)).rejects.toThrow(RangeError);
      }
      expect((await engine.spectra(tile)).length).toBe(1);
    });
  });

  it('ends with the engine', async () => {
    for (const open of [
      () => openGpuEngine(scan, { allowSoftware: true }),
      async () => openReferenceEngine(scan),
    ]) {
      const engine = await open();
      const [spectra] = await engine.spectra(tile);
      if (!spectra) throw new Error('the scan has one experiment');
      await engine[Symbol.asyncDispose]();
      await expect(engine.evaluateTile(tile)).rejects.toThrow(DeviceError);
      await expect(engine.compare(tile, 0, spectra, [own])).rejects.toThrow(DeviceError);
    }
  });

  it('of raised events sees the raised ones', async () => {
    const few = { ...quickstart, ...scan, eventsPerMassPoint: 256, autoEvents: { cap: 1024 } };
    const fixed = { ...scan, eventsPerMassPoint: 1024 };
    await using raising = await openGpuEngine(few, { allowSoftware: true });
    await using plain = await openGpuEngine(fixed, { allowSoftware: true });
    const whole = await raising.evaluateTile(tile);
    const [first] = await raising.spectra(tile);
    const [same] = await plain.spectra(tile);
    const events = [...(at(whole.experiments, 0).events ?? [])];
    expect(events).toContain(1024);
    events.forEach((n, mass) => {
      if (n !== 1024) return;
      for (const name of ['signal', 'relativeError'] as const) {
        expect(first?.[name].subarray(3 * mass, 3 * mass + 3)).toEqual(
          same?.[name].subarray(3 * mass, 3 * mass + 3),
        );
      }
    });
  });
});
