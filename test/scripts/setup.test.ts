/** The set-up's plan for machines of every kind, none of which has to be there; and the script itself with --dry-run. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { RECIPES } from '../../scripts/recipes.mjs';
import { type Facts, planSetup, type Step } from '../../scripts/setup/plan.mjs';
import { hashOf } from '../../scripts/setup/stamps.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));

const FRESH: Facts = {
  platform: 'linux',
  arch: 'x64',
  nodeVersion: '20.19.0',
  withTests: false,
  hasPackages: false,
  adapter: 'unknown',
  hasBuild: false,
  hasPythonPackages: false,
  python: undefined,
  canCompile: false,
  hasBrowser: false,
  hasApt: true,
  privilege: 'root',
  checkout: '/home/me/dualnu',
};
const READY: Facts = { ...FRESH, hasPackages: true, adapter: 'hardware A', hasBuild: true, hasBrowser: true };

/** What the plan runs, stops with or looks for, one line a step. */
const lines = (facts: Facts) =>
  planSetup(facts).map((step: Step) => {
    const condition = 'unlessAdapter' in step && step.unlessAdapter ? 'unless adapter: ' : '';
    if (step.kind === 'run') return `${condition}${step.command.join(' ')}`;
    if (step.kind === 'stop') return `${condition}STOP ${step.lines.join(' ')}`;
    if (step.kind === 'findAdapter') return step.isRequired ? 'need adapter' : 'look for adapter';
    return step.kind === 'say' ? step.line : step.kind;
  });

const NPM = 'npm ci --no-audit --no-fund --loglevel=error';
const BUILD = 'npm run --silent build';
const MESA = 'bash scripts/setup/linux/installVulkan.sh';

it('of a fresh Linux with apt installs Mesa only if Dawn finds no adapter, once there are packages to ask it with', () => {
  expect(lines(FRESH)).toEqual([
    NPM,
    'look for adapter',
    `unless adapter: ${MESA}`,
    'need adapter',
    BUILD,
    'ready',
  ]);
});

it('does nothing where all is done', () => {
  expect(lines(READY)).toEqual(['ready']);
  expect(lines({ ...READY, adapter: 'software llvmpipe' })).toEqual(['ready']);
  expect(lines({ ...READY, withTests: true, hasPythonPackages: true })).toEqual(['ready']);
});

it.each(['x64', 'arm64'])(
  'of macOS and Windows on %s needs npm alone, and says that they are untried',
  (arch) => {
    for (const [platform, name] of [
      ['darwin', 'macOS'],
      ['win32', 'Windows'],
    ] as const) {
      for (const privilege of ['root', 'none'] as const) {
        const [notice, ...rest] = lines({ ...FRESH, platform, arch, hasApt: false, privilege });
        expect(notice).toMatch(`has not been tried on ${name}`);
        expect(rest).toEqual([NPM, 'need adapter', BUILD, 'ready']);
      }
    }
  },
);

it('of Linux with a GPU uses neither bash, apt nor root', () => {
  const steps = lines({
    ...FRESH,
    hasPackages: true,
    adapter: 'hardware A',
    hasApt: false,
    privilege: 'none',
  });
  expect(steps).toEqual([BUILD, 'ready']);
});

it.each([
  [
    'sudo that asks nothing',
    { privilege: 'sudo' },
    /^sudo -n bash scripts\/setup\/linux\/installVulkan\.sh$/,
  ],
  [
    'no root',
    { privilege: 'none' },
    /^STOP .*sudo bash \/home\/me\/dualnu\/scripts\/setup\/linux\/installVulkan\.sh/,
  ],
  ['no apt', { hasApt: false }, /^STOP .*dnf install mesa-vulkan-drivers.*pacman/],
] as const)('of Linux without an adapter, with %s', (_, change, expected) => {
  const [install = '', ...rest] = lines({ ...FRESH, hasPackages: true, adapter: 'none', ...change });
  expect(install.replace('unless adapter: ', '')).toMatch(expected);
  expect(rest).toEqual(['need adapter', BUILD, 'ready']);
});

it('makes .venv for the tests with the Python that there is', () => {
  const pip = '-m pip install --quiet --disable-pip-version-check';
  const wheels = `${pip} --only-binary :all: -r test/python/requirements.txt`;
  const compiled = `${pip} --no-deps --no-build-isolation -r test/python/darkNews.txt`;
  const tests = { ...READY, withTests: true, canCompile: true };
  expect(lines({ ...tests, python: 'python3.12' })).toEqual([
    'python3.12 -m venv --clear .venv',
    `.venv/bin/python ${wheels}`,
    `.venv/bin/python ${compiled}`,
    'ready',
  ]);
  expect(lines({ ...tests, platform: 'win32', python: 'py -3' }).slice(1)).toEqual([
    'py -3 -m venv --clear .venv',
    `.venv\\Scripts\\python.exe ${wheels}`,
    `.venv\\Scripts\\python.exe ${compiled}`,
    'ready',
  ]);
  expect(lines(tests).slice(0, 2)).toEqual([
    'bash scripts/setup/linux/installPython.sh',
    'python3 -m venv --clear .venv',
  ]);
  const without = { ...tests, python: 'python3.12', canCompile: false };
  expect(lines(without).slice(0, 2)).toEqual([
    'bash scripts/setup/linux/installPython.sh',
    'python3.12 -m venv --clear .venv',
  ]);
  expect(lines({ ...without, platform: 'darwin' }).at(1)).toMatch(/^python3\.12 -m venv/);
  expect(lines({ ...tests, hasApt: false }).at(0)).toMatch(/^STOP .*install Python 3\.11/);
  expect(lines({ ...tests, privilege: 'none' }).at(0)).toMatch(/^STOP .*sudo bash .*installPython\.sh/);
  expect(lines({ ...tests, platform: 'darwin' }).at(1)).toMatch(/^STOP no Python 3\.11/);
});

it('gets Chromium for the tests from apt, and elsewhere says that the page is not tested', () => {
  const tests = { ...READY, withTests: true, hasPythonPackages: true, hasBrowser: false };
  expect(lines(tests)).toEqual(['bash scripts/setup/linux/installChromium.sh', 'ready']);
  expect(lines({ ...tests, privilege: 'sudo' }).at(0)).toBe(
    'sudo -n bash scripts/setup/linux/installChromium.sh',
  );
  expect(lines({ ...tests, privilege: 'none' }).at(0)).toMatch(/^STOP .*sudo bash .*installChromium\.sh/);
  for (const other of [{ hasApt: false }, { platform: 'darwin' }, { platform: 'win32' }])
    expect(lines({ ...tests, ...other }).slice(-2)).toEqual([
      expect.stringContaining("the tests of the viewer's page are skipped"),
      'ready',
    ]);
  expect(lines({ ...tests, withTests: false })).toEqual(['ready']);
});

it.each([
  ['linux', 'riscv64', '22.0.0', /no build of Dawn for linux-riscv64/],
  ['freebsd', 'x64', '22.0.0', /no build of Dawn for freebsd-x64/],
  ['linux', 'x64', '20.18.3', /Node 20\.18\.3 is too old/],
  ['win32', 'x64', '18.20.0', /Node 18\.20\.0 is too old/],
])('does nothing but refuse %s-%s with Node %s', (platform, arch, nodeVersion, message) => {
  const steps = lines({ ...FRESH, platform, arch, nodeVersion });
  expect(steps).toHaveLength(1);
  expect(steps.at(0)).toMatch(message);
});

it('names scripts that exist', () => {
  for (const script of planSetup({ ...FRESH, withTests: true }).flatMap((step) =>
    step.kind === 'run' ? step.command.filter((word) => word.startsWith('scripts/')) : [],
  )) {
    expect(existsSync(join(root, script)), script).toBe(true);
  }
});

it('stamps a folder by names and contents', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dualnu-stamps-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const key = () => hashOf(folder, ['.']);
  const keys = [key()];
  for (const [name, text] of [
    ['a', ''],
    ['a', 'b'],
    ['b', ''],
  ] as const) {
    writeFileSync(join(folder, name), text);
    keys.push(key());
  }
  rmSync(join(folder, 'b'));
  expect(key()).toBe(keys[2]);
  expect(new Set(keys).size).toBe(4);
});

it('prints its plan and touches nothing with --dry-run, and refuses what it does not know', () => {
  const setup = (...words: string[]) =>
    spawnSync(process.execPath, [join(root, 'scripts/setup.mjs'), ...words], { encoding: 'utf8' });
  const { status, stdout } = setup('--dry-run');
  expect(status).toBe(0);
  expect(stdout).toMatch(/^setup: .*ready/m);
  const wrong = setup('--dry');
  expect(wrong.status).toBe(1);
  expect(wrong.stderr).toMatch('unknown argument --dry (known: --dry-run, --test)');
});

it('is named by package.json, and so is every recipe', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  expect(scripts.setup).toBe('node scripts/setup.mjs');
  for (const [name, commands] of Object.entries(RECIPES)) {
    expect(scripts[name]).toBe(`node scripts/recipe.mjs ${name}`);
    // These need no grid and no scan file.
    const alone = ['experiment', 'width', 'xsec', 'events', 'sample'];
    const needFiles = commands.filter(([command = '']) => !alone.includes(command));
    for (const [script = ''] of needFiles)
      if (/\.m?[jt]s$/.test(script)) expect(existsSync(join(root, script))).toBe(true);
    for (const [, file = ''] of needFiles)
      expect(file.startsWith('grids/') || existsSync(join(root, file))).toBe(true);
  }
});
