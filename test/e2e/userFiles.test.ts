/** Files and words of users as the program meets them: all mistakes at once, nothing that waits, nothing that steers the terminal. */
import { execFileSync } from 'node:child_process';
import { cp, open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withoutDigests, writeFixture } from '../grid/fixture.js';
import { dualnu, failing, failingLines, makeFolder, ROOT, smallScan } from './cli.js';

const MANY = `model: { kind: dual, parameters: { mZprime: 1.25, gD: 2, V54: 0.5 } }
axes:
  m4_gev: { log: [0.9, 0.01], points: 8 }
  m5: { log: [0.11, 1.3], points: 8 }
  Umu5_sq: { log: [0, 1e-1], points: 8 }
experiments: [microboone]
event: 1000
`;

describe('a scan file with many mistakes', () => {
  it('is told in one run, by scan and by point, with the exit code of one', async () => {
    const dir = await makeFolder({ 'scan.yaml': MANY });
    const lines = await failingLines(dir, ['scan', 'scan.yaml', '--dry-run'], 3);
    expect(lines.map((line) => line.replace(/: .*/, ''))).toEqual([
      'scan.yaml:1:36',
      'scan.yaml:3:18',
      'scan.yaml:4:3',
      'scan.yaml:5:20',
      'scan.yaml:6:15',
      'scan.yaml:7:1',
      '6 mistakes in scan.yaml',
    ]);
    expect(await failingLines(dir, ['point', 'scan.yaml'], 3)).toEqual(lines);
  });

  it('with forty thousand of them says how many', async () => {
    const keys = Array.from({ length: 40_000 }, (_, i) => `key_${i}: 1`).join('\n');
    const dir = await makeFolder({ 'scan.yaml': `${smallScan()}${keys}\n` });
    const lines = await failingLines(dir, ['scan', 'scan.yaml', '--dry-run'], 3);
    expect(lines).toHaveLength(21);
    expect(lines.at(-1)).toBe('and 39980 more: 40000 mistakes in scan.yaml');
  });
});

describe('an experiment with many mistakes', () => {
  it('is told in one run, over its variants, with the exit code of one', async () => {
    const dir = await makeFolder();
    const folder = join(dir, 'microboone-2025');
    await cp(join(ROOT, 'data/experiments/microboone-2025'), folder, { recursive: true });
    const path = join(folder, 'experiment.yaml');
    const text = (await readFile(path, 'utf8'))
      .replace('mass_tonnes', 'mass_tons')
      .replace('errors: [11.7, 7.9, 4.6]', 'errors: [11.7, 7.9]')
      .replace('errors: [17.3]', 'errors: [17.3, 1]')
      .replace('data: 95, background', 'data: -95, background');
    await writeFile(path, text);
    const lines = await failingLines(dir, ['experiment', 'check', './microboone-2025'], 4);
    expect(lines.map((line) => line.replace(/^[^ ]* ([^ ]*): .*/, '$1'))).toEqual([
      'target.mass_tons',
      'covariance.errors',
      'variants.total.observation.bins[0].data',
      'variants.total.covariance.errors',
      '4 mistakes in microboone-2025/experiment.yaml',
    ]);
  });
});

describe('files that are none', () => {
  it.skipIf(process.platform === 'win32')(
    'are refused before they are read, wherever a file is named',
    async () => {
      const dir = await makeFolder({ 'scan.yaml': smallScan({ experiments: ['./microboone-2025'] }) });
      execFileSync('mkfifo', [join(dir, 'pipe')]);
      const huge = await open(join(dir, 'huge.yaml'), 'w');
      await huge.truncate(1e10);
      await huge.close();
      const scan = (file: string) => dualnu(dir, ['scan', file, '--dry-run']);
      for (const [file, what] of [
        ['pipe', 'a pipe (FIFO), not a file'],
        ['/dev/zero', 'a device, not a file'],
        ['.', 'a folder, not a file'],
        ['huge.yaml', '9537 MiB, where at most 16 MiB are read'],
      ] as const) {
        const run = await scan(file);
        expect({ code: run.code, stderr: run.stderr }).toEqual({
          code: 3,
          stderr: `dualnu: ${file}: cannot be read: ${what}; give a scan file, such as scans/quickstart.yaml\n`,
        });
      }
      const folder = join(dir, 'microboone-2025');
      await cp(join(ROOT, 'data/experiments/microboone-2025'), folder, { recursive: true });
      execFileSync('rm', [join(folder, 'flux.csv')]);
      execFileSync('mkfifo', [join(folder, 'flux.csv')]);
      const check = await dualnu(dir, ['experiment', 'check', './microboone-2025:total']);
      expect(check.code).toBe(4);
      expect(check.stderr).toMatch(
        /beams\[0\]\.flux\.file: .*flux\.csv is no regular file \(a pipe, a socket or a device\)/,
      );
      execFileSync('rm', [join(folder, 'experiment.yaml')]);
      execFileSync('mkfifo', [join(folder, 'experiment.yaml')]);
      const run = await scan('scan.yaml');
      expect(run.code).toBe(4);
      expect(run.stderr).toMatch(/experiment\.yaml: cannot be read: a pipe \(FIFO\), not a file/);
      execFileSync('mkdir', [join(dir, 'grid')]);
      execFileSync('mkfifo', [join(dir, 'grid', 'zarr.json')]);
      const info = await dualnu(dir, ['info', 'grid']);
      expect(info.code).toBe(7);
      expect(info.stderr).toMatch(/zarr\.json: cannot be read: a pipe \(FIFO\), not a file/);
    },
  );
});

describe('names of prototypes on the command line', () => {
  it('are unknown like other names', async () => {
    const dir = await makeFolder({ 'scan.yaml': smallScan() });
    await writeFixture(join(dir, 'grid'));
    const plane = (x: string, ...more: string[]) => ['contours', 'grid', '--x', x, '--y', 'Umu5_sq', ...more];
    const fixed = ['--fix', 'm4_gev=0.06325', '--fix', 'epsilon=6.325e-4'];
    const commands: [args: string[], code: number, message: RegExp][] = [
      [
        ['point', 'scan.yaml', '--set', '__proto__=1'],
        3,
        /^dualnu: __proto__: unknown parameter; valid: m4_gev, /,
      ],
      [['point', 'scan.yaml', '--set', 'toString=1'], 3, /^dualnu: toString: unknown parameter; /],
      [plane('toString'), 3, /unknown axis toString; did you mean /],
      [plane('m5_gev', '--fix', '__proto__=1'), 3, /unknown axis __proto__; did you mean /],
      [
        plane('m5_gev', ...fixed, '--experiment', 'constructor'),
        3,
        /constructor is no experiment of this grid; /,
      ],
      [['scan', 'scan.yaml', '--valueOf', '1'], 2, /see dualnu --help/],
    ];
    for (const [args, code, message] of commands) expect(await failing(dir, args, code)).toMatch(message);
  });
});

/** No control but line feeds and tabs, no format character. */
const HIDDEN = /[^\P{Cc}\n\t]|\p{Cf}/u;

describe('texts that would steer a terminal', () => {
  const evil = '\x1b[2J\x1b]0;x\x07\x9b31m\u202e';

  it('of a grid are shown, in every output', async () => {
    const dir = await makeFolder();
    await withoutDigests(await writeFixture(join(dir, 'grid')));
    const path = join(dir, 'grid', 'zarr.json');
    const document = JSON.parse(await readFile(path, 'utf8'));
    const { attributes } = document;
    for (const key of [
      'title',
      'model',
      'production',
      'experiment',
      'experiment_title',
      'response',
      'statistic',
      'adapter',
      'driver',
    ]) {
      attributes[key] = `${attributes[key]}${evil}`;
    }
    attributes.experiments = JSON.stringify(
      JSON.parse(attributes.experiments).map((e: object) => ({ ...e, name: `a${evil}`, title: `b${evil}` })),
    );
    await writeFile(path, JSON.stringify(document));
    const chi2 = join(dir, 'grid', 'chi2', 'zarr.json');
    await writeFile(
      chi2,
      (await readFile(chi2, 'utf8')).replace('"units": "1"', `"units": ${JSON.stringify(evil)}`),
    );
    const plane = ['--x', 'm5_gev', '--y', 'Umu5_sq', '--fix', 'm4_gev=0.06325', '--fix', 'epsilon=6.325e-4'];
    const out = ['limit.svg', 'limit.png', 'limit.csv'].flatMap((file) => ['--out', file]);
    for (const args of [
      ['info', 'grid'],
      ['info', 'grid', '--json'],
      ['contours', 'grid', ...plane, ...out],
      ['contours', 'grid', ...plane, '--json'],
    ]) {
      const { code, stdout, stderr } = await dualnu(dir, args);
      // Another program changed it, which contours say, and nothing else.
      const changed =
        'dualnu: warning: grid has no digests, since another program wrote or changed it: changed numbers are not seen\n';
      expect({ code, stderr }).toEqual({ code: 0, stderr: args[0] === 'info' ? '' : changed });
      expect(stdout).not.toMatch(HIDDEN);
      if (args[0] === 'info') expect(stdout).toContain('x1b');
    }
    for (const file of ['limit.svg', 'limit.csv']) {
      expect(await readFile(join(dir, file), 'utf8')).not.toMatch(HIDDEN);
    }
    expect(await readFile(join(dir, 'limit.csv'), 'utf8')).toContain('\\x1b[2J');
    expect((await readFile(join(dir, 'limit.png'))).subarray(1, 4).toString()).toBe('PNG');
    const unknown = await failing(dir, ['contours', 'grid', ...plane, '--experiment', 'c'], 3);
    expect(unknown).not.toMatch(HIDDEN);
  });

  it('of the command line and of files are shown in errors', async () => {
    const dir = await makeFolder({ 'scan.yaml': `${smallScan()}"na\\e[2Jme": 1\n` });
    const commands: [args: string[], code: number][] = [
      [['scan', 'scan.yaml'], 3],
      [['scan', `no${evil}.yaml`], 3],
      [['point', `no\nsuch${evil}.yaml`], 3],
      [['experiment', 'check', `x${evil}`], 4],
      [['info', `x${evil}`], 7],
      [['contours', 'x', '--x', 'm5_gev', '--y', 'Umu5_sq', '--out', `x${evil}.eps`], 3],
      [['width', '--m5', `0.2${evil}`, '--m4', '0.1', '--mz', '1'], 3],
      [['scan', 'scan.yaml', `--x${evil}`], 2],
    ];
    for (const [args, code] of commands) {
      const line = await failing(dir, args, code);
      expect(line).not.toMatch(HIDDEN);
      expect(line).toMatch(/\\x1b|\\u001b/);
    }
  });

  it('of an experiment are refused', async () => {
    const dir = await makeFolder();
    const folder = join(dir, 'microboone-2025');
    await cp(join(ROOT, 'data/experiments/microboone-2025'), folder, { recursive: true });
    const path = join(folder, 'experiment.yaml');
    await writeFile(
      path,
      (await readFile(path, 'utf8')).replace('label: 2 showers', 'label: "2\\e[2J showers"'),
    );
    expect(await failing(dir, ['experiment', 'check', folder, '--out', 'x.svg'], 4)).toMatch(
      /observation\.bins\[2\]\.label: the text has the hidden character \\x1b; remove it$/,
    );
  });
});

describe('a sensitivity study', () => {
  it('takes an experiment without counts, at any exposure', async () => {
    const dir = await makeFolder({
      'scan.yaml': smallScan({ experiments: [{ name: './planned', exposure: 3 }], data: 'asimov' }),
    });
    const folder = join(dir, 'planned');
    await cp(join(ROOT, 'data/experiments/microboone-2025'), folder, { recursive: true });
    const path = join(folder, 'experiment.yaml');
    const text = (await readFile(path, 'utf8')).replace('name: microboone-2025', 'name: planned');
    await writeFile(path, text.replaceAll(/ data: \d+,/g, ''));
    const set = ['m4_gev=0.1', 'm5_gev=0.3', 'Umu5_sq=1e-6', 'epsilon=8e-4'].flatMap((value) => [
      '--set',
      value,
    ]);
    const { code, stdout, stderr } = await dualnu(dir, ['point', 'scan.yaml', ...set]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^bin +Asimov data +background +signal /m);
    expect(stdout).toMatch(/^1 shower +143\.1\d* +143\.1\d* +[\d.]+ /m);
    const check = await dualnu(dir, ['experiment', 'check', './planned:total', '--out', 'p.png', '--json']);
    expect({ code: check.code, stderr: check.stderr }).toEqual({ code: 0, stderr: '' });
    const [summary] = JSON.parse(check.stdout).experiments;
    expect(summary).toMatchObject({ total: { data: null, background: 69.7 }, background_chi2: null });
    await writeFile(join(dir, 'observed.yaml'), smallScan({ experiments: ['./planned'] }));
    expect(await failing(dir, ['scan', 'observed.yaml', '--dry-run'], 3)).toMatch(
      /observed\.yaml:\d+:\d+: experiments\[0\]: planned has no counts to compare with; write data: asimov/,
    );
  });
});
