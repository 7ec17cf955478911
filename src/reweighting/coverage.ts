/** How much of a mass point a sample covers. */
import { drawEvents, eventMap } from '../generator/sample.js';
import type { MassPoint } from '../physics/massPoint.js';
import { pairMassSq } from '../physics/pairDensity.js';
import type { Channel } from '../prediction/channels.js';
import type { PhysicsSetup } from '../prediction/physicsSetup.js';
import { densityOf, type PointDensity } from './pointDensity.js';

/** Share of all its events that one event of the sample may stand for. Where it would stand for more, the mass point is not covered. */
export const MOST_OF_ONE_EVENT = 0.01;

/** Most events of the generator that tell the coverage: a share of 1 % is then known to 0.2 to 0.3 %. */
export const COVERAGE_EVENTS = 2048;

/** A component of a sample as far as coverage goes. */
export interface CoveringPart {
  readonly density: PointDensity;
  /** Effective number of its events that count in the channel. */
  readonly events: number;
  /** Sum of the weights of our generator's events at its point. */
  readonly total: number;
}

/** Sum of the weights of the events that our generator makes of a mass point, per unit of (g_D kappa e epsilon)^2 |U|^2. */
export function generatedTotal(setup: PhysicsSetup, channel: Channel, point: MassPoint): number {
  let total = 0;
  drawEvents(setup, channel, point, ({ weight }) => {
    total += weight;
  });
  return total;
}

/**
 * Share of a mass point's events where the components together have fewer than one event for each MOST_OF_ONE_EVENT of it: with p the
 * normalised densities, where p_target > MOST_OF_ONE_EVENT sum_j n_j p_j. To it belong events at which the density of the target is lost, 0 although they
 * are there: an event of the sample like them would get no weight. Decays and efficiencies are left out.
 */
export function uncoveredShare(
  setup: PhysicsSetup,
  channel: Channel,
  target: PointDensity,
  parts: readonly CoveringPart[],
): number {
  const drawn: { readonly weight: number; readonly excess: number }[] = [];
  const eventAt = eventMap(setup, channel, target.point);
  const { eventsPerMassPoint } = setup.scan;
  const count = Math.min(eventsPerMassPoint, COVERAGE_EVENTS);
  let total = 0;
  for (let i = 0; i < count; i++) {
    const found = eventAt(i);
    if (!found) continue;
    const { energyGev, event, weight } = found;
    const { minus, eMinus, plus, ePlus } = event;
    const massSq = pairMassSq(minus, eMinus, plus, ePlus);
    const seen = { energy: energyGev, minus, eMinus, plus, ePlus, massSq };
    const covering = parts.reduce((sum, { density, events, total: all }) => {
      return sum + (all > 0 ? (events * densityOf(density, seen).density) / all : 0);
    }, 0);
    total += weight;
    const { density } = densityOf(target, seen);
    // Infinite where nothing covers the event, and where its own density is lost.
    drawn.push({ weight, excess: density > 0 ? density / covering : Number.POSITIVE_INFINITY });
  }
  if (!(total > 0)) return 0;
  // Weights add up to the rate over all events of the scan.
  const most = (MOST_OF_ONE_EVENT * total * eventsPerMassPoint) / count;
  const isCovered = ({ excess }: { readonly excess: number }) => excess <= most;
  return drawn.reduce((sum, one) => sum + (isCovered(one) ? 0 : one.weight), 0) / total;
}
