import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputDataError } from '../../src/errors.js';
import { findExperiment, loadExperiment } from '../../src/experiment/load.js';
import { DATA_DIR } from '../../src/input/inputFiles.js';
import { copyExperiment, edit } from './scratch.js';

describe('microboone-2025', () => {
  it('holds the published counts, exposure and target', async () => {
    const e = await loadExperiment('microboone-2025');
    expect(e.bins.map((bin) => bin.data)).toEqual([52, 26, 17]);
    expect(e.bins.map((bin) => bin.background)).toEqual([47.7, 15.5, 9.5]);
    expect(e.response.cells).toEqual(['one-shower', 'one-shower-one-track', 'two-showers']);
    expect(e.bins.map((bin) => bin.cells)).toEqual([[0], [1], [2]]);
    expect([
      e.beams[0]?.pot,
      e.target.massTonnes,
      e.target.composition.map(({ nucleus }) => nucleus.name),
    ]).toEqual([6.87e20, 85, ['Ar40']]);
    expect(e.geometry).toEqual({ kind: 'box', widthsCm: [256, 232, 1040] });
    expect(e.response.label).toBe('toy');
    expect(e.citations.join()).toContain('arXiv:2502.10900');
  });

  it('reproduces the published error of the total, 17.3, by its correlation', async () => {
    const covariance = (await loadExperiment('microboone-2025')).systematics.background;
    expect(Math.sqrt(covariance.flat().reduce((sum, c) => sum + c, 0))).toBeCloseTo(17.3, 2);
    expect(covariance.map((row, i) => Math.sqrt(row[i] ?? 0))).toEqual([11.7, 7.9, 4.6]);
    expect(covariance[0]?.[1]).toBeCloseTo(0.216 * 11.7 * 7.9, 12);
  });

  it('has the published flux: integral 7.376e-10 per cm2 and POT, mean energy 0.823 GeV', async () => {
    const flux = (await loadExperiment('microboone-2025')).beams[0]?.flux;
    if (!flux) throw new Error('there is a beam');
    const { energiesGev: e, mainPerCm2PotGev: f, minEnergyGev, maxEnergyGev } = flux;
    const integral = f.reduce((sum, v) => sum + 0.05 * v, 0);
    expect(integral / 7.376e-10).toBeCloseTo(1, 3);
    expect(f.reduce((sum, v, i) => sum + 0.05 * v * (e[i] ?? 0), 0) / integral).toBeCloseTo(0.823, 3);
    expect([minEnergyGev, maxEnergyGev]).toEqual([0.05, 7.475]);
  });

  it('records the SHA-256 of every file it read, by its path below data', async () => {
    const { files } = await loadExperiment('microboone-2025');
    expect(Object.keys(files).sort()).toEqual([
      'experiments/microboone-2025/experiment.yaml',
      'experiments/microboone-2025/flux.csv',
      'experiments/microboone-2025/response.yaml',
      'nuclei.yaml',
    ]);
    for (const hash of Object.values(files)) expect(hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is the same from a copy elsewhere, but for the names of the files', async () => {
    const { files, ...copy } = await loadExperiment('./microboone-2025', join(await copyExperiment(), '..'));
    const { files: originalFiles, ...original } = await loadExperiment('microboone-2025');
    expect(copy).toEqual(original);
    expect(Object.values(files).sort()).toEqual(Object.values(originalFiles).sort());
    expect(Object.keys(files)).toContain('microboone-2025/flux.csv');
  });
});

describe('variants', () => {
  it('take the place of whole blocks', async () => {
    const total = await loadExperiment('microboone-2025:total');
    expect(total.name).toBe('microboone-2025:total');
    expect(total.bins).toEqual([{ label: 'total', data: 95, background: 69.7, beam: 0, cells: [0, 1, 2] }]);
    expect(total.systematics.background[0]?.[0]).toBeCloseTo(17.3 ** 2, 10);
  });

  it('are applied from left to right', async () => {
    const e = await loadExperiment('miniboone-2020:combined:physical');
    expect(e.beams.map(({ name }) => name)).toEqual(['fhc', 'rhc']);
    expect(e.geometry).toEqual({ kind: 'sphere', radiusCm: 610.6, fiducialRadiusCm: 500 });
    expect(e.bins.length).toBe(38);
  });

  it('are named when there is none of that name', async () => {
    await expect(loadExperiment('miniboone-2020:combind')).rejects.toThrow(
      /experiment\.yaml:\d+:\d+: variants: unknown variant combind; did you mean combined\?/,
    );
  });
});

describe('findExperiment', () => {
  it('finds a name in the library', async () => {
    expect(await findExperiment('microboone-2025')).toBe(join(DATA_DIR, 'experiments', 'microboone-2025'));
  });

  it('suggests the nearest name', async () => {
    await expect(findExperiment('microbone-2025')).rejects.toThrow(
      /^unknown experiment microbone-2025; did you mean microboone-2025\?$/,
    );
  });

  it('says how a folder of that name would be written', async () => {
    await expect(findExperiment('experiment', join(import.meta.dirname, '..'))).rejects.toThrow(
      /^unknown experiment experiment; for the folder of that name write \.\/experiment$/,
    );
  });

  it('names a folder that is not there', async () => {
    await expect(findExperiment('./nowhere', '/tmp')).rejects.toThrow(
      /no experiment folder .*nowhere; give a folder/,
    );
  });
});

/** File, text replaced, text instead, and what the one-line error says. */
const BAD: [name: string, file: string, from: string | RegExp, to: string, error: RegExp][] = [
  [
    'an unknown key',
    'experiment.yaml',
    'mass_tonnes',
    'mass_tons',
    /experiment\.yaml:31:3: target\.mass_tons: unknown key; did you mean mass_tonnes\?/,
  ],
  ['a missing key', 'experiment.yaml', 'pot: 6.87e20', '', /beams\[0\]\.pot: missing; give a finite number/],
  [
    'an unknown nucleus',
    'experiment.yaml',
    'composition: { Ar40: 1 }',
    'composition: { Ar4: 1 }',
    /target\.composition\.Ar4: unknown nucleus Ar4; did you mean Ar40\?/,
  ],
  [
    'mass fractions that are no whole',
    'experiment.yaml',
    'composition: { Ar40: 1 }',
    'composition: { Ar40: 0.9 }',
    /target\.composition: the mass fractions add up to 0\.9, not to 1/,
  ],
  [
    'parts of the background that are not its sum',
    'experiment.yaml',
    'NC 1 pi0: 42.3',
    'NC 1 pi0: 24.3',
    /unconstrained_background\.composition: the parts add up to 58\.4, not to 76\.4; correct them/,
  ],
  [
    'errors of the background that are not its error',
    'experiment.yaml',
    'detector: 0.199',
    'detector: 0.299',
    /unconstrained_background\.relative_errors: in quadrature they make 30\.32 events, not 25; correct them/,
  ],
  [
    'dirt inside of the detector',
    'experiment.yaml',
    'near_z_cm: -758',
    'near_z_cm: -500',
    /dirt\.presets\.cylinder\.near_z_cm: -500 cm lies inside of the active volume; move it upstream/,
  ],
  [
    'dirt narrower than the detector',
    'experiment.yaml',
    'radii_cm: [1100, 1100]',
    'radii_cm: [100, 100]',
    /radii_cm\[0\]: 100 cm does not cover the active volume, which needs 172\.7 cm; widen it/,
  ],
  [
    'a flux that begins in the dirt',
    'experiment.yaml',
    'z_cm: -46000',
    'z_cm: -4600',
    /z_cm: -4600 cm is not upstream of cylinder, which ends at -40758 cm/,
  ],
  [
    'an unknown nucleus in the dirt',
    'experiment.yaml',
    'Si28: 0.4666666667',
    'Si29: 0.4666666667',
    /dirt\.presets\.cylinder\.composition\.Si29: unknown nucleus Si29; did you mean Si28\?/,
  ],
  [
    'no column of the antineutrinos',
    'experiment.yaml',
    'numubar_column: numubar',
    'numubar_column: numubars',
    /no column numubars; did you mean numubar\?/,
  ],
  [
    'a missing citation',
    'experiment.yaml',
    /citations:\n.*\n.*\n/,
    'citations: []\n',
    /:6:12: citations: missing citation; list at least one paper/,
  ],
  ['no citations at all', 'experiment.yaml', /citations:\n.*\n.*\n/, '', /citations: missing citation/],
  [
    'a block without source',
    'experiment.yaml',
    /mass_tonnes: 85\n.*\n/,
    'mass_tonnes: 85\n',
    /target\.source: missing citation; name the paper/,
  ],
  [
    'an empty source',
    'experiment.yaml',
    /source: DarkNews.*/,
    'source: ""',
    /geometry\.source: missing citation/,
  ],
  [
    'a NaN count',
    'experiment.yaml',
    'data: 26',
    'data: .nan',
    /observation\.bins\[1\]\.data: expected a finite number, found NaN/,
  ],
  [
    'a negative count',
    'experiment.yaml',
    'data: 26',
    'data: -26',
    /bins\[1\]\.data: -26 is out of range: at least 0 expected/,
  ],
  [
    'an infinite background',
    'experiment.yaml',
    '47.7',
    '.inf',
    /bins\[0\]\.background: expected a finite number, found Infinity/,
  ],
  [
    'an unknown cell of the response',
    'experiment.yaml',
    'cell: two-showers',
    'cell: two-shower',
    /bins\[2\]: the response toy has no cell two-shower; did you mean two-showers\?/,
  ],
  [
    'a cell in two bins',
    'experiment.yaml',
    'cell: two-showers',
    'cell: one-shower',
    /bins\[2\]: cell one-shower is in another bin already; remove one/,
  ],
  [
    'a label used twice',
    'experiment.yaml',
    'label: 2 showers',
    'label: 1 shower',
    /bins\[2\]\.label: 1 shower names two bins/,
  ],
  [
    'a wrong number of errors',
    'experiment.yaml',
    '[11.7, 7.9, 4.6]',
    '[11.7, 7.9]',
    /covariance\.errors: 2 errors for 3 bins; one for every bin/,
  ],
  [
    'a correlation that no covariance can have',
    'experiment.yaml',
    '0.216',
    '-0.8',
    /covariance\.correlation: not positive definite: leading minor 3 \(bin "2 showers"\)/,
  ],
  [
    'errors without a correlation',
    'experiment.yaml',
    'correlation: 0.216',
    '',
    /covariance: errors and correlation belong together/,
  ],
  [
    'no covariance',
    'experiment.yaml',
    /\n {2}errors: .*/,
    '',
    /covariance: give exactly one of errors \(with correlation\), matrix, file/,
  ],
  [
    'a missing flux file',
    'experiment.yaml',
    'file: flux.csv',
    'file: fluxes.csv',
    /flux\.file: no such file: .*fluxes\.csv; restore it, or correct the name/,
  ],
  [
    'an unknown shape',
    'experiment.yaml',
    'kind: box',
    'kind: bocks',
    /experiment\.yaml:36:9: geometry\.kind: missing or unknown; one of: box, sphere$/,
  ],
  [
    'an empty energy range',
    'experiment.yaml',
    '[0.05, 7.475]',
    '[5, 0.05]',
    /flux\.range_gev: 5 to 0\.05 GeV is no range/,
  ],
  [
    'a range beyond the flux',
    'experiment.yaml',
    '[0.05, 7.475]',
    '[0.05, 50]',
    /flux\.csv:\d+: the energy range in use, 0\.05 to 50 GeV, is not inside/,
  ],
  [
    'an unknown column',
    'experiment.yaml',
    'numu_column: numu',
    'numu_column: nmu',
    /flux\.csv:\d+: no column nmu; did you mean numu\?/,
  ],
  [
    'a name unlike its folder',
    'experiment.yaml',
    'name: microboone-2025',
    'name: mine',
    /:4:7: name: mine is in a folder named microboone-2025/,
  ],
  [
    'a flat box',
    'experiment.yaml',
    '[256, 232, 1040]',
    '[256, 0, 1040]',
    /geometry\.widths_cm\[1\]: 0 is out of range: more than 0 expected/,
  ],
  [
    'a syntax error',
    'experiment.yaml',
    '[256, 232, 1040]',
    '[256, 232, 1040',
    /experiment\.yaml:\d+:\d+: not valid YAML/,
  ],
  [
    'a key given twice',
    'experiment.yaml',
    'kind: box',
    'kind: box\n  kind: box',
    /experiment\.yaml:37:3: geometry\.kind: key given twice; remove one/,
  ],
  [
    'flux energies out of order',
    'flux.csv',
    '\n0.225,',
    '\n0.125,',
    /flux\.csv:12: e_nu_gev: 0\.125 after 0\.175; energies must increase strictly/,
  ],
  ['a NaN flux', 'flux.csv', '4.58016e-10', 'nan', /flux\.csv:12: numu: "nan" is not a finite number/],
  [
    'a negative flux',
    'flux.csv',
    '4.58016e-10',
    '-4.58016e-10',
    /flux\.csv:12: numu: the flux -4\.58016e-10 is negative/,
  ],
  ['a short row', 'flux.csv', /0\.225,[^,]*,/, '0.225,', /flux\.csv:12: 4 cells where 5 are expected/],
  [
    'a NaN efficiency',
    'response.yaml',
    'efficiency: 0.38',
    'efficiency: .nan',
    /response\.yaml:\d+:13: efficiency: expected a finite number, found NaN/,
  ],
  [
    'a negative efficiency',
    'response.yaml',
    'efficiency: 0.38',
    'efficiency: -0.38',
    /efficiency: -0\.38 is out of range: at least 0/,
  ],
  [
    'a response without source',
    'response.yaml',
    /source: .*/,
    '',
    /response\.yaml:.*source: missing citation/,
  ],
];

describe('bad experiments', () => {
  it.each(BAD)('%s', async (_, file, from, to, message) => {
    const dir = await copyExperiment();
    await edit(dir, file, from, to);
    const error: unknown = await loadExperiment(dir).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(InputDataError);
    expect(String(error)).toMatch(message);
    expect(String(error)).not.toContain('\n');
  });

  it('a folder without experiment.yaml', async () => {
    const dir = await copyExperiment();
    await rm(join(dir, 'experiment.yaml'));
    await expect(loadExperiment(dir)).rejects.toThrow(/experiment\.yaml: no such file; restore it/);
  });
});

describe('explicit covariances', () => {
  const uniform = /errors: .*\n(.*\n)*? {2}correlation: .*/;

  it('as a matrix', async () => {
    const dir = await copyExperiment();
    await edit(dir, 'experiment.yaml', uniform, 'matrix: [[4, 1, 0], [1, 4, 0], [0, 0, 9]]');
    expect((await loadExperiment(dir)).systematics.background).toEqual([
      [4, 1, 0],
      [1, 4, 0],
      [0, 0, 9],
    ]);
  });

  it('as a CSV file, whose hash is recorded', async () => {
    const dir = await copyExperiment();
    await edit(dir, 'experiment.yaml', uniform, 'file: covariance.csv');
    await writeFile(join(dir, 'covariance.csv'), '# events^2\n4,1,0\n1,4,0\n0,0,9\n');
    const e = await loadExperiment(dir);
    expect(e.systematics.background).toEqual([
      [4, 1, 0],
      [1, 4, 0],
      [0, 0, 9],
    ]);
    expect(Object.keys(e.files)).toContain('microboone-2025/covariance.csv');
  });

  it.each([
    ['4,1,0\n2,4,0\n0,0,9\n', /covariance\.csv:2: not symmetric: entry \(2, 1\) is 2, entry \(1, 2\) is 1/],
    ['4,1,0\n1,4,0\n', /covariance\.csv:2: 2 rows of 3 numbers; a covariance is square/],
    ['4,1\n1,4\n', /covariance\.csv:2: 2 rows for 3 bins/],
    [
      '4,5,0\n5,4,0\n0,0,9\n',
      /covariance\.csv:2: not positive definite: leading minor 2 \(bin "1 shower \+ 1 track"\) fails, a correlation is too strong/,
    ],
    ['4,1,0\n1,nan,0\n0,0,9\n', /covariance\.csv:2: column 2: "nan" is not a finite number/],
  ])('refuses %j', async (text, message) => {
    const dir = await copyExperiment();
    await edit(dir, 'experiment.yaml', uniform, 'file: covariance.csv');
    await writeFile(join(dir, 'covariance.csv'), text);
    await expect(loadExperiment(dir)).rejects.toThrow(message);
  });
});

describe('the data folder', () => {
  it('says ASSUMPTION where no publication gives the number', async () => {
    const read = (file: string) => readFile(join(DATA_DIR, 'experiments/microboone-2025', file), 'utf8');
    expect(await read('response.yaml')).toMatch(/^source: ASSUMPTION/m);
    expect(await read('experiment.yaml')).toMatch(/correlation ASSUMPTION/);
  });
});
