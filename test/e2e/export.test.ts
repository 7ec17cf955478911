/** `dualnu export` and `dualnu hepdata`, and the files of the other commands, as a person writes them. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeFixture } from '../grid/fixture.js';
import { dualnu, failing, makeFolder } from './cli.js';

const PLANE = ['--x', 'm5_gev', '--y', 'Umu5_sq', '--fix', 'm4_gev=0.063', '--fix', 'epsilon=6.3e-4'];

let dir: string;
beforeAll(async () => {
  dir = await makeFolder({ 'scan.yaml': 'name: fixture\n' });
  await writeFixture(join(dir, 'grid'));
});

describe('dualnu export', () => {
  it('writes files with the command as it was typed, and says what is in them', async () => {
    const args = [
      'export',
      'grid',
      '--fix',
      'm4_gev=0.063',
      '--variable',
      'chi2',
      '--out',
      'new folder/x.json',
      '--out',
      'x.nc',
    ];
    const { code, stdout, stderr } = await dualnu(dir, args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(
      'm4_gev: one value\nchi2: 23 x 26 x 3 (m5_gev, Umu5_sq, epsilon)\nwrote new folder/x.json\nwrote x.nc\n',
    );
    const { attributes, arrays } = JSON.parse(await readFile(join(dir, 'new folder/x.json'), 'utf8'));
    expect(attributes.command).toBe('dualnu export grid --fix m4_gev=0.063 --variable chi2');
    expect(arrays.chi2.values[22][25]).toHaveLength(3);
    const json = await dualnu(dir, [...args.slice(0, 6), '--out', 'y.csv', '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({
      grid: 'grid',
      axes: ['m5_gev', 'Umu5_sq', 'epsilon'],
      files: ['y.csv'],
    });
  });

  it('refuses what it cannot write, before it writes anything', async () => {
    expect(await failing(dir, ['export', 'grid'], 3)).toContain('nothing to write: give --out FILE.nc');
    expect(await failing(dir, ['export', 'grid', '--out', 'z.csv', '--out', 'z.root'], 3)).toContain(
      'z.root: grids are written to .nc, .npy, .json, .csv',
    );
    expect(await failing(dir, ['export', 'nowhere', '--out', 'z.nc'], 7)).toContain('nowhere');
    const off = ['export', 'grid', '--fix', 'm4_gev=0.1', '--strict', '--out', 'z.nc'];
    expect(await failing(dir, off, 3)).toContain('the nearest grid value is 0.06');
  });
});

describe('dualnu hepdata', () => {
  it('writes a submission, once', async () => {
    const args = ['hepdata', 'grid', ...PLANE, '--scan', 'scan.yaml', '--out', 'submission'];
    const { code, stdout } = await dualnu(dir, args);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^table Contour at 95 % CL, microboone-2025\ntable Delta chi2, microboone-2025\nwrote submission: figure.png/,
    );
    expect((await readdir(join(dir, 'submission'))).sort()).toEqual([
      'config.json',
      'contour-microboone-2025-0.95.yaml',
      'contours.nc',
      'delta-chi2-microboone-2025.yaml',
      'figure.png',
      'scan.yaml',
      'submission.yaml',
      'thumb_figure.png',
    ]);
    expect(await failing(dir, args, 3)).toContain('submission: is not empty');
    expect(
      await failing(dir, ['hepdata', 'grid', ...PLANE, '--scan', 'gone.yaml', '--out', 'other'], 3),
    ).toContain('--scan gone.yaml: no such file');
  });

  it('writes limits where there is no second axis', async () => {
    const args = [
      'hepdata',
      'grid',
      '--x',
      'm5_gev',
      '--fix',
      'm4_gev=0.063',
      '--fix',
      'epsilon=6.3e-4',
      '--out',
      'limits',
      '--json',
    ];
    const { code, stdout } = await dualnu(dir, args);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      tables: ['Limit at 95 % CL, microboone-2025'],
      folder: 'limits',
    });
  });
});

it('the other commands write the same kinds of files, and name them all where they cannot', async () => {
  const { code } = await dualnu(dir, [
    'xsec',
    '--m5',
    '0.2',
    '--mz',
    '1.25',
    '--v2',
    '1e-8',
    '--target',
    'Ar40',
    '--enu',
    '0.3:1:3',
    '--out',
    's.json',
    '--out',
    's.nc',
    '--out',
    's.npy',
  ]);
  expect(code).toBe(0);
  const { columns, rows, provenance } = JSON.parse(await readFile(join(dir, 's.json'), 'utf8'));
  expect(columns.slice(0, 2)).toEqual(['enu_gev', 'q2_min_gev2']);
  expect(rows).toHaveLength(3);
  expect(provenance).toEqual(JSON.parse(await readFile(join(dir, 's.npy.json'), 'utf8')).provenance);
  expect(provenance.command).toContain('dualnu xsec --m5 0.2');
  expect(await failing(dir, ['contours', 'grid', ...PLANE, '--out', 'c.root'], 3)).toContain(
    'c.root: contours are written to .svg, .png, .pdf, .csv, .json, .npy, .nc',
  );
});
