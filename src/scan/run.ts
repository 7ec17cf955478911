/** Runs a scan: one tile after another from an engine into a grid. */

import type { Engine, EngineInfo } from '../engine/engine.js';
import { openGpuEngine } from '../engine/gpu/gpuEngine.js';
import { openReferenceEngine, REFERENCE_INFO } from '../engine/reference/reference.js';
import type { DeviceOptions } from '../gpu/device.js';
import { pollingMilliseconds } from '../gpu/eventLoopSleeper.js';
import { bytesOfTile, writeTile } from '../grid/chunks.js';
import { discardIfEmpty, prepareGrid } from '../grid/prepare.js';
import { writeRunLog } from '../grid/runLog.js';
import { gridVariables, makeVariables } from '../outputs/gridVariables.js';
import { threadCpuSeconds } from '../platform/threadCpu.js';
import type { ResolvedScan } from '../resolved/scan.js';
import { betterFit, type FoundFit } from '../tiles/bestFit.js';
import { pointsIn, productOf, tileAt } from '../tiles/tiles.js';
import { describeGrid } from './gridSpec.js';
import { type BusyFractions, LoadClock, occupancyInLog } from './occupancy.js';
import { DEPTH, type PipelineDepth, runPipeline } from './pipeline.js';

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

/** Opens the engine that the options name, for a scan. Throws DeviceError. */
export async function openEngine(
  scan: ResolvedScan,
  { engine, ...device }: DeviceOptions & { readonly engine: EngineName },
): Promise<Engine> {
  return engine === 'reference' ? openReferenceEngine(scan) : await openGpuEngine(scan, device);
}

/** Runs a scan. A failure before the first tile leaves nothing on disk; a later one leaves whole tiles, which resume. */
export async function runScan(scan: ResolvedScan, options: RunOptions): Promise<RunSummary> {
  await using engine = await openEngine(scan, options);
  const spec = await describeGrid(scan, engine.info);
  const variables = gridVariables(scan);
  const prepared = await prepareGrid(options.out, spec, { overwrite: options.overwrite });
  const { grid, done } = prepared;
  const started = new Date();
  const start = performance.now();
  const elapsed = () => (performance.now() - start) / 1000;
  let computed = 0;
  const resumed = pointsIn(spec.tilePlan, done);
  const log = (outcome: Record<string, string | number>) =>
    writeRunLog(options.out, {
      started: started.toISOString(),
      seconds: elapsed(),
      points_computed: computed,
      points_resumed: resumed,
      scan_file: scan.file,
      node: process.versions.node,
      ...engine.info,
      ...outcome,
    });
  const fractions = new Map<number, number>();
  const report = () => {
    let begun = 0;
    for (const points of fractions.values()) begun += points;
    options.onProgress?.(resumed + computed + begun, resumed);
  };
  const tiles = function* () {
    for (let number = 0; number < spec.tilePlan.tileCount; number++) {
      if (!done.has(number)) yield { number, tile: tileAt(spec.tilePlan, number) };
    }
  };
  const seen = new Set<number>();
  let best: FoundFit | undefined;
  // From the first tile's call to the last one's answer.
  let computing = 0;
  // Of that time, when as many writes as may be were under way.
  let waiting = 0;
  const writes = new LoadClock((options.depth ?? DEPTH).writing);
  const hostSeconds = startHostClock();
  report();
  try {
    await runPipeline(
      tiles(),
      {
        async compute({ number, tile }) {
          const points = productOf(tile.shape);
          const result = await engine.evaluateTile(tile, (fraction) => {
            fractions.set(number, fraction * points);
            report();
          });
          fractions.delete(number);
          computed += points;
          seen.add(number);
          best = betterFit(scan.axes, best, number, tile, result.chi2);
          computing = performance.now() - start;
          waiting = writes.times.full;
          return result;
        },
        async write({ tile }, result) {
          const made = makeVariables(variables, scan, tile, result);
          await writes.during(() => writeTile(grid, tile, made));
          engine.recycle(result);
        },
      },
      options.depth,
    );
  } catch (error) {
    if (!(await discardIfEmpty(prepared))) {
      const failure = error instanceof Error ? error.message : String(error);
      // A full disk must not hide what went wrong first.
      await log({ failure }).catch(() => undefined);
    }
    throw error;
  }
  const seconds = elapsed();
  const hostWorked = hostSeconds();
  const { templates, points } = engine.times;
  const busy: BusyFractions | undefined =
    computing > 0
      ? {
          gpu: engine.info.engine === 'gpu' ? (templates + points) / computing : undefined,
          host: hostWorked === undefined ? undefined : Math.min(1, hostWorked / seconds),
          write: writes.times.busy / 1000 / seconds,
          // After the last result nothing is left but writing.
          writeWait: 1 - (computing - waiting) / 1000 / seconds,
        }
      : undefined;
  const bytesWritten = seen.size * bytesOfTile(grid);
  options.onProgress?.(resumed + computed, resumed);
  await log({ bytes_written: bytesWritten, ...(busy && occupancyInLog(busy)) });
  return {
    info: engine.info,
    computed,
    resumed,
    seconds,
    seen: { tiles: seen, best },
    bytesWritten,
    ...(busy && { busy }),
  };
}

/** Seconds that the main thread has worked since the call: its processor time, without that of polling; undefined where it is not told. */
function startHostClock(): () => number | undefined {
  const [cpu, polling] = [threadCpuSeconds(), pollingMilliseconds()];
  return () => {
    const now = threadCpuSeconds();
    if (cpu === undefined || now === undefined) return undefined;
    return Math.max(0, now - cpu - (pollingMilliseconds() - polling) / 1000);
  };
}
