/** How much an extension computes, of what a scan from scratch would: counted, and not timed. */

import { type Work, workOf } from '../scan/work.js';
import { productOf, type Tile, tileAt } from '../tiles/tiles.js';
import { inEngineOrder, knownCounts, partsOf } from './coverage.js';
import type { PlannedExtension } from './plan.js';

/** The work of a scan from scratch, and of the extension; channels of mass points are what costs most, each has a scan's events. */
export interface Savings {
  readonly scratch: Work;
  readonly extension: Work;
}

/** Most tiles that are counted; of more, some stand for all. */
const MOST_COUNTED = 4096;

/** Grid points of the new scan that the old grid has. */
export function pointsKnown({ coverage }: PlannedExtension): number {
  return productOf(knownCounts(coverage));
}

/** Counts the work. */
export function savingsOf({ scan, added, coverage, needs }: PlannedExtension): Savings {
  const { plan } = coverage;
  const step = Math.max(1, Math.ceil(plan.tileCount / MOST_COUNTED));
  const tiles: Tile[] = [];
  for (let number = 0; number < plan.tileCount; number += step) tiles.push(tileAt(plan, number));
  const parts = tiles.map((tile) => partsOf(coverage, tile));
  const ordered = inEngineOrder(scan, coverage);
  const unknown = needs.all ? parts.flatMap((part) => part.unknown) : [];
  const works = [
    workOf(ordered, unknown),
    ...(added === undefined
      ? []
      : [
          workOf(
            inEngineOrder(added, coverage),
            parts.flatMap(({ known }) => known ?? []),
          ),
        ]),
  ];
  const scale = (work: Work): Work => {
    const factor = plan.tileCount / tiles.length;
    return { rows: Math.round(work.rows * factor), points: Math.round(work.points * factor) };
  };
  const sum = (key: keyof Work) => works.reduce((total, work) => total + work[key], 0);
  return {
    scratch: scale(workOf(scan, tiles)),
    extension: scale({ rows: sum('rows'), points: sum('points') }),
  };
}
