/**
 * Grids of this format and of the last one, as they were written, file by file in base64: the scan formats/tiny.yaml by the f64 engine. They are
 * never written anew, so that every later version is held to reading them.
 */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readVariable } from '../../src/grid/reading.js';
import { openGrid } from '../../src/grid/store.js';
import { lookAhead } from '../../src/grid/writing/outlook.js';
import { computeContours } from '../../src/results/contours.js';
import { summarizeGrid } from '../../src/results/summary.js';
import { temporaryFolder } from './fixture.js';
import { unpackFormat } from './formats.js';

describe.each([
  [1, 'plain'],
  [2, 'digested'],
] as const)('a grid of format %i', (format, storage) => {
  it('opens, with all of its numbers', async () => {
    const dir = join(await temporaryFolder(), 'grid');
    await unpackFormat(format, dir);
    const grid = await openGrid(dir);
    expect(grid.storage.kind).toBe(storage);
    expect(grid.identity).toBe('a51ea1c4cb66486c10e05cb48149614cabd64262bb91843e654c11f56f687106');
    expect(grid.tilePlan.shape).toEqual([4, 5, 2]);
    const { best_fit, flags, tiles, background_chi2 } = await summarizeGrid(grid);
    expect(best_fit?.at).toEqual({ m5_gev: 0.340851384172, Umu5_sq: 1e-6, epsilon: 2e-3 });
    expect(best_fit?.chi2).toBeCloseTo(1.416, 3);
    expect(background_chi2).toBe(2.702318661737348);
    expect(flags).toMatchObject({ low_effective_sample_size: 35, dark_decay_open: 20, closed: 0 });
    expect(tiles).toMatchObject({ done: 1, total: 1 });
    const spectrum = await readVariable(grid, 'spectrum');
    expect(spectrum.shape).toEqual([4, 2, 3]);
    expect(grid.variables.find(({ name }) => name === 'spectrum')?.extra[0]?.attributes.labels).toHaveLength(
      3,
    );
    const contours = await computeContours(grid, {
      x: 'm5_gev',
      y: 'Umu5_sq',
      fix: { epsilon: 2e-3 },
      confidenceLevels: [0.95],
    });
    expect(contours.plane.delta.length).toBe(20);
  });

  it('is complete to a scan of the same identity', async () => {
    const dir = join(await temporaryFolder(), 'grid');
    await unpackFormat(format, dir);
    const grid = await openGrid(dir);
    expect(await lookAhead(dir, grid)).toMatchObject({ kind: 'resume', done: new Set([0]) });
  });
});
