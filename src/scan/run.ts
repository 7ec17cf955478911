/** Runs a scan: from the lock of its grid to the line in its log. */
import { hostname } from 'node:os';
import { dirname, relative, resolve } from 'node:path';
import type { Engine, EngineInfo } from '../engine/engine.js';
import { type LastingOptions, openLastingGpuEngine } from '../engine/gpu/lastingGpuEngine.js';
import type { ThreadChoice } from '../engine/packing/packingThreads.js';
import { openReferenceEngine, REFERENCE_INFO } from '../engine/reference/reference.js';
import { type TileMaker, tileMakerOf } from '../engine/tileMaker.js';
import { StoppedError, StoreError } from '../errors.js';
import type { DeviceOptions } from '../gpu/device.js';
import { type KeptInWords, keptInWords, leftOut, stopped, withKept } from '../grid/writing/ended.js';
import { discardIfEmpty, finishGrid, type PreparedGrid, prepareGrid } from '../grid/writing/prepare.js';
import { type OpenRun, openRun, type RunLogEntry, readRunLog, tilesInLog } from '../grid/writing/runLog.js';
import { type Claim, claimGrid } from '../grid/writing/writers.js';
import type { ResolvedScan } from '../resolved/scan.js';
import { systemErrorCode } from '../systemErrors.js';
import type { FoundFit } from '../tiles/bestFit.js';
import { pointsIn } from '../tiles/tiles.js';
import { computeTiles } from './computeTiles.js';
import { describeGrid } from './gridSpec.js';
import { withoutWriting } from './nothingToWrite.js';
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
  /** Called with a sentence about what was found beside the grid, such as the lock of a process that has ended, or has happened to the device. */
  readonly onNotice?: (text: string) => void;
  /** Called before the first tile, and when one is on disk, with what is kept should the process be ended from outside. */
  readonly onKept?: (words: string) => void;
  /** Words for what is kept when the run does not come to its end, and for how to go on. */
  readonly keptInWords?: KeptInWords;
  /** Waits before a lost device is opened again; only tests change it. */
  readonly pause?: LastingOptions['pause'];
  /** Tiles and writes in flight; the grid does not depend on it, and only tests change it. */
  readonly depth?: PipelineDepth;
  /** Opens what makes the tiles, by default the engine that is named; and what the log says of it besides. */
  readonly maker?: { open(): Promise<TileMaker>; readonly inLog: RunLogEntry };
}

/** Options of a run that openEngine takes, too. */
type EngineOption = 'threads' | 'onNotice' | 'pause';

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

/**
 * Opens the engine that the options name, for a scan; `threads` pack the tiles that it foresees, by default none. It outlives a device that is
 * lost, of which `onNotice` is told. Throws DeviceError.
 */
export async function openEngine(
  scan: ResolvedScan,
  { engine, threads, onNotice, pause, ...device }: DeviceOptions & Pick<RunOptions, 'engine' | EngineOption>,
): Promise<Engine> {
  if (engine === 'reference') return openReferenceEngine(scan);
  return await openLastingGpuEngine(scan, device, threads, { onNotice, pause });
}

/**
 * Runs a scan. A failure before the first tile leaves nothing on disk, unless a grid was there; a later one leaves whole tiles, which resume,
 * and so does a stop. Throws StoreError where another process writes the grid.
 */
export async function runScan(scan: ResolvedScan, options: RunOptions): Promise<RunSummary> {
  const open = async () => tileMakerOf(await openEngine(scan, { threads: 'as needed', ...options }), scan);
  await using engine = await (options.maker?.open() ?? open());
  const spec = await describeGrid(scan, engine.info);
  let claim: Claim;
  try {
    claim = await claimGrid(options.out, options);
  } catch (error) {
    return await withoutWriting(error, spec, engine.info, options);
  }
  await using _claim = claim;
  const prepared = await prepareGrid(options.out, spec, options);
  const resumed = pointsIn(spec.tilePlan, prepared.done);
  const started = new Date();
  const start = performance.now();
  const lost = await tilesLost(prepared, options);
  let computed = 0;
  let tilesDone: number | undefined;
  const outcome = () => ({
    ended: new Date().toISOString(),
    seconds: (performance.now() - start) / 1000,
    points_computed: computed,
    ...(tilesDone === undefined ? {} : { tiles_done: tilesDone }),
    ...(engine.mishaps?.length ? { device_mishaps: engine.mishaps } : {}),
  });
  let run: OpenRun | undefined;
  const kept = keptOf(prepared, resumed, options);
  try {
    kept.tell();
    const found = { identity: spec.identity, place: claim.place, started, resumed, lost };
    const entry = { ...entryOf(scan, engine.info, found), ...options.maker?.inLog };
    run = await openRun(options.out, entry, options);
    const work = await computeTiles(engine, scan, prepared, {
      ...options,
      onTile: (points) => {
        computed += points;
      },
      onWritten: kept.add,
    });
    tilesDone = work.tiles.size + prepared.done.size;
    if (work.left.size > 0 && !options.signal?.aborted) throw leftOut(prepared.grid, work.left);
    if (tilesDone < spec.tilePlan.tileCount) throw stopped(options.signal);
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
    const told = await withKept(error, prepared.grid, { old: kept.old, inWords: options.keptInWords });
    await afterFailure(told, prepared, run, outcome(), options);
    throw told;
  }
}

/** What is kept if the process is ended from outside, told whenever there is more of it; and the folder of the grid that stays until the end, if any. */
function keptOf(
  { grid, done, replaces }: PreparedGrid,
  resumed: number,
  { out, onKept, keptInWords: inWords = keptInWords }: Pick<RunOptions, 'out' | 'onKept' | 'keptInWords'>,
) {
  const old = replaces === undefined ? undefined : out;
  let [tiles, points] = [done.size, resumed];
  const tell = () => {
    const { tileCount } = grid.tilePlan;
    onKept?.(inWords({ dir: grid.dir, tiles, tileCount, points, isAtLeast: true, old }));
  };
  const add = (more: number) => {
    tiles += 1;
    points += more;
    tell();
  };
  return { old, tell, add };
}

/** How many tiles were written and are computed anew, which is told: by the grid itself, or by what the log says was there. */
async function tilesLost(
  { grid, done, lost, isNew }: PreparedGrid,
  { out, onNotice }: Pick<RunOptions, 'out' | 'onNotice'>,
): Promise<number> {
  const known = isNew ? 0 : (tilesInLog(await readRunLog(out), grid.identity) ?? 0);
  const missing = Math.max(lost, known - done.size);
  if (missing > 0)
    onNotice?.(
      `${out}: ${missing === 1 ? '1 tile that was written is' : `${missing} tiles that were written are`} damaged or gone, and computed anew`,
    );
  return missing;
}

/** What is known when a run begins: the grid's identity and its folder, points on disk, and lost tiles. */
interface FoundBefore {
  readonly identity: string;
  readonly place: string;
  readonly started: Date;
  readonly resumed: number;
  readonly lost: number;
}

/** What the log says of a run from its beginning on. The scan file is found from any folder, and where it was moved with the grid. */
function entryOf(
  scan: ResolvedScan,
  info: EngineInfo,
  { identity, place, started, resumed, lost }: FoundBefore,
) {
  return {
    identity,
    started: started.toISOString(),
    host: hostname(),
    process: process.pid,
    points_resumed: resumed,
    ...(lost > 0 ? { tiles_lost: lost } : {}),
    scan_file: resolve(scan.file),
    scan_file_beside: relative(dirname(place), resolve(scan.file)),
    ...(scan.set ? { set: scan.set } : {}),
    node: process.versions.node,
    ...info,
  };
}

/** Clears up after a failure. Nothing that fails here may hide what went wrong first. */
async function afterFailure(
  error: unknown,
  prepared: PreparedGrid,
  run: OpenRun | undefined,
  outcome: Readonly<Record<string, unknown>>,
  { out, onNotice }: Pick<RunOptions, 'out' | 'onNotice'>,
): Promise<void> {
  const isGone = await discardIfEmpty(prepared).catch(() => false);
  const message = error instanceof Error ? error.message : String(error);
  const isStop = error instanceof StoppedError;
  const closing =
    isGone && prepared.replaces === undefined
      ? run?.withdraw()
      : run?.close({ ...outcome, ...(isStop ? { stopped: message } : { failure: message }) });
  await closing?.catch((reason: unknown) => {
    const code = reason instanceof StoreError ? systemErrorCode(reason.cause) : undefined;
    // Where its folder is gone there is no log that says anything.
    if (code !== 'ENOENT')
      onNotice?.(`${out}: the run log cannot be written, and goes on saying that this run has not ended`);
  });
}
