/** A thread that packs tiles: `packingThreads.ts` starts it and asks it. */
import { at } from '../../at.js';
import { answerTasks } from '../../platform/threads.js';
import { setUpPhysics } from '../../prediction/physicsSetup.js';
import { layOutTile } from '../../prediction/tileLayout.js';
import { experimentScans, type ResolvedScan } from '../../resolved/scan.js';
import type { Tile } from '../../tiles/tiles.js';
import { BufferStore } from './bufferStore.js';
import {
  createTilePacker,
  type PackedEvents,
  type PackedLifetimes,
  type PackerOptions,
  type TilePacker,
} from './packTile.js';

/** What a thread is asked: first to get ready with the options of each experiment, then to pack tiles of one experiment. */
export type PackingTask =
  | { readonly options: readonly PackerOptions[] }
  | {
      readonly tile: Tile;
      readonly experiment: number;
      readonly withVariables: boolean;
      /** Buffers of earlier tiles, to pack this one into. */
      readonly spare: readonly ArrayBuffer[];
    };

/** A packed tile; undefined for getting ready. */
export interface PackedTile {
  readonly events: PackedEvents;
  readonly lifetimes: PackedLifetimes;
}

answerTasks((scan: ResolvedScan) => {
  const store = new BufferStore();
  let packers: readonly TilePacker[] = [];
  return (task: PackingTask): PackedTile | undefined => {
    if ('options' in task) {
      packers = experimentScans(scan).map((each, e) =>
        createTilePacker(setUpPhysics(each), at(task.options, e), store),
      );
      return undefined;
    }
    store.give(task.spare);
    const packing = at(packers, task.experiment)(layOutTile(scan, task.tile), task.withVariables);
    return { events: packing.events, lifetimes: packing.lifetimes() };
  };
});
