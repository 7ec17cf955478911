/** The mass points of a tile, with their lifetimes at its coupling points. */
import { at } from '../at.js';
import type { CouplingTerms } from '../physics/couplings.js';
import type { MassPoint } from '../physics/massPoint.js';
import type { Bounds } from './bounds.js';
import type { ChannelPoint } from './channelPoints.js';
import type { Channel } from './channels.js';
import { competingDecays, couplingTerms, type Lifetimes, lifetimesAt } from './lifetime.js';
import type { PhysicsSetup } from './physicsSetup.js';
import type { TileLayout } from './tileLayout.js';

/** One channel of a mass point. */
export interface TileChannel {
  readonly channel: Channel;
  readonly point: MassPoint;
  /** Row of its sums in the templates; undefined where the channel is closed. */
  readonly row: number | undefined;
  /** Bounds that the row's sums are fractions of; undefined where it is closed. */
  readonly bounds: Bounds | undefined;
}

/** A mass point of the tile. */
export interface TileMass {
  /** In the order of the scan's channels. */
  readonly channels: readonly TileChannel[];
  /** At every coupling point of the tile. */
  readonly lifetimes: Lifetimes;
  /** Share of its events that a sample cannot stand for; 0 where events are generated. */
  readonly uncovered: number;
}

/**
 * The mass points of a tile. `points` has the channels of each mass point; the open ones have a row each, numbered in this order, and
 * `bounds` has an entry for each row.
 */
export function tileMasses(
  { scan }: PhysicsSetup,
  layout: TileLayout,
  points: readonly (readonly ChannelPoint[])[],
  bounds: readonly Bounds[],
  uncovered: readonly number[] = [],
): TileMass[] {
  const terms = layout.couplings.map((couplings) => couplingTerms(scan, couplings));
  let next = 0;
  return points.map((channels, mass) => ({
    channels: channels.map(({ channel, point }): TileChannel => {
      const row = point.open ? next++ : undefined;
      return { channel, point, row, bounds: row === undefined ? undefined : bounds[row] };
    }),
    lifetimes: lifetimesOf(scan, channels, terms),
    uncovered: uncovered[mass] ?? 0,
  }));
}

function lifetimesOf(
  scan: PhysicsSetup['scan'],
  channels: readonly ChannelPoint[],
  terms: readonly CouplingTerms[],
): Lifetimes {
  // Decays do not depend on the target, so any channel will do.
  const { point } = at(channels, 0);
  return lifetimesAt(point, competingDecays(scan, point), terms);
}
