/** The example of a fit in a score: its pseudo-detector, its experiment, its file of events, and the contour that comes out. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { parquetWriteFile } from 'hyparquet-writer';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import {
  DETECTOR,
  OBSERVABLES,
  randomNumbers,
  reconstruct,
  reconstructAll,
} from '../../examples/reweighting/simulate.mjs';
import { at } from '../../src/at.js';
import { resolveScan } from '../../src/config/load.js';
import { evaluatePoint } from '../../src/detail/point.js';
import { openReferenceEngine } from '../../src/engine/reference/reference.js';
import { InputDataError } from '../../src/errors.js';
import { loadExperiment } from '../../src/experiment/load.js';
import { experimentWarnings } from '../../src/inspection/plausibility.js';
import { flagNames } from '../../src/prediction/flags.js';
import type { ExperimentScan, ResolvedScan } from '../../src/resolved/scan.js';
import type { EventSample } from '../../src/samples/eventSample.js';
import { observedCells } from '../../src/samples/observedCells.js';
import { sampleFaults } from '../../src/samples/sampleFaults.js';
import { isMissing } from '../../src/tiles/variables.js';
import { ownSample } from '../samples/ownSample.js';
import { onlyResult, quickstart, scanOf, wholeTile } from '../scans.js';
import { simulated, truthColumns } from './exampleSample.js';

const FOLDER = 'examples/reweighting';
const SIMULATE = `${FOLDER}/simulate.mjs`;
const POINT = {
  ...{ mZprime_gev: 1.25, gD: 2, V54: 0.5, kappa: 1, V44: 0, epsilon: 8e-4, Umu5_sq: 1e-5 },
  ...{ m4_gev: 0.1, m5_gev: 0.3 },
};

let truth: EventSample;
beforeAll(() => {
  truth = ownSample(quickstart, [{ parameters: POINT, events: 16384, seed: 5, decays: 'integrated' }]);
});

describe('the pseudo-detector', () => {
  it('has the resolutions and the efficiency that it says', () => {
    const energy = 0.4;
    const momentum = Math.sqrt(energy ** 2 - 0.000511 ** 2);
    const pair = [
      { e: energy, p: [0, 0, momentum] as const },
      { e: energy, p: [momentum * Math.sin(0.6), 0, momentum * Math.cos(0.6)] as const },
    ] as const;
    const found = Array.from({ length: 40000 }, (_, i) => reconstruct(pair[0], pair[1], randomNumbers(i)));
    const selected = found.filter(({ topology }) => topology !== 'none');
    const { selection, energy: resolution } = DETECTOR;
    const share = selection.plateau * (1 - Math.exp(-((0.8 / selection.energyScaleGev) ** 2)));
    expect(Math.abs(selected.length / 40000 - share)).toBeLessThan(4 * Math.sqrt(share / 40000));
    const spreadOf = (values: readonly number[]) => {
      const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
      return [mean, Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length)] as const;
    };
    const [mean, width] = spreadOf(selected.map((event) => event.e_pair_gev));
    const sigma =
      Math.SQRT2 * energy * Math.hypot(resolution.stochastic / Math.sqrt(energy), resolution.constant);
    const n = Math.sqrt(selected.length);
    expect(Math.abs(mean - 0.8)).toBeLessThan((4 * sigma) / n);
    expect(Math.abs(width / sigma - 1)).toBeLessThan(4 / (n * Math.SQRT2));
    // Both directions fluctuate along the angle between them.
    const [, spread] = spreadOf(selected.map((event) => event.opening_deg));
    expect(spread / (Math.SQRT2 * DETECTOR.angleDeg)).toBeCloseTo(1, 1);
  });

  it('gives an event the same whatever other events there are, and nothing where it is not selected', () => {
    const columns = truthColumns(truth);
    const all = reconstructAll(columns, 7);
    expect(reconstructAll(columns, 7)).toEqual(all);
    expect(reconstructAll(columns, 8)).not.toEqual(all);
    const some = Object.fromEntries(
      Object.entries(columns).map(([name, values]) => [name, values.slice(0, 50)]),
    );
    expect(reconstructAll(some, 7).bdt_score).toEqual(all.bdt_score.slice(0, 50));
    all.topology.forEach((topology, i) => {
      expect(Number.isNaN(at(all.bdt_score, i))).toBe(topology === 'none');
    });
    const scores = [...all.bdt_score].filter((score) => !Number.isNaN(score));
    expect([Math.min(...scores) > 0, Math.max(...scores) < 1]).toEqual([true, true]);
    expect(new Set(all.topology)).toEqual(new Set(['none', 'one-shower', 'two-showers']));
  });

  it('adds its columns to a file of events, and keeps the others and what the file says of itself', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'dualnu-example-'));
    onTestFinished(() => rm(dir, { recursive: true }));
    const [from, to] = [join(dir, 'truth.parquet'), join(dir, 'reconstructed.parquet')];
    const columns = truthColumns(truth);
    const typeOf = (data: unknown) =>
      data instanceof Float64Array ? 'DOUBLE' : data instanceof Int32Array ? 'INT32' : 'STRING';
    const kvMetadata = [{ key: 'dualnu_events', value: '{"components":[]}' }];
    parquetWriteFile({
      filename: from,
      columnData: Object.entries(columns).map(([name, data]) => ({
        ...{ name, data, type: typeOf(data) },
        nullable: false,
      })),
      // Several groups of rows, as `dualnu events` writes them.
      rowGroupSize: 5000,
      kvMetadata,
    });
    const told = execFileSync(process.execPath, [SIMULATE, from, to, '7'], { encoding: 'utf8' });
    const found = reconstructAll(columns, 7);
    const selected = found.topology.filter((topology) => topology !== 'none').length;
    expect(told).toBe(`${truth.count} events, of which ${selected} are selected: ${to}\n`);
    const file = await asyncBufferFromFile(to);
    const metadata = await parquetMetadataAsync(file);
    expect(metadata.key_value_metadata).toEqual(kvMetadata);
    const rows = await parquetReadObjects({ file });
    expect(Object.keys(rows[0] ?? {})).toEqual([...Object.keys(columns), ...Object.keys(OBSERVABLES)]);
    for (const [name, values] of Object.entries({ ...columns, ...found })) {
      expect(rows.map((row) => row[name])).toEqual(Array.from<unknown>(values));
    }
  });
});

describe('the pseudo-experiment', () => {
  it('is made of what its comments say', async () => {
    const { bins, systematics, response } = await loadExperiment(`./${FOLDER}/pseudo-detector`);
    const random = randomNumbers(2026);
    expect(bins.map(({ data }) => data)).toEqual(bins.map(({ background }) => poisson(background, random)));
    const edges = [0, 0.2, 0.4, 0.6, 0.8, 1];
    const middle = (cells: readonly number[]) => {
      const scores = cells.map((cell) => Math.floor(cell / 2));
      return (at(edges, Math.min(...scores)) + at(edges, Math.max(...scores) + 1)) / 2;
    };
    const tilts = bins.map(({ cells }) => 2 * middle(cells) - 1);
    bins.forEach(({ background: b }, i) => {
      bins.forEach(({ background: other }, j) => {
        const relative = 0.15 ** 2 + 0.1 ** 2 * at(tilts, i) * at(tilts, j) + (i === j ? 0.04 ** 2 : 0);
        expect(at(at(systematics.background, i), j) / (b * other * relative)).toBeCloseTo(1, 6);
      });
    });
    // Every cell is in one bin: nothing of what is reconstructed is left out.
    const cells = bins.flatMap((bin) => bin.cells).sort((a, b) => a - b);
    expect(cells).toEqual(response.cells.map((_, cell) => cell));
  });

  it('has nothing doubtful', async () => {
    expect(experimentWarnings(await loadExperiment(`./${FOLDER}/pseudo-detector`))).toEqual([]);
  });
});

describe('the scan of the example', () => {
  it('lacks nothing but the sample, which is made by a command', async () => {
    const file = `${FOLDER}/scan.yaml`;
    const error = await resolveScan(await readFile(file, 'utf8'), file).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(InputDataError);
    expect((error as Error).message).toMatch(/^[^\n]*grids\/pseudo-sample[^\n]*$/);
  });

  it('excludes large mixings where the sample has the pairs, and has no answer where it has not', async () => {
    const file = `${FOLDER}/scan.yaml`;
    const text = (await readFile(file, 'utf8'))
      .replace(/signal: .*/, '')
      .replace('[./pseudo-detector]', '[microboone-2025]');
    const experiment = await loadExperiment(`./${FOLDER}/pseudo-detector`);
    const sample = simulated(truth, 1);
    const generated = await resolveScan(`${text}events: 4096\n`, file);
    const [run] = generated.runs;
    if (!run) throw new Error('the scan has an experiment');
    expect(sampleFaults(sample, experiment, run.production, generated.model)).toEqual([]);
    const axes = generated.axes.map((axis) =>
      axis.name === 'm5_gev' ? { ...axis, values: [0.28, 0.3, 0.32] } : axis,
    );
    const scan: ResolvedScan = { ...generated, axes, runs: [{ ...run, experiment, sample }] };
    await using engine = openReferenceEngine(scan);
    const { chi2, flags } = onlyResult(await engine.evaluateTile(wholeTile(scan))) as unknown as {
      chi2: Float32Array;
      flags: Uint8Array;
    };
    const mixings = at(axes, 1).values.length;
    const row = (mass: number) => Array.from(chi2.slice(mass * mixings, (mass + 1) * mixings));
    for (const mass of [0, 1]) {
      const least = Math.min(...row(mass));
      expect(at(row(mass), 0) - least).toBeLessThan(1);
      expect(at(row(mass), mixings - 1) - least).toBeGreaterThan(6);
      const crossings = row(mass).filter((x, i, all) => x - least > 3.84 && at(all, i - 1) - least <= 3.84);
      expect(crossings).toHaveLength(1);
    }
    const namesAt = (mass: number) => flagNames(at(flags, mass));
    expect(namesAt(1)).not.toContain('sample_uncovered');
    expect(namesAt(2)).toContain('sample_uncovered');
    expect(row(2).every(isMissing)).toBe(true);
  });
});

describe('the score of reweighted events', () => {
  it('is distributed as that of events that are generated and simulated at the point', async () => {
    const experiment = await loadExperiment(`./${FOLDER}/pseudo-detector`);
    const longLived = { ...POINT, epsilon: 4e-4 };
    const to = { ...POINT, m5_gev: 0.28 };
    const own = ownSample(quickstart, [
      { parameters: longLived, events: 131072, seed: 11, decays: 'sampled' },
    ]);
    const run = { experiment, production: quickstart.production, sample: simulated(own, 1) };
    const scan = { ...scanOf([], { eventsPerMassPoint: 16384 }), fixed: to, ...run, runs: [run] };
    const { bins } = evaluatePoint(scan as ExperimentScan, to);
    // Events at the point itself, of other numbers: each bin is a sum of weights.
    const there = ownSample(quickstart, [{ parameters: to, events: 131072, seed: 23, decays: 'integrated' }]);
    const { reconstructed } = experiment.response;
    if (!reconstructed) throw new Error('the response counts columns');
    const cells = observedCells(reconstructed, simulated(there, 2));
    bins.forEach(({ signal, mc_variance: variance }, i) => {
      const ofBin = at(experiment.bins, i).cells;
      const weights = there.weight.filter((_, event) => ofBin.includes(at(cells, event)));
      const expected = weights.reduce((sum, w) => sum + w, 0);
      const error = Math.sqrt(variance + weights.reduce((sum, w) => sum + w * w, 0));
      expect(Math.abs(signal - expected) / error).toBeLessThan(3.5);
      // An error that excuses everything proves nothing.
      expect(error / expected).toBeLessThan(0.1);
    });
  });
});

/** A Poisson number by the first sum of probabilities above a uniform number. */
function poisson(mean: number, random: () => number): number {
  const u = random();
  let [count, probability] = [0, Math.exp(-mean)];
  for (let sum = probability; u >= sum; sum += probability) {
    count++;
    probability *= mean / count;
  }
  return count;
}
