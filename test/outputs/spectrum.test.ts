/** Stored spectra: that signal and chi2 of a grid are what its spectra give, in every model and on both engines. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { at } from '../../src/at.js';
import { describeGrid } from '../../src/cli/info.js';
import { resolveScan } from '../../src/config/load.js';
import { readVariable } from '../../src/grid/reading.js';
import { findVariable, type Grid, openGrid } from '../../src/grid/store.js';
import { bytesOfChunks } from '../../src/grid/writing/space.js';
import { variableName } from '../../src/outputs/output.js';
import { suffixOf } from '../../src/outputs/places.js';
import { countsOf, statisticOf } from '../../src/prediction/comparedCounts.js';
import { experimentScans, type ResolvedScan } from '../../src/resolved/scan.js';
import { summarizeGrid } from '../../src/results/summary.js';
import { type EngineName, runScan } from '../../src/scan/run.js';
import { backgroundChi2 } from '../../src/statistics/statistic.js';
import { hashTree } from '../e2e/cli.js';
import { temporaryFolder } from '../grid/fixture.js';

const OUTPUTS = 'outputs: [chi2, signal, spectrum, spectrum_by_channel]';

const DUAL = `
model: { kind: dual, parameters: { mZprime_gev: 1.25, m4_gev: 0.05 } }
axes:
  m5_gev: { values: [0.05, 0.15, 0.3] }
  Umu5_sq: { values: [1e-7, 1e-6, 1e-5] }
  epsilon: { values: [4e-4, 8e-4] }
production: { dirt: cylinder, protonElastic: true }
experiments: [microboone-2025]
events: 512
${OUTPUTS}
`;
const SINGLE = `
model: { kind: single, parameters: { mZprime_gev: 0.03 } }
axes:
  Umu4_sq: { values: [1e-9, 1e-8] }
  m4_gev: { values: [0.05, 0.1] }
experiments: [microboone-2025]
events: 512
${OUTPUTS}
`;
// Bins without a signal, and mass points that are computed again with more events.
const JOINT = `
model: { kind: dual, parameters: { mZprime_gev: 1.25, m4_gev: 0.05, epsilon: 8e-4 } }
axes:
  Umu5_sq: { values: [1e-7, 1e-6, 1e-5] }
  m5_gev: { values: [0.15, 0.3] }
experiments: [{ name: microboone-2025, dirt: cylinder }, { name: 'miniboone-2020:combined', apart: true }]
events: { from: 256, cap: 1024 }
outputs: [chi2, signal, spectrum, spectrum_by_channel, events]
`;

async function gridOf(scan: ResolvedScan, engine: EngineName, out?: string): Promise<Grid> {
  const dir = out ?? join(await temporaryFolder(), 'grid.zarr');
  await runScan(scan, { out: dir, engine, allowSoftware: true, overwrite: false });
  return openGrid(dir);
}

/** All of a variable as the grid's axes have it: its further dimensions at a point of all axes. */
async function readOnAxes(grid: Grid, name: string): Promise<(point: number) => Float32Array> {
  const { axes, shape, data } = await readVariable(grid, name);
  if (!(data instanceof Float32Array)) throw new TypeError(`${name} is not float32`);
  const inner = shape.slice(axes.length).reduce((product, size) => product * size, 1);
  const lengths = grid.axes.map(({ values }) => values.length);
  return (point) => {
    let [rest, cell, stride] = [point, 0, 1];
    for (let i = grid.axes.length - 1; i >= 0; i--) {
      const index = rest % at(lengths, i);
      rest = (rest - index) / at(lengths, i);
      if (!axes.includes(at(grid.axes, i).name)) continue;
      cell += index * stride;
      stride *= at(lengths, i);
    }
    return data.subarray(cell * inner, (cell + 1) * inner);
  };
}

const sum = (numbers: Iterable<number>) => [...numbers].reduce((total, x) => total + x, 0);

/** Makes signal and chi2 of every experiment and point from the spectra, and compares them with those of the grid. */
async function expectSpectraToGiveAll(scan: ResolvedScan, grid: Grid): Promise<void> {
  for (const one of experimentScans(scan)) {
    const read = (name: string) => readOnAxes(grid, variableName({ name }, suffixOf(one)));
    const [chi2s, signals, spectra, errors] = [
      await read('chi2'),
      await read('signal'),
      await read('spectrum'),
      await read('spectrum_error'),
    ];
    const { attributes } = findVariable(grid, variableName({ name: 'spectrum' }, suffixOf(one)));
    const mixings = grid.axes.find(({ name }) => name === attributes.multiply_by)?.values;
    const stride = strideOf(grid, String(attributes.multiply_by));
    const points = grid.tilePlan.shape.reduce((product, size) => product * size, 1);
    const largest = { signal: 0, moved: 0 };
    const background = backgroundChi2(statisticOf(one), countsOf(one));
    for (let point = 0; point < points; point++) {
      const factor = mixings === undefined ? 1 : at(mixings, Math.floor(point / stride) % mixings.length);
      const signal = Float64Array.from(spectra(point), (events) => events * factor);
      expect(signal).toHaveLength(one.experiment.bins.length);
      const stored = at(signals(point), 0);
      expect(Math.abs(sum(signal) - stored)).toBeLessThanOrEqual(1e-6 * stored);
      const value = statisticOf(one).value(countsOf(one), signal, errors(point));
      const known = at(chi2s(point), 0);
      // docs/numerics.md: chi2 of the GPU against f64.
      expect(Math.abs(value - known), `point ${point}: ${value}, ${known}`).toBeLessThan(1e-3 + 1e-4 * value);
      largest.signal = Math.max(largest.signal, stored);
      largest.moved = Math.max(largest.moved, Math.abs(value - background));
    }
    // Not the background's chi2 throughout.
    expect(largest.signal).toBeGreaterThan(1);
    expect(largest.moved).toBeGreaterThan(1);
  }
}

function strideOf(grid: Grid, name: string): number {
  const place = grid.axes.findIndex((axis) => axis.name === name);
  return grid.tilePlan.shape.slice(place + 1).reduce((product, size) => product * size, 1);
}

describe.each(['gpu', 'reference'] as const)('a stored spectrum of the %s engine', (engine) => {
  it('gives signal and chi2 of the dual model, times |U|^2, and is the sum over channels', async () => {
    const scan = await resolveScan(DUAL, 'dual.yaml');
    const grid = await gridOf(scan, engine);
    await expectSpectraToGiveAll(scan, grid);
    const { axes, shape, data } = await readVariable(grid, 'spectrum');
    expect([axes, shape]).toEqual([
      ['m5_gev', 'epsilon'],
      [3, 2, 3],
    ]);
    const byChannel = await readVariable(grid, 'spectrum_by_channel');
    expect(byChannel.shape).toEqual([3, 2, 4, 3]);
    const channels = [0, 1, 2, 3];
    data.forEach((events, k) => {
      const [cell, bin] = [Math.floor(k / 3), k % 3];
      const parts = channels.map((c) => at(byChannel.data, (cell * 4 + c) * 3 + bin));
      expect(Math.abs(sum(parts) - events)).toBeLessThanOrEqual(1e-6 * events);
      // The first mass is closed; of the others every group sees something.
      for (const part of parts) expect(part > 0).toBe(cell >= 2);
    });
    const { extra, attributes } = findVariable(grid, 'spectrum_by_channel');
    expect(extra.map(({ name, attributes: { labels } }) => [name, labels])).toEqual([
      ['channel', ['tpc', 'tpc_pel', 'dirt', 'dirt_pel']],
      ['bin', ['1 shower', '1 shower + 1 track', '2 showers']],
    ]);
    expect(attributes.comment).toMatch(/per unit of Umu5_sq/);
  });

  it('gives them in the single model as it is', async () => {
    const scan = await resolveScan(SINGLE, 'single.yaml');
    const grid = await gridOf(scan, engine);
    await expectSpectraToGiveAll(scan, grid);
    const { axes, attributes } = findVariable(grid, 'spectrum');
    expect(axes).toEqual(['Umu4_sq', 'm4_gev']);
    expect(attributes).toEqual({});
    // One group of channels only.
    expect(grid.variables.map(({ name }) => name)).toEqual(['chi2', 'signal', 'spectrum', 'spectrum_error']);
  });

  it('gives them for each of two experiments, where some mass points have more events', async () => {
    const scan = await resolveScan(JOINT, 'joint.yaml');
    const grid = await gridOf(scan, engine);
    await expectSpectraToGiveAll(scan, grid);
    expect(grid.variables.map(({ name }) => name)).toEqual([
      'chi2',
      'chi2_microboone_2025',
      'chi2_miniboone_2020_combined',
      'signal',
      'signal_microboone_2025',
      'signal_miniboone_2020_combined',
      'events',
      'events_microboone_2025',
      'events_miniboone_2020_combined',
      'spectrum_microboone_2025',
      'spectrum_error_microboone_2025',
      'spectrum_miniboone_2020_combined',
      'spectrum_error_miniboone_2020_combined',
      'spectrum_by_channel_microboone_2025',
      'spectrum_by_channel_miniboone_2020_combined',
    ]);
    const { data: events } = await readVariable(grid, 'events');
    expect(Math.max(...events)).toBe(1024);
    const { extra } = findVariable(grid, 'spectrum_miniboone_2020_combined');
    expect(extra.map(({ name, size }) => [name, size])).toEqual([['bin_miniboone_2020_combined', 38]]);
  });
});

describe('a grid with spectra', () => {
  it('resumes to the same bytes, says what it holds, and takes what was said before', async () => {
    const dir = join(await temporaryFolder(), 'grid.zarr');
    const scan = await resolveScan(DUAL, 'dual.yaml');
    const grid = await gridOf(scan, 'gpu', dir);
    const before = await hashTree(dir);
    const bytes = Object.keys(before).filter(
      (path) => /\/c(\/\d+)*$/.test(path) && before[path] !== 'folder',
    );
    expect(bytes).toContain('spectrum/c/0/0/0');
    expect(bytesOfChunks(grid)).toBe(4 * (2 * 18 + 2 * 6 * 3 + 6 * 4 * 3));
    await rm(join(dir, 'spectrum_error', 'c', '0', '0', '0'));
    await gridOf(scan, 'gpu', dir);
    expect(await hashTree(dir)).toEqual(before);
    const page = describeGrid(await summarizeGrid(grid));
    expect(page).toMatch(/^spectrum +on m5_gev, epsilon, bin$/m);
    expect(page).toMatch(/^spectrum_by_channel +on m5_gev, epsilon, channel, bin$/m);
    expect(page).toMatch(/^bin +3: 1 shower; 1 shower \+ 1 track; 2 showers$/m);
  });

  it('needs nothing else: alone it has the same numbers', async () => {
    const all = await gridOf(await resolveScan(DUAL, 'dual.yaml'), 'gpu');
    const alone = await gridOf(
      await resolveScan(DUAL.replace(OUTPUTS, 'outputs: [spectrum]'), 'dual.yaml'),
      'gpu',
    );
    expect(alone.variables.map(({ name }) => name)).toEqual(['spectrum', 'spectrum_error']);
    for (const { name } of alone.variables) {
      expect((await readVariable(alone, name)).data).toEqual((await readVariable(all, name)).data);
    }
    expect((await summarizeGrid(alone)).best_fit).toBeNull();
  });

  it('is not what a scan without outputs makes', async () => {
    const { outputs } = await resolveScan(DUAL.replace(OUTPUTS, ''), 'dual.yaml');
    expect(outputs).toEqual(['chi2', 'signal', 'signal_by_channel', 'ctau_cm', 'n_eff', 'flags']);
  });
});
