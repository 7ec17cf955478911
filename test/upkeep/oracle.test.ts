/** Random points of a grid against f64: equal where the reference engine wrote it, within the bounds where a GPU did, and seen where neither. */
import { copyFile, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeVerification, verifyCommand } from '../../src/cli/verify.js';
import { loadScan } from '../../src/config/load.js';
import { digestOf, tileDigestsText } from '../../src/digests/tileDigests.js';
import { ConfigError } from '../../src/errors.js';
import { chunkPath, writeTile } from '../../src/grid/chunks.js';
import { findMetadataCopy, textsOfCopy, writeMetadataCopy } from '../../src/grid/metadataFiles.js';
import { readTile, readVariable } from '../../src/grid/reading.js';
import { findVariable, openGrid } from '../../src/grid/store.js';
import { readTileDigests, tileDigestsKey } from '../../src/grid/tileDigestFiles.js';
import { setComplete } from '../../src/grid/writing/complete.js';
import { FLAGS } from '../../src/prediction/flags.js';
import { runScan } from '../../src/scan/run.js';
import { tileAt } from '../../src/tiles/tiles.js';
import { compareWithOracle, type OracleReport } from '../../src/upkeep/oracle.js';
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
        'background_chi2',
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

it('a number that is none deviates, whichever points are compared after it', async () => {
  const { dir } = await scanned('none', 'experiments: [microboone-2025]\nevents: 256\noutputs: [chi2]');
  const grid = await openGrid(dir);
  const tile = tileAt(grid.tilePlan, 0);
  const [chunk, digests] = [chunkPath(grid, findVariable(grid, 'chi2'), tile), tileDigestsKey(grid, tile)];
  const bytes = await readFile(chunk);
  bytes.writeFloatLE(Number.NaN, 4 * 17);
  await writeFile(chunk, bytes);
  // With the digest of what is there now.
  const found = await readTileDigests(grid, tile);
  if (found === undefined || found === 'damaged') throw new Error('no digests');
  const chunks = found.chunks.map((one) => (one.path.startsWith('chi2/') ? digestOf(one.path, bytes) : one));
  await writeFile(join(dir, digests), tileDigestsText({ ...found, chunks }));
  const { verdict, oracle } = await verifyGrid(dir, { oracle: 40 });
  expect(oracle?.points).toBe(40);
  expect(oracle?.largest.find(({ variable }) => variable === 'chi2')?.of_bound).toBeNaN();
  expect(verdict).toBe('deviates');
});

/** Changes the group's attributes and their second copy alike, so that no digest tells. */
async function changeAttributes(dir: string, change: (text: string) => string): Promise<void> {
  const grid = await openGrid(dir);
  const found = await findMetadataCopy(dir);
  if (found?.copy === undefined) throw new Error('no second copy');
  const texts = textsOfCopy(found.copy);
  const before = texts.get('zarr.json') ?? '';
  const text = change(before);
  expect(text).not.toBe(before);
  await writeFile(join(dir, 'zarr.json'), text);
  await writeMetadataCopy(dir, grid, texts.set('zarr.json', text));
}

describe('points that are poorly sampled', () => {
  /** 48 points, of which the 6 at the first mass are well sampled: none of a GPU, which the grid only claims. */
  const scanned48 = async () => {
    const file = join(folder, 'poor.yaml');
    await writeFile(
      file,
      `
model: { kind: dual, parameters: { mZprime_gev: 1.25, gD: 2, V54: 0.5, m4_gev: 0.1, epsilon: 8e-4 } }
axes: { m5_gev: { log: [0.11, 1.5], points: 8 }, Umu5_sq: { log: [1e-9, 1e-2], points: 6 } }
experiments: [microboone-2025]
events: 256
outputs: [chi2, flags]
`,
    );
    const dir = join(folder, 'poor.zarr');
    const scan = await loadScan(file);
    await runScan(scan, { out: dir, engine: 'reference', overwrite: false, allowSoftware: false });
    await changeAttributes(dir, (text) => text.replace('"engine": "reference"', '"engine": "gpu"'));
    return { scan, dir, file };
  };

  it('are replaced by others, as far as there are any', async () => {
    const { scan, dir, file } = await scanned48();
    const grid = await openGrid(dir);
    const flags = (await readVariable(grid, 'flags')).data;
    expect([...flags].map((word) => (word & FLAGS.lowEffectiveSampleSize) !== 0)).toEqual([
      false,
      ...new Array(7).fill(true),
    ]);
    const ask = (points: number, seed = 1) =>
      compareWithOracle(grid, scan, { points, seed, done: new Set([0]) });
    const counts = ({ result, points, drawn, poorly_sampled }: OracleReport) => [
      result,
      points,
      drawn - poorly_sampled,
      drawn,
    ];
    expect(counts(await ask(7))).toEqual(['agrees', 6, 6, 48]);
    const two = await ask(2);
    expect(two).toMatchObject({ result: 'agrees', asked: 2, points: 2 });
    expect(two.poorly_sampled).toBe(two.drawn - 2);
    expect(two.largest.find(({ variable }) => variable === 'chi2')?.at).toMatchObject({ m5_gev: 0.11 });
    // 20 for each that is asked for, and no more.
    const none = await ask(1, 3);
    expect(counts(none)).toEqual(['not compared', 0, 0, 20]);
    const found = await verifyGrid(dir, { oracle: 1, seed: 3, scanFile: file });
    expect(found).toMatchObject({ verdict: 'whole', oracle: none });
    expect(found.warnings.at(-1)).toMatch(
      /all 20 points drawn are poorly sampled, so that no bound holds: no point was compared$/,
    );
    expect(describeVerification(found)).toContain(
      '0 of 1 random points against the f64 reference engine (seed 3; 20 drawn, 20 of them poorly sampled and held to no bound): not compared',
    );
  });

  it('a grid whose events were raised and are not told', async () => {
    const { dir } = await scanned(
      'untold',
      'experiments: [microboone-2025]\nevents: { from: 256, cap: 1024 }\noutputs: [chi2]',
    );
    const { oracle, warnings } = await verifyGrid(dir, { oracle: 2 });
    expect(oracle).toMatchObject({ result: 'not compared', asked: 2, points: 0, drawn: 0 });
    expect(warnings).toEqual([
      `${dir}: events were raised and the output events is not there: no point was compared`,
    ]);
    const args = { grid: dir, oracle: '2', seed: '1', scan: undefined, strict: true, json: false };
    const strict = Promise.resolve(verifyCommand.handler({ ...args, _: [], $0: 'dualnu' }));
    await expect(strict).rejects.toThrow(/no point was compared \(an error by --strict\)/);
  });
});

describe('chi2 of the background', () => {
  it('is without experiments that are apart', async () => {
    const { dir } = await scanned(
      'apart',
      "experiments: [microboone-2025, { name: 'miniboone-2020:combined', apart: true }]\nevents: 256\noutputs: [chi2]",
    );
    const { verdict, oracle } = await verifyGrid(dir, { oracle: 1 });
    expect(verdict).toBe('whole');
    const [all, first, apart] = oracle?.largest.slice(-3) ?? [];
    expect([all, first, apart].map((one) => one?.of_bound)).toEqual([0, 0, 0]);
    expect(all?.reference).toBe(first?.reference);
    expect(apart?.reference).toBeGreaterThan(0);
  });

  it.each([
    ['of the sum', /("background_chi2": )([\d.]+)/, ['background_chi2']],
    [
      'of an experiment',
      /(miniboone-2020:combined\\",\\"title.*?background_chi2\\":)([\d.]+)/,
      ['background_chi2_miniboone_2020_combined'],
    ],
  ])('%s that is not what f64 gives is seen', async (_, place, variables) => {
    const { dir } = await scanned(
      `background${variables[0]}`,
      "experiments: [microboone-2025, 'miniboone-2020:combined']\nevents: 256\noutputs: [chi2]",
    );
    const before = await verifyGrid(dir, { oracle: 1 });
    expect(before.oracle?.largest.slice(-3)).toMatchObject(
      ['', '_microboone_2025', '_miniboone_2020_combined'].map((suffix) => ({
        variable: `background_chi2${suffix}`,
        of_bound: 0,
        at: 'background',
      })),
    );
    await changeAttributes(dir, (text) =>
      text.replace(place, (_match, key: string, value: string) => `${key}${Number(value) * (1 + 1e-8)}`),
    );
    expect(await verifyGrid(dir)).toMatchObject({ verdict: 'whole', damage: [] });
    const { verdict, oracle } = await verifyGrid(dir, { oracle: 1 });
    expect(verdict).toBe('deviates');
    expect(oracle?.result).toBe('deviates');
    const beyond = oracle?.largest.filter(({ of_bound }) => of_bound > 1);
    expect(beyond?.map(({ variable }) => variable)).toEqual(variables);
  });
});

describe('the scan file', () => {
  it('is found from any folder, also where it was moved with the grid, and by the logs of earlier versions', async () => {
    const { dir, file } = await scanned('found', 'experiments: [microboone-2025]\nevents: 256');
    const compare = async (grid: string) => (await verifyGrid(grid, { oracle: 1 })).oracle?.result;
    const log = `${dir}.log.json`;
    const [entry] = JSON.parse(await readFile(log, 'utf8'));
    expect(entry).toMatchObject({ scan_file: file, scan_file_beside: 'found.yaml' });
    const other = join(folder, 'other');
    await mkdir(other);
    // The grid alone: where the file lay.
    await rename(dir, join(other, 'found.zarr'));
    await rename(log, join(other, 'found.zarr.log.json'));
    expect(await compare(join(other, 'found.zarr'))).toBe('agrees');
    await rename(file, join(other, 'found.yaml'));
    expect(await compare(join(other, 'found.zarr'))).toBe('agrees');
    const { scan_file_beside: _, ...old } = entry;
    const older = { ...old, scan_file: relative('.', join(other, 'found.yaml')) };
    await writeFile(join(other, 'found.zarr.log.json'), JSON.stringify([older]));
    expect(await compare(join(other, 'found.zarr'))).toBe('agrees');
  });

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
