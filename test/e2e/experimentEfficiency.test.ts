/** `dualnu experiment efficiency`: the figure's numbers, and tables that are edited and given back as a response. */
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dualnu, failing, makeFolder, ROOT } from './cli.js';

const DUAL = ['--m5', '0.2', '--m4', '0.1', '--mz', '1.25', '--v2', '1e-8'];

async function run(dir: string, args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await dualnu(dir, ['experiment', 'efficiency', ...args]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

/** A copy of microboone-2025, named `mine`, with another response; files are copied into it. */
async function withResponse(dir: string, response: string, files: readonly string[]): Promise<void> {
  const folder = join(dir, 'mine');
  await cp(join(ROOT, 'data', 'experiments', 'microboone-2025'), folder, { recursive: true });
  const yaml = await readFile(join(folder, 'experiment.yaml'), 'utf8');
  await writeFile(join(folder, 'experiment.yaml'), yaml.replace(/^name: .*$/m, 'name: mine'));
  await writeFile(join(folder, 'response.yaml'), response);
  for (const file of files) await cp(join(dir, file), join(folder, file.replace(/^.*\//, '')));
}

/** Signals of a point's bins. */
async function signals(dir: string, experiment: string, masses: string, events = 4096): Promise<number[]> {
  const scan = `
model: { kind: dual, parameters: { ${masses}, epsilon: 8e-4 } }
axes: { Umu5_sq: { values: [1e-8] } }
experiments: [${experiment}]
events: ${events}
`;
  await writeFile(join(dir, 'scan.yaml'), scan);
  const { stdout, code, stderr } = await dualnu(dir, [
    'point',
    'scan.yaml',
    '--set',
    'Umu5_sq=1e-8',
    '--json',
  ]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout).bins.map(({ signal }: { signal: number }) => signal);
}

const BENCHMARK = 'm5_gev: 0.2, m4_gev: 0.1, mZprime_gev: 1.25';

describe('dualnu experiment efficiency', () => {
  it("tells the paper's own point by topology, and draws it, labelled toy", async () => {
    const dir = await makeFolder();
    const stdout = await run(dir, ['microboone-2025', '--json', '--out', 'e.svg', '--out', 'e.png']);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ experiment: 'microboone-2025', response: 'toy', model: 'single, dirac' });
    expect(report.files).toEqual(['e.svg', 'e.png']);
    // The publication says 20 to 40 %.
    expect(report.efficiency).toBeGreaterThan(0.2);
    expect(report.efficiency).toBeLessThan(0.4);
    const sum = report.topologies.reduce(
      (all: number, own: { efficiency: number }) => all + own.efficiency,
      0,
    );
    expect(sum).toBeCloseTo(report.efficiency, 12);
    expect(report.projections.map(({ quantity }: { quantity: string }) => quantity)).toEqual([
      'e_ee_gev',
      'theta_ee_deg',
      'opening_deg',
      'asymmetry',
    ]);
    for (const { bins } of report.projections) {
      let [shares, mean] = [0, 0];
      for (const [i, bin] of bins.entries()) {
        shares += bin.share;
        mean += bin.share * bin.total;
        if (i > 0) expect(bin.low).toBe(bins[i - 1].high);
      }
      expect(shares).toBeCloseTo(1, 12);
      expect(mean).toBeCloseTo(report.efficiency, 12);
    }
    const svg = await readFile(join(dir, 'e.svg'), 'utf8');
    expect(svg.length).toBeGreaterThan(5000);
    expect((await readFile(join(dir, 'e.png'))).subarray(1, 4).toString()).toBe('PNG');
  });

  it('writes a response that reproduces the signal, bin by bin', async () => {
    const dir = await makeFolder();
    const stdout = await run(dir, ['microboone-2025', ...DUAL, '--tables', 'tables']);
    expect(stdout).toMatch(/^ *as tables( +0\.\d+){4}$/m);
    const yaml = await readFile(join(dir, 'tables', 'response.yaml'), 'utf8');
    await withResponse(dir, yaml, ['tables/efficiency.csv']);
    // At the point itself and at others: the tables know nothing of a point.
    for (const masses of [
      BENCHMARK,
      'm5_gev: 0.4, m4_gev: 0.1, mZprime_gev: 0.2',
      'm5_gev: 0.05, m4_gev: 0.02, mZprime_gev: 1.25',
    ]) {
      const own = await signals(dir, 'microboone-2025', masses);
      const tables = await signals(dir, './mine', masses);
      const total = own.reduce((sum, s) => sum + s, 0);
      own.forEach((signal, i) => {
        expect(Math.abs((tables[i] ?? Number.NaN) - signal) / total, `${masses}, bin ${i}`).toBeLessThan(
          0.01,
        );
      });
    }
    // Edited: half the efficiency of the first topology everywhere.
    const csv = await readFile(join(dir, 'mine', 'efficiency.csv'), 'utf8');
    const before = await signals(dir, './mine', BENCHMARK);
    const edited = csv.replace(
      /^([\d.e-]+,[\d.e-]+,[\d.e-]+,[\d.e-]+),([\d.e-]+),/gm,
      (_, axes, p) => `${axes},${Number(p) / 2},`,
    );
    await writeFile(join(dir, 'mine', 'efficiency.csv'), edited);
    const after = await signals(dir, './mine', BENCHMARK);
    expect((after[0] ?? 0) / (before[0] ?? 1)).toBeCloseTo(0.5, 6);
    expect(after.slice(1)).toEqual(before.slice(1));
  });

  it('writes tables of one quantity that give the signal of their own point exactly', async () => {
    const dir = await makeFolder();
    await run(dir, ['microboone-2025', ...DUAL, '--out', 'eff.csv']);
    for (const quantity of ['e_ee_gev', 'theta_ee_deg', 'asymmetry']) {
      const file = `eff-${quantity}.csv`;
      const tables = ['one-shower', 'one-shower-one-track', 'two-showers'].map(
        (name) => `
    - { name: ${name}, file: ${file}, column: ${name}, axes: [{ quantity: ${quantity}, lookup: nearest }], source: ASSUMPTION }`,
      );
      const yaml = `kind: pipeline\nlabel: mine\nsource: ASSUMPTION\ntopology:\n  kind: tables\n  tables:${tables.join('')}\n`;
      await withResponse(dir, yaml, [file]);
      const own = await signals(dir, 'microboone-2025', BENCHMARK, 16384);
      const given = await signals(dir, './mine', BENCHMARK, 16384);
      given.forEach((signal, i) => {
        expect(signal / (own[i] ?? Number.NaN), `${quantity}, bin ${i}`).toBeCloseTo(1, 8);
      });
    }
  });

  it('draws a response without topologies, and says what cannot be tabulated', async () => {
    const dir = await makeFolder();
    const report = JSON.parse(await run(dir, ['miniboone-2020', ...DUAL, '--json']));
    expect(report.topologies).toEqual([]);
    expect(report.efficiency).toBeGreaterThan(0.02);
    const refuse = (...args: string[]) => failing(dir, ['experiment', 'efficiency', ...args], 3);
    expect(await refuse('miniboone-2020', '--tables', 'x')).toMatch(/single ring has 11 cells/);
    expect(await refuse('microboone-2025', '--m5', '0.1:0.2:3', '--m4', '0.05', '--mz', '1')).toMatch(
      /a single mass/,
    );
    expect(await refuse('microboone-2025', '--out', 'e.txt')).toMatch(/efficiencies are written to/);
    expect(await refuse('microboone-2025', '--dirt', 'cylinders')).toMatch(/did you mean cylinder/);
    await writeFile(join(dir, 'response.yaml'), 'mine');
    const { code, stderr } = await dualnu(dir, [
      'experiment',
      'efficiency',
      'microboone-2025',
      '--tables',
      '.',
    ]);
    expect(code).toBe(3);
    expect(stderr).toMatch(/response\.yaml is there already/);
    expect(await readFile(join(dir, 'response.yaml'), 'utf8')).toBe('mine');
  });
});
