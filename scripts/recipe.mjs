#!/usr/bin/env node
/**
 * The README's recipes, from nothing to figures and tables in grids/: the set-up, and then commands of dualnu.
 *   npm run quickstart, figure4, robustness, sensitivity, tornado, or images, which draws docs/images from the grids of the others
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RECIPES } from './recipes.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** @param {readonly string[]} words */
function run(words) {
  const { status } = spawnSync(process.execPath, words, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

const [name = ''] = process.argv.slice(2);
const commands = RECIPES[name];
if (commands === undefined) {
  console.error(`recipe: no recipe ${name} (known: ${Object.keys(RECIPES).join(', ')})`);
  process.exit(2);
}
run(['scripts/setup.mjs']);
mkdirSync(`${root}/grids`, { recursive: true });
for (const words of commands) run(['dist/cli/main.js', ...words]);
