/** `dualnu width`: widths and decay lengths as a person asks for them. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dualnu, failing, makeFolder } from './cli.js';

const BENCHMARK = ['width', '--m5', '0.2', '--m4', '0.1', '--mz', '1.25'];
const SINGLE = ['width', '--model', 'single', '--m4', '0.106', '--mz', '0.03', '--v2', '2e-10'];
/** m5 = 0.6 GeV to m4 = 0.1 GeV by a real Z' of 0.4 GeV: muons, hadrons and two nu_4 are open. */
const HEAVY = ['width', '--m5', '0.6', '--m4', '0.1', '--mz', '0.4'];

async function documentOf(args: readonly string[]) {
  const { code, stdout, stderr } = await dualnu(await makeFolder(), [...args, '--json']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
}

describe('dualnu width --json', () => {
  it('prints one document', async () => {
    const found = await documentOf(BENCHMARK);
    // DarkNews 0.4.9; see test/validation/reference.test.ts for the rest.
    expect(found.gamma_gev / 5.42354e-17).toBeCloseTo(1, 3);
    expect(found.ctau_cm / 363.834).toBeCloseTo(1, 3);
    expect(found.mean_eee_over_m).toBeCloseTo(0.42724, 4);
    expect(found.mean_mee_gev).toBeCloseTo(0.060507, 5);
    expect(found.mean_cos_daughter_hminus).toBeCloseTo(0.16431, 4);
    expect(found).toMatchObject({ decay_mode: 'offshell', branching: { 'e+e-': 1 } });
    expect(found.inputs).toMatchObject({
      model: 'dual',
      m5_gev: 0.2,
      m4_gev: 0.1,
      mZprime_gev: 1.25,
      V54: 0.5,
      nature: 'dirac',
    });
  });

  it('knows the single model, real Z′ and Majorana neutrinos', async () => {
    const single = await documentOf(SINGLE);
    expect(single).toMatchObject({ decay_mode: 'onshell', mean_mee_gev: 0.03, inputs: { Vmu_sq: 2e-10 } });
    expect(single.gamma_gev / 1.0339e-11).toBeCloseTo(1, 3);
    const majorana = await documentOf([...BENCHMARK, '--majorana']);
    expect(majorana).toMatchObject({ mean_cos_daughter_hminus: 0, inputs: { nature: 'majorana' } });
    expect(majorana.gamma_gev).toBeGreaterThan(2e-17);
  });

  it('has the SM Z in the c tau of the single model with a virtual Z′, as DarkNews has', async () => {
    const heavy = ['width', '--model', 'single', '--m4', '0.3', '--mz', '1.25', '--v2', '1e-8'];
    const found = await documentOf(heavy);
    expect(found.gamma_gev / 1.0557604932195232e-22).toBeCloseTo(1, 4);
    expect(found.ctau_cm / 187806496.38004243).toBeCloseTo(1, 4);
    expect(found.ctau_cm * found.gamma_total_gev).toBeCloseTo(1.973269804e-14, 22);
    const without = await documentOf([...heavy, '--no-sm-z']);
    expect(without.gamma_total_gev).toBe(without.gamma_gev);
  });

  it('counts the other channels that are asked for', async () => {
    const alone = await documentOf(HEAVY);
    const all = await documentOf([
      ...HEAVY,
      '--muons',
      '--hadrons',
      '--dark',
      '--v44',
      '0.5',
      '--v2',
      '1e-8',
    ]);
    expect(Object.keys(all.branching)).toEqual(['e+e-', 'mu+mu-', 'hadrons', 'nu_4 nu_4', 'nu_4 nu_mu']);
    const shares: number[] = Object.values(all.branching);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    for (const share of shares) expect(share).toBeGreaterThan(0);
    // A real Z' comes first: the width of N stays.
    expect(all.gamma_gev).toBe(alone.gamma_gev);
    const virtual = [...HEAVY.slice(0, -1), '1.25'];
    const wider = await documentOf([...virtual, '--muons']);
    expect(wider.gamma_gev * wider.branching['e+e-']).toBeCloseTo((await documentOf(virtual)).gamma_gev, 18);
  });

  it('says that no pair can be made', async () => {
    const close = ['width', '--m5', '0.1005', '--m4', '0.1', '--mz', '1.25'];
    expect(await documentOf(close)).toMatchObject({
      decay_mode: 'closed',
      gamma_gev: 0,
      ctau_cm: null,
      mean_mee_gev: null,
      branching: null,
    });
    expect((await dualnu(await makeFolder(), close)).stdout).toContain('no pair can be made');
  });

  it('gives an array of points for a range', async () => {
    const { points, inputs } = await documentOf(['width', '--m5', '0.6', '--m4', '0.1', '--mz', '0.3:0.7:3']);
    expect(points.map((p: { mZprime_gev: number }) => p.mZprime_gev)).toEqual([0.3, 0.5, 0.7]);
    // At m5 - m4 = mZ' the Z' is virtual, and its width makes that of N.
    expect(points.map((p: { decay_mode: string }) => p.decay_mode)).toEqual([
      'onshell',
      'offshell',
      'offshell',
    ]);
    expect(points.map((p: { near_threshold: boolean }) => p.near_threshold)).toEqual([false, true, false]);
    const [real, between, virtual] = points.map((p: { gamma_gev: number }) => p.gamma_gev);
    expect(between).toBeLessThan(real / 100);
    expect(between).toBeGreaterThan(100 * virtual);
    expect(inputs.mZprime_gev).toBe('0.3:0.7:3');
  });
});

describe('dualnu width', () => {
  it('prints a page, and a table for a range', async () => {
    const dir = await makeFolder();
    const page = await dualnu(dir, BENCHMARK);
    expect({ code: page.code, stderr: page.stderr }).toEqual({ code: 0, stderr: '' });
    expect(page.stdout).toMatch(/^Decay nu_5 -> nu_4 e\+e-, Dirac\n/);
    expect(page.stdout).toMatch(/^c tau +363\.8\d cm$/m);
    const { stdout } = await dualnu(dir, ['width', '--m5', '0.2', '--m4', '0.05:0.25:9', '--mz', '1.25']);
    expect(stdout).toMatch(/^ *m4_gev +decay_mode +gamma_gev +ctau_cm /m);
    expect(stdout).toMatch(/^ *0\.25000 +closed +0 +- /m);
  });

  it('writes a table and figures', async () => {
    const dir = await makeFolder();
    const files = ['ctau.csv', 'ctau.svg', 'ctau.png'];
    const outputs = files.flatMap((file) => ['--out', file]);
    const run = await dualnu(dir, [
      'width',
      '--m5',
      '0.11:1.6:60',
      '--m4',
      '0.1',
      '--mz',
      '1.25',
      ...outputs,
    ]);
    expect(run).toMatchObject({
      code: 0,
      stderr: '',
      stdout: files.map((file) => `wrote ${file}\n`).join(''),
    });
    const lines = (await readFile(join(dir, 'ctau.csv'), 'utf8')).trimEnd().split('\n');
    const rows = lines.filter((line) => !line.startsWith('#'));
    expect(rows[0]).toMatch(/^m5_gev,decay_mode,gamma_gev,ctau_cm,/);
    expect(rows.length).toBe(61);
    expect(rows[60]).toMatch(/^1\.6,onshell,/);
    const svg = await readFile(join(dir, 'ctau.svg'), 'utf8');
    expect(svg).toMatch(/^(<\?xml[^>]*>\s*)?<svg [\s\S]*<\/svg>\s*$/);
    expect(svg).not.toMatch(/<text|NaN|Infinity/);
    const png = await readFile(join(dir, 'ctau.png'));
    expect(png.subarray(0, 8).toString('latin1')).toBe('\u0089PNG\r\n\u001a\n');
  });
});

describe('dualnu width refuses', () => {
  const cases: [what: string, args: string[], message: RegExp][] = [
    [
      'm5 <= m4',
      ['width', '--m5', '0.1', '--m4', '0.2', '--mz', '1'],
      /--m5: m5 <= m4 \(0.1 GeV and 0.2 GeV\)/,
    ],
    ['no m4', ['width', '--m5', '0.1', '--mz', '1'], /--m4 is missing; add it, such as --m4 0.1/],
    ['nu_5 in the single model', [...SINGLE, '--m5', '0.2'], /--m5: the single model has no nu_5/],
    ['V54 in the single model', [...SINGLE, '--v54', '0.5'], /--v54: belongs to the dual model/],
    ['the single model without its vertex', SINGLE.slice(0, -2), /--v2 is missing; add it/],
    ['two ranges', ['width', '--m5', '1:2:3', '--m4', '0.1', '--mz', '1:2:3'], /--m5 and --mz are ranges/],
    [
      'U in the dual model',
      [...BENCHMARK, '--v2', '1e-8'],
      /--v2: does not affect the width of the dual model/,
    ],
    ['V44 alone', [...BENCHMARK, '--v44', '0.5'], /--v44: is used only with --dark/],
    [
      'a figure of one point',
      [...BENCHMARK, '--out', 'a.png'],
      /a.png: a figure needs a range, such as --m5/,
    ],
    ['a range without numbers', [...BENCHMARK.slice(0, -1), 'a:b:5'], /--mz a: not a finite number/],
  ];
  it.each(cases)('%s', async (_what, args, message) => {
    expect(await failing(await makeFolder(), args, 3)).toMatch(message);
  });
});
