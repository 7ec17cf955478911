/** What this machine is like, as far as the set-up depends on it. */
import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findBrowser } from './findBrowser.mjs';
import { canCompileFor, findPython } from './findPython.mjs';
import { isStamped } from './stamps.mjs';

/** Absolute path of the checkout. */
export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * @param {boolean} withTests
 * @returns {import('./plan.mjs').Facts}
 */
export function readFacts(withTests) {
  const hasPackages = isStamped(ROOT, 'packages');
  const hasPythonPackages = withTests && isStamped(ROOT, 'python');
  const python = withTests && !hasPythonPackages ? findPython() : undefined;
  return {
    platform: process.platform,
    arch: process.arch,
    nodeVersion: process.versions.node,
    withTests,
    hasPackages,
    adapter: hasPackages ? findAdapter() : 'unknown',
    hasBuild: isStamped(ROOT, 'build'),
    hasPythonPackages,
    python,
    canCompile: python !== undefined && canCompileFor(python),
    hasBrowser: withTests && findBrowser() !== undefined,
    hasApt: succeeds('apt-get', ['--version']),
    privilege: process.getuid?.() === 0 ? 'root' : succeeds('sudo', ['-n', 'true']) ? 'sudo' : 'none',
    checkout: ROOT,
  };
}

/**
 * Asks Dawn for an adapter, in a process of its own: a broken driver may end it.
 * @param {'ignore' | 'inherit'} [stderr] where Dawn's reasons go
 * @returns {string} `hardware NAME`, `software NAME` or `none`
 */
export function findAdapter(stderr = 'ignore') {
  const probe = fileURLToPath(new URL('probeAdapter.mjs', import.meta.url));
  const { status, stdout } = spawnSync(process.execPath, [probe], {
    stdio: ['ignore', 'pipe', stderr],
    encoding: 'utf8',
  });
  return (status === 0 && stdout.trim()) || 'none';
}

/** @param {string} command @param {readonly string[]} words */
function succeeds(command, words) {
  return spawnSync(command, words, { stdio: 'ignore' }).status === 0;
}
