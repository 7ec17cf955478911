/** Bounds of the rows of a scan's templates, of which what rows have in common is kept. */

import { upstreamBound } from '../physics/bodyKinds.js';
import type { EnergyTable } from '../physics/flux.js';
import { BORN } from '../physics/geometry.js';
import { onsetShare } from '../response/plateau.js';
import { detectorShape } from '../shapes/detectors.js';
import {
  type Bounds,
  decayBound,
  eventBounds,
  largestPairEnergy,
  productionBounds,
  type ShapeSuprema,
  shapeSuprema,
  shellBound,
} from './bounds.js';
import type { ChannelPoint } from './channelPoints.js';
import type { Channel } from './channels.js';
import { momentCounts } from './kernelSizes.js';
import type { PhysicsSetup } from './physicsSetup.js';

/** A function that bounds one row after the other; `factor` multiplies the bounds, 1 except in tests. */
export function createRowBounds(setup: PhysicsSetup, factor: number): (row: ChannelPoint) => Bounds {
  const moments = momentCounts(setup.scan);
  const { plateau, onset } = setup.response;
  const ofChannel = setup.channels.map((channel) => ({
    probability: plateau * birthBound(setup, channel),
    suprema: new Map<number, ShapeSuprema>(),
    // As long as the tables are kept.
    production: new WeakMap<EnergyTable, Bounds>(),
  }));
  const numbers = new Map(setup.channels.map((channel, c) => [channel, c]));
  return ({ point, channel }) => {
    const own = ofChannel[numbers.get(channel) ?? -1];
    if (!own || !point.energies) throw new RangeError('a row is an open channel of its scan');
    let produced = own.production.get(point.energies);
    if (!produced) {
      const { mediator, mX } = point;
      const { formFactorTable, scatterer } = channel;
      const shape =
        own.suprema.get(mX) ?? shapeSuprema(mediator, formFactorTable, mX, moments, scatterer.q2CapGev2);
      own.suprema.set(mX, shape);
      produced = productionBounds(point, shape);
      own.production.set(point.energies, produced);
    }
    const seen = onsetShare(onset, largestPairEnergy(point));
    return eventBounds(produced, decayBound(point) * factor, own.probability * seen);
  };
}

/** Bound of the weight of an N's way in a channel. */
export function birthBound(
  { detector, originZ, scan }: PhysicsSetup,
  { born, body }: Pick<Channel, 'born' | 'body'>,
): number {
  const { geometry, intensity } = scan.experiment;
  const extent = detectorShape(geometry).extent;
  const brightest = Math.max(1, ...(intensity?.relative ?? []));
  if (born === BORN.upstream) return brightest * upstreamBound(body, extent, originZ);
  const reach = born === BORN.shell ? detector.shell : extent.front;
  const nearness = originZ / (-originZ - reach);
  return brightest * nearness * nearness * (born === BORN.shell ? shellBound(detector) : 1);
}
