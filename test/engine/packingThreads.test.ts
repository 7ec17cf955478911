/** Threads that pack tiles: how many a scan gets, and that their bytes are those of the main thread, however many they are. */
import { serialize } from 'node:v8';
import { describe, expect, it } from 'vitest';
import { at } from '../../src/at.js';
import { loadScan } from '../../src/config/load.js';
import { linkKernels } from '../../src/engine/packing/kernels.js';
import { startPackingThreads, threadsFor } from '../../src/engine/packing/packingThreads.js';
import { createTilePacker, type PackerOptions, uploadedBuffers } from '../../src/engine/packing/packTile.js';
import { DeviceError } from '../../src/errors.js';
import { isKinematic } from '../../src/model/parameters.js';
import { massPointsOf } from '../../src/prediction/channelPoints.js';
import { setUpPhysics } from '../../src/prediction/physicsSetup.js';
import { layOutTile } from '../../src/prediction/tileLayout.js';
import { experimentScans, type ResolvedScan } from '../../src/resolved/scan.js';
import { planTiles, type Tile, tileAt } from '../../src/tiles/tiles.js';
import { axis, everywhere, logSpaced, quickstart, scanOf, withRun } from '../scans.js';

const GPU = { software: false };

describe('the number of threads', () => {
  it('is what a large scan needs beside the main thread, on hardware alone', async () => {
    const dense = await loadScan('scans/dense.yaml');
    expect([1, 2, 4, 16].map((cores) => threadsFor(dense, GPU, cores))).toEqual([0, 1, 3, 4]);
    expect(threadsFor(dense, { software: true }, 16)).toBe(0);
  });

  it('is none for scans that are soon prepared', async () => {
    for (const name of ['quickstart', 'figure4a', 'figure4b', 'robustness', 'sbnd', 'long-lived']) {
      expect(threadsFor(await loadScan(`scans/${name}.yaml`), GPU, 16), name).toBe(0);
    }
  });
});

/** Two experiments, the first with dirt and protons; some mass points are closed. */
const axes = [
  axis('m5_gev', [0.05, 0.12, 0.15, 0.3, 0.5, 0.7, 1.5]),
  axis('Umu5_sq', [1e-8, 1e-4]),
  axis('epsilon', logSpaced(1e-5, 1e-2, 3)),
];
const first = everywhere(scanOf(axes, { eventsPerMassPoint: 1024 }));
const { experiment: miniboone, production } = at(
  experimentScans(await loadScan('scans/figure4a.yaml')).filter(
    ({ experiment }) => experiment.name !== quickstart.experiment.name,
  ),
  0,
);
const scan: ResolvedScan = { ...first, runs: [...first.runs, { experiment: miniboone, production }] };
const plan = planTiles(axes, { points: 12, expensive: 2, cells: 12 }, { isExpensive: isKinematic });
const tiles = Array.from({ length: plan.tileCount }, (_, number) => tileAt(plan, number));

const options: PackerOptions[] = [];
for (const own of experimentScans(scan))
  options.push({ codes: await linkKernels(own, 'lifetimes'), form: 'lifetimes' });

/** All tiles as the main thread packs them. */
const packedHere = (() => {
  const packers = experimentScans(scan).map((own, e) => createTilePacker(setUpPhysics(own), at(options, e)));
  return tiles.map((tile) =>
    packers.map((pack) => {
      const { events, lifetimes } = pack(layOutTile(scan, tile), true);
      return serialize({ events, lifetimes: lifetimes() });
    }),
  );
})();

it('a tile has the same bytes in buffers that another one has left', () => {
  const [own] = experimentScans(scan);
  if (!own) throw new Error('a scan has an experiment');
  const pack = createTilePacker(setUpPhysics(own), at(options, 0));
  // The larger ones first, the second time with everything that they wrote before.
  for (const number of [0, 1, 2, 3, 3, 2, 1, 0]) {
    const { events, lifetimes, release } = pack(layOutTile(scan, at(tiles, number)), true);
    const packed = serialize({ events, lifetimes: lifetimes() });
    expect(packed.equals(at(at(packedHere, number), 0))).toBe(true);
    release();
  }
});

it('closed channels have no row, and open ones theirs in order', () => {
  experimentScans(scan).forEach((own, e) => {
    const setup = setUpPhysics(own);
    const pack = createTilePacker(setup, at(options, e));
    const rows = tiles.flatMap((tile) => {
      const layout = layOutTile(scan, tile);
      const { events, lifetimes } = pack(layout, false);
      let next = 0;
      const expected = layout.masses.flatMap((masses) =>
        massPointsOf(setup, masses).map(({ point }) => (point.open ? next++ : -1)),
      );
      const found = [...lifetimes().rowOfChannel];
      expect(found).toEqual(expected);
      expect(events.rowCount).toBe(next);
      return found;
    });
    expect(rows).toContain(-1);
  });
});

describe('tiles that threads pack', () => {
  it.each([1, 3])('have the bytes that the main thread gives them, with %i', async (count) => {
    expect(tiles.length).toBe(4);
    await using ahead = startPackingThreads(scan, count).ready(options, true);
    // Tiles are packed into the buffers of those that were released before: one thread has three in hand, and needs more than these.
    const rounds = count === 1 ? 3 : 1;
    const coming = Array.from({ length: rounds }, () => [...tiles.entries()]).flat();
    ahead.foresee(coming.map(([, tile]) => tile));
    const released: ArrayBuffer[] = [];
    for (const [number, tile] of coming) {
      const packings = await Promise.all(ahead.take(tile) ?? []);
      expect(packings).toHaveLength(2);
      packings.forEach(({ events, lifetimes }, e) => {
        const packed = serialize({ events, lifetimes: lifetimes() });
        expect(packed.equals(at(at(packedHere, number), e))).toBe(true);
      });
      for (const { events, lifetimes, release } of packings) {
        released.push(...uploadedBuffers(events, lifetimes()));
        release();
      }
    }
    // A buffer that a thread has got is empty here. The last three tiles were packed before the last four were released.
    const moved = released.filter(({ byteLength }) => byteLength === 0);
    expect(moved.length).toBe(count === 1 ? ((coming.length - 4) * released.length) / coming.length : 0);
  });

  it('are as many as memory is meant for, whatever is foreseen, and others are left to the main thread', async () => {
    let drawn = 0;
    const endless = function* () {
      for (;;) {
        drawn += 1;
        yield { index: [drawn], start: [drawn, 0, 0], shape: [1, 1, 1] } satisfies Tile;
      }
    };
    await using ahead = startPackingThreads(withRun(first, {}), 2).ready(options.slice(0, 1), false);
    expect(ahead.take(at(tiles, 0))).toBeUndefined();
    ahead.foresee(endless());
    // Three for each of two threads: one at work, one behind it, and one that waits for the device.
    expect(drawn).toBe(6);
    expect(ahead.take(at(tiles, 3))).toBeUndefined();
  });

  it('fail with what the thread threw, of the same class', async () => {
    const outside = { ...at(tiles, 0), start: [] };
    await using wrongTile = startPackingThreads(scan, 1).ready(options, true);
    wrongTile.foresee([outside]);
    await expect(wrongTile.take(outside)?.[0]).rejects.toThrow(RangeError);
    const codes = { events: 'struct Other { x: f32 }', yields: 'struct Other { x: f32 }' };
    const wrong = { form: 'lifetimes', codes } as const;
    await using wrongCode = startPackingThreads(scan, 1).ready([wrong, wrong], true);
    wrongCode.foresee(tiles);
    await expect(wrongCode.take(at(tiles, 0))?.[0]).rejects.toThrow(DeviceError);
  });
});
