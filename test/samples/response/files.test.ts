/** A response that was made from a sample, in an experiment's folder: its cells, its sums, and the spectrum of generated events with it. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { vec3d } from 'wgpu-matrix';
import { stringify } from 'yaml';
import { at } from '../../../src/at.js';
import { evaluatePoint } from '../../../src/detail/point.js';
import { ConfigError } from '../../../src/errors.js';
import { loadExperiment } from '../../../src/experiment/load.js';
import type { Experiment } from '../../../src/experiment/types.js';
import { parseCsv } from '../../../src/input/csv.js';
import { SMEARING_DIMENSIONS } from '../../../src/physics/hypercube.js';
import { cellProbabilities } from '../../../src/physics/reconstruction.js';
import { writeNewFiles } from '../../../src/reports/newFiles.js';
import type { ExperimentScan } from '../../../src/resolved/scan.js';
import { columnLabels } from '../../../src/response/cellLabels.js';
import { evaluatedTable } from '../../../src/response/evaluated.js';
import { loadResponse } from '../../../src/response/load.js';
import type { Reconstructed, Response } from '../../../src/response/types.js';
import type { EventSample, LeptonColumns } from '../../../src/samples/eventSample.js';
import { observedCells } from '../../../src/samples/observedCells.js';
import { responseFiles } from '../../../src/samples/response/files.js';
import { type ResponseRequest, tabulateSample } from '../../../src/samples/response/tabulateSample.js';
import { detectorShape } from '../../../src/shapes/detectors.js';
import { copyExperiment, edit } from '../../experiment/scratch.js';
import { temporaryFolder } from '../../grid/fixture.js';
import { quickstart, scanOf } from '../../scans.js';
import { COUNTED, detectedSample, POINT } from './detected.js';

const { detector } = detectorShape(quickstart.experiment.geometry);
const ORIGIN = {
  label: 'mine',
  sample: 'a: sample',
  sha256: 'f'.repeat(64),
  version: '9.8.7',
  command: 'dualnu',
};
const AXES = [
  { quantity: 'e_ee_gev', bins: [0, 0.2, 0.35, 0.5, 0.7, 0.9, 1.2, 6] },
  { quantity: 'theta_ee_deg', bins: 3 },
  { quantity: 'opening_deg', bins: [0, 20, 50, 180] },
] as const;

let sample: EventSample;
beforeAll(() => {
  sample = detectedSample([{ parameters: POINT, events: 16384, seed: 5, decays: 'integrated' }], 11);
});

const filesOf = (counted: Reconstructed, request: Partial<ResponseRequest> = {}) =>
  responseFiles(
    tabulateSample(sample, detector, counted, { axes: AXES, migration: undefined, ...request }),
    ORIGIN,
  );

/** The response that files describe. */
function read(files: Readonly<Record<string, string>>): Promise<Response> {
  return loadResponse(
    at([files['response.yaml'] ?? ''], 0),
    'response.yaml',
    async (name) => files[name] ?? '',
  );
}

const momentumOf = ({ e, px, py, pz }: LeptonColumns, i: number) =>
  [vec3d.create(at(px, i), at(py, i), at(pz, i)), at(e, i)] as const;

/** Weight of the sample in each cell by a response to its true pairs, and as it was reconstructed. */
function sums(response: Response, counted: Reconstructed) {
  const table = evaluatedTable(response);
  const u = new Float64Array(SMEARING_DIMENSIONS).fill(0.5);
  const cells = observedCells(counted, sample);
  const [evaluated, reconstructed] = [response.cells.map(() => 0), response.cells.map(() => 0)];
  sample.weight.forEach((w, i) => {
    const found = cellProbabilities(table, u, ...momentumOf(sample.minus, i), ...momentumOf(sample.plus, i));
    found.forEach((p, cell) => {
      evaluated[cell] = at(evaluated, cell) + w * p;
    });
    const cell = at(cells, i);
    if (cell >= 0) reconstructed[cell] = at(reconstructed, cell) + w;
  });
  return { evaluated, reconstructed };
}

const [ENERGY, TOPOLOGY] = [at(COUNTED.columns, 0), at(COUNTED.columns, 1)];

describe('the files of a response', () => {
  it.each<[string, Reconstructed, Partial<ResponseRequest>]>([
    ['energies by topology', COUNTED, {}],
    ['topologies by energy', { columns: [TOPOLOGY, ENERGY] }, {}],
    ['topologies alone', { columns: [TOPOLOGY] }, {}],
    ['energies alone', { columns: [ENERGY] }, {}],
    [
      'energies by topology, from true bins of two quantities',
      COUNTED,
      { migration: ['opening_deg', 'e_ee_gev'] },
    ],
    ['energies by topology, whatever the pair is', COUNTED, { migration: [] }],
    ['energies alone, whatever the pair is', { columns: [ENERGY] }, { migration: [] }],
    ['energies by topology in bins that the sample chose', COUNTED, { axes: undefined }],
  ])(
    'are read as a response with the same cells, which hold what the sample has in them: %s',
    async (_, counted, request) => {
      const response = await read(filesOf(counted, request));
      expect(response.cells).toEqual(columnLabels(counted));
      expect(response.reconstructed).toBeUndefined();
      const { evaluated, reconstructed } = sums(response, counted);
      const total = reconstructed.reduce((sum, w) => sum + w, 0);
      expect(Math.min(...reconstructed)).toBeGreaterThan(0);
      evaluated.forEach((w, cell) => {
        // Numbers in the files have twelve decimals.
        expect(Math.abs(w - at(reconstructed, cell)) / total).toBeLessThan(1e-10);
      });
    },
  );

  it('have names of cells with commas and colons', async () => {
    const words = ['one, shower', 'two: showers', 'none'];
    const of = sample.observables.topology;
    if (!of || !('categories' in of)) throw new Error('words');
    const named = {
      ...sample,
      observables: { ...sample.observables, topology: { ...of, categories: words } },
    };
    const counted: Reconstructed = {
      columns: [ENERGY, { column: 'topology', categories: words.slice(0, 2) }],
    };
    const files = responseFiles(
      tabulateSample(named, detector, counted, { axes: AXES, migration: undefined }),
      ORIGIN,
    );
    expect((await read(files)).cells).toEqual(columnLabels(counted));
  });

  it('say their errors, and bins without events', () => {
    const files = filesOf(COUNTED, { axes: [{ quantity: 'e_ee_gev', bins: [0, 0.5, 10, 20] }] });
    const efficiency = parseCsv(files['efficiency.csv'] ?? '', 'efficiency.csv', true);
    expect(efficiency.columns).toEqual([
      ...['e_ee_gev_low', 'e_ee_gev_high', 'efficiency', 'error', 'events', 'n_eff', 'selected'],
    ]);
    const [, filled, empty] = efficiency.rows.map(({ values }) => values);
    expect(empty).toEqual([10, 20, filled?.[2], 1, 0, 0, 0]);
    expect([(filled?.[3] ?? 1) < 0.05, (filled?.[4] ?? 0) > 1000]).toEqual([true, true]);
    expect(files['efficiency.csv']).toMatch(/^# .*without events efficiency is that of the nearest bins/m);
    const topology = parseCsv(files['topology.csv'] ?? '', 'topology.csv', true);
    expect(topology.columns.slice(2)).toEqual([
      ...['one-shower', 'one-shower error', 'two-showers', 'two-showers error', 'selected events'],
    ]);
    const [shares, errors] = ['migration.csv', 'migration-error.csv'].map((name) =>
      parseCsv(files[name] ?? '', name, false).rows.map(({ values }) => values),
    );
    expect(shares?.length).toBe(8);
    expect(errors?.map((row) => row.length)).toEqual(shares?.map((row) => row.length));
    // The last true bin has no events: errors of 1.
    expect(errors?.map((row) => row.slice(4))).toEqual(errors?.map(() => [1, 1]));
    expect(errors?.flatMap((row) => row.slice(0, 4)).every((error) => error > 0 && error < 0.2)).toBe(true);
    for (const name of Object.keys(files)) expect(files[name]).toContain('a: sample');
    expect(files['response.yaml']).toContain('f'.repeat(64));
  });

  it('are not written over others', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'topology.csv'), 'mine');
    const writing = writeNewFiles(folder, filesOf(COUNTED), '--out');
    await expect(writing).rejects.toThrow(ConfigError);
    await expect(writing).rejects.toThrow(/--out .*topology\.csv is there already/);
    expect(await readFile(join(folder, 'topology.csv'), 'utf8')).toBe('mine');
    await rm(join(folder, 'topology.csv'));
    await mkdir(join(folder, 'new'));
    const paths = await writeNewFiles(join(folder, 'new'), filesOf(COUNTED), '--out');
    expect(paths.length).toBe(5);
  });
});

/** A copy of microboone-2025 whose bins are the cells that are counted, with this response. */
async function experimentWith(files: Readonly<Record<string, string>>): Promise<Experiment> {
  const dir = await copyExperiment();
  const labels = columnLabels(COUNTED);
  const bins = labels
    .map((cell) => `    - { label: "${cell}", cell: "${cell}", data: 5, background: 5 }`)
    .join('\n');
  const main = 'experiment.yaml';
  await edit(dir, main, /\nvariants:[\s\S]*/, '\n');
  await edit(dir, main, /\n {2}bins:[\s\S]*?\n {2}#/, `\n  bins:\n${bins}\n  #`);
  const matrix = labels.map((_r, i) => labels.map((_c, j) => Number(i === j)));
  const errors = /\n {2}errors: \[[\s\S]*?\n {2}source: errors.*/;
  await edit(dir, main, errors, `\n  matrix: ${JSON.stringify(matrix)}\n  source: ASSUMPTION`);
  await rm(join(dir, 'response.yaml'));
  await writeNewFiles(dir, files, '--out');
  return await loadExperiment(dir);
}

const counting = {
  'response.yaml': stringify({
    ...{ kind: 'reconstructed', label: 'mine', source: 'ASSUMPTION' },
    observables: COUNTED.columns,
  }),
};

describe('generated events with the response of a sample', () => {
  it.each([
    ['at its point', {}],
    ["of another Z' and couplings", { mZprime_gev: 0.9, epsilon: 2e-3, Umu5_sq: 1e-6 }],
  ])('have its reweighted spectrum %s', async (_, changes) => {
    const point = { ...POINT, ...changes };
    const base = scanOf([], { eventsPerMassPoint: 16384, seed: 91 });
    const scanWith = (experiment: Experiment, more: Partial<ExperimentScan>) =>
      ({ ...base, experiment, fixed: point, ...more }) as ExperimentScan;
    const reweighted = evaluatePoint(scanWith(await experimentWith(counting), { sample }), point);
    const generated = evaluatePoint(scanWith(await experimentWith(filesOf(COUNTED)), {}), point);
    expect(generated.bins.map(({ label }) => label)).toEqual(columnLabels(COUNTED));
    const expectAgreement = (
      one: { readonly signal: number; readonly mc_variance: number },
      other: { readonly signal: number; readonly mc_variance: number },
      largest: number,
    ) => {
      const error = Math.sqrt(one.mc_variance + other.mc_variance);
      expect(Math.abs(one.signal - other.signal) / error).toBeLessThan(3.5);
      // An error that excuses everything proves nothing.
      expect(error / other.signal).toBeLessThan(largest);
    };
    const variance = (bins: typeof generated.bins) => bins.reduce((sum, bin) => sum + bin.mc_variance, 0);
    for (const [i, bin] of generated.bins.entries()) expectAgreement(bin, at(reweighted.bins, i), 0.25);
    expectAgreement(
      { signal: generated.signal, mc_variance: variance(generated.bins) },
      { signal: reweighted.signal, mc_variance: variance(reweighted.bins) },
      0.04,
    );
  });
});
