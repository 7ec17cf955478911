/** Help, version, wrong command lines, and the ways to call the program. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dualnu, failing, MAIN, makeFolder, ROOT, runProcess, smallScan } from './cli.js';

const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { version: string };

describe('help', () => {
  it.each([
    'init',
    'scan',
    'point',
    'events',
    'xsec',
    'width',
    'info',
    'verify',
    'repair',
    'extend',
    'contours',
    'compare',
    'export',
    'hepdata',
    'variations',
    'view',
    'experiment',
    'sample',
    'doctor',
  ])('of %s carries an example', async (command) => {
    const { code, stdout, stderr } = await dualnu(await makeFolder(), [command, '--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(new RegExp(`^Examples:\n +dualnu ${command}\\b`, 'm'));
  });

  it('is English in every locale', async () => {
    const folder = await makeFolder();
    const german = await dualnu(folder, ['scan', '--help'], { env: { LC_ALL: 'de_DE.UTF-8' } });
    expect(german.stdout).toContain('Options:');
    expect(german).toEqual(await dualnu(folder, ['scan', '--help']));
  });

  it('lists the commands and the exit codes', async () => {
    const { code, stdout } = await dualnu(await makeFolder(), ['--help']);
    expect(code).toBe(0);
    for (const command of [
      'init',
      'scan',
      'point',
      'events',
      'xsec',
      'width',
      'info',
      'verify',
      'repair',
      'extend',
      'contours',
      'compare',
      'export',
      'hepdata',
      'variations',
      'view',
      'experiment',
      'sample',
      'doctor',
    ]) {
      expect(stdout).toMatch(new RegExp(`^ +dualnu ${command} `, 'm'));
    }
    expect(stdout).toMatch(/^Exit codes: .*2 command line, 3 scan file, 4 experiment data, 5 device/m);
  });

  it('has examples that work as they stand', async () => {
    const { stdout } = await dualnu(ROOT, ['point', '--help']);
    // The example stands in one column, its description in another, each broken over lines.
    const column = stdout.slice(stdout.indexOf('Examples:')).split('\n').slice(1);
    const text = column.map((line) => line.trim().split(/ {2,}/)[0]).join(' ');
    const [first = ''] = text.trim().split(/ (?=dualnu )/);
    const [, ...args] = first.split(/\s+/);
    const { code, stdout: page } = await dualnu(ROOT, args);
    expect(code).toBe(0);
    expect(page).toMatch(/^chi2 +\d/m);
  });
});

describe('a wrong command line ends with 2', () => {
  const cases: [args: string[], message: RegExp][] = [
    [[], /give a command/],
    [['divine'], /Unknown argument: divine/],
    [['scn', 'small.yaml'], /Did you mean scan\?/],
    [['scan'], /Not enough non-option arguments/],
    [['scan', 'small.yaml', 'again.yaml'], /Unknown argument: again.yaml/],
    [['scan', 'small.yaml', '--softwear'], /Unknown argument: softwear/],
    [['scan', 'small.yaml', '--engine', 'cpu'], /engine, Given: "cpu", Choices: "gpu", "reference"/],
    [['scan', 'small.yaml', '--out'], /Not enough arguments following: out/],
    [['scan', 'small.yaml', '--out', 'a', '--out', 'b'], /--out is given twice/],
    [['contours', 'grid', '--x', 'm5_gev'], /Missing required argument: y/],
    [
      ['contours', 'grid', '-x', 'm5_gev', '-y', 'Umu5_sq', '--cl'],
      /^dualnu: Not enough arguments following: cl /,
    ],
    [['xsec', '--m5', '0.2', '--mz', '1', '--v2', '1e-8', '--target', 'C12', '--enu', '1', '--q2'], /: q2 /],
    [['contours', 'grid', '--x', 'm5_gev', '--y', 'Umu5_sq', '--fix', '--json'], /following: fix /],
    [['compare', 'grid', '--cl=', '--x', 'm5_gev'], /following: cl /],
    [['doctor', '--adapter'], /following: adapter /],
    [['scan', 'small.yaml', '--engine='], /following: engine /],
    [['scan', 'small.yaml', '--dry-run=please'], /--dry-run takes no value, but got please/],
    [['contours', 'grid', '--x', 'm5_gev', '--y', 'Umu5_sq', '--no-cl'], /Unknown argument: no-cl/],
    [['compare', 'grid', '--x', 'm5_gev', '--y', 'Umu5_sq'], /Missing required arguments: excludes, prefers/],
  ];
  it.each(cases)('%j', async (args, message) => {
    const line = await failing(await makeFolder({ 'small.yaml': smallScan() }), args, 2);
    expect(line).toMatch(message);
    expect(line).toMatch(/ \(see dualnu --help\)$/);
  });
});

describe('the program', () => {
  it('tells its version', async () => {
    const { code, stdout } = await dualnu(await makeFolder(), ['--version']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${version}\n` });
  });

  it('can be executed by itself', async () => {
    expect((await stat(MAIN)).mode & 0o111).toBe(0o111);
    const { code, stdout } = await runProcess(MAIN, ['--version'], await makeFolder());
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${version}\n` });
  });

  it('is what npx runs in the checkout, without a network', async () => {
    // A cache of its own: nothing may depend on what npm remembers.
    const env = { npm_config_cache: await makeFolder(), npm_config_offline: 'true' };
    const { code, stdout } = await runProcess('npx', ['dualnu', '--version'], ROOT, env);
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${version}\n` });
  });
});
