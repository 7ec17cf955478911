/** Runs a scan: from the lock of its grid to the line in its log. */
import { hostname } from 'node:os';
import type { Engine, EngineInfo } from '../engine/engine.js';
import { openGpuEngine } from '../engine/gpu/gpuEngine.js';
import type { ThreadChoice } from '../engine/packing/packingThreads.js';
import { openReferenceEngine, REFERENCE_INFO } from '../engine/reference/reference.js';
import { StoppedError } from '../errors.js';
import type { DeviceOptions } from '../gpu/device.js';
import { listDoneTiles } from '../grid/doneTiles.js';
import { discardIfEmpty, finishGrid, type PreparedGrid, prepareGrid } from '../grid/writing/prepare.js';
import { type OpenRun, openRun } from '../grid/writing/runLog.js';
import { claimGrid } from '../grid/writing/writers.js';
import type { GridSpec } from '../metadata/manifest.js';
import type { ResolvedScan } from '../resolved/scan.js';
import type { FoundFit } from '../tiles/bestFit.js';
import { pointsIn } from '../tiles/tiles.js';
import { computeTiles } from './computeTiles.js';
import { describeGrid } from './gridSpec.js';
import { type BusyFractions, occupancyInLog } from './occupancy.js';
import type { PipelineDepth } from './pipeline.js';

/** Which engine computes. */
export type EngineName = EngineInfo['engine'];

/** How to run a scan. */
export interface RunOptions extends DeviceOptions {
  /** Folder of the grid. */
  readonly out: string;
  readonly engine: EngineName;
  /** Replaces a grid that is there; otherwise one of the same identity is resumed and another refused. */
  readonly overwrite: boolean;
  /** Called with the grid points done so far, and those of them that were on disk; before the first tile, too. */
  readonly onProgress?: (pointsDone: number, pointsResumed: number) => void;
  /** Threads that pack tiles for the GPU, by default as many as are of use; the grid does not depend on it, and only tests change it. */
  readonly threads?: ThreadChoice;
  /** False where the disk is not waited for: faster, and a power cut may leave a grid that must be thrown away. By default true. */
  readonly sync?: boolean;
  /** When it is aborted the tiles in hand are finished, no other is begun, and StoppedError is thrown. Its reason may be a signal's name. */
  readonly signal?: AbortSignal;
  /** Called with a sentence about what was found beside the grid, such as the lock of a process that has ended. */
  readonly onNotice?: (text: string) => void;
  /** Tiles and writes in flight; the grid does not depend on it, and only tests change it. */
  readonly depth?: PipelineDepth;
}

/** What a run did. */
export interface RunSummary {
  readonly info: EngineInfo;
  /** Grid points that this run computed, and those that were on disk. */
  readonly computed: number;
  readonly resumed: number;
  /** From the first tile to the last byte. */
  readonly seconds: number;
  /** How busy GPU, host and disk were; absent if nothing was computed. */
  readonly busy?: BusyFractions;
  /** Bytes of the chunks that this run wrote; what several tiles share, each writes. */
  readonly bytesWritten: number;
  /** Numbers of the tiles that this run computed, and the best fit in them. */
  readonly seen: { readonly tiles: ReadonlySet<number>; readonly best: FoundFit | undefined };
}

/** What is known of an engine before it is opened: of a GPU, not its adapter. */
export function infoUnopened(engine: EngineName): EngineInfo {
  return engine === 'reference' ? REFERENCE_INFO : { engine, adapter: '', driver: '', software: false };
}

/** Opens the engine that the options name, for a scan; `threads` pack the tiles that it foresees, by default none. Throws DeviceError. */
export async function openEngine(
  scan: ResolvedScan,
  { engine, threads, ...device }: DeviceOptions & Pick<RunOptions, 'engine' | 'threads'>,
): Promise<Engine> {
  return engine === 'reference' ? openReferenceEngine(scan) : await openGpuEngine(scan, device, {}, threads);
}

/**
 * Runs a scan. A failure before the first tile leaves nothing on disk, unless a grid was there; a later one leaves whole tiles, which resume,
 * and so does a stop. Throws StoreError where another process writes the grid.
 */
export async function runScan(scan: ResolvedScan, options: RunOptions): Promise<RunSummary> {
  await using engine = await openEngine(scan, { threads: 'as needed', ...options });
  const spec = await describeGrid(scan, engine.info);
  await using _claim = await claimGrid(options.out, options);
  const prepared = await prepareGrid(options.out, spec, options);
  const resumed = pointsIn(spec.tilePlan, prepared.done);
  const started = new Date();
  const start = performance.now();
  let computed = 0;
  const outcome = () => ({
    ended: new Date().toISOString(),
    seconds: (performance.now() - start) / 1000,
    points_computed: computed,
  });
  let run: OpenRun | undefined;
  try {
    run = await openRun(options.out, entryOf(scan, engine.info, started, resumed), options);
    const work = await computeTiles(engine, scan, prepared, {
      ...options,
      onTile: (points) => {
        computed += points;
      },
    });
    if (work.tiles.size + prepared.done.size < spec.tilePlan.tileCount) {
      throw await stopped(spec, prepared, options.signal);
    }
    for (const path of await finishGrid(prepared, options)) {
      options.onNotice?.(
        `${options.out}: ${path} was in the old grid's folder and is not a grid's; it was kept`,
      );
    }
    const { busy, bytesWritten, tiles, best } = work;
    await run.close({ ...outcome(), bytes_written: bytesWritten, ...(busy && occupancyInLog(busy)) });
    const { info } = engine;
    const summary = { info, computed, resumed, seconds: work.seconds, seen: { tiles, best }, bytesWritten };
    return { ...summary, ...(busy && { busy }) };
  } catch (error) {
    await afterFailure(error, prepared, run, outcome());
    throw error;
  }
}

/** What the log says of a run from its beginning on. */
function entryOf(scan: ResolvedScan, info: EngineInfo, started: Date, resumed: number) {
  return {
    started: started.toISOString(),
    host: hostname(),
    process: process.pid,
    points_resumed: resumed,
    scan_file: scan.file,
    ...(scan.set ? { set: scan.set } : {}),
    node: process.versions.node,
    ...info,
  };
}

/** What is kept of a scan that was stopped, and how to go on. */
async function stopped(
  spec: GridSpec,
  { grid }: PreparedGrid,
  signal: AbortSignal | undefined,
): Promise<StoppedError> {
  const reason: unknown = signal?.reason;
  const name = typeof reason === 'string' ? reason : 'the program';
  const done = await listDoneTiles(grid);
  const kept =
    done.size === 0
      ? 'no tile was finished'
      : `${done.size} of ${spec.tilePlan.tileCount} tiles (${pointsIn(spec.tilePlan, done)} points) are kept in ${grid.dir}`;
  return new StoppedError(`stopped by ${name}: ${kept}; run the same command again to go on`, name);
}

/** Clears up after a failure. Nothing that fails here may hide what went wrong first. */
async function afterFailure(
  error: unknown,
  prepared: PreparedGrid,
  run: OpenRun | undefined,
  outcome: Readonly<Record<string, unknown>>,
): Promise<void> {
  const isGone = await discardIfEmpty(prepared).catch(() => false);
  const message = error instanceof Error ? error.message : String(error);
  const isStop = error instanceof StoppedError;
  const closing =
    isGone && prepared.replaces === undefined
      ? run?.withdraw()
      : run?.close({ ...outcome, ...(isStop ? { stopped: message } : { failure: message }) });
  await closing?.catch(() => undefined);
}
