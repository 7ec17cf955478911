/** Finds a Python that the tests and the peers of the benchmark can use; run by itself it prints the command, or exits with 78. */
import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';

const CHECK = 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))';
const HEADERS =
  'import os, sys, sysconfig; sys.exit(not os.path.exists(sysconfig.get_path("include") + "/Python.h"))';
const UNIX = ['python3', 'python3.13', 'python3.12', 'python3.11'];
const WINDOWS = ['py -3', 'python'];

/**
 * The command of a Python 3.11 or newer with venv, words separated by spaces; undefined where there is none.
 * @returns {string | undefined}
 */
export function findPython() {
  return (process.platform === 'win32' ? WINDOWS : UNIX).find((name) => agrees(name, CHECK));
}

/**
 * Whether a module for a Python can be compiled: its headers and a C compiler are there.
 * @param {string} python as `findPython` gives it
 */
export function canCompileFor(python) {
  return agrees(python, HEADERS) && spawnSync('cc', ['--version'], { stdio: 'ignore' }).status === 0;
}

/** Whether a script ends well. @param {string} python @param {string} script */
function agrees(python, script) {
  const [command = '', ...words] = python.split(' ');
  return spawnSync(command, [...words, '-c', script], { stdio: 'ignore' }).status === 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const found = findPython();
  if (found === undefined) process.exit(78);
  console.log(found);
}
