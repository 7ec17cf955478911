/** The tiles of a run: one after another from an engine into a grid. */
import { TileLeftOut } from '../engine/lastingEngine.js';
import type { TileMaker } from '../engine/tileMaker.js';
import { pollingMilliseconds } from '../gpu/eventLoopSleeper.js';
import { bytesOfTile } from '../grid/chunks.js';
import type { PreparedGrid } from '../grid/writing/prepare.js';
import { openTileWriter } from '../grid/writing/tileWriter.js';
import { threadCpuSeconds } from '../platform/threadCpu.js';
import type { ResolvedScan } from '../resolved/scan.js';
import { betterFit, type FoundFit } from '../tiles/bestFit.js';
import { pointsIn, productOf, type Tile, tileAt } from '../tiles/tiles.js';
import { type BusyFractions, LoadClock } from './occupancy.js';
import { DEPTH, type PipelineDepth, runPipeline } from './pipeline.js';

/** How to compute tiles; as in RunOptions. */
export interface ComputeOptions {
  readonly depth?: PipelineDepth;
  readonly sync?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (pointsDone: number, pointsResumed: number) => void;
  /** Called with the points of each tile that an engine computed. */
  readonly onTile: (points: number) => void;
  /** Called with the points of each tile that is on disk from then on. */
  readonly onWritten: (points: number) => void;
}

/** What was computed. */
export interface ComputedTiles {
  readonly tiles: ReadonlySet<number>;
  /** Tiles that had to be left out, with the reason. */
  readonly left: ReadonlyMap<number, string>;
  readonly best: FoundFit | undefined;
  readonly seconds: number;
  readonly busy?: BusyFractions;
  readonly bytesWritten: number;
}

/**
 * Computes and writes the tiles that a grid lacks, or with a signal those that were begun before it, without those at which the device fails
 * each time. Throws the first other failure.
 */
export async function computeTiles(
  maker: TileMaker,
  { axes }: Pick<ResolvedScan, 'axes'>,
  { grid, done }: PreparedGrid,
  { depth = DEPTH, sync, signal, onProgress, onTile, onWritten }: ComputeOptions,
): Promise<ComputedTiles> {
  const writeTile = await openTileWriter(grid, { sync });
  const meter = startMeter(maker, depth.writing);
  const progress = progressOf(pointsIn(grid.tilePlan, done), onProgress);
  const tiles = new Set<number>();
  const left = new Map<number, string>();
  let best: FoundFit | undefined;
  progress.report();
  maker.foresee?.(tilesOf(missingTiles(grid.tilePlan, done, signal)));
  await runPipeline(
    missingTiles(grid.tilePlan, done, signal),
    {
      async compute({ number, tile }) {
        const points = productOf(tile.shape);
        const onFraction = (fraction: number) => progress.begun(number, fraction * points);
        const made = await maker.makeTile(tile, onFraction).catch(unlessLeftOut);
        if (made instanceof TileLeftOut) {
          progress.finished(number, 0);
          left.set(number, made.message);
          return undefined;
        }
        progress.finished(number, points);
        onTile(made.computed);
        tiles.add(number);
        best = betterFit(axes, best, number, tile, made.chi2);
        meter.computed();
        return made;
      },
      async write({ tile }, made) {
        if (!made) return;
        const variables = made.variables();
        await meter.writes.during(() => writeTile(tile, variables));
        made.release();
        onWritten(productOf(tile.shape));
      },
    },
    depth,
  );
  const bytesWritten = tiles.size * bytesOfTile(grid);
  const measured = meter.stop();
  progress.report();
  return { tiles, left, best, bytesWritten, ...measured };
}

/** The tiles that are not on disk, until the signal. */
function* missingTiles(
  plan: PreparedGrid['grid']['tilePlan'],
  done: ReadonlySet<number>,
  signal: AbortSignal | undefined,
): Generator<{ readonly number: number; readonly tile: Tile }> {
  for (let number = 0; number < plan.tileCount; number++) {
    if (signal?.aborted) return;
    if (!done.has(number)) yield { number, tile: tileAt(plan, number) };
  }
}

/** The error that says that one tile is left out; throws every other. */
function unlessLeftOut(error: unknown): TileLeftOut {
  if (error instanceof TileLeftOut) return error;
  throw error;
}

/** The tiles alone. */
function* tilesOf(numbered: Iterable<{ readonly tile: Tile }>): Generator<Tile> {
  for (const { tile } of numbered) yield tile;
}

/** Adds up the points that are done, of tiles under way by fractions. */
function progressOf(resumed: number, onProgress: ComputeOptions['onProgress']) {
  const fractions = new Map<number, number>();
  let computed = 0;
  const report = () => {
    let begun = 0;
    for (const points of fractions.values()) begun += points;
    onProgress?.(resumed + computed + begun, resumed);
  };
  return {
    report,
    begun(number: number, points: number) {
      // A tile that is computed again begins again.
      fractions.set(number, Math.max(points, fractions.get(number) ?? 0));
      report();
    },
    finished(number: number, points: number) {
      fractions.delete(number);
      computed += points;
    },
  };
}

/** Measures how busy GPU, host and disk are; `atOnce` writes may be under way. */
function startMeter(maker: TileMaker, atOnce: number) {
  const start = performance.now();
  const hostSeconds = startHostClock();
  const writes = new LoadClock(atOnce);
  // From the first tile's call to the last one's answer.
  let computing = 0;
  // Of that time, when as many writes as may be were under way.
  let waiting = 0;
  return {
    writes,
    /** To be called when a tile is computed. */
    computed() {
      computing = performance.now() - start;
      waiting = writes.times.full;
    },
    stop(): { readonly seconds: number; readonly busy?: BusyFractions } {
      const seconds = (performance.now() - start) / 1000;
      const hostWorked = hostSeconds();
      const { templates, points } = maker.times;
      if (computing === 0) return { seconds };
      const busy: BusyFractions = {
        gpu: maker.info.engine === 'gpu' ? (templates + points) / computing : undefined,
        host: hostWorked === undefined ? undefined : Math.min(1, hostWorked / seconds),
        write: writes.times.busy / 1000 / seconds,
        // After the last result nothing is left but writing.
        writeWait: 1 - (computing - waiting) / 1000 / seconds,
      };
      return { seconds, busy };
    },
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
