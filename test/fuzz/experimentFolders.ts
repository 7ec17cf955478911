/** Experiment folders that were changed at random, as `experiment check` and scans take them. */
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { parse, stringify } from 'yaml';
import { attemptAsync, ConfigError, InputDataError } from '../../src/errors.js';
import { loadExperiment, variantNames } from '../../src/experiment/load.js';
import { DATA_DIR } from '../../src/input/inputFiles.js';
import { experimentWarnings } from '../../src/inspection/plausibility.js';
import { summarise } from '../../src/inspection/summary.js';
import type { Mistake } from '../../src/mistakes.js';
import { describeExperiment } from '../../src/reports/experimentReport.js';
import { foreseen } from './foreseen.js';
import { mutateTable } from './mutateTable.js';
import { mutateText } from './mutateText.js';
import { mutateValue } from './mutateValue.js';
import { type Dice, dice } from './random.js';

/** The first is small, the second has every feature, the third no counts. */
const NAMES = ['microboone-2025', 'miniboone-2020', 'sbnd-projection'] as const;

/** Changes one file of a folder: what is in it, or whether it is there at all. */
async function mutateFile(path: string, dice: Dice): Promise<void> {
  const text = await readFile(path, 'utf8');
  if (dice.chance(0.03)) return await rm(path);
  if (dice.chance(0.25)) return await writeFile(path, mutateText(text, dice));
  if (path.endsWith('.csv')) return await writeFile(path, mutateTable(text, dice));
  let value: unknown = parse(text);
  for (let k = 1 + dice.below(2); k > 0; k--) value = mutateValue(value, dice);
  await writeFile(path, stringify(value) ?? '');
}

/** What `experiment check` prints of a folder, and of each of its variants. */
async function check(dir: string): Promise<string> {
  const found: Mistake[] = [];
  const pages: string[] = [];
  for (const name of [dir, ...(await variantNames(dir)).map((variant) => `${dir}:${variant}`)]) {
    const experiment = await attemptAsync(found, () => loadExperiment(name));
    if (experiment === undefined) continue;
    const summary = summarise(experiment);
    pages.push(describeExperiment({ summary, warnings: experimentWarnings(experiment, summary) }));
    pages.push(JSON.stringify(summary));
  }
  if (found.length > 0) throw new InputDataError(found);
  return pages.join('\n');
}

/** Checks `count` changed folders below `folder`; returns how many were refused. Fails at the first that is not foreseen. */
export async function fuzzExperimentFolders(folder: string, count: number, seed: number): Promise<number> {
  const random = dice(seed);
  let refused = 0;
  for (let k = 0; k < count; k++) {
    const name = random.pick(NAMES);
    const dir = join(folder, name);
    await cp(join(DATA_DIR, 'experiments', name), dir, { recursive: true });
    const files = (await readdir(dir)).sort();
    const changed = [random.pick(files), ...(random.chance(0.2) ? [random.pick(files)] : [])];
    for (const file of new Set(changed)) await mutateFile(join(dir, file), random);
    const before = (await readdir(dir)).sort();
    const where = `folder ${k} of seed ${seed}: ${changed.join(' and ')} of ${name}`;
    const refusal = await foreseen(where, async () => {
      expect(await check(dir), where).not.toMatch(/\bundefined\b|\[object|\bNaN\b/);
    });
    if (refusal !== undefined) {
      refused++;
      expect(refusal instanceof InputDataError || refusal instanceof ConfigError, where).toBe(true);
    }
    expect((await readdir(dir)).sort(), where).toEqual(before);
    await rm(dir, { recursive: true });
  }
  return refused;
}
