/** Scratch copies of an experiment's folder, to be spoilt by a test. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { DATA_DIR } from '../../src/input/inputFiles.js';

/** Copies microboone-2025 to a folder of its own, which goes away after the test. */
export async function copyExperiment(): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'dualnu-experiment-'));
  onTestFinished(() => rm(parent, { recursive: true }));
  const dir = join(parent, 'microboone-2025');
  await cp(join(DATA_DIR, 'experiments', 'microboone-2025'), dir, { recursive: true });
  return dir;
}

/** Replaces a text, which must be there, in a file of the copy. */
export async function edit(dir: string, file: string, from: string | RegExp, to: string): Promise<void> {
  const path = join(dir, file);
  const before = await readFile(path, 'utf8');
  const after = before.replace(from, to);
  if (after === before) throw new Error(`${file} does not hold ${from}`);
  await writeFile(path, after);
}
