/** The power goes at any moment of a scan: no chunk reads as done that is not, and nothing that was promised is lost. */
import { mkdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { chunkPath } from '../../../src/grid/chunks.js';
import { REPLACED_MARK } from '../../../src/grid/writing/ownFiles.js';
import { finishGrid, prepareGrid } from '../../../src/grid/writing/prepare.js';
import { openRun } from '../../../src/grid/writing/runLog.js';
import { openTileWriter } from '../../../src/grid/writing/tileWriter.js';
import * as exchanging from '../../../src/platform/exchangeFolders.js';
import { tileAt } from '../../../src/tiles/tiles.js';
import { fixtureSpec, fixtureTile, temporaryFolder } from '../fixture.js';
import { afterPowerCut, type Loss, promisesIn, type Recording, recordDisk, type Tree } from './powerCut.js';

vi.mock('../../../src/platform/exchangeFolders.js', { spy: true });
afterEach(() => {
  vi.mocked(exchanging.exchangeFolders).mockReset();
});

/** Fewer tiles than the fixture has: each is four chunks. */
const BASE = fixtureSpec();
const AXES = BASE.axes.map((axis) => ({ ...axis, values: axis.values.slice(0, 4) }));
const small = (identity: string) =>
  fixtureSpec(
    {
      axes: AXES,
      tilePlan: { shape: AXES.map(({ values }) => values.length), chunkShape: [3, 2, 4, 3], tileCount: 2 },
    },
    identity,
  );

/** Writes a grid as a scan does: its log, its tiles, two at a time, its last word. Without `sync` its chunks are not waited for. */
async function scan(dir: string, identity: string, overwrite: boolean, sync: boolean, recording?: Recording) {
  const prepared = await prepareGrid(dir, small(identity), { overwrite });
  const run = await openRun(dir, { started: identity });
  const write = await openTileWriter(prepared.grid, { sync });
  const tiles = [0, 1].map((number) => tileAt(prepared.grid.tilePlan, number));
  await Promise.all(
    tiles.map(async (tile, number) => {
      await write(tile, fixtureTile(prepared.grid, tile));
      recording?.promise(`${identity} tile ${number}`);
    }),
  );
  await finishGrid(prepared);
  recording?.promise(`${identity} whole`);
  await run.close({ seconds: 1 });
  return prepared.grid;
}

interface Recorded {
  readonly recording: Recording;
  /** Chunks of each tile and their bytes. */
  readonly chunks: readonly ReadonlyMap<string, Uint8Array>[];
}

async function record(sync: boolean, exchange: boolean): Promise<Recorded> {
  const root = await temporaryFolder();
  using recording = recordDisk(root);
  vi.mocked(exchanging.exchangeFolders).mockImplementation(async (first, second) => {
    const original = await vi.importActual<typeof exchanging>('../../../src/platform/exchangeFolders.js');
    if (!exchange || !(await original.exchangeFolders(first, second))) return false;
    recording.exchange(first, second);
    return true;
  });
  const dir = join(root, 'grid.zarr');
  await mkdir(join(root, 'elsewhere'));
  await scan(dir, 'old', false, sync, recording);
  const written = await scan(dir, 'new', true, sync, recording);
  const grid = { ...written, dir };
  const chunks = [0, 1].map(async (number) => {
    const tile = tileAt(grid.tilePlan, number);
    const paths = grid.variables.map((variable) => chunkPath(grid, variable, tile));
    const read = paths.map(
      async (path) => [relative(dir, path), new Uint8Array(await readFile(path))] as const,
    );
    return new Map(await Promise.all(read));
  });
  return { recording, chunks: await Promise.all(chunks) };
}

/** The grid in a folder of a tree: its identity, its tiles that are done, and what is wrong with it. */
function gridIn(tree: Tree, folder: string, { chunks }: Recorded) {
  const metadata = tree.get(`${folder}/zarr.json`);
  if (metadata === undefined) return undefined;
  if (!isJson(metadata)) return { identity: '', complete: 0, done: [], wrong: ['metadata is damaged'] };
  const wrong: string[] = [];
  const { attributes } = JSON.parse(Buffer.from(metadata).toString('utf8')) as {
    attributes: { identity: string; complete: number };
  };
  const done = chunks.map((ofTile) => {
    // As tileState: all files are there and have their size. Both grids have the same numbers.
    const pairs = [...ofTile].map(([path, bytes]) => [path, tree.get(`${folder}/${path}`), bytes] as const);
    const isDone = pairs.every(([, found, bytes]) => found?.length === bytes.length);
    for (const [path, found, bytes] of isDone ? pairs : []) {
      if (found === undefined || Buffer.compare(found, bytes) !== 0)
        wrong.push(`${path} reads as done and is not`);
    }
    return isDone;
  });
  const { identity, complete } = attributes;
  // What is marked as replaced is about to be removed.
  const isRemoved = folder !== 'grid.zarr' && tree.has(`${folder}/${REPLACED_MARK}`);
  if (complete === 1 && !isRemoved && !done.every(Boolean)) wrong.push('says that it is complete and is not');
  return { identity, complete, done, wrong };
}

/** Everything that is wrong with the tree that a power cut leaves. */
function faultsOf(recorded: Recorded, length: number, loss: Loss): string[] {
  const tree = afterPowerCut(recorded.recording, length, loss);
  const promised = promisesIn(recorded.recording, length);
  const found = {
    place: gridIn(tree, 'grid.zarr', recorded),
    fresh: gridIn(tree, 'grid.zarr.replacement', recorded),
    old: gridIn(tree, 'grid.zarr.replaced', recorded),
  };
  const { place, fresh, old } = found;
  const faults = Object.values(found).flatMap((grid) => grid?.wrong ?? []);
  const log = tree.get('grid.zarr.log.json');
  if (log && !isJson(log)) faults.push('the log is damaged');
  const keeps = (identity: string) =>
    [place, fresh, old].find((grid) => grid?.identity === small(identity).identity);
  [0, 1].forEach((tile) => {
    if (
      promised.includes(`old tile ${tile}`) &&
      !promised.includes('new tile 0') &&
      !keeps('old')?.done[tile]
    ) {
      faults.push(`tile ${tile} of the old grid was promised`);
    }
    if (promised.includes(`new tile ${tile}`) && !keeps('new')?.done[tile]) {
      faults.push(`tile ${tile} of the new grid was promised`);
    }
  });
  if (promised.includes('old whole') && ![place, old].some((grid) => grid?.complete === 1)) {
    faults.push('neither grid stands');
  }
  if (promised.includes('new whole') && place?.identity !== small('new').identity)
    faults.push('the new grid was promised');
  return faults;
}

function isJson(bytes: Uint8Array): boolean {
  try {
    JSON.parse(Buffer.from(bytes).toString('utf8'));
    return true;
  } catch {
    return false;
  }
}

const LOSSES: readonly Loss[] = ['content', 'everything', 1, 2, 3];

/** Faults after each first part of what happened. */
function allFaults(recorded: Recorded): string[] {
  const lengths = Array.from({ length: recorded.recording.events.length + 1 }, (_, i) => i);
  return lengths.flatMap((length) =>
    LOSSES.flatMap((loss) => {
      const faults = faultsOf(recorded, length, loss);
      return faults.map((fault) => `after ${length} calls, ${loss} lost: ${fault}`);
    }),
  );
}

describe('a power cut', () => {
  it.each([
    ['in which the grids change places at once', true],
    ['by two renames', false],
  ])(
    'at any moment of a scan and of one that replaces its grid, %s, leaves no false chunk',
    async (_, exchange) => {
      const recorded = await record(true, exchange);
      // Metadata, eight chunks of each grid, the exchange, the removal of the old one.
      expect(recorded.recording.events.length).toBeGreaterThan(200);
      expect(allFaults(recorded)).toEqual([]);
    },
  );

  it('would leave some if chunks were not synced: the check sees them', async () => {
    const faults = allFaults(await record(false, true));
    for (const fault of ['reads as done and is not', 'says that it is complete and is not', 'was promised']) {
      expect(faults.some((found) => found.includes(fault))).toBe(true);
    }
  });
});
