/** The amount of work in tiles of a scan, counted and not timed; estimates of the time scale with it. */

import { at } from '../at.js';
import { isKinematic } from '../model/parameters.js';
import type { Masses } from '../model/point.js';
import { ELECTRON_MASS_GEV } from '../physics/constants.js';
import { THRESHOLD_MARGIN } from '../physics/massPoint.js';
import { channelCount } from '../prediction/channels.js';
import { layOutTile } from '../prediction/tileLayout.js';
import { type ExperimentScan, experimentScans, type ResolvedScan } from '../resolved/scan.js';
import { productOf, type Tile } from '../tiles/tiles.js';

/** The work in some tiles. */
export interface Work {
  /** Number of open channels over all mass points; each has the scan's events. */
  readonly rows: number;
  /** Grid points. */
  readonly points: number;
}

/** Counts the work of tiles of a scan. */
export function workOf(scan: ResolvedScan, tiles: Iterable<Tile>): Work {
  const count = rowCounter(scan);
  let rows = 0;
  let points = 0;
  for (const tile of tiles) {
    for (const masses of massesOf(scan, tile)) rows += count(masses);
    points += productOf(tile.shape);
  }
  return { rows, points };
}

/** Mass points of a tile. */
export function massesOf(scan: ResolvedScan, tile: Tile): readonly Masses[] {
  // Without couplings, of which there may be a million.
  const shape = tile.shape.map((size, i) => (movesMasses(scan, i) ? size : 1));
  return layOutTile(scan, { ...tile, shape }).masses;
}

/** Whether the axis with this index changes masses. */
export function movesMasses({ axes }: ResolvedScan, number: number): boolean {
  return isKinematic(at(axes, number).name);
}

/** Makes a function that counts the open channels of a mass point. */
export function rowCounter(scan: ResolvedScan): (masses: Masses) => number {
  const experiments = experimentScans(scan).map((experimentScan) => ({
    channels: channelCount(experimentScan),
    reachGev: reachOf(experimentScan),
  }));
  return ({ m, mPrime }) => {
    if (!(mPrime >= 0 && m - mPrime > 2 * ELECTRON_MASS_GEV)) return 0;
    return experiments.reduce((sum, { channels, reachGev }) => sum + (m < reachGev ? channels : 0), 0);
  };
}

/** Largest mass of N that the highest energy of an experiment's beams can produce, neglecting the target's recoil. */
function reachOf({ experiment }: ExperimentScan): number {
  return Math.max(...experiment.beams.map(({ flux }) => flux.maxEnergyGev)) / THRESHOLD_MARGIN;
}
