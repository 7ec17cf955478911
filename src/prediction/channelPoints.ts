/** The mass points of a scan, on the target of each channel. */
import { mediatorOf } from '../model/models.js';
import type { Masses } from '../model/point.js';
import { DIRAC, MAJORANA } from '../physics/decay.js';
import type { EnergyTable } from '../physics/flux.js';
import {
  type DecaySide,
  decaySide,
  type MassPoint,
  massPointOn,
  productionEnergies,
} from '../physics/massPoint.js';
import type { ExperimentScan } from '../resolved/scan.js';
import type { Channel } from './channels.js';
import type { PhysicsSetup } from './physicsSetup.js';

/** A mass point on the target of a channel. */
export interface ChannelPoint {
  readonly channel: Channel;
  readonly point: MassPoint;
}

/** The mass point of these masses in every channel of a scan, in the order of the channels. */
export function massPointsOf({ scan, channels }: PhysicsSetup, masses: Masses): ChannelPoint[] {
  const side = decaySideOf(scan, masses);
  return channels.map((channel) => ({
    channel,
    point: massPointOn(side, channel.scatterer, energiesOf(scan, channel, masses)),
  }));
}

/** The mass point of these masses in one channel. */
export function massPointOf({ scan }: PhysicsSetup, masses: Masses, channel: Channel): MassPoint {
  return massPointOn(decaySideOf(scan, masses), channel.scatterer, energiesOf(scan, channel, masses));
}

/** Everything that the decays of a mass point depend on; it is the same for every target. */
export function decaySideOf({ model }: ExperimentScan, { m, mPrime, mX }: Masses): DecaySide {
  const nature = model.nature === 'majorana' ? MAJORANA : DIRAC;
  const mediator = mediatorOf(model.kind);
  return decaySide(m, mPrime, mX, { mediator, nature, zpSpin: model.zpSpin });
}

function energiesOf(
  { model }: ExperimentScan,
  { energies, flux, scatterer }: Channel,
  { m, mX }: Masses,
): EnergyTable | undefined {
  const make = () => productionEnergies(mediatorOf(model.kind), m, mX, flux, scatterer);
  return energies.get(m, mX, make);
}
