/** Components of a sample, those that it has and those that it may get, as parts of the mixture that its events are drawn from. */
import { at } from '../../at.js';
import { decayFactor, eventWeight, weighEvents } from '../../generator/sample.js';
import { massPointOf } from '../../prediction/channelPoints.js';
import type { Channel } from '../../prediction/channels.js';
import type { PhysicsSetup } from '../../prediction/physicsSetup.js';
import type { ExperimentScan } from '../../resolved/scan.js';
import {
  type ComponentPoint,
  channelOfComponent,
  componentPoint,
} from '../../reweighting/componentPoints.js';
import { generatedTotal } from '../../reweighting/coverage.js';
import { type ComponentSizes, componentSizes } from '../../reweighting/mixture.js';
import { type PointDensity, pointDensity } from '../../reweighting/pointDensity.js';
import { eventsOfChannel } from '../../reweighting/sampleEvents.js';
import type { EventSample, SampleComponent } from '../eventSample.js';

/** A part in one channel. */
export interface PartInChannel {
  readonly channel: Channel;
  readonly density: PointDensity;
  /** Events of a normalised density: effective number over the sum of the weights of our generator's events. */
  readonly perTotal: number;
  /** Events per expected event of the scan's exposure. */
  readonly perExpected: number;
}

/** A part of the mixture. */
export interface MixturePart {
  readonly component: ComponentPoint;
  /** Undefined where it has no events. */
  inChannel(name: string): PartInChannel | undefined;
}

/** The parts of a scan's sample, of events that count; the generator draws `scan.eventsPerMassPoint`. */
export function partsOfSample(scan: ExperimentScan, setup: PhysicsSetup, sample: EventSample): MixturePart[] {
  const sizes = new Map(setup.channels.map((channel) => [channel.name, sizesIn(channel)]));
  return sample.components.map((of, j) => {
    const component = componentPoint(scan, of);
    return {
      component,
      inChannel: keptByName((name) => {
        const channel = setup.channels.find((one) => one.name === name);
        const [events = 0, weight = 0] = [sizes.get(name)?.events[j], sizes.get(name)?.weight[j]];
        return channel && events > 0 ? partInChannel(component, channel, events, weight) : undefined;
      }),
    };
  });

  function sizesIn(channel: Channel): ComponentSizes {
    const chosen = eventsOfChannel(sample, channel, setup);
    const weight = Float64Array.from(chosen, (i) => at(sample.weight, i));
    const component = Int32Array.from(chosen, (i) => at(sample.component, i));
    return componentSizes({ weight, component }, sample.components.length);
  }
}

/** A component of one event of equal weight, in all channels together: what any number of them adds is a multiple of it. Undefined without a signal. */
export function candidatePart(
  scan: ExperimentScan,
  setup: PhysicsSetup,
  of: SampleComponent,
): MixturePart | undefined {
  const component = componentPoint(scan, of);
  const { lifetime, masses } = component;
  const rates = new Map(
    setup.channels.map((channel) => {
      const ofComponent = channelOfComponent(component, channel);
      const point = massPointOf(component.setup, masses, ofComponent);
      if (!point.open) return [channel.name, 0];
      const events = weighEvents(component.setup, ofComponent, point);
      return [
        channel.name,
        events.weight.reduce(
          (sum, _, i) => sum + eventWeight(events, i, lifetime) * decayFactor(events, i, lifetime.ctauCm),
          0,
        ),
      ];
    }),
  );
  const total = [...rates.values()].reduce((sum, rate) => sum + rate, 0);
  if (!(total > 0)) return undefined;
  return {
    component,
    inChannel: keptByName((name) => {
      const channel = setup.channels.find((one) => one.name === name);
      const rate = rates.get(name) ?? 0;
      return channel && rate > 0 ? partInChannel(component, channel, rate / total, rate) : undefined;
    }),
  };
}

/** A component with so many events and such a sum of weights in a channel; undefined where by our generator it has none there. */
function partInChannel(
  component: ComponentPoint,
  channel: Channel,
  events: number,
  weight: number,
): PartInChannel | undefined {
  const ofComponent = channelOfComponent(component, channel);
  const point = massPointOf(component.setup, component.masses, ofComponent);
  const total = point.open ? generatedTotal(component.setup, ofComponent, point) : 0;
  if (!(total > 0)) return undefined;
  return {
    channel: ofComponent,
    density: pointDensity(ofComponent, point),
    perTotal: events / total,
    perExpected: (events / weight) * component.exposure,
  };
}

function keptByName<T>(make: (name: string) => T): (name: string) => T {
  const known = new Map<string, { readonly made: T }>();
  return (name) => {
    const found = known.get(name) ?? { made: make(name) };
    known.set(name, found);
    return found.made;
  };
}
