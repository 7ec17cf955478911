/** A scan from its file to its grid on disk, and the writer by itself. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DeviceOptions } from '../src/gpu/device.js';
import { writeTile } from '../src/grid/chunks.js';
import { createGrid } from '../src/grid/createGrid.js';
import { AXIS_INFO } from '../src/model/parameters.js';
import type { ResolvedScan } from '../src/resolved/scan.js';
import { describeGrid } from '../src/scan/gridSpec.js';
import { preflight } from '../src/scan/preflight.js';
import { runScan } from '../src/scan/run.js';
import { productOf, tileAt } from '../src/tiles/tiles.js';

/** What a scan took; rates count everything from the first tile to the last byte. */
export interface EndToEnd {
  readonly points: number;
  readonly massPoints: number;
  readonly events: number;
  readonly seconds: number;
  /** What `scan --dry-run` says of the time, over what it is. */
  readonly estimateRatio: number;
  readonly pointsPerSecond: number;
  /** Events times grid points: what weighing each event at each point would have taken. */
  readonly eventWeightsPerSecond: number;
  /** Fraction of the computing time in which the GPU was at work. */
  readonly gpuBusy: number | undefined;
  /** Largest resident memory of this process so far. */
  readonly peakMemoryMib: number;
}

/** Runs a scan into a temporary folder. */
export async function measureEndToEnd(scan: ResolvedScan, device: DeviceOptions): Promise<EndToEnd> {
  const folder = await mkdtemp(join(tmpdir(), 'dualnu-bench-'));
  try {
    const out = join(folder, 'bench.zarr');
    const { time } = await preflight(scan, { ...device, engine: 'gpu', out, overwrite: false });
    const { computed, seconds, busy } = await runScan(scan, {
      ...device,
      engine: 'gpu',
      out,
      overwrite: false,
    });
    const masses = scan.axes.filter(({ name }) => AXIS_INFO[name].kind === 'kinematic');
    return {
      points: computed,
      massPoints: productOf(masses.map(({ values }) => values.length)),
      events: scan.eventsPerMassPoint,
      seconds,
      estimateRatio: (time.seconds ?? Number.NaN) / seconds,
      pointsPerSecond: computed / seconds,
      eventWeightsPerSecond: (computed * scan.eventsPerMassPoint) / seconds,
      gpuBusy: busy?.gpu,
      peakMemoryMib: process.resourceUsage().maxRSS / 1024,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** MB/s of the writer with tiles of chi2 alone, onto the disk of the temporary folder, one tile at a time. */
export async function measureWriter(scan: ResolvedScan, repetitions = 3): Promise<number> {
  const spec = await describeGrid(
    { ...scan, outputs: ['chi2'] },
    { engine: 'gpu', adapter: 'none', driver: 'none', software: true },
  );
  const count = spec.tilePlan.tileCount;
  let best = 0;
  for (let i = 0; i < repetitions; i++) {
    const folder = await mkdtemp(join(tmpdir(), 'dualnu-bench-'));
    try {
      const grid = await createGrid(join(folder, 'bench.zarr'), spec);
      const arrays = new Map<number, Float32Array>();
      const begin = performance.now();
      let bytes = 0;
      for (let number = 0; number < count; number++) {
        const tile = tileAt(spec.tilePlan, number);
        const points = productOf(tile.shape);
        const chi2 = arrays.get(points) ?? new Float32Array(points).fill(1);
        arrays.set(points, chi2);
        await writeTile(grid, tile, { chi2 });
        bytes += chi2.byteLength;
      }
      best = Math.max(best, bytes / 1e6 / ((performance.now() - begin) / 1000));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  return best;
}
