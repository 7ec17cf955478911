/** What a grid of a sample says of how far it can be trusted, against the events themselves and against `dualnu point`. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at } from '../../src/at.js';
import { resolveScan } from '../../src/config/load.js';
import { evaluatePoint, samplePoint } from '../../src/detail/point.js';
import { describePoint } from '../../src/detail/pointPage.js';
import { decayFactor, eventWeight } from '../../src/generator/sample.js';
import { readVariable } from '../../src/grid/reading.js';
import { type Grid, openGrid } from '../../src/grid/store.js';
import { type MappedPlane, readMap } from '../../src/maps/mapped.js';
import { type ExperimentScan, experimentScans, type ResolvedScan } from '../../src/resolved/scan.js';
import { runScan } from '../../src/scan/run.js';
import { isMissing } from '../../src/tiles/variables.js';
import { ownSample } from '../samples/ownSample.js';
import { quickstart } from '../scans.js';

const FIXED = { mZprime_gev: 1.25, gD: 2, V54: 0.5, kappa: 1, V44: 0, m4_gev: 0.1 };
// The last mass has pairs like none of the sample.
const [MASSES, LIVES, MIXINGS] = [
  [0.05, 0.29, 0.3, 0.6],
  [4e-4, 8e-3],
  [1e-6, 1e-5],
] as const;

const text = (experiments: string) => `
model: { kind: dual, parameters: { m4_gev: 0.1, mZprime_gev: 1.25 } }
axes:
  m5_gev: { values: [${MASSES.join(', ')}] }
  epsilon: { values: [${LIVES.join(', ')}] }
  Umu5_sq: { values: [${MIXINGS.join(', ')}] }
experiments: [${experiments}]
events: 1024
outputs: [chi2, flags, spectrum]
`;

const withSample = (scan: ResolvedScan, ...more: string[]): ResolvedScan => {
  const component = { events: 4096, seed: 5, decays: 'sampled' } as const;
  const parameters = { ...FIXED, m5_gev: 0.3, epsilon: 4e-3, Umu5_sq: 1e-6 };
  const sample = ownSample(quickstart, [{ ...component, parameters }]);
  const runs = scan.runs.map((run, i) => (i === 0 ? { ...run, sample } : run));
  return { ...scan, runs, outputs: [...scan.outputs, 'sample_trust', ...more] };
};

async function gridOf(experiments: string): Promise<{ scan: ResolvedScan; grid: Grid }> {
  const scan = withSample(await resolveScan(text(experiments), 'scan.yaml'), 'largest_weight');
  const out = join(folder, `${scan.runs.length}.zarr`);
  await runScan(scan, { out, engine: 'reference', allowSoftware: false, overwrite: false });
  return { scan, grid: await openGrid(out) };
}

let folder: string;
let grid: Grid;
let scan: ExperimentScan;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dualnu-trust-'));
  const made = await gridOf('microboone-2025');
  grid = made.grid;
  scan = at(experimentScans(made.scan), 0);
});

afterAll(() => rm(folder, { recursive: true }));

/** Numbers of a variable at the indices of a mass and a lifetime. */
async function read(name: string, m5_gev: number, epsilon?: number): Promise<number[]> {
  const selection = { m5_gev, ...(epsilon === undefined ? {} : { epsilon }) };
  const { data } = await readVariable(grid, name, selection);
  return [...data];
}

describe('a grid of a sample', () => {
  it('has each number on the axes that it depends on', async () => {
    const axesOf = async (name: string) => {
      const { axes, shape } = await readVariable(grid, name);
      return { axes, shape };
    };
    expect(await axesOf('uncovered')).toEqual({ axes: ['m5_gev'], shape: [4] });
    expect(await axesOf('largest_weight')).toEqual({ axes: ['m5_gev', 'epsilon'], shape: [4, 2] });
    expect(await axesOf('n_eff_by_bin')).toEqual({ axes: ['m5_gev', 'epsilon'], shape: [4, 2, 3] });
  });

  it('has the weights of the events at each point', async () => {
    for (const [k, m5_gev] of [MASSES[1], MASSES[2]].entries()) {
      for (const [i, epsilon] of LIVES.entries()) {
        const point = { ...FIXED, m5_gev, epsilon, Umu5_sq: 1e-6 };
        const { samples, lifetime, setup } = samplePoint(scan, point);
        const sample = at(samples, 0);
        const sums = setup.counts.data.map(() => ({ sum: 0, squares: 0 }));
        const inAll = [...sample.weight.keys()].map((event) => {
          const w = eventWeight(sample, event, lifetime) * decayFactor(sample, event, lifetime.ctauCm);
          const inBins = sample.bins.map((row) => w * at(row, event));
          inBins.forEach((inBin, place) => {
            const of = at(sums, at(at(setup.beamBins, 0).bins, place));
            of.sum += inBin;
            of.squares += inBin * inBin;
          });
          return inBins.reduce((total, inBin) => total + inBin, 0);
        });
        const total = inAll.reduce((sum, w) => sum + w, 0);
        expect(total).toBeGreaterThan(0);
        const [largest] = await read('largest_weight', k + 1, i);
        expect(largest).toBeCloseTo(Math.max(...inAll) / total, 6);
        const sizes = await read('n_eff_by_bin', k + 1, i);
        sums.forEach(({ sum, squares }, bin) => {
          expect(at(sizes, bin) / (sum ** 2 / squares)).toBeCloseTo(1, 4);
        });
      }
    }
  });

  it('says what dualnu point says', async () => {
    for (const [k, m5_gev] of MASSES.entries()) {
      const [uncovered = Number.NaN] = await read('uncovered', k);
      for (const [i, epsilon] of LIVES.entries()) {
        const report = evaluatePoint(scan, { ...FIXED, m5_gev, epsilon, Umu5_sq: 1e-6 });
        const { sample, flags } = report;
        expect(describePoint(report)).toMatch(/^uncovered +.* of these masses$/m);
        expect(uncovered).toBe(Math.fround(sample?.uncovered ?? Number.NaN));
        expect(flags.includes('sample_uncovered')).toBe(uncovered > 0.01);
        const [largest = Number.NaN] = await read('largest_weight', k, i);
        const sizes = await read('n_eff_by_bin', k, i);
        if (sample && Number.isNaN(sample.largest_weight)) {
          expect([largest, ...sizes].every(isMissing)).toBe(true);
          continue;
        }
        expect(largest).toBeCloseTo(sample?.largest_weight ?? Number.NaN, 6);
        sizes.forEach((size, bin) => {
          expect(size).toBeCloseTo(sample?.n_eff_by_bin[bin] ?? Number.NaN, 1);
        });
      }
    }
  });

  it('has nothing to trust where no pair can be made, a covered mass, its own, and one without an answer', async () => {
    const [closed, near, own, far] = await Promise.all(MASSES.map((_, k) => read('uncovered', k)));
    expect(closed).toEqual([0]);
    expect(near?.[0]).toBeGreaterThan(0);
    expect(near?.[0]).toBeLessThan(0.05);
    expect(own).toEqual([0]);
    expect(far?.[0]).toBeGreaterThan(0.05);
    expect(await read('largest_weight', 0, 0)).toEqual([0]);
    expect(await read('n_eff_by_bin', 0, 0)).toEqual([0, 0, 0]);
  });

  it('is drawn as maps', async () => {
    const request = { x: 'm5_gev', y: 'epsilon', fix: {} };
    const uncovered = await readMap(grid, { ...request, of: 'uncovered' });
    expect(uncovered.constantAlong).toEqual(['epsilon']);
    const raised = ({ flags: { names, bits } }: MappedPlane, flag: string) =>
      ((bits[3] ?? 0) >> names.indexOf(flag)) & 1;
    expect(raised(uncovered, 'sample_uncovered')).toBe(1);
    // Where there is no answer the share itself is known, and is what a map of it is for.
    expect(at(uncovered.coloured, 3)).toBeGreaterThan(0.05);
    expect(at(uncovered.coloured, 0)).toBeNaN();
    const first = at(scan.experiment.bins, 0).label;
    const sizes = await readMap(grid, { ...request, of: 'n_eff_by_bin', place: { bin: first } });
    expect(at(sizes.coloured, 2)).toBe((await read('n_eff_by_bin', 2, 0))[0]);
    expect(at(sizes.coloured, 3)).toBeNaN();
  });
});

it('a grid of several experiments has them for those of samples', async () => {
  const { grid: joint } = await gridOf("microboone-2025, 'miniboone-2020:combined'");
  const names = joint.variables.map(({ name }) => name);
  const ofSamples = names.filter((name) => /^(uncovered|largest_weight|n_eff_by_bin)/.test(name));
  const suffix = 'microboone_2025';
  expect(ofSamples).toEqual([`uncovered_${suffix}`, `n_eff_by_bin_${suffix}`, `largest_weight_${suffix}`]);
});

describe('the GPU', () => {
  const base = () => resolveScan(text('microboone-2025'), 'scan.yaml');

  it('finds the same shares, and effective numbers within their bound', async () => {
    const out = join(folder, 'gpu.zarr');
    await runScan(withSample(await base()), { out, engine: 'gpu', allowSoftware: true, overwrite: false });
    const onGpu = await openGrid(out);
    const both = async (name: string) =>
      [await readVariable(grid, name), await readVariable(onGpu, name)].map(({ data }) => [...data]);
    const [uncovered, same] = await both('uncovered');
    expect(same).toEqual(uncovered);
    const [sizes = [], others = []] = await both('n_eff_by_bin');
    sizes.forEach((size, i) => {
      // docs/numerics.md, "GPU against f64".
      if (!isMissing(size)) expect(Math.abs(at(others, i) - size)).toBeLessThanOrEqual(1e-2 * size);
      else expect(isMissing(at(others, i))).toBe(true);
    });
    expect(sizes.some((size) => size > 0 && !isMissing(size))).toBe(true);
  });

  it('has no largest weights', async () => {
    const scan = withSample(await base(), 'largest_weight');
    const options = {
      out: join(folder, 'none.zarr'),
      engine: 'gpu',
      allowSoftware: true,
      overwrite: false,
    } as const;
    await expect(runScan(scan, options)).rejects.toThrow(
      'scan.yaml: the output largest_weight is computed in f64 alone; add --engine reference, or leave it out',
    );
  });
});

describe('a scan file', () => {
  const named = (signal: string) => text('microboone-2025').replace('spectrum]', 'sample_trust]') + signal;

  it('has them on request, and not where events are generated', async () => {
    const { outputs } = await resolveScan(text('microboone-2025').replace(/^outputs.*$/m, ''), 'scan.yaml');
    expect(outputs).not.toContain('sample_trust');
    const why =
      'events are generated, so that every mass point has its own; remove it, or write signal: sample:FOLDER';
    await expect(resolveScan(named(''), 'scan.yaml')).rejects.toThrow(`scan.yaml:9:24: outputs[2]: ${why}`);
  });

  it('is not told so where its sample cannot be read', async () => {
    const error = await resolveScan(named('signal: sample:nowhere'), 'scan.yaml').catch((e: unknown) => e);
    expect((error as Error).message).not.toContain('generated');
    const misspelt = await resolveScan(named('signal: sampel:x'), 'scan.yaml').catch((e: unknown) => e);
    expect((misspelt as Error).message).not.toContain('events are generated');
  });
});
