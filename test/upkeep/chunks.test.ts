/** Whole chunks and files that are cut short, lengthened, gone, exchanged or zeroed: reported, never read, computed anew to the same bytes. */
import { execFile } from 'node:child_process';
import { copyFile, cp, mkdir, readFile, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadScan } from '../../src/config/load.js';
import { parseTileDigests, tileDigestsText } from '../../src/digests/tileDigests.js';
import { ConfigError, StoppedError, StoreError } from '../../src/errors.js';
import { readVariable } from '../../src/grid/reading.js';
import { openGrid } from '../../src/grid/store.js';
import { setComplete } from '../../src/grid/writing/complete.js';
import { readRunLog } from '../../src/grid/writing/runLog.js';
import { canonicalJson } from '../../src/json.js';
import { sha256 } from '../../src/platform/sha256.js';
import { summarizeGrid } from '../../src/results/summary.js';
import { runScan } from '../../src/scan/run.js';
import { repairGrid } from '../../src/upkeep/repair.js';
import { verifyGrid } from '../../src/upkeep/verify.js';
import { filesOf, type WrittenGrid, writeGrid } from './damaged.js';

let grid: WrittenGrid;
beforeAll(async () => {
  grid = await writeGrid('two tiles');
});
let log: Buffer;
beforeEach(async () => {
  await grid.restore();
  log ??= await readFile(`${grid.dir}.log.json`);
  await writeFile(`${grid.dir}.log.json`, log);
});

const pathOf = (path: string) => join(grid.dir, ...path.split('/'));
const FIRST = 'chi2/c/0/0/0';
const SECOND = 'chi2/c/1/0/0';

/** Exchanges two files. */
async function exchange(a: string, b: string): Promise<void> {
  await rename(pathOf(a), `${pathOf(a)}.kept`);
  await rename(pathOf(b), pathOf(a));
  await rename(`${pathOf(a)}.kept`, pathOf(b));
}

/** What is damaged by each: paths, in the order of verify's report. */
const WAYS: readonly (readonly [what: string, damage: () => Promise<void>, paths: readonly string[]])[] = [
  ['a chunk cut short', () => truncate(pathOf(FIRST), 100), [FIRST]],
  ['an empty chunk', () => truncate(pathOf(FIRST), 0), [FIRST]],
  ['a longer chunk', () => truncate(pathOf(SECOND), 5000), [SECOND]],
  ['a chunk that is gone', () => rm(pathOf(SECOND)), [SECOND]],
  [
    'a variable whose chunks are gone',
    () => rm(pathOf('flags/c'), { recursive: true }),
    ['flags/c/0/0', 'flags/c/1/0'],
  ],
  ['exchanged chunks', () => exchange(FIRST, SECOND), [FIRST, SECOND]],
  [
    'a zeroed chunk',
    async () => writeFile(pathOf(FIRST), new Uint8Array((await readFile(pathOf(FIRST))).length)),
    [FIRST],
  ],
  ['a chunk of another tile', () => copyFile(pathOf(FIRST), pathOf(SECOND)), [SECOND]],
  [
    'exchanged files of digests',
    () => exchange('chi2/digests/0.0.0.json', 'chi2/digests/1.0.0.json'),
    ['chi2/digests/0.0.0.json', 'chi2/digests/1.0.0.json'],
  ],
  ['digests that are gone', () => rm(pathOf('chi2/digests/1.0.0.json')), ['chi2/digests/1.0.0.json']],
];

it.each(WAYS)('%s', async (_, damage, paths) => {
  await damage();
  const found = await verifyGrid(grid.dir);
  expect(found.verdict).toBe('damaged');
  expect(found.damage.map(({ path }) => path)).toEqual(paths);
  const opened = await openGrid(grid.dir);
  const readAll = async () => {
    for (const { name } of opened.variables) await readVariable(opened, name);
  };
  await expect(readAll()).rejects.toThrow(StoreError);
  await expect(summarizeGrid(opened)).rejects.toThrow(/dualnu repair|is damaged/);
  // The scan file from the run log.
  const { tiles, changed } = await repairGrid(grid.dir, { allowSoftware: false });
  expect({ tiles, changed }).toEqual({ tiles: paths.length, changed: [] });
  expect(await filesOf(grid.dir)).toEqual(grid.files);
});

it.each([
  ['a link to a device that never ends', () => symlink('/dev/zero', pathOf(SECOND))],
  ['a folder', () => mkdir(pathOf(SECOND))],
])('%s in the place of a chunk is seen, and not read', async (_, place) => {
  await rm(pathOf(SECOND));
  await place();
  expect((await verifyGrid(grid.dir)).damage).toEqual([{ kind: 'chunk', path: SECOND, what: 'is no file' }]);
});

describe('no file in the place of one that is not a chunk is seen, never opened, and replaced', () => {
  const KINDS = [
    ['a pipe', (path: string) => promisify(execFile)('mkfifo', [path])],
    ['a link to a device that never ends', (path: string) => symlink('/dev/zero', path)],
    ['a link to a folder', (path: string) => symlink('.', path)],
    ['a link to itself', (path: string) => symlink(path, path)],
    ['a link to nothing', (path: string) => symlink('nothing', path)],
  ] as const;
  const PATHS = [
    'zarr.json',
    'chi2/zarr.json',
    'm5_gev/c/0',
    'chi2/digests/metadata.json',
    'chi2/digests/1.0.0.json',
  ];

  it.each(KINDS)('%s', async (kind, place) => {
    for (const path of kind === 'a pipe' ? PATHS : PATHS.slice(1, 3)) {
      await rm(pathOf(path));
      await place(pathOf(path));
      const { verdict, damage } = await verifyGrid(grid.dir);
      expect({ verdict, paths: damage.map((one) => one.path) }).toEqual({
        verdict: 'damaged',
        paths: [path],
      });
      await expect(openGrid(grid.dir).then((opened) => readVariable(opened, 'chi2'))).rejects.toThrow(
        StoreError,
      );
      await repairGrid(grid.dir, { allowSoftware: false });
      expect(await filesOf(grid.dir)).toEqual(grid.files);
    }
  });

  it('a pipe, also where a chunk is damaged beside it', async () => {
    await rm(pathOf('chi2/zarr.json'));
    await promisify(execFile)('mkfifo', [pathOf('chi2/zarr.json')]);
    await truncate(pathOf(FIRST), 100);
    expect(await repairGrid(grid.dir, { allowSoftware: false })).toMatchObject({
      mended: ['chi2/zarr.json'],
      tiles: 1,
    });
    expect(await filesOf(grid.dir)).toEqual(grid.files);
  });

  it('but a folder is left to its owner', async () => {
    await rm(pathOf('chi2/zarr.json'));
    await mkdir(pathOf('chi2/zarr.json'));
    await expect(repairGrid(grid.dir, { allowSoftware: false })).rejects.toThrow(/a folder, not a file/);
  });
});

it.each([
  [961 * 4, '961 numbers where'],
  [7, '7 bytes where'],
])('a chunk of %i bytes is told by them', async (length, words) => {
  await truncate(pathOf(FIRST), length);
  await expect(readVariable(await openGrid(grid.dir), 'chi2')).rejects.toThrow(words);
});

it('parts of two grids are not made one of them', async () => {
  const other = await writeGrid('joint');
  const [digests, foreign] = [pathOf('chi2/digests'), join(other.dir, 'chi2', 'digests')];
  await rm(digests, { recursive: true });
  await cp(foreign, digests, { recursive: true });
  const before = await filesOf(grid.dir);
  const attempt = (scanFile?: string) =>
    repairGrid(grid.dir, { allowSoftware: false, ...(scanFile === undefined ? {} : { scanFile }) });
  await expect(attempt()).rejects.toThrow(/parts of two grids; give the scan file of the latter/);
  await expect(attempt(grid.scanFile)).rejects.toThrow(/is not the scan of/);
  expect(await filesOf(grid.dir)).toEqual(before);
});

it('a repair that is stopped keeps whole tiles, and says how to go on', async () => {
  for (const path of [FIRST, SECOND]) await truncate(pathOf(path), 100);
  const signal = AbortSignal.abort('SIGTERM');
  const stopped = repairGrid(grid.dir, { allowSoftware: false, signal });
  await expect(stopped).rejects.toThrow(StoppedError);
  await expect(stopped).rejects.toThrow(/removed: run the scan again with the same --out to go on$/);
  await expect(stopped).rejects.toMatchObject({ exitCode: 143 });
  expect(await verifyGrid(grid.dir)).toMatchObject({ verdict: 'incomplete', tiles: { done: 0, total: 2 } });
  const scan = await loadScan(grid.scanFile);
  await runScan(scan, { out: grid.dir, engine: 'reference', overwrite: false, allowSoftware: false });
  expect(await filesOf(grid.dir)).toEqual(grid.files);
});

it('a tile without its digests is unfinished in a grid that does not say that it is complete', async () => {
  await rm(pathOf('chi2/digests/1.0.0.json'));
  await setComplete(grid.dir, false);
  const found = await verifyGrid(grid.dir);
  expect(found).toMatchObject({ verdict: 'incomplete', tiles: { done: 1, total: 2 }, damage: [] });
  expect(await repairGrid(grid.dir, { allowSoftware: false })).toMatchObject({ tiles: 0, absent: 1 });
  await expect(readVariable(await openGrid(grid.dir), 'chi2')).rejects.toThrow(/the scan has not finished/);
});

it('of all tiles: every one of a complete grid is computed anew', async () => {
  for (const tile of [0, 1]) await rm(pathOf(`chi2/digests/${tile}.0.0.json`));
  expect(await repairGrid(grid.dir, { allowSoftware: false })).toMatchObject({ tiles: 2, absent: 0 });
  expect(await filesOf(grid.dir)).toEqual(grid.files);
});

describe('a scan computes a lost tile anew, too, and says so', () => {
  const DIGESTS = 'chi2/digests/1.0.0.json';
  const again = async ({ onlyOne = false } = {}) => {
    const notices: string[] = [];
    const stop = new AbortController();
    const run = runScan(await loadScan(grid.scanFile), {
      out: grid.dir,
      engine: 'reference',
      overwrite: false,
      allowSoftware: false,
      onNotice: (text) => notices.push(text),
      signal: stop.signal,
      depth: { computing: 1, writing: 1 },
      onProgress: (points) => {
        if (onlyOne && points > 0) stop.abort('the test');
      },
    });
    await run.catch((error: unknown) => {
      if (!(error instanceof StoppedError)) throw error;
    });
    return { notices, entry: (await readRunLog(grid.dir)).at(-1) };
  };
  const LOST = 'that was written is damaged or gone, and computed anew';

  it.each([
    ['its digests', () => rm(pathOf(DIGESTS)), 1],
    ['a chunk', () => rm(pathOf(SECOND)), 1],
    ['a part of a chunk', () => truncate(pathOf(SECOND), 100), 1],
    [
      'the digests of both',
      () => Promise.all([rm(pathOf(DIGESTS)), rm(pathOf('chi2/digests/0.0.0.json'))]),
      2,
    ],
  ])('%s', async (_, lose, tiles) => {
    await lose();
    const { notices, entry } = await again();
    expect(notices).toEqual([
      tiles === 1
        ? `${grid.dir}: 1 tile ${LOST}`
        : `${grid.dir}: 2 tiles that were written are damaged or gone, and computed anew`,
    ]);
    expect(entry).toMatchObject({ tiles_lost: tiles, tiles_done: 2 });
    expect(await filesOf(grid.dir)).toEqual(grid.files);
    const after = await again();
    expect(after.notices).toEqual([]);
    expect(after.entry).not.toHaveProperty('tiles_lost');
  });

  it('by what the grid itself knows, without a run log', async () => {
    await rm(`${grid.dir}.log.json`);
    await rm(pathOf(DIGESTS));
    expect((await again()).notices).toEqual([`${grid.dir}: 1 tile ${LOST}`]);
  });

  it('of a grid that is unfinished by what it says, from the run log', async () => {
    await setComplete(grid.dir, false);
    await rm(pathOf(DIGESTS));
    const { notices, entry } = await again();
    expect(notices).toEqual([`${grid.dir}: 1 tile ${LOST}`]);
    expect(entry).toMatchObject({ tiles_lost: 1 });
  });

  it('and is silent about one that no scan had come to', async () => {
    await rm(grid.dir, { recursive: true });
    // Both tiles are in the log of the grid that was removed.
    const begun = await again({ onlyOne: true });
    expect(begun.notices).toEqual([]);
    expect(begun.entry).toMatchObject({ tiles_done: 1 });
    const { notices, entry } = await again();
    expect(notices).toEqual([]);
    expect(entry).toMatchObject({ tiles_done: 2 });
    expect(entry).not.toHaveProperty('tiles_lost');
  });
});

it('a folder in the place of a chunk is left to its owner, and the rest of the tile, too', async () => {
  await rm(pathOf('chi2/c/0/0/0'));
  await mkdir(pathOf('chi2/c/0/0/0'));
  const before = await filesOf(grid.dir);
  await expect(repairGrid(grid.dir, { allowSoftware: false })).rejects.toThrow(
    /chi2\/c\/0\/0\/0 is no file; move it elsewhere and repair again/,
  );
  expect(await filesOf(grid.dir)).toEqual(before);
  await rm(pathOf('chi2/c/0/0/0'), { recursive: true });
  await repairGrid(grid.dir, { allowSoftware: false });
  expect(await filesOf(grid.dir)).toEqual(grid.files);
});

describe('the attribute `complete`', () => {
  /** One bit makes a 0 of the 1, and the other document of the second copy of this. */
  const flip = async () => {
    const text = await readFile(pathOf('zarr.json'), 'utf8');
    const flipped = text.replace('"complete": 1', '"complete": 0');
    expect(flipped).not.toBe(text);
    await writeFile(pathOf('zarr.json'), flipped);
  };
  const WRONG = {
    kind: 'metadata',
    path: 'zarr.json',
    what: 'says that tiles are missing, and all are there',
  };

  it.each([
    ['', [], [WRONG]],
    [', without the second copy', ['chi2/digests/metadata.json'], [{ kind: 'second copy' }, WRONG]],
  ] as const)('that was changed is reported, and mended%s', async (_, gone, damage) => {
    await flip();
    for (const path of gone) await rm(pathOf(path));
    expect(await verifyGrid(grid.dir)).toMatchObject({ verdict: 'damaged', damage });
    await repairGrid(grid.dir, { allowSoftware: false });
    expect(await filesOf(grid.dir)).toEqual(grid.files);
  });

  it('whose name was changed still tells that a tile without digests was lost', async () => {
    const text = await readFile(pathOf('zarr.json'), 'utf8');
    await writeFile(pathOf('zarr.json'), text.replace('"complete": 1', '"bomplete": 1'));
    await rm(pathOf('chi2/digests/1.0.0.json'));
    expect((await verifyGrid(grid.dir)).damage.map(({ path }) => path)).toEqual([
      'zarr.json',
      'chi2/digests/1.0.0.json',
    ]);
    await repairGrid(grid.dir, { allowSoftware: false });
    expect(await filesOf(grid.dir)).toEqual(grid.files);
  });

  it('of an unfinished grid that was changed makes damage of what is missing', async () => {
    await flip();
    await rm(pathOf('chi2/digests/1.0.0.json'));
    expect((await verifyGrid(grid.dir)).verdict).toBe('incomplete');
    const path = pathOf('zarr.json');
    await writeFile(path, (await readFile(path, 'utf8')).replace('"complete": 0', '"complete": 1'));
    expect((await verifyGrid(grid.dir)).verdict).toBe('damaged');
  });
});

describe('a run log that something else wrote', () => {
  const write = (text: string) => writeFile(`${grid.dir}.log.json`, text);

  it.each(['[null]', '[1, "x", []]', '{"scan_file": "x"}', '[{"scan_file": 1}]', '', '\0'])(
    '%j names no scan file',
    async (text) => {
      await write(text);
      await expect(verifyGrid(grid.dir, { oracle: 1 })).rejects.toThrow(/its run log names no scan file/);
    },
  );

  it('names the scan of the grid also behind a run that was to replace it and was killed', async () => {
    const runs = await readRunLog(grid.dir);
    const other = { ...runs.at(-1), identity: 'another', scan_file: 'none.yaml', set: ['seed=2'] };
    const { scan_file_beside: _, ...killed } = other as typeof other & { scan_file_beside?: unknown };
    await write(JSON.stringify([...runs, killed]));
    for (const more of [{}, { scanFile: grid.scanFile }])
      expect(await verifyGrid(grid.dir, { oracle: 1, ...more })).toMatchObject({ verdict: 'whole' });
    // Where no run knows the grid, the last one is believed.
    await write(JSON.stringify([{ ...runs.at(-1), identity: 'of an earlier version' }]));
    expect(await verifyGrid(grid.dir, { oracle: 1 })).toMatchObject({ verdict: 'whole' });
  });

  it('is kept as far as it has entries', async () => {
    await write('[null, { "note": 1 }, 3]');
    expect(await readRunLog(grid.dir)).toEqual([{ note: 1 }]);
  });
});

describe('metadata', () => {
  const COPY = 'chi2/digests/metadata.json';
  const spoil = async (path: string) => {
    const text = await readFile(pathOf(path), 'utf8');
    await writeFile(pathOf(path), text.replace('chi2 of the prediction', 'chi3 of the prediction'));
  };

  it.each([
    ['gone, all of them', ['zarr.json', 'chi2/zarr.json', 'm5_gev/zarr.json', 'm5_gev/c/0']],
    ['gone, the second copy', [COPY]],
  ])('%s: written anew', async (_, paths) => {
    for (const path of paths) await rm(pathOf(path));
    expect((await verifyGrid(grid.dir)).damage.map(({ path }) => path).sort()).toEqual(paths.toSorted());
    await repairGrid(grid.dir, { allowSoftware: false });
    expect(await filesOf(grid.dir)).toEqual(grid.files);
  });

  it.each([
    ['a number', /("background_chi2": )(\d)/, (digit: string) => String(Number(digit) ^ 2)],
    ['a word', /("title": ")(\w)/, (letter: string) => letter.toUpperCase()],
    ['the name of an attribute', /(")(c)(?=omplete": 1)/, () => 'b'],
  ])('without their second copy, with %s that no digest holds: the scan tells', async (_, place, change) => {
    const text = await readFile(pathOf('zarr.json'), 'utf8');
    const changed = text.replace(place, (_match, before: string, it: string) => `${before}${change(it)}`);
    expect(changed).not.toBe(text);
    await writeFile(pathOf('zarr.json'), changed);
    await rm(pathOf(COPY));
    const spoilt = await filesOf(grid.dir);
    const log = await readFile(`${grid.dir}.log.json`);
    await writeFile(`${grid.dir}.log.json`, '[]');
    await expect(repairGrid(grid.dir, { allowSoftware: false })).rejects.toThrow(/give the scan file/);
    expect(await filesOf(grid.dir)).toEqual(spoilt);
    await writeFile(`${grid.dir}.log.json`, log);
    const { mended } = await repairGrid(grid.dir, { allowSoftware: false });
    expect(mended).toContain('zarr.json');
    expect(await filesOf(grid.dir)).toEqual(grid.files);
  });

  it('without their second copy, of another version: only that can tell, and nothing is written', async () => {
    const group = JSON.parse(await readFile(pathOf('zarr.json'), 'utf8'));
    const config = { ...JSON.parse(group.attributes.config), shaders: 'of another version' };
    group.attributes.config = canonicalJson(config);
    const identity = sha256(group.attributes.config);
    group.attributes.identity = identity;
    await writeFile(pathOf('zarr.json'), JSON.stringify(group, null, 1));
    for (const tile of [0, 1]) {
      const path = pathOf(`chi2/digests/${tile}.0.0.json`);
      const digests = parseTileDigests(await readFile(path, 'utf8'));
      if (digests === undefined) throw new Error('no digests');
      await writeFile(path, tileDigestsText({ ...digests, identity }));
    }
    await rm(pathOf(COPY));
    const before = await filesOf(grid.dir);
    await expect(repairGrid(grid.dir, { allowSoftware: false })).rejects.toThrow(
      /the second copy of its metadata is lost, and only dualnu .*, which made it, can tell/,
    );
    expect(await filesOf(grid.dir)).toEqual(before);
  });

  it('spoilt together with their second copy: only the scan file knows', async () => {
    await spoil('zarr.json');
    await spoil(COPY);
    expect(await verifyGrid(grid.dir)).toMatchObject({ verdict: 'damaged', identity: null });
    const repair = repairGrid(grid.dir, { allowSoftware: false });
    await expect(repair).rejects.toThrow(ConfigError);
    await expect(repair).rejects.toThrow(/give the scan file of the grid with --scan FILE/);
    const other = `${grid.scanFile}.other.yaml`;
    await writeFile(other, (await readFile(grid.scanFile, 'utf8')).replace('events: 256', 'events: 512'));
    await expect(repairGrid(grid.dir, { allowSoftware: false, scanFile: other })).rejects.toThrow(
      /is not the scan of .*, whose tiles belong to the identity/,
    );
    await repairGrid(grid.dir, { allowSoftware: false, scanFile: grid.scanFile });
    expect(await filesOf(grid.dir)).toEqual(grid.files);
  });

  it.each(['', '{', 'null', '[]', '"x"'])(
    'with %j in the place of the group and a spoilt second copy',
    async (text) => {
      await spoil(COPY);
      await writeFile(pathOf('zarr.json'), text);
      expect(await verifyGrid(grid.dir)).toMatchObject({ verdict: 'damaged', identity: null });
      await repairGrid(grid.dir, { allowSoftware: false, scanFile: grid.scanFile });
      expect(await filesOf(grid.dir)).toEqual(grid.files);
    },
  );

  it('of another grid in their place are seen', async () => {
    const text = await readFile(pathOf('chi2/zarr.json'), 'utf8');
    await writeFile(pathOf('flags/zarr.json'), text);
    await expect(openGrid(grid.dir)).rejects.toThrow(StoreError);
    expect((await verifyGrid(grid.dir)).damage).toEqual([
      { kind: 'metadata', path: 'flags/zarr.json', what: 'is not as its second copy has it' },
    ]);
  });
});

it('what is no grid is not repaired, nor verified', async () => {
  const dir = join(grid.dir, '..', 'empty');
  await mkdir(dir, { recursive: true });
  for (const attempt of [() => verifyGrid(dir), () => repairGrid(dir, { allowSoftware: false })])
    await expect(attempt()).rejects.toThrow(/not a dualnu grid/);
});
