import { spawnSync } from 'node:child_process';
import { hostname } from 'node:os';
import { expect, it } from 'vitest';
import { fateOf, thisProcess } from '../../src/platform/processMark.js';

const { pid: ended } = spawnSync(process.execPath, ['-e', '']);
const here = thisProcess();

it('a process knows itself, and one that has ended', () => {
  expect(here).toMatchObject({ host: hostname(), pid: process.pid });
  expect(fateOf(here)).toBe('alive');
  expect(fateOf({ host: here.host, pid: here.pid })).toBe('alive');
  expect(fateOf({ host: here.host, pid: ended })).toBe('dead');
  // Another user's, for all but root: there is one, whoever's it is.
  expect(fateOf({ host: here.host, pid: 1 })).toBe('alive');
});

it('nothing is known of a process elsewhere', () => {
  expect(fateOf({ ...here, host: 'elsewhere' })).toBe('unseen');
  expect(fateOf({ ...here, host: 'elsewhere', pid: ended })).toBe('unseen');
});

it.skipIf(process.platform !== 'linux')(
  'Linux tells a number that is used again, boots and containers',
  () => {
    expect(here).toMatchObject({ started: expect.any(Number), boot: expect.any(String) });
    expect(fateOf({ ...here, started: (here.started ?? 0) - 1 })).toBe('dead');
    expect(fateOf({ ...here, boot: 'another' })).toBe('dead');
    expect(fateOf({ ...here, namespace: 'pid:[1]' })).toBe('unseen');
  },
);
