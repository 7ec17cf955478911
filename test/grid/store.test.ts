import { createHash } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NumericError, StoreError } from '../../src/errors.js';
import { tileState, writeTile } from '../../src/grid/chunks.js';
import { createGrid } from '../../src/grid/createGrid.js';
import { readTile, readVariable } from '../../src/grid/reading.js';
import { openGrid } from '../../src/grid/store.js';
import { setComplete } from '../../src/grid/writing/complete.js';
import { tileAt } from '../../src/tiles/tiles.js';
import { FILL_VALUES } from '../../src/tiles/variables.js';
import { chi2At, fixtureSpec, fixtureTile, signalAt, temporaryFolder, writeFixture } from './fixture.js';

async function hashTree(dir: string): Promise<string> {
  const hash = createHash('sha256');
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const paths = entries.filter((e) => e.isFile()).map((e) => join(e.parentPath, e.name));
  for (const path of paths.sort()) hash.update(path.slice(dir.length)).update(await readFile(path));
  return hash.digest('hex');
}

describe('a grid on disk', () => {
  it('comes back as it was written: axes, variables, attributes, and every value', async () => {
    const dir = join(await temporaryFolder(), 'grid');
    const spec = fixtureSpec();
    await writeFixture(dir, spec);
    const grid = await openGrid(dir);
    expect(grid.axes).toEqual(spec.axes);
    expect(grid.tilePlan).toEqual(spec.tilePlan);
    expect(grid.variables).toEqual(spec.variables);
    expect(grid.attributes).toEqual(spec.attributes);
    expect(grid.identity).toBe(spec.identity);

    const { axes, shape, data } = await readVariable(grid, 'chi2', { m4_gev: 1, epsilon: 2 });
    expect(axes).toEqual(['m5_gev', 'Umu5_sq']);
    expect(shape).toEqual([23, 26]);
    const [m4s = [], m5s = [], Us = [], epsilons = []] = grid.axes.map((a) => a.values);
    const expected = m5s.flatMap((m5) =>
      Us.map((U) => chi2At(signalAt(m4s[1] ?? 0, m5, U, epsilons[2] ?? 0))),
    );
    expect(data).toEqual(Float32Array.from(expected));
  });

  it('reads one point, a whole variable, and a variable that lacks a fixed axis', async () => {
    const grid = await writeFixture(join(await temporaryFolder(), 'grid'));
    const point = await readVariable(grid, 'signal', { m4_gev: 0, m5_gev: 9, Umu5_sq: 20, epsilon: 1 });
    const [m4s = [], m5s = [], Us = [], epsilons = []] = grid.axes.map((a) => a.values);
    const expected = signalAt(m4s[0] ?? 0, m5s[9] ?? 0, Us[20] ?? 0, epsilons[1] ?? 0);
    expect(point).toEqual({ axes: [], shape: [], data: Float32Array.of(expected) });
    expect((await readVariable(grid, 'chi2')).shape).toEqual([3, 23, 26, 3]);
    const flags = await readVariable(grid, 'flags', { Umu5_sq: 4, epsilon: 0 });
    expect(flags.shape).toEqual([3, 23]);
    expect(flags.data).toBeInstanceOf(Uint32Array);
    expect(flags.data.at(-23)).toBe(1);
  });

  it('pads edge tiles with the fill value and crops them again', async () => {
    const grid = await createGrid(join(await temporaryFolder(), 'grid'), fixtureSpec());
    const tile = tileAt(grid.tilePlan, grid.tilePlan.tileCount - 1);
    expect(tile.shape).not.toEqual(grid.tilePlan.chunkShape);
    const results = fixtureTile(grid, tile);
    await writeTile(grid, tile, results);
    const bytes = await readFile(join(grid.dir, 'chi2', 'c', ...tile.index.map(String)));
    const chunk = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
    expect(chunk.length).toBe(grid.tilePlan.chunkShape.reduce((a, b) => a * b, 1));
    expect(chunk.filter((v) => v === FILL_VALUES.float32).length).toBe(
      chunk.length - (results.chi2?.length ?? 0),
    );
    for (const name of ['chi2', 'ctau_cm', 'flags'])
      expect(await readTile(grid, tile, name)).toEqual(results[name]);
  });

  it('keeps a variable that depends on no axis of the scan', async () => {
    const base = fixtureSpec();
    const axes = base.axes.filter((a) => a.name === 'Umu5_sq');
    const variables = base.variables.map((v) => ({ ...v, axes: v.axes.filter((a) => a === 'Umu5_sq') }));
    const spec = fixtureSpec({ axes, variables, tilePlan: { shape: [26], chunkShape: [20], tileCount: 2 } });
    const grid = await createGrid(join(await temporaryFolder(), 'grid'), spec);
    for (const number of [0, 1]) {
      const tile = tileAt(grid.tilePlan, number);
      const n = tile.shape[0] ?? 0;
      const chi2 = new Float32Array(n).fill(number);
      await writeTile(grid, tile, {
        chi2,
        signal: chi2,
        ctau_cm: Float32Array.of(7),
        flags: Uint32Array.of(3),
      });
    }
    const reopened = await openGrid(grid.dir);
    expect(await readVariable(reopened, 'ctau_cm')).toEqual({
      axes: [],
      shape: [],
      data: Float32Array.of(7),
    });
    expect((await readVariable(reopened, 'chi2')).data.subarray(18, 22)).toEqual(Float32Array.of(0, 0, 1, 1));
    expect(await readTile(reopened, tileAt(reopened.tilePlan, 1), 'flags')).toEqual(Uint32Array.of(3));
  });

  it('has the same bytes when it is written twice, in any order of tiles', async () => {
    const dir = await temporaryFolder();
    await writeFixture(join(dir, 'first'));
    const second = await createGrid(join(dir, 'second'), fixtureSpec());
    for (let number = second.tilePlan.tileCount - 1; number >= 0; number--) {
      const tile = tileAt(second.tilePlan, number);
      await writeTile(second, tile, fixtureTile(second, tile));
    }
    await setComplete(second.dir, true);
    expect(await hashTree(second.dir)).toBe(await hashTree(join(dir, 'first')));
  });

  it('leaves no temporary file, and counts a tile only when all its chunks are whole', async () => {
    const dir = await temporaryFolder();
    const grid = await createGrid(join(dir, 'grid'), fixtureSpec());
    const tile = tileAt(grid.tilePlan, 0);
    expect(await tileState(grid, tile)).toBe('absent');
    await writeTile(grid, tile, fixtureTile(grid, tile));
    expect(await tileState(grid, tile)).toBe('done');
    expect(await tileState(grid, tileAt(grid.tilePlan, 1))).toBe('absent');
    expect((await readdir(dir, { recursive: true })).filter((name) => name.includes('.tmp'))).toEqual([]);
    await writeFile(join(grid.dir, 'chi2', 'c', ...tile.index.map(String)), new Uint8Array(8));
    expect(await tileState(grid, tile)).toBe('damaged');
  });
});

describe('a grid refuses', () => {
  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    '%s, naming where, and writes nothing',
    async (bad) => {
      const grid = await createGrid(join(await temporaryFolder(), 'grid'), fixtureSpec());
      const tile = tileAt(grid.tilePlan, 1);
      const results = fixtureTile(grid, tile);
      results.signal?.fill(bad, 5, 6);
      const [k = 0, l = 0] = tile.start;
      const writing = writeTile(grid, tile, results);
      await expect(writing).rejects.toThrow(NumericError);
      await expect(writing).rejects.toThrow(`signal is ${bad} at grid index [${k}, ${l}, 1, 2] (m4_gev = `);
      await expect(stat(join(grid.dir, 'chi2', 'c'))).rejects.toThrow('ENOENT');
    },
  );

  it('results that do not fit the tile', async () => {
    const grid = await createGrid(join(await temporaryFolder(), 'grid'), fixtureSpec());
    const tile = tileAt(grid.tilePlan, 0);
    const results = fixtureTile(grid, tile);
    await expect(writeTile(grid, tile, { ...results, chi2: new Float32Array(3) })).rejects.toThrow(
      /no float32 array of shape/,
    );
  });

  it('to be read where a tile is missing, and says how to go on', async () => {
    const grid = await createGrid(join(await temporaryFolder(), 'grid'), fixtureSpec());
    await expect(readVariable(grid, 'chi2', { m4_gev: 0 })).rejects.toThrow(StoreError);
    await expect(readVariable(grid, 'chi2', { m4_gev: 0 })).rejects.toThrow(
      /chunk chi2\/c\/0.* is missing.*resume/,
    );
    await expect(readVariable(grid, 'chi', {})).rejects.toThrow(/has no variable chi; it has chi2, signal/);
  });

  it('to be read where a chunk was cut short, grew, or is no file: zeros are no chi2', async () => {
    const dir = join(await temporaryFolder(), 'grid');
    const grid = await writeFixture(dir);
    const tile = tileAt(grid.tilePlan, 0);
    const path = join(dir, 'chi2', 'c', ...tile.index.map(String));
    for (const size of [100, 101, 0, 1e6]) {
      await truncate(path, size);
      await expect(readVariable(grid, 'chi2')).rejects.toThrow(StoreError);
      await expect(readTile(grid, tile, 'chi2')).rejects.toThrow(StoreError);
    }
    await truncate(path, 100);
    await expect(readVariable(grid, 'chi2')).rejects.toThrow(
      /chunk chi2\/c\/0\/0.* is damaged: 25 numbers where \d+ are/,
    );
    await rm(path);
    await symlink('/dev/zero', path);
    await expect(readVariable(grid, 'chi2')).rejects.toThrow(/is no file; the grid is damaged/);
  });

  it('to be opened with attributes that no grid has, or an axis cut short', async () => {
    const dir = join(await temporaryFolder(), 'grid');
    await writeFixture(dir);
    const path = join(dir, 'zarr.json');
    const text = await readFile(path, 'utf8');
    const document = JSON.parse(text);
    const wrong: readonly (readonly [string, unknown])[] = [
      ['tile_shape', [0, 1, 1, 1]],
      ['tile_shape', [1]],
      ['background_chi2', -1],
      ['fixed_parameters', '{"__proto__":1}'],
      ['fixed_parameters', '{"gD":"2"}'],
      ['fixed_parameters', '{'],
    ];
    for (const [name, value] of wrong) {
      const attributes = { ...document.attributes, [name]: value };
      await writeFile(path, JSON.stringify({ ...document, attributes }));
      await expect(openGrid(dir)).rejects.toThrow(
        new RegExp(`attribute ${name} is .*malformed; the grid is damaged`),
      );
    }
    await writeFile(path, text);
    await truncate(join(dir, 'm5_gev', 'c', '0'), 80);
    await expect(openGrid(dir)).rejects.toThrow(/axis m5_gev has 10 values where 23 are expected/);
  });

  it('to be opened when it is no dualnu grid', async () => {
    const dir = await temporaryFolder();
    await expect(openGrid(join(dir, 'none'))).rejects.toThrow(/not a dualnu grid \(no zarr.json there\)/);
    await writeFile(join(dir, 'zarr.json'), '{"zarr_format":3,"node_type":"group","attributes":{}}');
    await expect(openGrid(dir)).rejects.toThrow(/a Zarr group, but not a dualnu grid/);
    await writeFile(join(dir, 'zarr.json'), '{"zarr_');
    await expect(openGrid(dir)).rejects.toThrow(/not valid JSON; the grid is damaged/);
    await writeFile(join(dir, 'zarr.json'), '{"attributes":{"dualnu_format":99,"identity":"x"}}');
    await expect(openGrid(dir)).rejects.toThrow(/grid format 99/);
  });

  it('to be created where it cannot be', async () => {
    const dir = await temporaryFolder();
    await writeFile(join(dir, 'file'), '');
    await expect(createGrid(join(dir, 'file', 'grid'), fixtureSpec())).rejects.toThrow(
      /cannot create grid .*a part of the path is a file, not a folder/,
    );
    await mkdir(join(dir, 'full'));
    await writeFile(join(dir, 'full', 'x'), '');
    await expect(createGrid(join(dir, 'full'), fixtureSpec())).rejects.toThrow(/the folder is not empty/);
    expect((await readdir(dir)).sort()).toEqual(['file', 'full']);
    // Permissions do not bind root, as whom containers often run.
    if (process.getuid?.() === 0) return;
    await mkdir(join(dir, 'locked'));
    await chmod(join(dir, 'locked'), 0o500);
    await expect(createGrid(join(dir, 'locked', 'grid'), fixtureSpec())).rejects.toThrow(/permission denied/);
  });
});
