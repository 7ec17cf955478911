/** `dualnu point`: one grid point in detail. */
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readVariable } from '../../src/grid/reading.js';
import { openGrid } from '../../src/grid/store.js';
import { dualnu, failing, makeFolder, ROOT, smallScan } from './cli.js';

/** `--set` for every axis. */
function settings(values: Readonly<Record<string, number>>): string[] {
  return Object.entries(values).flatMap(([name, value]) => ['--set', `${name}=${value}`]);
}

const BENCHMARK = { m4_gev: 0.1, m5_gev: 0.2, Umu5_sq: 1e-5, epsilon: 8e-4 };

let dir: string;
beforeAll(async () => {
  dir = await makeFolder({ 'small.yaml': smallScan() });
});

async function pointAt(values: Readonly<Record<string, number>>) {
  const { code, stdout, stderr } = await dualnu(dir, ['point', 'small.yaml', ...settings(values), '--json']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
}

describe('dualnu point --json', () => {
  it('prints one document with every figure', async () => {
    const point = await pointAt(BENCHMARK);
    const number = expect.any(Number);
    expect(point).toMatchObject({ gamma_gev: number, ctau_cm: number, decay_mode: 'offshell', chi2: number });
    expect(Object.keys(point.truth).sort()).toEqual(
      [
        'rate',
        'mean_eee_gev',
        'mean_theta_ee_deg',
        'mean_e_n_gev',
        'mean_opening_deg',
        'mean_asymmetry',
        'p_decay',
        'n_eff',
      ].sort(),
    );
    for (const value of Object.values(point.truth)) expect(value).toBeGreaterThan(0);
    const computed = {
      beam: 'bnb',
      signal: number,
      prediction: number,
      residual: number,
      statistical_variance: number,
      mc_variance: number,
      error: number,
      pull: number,
      weight: number,
      chi2: number,
      dchi2_dsignal: number,
      chi2_mc_error: number,
      chi2_lowered_by_mc: number,
    };
    const variance = (error: number) => ({ ...computed, systematic_variance: error * error });
    expect(point.bins).toEqual([
      { label: '1 shower', data: 52, background: 47.7, ...variance(11.7) },
      { label: '1 shower + 1 track', data: 26, background: 15.5, ...variance(7.9) },
      { label: '2 showers', data: 17, background: 9.5, ...variance(4.6) },
    ]);
    expect(point.covariance).toMatchObject({ statistic: 'cnp', data: 'observed' });
    const [channel] = point.channels;
    expect(channel).toMatchObject({ place: 'tpc', target: 'Ar40', process: 'coherent', beam: 'bnb' });
    expect(channel.births * channel.p_decay * channel.efficiency).toBeCloseTo(point.signal, 9);
    // hbar c/Gamma, in GeV cm.
    expect(point.ctau_cm * point.gamma_gev).toBeCloseTo(1.973269804e-14, 22);
  });

  it('agrees with the grid at a grid point', async () => {
    const args = ['scan', 'small.yaml', '--engine', 'reference', '--out', 'grid.zarr'];
    expect((await dualnu(dir, args)).code).toBe(0);
    const grid = await openGrid(join(dir, 'grid.zarr'));
    for (const index of [
      [1, 1, 2, 3],
      [0, 3, 4, 1],
      [2, 2, 0, 0],
    ]) {
      const at = Object.fromEntries(
        grid.axes.map(({ name, values }, i) => [name, values[index[i] ?? 0] ?? 0]),
      );
      const selection = Object.fromEntries(grid.axes.map(({ name }, i) => [name, index[i] ?? 0]));
      const inGrid = async (name: string) => (await readVariable(grid, name, selection)).data[0];
      const point = await pointAt(at);
      // The grid holds f32 of the same f64 numbers.
      expect(Math.fround(point.chi2)).toBe(await inGrid('chi2'));
      expect(Math.fround(point.signal)).toBe(await inGrid('signal'));
      expect(Math.fround(point.ctau_cm)).toBe(await inGrid('ctau_cm'));
    }
  });

  it('takes values off the grid and replaces fixed ones', async () => {
    const point = await pointAt({ ...BENCHMARK, epsilon: 1.234e-3, mZprime_gev: 0.8 });
    expect(point.parameters).toMatchObject({ epsilon: 1.234e-3, mZprime_gev: 0.8, gD: 2 });
  });

  it('says that a point is closed: no signal, the background alone, a flag', async () => {
    const point = await pointAt({ ...BENCHMARK, m4_gev: 0.25 });
    expect(point).toMatchObject({ signal: 0, ctau_cm: null, chi2: point.background_chi2 });
    expect(point.flags).toContain('closed');
  });
});

describe('dualnu point', () => {
  it('prints a page', async () => {
    const { code, stdout } = await dualnu(dir, ['point', 'small.yaml', ...settings(BENCHMARK)]);
    expect(code).toBe(0);
    for (const label of [
      'masses',
      'couplings',
      'decay',
      'c tau',
      'mean E_ee',
      '2 showers',
      'chi2',
      'flags',
    ]) {
      expect(stdout).toMatch(new RegExp(`^${label} {2,}`, 'm'));
    }
    expect(stdout).toMatch(/^channel +targets +births +P_decay +decays +efficiency +signal +MC error$/m);
    expect(stdout).toMatch(/^tpc: Ar40 +1\.2812e\+30( +[\d.e+-]+){6}$/m);
    expect(stdout).not.toMatch(/NaN|undefined/);
  });

  it('prints a page of a point without a signal, and of several experiments with all their channels', async () => {
    const closed = await dualnu(dir, ['point', 'small.yaml', ...settings({ ...BENCHMARK, m4_gev: 0.25 })]);
    expect(closed.code).toBe(0);
    expect(closed.stdout).not.toMatch(/NaN|undefined|births/);
    const figure = join(ROOT, 'scans', 'figure4b.yaml');
    const at = settings({ mZprime_gev: 1.25, m5_gev: 0.2, Umu5_sq: 1e-5 });
    const { code, stdout } = await dualnu(dir, ['point', figure, ...at]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^rim: protons +9\.\d+e\+31( +[\d.e+-]+){6}$/m);
    expect(stdout).toMatch(/^signal in +tpc: Ar40 +dirt: Si28 +dirt: O16$/m);
    expect(stdout).not.toMatch(/NaN|undefined/);
  });

  it('says that a grid with raised events may have more of them', async () => {
    const folder = await makeFolder({
      'fixed.yaml': smallScan(),
      'raised.yaml': smallScan({ events: { from: 512, cap: 2048 } }),
    });
    const lineOf = async (file: string) =>
      (await dualnu(folder, ['point', file, ...settings(BENCHMARK)])).stdout.match(/^simulated .*$/m)?.[0];
    expect(await lineOf('raised.yaml')).toMatch(
      / \d+ events a channel; a grid has more where another coupling of these masses takes more$/,
    );
    expect(await lineOf('fixed.yaml')).toMatch(/ \d+ events a channel$/);
  });

  it('refuses what is no point of the scan', async () => {
    const { epsilon: _, ...rest } = BENCHMARK;
    const refusal = (...args: string[]) => failing(dir, ['point', 'small.yaml', ...args], 3);
    expect(await refusal(...settings(rest))).toMatch(/no single value for epsilon; add --set epsilon=\.\.\./);
    expect(await refusal('--set', 'Umu5=1e-5')).toContain('Umu5: unknown parameter; did you mean Umu5_sq?');
    expect(await refusal('--set', 'm5=0.2')).toContain('m5: unknown parameter; did you mean m5_gev?');
    expect(await refusal('--set', 'm5_gev=200')).toMatch(
      /m5_gev: 200 GeV is outside .* did you mean 0.2 GeV/,
    );
    expect(await refusal('--set', 'm5_gev')).toMatch(/--set m5_gev: expected key=value/);
    expect(await refusal('--set', 'm5_gev=1', '--set', 'm5_gev=2')).toMatch(/m5_gev is set twice/);
  });
});

describe('the soil of a point', () => {
  it('is told, and may have other numbers than its preset', async () => {
    const folder = await makeFolder({ 'small.yaml': `${smallScan()}production: { dirt: cylinder }\n` });
    const at = settings({ ...BENCHMARK, 'dirt.density_g_cm3': 4.5 });
    const page = await dualnu(folder, ['point', 'small.yaml', ...at]);
    expect(page.stdout).toMatch(
      /^soil +cylinder with density_g_cm3 4\.5; 684200 t over 400 m, 4\.5 g\/cm3$/m,
    );
    const decays = async (set: string[]) => {
      const { stdout } = await dualnu(folder, ['point', 'small.yaml', ...set, '--json']);
      return JSON.parse(stdout).channels.map((channel: { decays: number }) => channel.decays);
    };
    const [tpc, ...soil] = await decays(settings(BENCHMARK));
    expect(await decays(at)).toEqual([tpc, ...soil.map((n: number) => expect.closeTo(2 * n, 9))]);
  });
});
