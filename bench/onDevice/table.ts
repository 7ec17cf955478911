/** `tsx bench/onDevice/table.ts FOLDER [--before FOLDER] [--small]`: the goals beside the results in a folder of bench/onDevice.sh. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { tableOfProfile } from '../profile/table.js';
import { goalsOf, type Results, tableOfGoals } from './goals.js';

const { values, positionals } = parseArgs({
  options: { before: { type: 'string' }, small: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const [folder] = positionals;
if (folder === undefined) throw new RangeError('which folder of results?');

const results: Results = {
  tests: await read(folder, 'tests'),
  bench: await read(folder, 'bench'),
  dense: await read(folder, 'dense'),
  peers: await read(folder, 'peers'),
  scans: await read(folder, 'scans'),
  scansBefore: values.before === undefined ? undefined : await read(values.before, 'scans'),
};
const { dense, scans, bench } = results;
const setting = {
  adapter:
    dense?.adapter ?? scans?.adapter ?? bench?.gpu.adapter ?? 'an adapter that nothing was measured on',
  isSoftware: (dense ?? scans)?.software ?? false,
  isReduced: values.small,
};
if (dense) console.log(`${tableOfProfile(dense)}\n`);
console.log(tableOfGoals(goalsOf(results), setting));

/** The JSON of a step; undefined where it did not run or failed. */
async function read<T>(from: string, name: string): Promise<T | undefined> {
  const text = await readFile(join(from, `${name}.json`), 'utf8').catch(() => '');
  for (const json of [text, text.trim().split('\n').at(-1) ?? '']) {
    try {
      return JSON.parse(json) as T;
    } catch {
      // Other lines may come before it, or the step failed.
    }
  }
  return undefined;
}
