/**
 * What the set-up does, as a function of what a machine is like: pure, so that tests plan for machines that they do not run on.
 * What is Linux's alone stands in linux/.
 */
import { planChromium, planPythonPackage, planSoftwareAdapter } from './linux/plan.mjs';

/**
 * What the plan depends on.
 * @typedef {object} Facts
 * @property {string} platform as process.platform
 * @property {string} arch as process.arch
 * @property {string} nodeVersion without the v
 * @property {boolean} withTests whether the tests' Python packages are wanted
 * @property {boolean} hasPackages whether node_modules is what package-lock.json says
 * @property {string} adapter `hardware NAME`, `software NAME`, `none`, or `unknown` before there are packages
 * @property {boolean} hasBuild whether dist/ is built from these sources
 * @property {boolean} hasPythonPackages whether .venv is what test/python/requirements.txt and darkNews.txt say
 * @property {string | undefined} python a command that starts Python 3.11 or newer with venv
 * @property {boolean} canCompile whether a C compiler and the headers of that Python are there
 * @property {boolean} hasBrowser whether there is a Chromium or a Chrome
 * @property {boolean} hasApt
 * @property {'root' | 'sudo' | 'none'} privilege `sudo`: it asks for no password
 * @property {string} checkout absolute path of the checkout
 */

/** @typedef {'packages' | 'build' | 'python'} StampName */

/**
 * A command, without a shell. A stamp is written once it has succeeded, so that the next set-up skips it.
 * @typedef {{ kind: 'run', says: string, command: readonly string[], stamp?: StampName, unlessAdapter?: boolean }} Run
 */

/** The end, with what to do. @typedef {{ kind: 'stop', lines: readonly string[], unlessAdapter?: boolean }} Stop */

/**
 * One step; with `unlessAdapter` it is skipped where an adapter has been found by then.
 * @typedef {{ kind: 'say', line: string }
 *   | Run
 *   | { kind: 'findAdapter', isRequired: boolean, advice: string }
 *   | Stop
 *   | { kind: 'ready' }} Step
 */

/** Platforms for which the packages of Dawn and resvg have a build, and the graphics interface that Dawn uses there. */
const PLATFORMS = {
  'linux-x64': 'Vulkan',
  'linux-arm64': 'Vulkan',
  'darwin-x64': 'Metal',
  'darwin-arm64': 'Metal',
  'win32-x64': 'D3D12',
  'win32-arm64': 'D3D12',
};

/** @type {Readonly<Record<string, string>>} */
const UNTRIED = { darwin: 'macOS', win32: 'Windows' };

/** @param {string} version */
function isNodeNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 20 || (major === 20 && minor >= 19);
}

/**
 * The steps from `facts` to a working checkout, in order. A machine on which it cannot work gets the reason alone.
 * @param {Facts} facts
 * @returns {Step[]}
 */
export function planSetup(facts) {
  const platform = `${facts.platform}-${facts.arch}`;
  if (!(platform in PLATFORMS)) {
    const known = Object.keys(PLATFORMS).join(', ');
    return [
      { kind: 'stop', lines: [`there is no build of Dawn for ${platform} (there is one for ${known})`] },
    ];
  }
  if (!isNodeNewEnough(facts.nodeVersion)) {
    const line = `Node ${facts.nodeVersion} is too old: install Node 20.19 or newer (https://nodejs.org)`;
    return [{ kind: 'stop', lines: [line] }];
  }
  return [
    ...planNotice(facts),
    ...planPackages(facts),
    ...planAdapter(facts),
    ...planBuild(facts),
    ...(facts.withTests ? [...planPython(facts), ...planBrowser(facts)] : []),
    { kind: 'ready' },
  ];
}

/** @param {Facts} facts @returns {Step[]} */
function planNotice({ platform }) {
  const name = UNTRIED[platform];
  if (name === undefined) return [];
  return [
    {
      kind: 'say',
      line: `dualnu has not been tried on ${name} yet: please report what works and what does not`,
    },
  ];
}

/** @param {Facts} facts @returns {Step[]} */
function planPackages({ hasPackages }) {
  if (hasPackages) return [];
  const command = ['npm', 'ci', '--no-audit', '--no-fund', '--loglevel=error'];
  return [{ kind: 'run', says: 'installing npm packages', command, stamp: 'packages' }];
}

/** @param {Facts} facts @returns {Step[]} */
function planAdapter(facts) {
  if (facts.adapter !== 'none' && facts.adapter !== 'unknown') return [];
  if (facts.platform !== 'linux') {
    const system = `${UNTRIED[facts.platform]} comes with ${facts.platform === 'darwin' ? 'Metal' : 'D3D12'}`;
    return [{ kind: 'findAdapter', isRequired: true, advice: `${system}: install a driver for your GPU` }];
  }
  /** @type {Step[]} */
  const look = facts.adapter === 'unknown' ? [{ kind: 'findAdapter', isRequired: false, advice: '' }] : [];
  const advice = 'install a GPU driver, or Mesa 24 or newer';
  return [...look, ...planSoftwareAdapter(facts), { kind: 'findAdapter', isRequired: true, advice }];
}

/** @param {Facts} facts @returns {Step[]} */
function planBuild({ hasBuild }) {
  if (hasBuild) return [];
  return [{ kind: 'run', says: 'building', command: ['npm', 'run', '--silent', 'build'], stamp: 'build' }];
}

/** @param {Facts} facts @returns {Step[]} */
function planPython(facts) {
  if (facts.hasPythonPackages) return [];
  /** @type {Step[]} */
  const steps = [];
  const isLinux = facts.platform === 'linux';
  if (facts.python === undefined && !isLinux) {
    const line =
      'no Python 3.11 or newer with venv found: install one (https://www.python.org) and run npm test again';
    return [{ kind: 'stop', lines: [line] }];
  }
  // Elsewhere pip says what it misses for a module that it has to compile.
  if (facts.python === undefined || (isLinux && !facts.canCompile)) {
    steps.push(...planPythonPackage(facts));
    if (steps.some(({ kind }) => kind === 'stop')) return steps;
  }
  const python = (facts.python ?? 'python3').split(' ');
  const venvPython = facts.platform === 'win32' ? '.venv\\Scripts\\python.exe' : '.venv/bin/python';
  const pip = [venvPython, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
  steps.push(
    { kind: 'run', says: 'making .venv', command: [...python, '-m', 'venv', '--clear', '.venv'] },
    {
      kind: 'run',
      says: 'installing Python packages for the tests',
      command: [...pip, '--only-binary', ':all:', '-r', 'test/python/requirements.txt'],
    },
    {
      kind: 'run',
      says: 'compiling DarkNews for the tests',
      command: [...pip, '--no-deps', '--no-build-isolation', '-r', 'test/python/darkNews.txt'],
      stamp: 'python',
    },
  );
  return steps;
}

/** @param {Facts} facts @returns {Step[]} */
function planBrowser(facts) {
  if (facts.hasBrowser) return [];
  if (facts.platform === 'linux') return planChromium(facts);
  const line =
    "no Chrome found: the tests of the viewer's page are skipped; name one in CHROMIUM to run them";
  return [{ kind: 'say', line }];
}
