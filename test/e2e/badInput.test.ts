/** Bad input: a one-line error, its exit code, and nothing left on disk. */
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dualnu, failing, makeFolder, ROOT, type ScanChanges, SMALL_AXES, smallScan } from './cli.js';

/** A folder with the small scan, changed. */
const folderWith = (changes: ScanChanges = {}) => makeFolder({ 'small.yaml': smallScan(changes) });

/** Scans it into a folder that must be made first, so that a leftover shows. */
const SCAN = ['scan', 'small.yaml', '--software', '--out', 'new/deep/grid.zarr'];

describe('a wrong scan file ends with 3', () => {
  const cases: [what: string, changes: ScanChanges, message: RegExp][] = [
    ['an unknown key', { event: 512 }, /small.yaml:\d+:1: event: unknown key; did you mean events\?/],
    [
      'MeV for GeV',
      { axes: { ...SMALL_AXES, m5_gev: { log: [150, 600], points: 4 } } },
      /small.yaml:\d+:\d+: axes.m5_gev.log\[0\]: 150 GeV is outside .* did you mean 0.15 GeV/,
    ],
    [
      'm5 <= m4 everywhere',
      { axes: { ...SMALL_AXES, m5_gev: { values: [0.02, 0.04] } } },
      /small.yaml:\d+:\d+: axes.m5_gev: m5 <= m4 everywhere \(m5 reaches 0.04 GeV, m4 starts at 0.05 GeV\)/,
    ],
    [
      'an axis without values',
      { axes: { ...SMALL_AXES, m4_gev: { values: [] } } },
      /small.yaml:\d+:\d+: axes.m4_gev.values: an axis needs at least one value/,
    ],
    [
      'an axis of no points',
      { axes: { ...SMALL_AXES, epsilon: { log: [1e-4, 1e-2], points: 0 } } },
      /small.yaml:\d+:\d+: axes.epsilon.points: 0 is out of range/,
    ],
    [
      'an axis with nothing said of it',
      { axes: { ...SMALL_AXES, m4_gev: null } },
      /small.yaml:\d+:\d+: axes.m4_gev: expected a mapping \(key: value\), found nothing/,
    ],
    ['no axes', { axes: {} }, /small.yaml:\d+:\d+: axes: no axis; name at least one/],
    [
      'an unknown experiment',
      { experiments: ['microboone-2024'] },
      /small.yaml:\d+:\d+: experiments\[0\]: unknown experiment .* did you mean microboone-2025\?/,
    ],
  ];
  it.each(cases)('%s', async (_what, changes, message) => {
    expect(await failing(await folderWith(changes), SCAN, 3)).toMatch(message);
  });

  it('that is not there, is a folder, or is no YAML', async () => {
    const dir = await makeFolder({ 'broken.yaml': 'model: { kind: dual\naxes: ]\n' });
    expect(await failing(dir, ['scan', 'none.yaml'], 3)).toMatch(/none.yaml: no such file; give a scan file/);
    expect(await failing(dir, ['scan', '.'], 3)).toMatch(/\.: cannot be read/);
    expect(await failing(dir, ['scan', 'broken.yaml'], 3)).toMatch(/broken.yaml:\d+:\d+: /);
  });
});

describe('wrong experiment data end with 4', () => {
  /** A folder with the small scan of a copy of the experiment, which may be spoilt. */
  async function folderWithExperiment(): Promise<{ dir: string; experiment: string }> {
    const dir = await folderWith({ experiments: ['./microboone-2025'] });
    const experiment = join(dir, 'microboone-2025');
    await cp(join(ROOT, 'data/experiments/microboone-2025'), experiment, { recursive: true });
    return { dir, experiment };
  }

  async function replaceInExperiment(experiment: string, from: string, to: string): Promise<void> {
    const file = join(experiment, 'experiment.yaml');
    const text = await readFile(file, 'utf8');
    expect(text).toContain(from);
    await writeFile(file, text.replace(from, to));
  }

  it('a missing file', async () => {
    const { dir, experiment } = await folderWithExperiment();
    await rm(join(experiment, 'flux.csv'));
    expect(await failing(dir, SCAN, 4)).toMatch(
      /microboone-2025\/experiment.yaml:\d+:\d+: beams\[0\].flux.file: no such file: .*flux.csv; restore it/,
    );
  });

  it('a covariance that is not positive definite, as a correlation or as a matrix', async () => {
    const first = await folderWithExperiment();
    await replaceInExperiment(first.experiment, 'correlation: 0.216', 'correlation: -0.9');
    expect(await failing(first.dir, SCAN, 4)).toMatch(
      /experiment.yaml:\d+:\d+: covariance.correlation: not positive definite/,
    );
    const second = await folderWithExperiment();
    await replaceInExperiment(second.experiment, '  correlation: 0.216\n', '');
    await replaceInExperiment(
      second.experiment,
      'errors: [11.7, 7.9, 4.6]',
      'matrix: [[1, 2, 0], [2, 1, 0], [0, 0, 1]]',
    );
    expect(await failing(second.dir, SCAN, 4)).toMatch(
      /experiment.yaml:\d+:\d+: covariance.matrix\[1\]: not positive/,
    );
  });
});

describe('an output that cannot be written ends with 7', () => {
  const scanTo = (out: string) => ['scan', 'small.yaml', '--engine', 'reference', '--out', out];

  it('below a file, and a file', async () => {
    const dir = await folderWith();
    expect(await failing(dir, scanTo('small.yaml/grid.zarr'), 7)).toContain('small.yaml/grid.zarr: ');
    expect(await failing(dir, scanTo('small.yaml/new/grid.zarr'), 7)).toMatch(
      /a file, not a folder|is there/,
    );
    expect(await failing(dir, scanTo('small.yaml'), 7)).toContain(
      'is there already and is not a dualnu grid',
    );
  });

  it('a folder with something else in it, even with --overwrite', async () => {
    const dir = await folderWith();
    await mkdir(join(dir, 'photos'));
    await writeFile(join(dir, 'photos', 'cat.jpg'), 'miaow');
    const message = 'photos: is there already and is not a dualnu grid; use another --out';
    expect(await failing(dir, scanTo('photos'), 7)).toContain(message);
    expect(await failing(dir, [...scanTo('photos'), '--overwrite'], 7)).toContain(message);
  });

  it('a name that is too long, below a folder that has to be made', async () => {
    const message = await failing(await folderWith(), scanTo(`new/${'x'.repeat(300)}/grid.zarr`), 7);
    expect(message).toContain('the name is too long');
  });

  // Root may write anywhere but where the kernel takes nothing.
  it.skipIf(process.platform !== 'linux')('in a file system that takes no files', async () => {
    const dir = await folderWith();
    expect(await failing(dir, scanTo('/proc/grid.zarr'), 7)).toMatch(
      /cannot create grid \/proc\/grid.zarr: /,
    );
    expect(await failing(dir, scanTo('/proc/new/grid.zarr'), 7)).toMatch(/cannot create grid .*: no such/);
    expect(await failing(dir, scanTo('/sys/new/grid.zarr'), 7)).toMatch(/cannot create grid .*: permission/);
  });

  it('no grid where one is read', async () => {
    const dir = await folderWith();
    for (const grid of ['none', '.', 'small.yaml']) {
      expect(await failing(dir, ['info', grid], 7)).toContain(`${grid}: not a dualnu grid`);
    }
    const plane = ['--x', 'm5_gev', '--y', 'Umu5_sq', '--out', 'limit.svg'];
    expect(await failing(dir, ['contours', 'none', ...plane], 7)).toContain('none: not a dualnu grid');
  });
});

describe('--debug', () => {
  it('adds the stack to the line', async () => {
    const dir = await makeFolder();
    const { code, stderr } = await dualnu(dir, ['scan', 'none.yaml', '--debug']);
    expect(code).toBe(3);
    expect(stderr).toMatch(
      /^dualnu: none.yaml: no such file.*\n.*\n +at readConfig \(.*\n +at async loadScanWith \(/,
    );
  });
});
