/** Bounds of the rows of a scan's templates. What several rows share is computed once. */
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

/** Makes the function that bounds a row. `factor` multiplies the bounds; it is 1 except in tests. */
export function createRowBounds(setup: PhysicsSetup, factor: number): (row: ChannelPoint) => Bounds {
  const moments = momentCounts(setup.scan);
  const { plateau, onset } = setup.response;
  const ofChannel = new Map(
    setup.channels.map((channel) => {
      const probability = plateau * birthBound(setup, channel);
      // Weak, so that bounds are kept no longer than the cache keeps the tables.
      const production = new WeakMap<EnergyTable, Bounds>();
      return [channel, { probability, suprema: new Map<number, ShapeSuprema>(), production }] as const;
    }),
  );
  return ({ point, channel }) => {
    const known = ofChannel.get(channel);
    if (!known || !point.energies) throw new RangeError('a row is an open channel of its scan');
    let produced = known.production.get(point.energies);
    if (!produced) {
      const { mediator, mX } = point;
      const { formFactorTable, scatterer } = channel;
      const shape =
        known.suprema.get(mX) ?? shapeSuprema(mediator, formFactorTable, mX, moments, scatterer.q2CapGev2);
      known.suprema.set(mX, shape);
      produced = productionBounds(point, shape);
      known.production.set(point.energies, produced);
    }
    const seen = onsetShare(onset, largestPairEnergy(point));
    return eventBounds(produced, decayBound(point) * factor, known.probability * seen);
  };
}

/** Bound of the factor that an event's birthplace contributes in a channel: the beam's intensity there, and the weight of the way. */
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
