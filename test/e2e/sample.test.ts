/** `dualnu sample`, as a person uses it. */
import { copyFile, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dualnu, failing, failingLines, makeFolder, ROOT } from './cli.js';

const FOLDER = 'm5_0.2_m4_0.1_mzprime_1.25_dirac';
const DARKNEWS = join(ROOT, 'test/samples/data/3plus2', FOLDER);
const GIVEN = ['--set', 'Umu5_sq=1e-8', '--pot', '6.8e20'];

/** A folder with one of DarkNews' files in the folder that it makes. */
async function withFile(name: string): Promise<{ dir: string; file: string }> {
  const dir = await makeFolder();
  await mkdir(join(dir, FOLDER));
  await copyFile(join(DARKNEWS, name), join(dir, FOLDER, name));
  return { dir, file: `${FOLDER}/${name}` };
}

describe('dualnu sample', () => {
  it.each([
    ['pandas_df.parquet', 'Parquet', 'columns as of DarkNews'],
    ['pandas.csv', 'CSV', 'columns as of DarkNews'],
    ['ndarray.npy', 'NPY', "columns as of DarkNews' array"],
    ['HEPevt_legacy.dat', 'HEPevt (DarkNews)', 'columns as of DarkNews'],
    ['zstd.root', 'ROOT, tree events', 'columns as of DarkNews'],
  ])('imports %s and shows it', async (name, format, layout) => {
    const { dir, file } = await withFile(name);
    const { code, stdout, stderr } = await dualnu(dir, [
      'sample',
      'import',
      file,
      ...GIVEN,
      '--out',
      'new/sample',
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('sample      sample: 10 events, in new/sample\n');
    expect(stdout).toContain(`${file} (${format}): 10 events; energies in GeV, lengths in cm; ${layout}`);
    expect(stdout).toContain('m4_gev = 0.1, m5_gev = 0.2, delta = 1, mZprime_gev = 1.25, Umu5_sq = 1e-8');
    expect(await readdir(join(dir, 'new/sample'))).toEqual(['events.parquet', 'sample.yaml']);
    const shown = await dualnu(dir, ['sample', 'show', 'new/sample']);
    expect(shown.code).toBe(0);
    const ranges = /^ranges[\s\S]*/m;
    expect(ranges.exec(shown.stdout)?.[0]).toBe(ranges.exec(stdout)?.[0]);
    const { components } = JSON.parse((await dualnu(dir, ['sample', 'show', 'new/sample', '--json'])).stdout);
    expect(components).toMatchObject([{ events: 10, pot: 6.8e20, decays: 'sampled' }]);
  });

  it('asks for what is missing, refuses what is wrong, and writes nothing then', async () => {
    const { dir, file } = await withFile('pandas_df.parquet');
    expect(await failingLines(dir, ['sample', 'import', file, '--out', 'x'], 4)).toEqual([
      '--set Umu5_sq: missing: with which value were the events generated?',
      '--pot: missing: for how many protons on target are the weights? Files do not say',
      '2 mistakes in 2 places',
    ]);
    const other = [...GIVEN, '--set', 'm5_gev=0.3'];
    const heavier = await failingLines(dir, ['sample', 'import', file, ...other, '--out', 'x'], 4);
    expect(heavier[0]).toMatch(
      /pandas_df.parquet: row 1, P_decay_N_parent.0: N has a mass of 0.2 GeV, where m5_gev = 0.3/,
    );
    expect(heavier[2]).toMatch(/pandas_df.parquet: row 3, .*; 10 events with an N of another mass in all$/);
    const unit = await failing(
      dir,
      ['sample', 'import', file, ...GIVEN, '--energy-unit', 'MeV', '--out', 'x'],
      4,
    );
    expect(unit).toContain('looks like GeV; add --energy-unit GeV');
    const both = await failing(dir, ['sample', 'import', 'a.yaml', ...GIVEN, '--out', 'x'], 3);
    expect(both).toContain('--pot: a.yaml describes the components; write it there');
    expect(await readdir(dir)).toEqual([FOLDER]);
  });

  it('joins samples, and never writes over one', async () => {
    const { dir, file } = await withFile('pandas_df.parquet');
    for (const out of ['one', 'two']) await dualnu(dir, ['sample', 'import', file, ...GIVEN, '--out', out]);
    const { stdout } = await dualnu(dir, [
      'sample',
      'import',
      'one',
      'two',
      '--out',
      'both',
      '--name',
      'mixture',
    ]);
    expect(stdout).toContain('sample      mixture: 20 events of 2 components, in both');
    expect(await failing(dir, ['sample', 'import', file, ...GIVEN, '--out', 'both'], 3)).toContain(
      'both: is there already',
    );
    expect(await readFile(join(dir, 'both/sample.yaml'), 'utf8')).toContain(`name: ${FOLDER}-2`);
  });
});
