/** Room that is taken before it is needed: what becomes of it. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isAbandoned } from '../../../src/grid/atomicStore.js';
import { reserveRoom } from '../../../src/grid/writing/reserve.js';
import { temporaryFolder } from '../fixture.js';

async function reserved(bytes: number) {
  const dir = await temporaryFolder();
  const path = join(dir, 'log.json');
  await writeFile(path, 'old');
  const reserve = await reserveRoom(path, bytes);
  return { dir, path, reserve, names: () => readdir(dir), text: () => readFile(path, 'utf8') };
}

it('is a file beside the other one, and becomes that: nothing of its blanks is left', async () => {
  const { reserve, names, text } = await reserved(20);
  const [hidden = ''] = (await names()).filter((name) => name !== 'log.json');
  expect(hidden).toMatch(/^\.log\.json\..*\.tmp$/);
  // Of a process that runs; the next scan removes it when it no longer does.
  expect(isAbandoned(hidden)).toBe(false);
  expect(await text()).toBe('old');
  expect(await reserve.become('new, as long: twenty')).toBe(true);
  expect(await text()).toBe('new, as long: twenty');
  expect(await names()).toEqual(['log.json']);
  // It is used up.
  expect(await reserve.become('again')).toBe(false);
  expect(await text()).toBe('new, as long: twenty');
});

it('counts bytes, not letters, and is given back where it is too small', async () => {
  const { reserve, names, text } = await reserved(3);
  expect(await reserve.become('μμ')).toBe(false);
  expect({ text: await text(), names: await names() }).toEqual({ text: 'old', names: ['log.json'] });
});

it('is given back when it is not needed', async () => {
  const { reserve, names } = await reserved(3);
  await reserve.release();
  expect(await names()).toEqual(['log.json']);
});

it('is none where nothing can be written', async () => {
  const reserve = await reserveRoom(join(await temporaryFolder(), 'none', 'log.json'), 3);
  expect(await reserve.become('new')).toBe(false);
  await reserve.release();
});
