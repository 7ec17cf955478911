/** Finds a Python that the tests and the peers of the benchmark can use; run by itself it prints the command, or exits with 78. */
import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';

const CHECK = 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))';
const UNIX = ['python3', 'python3.13', 'python3.12', 'python3.11'];
const WINDOWS = ['py -3', 'python'];

/**
 * The command of a Python 3.11 or newer with venv, words separated by spaces; undefined where there is none.
 * @returns {string | undefined}
 */
export function findPython() {
  return (process.platform === 'win32' ? WINDOWS : UNIX).find((name) => {
    const [command = '', ...words] = name.split(' ');
    return spawnSync(command, [...words, '-c', CHECK], { stdio: 'ignore' }).status === 0;
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const found = findPython();
  if (found === undefined) process.exit(78);
  console.log(found);
}
