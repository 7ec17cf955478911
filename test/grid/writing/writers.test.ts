/** One writer at a time, and none that is gone in the way of the next. */
import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { StoreError } from '../../../src/errors.js';
import { claimGrid, mayWriteTogether, WHOLE } from '../../../src/grid/writing/writers.js';
import { type ProcessMark, thisProcess } from '../../../src/platform/processMark.js';
import { temporaryFolder } from '../fixture.js';

/** Process numbers end well below this one. */
const DEAD = 99999999;

async function folderWithLock(writer: ProcessMark | string) {
  const folder = await temporaryFolder();
  const dir = join(folder, 'grid.zarr');
  await mkdir(`${dir}.writers`);
  const { host, pid } = { ...thisProcess(), ...(typeof writer === 'string' ? { pid: DEAD } : writer) };
  const lock = join(`${dir}.writers`, `${host}-${pid}-1000.json`);
  await writeFile(lock, typeof writer === 'string' ? writer : JSON.stringify(writer));
  return { folder, dir, lock };
}

describe('a grid that is being written', () => {
  it('is refused to a second writer, by any path, with the first one named, until that is done', async () => {
    const folder = await temporaryFolder();
    const dir = join(folder, 'deep', 'grid.zarr');
    const first = await claimGrid(dir);
    await symlink(join(folder, 'deep'), join(folder, 'link'));
    for (const path of [dir, `${dir}/`, join(folder, 'link', 'grid.zarr')]) {
      const second = claimGrid(path);
      await expect(second).rejects.toThrow(StoreError);
      await expect(second).rejects.toThrow(
        new RegExp(
          `grid.zarr/?: is being written by process ${process.pid} on ${hostname()} \\(since 20\\d\\d-\\S+ \\S+ UTC\\); wait for its end, or use another --out$`,
        ),
      );
    }
    await first[Symbol.asyncDispose]();
    expect(await readdir(folder)).toEqual(['link']);
    await using third = await claimGrid(dir);
    expect(third.place).toBe(dir);
    await expect(claimGrid(join(folder, 'deep', 'other.zarr'))).resolves.toBeDefined();
  });

  it('has one writer of many that come at the same moment', async () => {
    const dir = join(await temporaryFolder(), 'grid.zarr');
    for (let round = 0; round < 5; round++) {
      const results = await Promise.allSettled(Array.from({ length: 4 }, () => claimGrid(dir)));
      const winners = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
      expect(winners).toHaveLength(1);
      for (const winner of winners) await winner[Symbol.asyncDispose]();
    }
    expect(await readdir(join(dir, '..'))).toEqual([]);
  });

  it('has no writer where another thing has the name of a lock, and does not wait for one', async () => {
    const { dir, lock } = await folderWithLock('{}');
    await rm(lock);
    execFileSync('mkfifo', [lock]);
    await using _first = await claimGrid(dir);
    expect(await readdir(`${dir}.writers`)).toHaveLength(1);
  });

  it('says what is in the way of its locks', async () => {
    const dir = join(await temporaryFolder(), 'grid.zarr');
    await writeFile(`${dir}.writers`, '');
    await expect(claimGrid(dir)).rejects.toThrow(
      `${dir}.writers: is in the way: while a grid is written, this is a folder; move it away`,
    );
  });

  it('may have shares that are written side by side, each once, and not beside the whole', async () => {
    expect(mayWriteTogether('1/16', '2/16')).toBe(true);
    expect(mayWriteTogether('1/16', '1/16')).toBe(false);
    expect(mayWriteTogether(WHOLE, '1/16')).toBe(false);
    const dir = join(await temporaryFolder(), 'grid.zarr');
    const first = await claimGrid(dir, { part: '1/16' });
    const second = await claimGrid(dir, { part: '2/16' });
    for (const part of ['2/16', WHOLE])
      await expect(claimGrid(dir, { part })).rejects.toThrow(/being written/);
    await first[Symbol.asyncDispose]();
    expect(await readdir(`${dir}.writers`)).toHaveLength(1);
    await second[Symbol.asyncDispose]();
    expect(await readdir(join(dir, '..'))).toEqual([]);
  });
});

describe('a lock that was left', () => {
  const here = thisProcess();

  it.each([
    ['by a process that has ended', { ...here, pid: DEAD }],
    ['by a process whose number another one has', { ...here, started: (here.started ?? 0) + 1 }],
    ['before the machine started anew', { ...here, boot: 'another' }],
    ['damaged, by a process that has ended', '{"host'],
    ['empty, by a process that has ended', ''],
  ])('%s is removed, and that is said once', async (_, writer) => {
    const isKnown = typeof writer === 'string' || writer.pid === DEAD || here.started !== undefined;
    if (!isKnown) return;
    const { dir, lock } = await folderWithLock(writer);
    const told: string[] = [];
    const onNotice = (text: string) => told.push(text);
    const claim = await claimGrid(dir, { onNotice });
    expect(told).toEqual([
      expect.stringMatching(
        /grid.zarr: process \d+ on \S+ (\(.*\) )?has ended without finishing; its lock is removed$/,
      ),
    ]);
    await expect(readFile(lock)).rejects.toThrow('ENOENT');
    await claim[Symbol.asyncDispose]();
    await (await claimGrid(dir, { onNotice }))[Symbol.asyncDispose]();
    expect(told).toHaveLength(1);
  });

  const unseen: [string, ProcessMark][] = [['another machine', { ...here, host: 'elsewhere' }]];
  if (here.namespace !== undefined) unseen.push(['another container', { ...here, namespace: 'pid:[1]' }]);

  it.each(unseen)('by %s is not: the message says how to remove it', async (_, writer) => {
    const { dir, lock } = await folderWithLock(writer);
    await expect(claimGrid(dir)).rejects.toThrow(
      `process ${here.pid} on ${writer.host}, which cannot be seen from here; if it no longer runs there, remove ${lock}`,
    );
    expect(JSON.parse(await readFile(lock, 'utf8'))).toEqual(writer);
  });

  it('does not matter if it is not a lock', async () => {
    const { dir, folder } = await folderWithLock({ ...here, pid: DEAD });
    await writeFile(join(`${dir}.writers`, 'notes.txt'), 'mine');
    await (await claimGrid(dir))[Symbol.asyncDispose]();
    expect(await readdir(folder)).toEqual(['grid.zarr.writers']);
    expect(await readdir(`${dir}.writers`)).toEqual(['notes.txt']);
  });
});
