#!/usr/bin/env node
/**
 * The README's recipes, from nothing to figures and tables in grids/: the set-up, and then commands of dualnu and scripts of this folder.
 *   npm run quickstart, figure4, robustness, sensitivity, tornado, reweighting, or images, which makes docs/images and what it needs
 *   npm run images -- --without figure4      leaves out what needs the grids of Figure 4, most of the time that it takes
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RECIPES } from './recipes.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** @param {readonly string[]} words */
function run(words) {
  const { status } = spawnSync(process.execPath, words, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

/** @param {string} why */
function fail(why) {
  console.error(`recipe: ${why}`);
  process.exit(2);
}

const [name = '', option, left = '', ...more] = process.argv.slice(2);
const commands = RECIPES[name] ?? [];
if (commands.length === 0) fail(`no recipe ${name} (known: ${Object.keys(RECIPES).join(', ')})`);
if (option !== undefined && (option !== '--without' || left === '' || more.length > 0))
  fail(`unknown argument ${option} (known: --without NAME, of a scan)`);
const isLeft = (/** @type {readonly string[]} */ words) =>
  left === '' || !words.some((word) => word.includes(left));
const kept = commands.filter(isLeft);
if (left !== '') {
  if (kept.length === commands.length) fail(`--without ${left}: nothing in ${name} needs it`);
  console.log(`recipe: without ${left}, ${commands.length - kept.length} of ${commands.length} steps`);
}
run(['scripts/setup.mjs']);
mkdirSync(`${root}/grids`, { recursive: true });
for (const words of kept) {
  const [first = '', path = ''] = words;
  if (first === 'remove') rmSync(`${root}/${path}`, { recursive: true, force: true });
  else if (first.endsWith('.ts')) run(['--import', 'tsx', ...words]);
  else run(first.endsWith('.mjs') ? words : ['dist/cli/main.js', ...words]);
}
