/** The mass points of a tile, with what its couplings make of them. */
import type { CouplingTerms } from '../physics/couplings.js';
import type { MassPoint } from '../physics/massPoint.js';
import type { Bounds } from './bounds.js';
import type { ChannelPoint } from './channelPoints.js';
import type { Channel } from './channels.js';
import { competingDecays, couplingTerms, type Lifetimes, lifetimesAt } from './lifetime.js';
import type { PhysicsSetup } from './physicsSetup.js';
import type { TileLayout } from './tileLayout.js';

/** One channel of a mass point: what its templates are read with. */
export interface TileChannel {
  readonly channel: Channel;
  readonly point: MassPoint;
  /** Row of its sums, or undefined where it is closed; and the bounds that they are fractions of. */
  readonly row: number | undefined;
  readonly bounds: Bounds | undefined;
}

/** A mass point of the tile. */
export interface TileMass {
  /** In the order of the scan's channels. */
  readonly channels: readonly TileChannel[];
  /** At every coupling point of the tile. */
  readonly lifetimes: Lifetimes;
}

/**
 * The mass points of a tile from their channels; those that are open have a row each, in this order, and `bounds` has an entry
 * for each row.
 */
export function tileMasses(
  { scan }: PhysicsSetup,
  layout: TileLayout,
  points: readonly (readonly ChannelPoint[])[],
  bounds: readonly Bounds[],
): TileMass[] {
  const terms = layout.couplings.map((couplings) => couplingTerms(scan, couplings));
  let next = 0;
  return points.map((channels) => ({
    channels: channels.map(({ channel, point }): TileChannel => {
      const row = point.open ? next++ : undefined;
      return { channel, point, row, bounds: row === undefined ? undefined : bounds[row] };
    }),
    lifetimes: lifetimesOf(scan, channels, terms),
  }));
}

function lifetimesOf(
  scan: PhysicsSetup['scan'],
  channels: readonly ChannelPoint[],
  terms: readonly CouplingTerms[],
): Lifetimes {
  // What follows from the masses of N, N' and the mediator alone is the same in every channel.
  const point = channels[0]?.point;
  if (!point) throw new RangeError('a scan has at least one channel');
  return lifetimesAt(point, competingDecays(scan, point), terms);
}
