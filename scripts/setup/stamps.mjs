/** Stamps: files that say from what a folder was made, so that a set-up finds out whether to make it again. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** @typedef {import('./plan.mjs').StampName} StampName */

/** @type {Readonly<Record<StampName, string>>} */
const FILES = {
  packages: 'node_modules/.dualnu-stamp',
  build: 'dist/.dualnu-stamp',
  python: '.venv/.dualnu-stamp',
};

/** What each stamp says if its folder is as it should be. @type {Readonly<Record<StampName, (root: string) => string>>} */
const KEYS = {
  packages: (root) => `${hashOfFile(root, 'package-lock.json')} ${process.platform}${process.arch}`,
  build: (root) =>
    hashOf(root, [
      'src',
      'package-lock.json',
      'tsconfig.json',
      'tsconfig.build.json',
      'scripts/joinModules.mjs',
      'scripts/joinPage.mjs',
      'scripts/licences.mjs',
    ]),
  python: (root) => hashOf(root, ['test/python/requirements.txt', 'test/python/darkNews.txt']),
};

/**
 * SHA-256 of the names and contents of files and of all files below folders, in the order of their names; `/` separates
 * folders on every system.
 * @param {string} root
 * @param {readonly string[]} names
 */
export function hashOf(root, names) {
  const hash = createHash('sha256');
  for (const name of names.flatMap((each) => filesBelow(root, each)).sort()) {
    const bytes = readFileSync(join(root, name));
    hash.update(`${name}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex');
}

/** @param {string} root @param {string} name */
function hashOfFile(root, name) {
  return createHash('sha256')
    .update(readFileSync(join(root, name)))
    .digest('hex');
}

/** @param {string} root @param {string} name @returns {string[]} */
function filesBelow(root, name) {
  if (!statSync(join(root, name)).isDirectory()) return [name];
  return readdirSync(join(root, name)).flatMap((entry) => filesBelow(root, `${name}/${entry}`));
}

/** @param {string} root @param {StampName} name */
export function isStamped(root, name) {
  const file = join(root, FILES[name]);
  return existsSync(file) && readFileSync(file, 'utf8').trim() === KEYS[name](root);
}

/** @param {string} root @param {StampName} name */
export function writeStamp(root, name) {
  const file = join(root, FILES[name]);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${KEYS[name](root)}\n`);
}
