/** `npm run bench -- --profile SCAN`: a run of a scan, where its time goes, and what limited it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DeviceOptions } from '../../src/gpu/device.js';
import { AXIS_INFO } from '../../src/model/parameters.js';
import type { ResolvedScan } from '../../src/resolved/scan.js';
import { type BusyFractions, type Limit, limitOf } from '../../src/scan/occupancy.js';
import { runScan } from '../../src/scan/run.js';
import { productOf } from '../../src/tiles/tiles.js';
import { runEngine, writeAlone } from './floors.js';
import { startSampling } from './hostStages.js';

/** Seconds by name, in the order of the work. */
export type Seconds = Readonly<Record<string, number>>;

/** What a profile of a scan found. */
export interface Profile {
  readonly scan: string;
  readonly adapter: string;
  readonly software: boolean;
  readonly node: string;
  readonly points: number;
  readonly massPoints: number;
  readonly events: number;
  /** The run: from the first tile to the last byte, and the largest resident memory of the process. */
  readonly seconds: number;
  readonly peakMemoryMib: number;
  readonly bytesWritten: number;
  readonly busy: BusyFractions;
  readonly limitedBy: Limit;
  /** Seconds that each resource takes at least, measured apart. */
  readonly floors: { readonly gpu: number; readonly host: number | undefined; readonly disk: number };
  /** The engine without writing, from the first tile to the last result. */
  readonly engineAlone: number;
  /** GPU time by kernel, of a run with a pass for each. */
  readonly kernels: Seconds;
  /** The main thread's time by stage, of a run that was sampled, and how long that took. */
  readonly stages: Seconds;
  readonly sampledSeconds: number;
}

/** Where a profile works. */
export interface ProfileOptions extends DeviceOptions {
  /** Folder on the disk that grids go to; they are removed. */
  readonly folder: string;
}

/** Runs a scan as users do, then again in parts: sampled, without writing, kernel by kernel, and its writing alone. */
export async function profileScan(
  scan: ResolvedScan,
  { folder, ...device }: ProfileOptions,
): Promise<Profile> {
  const run = await runInto(folder, scan, device);
  // Before the other runs, which need memory of their own.
  const peakMemoryMib = process.resourceUsage().maxRSS / 1024;
  if (!run.busy) throw new RangeError('a scan that computes nothing has no profile');
  let stop: (() => Map<string, number>) | undefined;
  const sampled = await runInto(folder, scan, device, () => {
    stop ??= startSampling();
  });
  const stages = stop?.() ?? new Map<string, number>();
  const alone = await runEngine(scan, device);
  const kernels = new Map<string, number>();
  await runEngine(scan, device, kernels);
  const disk = await writeAlone(scan, folder);
  const masses = scan.axes.filter(({ name }) => AXIS_INFO[name].kind === 'kinematic');
  return {
    scan: scan.file,
    adapter: run.info.adapter,
    software: run.info.software,
    node: process.versions.node,
    points: run.computed,
    massPoints: productOf(masses.map(({ values }) => values.length)),
    events: scan.eventsPerMassPoint,
    seconds: run.seconds,
    peakMemoryMib,
    bytesWritten: run.bytesWritten,
    busy: run.busy,
    limitedBy: limitOf(run.busy),
    floors: {
      gpu: alone.gpu,
      host: run.busy.host === undefined ? undefined : run.busy.host * run.seconds,
      disk: disk.seconds,
    },
    engineAlone: alone.seconds,
    kernels: inSeconds(kernels, 1e-3),
    stages: inSeconds(stages, 1),
    sampledSeconds: sampled.seconds,
  };
}

/** Runs a scan into a grid that is removed. `onBegin` is called before the first tile. */
async function runInto(folder: string, scan: ResolvedScan, device: DeviceOptions, onBegin?: () => void) {
  const work = await mkdtemp(join(folder, 'dualnu-profile-'));
  try {
    const out = join(work, 'profile.zarr');
    return await runScan(scan, {
      ...device,
      engine: 'gpu',
      out,
      overwrite: false,
      ...(onBegin && { onProgress: onBegin }),
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

function inSeconds(times: ReadonlyMap<string, number>, unit: number): Record<string, number> {
  return Object.fromEntries([...times].map(([name, time]) => [name, time * unit]));
}
