/** How many N a channel makes before any of them decays: what its decays and its signal are shares of. MODEL section 5. */
import type { Flux } from '../../experiment/types.js';
import { AT_INFINITY, bodyFlux, detectorFlux, shellFlux } from '../../physics/birthVolume.js';
import { Z_MASS_GEV } from '../../physics/constants.js';
import { produce } from '../../physics/event.js';
import { interpolateLinear, neutrinoEnergy } from '../../physics/flux.js';
import { BORN } from '../../physics/geometry.js';
import { DIMENSIONS } from '../../physics/hypercube.js';
import type { Channel } from '../../prediction/channels.js';
import type { Lifetime } from '../../prediction/lifetime.js';
import type { PhysicsSetup } from '../../prediction/physicsSetup.js';
import { eventWeight, type Sample } from './sample.js';

/** Births of one channel. */
export interface Births {
  /** Nuclei, or protons, that can be struck. */
  readonly targets: number;
  /** Mean of (L/D)^2, and of the fall off the axis, over them: the flux that they see, over that at the detector's centre. */
  readonly fluxFactor: number;
  /** Expected number of N, whatever they decay to and wherever. */
  readonly births: number;
  /** Of these, those of the beam's other kind of neutrino. */
  readonly ofOtherKind: number;
}

/**
 * Births of a channel at couplings, from the energies and momentum transfers of its events. Where N is born inside they are the events' own
 * weights, so that decays over births is their mean probability; upstream and in a rim events stand for decays, and births are summed over
 * all of the matter.
 */
export function birthsOf(setup: PhysicsSetup, sample: Sample, lifetime: Lifetime): Births {
  const { channel, point } = sample;
  const { targets, fluxFactor, volumeRatio } = placeOf(setup, channel);
  const { energies } = point;
  const beam = setup.scan.experiment.beams[channel.beam];
  const flux = beam?.flux;
  const countsOthers = setup.scan.production.antineutrinos || beam?.countsWrongSign === true;
  let births = 0;
  let ofOtherKind = 0;
  const isInside = channel.born === BORN.inside;
  for (let i = 0; energies && i < sample.weight.length; i++) {
    const [energy, fluxWeight] = neutrinoEnergy(energies, channel.cube[i] ?? 0);
    const own =
      isInside && lifetime.branching > 0
        ? eventWeight(sample, i, lifetime) / lifetime.branching
        : produced(sample, i, energy, fluxWeight, lifetime) * fluxFactor * volumeRatio;
    births += own;
    if (countsOthers && flux) ofOtherKind += own * otherShare(flux, energy);
  }
  return { targets, fluxFactor, births, ofOtherKind };
}

/** Weight of an event's production alone, at the flux of the detector's centre. */
function produced(
  { channel, point, weight: { length: events } }: Sample,
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

/** What is struck, the flux there, and its volume over that which a channel's events are weighted for. */
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

/** Share of the beam's other kind in its flux at an energy, GeV. */
function otherShare({ energiesGev, mainPerCm2PotGev, wrongSignPerCm2PotGev }: Flux, energy: number): number {
  const main = interpolateLinear(energiesGev, mainPerCm2PotGev, energy);
  const other = interpolateLinear(energiesGev, wrongSignPerCm2PotGev ?? [], energy);
  return main + other > 0 ? other / (main + other) : 0;
}
