/**
 * Raising events where there are too few: the mass points of a tile that carry `low_effective_sample_size` at any of its couplings are
 * evaluated again with four times the events, and so on, until no point carries the flag or the cap is reached. This is done separately
 * for each experiment of a scan. The events of a mass point depend on the scan file and the adapter only; its results are those of a scan
 * with that number of events throughout (docs/numerics.md, "Raised events").
 */
import { at } from '../at.js';
import { isKinematic } from '../model/parameters.js';
import { channelCount } from '../prediction/channels.js';
import { eventLevels } from '../prediction/eventLevels.js';
import { FLAGS } from '../prediction/flags.js';
import { forEachPoint, layOutTile, type TileLayout } from '../prediction/tileLayout.js';
import { type ExperimentScan, experimentScans, type ResolvedScan } from '../resolved/scan.js';
import { boxesOf } from '../tiles/boxes.js';
import { productOf, type Tile } from '../tiles/tiles.js';
import type { ExperimentResult, Stage } from './engine.js';
import { pasteResult } from './pasteResult.js';
import { createTileProgress, type WorkProgress } from './tileProgress.js';

/** Evaluates parts of tiles against one experiment, with a fixed number of events. */
export interface EventSource {
  /** At most MASSES_AT_A_TIME mass points, all couplings of a tile. `onProgress` gets the fraction of the events done. */
  evaluate(tile: Tile, stage: Stage, onProgress: (fraction: number) => void): Promise<ExperimentResult>;
  /** Takes back the arrays of a result that is no longer needed. */
  recycle(result: ExperimentResult): void;
}

/** Opens a source for an experiment of the scan, given by its index. The source lives as long as the engine. Throws DeviceError. */
export type OpenSource = (experiment: number, events: number) => Promise<EventSource>;

/** Mass points that a source evaluates at a time: few, so that the buffers of several sources are small compared with those of a tile. */
export const MASSES_AT_A_TIME = 64;

/** Parts of a tile in flight: one running, one queued, and one whose results are being read. */
const PARTS_IN_FLIGHT = 3;

/** A tile whose events may be raised. */
export interface RaisedTile {
  /** Takes the fraction of the tile's first events that is done. */
  readonly onFirst: (fraction: number) => void;
  /** Raises the events of a tile. Changes the arrays of `results`, which were made with the first events. Tiles come one at a time, in order. */
  raise(results: readonly ExperimentResult[]): Promise<ExperimentResult[]>;
}

/** Begins a tile of a scan; if the scan does not raise events, `raise` returns the results unchanged. */
export type Raiser = (tile: Tile, stage: Stage, onProgress?: (fraction: number) => void) => RaisedTile;

/** Makes the raiser of a scan. */
export function createRaiser(scan: ResolvedScan, open: OpenSource): Raiser {
  if (!scan.autoEvents) {
    return (_tile, _stage, onProgress = () => undefined) => ({
      onFirst: onProgress,
      raise: async (results) => [...results],
    });
  }
  const scans = experimentScans(scan);
  const sources = new Map<string, Promise<EventSource>>();
  const sourceOf = (experiment: number, events: number): Promise<EventSource> => {
    const key = `${experiment}: ${events}`;
    const source = sources.get(key) ?? open(experiment, events);
    sources.set(key, source);
    return source;
  };
  const progressOf = createTileProgress();
  return (tile, stage, onProgress) => {
    const progress = progressOf(onProgress);
    return {
      onFirst: progress.onFirst,
      async raise(results) {
        const layout = layOutTile(scan, tile);
        const work = scans.map((experimentScan, e) => workOf(experimentScan, layout, at(results, e)));
        progress.begin(work);
        const raised: ExperimentResult[] = [];
        for (const [e, experimentScan] of scans.entries()) {
          const result = at(results, e);
          const evaluate: EvaluatePart = async (level, part, tell) => {
            const source = await sourceOf(e, level);
            const found = await source.evaluate(part, stage, tell);
            pasteResult(layout, result, part.shape, found, startIn(tile, part));
            source.recycle(found);
          };
          const events = await raiseExperiment(experimentScan, tile, layout, result, progress, evaluate);
          raised.push({ ...result, events });
        }
        progress.end();
        return raised;
      },
    };
  };
}

/** Event weights of a tile: of its first events, and of the next step for those mass points that are known to need it. */
function workOf(experimentScan: ExperimentScan, layout: TileLayout, result: ExperimentResult) {
  const channels = channelCount(experimentScan);
  // A scan whose cap is its first number of events has no next step.
  const [from = experimentScan.eventsPerMassPoint, next = 0] = eventLevels(experimentScan);
  const poor = poorMasses(layout, result.flags).reduce((sum, is) => sum + is, 0);
  return { first: layout.masses.length * channels * from, more: poor * channels * next };
}

/** Evaluates a part of a tile with a number of events, and writes it into the tile's result. */
type EvaluatePart = (events: number, part: Tile, onProgress: (fraction: number) => void) => Promise<void>;

/** Start of a part on all axes, counted from the start of its tile. */
function startIn(tile: Tile, part: Tile): number[] {
  return part.start.map((first, i) => first - at(tile.start, i));
}

/** Raises the events of one experiment, whose result it changes. Returns the events of each mass point. */
async function raiseExperiment(
  experimentScan: ExperimentScan,
  tile: Tile,
  layout: TileLayout,
  result: ExperimentResult,
  progress: WorkProgress,
  evaluate: EvaluatePart,
): Promise<Uint32Array> {
  const levels = eventLevels(experimentScan);
  const channels = channelCount(experimentScan);
  const kinematic = layout.axes.map(({ name }) => isKinematic(name));
  const shape = tile.shape.filter((_, i) => kinematic[i]);
  const events = new Uint32Array(layout.masses.length).fill(at(levels, 0));
  let poor = poorMasses(layout, result.flags);
  for (const level of levels.slice(1)) {
    const boxes = boxesOf(shape, poor, MASSES_AT_A_TIME);
    if (boxes.length === 0) break;
    poor.forEach((is, mass) => {
      if (is) events[mass] = level;
    });
    await inFlight(boxes, async (box) => {
      const start = onAllAxes(kinematic, box.start, () => 0);
      const part = {
        index: tile.index,
        start: tile.start.map((first, i) => first + at(start, i)),
        shape: onAllAxes(kinematic, box.shape, (i) => at(tile.shape, i)),
      };
      const work = productOf(box.shape) * channels * level;
      await evaluate(level, part, progress.of(work));
    });
    poor = poorMasses(layout, result.flags);
    const next = levels[levels.indexOf(level) + 1];
    if (next !== undefined) progress.found(poor.reduce((sum, is) => sum + is, 0) * channels * next);
  }
  return events;
}

/** 1 for mass points that are flagged at any of the tile's couplings, else 0; shape [masses]. */
function poorMasses(layout: TileLayout, flags: Uint32Array): Uint8Array {
  const poor = new Uint8Array(layout.masses.length);
  forEachPoint(layout.lifetimeAxes, (cell, mass) => {
    if (((flags[cell] ?? 0) & FLAGS.lowEffectiveSampleSize) !== 0) poor[mass] = 1;
  });
  return poor;
}

/** Values for all axes: `given` for the kinematic ones, in their order, and those of `other` for the rest. */
function onAllAxes(
  kinematic: readonly boolean[],
  given: readonly number[],
  other: (axis: number) => number,
): number[] {
  let next = 0;
  return kinematic.map((is, i) => (is ? at(given, next++) : other(i)));
}

/** Works on all items, a few at a time. After a failure, waits for the work that is in flight. */
async function inFlight<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const pending: Promise<void>[] = [];
  try {
    for (const item of items) {
      if (pending.length >= PARTS_IN_FLIGHT) await pending.shift();
      const started = work(item);
      // Awaited later; until then a failure must not count as unhandled.
      started.catch(() => undefined);
      pending.push(started);
    }
    while (pending.length > 0) await pending.shift();
  } finally {
    await Promise.allSettled(pending);
  }
}
