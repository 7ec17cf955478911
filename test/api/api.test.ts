/** The library: a scan from an object, and what it says of mistakes. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import {
  availableEngine,
  ConfigError,
  defineScan,
  InputDataError,
  openEngine,
  runScan,
  tilesOf,
} from '../../src/index.js';

const PLANE = {
  model: { kind: 'dual', parameters: { m4_gev: 0.1, mZprime_gev: 1.25, epsilon: 8e-4 } },
  axes: { m5_gev: { values: [0.2, 0.4] }, Umu5_sq: { log: [1e-9, 1e-5], points: 24 } },
  experiments: ['microboone-2025'],
} satisfies Parameters<typeof defineScan>[0];

describe('defineScan', () => {
  it('makes of an object what it makes of a file', async () => {
    const file = 'scans/quickstart.yaml';
    const definition = parse(readFileSync(file, 'utf8'));
    const fromFile = await defineScan(file);
    const fromObject = await defineScan({ ...definition, name: fromFile.name });
    expect({ ...fromObject, file }).toEqual(fromFile);
  });

  it('keeps the order of the axes, which is their order in memory', async () => {
    const { axes } = await defineScan(PLANE);
    expect(axes.map(({ name }) => name)).toEqual(['m5_gev', 'Umu5_sq']);
    const { Umu5_sq, m5_gev } = PLANE.axes;
    const turned = await defineScan({ ...PLANE, axes: { Umu5_sq, m5_gev } });
    expect(turned.axes.map(({ name }) => name)).toEqual(['Umu5_sq', 'm5_gev']);
  });

  it('names the key of every mistake, and no line of a file that is not there', async () => {
    const wrong = { ...PLANE, axes: { ...PLANE.axes, m5_gev: { values: [0.4, 0.2] } }, events: 1000 };
    const failure = await defineScan(wrong).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ConfigError);
    const { mistakes, message } = failure as ConfigError;
    expect(mistakes.map(({ key }) => key).sort()).toEqual(['axes.m5_gev.values[1]', 'events']);
    expect(message).toMatch(/^defineScan: axes\.m5_gev\.values\[1\]: /);
    expect(mistakes.every(({ line, column }) => line === undefined && column === undefined)).toBe(true);
  });

  it('refuses an experiment that is not there', async () => {
    const unknown = defineScan({ ...PLANE, experiments: ['microbone-2025'] });
    await expect(unknown).rejects.toThrow(/microboone-2025/);
    await expect(unknown).rejects.not.toBeInstanceOf(InputDataError);
  });
});

it('tilesOf covers every point once', async () => {
  const scan = await defineScan({
    ...PLANE,
    axes: {
      ...PLANE.axes,
      epsilon: { log: [1e-5, 1e-2], points: 3000 },
      m4_gev: { linear: [0.05, 0.15], points: 30 },
    },
    model: { kind: 'dual', parameters: { mZprime_gev: 1.25 } },
  });
  const tiles = tilesOf(scan);
  expect(tiles.length).toBeGreaterThan(1);
  const points = tiles.reduce((sum, { shape }) => sum + shape.reduce((product, n) => product * n, 1), 0);
  expect(points).toBe(2 * 24 * 3000 * 30);
  expect(new Set(tiles.map(({ start }) => start.join())).size).toBe(tiles.length);
});

it('an engine that there is not is refused, not the GPU taken for it', async () => {
  const scan = await defineScan(PLANE);
  const engine = 'cuda' as 'gpu';
  await expect(openEngine(scan, { engine })).rejects.toThrow(/there is no engine cuda/);
  await expect(runScan(scan, { engine, out: 'never.zarr' })).rejects.toThrow(RangeError);
});

it('without an adapter that fits, the reference engine is available', async () => {
  expect(await availableEngine({ adapterName: 'no such adapter' })).toBe('reference');
  expect(await availableEngine({ allowSoftware: true })).toBe('gpu');
});
