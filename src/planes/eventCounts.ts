/** How many events the mass points of a grid have, where a scan raises the number. */
import { chunkPath } from '../grid/chunks.js';
import { readTile } from '../grid/reading.js';
import type { Grid } from '../grid/store.js';
import { EVENTS } from '../outputs/events.js';
import { tileAt } from '../tiles/tiles.js';
import { FILL_VALUES } from '../tiles/variables.js';

/** Numbers of mass points by their events. */
export type EventCounts = Readonly<Record<string, number>>;

/** Mass points of some tiles, counted by their events; null where all have the same number and the grid does not store it. */
export async function countEvents(grid: Grid, tiles: Iterable<number>): Promise<EventCounts | null> {
  const variable = grid.variables.find(({ name }) => name === EVENTS.name);
  if (!variable) return null;
  const counts: Record<string, number> = {};
  const seen = new Set<string>();
  for (const number of tiles) {
    const tile = tileAt(grid.tilePlan, number);
    // Tiles that differ in other axes have the same mass points.
    const path = chunkPath(grid, variable, tile);
    if (seen.has(path)) continue;
    seen.add(path);
    for (const events of await readTile(grid, tile, variable.name)) {
      if (events !== FILL_VALUES.uint32) counts[events] = (counts[events] ?? 0) + 1;
    }
  }
  return counts;
}

/** The counts in one line; every mass point starts with `from` events: `200 of 288 mass points raised: 188 to 65536, 12 to 262144`. */
export function eventsInWords(counts: EventCounts, from: number): string {
  const raised = Object.entries(counts).filter(([events]) => Number(events) > from);
  const sum = (entries: readonly (readonly [string, number])[]) =>
    entries.reduce((total, [, n]) => total + n, 0);
  const all = sum(Object.entries(counts));
  const list = raised.map(([events, n]) => `${n} to ${events}`).join(', ');
  return `${sum(raised)} of ${all} mass points raised from ${from}${list === '' ? '' : `: ${list}`}`;
}
