/**
 * Events raised where they are too few: the mass points of a tile that carry `low_effective_sample_size` at any of its couplings are
 * evaluated again with four times the events, and again, until none does or the cap is reached. Each experiment of a scan for itself.
 * What a mass point gets follows from the scan file and the adapter; its numbers are those of a scan with so many events throughout.
 */

import { boxesOf } from '../grid/boxes.js';
import { productOf, type Tile } from '../grid/tiles.js';
import { isKinematic } from '../model/parameters.js';
import { channelCount } from '../prediction/channels.js';
import { eventLevels } from '../prediction/eventLevels.js';
import { FLAGS } from '../prediction/flags.js';
import { forEachPoint, layOutTile, type TileLayout } from '../prediction/tileLayout.js';
import { type ExperimentScan, experimentScans, type ResolvedScan } from '../resolved/scan.js';
import type { ExperimentResult, Stage } from './engine.js';
import { pasteResult } from './pasteResult.js';
import { createTileProgress, type WorkProgress } from './tileProgress.js';

/** Evaluates parts of tiles against one experiment, with a number of events of its own. */
export interface EventSource {
  /** At most MASSES_AT_A_TIME mass points, all couplings of a tile. `onProgress` gets the fraction of the events done. */
  evaluate(tile: Tile, stage: Stage, onProgress: (fraction: number) => void): Promise<ExperimentResult>;
  /** Takes back a result that nobody will look at any more. */
  recycle(result: ExperimentResult): void;
}

/** Opens a source for an experiment of the scan, by its number; it lives as long as the engine. Throws DeviceError. */
export type OpenSource = (experiment: number, events: number) => Promise<EventSource>;

/** Mass points that a source evaluates at a time: few enough that the buffers of several sources are small beside a tile's. */
export const MASSES_AT_A_TIME = 64;

/** Parts of a tile in flight: one at work, one behind it, and one whose results are read. */
const PARTS_IN_FLIGHT = 3;

/** A tile whose events may be raised. */
export interface RaisedTile {
  /** To be told how far the tile's first events are. */
  readonly onFirst: (fraction: number) => void;
  /** Raises the events of a tile, given the results with the first ones, whose arrays it changes. Tiles come one at a time, in order. */
  raise(results: readonly ExperimentResult[]): Promise<ExperimentResult[]>;
}

/** Makes a scan's tiles raise their events; one that does not raise any answers as it is asked. */
export type Raiser = (tile: Tile, stage: Stage, onProgress?: (fraction: number) => void) => RaisedTile;

/** A raiser of a scan's events. */
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
        const work = scans.map((own, e) => workOf(own, layout, results[e]));
        progress.begin(work);
        const raised: ExperimentResult[] = [];
        for (const [e, own] of scans.entries()) {
          const result = results[e];
          if (!result) throw new RangeError('a tile has a result of every experiment');
          const evaluate: EvaluatePart = async (level, part, tell) => {
            const source = await sourceOf(e, level);
            const found = await source.evaluate(part, stage, tell);
            pasteResult(layout, result, part.shape, found, startIn(tile, part));
            source.recycle(found);
          };
          const events = await raiseExperiment(own, tile, layout, result, progress, evaluate);
          raised.push({ ...result, events });
        }
        progress.end();
        return raised;
      },
    };
  };
}

/** Event weights of a tile with its first events, and with those that it is known to need beside. */
function workOf(own: ExperimentScan, layout: TileLayout, result: ExperimentResult | undefined) {
  const channels = channelCount(own);
  const [from = 0, next = 0] = eventLevels(own);
  const poor = result ? poorMasses(layout, result.flags).reduce((sum, is) => sum + is, 0) : 0;
  return { first: layout.masses.length * channels * from, more: poor * channels * next };
}

/** Evaluates a part of a tile with so many events, into the tile's result. */
type EvaluatePart = (events: number, part: Tile, onProgress: (fraction: number) => void) => Promise<void>;

/** Where a part of a tile begins in it, on all axes. */
function startIn(tile: Tile, part: Tile): number[] {
  return part.start.map((first, i) => first - (tile.start[i] ?? 0));
}

/** Raises the events of one experiment, in its result; the events of each mass point. */
async function raiseExperiment(
  own: ExperimentScan,
  tile: Tile,
  layout: TileLayout,
  result: ExperimentResult,
  progress: WorkProgress,
  evaluate: EvaluatePart,
): Promise<Uint32Array> {
  const levels = eventLevels(own);
  const channels = channelCount(own);
  const kinematic = layout.axes.map(({ name }) => isKinematic(name));
  const shape = tile.shape.filter((_, i) => kinematic[i]);
  const events = new Uint32Array(layout.masses.length).fill(levels[0] ?? 0);
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
        start: tile.start.map((first, i) => first + (start[i] ?? 0)),
        shape: onAllAxes(kinematic, box.shape, (i) => tile.shape[i] ?? 1),
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

/** Which mass points of a tile are flagged at any of its couplings; shape [masses]. */
function poorMasses(layout: TileLayout, flags: Uint32Array): Uint8Array {
  const poor = new Uint8Array(layout.masses.length);
  forEachPoint(layout.lifetimeAxes, (cell, mass) => {
    if (((flags[cell] ?? 0) & FLAGS.lowEffectiveSampleSize) !== 0) poor[mass] = 1;
  });
  return poor;
}

/** Values for all axes: those of the kinematic ones as given, in their order, others as `other` says. */
function onAllAxes(
  kinematic: readonly boolean[],
  given: readonly number[],
  other: (axis: number) => number,
): number[] {
  let next = 0;
  return kinematic.map((is, i) => (is ? (given[next++] ?? 0) : other(i)));
}

/** Does something with every item, a few at a time; what is in flight at a failure is waited for. */
async function inFlight<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const pending: Promise<void>[] = [];
  try {
    for (const item of items) {
      if (pending.length >= PARTS_IN_FLIGHT) await pending.shift();
      const own = work(item);
      // Its failure is met when its turn comes.
      own.catch(() => undefined);
      pending.push(own);
    }
    while (pending.length > 0) await pending.shift();
  } finally {
    await Promise.allSettled(pending);
  }
}
