/** A scan that finds a grid where it writes: it resumes its own, refuses another's, replaces with --overwrite. */
import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { dualnu, failing, hashTree, makeFolder, smallScan } from './cli.js';

/** 480 mass points: two tiles of 240. */
const TWO_TILES = {
  events: 256,
  axes: {
    m4_gev: { linear: [0.02, 0.3], points: 12 },
    m5_gev: { log: [0.11, 1.3], points: 40 },
    Umu5_sq: { values: [1e-6, 1e-4] },
  },
};

const POINTS = 960;
const scanTo = (out: string) => ['scan', 'two.yaml', '--software', '--json', '--out', out];
const chunk = (name: string, tile: number) => `grid.zarr/${name}/c/${tile}/0${name === 'chi2' ? '/0' : ''}`;

let dir: string;
let whole: Record<string, string>;
beforeAll(async () => {
  dir = await makeFolder({
    'two.yaml': smallScan(TWO_TILES),
    'other.yaml': smallScan({ ...TWO_TILES, seed: 2 }),
  });
  const { code, stdout } = await dualnu(dir, scanTo('grid.zarr'));
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ points: POINTS, points_resumed: 0 });
  whole = await hashTree(join(dir, 'grid.zarr'));
});

describe('a grid of the same scan', () => {
  it('that lacks a chunk: only its tile is computed again, to the same bytes', async () => {
    const stampOf = async (tile: number) => (await stat(join(dir, chunk('chi2', tile)))).mtimeMs;
    const kept = await stampOf(0);
    await rm(join(dir, chunk('chi2', 1)));
    const ahead = await dualnu(dir, ['scan', 'two.yaml', '--software', '--dry-run', '--out', 'grid.zarr']);
    expect(ahead.code).toBe(0);
    expect(ahead.stdout).toMatch(/^would resume grid.zarr, begun on .*: 480 of 960 points are there$/m);
    const { code, stdout } = await dualnu(dir, scanTo('grid.zarr'));
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ points: POINTS, points_resumed: POINTS / 2 });
    expect(await stampOf(0)).toBe(kept);
    expect(await hashTree(join(dir, 'grid.zarr'))).toEqual(whole);
  });

  it('that lacks a chunk cannot be drawn, and says how to go on', async () => {
    await rm(join(dir, chunk('flags', 0)));
    await rm(join(dir, chunk('chi2', 0)));
    const plane = ['--x', 'm5_gev', '--y', 'Umu5_sq', '--fix', 'm4_gev=0.1', '--out', 'limit.svg'];
    const says = async (what: RegExp, ...reader: readonly string[]) =>
      expect(await failing(dir, reader, 7)).toMatch(what);
    // The grid says that all of it is there: what is missing is damage, with the digests of its tile and without them.
    const lost =
      /tile \[0,0,0\] was written, and is damaged or gone; dualnu repair grid.zarr computes it anew/;
    const gone = /chunk chi2\/c\/0\/0\/0 was written and is gone; dualnu repair grid.zarr computes it anew/;
    await says(lost, 'info', 'grid.zarr');
    await says(gone, 'contours', 'grid.zarr', ...plane);
    await rm(join(dir, 'grid.zarr/chi2/digests/0.0.0.json'));
    await says(lost, 'info', 'grid.zarr');
    await says(gone, 'contours', 'grid.zarr', ...plane);
    const { code, stdout } = await dualnu(dir, ['verify', 'grid.zarr']);
    expect(code).toBe(7);
    expect(stdout).toMatch(/^ {4}digests: chi2\/digests\/0.0.0.json is missing: removed or lost$/m);
    // From another folder, by another path: neither is a part of the scan.
    const args = ['scan', join(dir, 'two.yaml'), '--software', '--out', join(dir, 'grid.zarr')];
    expect((await dualnu(await makeFolder(), args)).code).toBe(0);
    expect(await hashTree(join(dir, 'grid.zarr'))).toEqual(whole);
  });

  it('that is whole: nothing is computed, and the log tells every run', async () => {
    const { code, stdout, stderr } = await dualnu(dir, scanTo('grid.zarr'));
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ points: POINTS, points_resumed: POINTS });
    expect(stderr).toMatch(/^100 %: 960 of 960 points/m);
    expect(await hashTree(join(dir, 'grid.zarr'))).toEqual(whole);
    const log = JSON.parse(await readFile(join(dir, 'grid.zarr.log.json'), 'utf8'));
    expect(log.length).toBeGreaterThanOrEqual(2);
    expect(log.at(-1)).toMatchObject({ points_computed: 0, points_resumed: POINTS });
    const again = await dualnu(dir, ['scan', 'two.yaml', '--software', '--out', 'grid.zarr']);
    expect(again.stdout).toMatch(
      /^nothing was computed: the grid is complete\n960 points were on disk already\n/,
    );
  });
});

describe('a grid of another scan', () => {
  const otherTo = (out: string, ...more: string[]) => [
    'scan',
    'other.yaml',
    '--software',
    '--out',
    out,
    ...more,
  ];

  it('is refused, and left as it is', async () => {
    // `failing` shows progress lines as an error: there must be none, for nothing was begun.
    const message = await failing(dir, otherTo('grid.zarr'), 7);
    expect(message).toMatch(
      /grid.zarr: holds the grid of another scan .*; use another --out, or --overwrite$/,
    );
    const ahead = await dualnu(dir, otherTo('grid.zarr', '--dry-run'));
    expect(ahead.code).toBe(0);
    expect(ahead.stdout).toContain(`\nwould be refused: ${message.replace('dualnu: ', '')}\n`);
    const reference = ['scan', 'two.yaml', '--engine', 'reference', '--out', 'grid.zarr'];
    expect(await failing(dir, reference, 7)).toContain('holds the grid of another scan');
  });

  it('is replaced with --overwrite, with nothing of it left', async () => {
    expect((await dualnu(dir, otherTo('grid.zarr', '--overwrite'))).code).toBe(0);
    expect((await dualnu(dir, otherTo('fresh.zarr'))).code).toBe(0);
    const replaced = await hashTree(join(dir, 'grid.zarr'));
    expect(replaced).not.toEqual(whole);
    expect(replaced).toEqual(await hashTree(join(dir, 'fresh.zarr')));
  });
});
