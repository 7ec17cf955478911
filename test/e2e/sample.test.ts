/** `dualnu sample`, as a person uses it. */
import { copyFile, cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
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

  it('weighs its events at a point, and says where it has no answer', async () => {
    const { dir, file } = await withFile('pandas_df.parquet');
    await dualnu(dir, ['sample', 'import', file, ...GIVEN, '--observable', 'helicity', '--out', 'mine']);
    const point = ['m4_gev=0.1', 'mZprime_gev=1.25', 'production.protonElastic=true'];
    const at = (...set: string[]) => [...point, ...set].flatMap((value) => ['--set', value]);
    const weights = ['sample', 'weights', 'mine'];
    const out = ['--observable', 'helicity', '--out', 'w.csv', '--out', 'w.parquet', '--out', 'w.npy'];
    const same = at('m5_gev=0.2', 'Umu5_sq=2e-8');
    const { code, stdout } = await dualnu(dir, [...weights, ...same, ...out]);
    expect(code).toBe(0);
    expect(stdout).toContain(
      'weights are events expected in microboone-2025 for 6.87e20 protons on target and 85 t',
    );
    expect(stdout).toContain('exact ratios: the masses are those of a component; 0 % of');
    expect(stdout).toContain('wrote w.npy');
    const rows = (await readFile(join(dir, 'w.csv'), 'utf8'))
      .split('\n')
      .filter((line) => !line.startsWith('#'));
    expect(rows[0]).toBe('event,component,weight,helicity');
    expect(rows.length).toBe(12);
    const summed = rows.slice(1, -1).reduce((sum, row) => sum + Number(row.split(',')[2]), 0);
    const run = await dualnu(dir, [...weights, ...same, '--json']);
    const document = JSON.parse(run.stdout);
    expect(document).toMatchObject({
      format: 'dualnu weights 1',
      sample: 'mine',
      events: 10,
      uncovered: 0,
      files: [],
    });
    expect(document.expected / summed).toBeCloseTo(1, 12);
    expect(document.flags).toContain('sample_few_events');
    expect(run.stderr).toMatch(/^dualnu: warning: sample_few_events: /);
    expect(document).not.toHaveProperty('config');
    const other = [...weights, ...at('m5_gev=0.3', 'Umu5_sq=2e-8'), '--out', 'x.csv'];
    expect(await failing(dir, other, 3)).toMatch(
      /mine: no answer at this point, as in a scan \(sample_uncovered\)/,
    );
    expect(await failing(dir, [...weights, ...same, '--out', 'x.root'], 3)).toContain(
      'x.root: weights are written to',
    );
    expect(await failing(dir, [...weights, ...at('m5_gev=0.2')], 3)).toContain('no single value for Umu5_sq');
    expect(await failing(dir, ['sample', 'weights', 'nowhere', ...same], 4)).toContain('nowhere/sample.yaml');
  });

  it('becomes tables of a response, which an experiment can have', async () => {
    const { dir, file } = await withFile('pandas_df.parquet');
    await dualnu(dir, ['sample', 'import', file, ...GIVEN, '--observable', 'helicity', '--out', 'mine']);
    const words = '[conserving, flipping]';
    await writeFile(
      join(dir, 'cells.yaml'),
      `kind: reconstructed\nlabel: spin\nsource: ASSUMPTION\nobservables: [{ column: helicity, categories: ${words} }]\n`,
    );
    const response = ['sample', 'response', 'mine', '--cells', 'cells.yaml'];
    const bins = ['--axis', 'e_ee_gev=0,0.5,1,2'];
    const { code, stdout, stderr } = await dualnu(dir, [...response, ...bins, '--out', 'tables']);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr:
        'dualnu: warning: 1 of the 3 bins have no events: their values are those of the nearest bins with events (events = 0, errors 1 in the tables)\n',
    });
    expect(stdout).toContain('e_ee_gev: 3 bins, 0, 0.5, 1, 2\n3 bins: 1 without events,');
    expect((await readdir(join(dir, 'tables'))).sort()).toEqual([
      'efficiency.csv',
      'response.yaml',
      'topology.csv',
    ]);
    // An experiment with that response in the place of its own.
    await cp(join(ROOT, 'data/experiments/microboone-2025'), join(dir, 'detector'), { recursive: true });
    const experiment = join(dir, 'detector/experiment.yaml');
    const text = (await readFile(experiment, 'utf8')).replace(/\nvariants:[\s\S]*/, '\n');
    const withCells = text
      .replace(/^name: .*/m, 'name: detector')
      .replace(/cell: one-shower,/, 'cell: conserving,')
      .replace(/cell: one-shower-one-track,/, 'cell: flipping,')
      .replace(/cell: two-showers,/, '');
    await writeFile(experiment, withCells);
    for (const name of await readdir(join(dir, 'tables')))
      await copyFile(join(dir, 'tables', name), join(dir, 'detector', name));
    const checked = await dualnu(dir, ['experiment', 'check', 'detector']);
    expect(checked.stdout).toMatch(/spin, from mine/);
    expect(checked.stdout).toMatch(/^valid$/m);
    const again = await failing(dir, [...response, ...bins, '--out', 'tables'], 3);
    expect(again).toContain('--out tables: tables/response.yaml is there already; give another folder');
    expect(await failing(dir, ['sample', 'response', 'mine', '--out', 'x'], 3)).toContain(
      'Give --cells FILE.yaml, a response of kind reconstructed, or an experiment that has one; the sample has helicity',
    );
    const wrong = [...response.slice(0, 3), '--cells', 'detector/response.yaml', '--out', 'x'];
    expect(await failing(dir, wrong, 3)).toContain(
      'response.yaml is of kind pipeline, which evaluates true pairs',
    );
    const document = JSON.parse((await dualnu(dir, [...response, '--out', 'y', '--json'])).stdout);
    expect(document).toMatchObject({
      sample: 'mine',
      counts: 'spin',
      cells: ['conserving', 'flipping'],
      migration: null,
    });
    expect(document.events + document.left_out).toBe(10);
  });
});
