/** `dualnu xsec`: cross sections as a person asks for them. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dualnu, failing, hashTree, makeFolder } from './cli.js';

const BENCHMARK = ['xsec', '--m5', '0.2', '--m4', '0.1', '--mz', '1.25', '--v2', '1e-8'];
const ON_ARGON = [...BENCHMARK, '--target', 'Ar40'];

async function documentOf(args: readonly string[]) {
  const { code, stdout, stderr } = await dualnu(await makeFolder(), [...args, '--json']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
}

describe('dualnu xsec --json', () => {
  it('prints one document: limits, cross sections, dsigma/dQ2 and the inputs', async () => {
    const found = await documentOf([...ON_ARGON, '--enu', '0.8', '--q2', '0.0045', '5']);
    // DarkNews 0.4.9; see test/validation/reference.test.ts for the rest.
    expect(found.sigma_zprime_cm2 / 8.35208e-44).toBeCloseTo(1, 3);
    expect(found.sigma_cm2 / 7.86851e-44).toBeCloseTo(1, 3);
    expect(found.q2_min_gev2).toBeCloseTo(6.45784e-4, 8);
    expect(found.q2_max_gev2).toBeCloseTo(2.37548, 4);
    expect(found.threshold_gev).toBeCloseTo(0.2 + 0.04 / (2 * 37.215540665), 12);
    const [inside, outside] = found.dsigma_dq2;
    expect(inside).toMatchObject({ q2_gev2: 0.0045 });
    expect(inside.cm2_per_gev2).toBeLessThan(inside.cm2_per_gev2_zprime);
    expect(inside.hc_fraction).toBeGreaterThan(0.9999);
    expect(outside).toEqual({ q2_gev2: 5, cm2_per_gev2: 0, cm2_per_gev2_zprime: 0, hc_fraction: null });
    expect(found.inputs).toMatchObject({
      model: 'dual',
      m5_gev: 0.2,
      m4_gev: 0.1,
      mZprime_gev: 1.25,
      epsilon: 8e-4,
      gD: 2,
      kappa: 1,
      Vmu_sq: 1e-8,
      target: 'Ar40',
      enu_gev: 0.8,
      charge: 'darknews',
      sm_z: true,
      antineutrino: false,
      hc_helicity: -1,
    });
  });

  it('takes the proton without the SM Z unless it is asked for', async () => {
    const onProton = [...BENCHMARK, '--target', 'proton', '--enu', '0.8'];
    const alone = await documentOf(onProton);
    expect(alone.sigma_cm2).toBe(alone.sigma_zprime_cm2);
    expect(alone.sigma_cm2 / 5.6653e-45).toBeCloseTo(1, 3);
    const withZ = await documentOf([...onProton, '--sm-z']);
    expect(withZ.sigma_zprime_cm2).toBe(alone.sigma_zprime_cm2);
    expect(withZ.sigma_cm2 / 5.68014e-45).toBeCloseTo(1, 3);
    // Hydrogen is one.
    const hydrogen = await documentOf([...BENCHMARK, '--target', 'H1', '--enu', '0.8']);
    expect(hydrogen.sigma_cm2).toBe(alone.sigma_cm2);
  });

  it('follows kappa, the charge and --no-sm-z', async () => {
    const at = async (...more: string[]) => await documentOf([...ON_ARGON, '--enu', '0.8', ...more]);
    const usual = await at();
    expect((await at('--no-sm-z')).sigma_cm2).toBe(usual.sigma_zprime_cm2);
    const charge = await at('--charge', 'alpha0');
    expect(charge.sigma_zprime_cm2 / usual.sigma_zprime_cm2).toBeCloseTo(1 / 1.0387, 3);
    // |V|^2 is given: with a larger U only the share of the SM Z grows.
    const halved = await at('--kappa', '0.5');
    expect(halved.sigma_zprime_cm2 / usual.sigma_zprime_cm2).toBeCloseTo(1, 12);
    const loss = (found: { sigma_cm2: number; sigma_zprime_cm2: number }) =>
      1 - Math.sqrt(found.sigma_cm2 / found.sigma_zprime_cm2);
    expect(loss(halved) / loss(usual)).toBeCloseTo(2, 4);
  });

  it('says that nothing is produced below threshold', async () => {
    expect(await documentOf([...ON_ARGON, '--enu', '0.2', '--q2', '0.01'])).toMatchObject({
      q2_min_gev2: null,
      q2_max_gev2: null,
      sigma_cm2: 0,
      sigma_zprime_cm2: 0,
      dsigma_dq2: [{ cm2_per_gev2: 0, hc_fraction: null }],
    });
    const { stdout } = await dualnu(await makeFolder(), [...ON_ARGON, '--enu', '0.2']);
    expect(stdout).toContain('nothing is produced at 0.2 GeV: below threshold, 0.20054 GeV');
  });

  it('gives an array of points for a range', async () => {
    const { points, inputs } = await documentOf([...ON_ARGON, '--enu', '0.1:10:5:log']);
    expect(points.map((p: { enu_gev: number }) => p.enu_gev)).toEqual([
      0.1, 0.316227766017, 1, 3.16227766017, 10,
    ]);
    expect(points[0].sigma_cm2).toBe(0);
    expect(points[4].sigma_cm2).toBeGreaterThan(points[3].sigma_cm2);
    expect(inputs.enu_gev).toBe('0.1:10:5:log');
  });
});

describe('dualnu xsec', () => {
  it('prints a page, and a table for a range', async () => {
    const dir = await makeFolder();
    const page = await dualnu(dir, [...ON_ARGON, '--enu', '0.8', '--q2', '0.0045']);
    expect({ code: page.code, stderr: page.stderr }).toEqual({ code: 0, stderr: '' });
    expect(page.stdout).toMatch(/^Upscattering nu_mu \+ Ar40 -> nu_5 \+ Ar40/);
    expect(page.stdout).toMatch(/^sigma +7\.87\d\de-44 cm2 \(Z' exchange alone 8\.35\d\de-44\)$/m);
    expect(page.stdout).toMatch(
      /^dsigma\/dQ2 at 0\.0045 GeV2 +\S+ cm2\/GeV2 .*helicity conserved in 99\.99\d+ %$/m,
    );
    const { stdout } = await dualnu(dir, [...ON_ARGON, '--enu', '0.1:3:30']);
    expect(stdout).toMatch(/^enu_gev +q2_min_gev2 +q2_max_gev2 +sigma_cm2 +sigma_zprime_cm2\n/m);
    expect(stdout.trimEnd().split('\n').slice(-30)[0]).toMatch(/^0\.10000 +- +- +0 +0$/);
  });

  it('writes a table and figures', async () => {
    const dir = await makeFolder();
    const files = ['sigma.csv', 'sigma.svg', 'new/sigma.png'];
    const outputs = files.flatMap((file) => ['--out', file]);
    const run = await dualnu(dir, [...ON_ARGON, '--enu', '0.2:3:50', ...outputs]);
    expect(run).toMatchObject({
      code: 0,
      stderr: '',
      stdout: files.map((file) => `wrote ${file}\n`).join(''),
    });
    const lines = (await readFile(join(dir, 'sigma.csv'), 'utf8')).trimEnd().split('\n');
    const rows = lines.filter((line) => !line.startsWith('#'));
    expect(rows[0]).toBe('enu_gev,q2_min_gev2,q2_max_gev2,sigma_cm2,sigma_zprime_cm2');
    expect(rows[1]).toBe('0.2,,,0,0');
    expect(rows.length).toBe(51);
    expect(lines.join('\n')).toContain(
      "# m = 0.2 GeV, mZ' = 1.25 GeV, epsilon = 0.0008, gD = 2, e = 0.308618, |V_mu|^2 = 1e-8",
    );
    const svg = await readFile(join(dir, 'sigma.svg'), 'utf8');
    // Its letters are outlines of the bundled font: no machine's fonts can change it.
    expect(svg).toMatch(/^(<\?xml[^>]*>\s*)?<svg [\s\S]*<\/svg>\s*$/);
    expect(svg).not.toMatch(/<text|NaN|Infinity/);
    const png = await readFile(join(dir, 'new/sigma.png'));
    expect(png.subarray(0, 8).toString('latin1')).toBe('\u0089PNG\r\n\u001a\n');
    expect(png.readUInt32BE(16)).toBeGreaterThan(600);
    const again = await makeFolder();
    expect((await dualnu(again, [...ON_ARGON, '--enu', '0.2:3:50', ...outputs])).code).toBe(0);
    expect(await hashTree(again)).toEqual(await hashTree(dir));
  });
});

describe('dualnu xsec refuses', () => {
  const single = [
    'xsec',
    '--model',
    'single',
    '--m4',
    '0.1',
    '--mz',
    '1.25',
    '--v2',
    '1e-8',
    '--target',
    'C12',
  ];
  const replaced = (name: string, value: string) =>
    [...ON_ARGON, '--enu', '0.8'].map((word, i, all) => (all[i - 1] === name ? value : word));
  const without = (name: string) => {
    const all = [...ON_ARGON, '--enu', '0.8'];
    return all.filter((word, i) => word !== name && all[i - 1] !== name);
  };
  const cases: [what: string, args: string[], code: number, message: RegExp][] = [
    [
      'an unknown target',
      replaced('--target', 'Ar4'),
      3,
      /--target Ar4: unknown target; did you mean Ar40\?/,
    ],
    ['m5 <= m4', replaced('--m5', '0.1'), 3, /--m5: m5 <= m4 \(0.1 GeV and 0.1 GeV\)/],
    [
      'nu_5 in the single model',
      [...single, '--enu', '1', '--m5', '0.2'],
      3,
      /--m5: the single model has no nu_5/,
    ],
    ['MeV for GeV', replaced('--m5', '200'), 3, /--m5: 200 GeV is outside .* did you mean 0.2 GeV/],
    ['half a range', replaced('--enu', '0.2:3'), 3, /--enu 0.2:3: expected a number, START:STOP:COUNT/],
    ['Q2 beside a range', [...replaced('--enu', '1:2:3'), '--q2', '0.1'], 3, /--q2: needs a single energy/],
    [
      'a figure of one point',
      [...ON_ARGON, '--enu', '1', '--out', 'a.svg'],
      3,
      /a.svg: a figure needs a range/,
    ],
    [
      'a figure of nothing',
      [...ON_ARGON, '--enu', '0.1:0.2:9', '--out', 'a.svg'],
      3,
      /--enu: nothing is produced below/,
    ],
    ['another ending', [...ON_ARGON, '--enu', '1', '--out', 'a.eps'], 3, /a.eps: tables are written to/],
    ['a command line', [...ON_ARGON, '--enu', '1', '--spin', '1'], 2, /Unknown argument: spin/],
    ...['--m5', '--target'].map((name): [string, string[], number, RegExp] => [
      `a request without ${name}`,
      without(name),
      3,
      new RegExp(`${name} is missing; add it, such as ${name} `),
    ]),
  ];
  it.each(cases)('%s', async (_what, args, code, message) => {
    expect(await failing(await makeFolder(), args, code)).toMatch(message);
  });

  it('a place where nothing can be written', async () => {
    const dir = await makeFolder({ 'file.txt': '' });
    const message = await failing(dir, [...ON_ARGON, '--enu', '1', '--out', 'file.txt/a.csv'], 7);
    expect(message).toMatch(/cannot write file.txt\/a.csv: /);
  });
});
