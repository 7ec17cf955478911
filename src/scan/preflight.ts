/** What a run of a scan would find and do: folder, disk and adapter are examined, and nothing is changed. */

import type { Engine, EngineInfo } from '../engine/engine.js';
import { BYTES_PER_THREAD, threadsFor } from '../engine/packing/packingThreads.js';
import { DeviceError, DualnuError, StoreError } from '../errors.js';
import type { DeviceOptions } from '../gpu/device.js';
import { lookAhead } from '../grid/writing/outlook.js';
import { bytesMissing, bytesOfChunks, freeBytes, refusalToWrite } from '../grid/writing/space.js';
import type { GridSpec } from '../metadata/manifest.js';
import { planScan } from '../prediction/tilePlan.js';
import type { ResolvedScan } from '../resolved/scan.js';
import { pointsIn } from '../tiles/tiles.js';
import { measureRates, secondsFor } from './estimate.js';
import { describeGrid } from './gridSpec.js';
import { type EngineName, infoUnopened, openEngine } from './run.js';

/** The options of the run. */
export interface PreflightOptions extends DeviceOptions {
  readonly out: string;
  readonly engine: EngineName;
  readonly overwrite: boolean;
}

/** What a run would do in the folder of its grid. */
export interface Prospect {
  /** `complete`: the whole grid exists already; `refuse`: for the given reason. */
  readonly action: 'start' | 'replace' | 'resume' | 'complete' | 'refuse';
  readonly points_on_disk: number;
  /** Adapter of the grid that would be resumed; a run on another adapter is refused. */
  readonly begun_on: string | null;
  readonly reason: string | null;
}

/** Disk space for the grid. */
export interface Room {
  /** Bytes that the run would still write. */
  readonly needed_bytes: number;
  /** Bytes that are free; null where the system does not report them. */
  readonly free_bytes: number | null;
  readonly fits: boolean | null;
}

/** How long the run would take; null where that cannot be known, with the reason. */
export interface Duration {
  readonly seconds: number | null;
  readonly adapter: string | null;
  readonly software: boolean | null;
  readonly reason: string | null;
}

/** Everything that is known before a run. */
export interface Preflight {
  readonly out: string;
  /** Bytes of the whole grid. */
  readonly disk_bytes: number;
  readonly run: Prospect;
  /** Whether a run here would fail for lack of an adapter, whatever `run` says about the folder. Another machine may have one. */
  readonly lacks_adapter: boolean;
  /** Threads that prepare tiles, and about what they take besides the tiles' own memory; null where the adapter is not known. */
  readonly threads: number | null;
  readonly threads_memory_bytes: number | null;
  readonly room: Room;
  readonly time: Duration;
}

/** Examines what a run would do. A missing adapter or an obstructing folder is reported, not thrown. */
export async function preflight(scan: ResolvedScan, options: PreflightOptions): Promise<Preflight> {
  const opened = await tryOpen(scan, options);
  await using engine = opened.engine;
  const spec = await describeGrid(scan, engine?.info ?? opened.info);
  const { run, done } = await prospectOf(spec, options, opened.isKnown);
  const isComplete = run.action === 'complete';
  const threads =
    isComplete || options.engine === 'reference' ? 0 : ((engine && threadsFor(scan, engine.info)) ?? null);
  return {
    out: options.out,
    disk_bytes: bytesOfChunks(spec),
    run,
    lacks_adapter: !opened.isKnown,
    threads,
    threads_memory_bytes: threads === null ? null : threads * BYTES_PER_THREAD,
    room: await roomFor(spec, options.out, done.size),
    time: await durationOf(scan, engine, opened, done),
  };
}

/** The engine, or why there is none; and whether the adapter that would compute the grid is known. */
interface Opened {
  readonly engine: Engine | undefined;
  readonly info: EngineInfo;
  readonly isKnown: boolean;
  readonly reason: string;
}

async function tryOpen(scan: ResolvedScan, options: PreflightOptions): Promise<Opened> {
  const none = { engine: undefined, isKnown: true };
  const info = infoUnopened(options.engine);
  if (options.engine === 'reference') {
    return { ...none, info, reason: 'the time of the reference engine is not estimated' };
  }
  try {
    return { ...none, info, engine: await openEngine(scan, options), reason: '' };
  } catch (error) {
    if (!(error instanceof DeviceError)) throw error;
    return { ...none, info, isKnown: false, reason: error.message };
  }
}

async function prospectOf(
  spec: GridSpec,
  { out, overwrite }: PreflightOptions,
  isKnown: boolean,
): Promise<{ run: Prospect; done: ReadonlySet<number> }> {
  const refused = (error: StoreError) => ({
    run: { action: 'refuse', points_on_disk: 0, begun_on: null, reason: error.message } as const,
    done: new Set<number>(),
  });
  try {
    const outlook = await lookAhead(out, spec, { overwrite, anyAdapter: !isKnown });
    const done = outlook.kind === 'start' ? new Set<number>() : outlook.done;
    const isComplete = outlook.kind === 'resume' && done.size === spec.tilePlan.tileCount;
    const refusal = isComplete ? undefined : await refusalToWrite(out);
    if (refusal) return refused(refusal);
    const action = isComplete ? 'complete' : outlook.kind;
    const begunOn = action === 'resume' && outlook.kind === 'resume' ? outlook.grid.attributes.adapter : null;
    const points = pointsIn(spec.tilePlan, done);
    return { run: { action, points_on_disk: points, begun_on: begunOn, reason: null }, done };
  } catch (error) {
    if (error instanceof StoreError) return refused(error);
    throw error;
  }
}

/** A grid that is replaced stays until the new one is whole: it makes no room for it. */
async function roomFor(spec: GridSpec, out: string, done: number): Promise<Room> {
  const needed = bytesMissing(spec, done);
  const free = await freeBytes(out);
  return { needed_bytes: needed, free_bytes: free ?? null, fits: free === undefined ? null : needed <= free };
}

async function durationOf(
  scan: ResolvedScan,
  engine: Engine | undefined,
  { reason }: Opened,
  done: ReadonlySet<number>,
): Promise<Duration> {
  if (!engine) return { seconds: null, adapter: null, software: null, reason };
  const { adapter, software } = engine.info;
  try {
    // A complete grid takes no time, and need not be measured.
    const isComplete = done.size === planScan(scan).tileCount;
    const seconds = isComplete ? 0 : secondsFor(scan, await measureRates(scan, engine), done);
    return { seconds: Number(seconds.toPrecision(3)), adapter, software, reason: null };
  } catch (error) {
    // A scan that fails at some of its points may already do so here.
    if (error instanceof DualnuError) return { seconds: null, adapter, software, reason: error.message };
    throw error;
  }
}
