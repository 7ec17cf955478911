/** The branching ratio of a grid is that of its points, and the same on both engines. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { at } from '../../src/at.js';
import { resolveScan } from '../../src/config/load.js';
import { evaluatePoint } from '../../src/detail/point.js';
import { readVariable } from '../../src/grid/reading.js';
import { openGrid } from '../../src/grid/store.js';
import { experimentScans } from '../../src/resolved/scan.js';
import { runScan } from '../../src/scan/run.js';
import { temporaryFolder } from '../grid/fixture.js';

const DUAL = `
model: { kind: dual, decays: [muons, hadrons, dark], parameters: { m4_gev: 0.05, gD: 2, V44: 0.1 } }
axes:
  mZprime_gev: { values: [0.03, 1.25] }
  m5_gev: { values: [0.0505, 0.15, 0.6] }
  Umu5_sq: { values: [1e-8, 1e-4] }
experiments: [microboone-2025, 'miniboone-2020:combined']
events: 256
outputs: [branching_ee]
`;
const SINGLE = `
model: { kind: single, decays: [muons], parameters: { mZprime_gev: 1.25 } }
axes:
  m4_gev: { values: [0.05, 0.5] }
  Umu4_sq: { values: [1e-8] }
experiments: [microboone-2025]
events: 256
outputs: [branching_ee]
`;

describe.each(['gpu', 'reference'] as const)('branching_ee of the %s engine', (engine) => {
  it.each([DUAL, SINGLE])('is that of dualnu point', async (text) => {
    const scan = await resolveScan(text, 'scan.yaml');
    const out = join(await temporaryFolder(), 'grid.zarr');
    await runScan(scan, { out, engine, allowSoftware: true, overwrite: false });
    const grid = await openGrid(out);
    expect(grid.variables.map(({ name }) => name)).toEqual(['branching_ee']);
    const { axes, shape, data } = await readVariable(grid, 'branching_ee');
    expect(axes).toEqual(scan.axes.map(({ name }) => name));
    const own = at(experimentScans(scan), 0);
    data.forEach((ratio, k) => {
      let rest = k;
      const point = scan.axes.toReversed().map(({ name, values }) => {
        const value = at(values, rest % values.length);
        rest = Math.floor(rest / values.length);
        return [name, value] as const;
      });
      const { branching } = evaluatePoint(own, { ...scan.fixed, ...Object.fromEntries(point) });
      expect(ratio).toBe(Math.fround(branching));
    });
    expect(data.length).toBe(shape.reduce((product, size) => product * size, 1));
    // Where N cannot decay to e+e- there is none.
    const closed = scan.axes.some(({ name }) => name === 'm5_gev');
    expect(data.some((ratio) => ratio === 0)).toBe(closed);
    // Other decays take their share at large masses, and none is lost where there are none.
    expect(Math.min(...data.filter((ratio) => ratio > 0))).toBeLessThan(0.9);
    expect(Math.max(...data)).toBeLessThanOrEqual(1);
  });
});
