/** `dualnu experiment check`: a summary, pictures, and one line for a folder that is wrong. */
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dualnu, failing, hashTree, makeFolder, ROOT } from './cli.js';

const CHECK = ['experiment', 'check'];

async function documentOf(name: string) {
  const { code, stdout, stderr } = await dualnu(await makeFolder(), [...CHECK, name, '--json']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
}

describe('dualnu experiment check', () => {
  it('sums up microboone-2025 and its variant', async () => {
    const { code, stdout, stderr } = await dualnu(await makeFolder(), [...CHECK, 'microboone-2025']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^microboone-2025: MicroBooNE 2025, dark-sector e\+e- search$/m);
    expect(stdout).toMatch(/^ {2}MicroBooNE, .*arXiv:2502\.10900$/m);
    expect(stdout).toMatch(/^beam bnb +6\.87e20 POT; 7\.334e-10 per cm2 and POT .* mean energy 0\.8278 GeV/m);
    expect(stdout).toMatch(/^target +85 t, 1\.376 g\/cm3: 1\.281e30 Ar40; 2\.306e31 protons in all$/m);
    expect(stdout).toMatch(/^geometry +box of 256 x 232 x 1040 cm, 61\.77 m3$/m);
    expect(stdout).toMatch(/^dirt cylinder +342100 t over 400 m, 2\.25 g\/cm3$/m);
    expect(stdout).toMatch(/^response +toy: 3 cells, efficiency of at most 0\.38, without smearing$/m);
    expect(stdout).toMatch(/^signal bins +3: 95 events, 72\.7 \+- 17\.3 expected$/m);
    expect(stdout).toMatch(
      /^covariance +condition number of the correlations 1\.6, statistical errors included$/m,
    );
    expect(stdout).toMatch(/^background +chi2 = 2\.702 in 3 bins \(CNP\)$/m);
    expect(stdout).toMatch(/^1 shower \+ 1 track +26 +15\.5 +7\.9 +one-shower-one-track$/m);
    expect(stdout).toMatch(/^microboone-2025:total: /m);
    expect(stdout.match(/^valid$/gm)).toHaveLength(2);
    expect(stdout).not.toMatch(/warning|NaN|undefined/);
  });

  it('checks the one variant that is named', async () => {
    const { stdout } = await dualnu(await makeFolder(), [...CHECK, 'miniboone-2020:rhc:physical']);
    expect(stdout.match(/^miniboone-2020.*: MiniBooNE/gm)).toHaveLength(1);
    expect(stdout).toMatch(/^beam rhc +1\.127e21 POT/m);
    expect(stdout).toMatch(/^geometry +sphere of radius 610\.6 cm, 953\.6 m3; fiducial 500 cm, 523\.6 m3$/m);
    expect(stdout).toMatch(
      /^background +chi2 = 22\.888 in 19 bins \(statistical errors in the covariance\)$/m,
    );
    expect(stdout).toMatch(/^ +nu_mu-bar 8 +380 +336\.987 +85\.75 +-$/m);
  });

  it('prints one document with --json', async () => {
    const { experiments, files } = await documentOf('miniboone-2020');
    expect(files).toEqual([]);
    const names = experiments.map((e: { name: string }) => e.name);
    expect(names).toEqual(
      ['', ':rhc', ':combined', ':physical', ':panorama', ':panorama-2023'].map(
        (variant) => `miniboone-2020${variant}`,
      ),
    );
    expect(Object.keys(experiments[0])).toEqual([
      'name',
      'title',
      'citations',
      'beams',
      'target',
      'proton_elastic',
      'geometry',
      'neutrino_source',
      'dirt',
      'response',
      'bins',
      'total',
      'statistics',
      'background_chi2',
      'condition_number',
      'sha256',
      'warnings',
    ]);
    const chi2 = experiments.map((e: { background_chi2: number }) => Number(e.background_chi2.toFixed(3)));
    expect(chi2).toEqual([31.802, 22.888, 69.233, 31.802, 31.802, 31.802]);
    // Computed elsewhere, by eigenvalues of the matrices.
    const conditions = experiments.map((e: { condition_number: number }) => Math.round(e.condition_number));
    expect(conditions).toEqual([7052, 1822, 29703, 7052, 7052, 7052]);
    const [fhc, , combined] = experiments;
    expect(fhc.beams).toEqual([
      {
        name: 'fhc',
        pot: 18.75e20,
        flux_per_cm2_pot: expect.closeTo(5.163e-10, 12),
        mean_energy_gev: expect.closeTo(0.8128, 4),
        energy_range_gev: [0.05, 7.475],
        wrong_sign_fraction: expect.closeTo(0.0543, 4),
        wrong_sign_counts: false,
      },
    ]);
    // Hydrogen: one proton each; carbon: six.
    const { C12, H1 } = fhc.target.nuclei;
    expect(fhc.target.protons / (6 * C12 + H1)).toBeCloseTo(1, 12);
    expect(fhc.response).toMatchObject({ label: 'single ring', smears: true });
    expect(fhc.response.cells).toHaveLength(11);
    expect(combined.bins).toHaveLength(38);
    expect(combined.bins[20]).toMatchObject({ label: 'nu_e-bar-like 300-375 MeV', beam: 'rhc', data: 70 });
    expect(fhc.warnings).toEqual([]);
    // The release's matrix of both modes is not that of any errors.
    expect(combined.warnings).toEqual([
      expect.stringMatching(/^covariance\.fractional: .* not positive definite/),
    ]);
  });

  it('draws efficiency and spectra, and nothing twice', async () => {
    const dir = await makeFolder();
    const outputs = ['pictures/a.svg', 'b.png', 'c.csv'].flatMap((file) => ['--out', file]);
    const { code, stdout, stderr } = await dualnu(dir, [...CHECK, 'microboone-2025', ...outputs]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const of = (base: string, ending: string) =>
      ['efficiency', 'spectra', 'total-spectra'].map((what) => `${base}-${what}${ending}`);
    const files = [...of('pictures/a', '.svg'), ...of('b', '.png'), ...of('c', '.csv')];
    expect(stdout.match(/^wrote .*$/gm)).toEqual(files.map((file) => `wrote ${file}`));
    for (const file of of('pictures/a', '.svg')) {
      const svg = await readFile(join(dir, file), 'utf8');
      expect(svg).toMatch(/^(<\?xml[^>]*>\s*)?<svg [\s\S]*<\/svg>\s*$/);
      expect(svg).not.toMatch(/<text|NaN|Infinity/);
    }
    for (const file of of('b', '.png')) {
      const png = await readFile(join(dir, file));
      expect(png.subarray(0, 8).toString('latin1')).toBe('\u0089PNG\r\n\u001a\n');
      expect(png.readUInt32BE(16)).toBeGreaterThan(600);
    }
    const rows = async (file: string) =>
      (await readFile(join(dir, file), 'utf8')).split('\n').filter((line) => !/^(#|$)/.test(line));
    expect((await rows('c-efficiency.csv'))[0]).toBe(
      'e_ee_gev,total,one-shower,one-shower-one-track,two-showers',
    );
    expect((await rows('c-spectra.csv')).slice(0, 2)).toEqual([
      'bin,beam,data,data_error,background,background_error,cells',
      `1 shower,bnb,52,${Math.sqrt(52)},47.7,11.7,one-shower`,
    ]);
    const again = await makeFolder();
    expect((await dualnu(again, [...CHECK, 'microboone-2025', ...outputs])).code).toBe(0);
    expect(await hashTree(again)).toEqual(await hashTree(dir));
  });

  it('draws a smeared response with control samples', async () => {
    const dir = await makeFolder();
    const run = await dualnu(dir, [...CHECK, 'miniboone-2020:combined', '--out', 'm.png', '--json']);
    expect({ code: run.code, stderr: run.stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(run.stdout).files).toEqual(['m-efficiency.png', 'm-spectra.png']);
    expect(Object.keys(await hashTree(dir)).sort()).toEqual(['m-efficiency.png', 'm-spectra.png']);
  });

  it('says how to use it', async () => {
    const { stdout } = await dualnu(await makeFolder(), [...CHECK, '--help']);
    expect(stdout).toMatch(/^Examples:\n +dualnu experiment check microboone-2025 /m);
    const dir = await makeFolder();
    expect(await failing(dir, ['experiment'], 2)).toMatch(/give a command of experiment: check/);
    expect(await failing(dir, ['experiment', 'chek', 'x'], 2)).toMatch(
      /Did you mean check\?|Unknown argument/,
    );
    expect(await failing(dir, CHECK, 2)).toMatch(/Not enough non-option arguments/);
    expect(await failing(dir, [...CHECK, 'microboone-2025', '--json', '--out', 'a.eps'], 3)).toMatch(
      /a\.eps: pictures are written to \.svg, \.png, \.pdf, \.csv/,
    );
  });
});

describe('a malformed folder ends with 4 and one line', () => {
  /** A folder with a copy of an experiment under its own name. */
  async function folderWith(name: string): Promise<string> {
    const dir = await makeFolder();
    await cp(join(ROOT, 'data/experiments', name), join(dir, name), { recursive: true });
    return dir;
  }

  const uniform = /errors: \[11.*\n(.*\n)*? {2}correlation: .*/;
  const cases: [
    what: string,
    experiment: string,
    file: string,
    from: string | RegExp,
    to: string,
    message: RegExp,
  ][] = [
    [
      'a covariance of too few bins',
      'microboone-2025',
      'experiment.yaml',
      uniform,
      'matrix: [[4, 1], [1, 4]]',
      /microboone-2025\/experiment\.yaml:\d+:\d+: covariance\.matrix\[1\]: 2 rows for 3 bins; one row for every bin$/,
    ],
    [
      'a covariance file of too few rows',
      'miniboone-2020',
      'covariance-fhc.csv',
      /^0\.155611.*\n/m,
      '',
      /miniboone-2020\/covariance-fhc\.csv:31: 29 rows of 30 numbers; a covariance is square$/,
    ],
    [
      'a bin more than the covariance has',
      'miniboone-2020',
      'experiment.yaml',
      '    - { label: nu_mu 8,',
      '    - { label: nu_mu 7b, beam: fhc, data: 5000, background: 5000 }\n    - { label: nu_mu 8,',
      /miniboone-2020\/experiment\.yaml:\d+:\d+: covariance\.fractional\.blocks: .*covariance-fhc\.csv has 30 rows, the blocks name 31/,
    ],
    [
      'a negative efficiency',
      'microboone-2025',
      'response.yaml',
      'efficiency: 0.38',
      'efficiency: -0.38',
      /microboone-2025\/response\.yaml:\d+:13: efficiency: -0\.38 is out of range: at least 0 expected$/,
    ],
    [
      'a negative efficiency in a table',
      'miniboone-2020',
      'efficiency.csv',
      '0.25,0.135',
      '0.25,-0.135',
      /miniboone-2020\/efficiency\.csv:6: efficiency: -0\.135 is negative; correct it$/,
    ],
    [
      'an asymmetric covariance',
      'miniboone-2020',
      'covariance-fhc.csv',
      '\n0.119896,',
      '\n0.129896,',
      /miniboone-2020\/covariance-fhc\.csv:4: not symmetric: entry \(2, 1\) is 0\.129896, entry \(1, 2\) is 0\.119896; make them equal$/,
    ],
    [
      'an indefinite covariance',
      'microboone-2025',
      'experiment.yaml',
      uniform,
      'matrix: [[4, 1, 0], [1, 4, 7], [0, 7, 9]]',
      /microboone-2025\/experiment\.yaml:\d+:\d+: covariance\.matrix\[2\]: not positive definite: leading minor 3 \(bin "2 showers"\) fails/,
    ],
    [
      'a NaN',
      'microboone-2025',
      'experiment.yaml',
      'data: 26',
      'data: .nan',
      /microboone-2025\/experiment\.yaml:\d+:\d+: observation\.bins\[1\]\.data: expected a finite number, found NaN$/,
    ],
    [
      'a NaN in a table',
      'miniboone-2020',
      'flux-fhc.csv',
      '4.544e-11',
      'nan',
      /miniboone-2020\/flux-fhc\.csv:5: numu: "nan" is not a finite number; correct the cell$/,
    ],
    [
      'a missing citation',
      'microboone-2025',
      'experiment.yaml',
      /citations:\n.*\n.*\n/,
      'citations: []\n',
      /microboone-2025\/experiment\.yaml:6:12: citations: missing citation; list at least one paper/,
    ],
    [
      'a missing source',
      'miniboone-2020',
      'response.yaml',
      /(divide_by: 0\.55)\n.*\n/,
      '$1\n',
      /miniboone-2020\/response\.yaml:\d+:\d+: efficiency\.factors\[0\]\.source: missing citation; name the paper/,
    ],
    [
      'bins that fall',
      'miniboone-2020',
      'response.yaml',
      '0.475, 0.55, 0.675',
      '0.475, 0.45, 0.675',
      /miniboone-2020\/response\.yaml:\d+:\d+: observables\[0\]\.edges\[4\]: 0\.45 after 0\.475; edges must increase/,
    ],
    [
      'no exposure',
      'microboone-2025',
      'experiment.yaml',
      'pot: 6.87e20',
      'pot: 0',
      /microboone-2025\/experiment\.yaml:\d+:\d+: beams\[0\]\.pot: 0 is out of range: more than 0 expected$/,
    ],
    [
      'a fault in a variant alone',
      'microboone-2025',
      'experiment.yaml',
      'errors: [17.3]',
      'errors: [17.3, 2]',
      /microboone-2025\/experiment\.yaml:\d+:\d+: variants\.total\.covariance\.errors: 2 errors for 1 bins/,
    ],
    [
      'an unknown shape',
      'miniboone-2020',
      'experiment.yaml',
      'kind: sphere',
      'kind: ball',
      /miniboone-2020\/experiment\.yaml:\d+:\d+: geometry\.kind: missing or unknown; one of: box, sphere$/,
    ],
    [
      'a table that is not there',
      'miniboone-2020',
      'response.yaml',
      'file: selection.csv',
      'file: selected.csv',
      /miniboone-2020\/response\.yaml:\d+:11: cuts\[0\]\.file: no such file: miniboone-2020\/selected\.csv; restore it, or correct the name$/,
    ],
  ];
  it.each(cases)('%s', async (_what, experiment, file, from, to, message) => {
    const dir = await folderWith(experiment);
    const path = join(dir, experiment, file);
    const before = await readFile(path, 'utf8');
    const after = before.replace(from, to);
    expect(after).not.toBe(before);
    await writeFile(path, after);
    const line = await failing(dir, [...CHECK, `./${experiment}`, '--out', 'new/a.png'], 4);
    expect(line).toMatch(message);
  });

  it('a folder without a file, no folder, and a folder by its bare name', async () => {
    const dir = await folderWith('microboone-2025');
    expect(await failing(dir, [...CHECK, 'microbone-2025'], 4)).toMatch(/did you mean microboone-2025\?/);
    expect(await failing(dir, [...CHECK, './none'], 4)).toMatch(/no experiment folder none/);
    expect(await failing(dir, [...CHECK, 'microboone-2025:sum'], 4)).toMatch(
      /unknown variant sum; valid: total/,
    );
    await cp(join(dir, 'microboone-2025'), join(dir, 'mine'), { recursive: true });
    expect(await failing(dir, [...CHECK, 'mine'], 4)).toMatch(
      /mine\/experiment\.yaml:4:7: name: microboone-2025 is in a folder named mine/,
    );
    await rm(join(dir, 'mine/experiment.yaml'));
    expect(await failing(dir, [...CHECK, './mine'], 4)).toMatch(/mine\/experiment\.yaml: no such file/);
  });
});

describe('doubts', () => {
  it('are told, and are no error', async () => {
    const dir = await makeFolder();
    await cp(join(ROOT, 'data/experiments/microboone-2025'), join(dir, 'microboone-2025'), {
      recursive: true,
    });
    const path = join(dir, 'microboone-2025/experiment.yaml');
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace('pot: 6.87e20', 'pot: 6.87'));
    const { code, stdout, stderr } = await dualnu(dir, [...CHECK, './microboone-2025']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(
      /^warning: beams\.bnb\.pot: 6\.87 is outside of 1e18 to 1e23; is a power of ten missing\?$/m,
    );
    expect(stdout).toMatch(/^valid, with 1 warning$/m);
  });
});
