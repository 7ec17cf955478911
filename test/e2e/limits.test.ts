/** `dualnu limits`: upper limits on |U|^2 mass by mass, against the chi2 of the grid itself. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readVariable } from '../../src/grid/reading.js';
import { openGrid } from '../../src/grid/store.js';
import { dualnu, failing, makeFolder, ROOT } from './cli.js';

const SHAPES = join(ROOT, 'scans', 'microboone-shapes');
const SCAN = `
model: { kind: dual, parameters: { delta: 1, mZprime_gev: 1.25, epsilon: 8e-4 } }
axes:
  m5_gev: { values: [0.1, 0.2, 0.4, 2.6] }
  Umu5_sq: { log: [1e-7, 1e-1], points: 25 }
experiments:
  - { name: ${SHAPES}, as: rate }
  - { name: ${SHAPES}:topology, as: topology, apart: true }
  - { name: ${SHAPES}:energy, as: energy, apart: true }
  - { name: ${SHAPES}:angle, as: angle, apart: true }
data: asimov
events: 512
`;
const FOUR = ['rate', 'topology', 'energy', 'angle'];

let dir: string;
beforeAll(async () => {
  const observed = SCAN.replace('data: asimov\n', '')
    .replace(/.*apart: true.*\n/g, '')
    .replace(`${SHAPES}, as: rate`, 'microboone-2025');
  const without = observed
    .replace(/Umu5_sq: \{.*\}/, 'epsilon: { log: [1e-4, 1e-2], points: 5 }')
    .replace('epsilon: 8e-4', 'Umu5_sq: 1e-5');
  dir = await makeFolder({ 'asimov.yaml': SCAN, 'observed.yaml': observed, 'without.yaml': without });
  for (const name of ['asimov', 'observed', 'without']) {
    const args = ['scan', `${name}.yaml`, '--engine', 'reference', '--out', `${name}.zarr`];
    const { code, stderr } = await dualnu(dir, args);
    expect(code, stderr).toBe(0);
  }
});

async function limits(...args: string[]) {
  const { code, stdout, stderr } = await dualnu(dir, ['limits', ...args, '--json']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
}

describe('dualnu limits', () => {
  it('lies where Delta chi2 of each experiment crosses the level', async () => {
    const report = await limits(
      'asimov.zarr',
      '--x',
      'm5_gev',
      ...FOUR.flatMap((name) => ['--experiment', name]),
    );
    expect(report).toMatchObject({ x: 'm5_gev', y: 'Umu5_sq', cl: 0.95, expected: true });
    const grid = await openGrid(join(dir, 'asimov.zarr'));
    const [mass, mixing] = grid.axes;
    expect(report.experiments.map(({ name }: { name: string }) => name)).toEqual(FOUR);
    for (const own of report.experiments) {
      const { data } = await readVariable(grid, `chi2_${own.name}`, {});
      for (const [i] of (mass?.values ?? []).entries()) {
        // Asimov data: the least chi2 is 0, that of no signal.
        const row = Array.from({ length: 25 }, (_, j) => Number(data[25 * i + j]));
        const last = row.findLastIndex((chi2) => chi2 < report.delta_chi2);
        if (last === 24) {
          expect(own.limits[i]).toBeNull();
          expect(own.beyond[i]).toBe('above');
          continue;
        }
        expect(own.limits[i]).toBeGreaterThan(mixing?.values[last] ?? Number.NaN);
        expect(own.limits[i]).toBeLessThan(mixing?.values[last + 1] ?? Number.NaN);
      }
      expect(own.zero_excluded).toEqual([false, false, false, false]);
    }
    // Bins tell no less than their sum.
    const [rate, ...others] = report.experiments;
    const last = report.values.length - 1;
    for (const own of others) {
      for (let i = 0; i < last; i++) expect(own.limits[i] / rate.limits[i], own.name).toBeLessThan(1.05);
    }
  });

  it('writes figures and tables', async () => {
    const four = FOUR.flatMap((name) => ['--experiment', name]);
    const out = ['--out', 'four.svg', '--out', 'four.csv'];
    const { code, stdout } = await dualnu(dir, ['limits', 'asimov.zarr', '--x', 'm5_gev', ...four, ...out]);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^expected upper limit \(Asimov data\) on Umu5_sq at 95 % CL against m5_gev \(GeV\)$/m,
    );
    expect(stdout).toMatch(/^energy: .* assumed flat$/m);
    const csv = await readFile(join(dir, 'four.csv'), 'utf8');
    expect(csv).toMatch(
      /^m5_gev,rate,topology,energy,angle,rate_note,topology_note,energy_note,angle_note$/m,
    );
    expect((await readFile(join(dir, 'four.svg'), 'utf8')).length).toBeGreaterThan(5000);
    // Of one experiment the columns are those of the plane, with words where a number is missing or doubtful.
    await dualnu(dir, ['limits', 'asimov.zarr', '--x', 'm5_gev', '--experiment', 'rate', '--out', 'one.csv']);
    expect(await readFile(join(dir, 'one.csv'), 'utf8')).toMatch(/^m5_gev,Umu5_sq,note$/m);
  });

  it('counts from the least chi2 at each mass where there are data', async () => {
    const report = await limits('observed.zarr', '--x', 'm5_gev', '--cl', '0.9');
    expect(report).toMatchObject({ expected: false, cl: 0.9, degrees_of_freedom: 1 });
    expect(report.delta_chi2).toBeCloseTo(2.706, 3);
    const grid = await openGrid(join(dir, 'observed.zarr'));
    const { data } = await readVariable(grid, 'chi2', {});
    const background = grid.attributes.background_chi2;
    const [own] = report.experiments;
    for (const i of [0, 1, 2]) {
      const row = Array.from({ length: 25 }, (_, j) => Number(data[25 * i + j]));
      const least = Math.min(background, ...row);
      const last = row.findLastIndex((chi2) => chi2 - least < report.delta_chi2);
      expect(own.limits[i]).toBeGreaterThan(grid.axes[1]?.values[last] ?? Number.NaN);
      expect(own.limits[i]).toBeLessThan(grid.axes[1]?.values[last + 1] ?? Number.NaN);
    }
  });

  it('has a best fit beside it, between the points of the same grid', async () => {
    const args = ['best-fit', 'observed.zarr', '--engine', 'reference', '--starts', '1'];
    const { code, stdout, stderr } = await dualnu(dir, [...args, '--json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const fit = JSON.parse(stdout);
    expect(fit.chi2).toBeLessThan(fit.grid_point.chi2);
    expect(Math.abs(fit.chi2 - fit.chi2_f64)).toBeLessThan(1e-3);
    expect(fit).toMatchObject({ free: ['m5_gev', 'Umu5_sq'], bins: 3, degrees_of_freedom: 1 });
    expect(fit.experiments[0].bins.map(({ data }: { data: number }) => data)).toEqual([52, 26, 17]);
    expect(await failing(dir, [...args, '--fix', 'm6_gev=1'], 3)).toMatch(/unknown axis m6_gev/);
  });

  it('says what it cannot do', async () => {
    const refuse = (...args: string[]) => failing(dir, ['limits', ...args], 3);
    expect(await refuse('without.zarr', '--x', 'm5_gev')).toMatch(/no axis \|U\|\^2/);
    expect(await refuse('asimov.zarr', '--x', 'm5_gev', '--experiment', 'rates')).toMatch(
      /did you mean rate\?/,
    );
    expect(await refuse('asimov.zarr', '--x', 'm5_gev', '--dof', '3')).toMatch(/--dof 3: give 1/);
    expect(await refuse('asimov.zarr', '--x', 'm6_gev')).toMatch(/unknown axis m6_gev/);
    expect(await refuse('asimov.zarr', '--x', 'm5_gev', '--out', 'x.txt')).toMatch(
      /choose one of these endings/,
    );
  });
});
