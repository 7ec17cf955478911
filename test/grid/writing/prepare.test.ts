import { mkdir, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { StoreError } from '../../../src/errors.js';
import { chunkPath, tileState, writeTile } from '../../../src/grid/chunks.js';
import { openGrid, readGroupAttributes } from '../../../src/grid/store.js';
import { lookAhead } from '../../../src/grid/writing/outlook.js';
import {
  discardIfEmpty,
  finishGrid,
  type PreparedGrid,
  prepareGrid,
} from '../../../src/grid/writing/prepare.js';
import { openRun, readRunLog, runLogPath } from '../../../src/grid/writing/runLog.js';
import { tileAt } from '../../../src/tiles/tiles.js';
import type { VariableSpec } from '../../../src/tiles/variables.js';
import { hashTree } from '../../e2e/cli.js';
import { fixtureSpec, fixtureTile, temporaryFolder } from '../fixture.js';

async function writeTileNumber({ grid }: PreparedGrid, number: number): Promise<void> {
  const tile = tileAt(grid.tilePlan, number);
  await writeTile(grid, tile, fixtureTile(grid, tile));
}

describe('prepareGrid', () => {
  it('makes a new grid, also in an empty folder, and resumes it with the tiles that are there', async () => {
    const dir = join(await temporaryFolder(), 'grid');
    await mkdir(dir);
    const first = await prepareGrid(dir, fixtureSpec());
    expect(first).toMatchObject({ isNew: true, done: new Set() });
    await writeTileNumber(first, 2);
    await writeTileNumber(first, 4);
    expect(await prepareGrid(dir, fixtureSpec())).toMatchObject({ isNew: false, done: new Set([2, 4]) });
  });

  it('refuses another scan in the same place, and overwrites it when told to', async () => {
    const dir = join(await temporaryFolder(), 'grid');
    await writeTileNumber(await prepareGrid(dir, fixtureSpec()), 0);
    const other = fixtureSpec({}, 'another');
    await expect(prepareGrid(dir, other)).rejects.toThrow(StoreError);
    await expect(prepareGrid(dir, other)).rejects.toThrow(/another scan .*use another --out, or --overwrite/);
    const prepared = await prepareGrid(dir, other, { overwrite: true });
    expect(prepared).toMatchObject({ isNew: true, done: new Set() });
    // The old grid stays until the new one is whole.
    for (let number = 0; number < prepared.grid.tilePlan.tileCount; number++) {
      expect((await openGrid(dir)).identity).toBe(fixtureSpec().identity);
      await writeTileNumber(prepared, number);
    }
    expect(await finishGrid(prepared)).toEqual([]);
    expect((await openGrid(dir)).identity).toBe(other.identity);
    expect((await readdir(join(dir, '..'))).length).toBe(1);
  });

  it('never overwrites what is not a dualnu grid', async () => {
    const dir = await temporaryFolder();
    await writeFile(join(dir, 'thesis.tex'), '');
    for (const path of [dir, join(dir, 'thesis.tex')]) {
      await expect(prepareGrid(path, fixtureSpec(), { overwrite: true })).rejects.toThrow(
        /is not a dualnu grid/,
      );
    }
    expect(await readdir(dir)).toEqual(['thesis.tex']);
  });

  it('refuses to mix adapters in an unfinished grid', async () => {
    const dir = join(await temporaryFolder(), 'grid');
    const prepared = await prepareGrid(dir, fixtureSpec());
    await writeTileNumber(prepared, 0);
    const spec = fixtureSpec();
    const elsewhere = { ...spec, attributes: { ...spec.attributes, adapter: 'another' } };
    await expect(prepareGrid(dir, elsewhere)).rejects.toThrow(/was begun on "reference, none, f64"/);
    for (let number = 1; number < prepared.grid.tilePlan.tileCount; number++)
      await writeTileNumber(prepared, number);
    expect((await prepareGrid(dir, elsewhere)).done.size).toBe(prepared.grid.tilePlan.tileCount);
  });

  it('clears the temporary files of killed writers, and of no one else', async () => {
    const dir = join(await temporaryFolder(), 'grid');
    await prepareGrid(dir, fixtureSpec());
    // Process numbers end well below this one.
    const dead = `.0.${hostname()}-99999999-1.tmp`;
    const alive = `.0.${hostname()}-${process.pid}-1.tmp`;
    const elsewhere = '.0.some-other-host-1-1.tmp';
    for (const name of [dead, alive, elsewhere]) await writeFile(join(dir, 'chi2', name), '');
    await prepareGrid(dir, fixtureSpec());
    expect((await readdir(join(dir, 'chi2'))).sort()).toEqual(
      [alive, elsewhere, 'digests', 'zarr.json'].sort(),
    );
  });
});

describe('the attribute `complete`', () => {
  it('is 1 from the last tile on, 0 again while a lost one is missing, and then the same bytes', async () => {
    const dir = join(await temporaryFolder(), 'grid');
    const completeOf = async () => (await readGroupAttributes(dir))?.complete;
    const prepared = await prepareGrid(dir, fixtureSpec());
    const count = prepared.grid.tilePlan.tileCount;
    for (let number = 1; number < count; number++) await writeTileNumber(prepared, number);
    await expect(finishGrid(prepared)).rejects.toThrow(/1 tiles that were written are gone again/);
    expect(await completeOf()).toBe(0);
    await writeTileNumber(prepared, 0);
    await finishGrid(prepared);
    expect(await readGroupAttributes(dir)).toMatchObject({ complete: 1, tiles: count });
    const whole = await hashTree(dir);
    await rm(
      chunkPath(prepared.grid, prepared.grid.variables[0] as VariableSpec, tileAt(prepared.grid.tilePlan, 2)),
    );
    const again = await prepareGrid(dir, fixtureSpec());
    expect(await completeOf()).toBe(0);
    await writeTileNumber(again, 2);
    await finishGrid(again);
    expect(await hashTree(dir)).toEqual(whole);
  });
});

describe('lookAhead', () => {
  it('says of a link that leads nowhere what it is', async () => {
    const dir = join(await temporaryFolder(), 'grid');
    await symlink('nowhere', dir);
    const words = /grid: is a link to nowhere, which is not there; make that folder, remove the link, or use/;
    for (const overwrite of [false, true]) {
      await expect(lookAhead(dir, fixtureSpec(), { overwrite })).rejects.toThrow(words);
      await expect(prepareGrid(dir, fixtureSpec(), { overwrite })).rejects.toThrow(words);
    }
    await mkdir(join(dir, '..', 'nowhere'));
    expect(await lookAhead(dir, fixtureSpec())).toEqual({ kind: 'start' });
  });

  it('tells what prepareGrid will do, and changes nothing', async () => {
    const folder = await temporaryFolder();
    const dir = join(folder, 'new', 'grid');
    expect(await lookAhead(dir, fixtureSpec())).toEqual({ kind: 'start' });
    expect(await lookAhead(dir, fixtureSpec(), { overwrite: true })).toEqual({ kind: 'start' });
    expect(await readdir(folder)).toEqual([]);
    const prepared = await prepareGrid(dir, fixtureSpec());
    await writeTileNumber(prepared, 3);
    // What prepareGrid would clear.
    const abandoned = `.0.${hostname()}-99999999-1.tmp`;
    await writeFile(join(dir, 'chi2', abandoned), '');
    const before = await hashTree(folder);
    expect(await lookAhead(dir, fixtureSpec())).toMatchObject({ kind: 'resume', done: new Set([3]) });
    expect(await lookAhead(dir, fixtureSpec(), { overwrite: true })).toEqual({
      kind: 'replace',
      done: new Set(),
      lost: 0,
    });
    await expect(lookAhead(dir, fixtureSpec({}, 'another'))).rejects.toThrow(/another scan/);
    await expect(lookAhead(join(folder, 'new'), fixtureSpec())).rejects.toThrow(/is not a dualnu grid/);
    expect(await hashTree(folder)).toEqual(before);
  });

  it('does not go on with a replacement that was begun on another adapter', async () => {
    const dir = join(await temporaryFolder(), 'grid');
    await prepareGrid(dir, fixtureSpec({}, 'another'));
    const begun = await prepareGrid(dir, fixtureSpec(), { overwrite: true });
    await writeTileNumber(begun, 0);
    const spec = fixtureSpec();
    const elsewhere = { ...spec, attributes: { ...spec.attributes, adapter: 'another' } };
    const done = async (of: typeof spec, options = {}) => {
      const outlook = await lookAhead(dir, of, { overwrite: true, ...options });
      return outlook.kind === 'replace' ? outlook.done : outlook.kind;
    };
    expect(await done(spec)).toEqual(new Set([0]));
    expect(await done(elsewhere)).toEqual(new Set());
    expect(await done(elsewhere, { anyAdapter: true })).toEqual(new Set([0]));
  });

  it('takes the adapter of a grid for the right one where none is known', async () => {
    const dir = join(await temporaryFolder(), 'grid');
    await writeTileNumber(await prepareGrid(dir, fixtureSpec()), 0);
    const spec = fixtureSpec();
    const elsewhere = { ...spec, attributes: { ...spec.attributes, adapter: '' } };
    await expect(lookAhead(dir, elsewhere)).rejects.toThrow(/was begun on/);
    expect(await lookAhead(dir, elsewhere, { anyAdapter: true })).toMatchObject({ kind: 'resume' });
  });
});

describe('discardIfEmpty', () => {
  it('leaves nothing on disk of a run that failed before its first tile', async () => {
    const dir = await temporaryFolder();
    const prepared = await prepareGrid(join(dir, 'new', 'folders', 'grid'), fixtureSpec());
    const run = await openRun(prepared.grid.dir, { started: 'now' });
    expect(await discardIfEmpty(prepared)).toBe(true);
    // The log, and room for its end.
    expect((await readdir(join(dir, 'new', 'folders'))).sort()).toEqual([
      expect.stringMatching(/^\.grid\.log\.json\..*\.tmp$/),
      'grid.log.json',
    ]);
    await run.withdraw();
    expect(await discardIfEmpty(prepared)).toBe(true);
    expect(await readdir(dir)).toEqual([]);
  });

  it('keeps a grid with a tile, and one that was there before', async () => {
    const dir = join(await temporaryFolder(), 'grid');
    const first = await prepareGrid(dir, fixtureSpec());
    const second = await prepareGrid(dir, fixtureSpec());
    expect(await discardIfEmpty(second)).toBe(false);
    await writeTileNumber(first, 0);
    expect(await discardIfEmpty(first)).toBe(false);
    expect((await openGrid(dir)).identity).toBe(fixtureSpec().identity);
  });

  it('keeps a grid that cannot be looked at: its tiles may be there', async () => {
    const dir = join(await temporaryFolder(), 'grid');
    const prepared = await prepareGrid(dir, fixtureSpec());
    await writeTileNumber(prepared, 0);
    const variable = prepared.grid.variables[0]?.name ?? '';
    // A link to itself: neither absent nor readable, even for root.
    await rename(join(dir, variable), join(dir, 'elsewhere'));
    await symlink(variable, join(dir, variable));
    await expect(tileState(prepared.grid, tileAt(prepared.grid.tilePlan, 0))).rejects.toThrow(StoreError);
    expect(await discardIfEmpty(prepared)).toBe(false);
    expect(await readdir(dir)).toContain('elsewhere');
  });

  it('leaves no folder behind when the grid cannot be made', async () => {
    const dir = await temporaryFolder();
    await expect(prepareGrid(join(dir, 'a', 'b', 'x'.repeat(300)), fixtureSpec())).rejects.toThrow(
      /name is too long/,
    );
    expect(await readdir(dir)).toEqual([]);
  });
});

describe('the run log', () => {
  it('gathers the runs beside the grid', async () => {
    const dir = join(await temporaryFolder(), 'grid');
    expect(await readRunLog(dir)).toEqual([]);
    const first = await openRun(dir, { started: 1 });
    expect(await readRunLog(dir)).toEqual([{ started: 1 }]);
    await first.close({ seconds: 1 });
    const second = await openRun(`${dir}/`, { started: 2 });
    const third = await openRun(dir, { started: 3 });
    await second.close({ seconds: 2 });
    const closed = [{ started: 1, seconds: 1 }, { started: 2, seconds: 2 }, { started: 3 }];
    expect(await readRunLog(dir)).toEqual(closed);
    await third.withdraw();
    expect(await readRunLog(dir)).toEqual(closed.slice(0, 2));
    expect(await runLogPath('a/grid/')).toBe(join(process.cwd(), 'a', 'grid.log.json'));
  });

  it('is one, beside the folder itself, by whatever link the grid is reached', async () => {
    const root = await temporaryFolder();
    const dir = join(root, 'disk', 'grid');
    await mkdir(dir, { recursive: true });
    await symlink(dir, join(root, 'link'));
    await (await openRun(join(root, 'link'), { started: 1 })).close({ seconds: 1 });
    await (await openRun(`${dir}/.`, { started: 2 })).close({ seconds: 2 });
    const runs = [1, 2].map((n) => ({ started: n, seconds: n }));
    for (const path of [dir, join(root, 'link')]) expect(await readRunLog(path)).toEqual(runs);
    expect(await readdir(root)).toEqual(['disk', 'link']);
    // A folder that is removed under the run does not move its log beside the link.
    const last = await openRun(join(root, 'link'), { started: 3 });
    await rm(dir, { recursive: true });
    await last.close({ seconds: 3 });
    expect(await readdir(root)).toEqual(['disk', 'link']);
    expect(await readRunLog(dir)).toHaveLength(3);
  });
});
