import { appendFile, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type ColumnWish, type EventColumn, isWords } from '../../../src/samples/reading/eventTable.js';
import { openTable } from '../../../src/samples/reading/openTable.js';

/** Files that NumPy, pyarrow, uproot and DarkNews wrote: test/samples/data/makeFixtures.py. */
const DATA = fileURLToPath(new URL('../data', import.meta.url));
const DARKNEWS = join(DATA, '3plus2/m5_0.2_m4_0.1_mzprime_1.25_dirac');

const COUNT = 7;
const upTo = (valueAt: (i: number) => number) => Array.from({ length: COUNT }, (_, i) => valueAt(i));

/** What the script writes, by column. */
const X = upTo((i) => 0.1 + i / 8);
const SINGLE = upTo((i) => 1.5 * i);
const WHOLE = upTo((i) => 10 * i - 20);
const WORDS = ['Ar40', 'proton', 'Ar40', 'é', '', 'Ar40', 'C12'];

/** A column as plain values. */
function valuesOf(column: EventColumn | undefined): (number | string)[] {
  if (column === undefined) return [];
  return isWords(column)
    ? [...column.codes].map((code) => column.categories[code] ?? '?')
    : [...column.values];
}

async function read(path: string, names: readonly (string | ColumnWish)[], tree?: string) {
  const table = await openTable(path, tree);
  const wishes = names.map((name) => (typeof name === 'string' ? { name, as: 'either' as const } : name));
  const columns = await table.read(wishes);
  return Object.fromEntries([...columns].map(([name, column]) => [name, valuesOf(column)]));
}

/** A copy of a file that may be damaged. */
async function copied(file: string, change: (bytes: Buffer) => Buffer): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'dualnu-tables-')), file.split('/').at(-1) ?? 'file');
  await writeFile(path, change(await readFile(join(DATA, file))));
  return path;
}

async function written(name: string, content: string): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'dualnu-tables-')), name);
  await writeFile(path, content);
  return path;
}

const refused = (what: RegExp) => ({ tag: 'InputDataError', message: expect.stringMatching(what) });

describe('NumPy', () => {
  it.each(['stored.npz', 'deflated.npz'])(
    '%s: numbers of any width and byte order, vectors and words',
    async (file) => {
      const names = [
        'x',
        'single',
        'whole',
        'big',
        'half',
        'vector[0]',
        'vector[2]',
        'fortran[0]',
        'fortran[2]',
        'words',
        'bytes',
        'yes',
      ];
      expect(await read(join(DATA, file), names)).toEqual({
        x: X,
        big: X,
        // NumPy's float16 of the same.
        half: upTo(
          (i) =>
            [
              0.0999755859375, 0.2249755859375, 0.35009765625, 0.47509765625, 0.60009765625, 0.72509765625,
              0.85009765625,
            ][i] ?? 0,
        ),
        single: SINGLE,
        whole: WHOLE,
        'vector[0]': upTo((i) => i),
        'vector[2]': upTo((i) => 100 * i),
        'fortran[0]': upTo((i) => i),
        'fortran[2]': upTo((i) => 100 * i),
        words: WORDS,
        bytes: ['one', 'three', 'one', 'three', 'one', 'three', 'one'],
        yes: upTo((i) => 1 - (i % 2)),
      });
    },
  );

  it('records of one array', async () => {
    expect(await read(join(DATA, 'records.npy'), ['x', 'k', 'w'])).toEqual({
      x: upTo((i) => 0.5 * i),
      k: upTo((i) => i),
      w: upTo((i) => i).map((i) => `w${i}`),
    });
  });

  it('Python objects are not read, and the rest is', async () => {
    const table = await openTable(join(DATA, 'objects.npz'));
    expect(table.columns).toEqual(['x']);
    expect(table.unread.get('anything')).toMatch(/Python objects; save numbers or texts/);
  });

  it('an archive that is cut off or changed is refused', async () => {
    for (const end of [0.2, 0.5, 0.95]) {
      const path = await copied('stored.npz', (bytes) => bytes.subarray(0, Math.floor(end * bytes.length)));
      await expect(openTable(path)).rejects.toMatchObject(
        refused(/cannot be read as NPZ: it is damaged or cut off \(its directory/),
      );
    }
    // The first array's numbers begin after a header of 128 bytes.
    const path = await copied('stored.npz', (bytes) =>
      bytes.fill(bytes[200] ?? 0 ^ 1, 200, 201).fill(99, 200, 201),
    );
    await expect(openTable(path)).rejects.toMatchObject(refused(/x\.npy does not have its checksum/));
  });
});

describe('Parquet', () => {
  it.each(['zstd.parquet', 'gzip.parquet'])('%s: numbers, words, and holes as NaN', async (file) => {
    const columns = await read(join(DATA, file), ['x', 'single', 'whole', 'words', 'holes']);
    expect(columns).toEqual({
      x: X,
      single: SINGLE,
      whole: WHOLE,
      words: WORDS,
      holes: [1, Number.NaN, 3, 4, 5, 6, 7],
    });
  });

  it('lists of one length are columns of their elements', async () => {
    const columns = await read(join(DATA, 'zstd.parquet'), ['vector[0]', 'vector[1]']);
    expect(columns).toEqual({ 'vector[0]': upTo((i) => i), 'vector[1]': upTo((i) => 10 * i) });
  });

  it('a file that is cut off says so', async () => {
    const path = await copied('zstd.parquet', (bytes) => bytes.subarray(0, bytes.length - 100));
    await expect(openTable(path)).rejects.toMatchObject(
      refused(/zstd.parquet: is cut off: a Parquet file ends with PAR1/),
    );
  });

  it('words where numbers are needed are refused with their row', async () => {
    const wish = { name: 'words', as: 'numbers' } as const;
    await expect(read(join(DATA, 'gzip.parquet'), [wish])).rejects.toMatchObject(
      refused(/row 1, words: "Ar40" is not a number/),
    );
  });
});

describe('ROOT', () => {
  const file = join(DATA, 'two.root');

  it('the branches of a tree, arrays and vectors by their elements', async () => {
    expect(await read(file, ['x', 'single', 'whole', 'yes', 'p[0]', 'p[3]', 'v[1]', 'nv'], 'events')).toEqual(
      {
        x: X,
        single: SINGLE,
        whole: WHOLE,
        yes: upTo((i) => 1 - (i % 2)),
        'p[0]': upTo((i) => i),
        'p[3]': upTo((i) => 1000 * i),
        'v[1]': upTo((i) => 10 * i),
        nv: upTo(() => 3),
      },
    );
  });

  it('a tree in a folder of the file', async () => {
    expect(await read(file, ['x'], 'folder/other')).toEqual({ x: X });
  });

  it('several at a time, and what is printed afterwards is seen', async () => {
    const { log } = console;
    await Promise.all([
      read(file, ['x'], 'events'),
      read(file, ['x'], 'folder/other'),
      read(file, ['v[0]'], 'events'),
    ]);
    expect(console.log).toBe(log);
  });

  it('trees are listed where none is chosen, and where the name is none', async () => {
    await expect(openTable(file)).rejects.toMatchObject(
      refused(/has 2 trees: events, folder\/other; choose one by --tree NAME/),
    );
    await expect(openTable(file, 'event')).rejects.toMatchObject(
      refused(/has no tree event; did you mean events\?/),
    );
  });

  it('a vector of changing length is refused with its row', async () => {
    expect(await read(file, ['ragged[0]'], 'events')).toEqual({ 'ragged[0]': upTo(() => 0.5) });
    const error = refused(
      /two.root: row 5, ragged\[1\]: an array of 1, where the first entry has more than 1/,
    );
    await expect(read(file, ['ragged[1]'], 'events')).rejects.toMatchObject(error);
  });

  it('an RNTuple and a file that is cut off are refused, and nothing is printed', async () => {
    await expect(openTable(join(DATA, 'rntuple.root'))).rejects.toMatchObject(
      refused(/ntuple is an RNTuple; write it as a TTree/),
    );
    for (const end of [0.1, 0.5, 0.9]) {
      const path = await copied('two.root', (bytes) => bytes.subarray(0, Math.floor(end * bytes.length)));
      await expect(read(path, ['x'], 'events')).rejects.toMatchObject(
        refused(/two.root: (is cut off|cannot be read as ROOT)/),
      );
    }
  });
});

describe('CSV', () => {
  it('numbers and words, comments, other separators', async () => {
    const path = await written(
      'a.csv',
      '# made\ne_nu;topology;w\n1.5;1 shower;2e-3\n\n2.5;"track; long";nan\n',
    );
    expect(await read(path, ['e_nu', 'topology', 'w'])).toEqual({
      e_nu: [1.5, 2.5],
      topology: ['1 shower', 'track; long'],
      w: [2e-3, Number.NaN],
    });
  });

  it('places are lines', async () => {
    const path = await written('a.csv', '# made\ne_nu,w\n1,2\n\n3,4\n');
    expect((await openTable(path)).placeOf(1)).toEqual({ line: 5 });
  });

  it.each([
    [
      'a cell that is no number',
      'e_nu,w\n1,2\n1.5x,3\n',
      /a.csv:3: e_nu: "1.5x" is not a finite number; correct the cell/,
    ],
    ['a row that is too short', 'e_nu,w\n1,2\n1\n', /a.csv:3: 1 cell where 2 are expected; complete the row/],
    ['no header', '1,2\n3,4\n', /a.csv:1: has no header/],
    ['an empty file', '', /a.csv: is empty/],
    ['a name that two columns have', 'e_nu,w,w\n1,2,3\n', /a.csv: two columns are named w; rename one/],
  ])('%s is refused with its line', async (_, content, expected) => {
    const path = await written('a.csv', content);
    const wish = (name: string) => ({ name, as: 'numbers' }) as const;
    await expect(read(path, [wish('e_nu'), wish('w')])).rejects.toMatchObject(refused(expected));
  });
});

describe('DarkNews', () => {
  it('its Parquet, the CSV of its dataframe, its array and its HEPevt hold the same', async () => {
    const names = [
      'P_projectile.0',
      'P_decay_N_parent.0',
      'P_decay_ell_minus.3',
      'P_decay_ell_plus.1',
      'pos_scatt.3',
      'pos_decay.1',
    ];
    const parquet = await read(join(DARKNEWS, 'pandas_df.parquet'), [...names, 'w_event_rate', 'target']);
    expect(parquet['P_projectile.0']).toHaveLength(10);
    expect(await read(join(DARKNEWS, 'pandas.csv'), [...names, 'w_event_rate', 'target'])).toEqual(parquet);
    const hepevt = await read(join(DARKNEWS, 'HEPevt_legacy.dat'), [
      ...names,
      'w_event_rate',
      'target_pdgid',
    ]);
    for (const name of [...names, 'w_event_rate']) {
      for (const [i, value] of (hepevt[name] ?? []).entries()) {
        const exact = Number(parquet[name]?.[i]);
        expect(Math.abs(Number(value) - exact)).toBeLessThanOrEqual(0.51e-8 * Math.abs(exact));
      }
    }
    const array = await read(join(DARKNEWS, 'ndarray.npy'), ['[0]', '[12]', '[19]']);
    expect(array['[0]']).toEqual(parquet['P_projectile.0']);
    expect(array['[12]']).toEqual(parquet['P_decay_N_parent.0']);
    expect(array['[19]']).toEqual(parquet['P_decay_ell_minus.3']);
  });

  it('an HEPevt file that is cut off is refused with its line', async () => {
    const path = await copied('3plus2/m5_0.2_m4_0.1_mzprime_1.25_dirac/HEPevt_legacy.dat', (bytes) =>
      bytes.subarray(0, 5000),
    );
    await expect(openTable(path)).rejects.toMatchObject(refused(/HEPevt_legacy.dat:\d+: /));
  });
});

describe('other files', () => {
  it.each([
    ['events.pckl', '\x80\x04\x95', /is a pickle, which only Python can read; write it as Parquet/],
    ['events.h5', '\x89HDF\r\n', /is an HDF5 file/],
    ['events.csv.gz', '\x1f\x8b\x08', /is compressed by gzip/],
    ['events.hepmc3', 'HepMC::Version 3.02', /is a HepMC file/],
  ])('%s is refused with what to do', async (name, start, expected) => {
    const path = await written(name, '');
    await appendFile(path, Buffer.from(start, 'latin1'));
    await expect(openTable(path)).rejects.toMatchObject(refused(expected));
  });

  it('no file, a folder', async () => {
    await expect(openTable(join(DATA, 'absent.parquet'))).rejects.toMatchObject(refused(/no such file/));
    await expect(openTable(DATA)).rejects.toMatchObject(refused(/is a folder/));
  });

  it('all fixtures are small', async () => {
    const files = await readdir(DATA, { recursive: true, withFileTypes: true });
    for (const entry of files.filter((each) => each.isFile())) {
      expect((await readFile(join(entry.parentPath, entry.name))).length).toBeLessThan(30_000);
    }
  });
});
