/** Random points of a grid against f64: equal where the reference engine wrote it, within the bounds where a GPU did, and seen where neither. */
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadScan } from '../../src/config/load.js';
import { ConfigError } from '../../src/errors.js';
import { writeTile } from '../../src/grid/chunks.js';
import { readTile } from '../../src/grid/reading.js';
import { openGrid } from '../../src/grid/store.js';
import { setComplete } from '../../src/grid/writing/complete.js';
import { runScan } from '../../src/scan/run.js';
import { tileAt } from '../../src/tiles/tiles.js';
import { verifyGrid } from '../../src/upkeep/verify.js';
import { unpackFormat } from '../grid/formats.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dualnu-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const scanText = (lines: string) => `
model: { kind: dual, parameters: { mZprime_gev: 1.25, gD: 2, V54: 0.5, m4_gev: 0.1 } }
axes:
  m5_gev: { values: [0.05, 0.2, 0.3, 0.4] }
  Umu5_sq: { log: [1e-9, 1e-5], points: 5 }
  epsilon: { values: [8e-4, 2e-3] }
${lines}
`;

async function scanned(name: string, lines: string, engine: 'gpu' | 'reference' = 'reference') {
  const file = join(folder, `${name}.yaml`);
  await writeFile(file, scanText(lines));
  const dir = join(folder, `${name}.zarr`);
  await runScan(await loadScan(file), { out: dir, engine, overwrite: false, allowSoftware: true });
  return { dir, file };
}

const ALL = 'outputs: [chi2, signal, signal_by_channel, ctau_cm, n_eff, flags, spectrum, branching_ee]';

describe('a grid of the reference engine', () => {
  it('is equal at every point', async () => {
    const { dir } = await scanned(
      'own',
      `experiments: [microboone-2025]\nevents: 4096\nproduction: { dirt: dn-cone }\n${ALL}`,
    );
    const { verdict, oracle } = await verifyGrid(dir, { oracle: 8 });
    expect(verdict).toBe('whole');
    expect(oracle).toMatchObject({ points: 8, seed: 1 });
    expect(oracle?.poorly_sampled).toBe(0);
    expect(oracle?.largest.map(({ variable, of_bound }) => [variable, of_bound])).toEqual(
      [
        'chi2',
        'signal',
        'signal_tpc',
        'signal_dirt',
        'ctau_cm',
        'n_eff',
        'flags',
        'mixing_flags',
        'spectrum',
        'branching_ee',
      ].map((name) => [name, 0]),
    );
  });

  it('whose events were raised is compared with as many as each mass point has', async () => {
    const { dir } = await scanned(
      'raised',
      "experiments: [microboone-2025, 'miniboone-2020:combined']\nevents: { from: 256, cap: 1024 }",
    );
    const { verdict, oracle } = await verifyGrid(dir, { oracle: 6, seed: 5 });
    expect(verdict).toBe('whole');
    const names = oracle?.largest.map(({ variable }) => variable);
    expect(names).toEqual(expect.arrayContaining(['chi2_microboone_2025', 'signal_miniboone_2020_combined']));
    expect(oracle?.largest.every(({ of_bound }) => of_bound === 0)).toBe(true);
  });

  it('of other points for another seed, and the same for the same', async () => {
    const dir = join(folder, 'own.zarr');
    const [a, b, c] = await Promise.all([3, 3, 4].map((seed) => verifyGrid(dir, { oracle: 3, seed })));
    expect(a?.oracle).toEqual(b?.oracle);
    expect(a?.oracle?.largest[0]?.at).not.toEqual(c?.oracle?.largest[0]?.at);
  });
});

it('a grid of the GPU engine agrees within the bounds, and one that neither engine gives is seen', async () => {
  const { dir } = await scanned('gpu', `experiments: [microboone-2025]\nevents: 4096\n${ALL}`, 'gpu');
  const { verdict, oracle } = await verifyGrid(dir, { oracle: 10 });
  expect(verdict).toBe('whole');
  expect(oracle?.largest.some(({ variable, of_bound }) => variable === 'chi2' && of_bound > 0)).toBe(true);
  const grid = await openGrid(dir);
  const tile = tileAt(grid.tilePlan, 0);
  const entries = grid.variables.map(async ({ name }) => [name, await readTile(grid, tile, name)] as const);
  const numbers = Object.fromEntries(await Promise.all(entries));
  // With digests of its own, so that nothing but f64 can tell.
  await writeTile(grid, tile, {
    ...numbers,
    chi2: Float32Array.from(numbers.chi2 ?? [], (chi2) => chi2 * 1.002),
  });
  const other = await verifyGrid(dir, { oracle: 10 });
  expect(other).toMatchObject({ verdict: 'deviates', damage: [] });
  expect(other.oracle?.largest.find(({ variable }) => variable === 'chi2')?.of_bound).toBeGreaterThan(1);
});

describe('the scan file', () => {
  it('must be that of the grid, and must be found', async () => {
    const { dir } = await scanned('moved', 'experiments: [microboone-2025]\nevents: 256');
    await copyFile(join(folder, 'moved.yaml'), join(folder, 'elsewhere.yaml'));
    await rm(join(folder, 'moved.yaml'));
    await expect(verifyGrid(dir, { oracle: 1 })).rejects.toThrow(ConfigError);
    await expect(verifyGrid(dir, { oracle: 1 })).rejects.toThrow(
      /moved.yaml, the scan file that the run log names: .*no such file.*--scan FILE/,
    );
    const found = await verifyGrid(dir, { oracle: 1, scanFile: join(folder, 'elsewhere.yaml') });
    expect(found.verdict).toBe('whole');
    await expect(verifyGrid(dir, { oracle: 1, scanFile: join(folder, 'own.yaml') })).rejects.toThrow(
      /own.yaml: is not the scan of .*moved.zarr/,
    );
  });

  it.each([
    [1, 'plain', 'unproven', /has no digests, since it is of grid format 1/],
    [2, 'digested', 'whole', undefined],
  ] as const)(
    'of grids of format %i, %s: they are %s to this version',
    async (format, storage, verdict, warning) => {
      const dir = join(folder, `format${format}.zarr`);
      await unpackFormat(format, dir);
      const scanFile = join(import.meta.dirname, '..', 'grid', 'formats', 'tiny.yaml');
      const found = await verifyGrid(dir, { oracle: 4, scanFile });
      expect(found).toMatchObject({
        verdict,
        storage,
        damage: [],
        checked: { documents: 10, chunks: 5 },
      });
      // A scan of such a grid ends with this.
      if (format === 2) await setComplete(dir, true);
      expect((await verifyGrid(dir)).verdict).toBe(verdict);
      const [first] = found.warnings.filter((text) => text.includes('no digests'));
      if (warning === undefined) expect(first).toBeUndefined();
      else expect(first).toMatch(warning);
    },
  );
});
