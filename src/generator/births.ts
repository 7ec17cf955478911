/** The number of N that a channel produces, of which its decays and its signal are fractions (docs/physics.md, section 5). */
import { at } from '../at.js';
import type { Flux } from '../experiment/types.js';
import { AT_INFINITY, bodyFlux, detectorFlux, shellFlux } from '../physics/birthVolume.js';
import { Z_MASS_GEV } from '../physics/constants.js';
import { produce } from '../physics/event.js';
import { interpolateLinear, neutrinoEnergy } from '../physics/flux.js';
import { BORN } from '../physics/geometry.js';
import { DIMENSIONS } from '../physics/hypercube.js';
import type { Channel } from '../prediction/channels.js';
import type { Lifetime } from '../prediction/lifetime.js';
import type { PhysicsSetup } from '../prediction/physicsSetup.js';
import { type EventWeights, eventWeight } from './sample.js';

/** Births of one channel. */
export interface Births {
  /** Number of nuclei or protons. */
  readonly targets: number;
  /** Flux averaged over the targets, over the flux at the detector's centre: the mean of (L/D)^2 and of the beam's intensity off the axis. */
  readonly fluxFactor: number;
  /** Expected number of N, regardless of how and where they decay. */
  readonly births: number;
  /** Births from the wrong-sign neutrinos of the beam. */
  readonly ofOtherKind: number;
}

/**
 * Births of a channel at couplings, from the energies and momentum transfers of its events. Where N is born inside, the events' own weights
 * are summed, so that decays over births is the mean decay probability. Upstream and in a rim, events represent decays, and births are
 * summed over all of the matter instead.
 */
export function birthsOf(setup: PhysicsSetup, sample: EventWeights, lifetime: Lifetime): Births {
  const { channel, point } = sample;
  const { targets, fluxFactor, volumeRatio } = placeOf(setup, channel);
  const { energies } = point;
  const { flux, countsWrongSign } = at(setup.scan.experiment.beams, channel.beam);
  const countsOthers = setup.scan.production.antineutrinos || countsWrongSign === true;
  let births = 0;
  let ofOtherKind = 0;
  const isInside = channel.born === BORN.inside;
  for (let i = 0; energies && i < sample.weight.length; i++) {
    const [drawn, fluxWeight] = neutrinoEnergy(energies, channel.cube[i] ?? 0);
    const energy = sample.energyGev?.[i] ?? drawn;
    const bornInEvent =
      isInside && lifetime.branching > 0
        ? eventWeight(sample, i, lifetime) / lifetime.branching
        : produced(sample, i, energy, fluxWeight, lifetime) * fluxFactor * volumeRatio;
    births += bornInEvent;
    if (countsOthers) ofOtherKind += bornInEvent * otherShare(flux, energy);
  }
  return { targets, fluxFactor, births, ofOtherKind };
}

/** Weight of an event's production alone, with the flux at the detector's centre. */
function produced(
  { channel, point, weight: { length: events } }: EventWeights,
  i: number,
  energy: number,
  fluxWeight: number,
  lifetime: Lifetime,
): number {
  const { q2, weight } = produce(channel.cube[DIMENSIONS.q2 * events + i] ?? 0, energy, point);
  const formFactor = channel.exactFormFactor(Math.sqrt(q2));
  const { at0, slope } = channel.interference(point.mX);
  const amplitude = lifetime.strength + at0 + (slope * q2) / (1 + q2 / (Z_MASS_GEV * Z_MASS_GEV));
  return channel.eventScale * fluxWeight * weight * (formFactor * amplitude) ** 2 * lifetime.mixing;
}

/** Targets of a channel, the flux factor there, and the volume of the matter over the volume that the events' weights assume. */
function placeOf({ detector, originZ, intensityTable }: PhysicsSetup, { born, body, scatterers }: Channel) {
  const integral = (z: number, intensity?: readonly number[]) =>
    born === BORN.upstream
      ? bodyFlux(body, z, intensity)
      : born === BORN.shell
        ? shellFlux(detector.radius, detector.shell, z, intensity)
        : detectorFlux(detector, z, intensity);
  const volume = integral(AT_INFINITY);
  const volumeRatio = born === BORN.upstream ? volume / detectorFlux(detector, AT_INFINITY) : 1;
  const fluxFactor = integral(originZ, intensityTable) / volume;
  return { targets: scatterers * volumeRatio, fluxFactor, volumeRatio };
}

/** Fraction of wrong-sign neutrinos in the flux of a beam at an energy, GeV. */
export function otherShare(
  { energiesGev, mainPerCm2PotGev, wrongSignPerCm2PotGev }: Flux,
  energy: number,
): number {
  const main = interpolateLinear(energiesGev, mainPerCm2PotGev, energy);
  if (wrongSignPerCm2PotGev === undefined) return 0;
  const other = interpolateLinear(energiesGev, wrongSignPerCm2PotGev, energy);
  return main + other > 0 ? other / (main + other) : 0;
}
