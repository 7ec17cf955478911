/** A point that is computed again, without a browser: what the server sends, and what is made of it by the f64 engine. */
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at } from '../../src/at.js';
import { loadScan } from '../../src/config/load.js';
import { openReferenceEngine } from '../../src/engine/reference/reference.js';
import { ConfigError } from '../../src/errors.js';
import { readVariable } from '../../src/grid/reading.js';
import { openGrid } from '../../src/grid/store.js';
import { readShaderFiles } from '../../src/platform/shaderFiles.js';
import { runScan } from '../../src/scan/run.js';
import { type ComputedPoint, compareWithGrid } from '../../src/viewer/page/recompute/compareWithGrid.js';
import { computePoint } from '../../src/viewer/page/recompute/computePoint.js';
import type { Recomputed } from '../../src/viewer/page/recompute/recomputed.js';
import { verdictOf } from '../../src/viewer/page/recompute/verdict.js';
import { plainFromText, plainToText } from '../../src/viewer/plainData.js';
import type { RecomputeTask } from '../../src/viewer/recomputeTask.js';
import { startViewer } from '../../src/viewer/server.js';

const PAGE = pathToFileURL(join(import.meta.dirname, 'pageOfTest/'));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dualnu-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const scanText = (lines: string) => `
model: { kind: dual, parameters: { mZprime_gev: 1.25, gD: 2, V54: 0.5, m4_gev: 0.1, epsilon: 2e-3 } }
axes:
  m5_gev: { values: [0.05, 0.2] }
  Umu5_sq: { log: [1e-7, 1e-5], points: 3 }
${lines}
`;

/** A grid of the f64 engine. */
async function scanned(name: string, lines: string) {
  const file = join(folder, `${name}.yaml`);
  await writeFile(file, scanText(lines));
  const out = join(folder, `${name}.zarr`);
  await runScan(await loadScan(file), { out, engine: 'reference', overwrite: false, allowSoftware: true });
  return { dir: out, file };
}

const JOINT_LINES =
  "experiments: [microboone-2025, 'miniboone-2020:combined']\nevents: { from: 2048, cap: 4096 }\noutputs: [chi2, signal, ctau_cm, n_eff, flags, events, spectrum]";

let joint: string;
beforeAll(async () => {
  joint = (await scanned('joint', JOINT_LINES)).dir;
});

/** What a viewer of a grid answers about a point. */
async function askFor(dir: string, query: string, scanFile?: string) {
  await using viewer = await startViewer([dir], { page: PAGE, scanFile });
  const response = await fetch(new URL(`grids/0/recompute?${query}`, viewer.url));
  return { status: response.status, text: await response.text() };
}

async function taskFor(dir: string, query: string): Promise<RecomputeTask> {
  const { status, text } = await askFor(dir, query);
  expect([status, status === 200 ? '' : text]).toEqual([200, '']);
  return plainFromText(text) as RecomputeTask;
}

/** The point of a task by the f64 engine. */
const computed = (task: RecomputeTask) =>
  computePoint(
    task,
    async (scan) => openReferenceEngine(scan),
    () => undefined,
  );

/** What the page would show of it. */
const shown = (task: RecomputeTask, point: ComputedPoint): Recomputed => ({
  ...compareWithGrid(task, point),
  adapter: 'f64',
  madeBy: task.madeBy,
  milliseconds: 0,
  notes: task.notes,
});

describe('plain data as a text', () => {
  it('comes back as it was, a whole scan with its tables too', async () => {
    const scan = await loadScan('scans/figure4a.yaml');
    expect(plainFromText(plainToText(scan))).toEqual(scan);
    const numbers = { a: [Number.NEGATIVE_INFINITY, Number.NaN, -0, 1e-300], b: Float32Array.of(0.1, 3e38) };
    expect(plainFromText(plainToText(numbers))).toEqual(numbers);
  });

  it.each([[{ f: () => 1 }], [{ $plain: 'NaN' }], [new Map()], [1n], [[undefined]]])(
    'refuses what is not plain: %s',
    (value) => {
      expect(() => plainToText(value)).toThrow(RangeError);
    },
  );
});

describe('the task of a point', () => {
  it('has its scan, the events that it has in the grid, and all that the grid holds there', async () => {
    const grid = await openGrid(joint);
    const task = await taskFor(joint, 'm5_gev=1&Umu5_sq=2');
    expect(task.scan.axes.map(({ values }) => values)).toEqual([[0.2], [1e-5]]);
    expect(task.scan.autoEvents).toBeUndefined();
    const place = { m5_gev: 1, Umu5_sq: 2 };
    const names = grid.variables.map(({ name }) => name);
    expect(Object.keys(task.held).sort()).toEqual([...names].sort());
    for (const name of names)
      expect(task.held[name], name).toEqual([...(await readVariable(grid, name, place)).data]);
    expect(task.events).toEqual([
      at(task.held.events_microboone_2025 ?? [], 0),
      at(task.held.events_miniboone_2020_combined ?? [], 0),
    ]);
    expect(task.shaders).toEqual(await readShaderFiles());
    expect(task.background).toEqual({
      all: grid.attributes.background_chi2,
      each: grid.attributes.experiments.map(({ background_chi2 }) => background_chi2),
    });
  });

  it('is refused in the words of verify where the scan is gone or another, and found where it is given', async () => {
    const { dir, file } = await scanned('moved', 'experiments: [microboone-2025]\nevents: 256');
    const elsewhere = join(folder, 'elsewhere.yaml');
    await copyFile(file, elsewhere);
    await writeFile(file, scanText('experiments: [microboone-2025]\nevents: 512'));
    const changed = await askFor(dir, 'm5_gev=1');
    expect([changed.status, JSON.parse(changed.text).words]).toEqual([
      422,
      expect.stringMatching(/moved.yaml: is not the scan of .*moved.zarr, .*give the scan file.*--scan FILE/),
    ]);
    await rm(file);
    const gone = await askFor(dir, 'm5_gev=1');
    expect([gone.status, JSON.parse(gone.text).words]).toEqual([
      422,
      expect.stringMatching(/moved.yaml, the scan file that the run log names: .*no such file.*--scan FILE/),
    ]);
    expect((await askFor(dir, 'm5_gev=1', elsewhere)).status).toBe(200);
    expect((await askFor(dir, 'm5_gev=2', elsewhere)).status).toBe(404);
    const start = async (grids: readonly string[], scanFile: string) => {
      await using _ = await startViewer(grids, { page: PAGE, scanFile });
    };
    await writeFile(file, scanText('experiments: [microboone-2025]\nevents: 512'));
    await expect(start([dir], file)).rejects.toThrow(ConfigError);
    await expect(start([dir, dir], elsewhere)).rejects.toThrow(
      /is the scan file of one grid, but 2 are shown/,
    );
  });

  it('is refused where events were raised and the grid does not tell how many', async () => {
    const { dir } = await scanned(
      'untold',
      'experiments: [microboone-2025]\nevents: { from: 256, cap: 512 }\noutputs: [chi2, flags]',
    );
    const { status, text } = await askFor(dir, 'm5_gev=1');
    expect([status, text]).toEqual([422, expect.stringContaining('the output events is not there')]);
  });
});

describe('a point beside the grid', () => {
  let [task, point]: [RecomputeTask, ComputedPoint] = [] as never;
  beforeAll(async () => {
    task = await taskFor(joint, 'm5_gev=1&Umu5_sq=2');
    point = await computed(task);
  });

  it('is equal bit by bit where the same engine computes it, with several experiments and raised events', () => {
    expect(task.events).toEqual([2048, 4096]);
    const { numbers, spectra, flags, ...rest } = shown(task, point);
    expect(numbers.map(({ name }) => name)).toEqual([
      ...['chi2', 'chi2_microboone_2025', 'chi2_miniboone_2020_combined'],
      ...['background_chi2', 'background_chi2_microboone_2025', 'background_chi2_miniboone_2020_combined'],
      ...['signal', 'signal_microboone_2025', 'signal_miniboone_2020_combined'],
      'ctau_cm',
      ...['n_eff', 'n_eff_microboone_2025', 'n_eff_miniboone_2020_combined'],
    ]);
    for (const { name, grid, here } of numbers) {
      // A sum of two rounded numbers.
      if (name === 'background_chi2') expect(Math.abs((here ?? 0) / (grid ?? 0) - 1)).toBeLessThan(2 ** -22);
      else expect([name, here]).toEqual([name, grid]);
    }
    expect(spectra.map(({ here }) => here.experiment)).toEqual([
      'microboone-2025',
      'miniboone-2020:combined',
    ]);
    for (const { grid, here } of spectra) expect(here.signal).toEqual(grid);
    expect(flags.here).toEqual(flags.grid);
    expect(verdictOf({ numbers, spectra, flags, ...rest })).toMatchObject({
      isAlert: false,
      head: 'Agrees with the grid',
    });
  });

  it('shows what the grid does not hold, and says of a point that is not there that nothing is', async () => {
    const { dir } = await scanned('bare', 'experiments: [microboone-2025]\nevents: 1024\noutputs: [chi2]');
    const ofBare = await taskFor(dir, 'm5_gev=1&Umu5_sq=1');
    const bare = await computed(ofBare);
    const { numbers, spectra, flags } = shown(ofBare, bare);
    const missing = numbers.filter(({ grid }) => grid === undefined).map(({ name }) => name);
    expect(missing).toEqual(['signal', 'ctau_cm', 'n_eff']);
    const [spectrum] = spectra;
    expect(spectrum?.grid).toBeUndefined();
    const signal = numbers.find(({ name }) => name === 'signal')?.here ?? Number.NaN;
    const bins = spectrum?.here.signal ?? [];
    expect(bins.reduce<number>((sum, value) => sum + (value ?? Number.NaN), 0) / signal).toBeCloseTo(1, 6);
    expect(flags.grid).toBeUndefined();
    expect(verdictOf(shown({ ...ofBare, held: {} }, bare)).head).toBe('The grid holds nothing');
  });

  it('is told from a grid that holds other numbers or other flags', () => {
    const ofGrid = (held: RecomputeTask['held']) => ({
      ...shown({ ...task, held: { ...task.held, ...held } }, point),
      isPoor: false,
    });
    const chi2 = at(task.held.chi2 ?? [], 0);
    const other = verdictOf(ofGrid({ chi2: [chi2 + 2e-3 + 8e-3 * chi2] }));
    expect(other).toMatchObject({ isAlert: true, head: 'Differs from the grid' });
    expect(other.rest).toMatch(/^: chi2 by [\d.]+ times its bound\.$/);
    const spectrum = (task.held.spectrum_microboone_2025 ?? []).map((signal) => 1.01 * signal);
    expect(verdictOf(ofGrid({ spectrum_microboone_2025: spectrum })).rest).toBe(
      ': the signal by bin of microboone-2025 by 10 times its bound.',
    );
    const same = ofGrid({});
    expect(verdictOf({ ...same, flags: { here: [], grid: ['overflow'] } })).toMatchObject({
      isAlert: true,
      rest: ': flagged overflow in the grid only.',
    });
    const { all, each } = task.background;
    const background = { all: all + 2e-3 + 2e-4 * all, each };
    expect(verdictOf({ ...shown({ ...task, background }, point), isPoor: false })).toMatchObject({
      isAlert: true,
      rest: expect.stringMatching(/^: background chi2 by [\d.]+ times its bound\.$/),
    });
    const first = at(same.numbers, 0);
    const withBound = (ofBound: number) => ({ ...same, numbers: [{ ...first, ofBound }] });
    expect(verdictOf(withBound(Number.NaN)).isAlert).toBe(true);
    expect(verdictOf({ ...withBound(3), isPoor: true })).toMatchObject({
      isAlert: false,
      head: 'No bound holds',
    });
  });
});
