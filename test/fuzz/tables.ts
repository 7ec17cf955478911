/** Files of events in every format, bytes of which were changed: all columns are read, or an import makes a sample of them, or the file is refused in words. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { importSample } from '../../src/samples/importing/importSample.js';
import type { ComponentRequest } from '../../src/samples/importing/request.js';
import { openTable } from '../../src/samples/reading/openTable.js';
import { foreseen } from './foreseen.js';
import { type Dice, dice } from './random.js';

const DATA = fileURLToPath(new URL('../samples/data', import.meta.url));

/** A file of each format, and the tree of the ROOT file. */
const FILES: readonly (readonly [file: string, tree?: string])[] = [
  ['zstd.parquet'],
  ['gzip.parquet'],
  ['3plus2/m5_0.2_m4_0.1_mzprime_1.25_dirac/pandas_df.parquet'],
  ['stored.npz'],
  ['deflated.npz'],
  ['records.npy'],
  ['two.root', 'events'],
  ['two.root'],
  ['3plus2/m5_0.2_m4_0.1_mzprime_1.25_dirac/zstd.root'],
  ['3plus2/m5_0.2_m4_0.1_mzprime_1.25_dirac/ndarray.npy'],
  ['3plus2/m5_0.2_m4_0.1_mzprime_1.25_dirac/pandas.csv'],
  ['3plus2/m5_0.2_m4_0.1_mzprime_1.25_dirac/HEPevt_legacy.dat'],
];

/** Events of DarkNews go through the checks, too. */
function requestFor(path: string): ComponentRequest {
  const parameters = { m5_gev: 0.2, m4_gev: 0.1, mZprime_gev: 1.25, Umu5_sq: 1e-8 };
  const tell = (key: string, what: string) => ({ file: `--${key}`, what });
  return { files: [path], model: {}, parameters, pot: 1e20, columns: {}, observables: {}, tell };
}

/** How many files were read and how many refused, of `count` of each format. */
export async function fuzzTables(folder: string, count: number, seed: number) {
  const outcome = { read: 0, refused: 0 };
  for (const [file, tree] of FILES) {
    const bytes = await readFile(join(DATA, file));
    for (let i = 0; i < count; i++) {
      const chosen = dice(seed * 100_003 + i);
      let changed: Buffer = bytes;
      for (let n = 0; n <= chosen.below(3); n++) changed = mutateBytes(changed, chosen);
      const path = join(folder, file.split('/').at(-1) ?? file);
      await writeFile(path, changed);
      const error = await foreseen(`${file} ${tree ?? ''} seed ${seed} number ${i}`, async () => {
        const table = await openTable(path, tree);
        if (file.startsWith('3plus2/')) await importSample({ name: 'fuzz', components: [requestFor(path)] });
        else
          await table.read(
            table.columns.map((name) => ({ name, as: chosen.chance(0.5) ? 'either' : 'numbers' })),
          );
      });
      if (error !== undefined && error.tag !== 'InputDataError')
        throw new Error(`${file} ${i}: ${error.tag}`);
      if (error === undefined) outcome.read += 1;
      else outcome.refused += 1;
    }
  }
  return outcome;
}

/** Bytes changed once, as disks, copies and programs do. */
function mutateBytes(bytes: Buffer, dice: Dice): Buffer {
  // What says how a file is to be read stands at its ends; the numbers are between them.
  const nearEnd = () => bytes.length - 1 - dice.below(Math.min(bytes.length, 800));
  const at = dice.pick([
    () => dice.below(bytes.length),
    nearEnd,
    () => dice.below(Math.min(bytes.length, 300)),
  ])();
  const length = 1 + dice.below(dice.pick([1, 4, 64, 1000]));
  const ways: readonly (() => Buffer)[] = [
    () => Buffer.from(bytes.map((byte, i) => (i === at ? byte ^ (1 << dice.below(8)) : byte))),
    () => Buffer.from(bytes.map((byte, i) => (i >= at && i < at + length ? dice.below(256) : byte))),
    () => Buffer.from(bytes.map((byte, i) => (i >= at && i < at + 4 ? dice.pick([0, 255]) : byte))),
    () => bytes.subarray(0, at),
    () => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]),
    () => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at, at + length), bytes.subarray(at)]),
  ];
  return dice.pick(ways)();
}
