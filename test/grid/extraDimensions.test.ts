/** Variables on dimensions that are no axes: their chunks, their bytes, and what is refused of them. */
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { NumericError, StoreError } from '../../src/errors.js';
import { chunkPath, tileState, writeTile } from '../../src/grid/chunks.js';
import { createGrid } from '../../src/grid/createGrid.js';
import { readTile, readVariable } from '../../src/grid/reading.js';
import { findVariable, openGrid } from '../../src/grid/store.js';
import { bytesOfChunks } from '../../src/grid/writing/space.js';
import { productOf, tileAt } from '../../src/tiles/tiles.js';
import { fixtureSpec, fixtureTile, temporaryFolder, variable } from './fixture.js';

const channel = { name: 'channel', size: 2, attributes: { long_name: 'channel', labels: ['tpc', 'dirt'] } };
const bin = { name: 'bin', size: 3, attributes: { long_name: 'bin', labels: ['low', 'middle', 'high'] } };
const base = fixtureSpec();
const spec = {
  ...base,
  variables: [
    ...base.variables,
    variable('spectrum', ['m5_gev', 'epsilon'], { extra: [channel, bin] }),
    variable('weights', [], { extra: [bin] }),
  ],
};

/** A grid whose spectra count their numbers, tile by tile. */
async function writeGrid() {
  const grid = await createGrid(join(await temporaryFolder(), 'grid'), spec);
  for (let number = 0; number < grid.tilePlan.tileCount; number++) {
    const tile = tileAt(grid.tilePlan, number);
    const [, m5s = 0, , epsilons = 0] = tile.shape;
    const [, first = 0] = tile.start;
    const spectrum = Float32Array.from({ length: m5s * epsilons * 6 }, (_, k) => first * epsilons * 6 + k);
    await writeTile(grid, tile, { ...fixtureTile(grid, tile), spectrum, weights: Float32Array.of(1, 2, 4) });
  }
  return grid;
}

it('come back, ragged tiles and all, with their dimensions behind the axes', async () => {
  const grid = await openGrid((await writeGrid()).dir);
  expect(grid.variables).toEqual(spec.variables);
  expect(grid.tilePlan.chunkShape.some((n, i) => (grid.tilePlan.shape[i] ?? 0) % n !== 0)).toBe(true);
  const all = await readVariable(grid, 'spectrum');
  expect([all.axes, all.shape]).toEqual([
    ['m5_gev', 'epsilon'],
    [23, 3, 2, 3],
  ]);
  expect([...all.data]).toEqual(Array.from({ length: 23 * 3 * 6 }, (_, k) => k));
  const one = await readVariable(grid, 'spectrum', { m5_gev: 20, epsilon: 1, Umu5_sq: 3 });
  expect(one).toEqual({ axes: [], shape: [2, 3], data: all.data.slice(61 * 6, 62 * 6) });
  expect([...(await readVariable(grid, 'weights')).data]).toEqual([1, 2, 4]);
  const last = tileAt(grid.tilePlan, grid.tilePlan.tileCount - 1);
  expect((await readTile(grid, last, 'spectrum')).at(-1)).toBe(23 * 3 * 6 - 1);
});

it('take the bytes that are foretold, and count as done with all chunks only', async () => {
  const grid = await writeGrid();
  const chunk = productOf([1, 3].map((axis) => grid.tilePlan.chunkShape[axis] ?? 0));
  const path = chunkPath(grid, findVariable(grid, 'spectrum'), tileAt(grid.tilePlan, 0));
  expect(path.endsWith('spectrum/c/0/0/0/0')).toBe(true);
  expect((await stat(path)).size).toBe(4 * 6 * chunk);
  const tiles = Math.ceil(23 / (grid.tilePlan.chunkShape[1] ?? 1));
  expect(bytesOfChunks(spec) - bytesOfChunks(base)).toBe(4 * (6 * chunk * tiles + 3));
  await writeFile(path, new Uint8Array(8));
  expect(await tileState(grid, tileAt(grid.tilePlan, 0))).toBe('damaged');
});

it('name the place of a NaN on them', async () => {
  const grid = await createGrid(join(await temporaryFolder(), 'grid'), spec);
  const tile = tileAt(grid.tilePlan, 1);
  const spectrum = new Float32Array((tile.shape[1] ?? 0) * 18).fill(Number.NaN, 11, 12);
  const writing = writeTile(grid, tile, {
    ...fixtureTile(grid, tile),
    spectrum,
    weights: new Float32Array(3),
  });
  await expect(writing).rejects.toThrow(NumericError);
  await expect(writing).rejects.toThrow(
    /spectrum is NaN at grid index \[\d+, 1, 1, 2\] .*, channel = 1, bin = 2\)/,
  );
});

it('are refused where a dimension is not what the grid says', async () => {
  const { dir } = await writeGrid();
  const path = join(dir, 'bin', 'zarr.json');
  const document = JSON.parse(await readFile(path, 'utf8'));
  await writeFile(path, JSON.stringify({ ...document, shape: [4] }));
  await expect(openGrid(dir)).rejects.toThrow(StoreError);
  await expect(openGrid(dir)).rejects.toThrow(
    /spectrum is not as long as its coordinates; the grid is damaged/,
  );
  await writeFile(path, JSON.stringify(document));
  const group = JSON.parse(await readFile(join(dir, 'zarr.json'), 'utf8'));
  for (const dimensions of [['channel'], undefined]) {
    const attributes = { ...group.attributes, dimensions };
    await writeFile(join(dir, 'zarr.json'), JSON.stringify({ ...group, attributes }));
    await expect(openGrid(dir)).rejects.toThrow(
      /spectrum has axes that the grid has not; the grid is damaged/,
    );
  }
  const attributes = { ...group.attributes, dimensions: ['../bin'] };
  await writeFile(join(dir, 'zarr.json'), JSON.stringify({ ...group, attributes }));
  await expect(openGrid(dir)).rejects.toThrow(/attribute dimensions is missing or malformed/);
});
