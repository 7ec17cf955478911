/** The components of a sample as points of our generator: what their events are densities of. */
import { couplingsAt, massesAt, mixingFactorAt, valuesOfPoint } from '../model/models.js';
import type { Masses } from '../model/point.js';
import type { DecaySide } from '../physics/massPoint.js';
import { decaySideOf } from '../prediction/channelPoints.js';
import type { Channel } from '../prediction/channels.js';
import { competingDecays, type Lifetime, lifetimeOf } from '../prediction/lifetime.js';
import { type PhysicsSetup, setUpPhysics } from '../prediction/physicsSetup.js';
import type { ExperimentScan } from '../resolved/scan.js';
import type { SampleComponent } from '../samples/eventSample.js';

/** A component at its point of the model. */
export interface ComponentPoint {
  readonly component: SampleComponent;
  readonly masses: Masses;
  /** The generator of its model in the experiment's detector, with the experiment's protons on target. */
  readonly setup: PhysicsSetup;
  readonly side: DecaySide;
  /** With |U|^2 as its mixing. */
  readonly lifetime: Lifetime;
  /** Its protons on target times its mass of target, over those of the experiment. */
  readonly exposure: number;
}

/** A component of the sample of a scan's experiment. */
export function componentPoint(scan: ExperimentScan, component: SampleComponent): ComponentPoint {
  const { model, parameters } = component;
  const ofComponent = {
    ...withoutSample(scan),
    model,
    fixed: { ...parameters },
    axes: [],
  };
  const given = valuesOfPoint(model, parameters);
  const masses = massesAt(model, given);
  const side = decaySideOf(ofComponent, masses);
  const lifetime = lifetimeOf(
    ofComponent,
    side,
    competingDecays(ofComponent, side),
    couplingsAt(model, given),
  );
  const [beam] = scan.experiment.beams;
  const { massTonnes } = scan.experiment.target;
  if (beam === undefined) throw new RangeError('an experiment has a beam');
  return {
    component,
    masses,
    setup: setUpPhysics(ofComponent),
    side,
    lifetime: { ...lifetime, mixing: lifetime.mixing * mixingFactorAt(model, given) },
    exposure:
      (component.pot / beam.pot) *
      (component.massTonnes === undefined ? 1 : component.massTonnes / massTonnes),
  };
}

/** The channel of a component's generator on the target of a channel. */
export function channelOfComponent({ setup }: ComponentPoint, channel: Channel): Channel {
  const found = setup.channels.find(({ name }) => name === channel.name);
  if (!found) throw new RangeError(`a component has no channel ${channel.name}`);
  return found;
}

/** A scan of an experiment whose events are generated. */
export function withoutSample(scan: ExperimentScan): ExperimentScan {
  const { sample: _, ...generated } = scan;
  return generated;
}
