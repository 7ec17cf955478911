/** The rows of a sample's events: how the sample reaches each, and what their sums are fractions of. */
import { at } from '../../at.js';
import type { MassPoint } from '../../physics/massPoint.js';
import { densityUnit, type PropagatorSide, propagatorSide } from '../../physics/massRatio.js';
import { q2Limits } from '../../physics/upscattering.js';
import type { Bounds } from '../../prediction/bounds.js';
import type { ChannelPoint } from '../../prediction/channelPoints.js';
import { momentCounts } from '../../prediction/kernelSizes.js';
import type { PhysicsSetup } from '../../prediction/physicsSetup.js';
import { UNANSWERED } from '../../prediction/sampleTrust.js';
import { type Route, reweightingOf } from '../../reweighting/reweighting.js';

/** A row, and how the sample reaches it; without a route the sample covers too little of its mass point for an answer. */
export interface ReweightedRow extends ChannelPoint {
  readonly route: Route | undefined;
  readonly side: PropagatorSide;
}

/** The rows of a tile. */
export interface ReweightedRows {
  readonly rows: readonly ReweightedRow[];
  /** Share of each mass point's events that the sample cannot stand for; the largest of its channels. */
  readonly uncovered: readonly number[];
}

/** Finds the routes to the mass points of a tile, shape [masses][channels]; only open channels have a row. */
export function reweightedRows(
  setup: PhysicsSetup,
  points: readonly (readonly ChannelPoint[])[],
): ReweightedRows {
  const reweighting = reweightingOf(setup);
  const uncovered: number[] = [];
  const rows = points.flatMap((channels) => {
    const open = channels.filter(({ point }) => point.open);
    const routes = open.map(({ channel, point }) => reweighting.route(channel, point));
    const share = Math.max(0, ...routes.map((route) => route.uncovered));
    uncovered.push(share);
    return open.map(({ channel, point }, k) => ({
      channel,
      point,
      route: share <= UNANSWERED ? at(routes, k) : undefined,
      side: propagatorSide(point),
    }));
  });
  return { rows, uncovered };
}

/** Factor on the kernel's densities of a row that makes them of the order of 1; what is left of their unit is a factor of the sums. */
export function densityScale({ point: { m, mPrime }, side }: ReweightedRow): number {
  return side.pole > 0 ? (side.perIntegral / side.pole ** 2) * (m - mPrime) ** 2 : 1;
}

/** What the sums of a row, fractions of its largest weight as the kernel has it, are in units of: in the form of bounds, though nothing is bounded by it. */
export function reweightedBounds(setup: PhysicsSetup, row: ReweightedRow): Bounds {
  const { channel, point, route, side } = row;
  const counts = momentCounts(setup.scan);
  const weight = route ? reweightingOf(setup).weightsPerDensity(channel, route).unit : 1;
  // The weights of a sample are events, those of the generator are still to be multiplied by their scale.
  const unit = (weight * densityUnit(side)) / densityScale(row) / channel.eventScale;
  const largestZ = largestQ2(point);
  return {
    signal: Float64Array.from({ length: counts.signal }, (_, k) => unit * largestZ ** k),
    variance: Float64Array.from({ length: counts.variance }, (_, k) => unit * unit * largestZ ** k),
  };
}

/** Largest momentum transfer of a mass point, GeV^2. */
function largestQ2({ energies, m, M, q2Cap }: MassPoint): number {
  const last = energies?.energyGev[energies.energyGev.length - 1] ?? 0;
  return Math.min(q2Limits(last, m, M)[1], q2Cap);
}
