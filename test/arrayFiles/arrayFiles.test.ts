/** The writers by themselves: pieces of arrays, and what a header holds. Python reads whole files in test/exports/readers.test.ts. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { arraysToJson, pointTable } from '../../src/arrayFiles/arrayJson.js';
import { type ArraySet, type Piece, runsOf, valuesOf } from '../../src/arrayFiles/arraySet.js';
import { netcdfBytes, writeNetcdf } from '../../src/arrayFiles/netcdf.js';
import { layOutNetcdf } from '../../src/arrayFiles/netcdfHeader.js';
import { npyHeader, tableNpy } from '../../src/arrayFiles/npy.js';
import { FILL_VALUES } from '../../src/tiles/variables.js';
import { temporaryFolder } from '../grid/fixture.js';

const SHAPE = [3, 4, 5];

/** An array of 0, 1, 2, ... in pieces, the last first. */
const streamed: ArraySet = {
  dimensions: { a: 3, b: 4, c: 5 },
  attributes: {},
  arrays: [
    {
      name: 'count',
      dimensions: ['a', 'b', 'c'],
      attributes: {},
      values: {
        type: 'float32',
        pieces: async function* () {
          yield pieceAt([2, 0, 0], [1, 4, 5]);
          yield pieceAt([0, 3, 0], [2, 1, 5]);
          yield pieceAt([0, 0, 3], [2, 3, 2]);
          yield pieceAt([0, 0, 0], [2, 3, 3]);
        },
      },
    },
  ],
};

function pieceAt(start: readonly number[], shape: readonly number[]): Piece {
  const [a = 0, b = 0, c = 0] = start;
  const [na = 0, nb = 0, nc = 0] = shape;
  const numbers: number[] = [];
  for (let i = a; i < a + na; i++)
    for (let j = b; j < b + nb; j++) for (let k = c; k < c + nc; k++) numbers.push(20 * i + 5 * j + k);
  return { start, shape, data: Float32Array.from(numbers) };
}

it('pieces come to their places, whatever they are', async () => {
  const [array] = streamed.arrays;
  if (!array) throw new Error('the set has an array');
  expect([...(await valuesOf(streamed, array))]).toEqual(Array.from({ length: 60 }, (_, k) => k));
});

it('runs are as long as they can be', () => {
  const runs = (start: number[], shape: number[]) => [...runsOf(SHAPE, { start, shape })];
  expect(runs([1, 0, 0], [2, 4, 5])).toEqual([{ from: 0, to: 20, length: 40 }]);
  expect(runs([0, 1, 0], [2, 2, 5])).toEqual([
    { from: 0, to: 5, length: 10 },
    { from: 10, to: 25, length: 10 },
  ]);
  expect(runs([0, 0, 4], [3, 4, 1])).toHaveLength(12);
  expect([...runsOf([], { start: [], shape: [] })]).toEqual([{ from: 0, to: 0, length: 1 }]);
});

it('a netCDF file begins and ends where its header says, in memory as on disk', async () => {
  const set: ArraySet = {
    dimensions: { x: 3 },
    attributes: { title: 'é' },
    arrays: [
      { name: 'x', dimensions: ['x'], values: Float64Array.of(1, 2, 3), attributes: { units: 'GeV' } },
      { name: 'word', dimensions: ['x'], values: ['a', 'bcé', ''], attributes: {} },
      { name: 'bits', dimensions: ['x'], values: Uint32Array.of(0, 1, 2 ** 32 - 1), attributes: {} },
    ],
  };
  const bytes = await netcdfBytes(set);
  const { variables, header, length } = layOutNetcdf(set);
  expect(variables.map(({ begin, type }) => [begin - header.length, type])).toEqual([
    [0, 'double'],
    [24, 'char'],
    [36, 'int'],
  ]);
  expect(bytes.length).toBe(length);
  expect([...bytes.subarray(0, 4)]).toEqual([0x43, 0x44, 0x46, 2]);
  expect(Buffer.from(bytes).readDoubleBE(header.length + 8)).toBe(2);
  expect([...bytes.subarray(-4)]).toEqual([255, 255, 255, 255]);
  const path = join(await temporaryFolder(), 'x.nc');
  await writeNetcdf(path, set);
  expect(new Uint8Array(await readFile(path))).toEqual(bytes);
});

it('a variable that is too large for the 64-bit offset form takes the 64-bit data form', () => {
  expect(layOutNetcdf(streamed, 240).header[3]).toBe(2);
  expect(layOutNetcdf(streamed, 239).header[3]).toBe(5);
});

it('a name that netCDF does not allow is refused', () => {
  const set = (name: string) => ({ ...streamed, dimensions: { [name]: 2 }, arrays: [] });
  for (const name of ['a/b', '', ' x', 'x '])
    expect(() => layOutNetcdf(set(name))).toThrow(/netCDF has no such name/);
  expect(() => layOutNetcdf(set('miniboone-2020:combined'))).not.toThrow();
});

it('the numbers of an NPY file begin at a multiple of 64 bytes', () => {
  for (const shape of [[], [7], [1, 2, 3], [123456, 7890123]]) {
    const header = npyHeader("'<f4'", shape);
    expect(header.length % 64).toBe(0);
    expect(header.at(-1)).toBe(10);
  }
  expect(Buffer.from(npyHeader("'<f8'", [3])).toString('latin1')).toContain("'shape': (3,), }");
});

it('records have the length of their fields', () => {
  const table = {
    columns: ['x', 'word'],
    rows: [
      [1, 'ab'],
      [null, null],
    ],
  };
  const bytes = tableNpy(table);
  expect(bytes.length % 64).toBe(2 * (8 + 8));
  expect(new DataView(bytes.buffer).getFloat64(bytes.length - 16, true)).toBeNaN();
});

it('what is missing is null in JSON and an empty cell in a table; words of flags are never missing', async () => {
  const fill = FILL_VALUES.float32;
  const set: ArraySet = {
    dimensions: { x: 2, bin: 2 },
    attributes: { axes: ['x'] },
    arrays: [
      { name: 'x', dimensions: ['x'], values: Float64Array.of(0.5, 1), attributes: {} },
      { name: 'chi2', dimensions: ['x'], values: Float32Array.of(fill, 3), attributes: {} },
      {
        name: 'delta',
        dimensions: ['x'],
        values: Float64Array.of(Number.NaN, Number.POSITIVE_INFINITY),
        attributes: {},
      },
      { name: 'flags', dimensions: [], values: Uint32Array.of(FILL_VALUES.uint32), attributes: {} },
      { name: 'spectrum', dimensions: ['x', 'bin'], values: Float32Array.of(1, 2, 3, fill), attributes: {} },
    ],
  };
  const { arrays } = (await arraysToJson(set)) as unknown as { arrays: Record<string, { values: unknown }> };
  expect(Object.values(arrays).map(({ values }) => values)).toEqual([
    [0.5, 1],
    [null, 3],
    [null, null],
    FILL_VALUES.uint32,
    [
      [1, 2],
      [3, null],
    ],
  ]);
  expect(await pointTable(set, ['x'], [])).toEqual({
    about: [],
    columns: ['x', 'chi2', 'delta', 'flags', 'spectrum.0', 'spectrum.1'],
    rows: [
      [0.5, null, null, FILL_VALUES.uint32, 1, 2],
      [1, 3, null, FILL_VALUES.uint32, 3, null],
    ],
  });
});
