/**
 * Events with all their particles: neutrino and target, N and recoil, daughter and pair, and where they scatter and decay. f64, GeV and cm, in the
 * frame of the detector: the beam along +z, the origin at the centre of the active volume.
 */
import { type Vec3d, vec3d } from 'wgpu-matrix';
import { at } from '../at.js';
import { otherShare } from '../generator/births.js';
import { eventMap, placeOf } from '../generator/sample.js';
import { BORN } from '../physics/geometry.js';
import { DIMENSIONS } from '../physics/hypercube.js';
import { decayProbability } from '../physics/laplace.js';
import { rayTo } from '../physics/rays.js';
import { birthplace } from '../physics/way.js';
import type { ChannelPoint } from '../prediction/channelPoints.js';
import type { PhysicsSetup } from '../prediction/physicsSetup.js';
import { type EventNumbers, mainSign, numbersOf, type Struck, struckBy } from './particles.js';
import { hashedUniform } from './randomNumbers.js';

/** A four-momentum, GeV. */
export interface FourMomentum {
  readonly e: number;
  readonly p: Vec3d;
}

/** An event. The target is at rest at `scatter`. */
export interface ParticleEvent {
  /** Index of the beam: the component of a sample that it belongs to. */
  readonly component: number;
  /** Name of the channel, such as `dirt: O16`. */
  readonly channel: string;
  readonly target: Struck;
  readonly numbers: EventNumbers;
  readonly neutrino: FourMomentum;
  readonly recoil: FourMomentum;
  readonly produced: FourMomentum;
  readonly daughter: FourMomentum;
  readonly minus: FourMomentum;
  readonly plus: FourMomentum;
  readonly scatter: Vec3d;
  readonly decay: Vec3d;
  /** From scattering to decay, cm. */
  readonly wayCm: number;
}

/**
 * The events of a channel by their numbers; undefined where the weight is 0. The decay of an N born inside is drawn from the exponential, cut off
 * at the exit, by the coordinate of the hypercube that such an N has no other use for; an N born outside has it from its path.
 */
export function particleEvents(
  setup: PhysicsSetup,
  { channel, point }: ChannelPoint,
  ctauCm: number,
): (i: number) => ParticleEvent | undefined {
  const { scan } = setup;
  const events = scan.eventsPerMassPoint;
  const place = placeOf(setup, channel);
  const target = struckBy(scan, channel);
  const kinds = numbersOf(scan);
  const isOther = otherKind(setup, { channel, point });
  const sign = mainSign(scan, channel);
  const eventAt = eventMap(setup, channel, point);
  return (i) => {
    const drawn = eventAt(i);
    if (drawn === undefined) return undefined;
    const { energyGev, event, vertex } = drawn;
    const { production, way } = event;
    const scatter = birthplace(vertex, way, place);
    const [x, y, z] = rayTo(scatter, place.originZ);
    const gammaBeta = production.momentum / point.m;
    const u = at(channel.cube, DIMENSIONS.upstream * events + i);
    const wayCm = channel.born === BORN.inside ? decayWay(u, event.xCm, ctauCm) * gammaBeta : way.distance;
    const neutrino = { e: energyGev, p: vec3d.scale(vec3d.create(x, y, z), energyGev) };
    const produced = { e: production.energy, p: vec3d.scale(way.flight, production.momentum) };
    const minus = { e: event.eMinus, p: event.minus };
    const plus = { e: event.ePlus, p: event.plus };
    const isNumu = sign > 0 !== isOther(i, energyGev);
    return {
      component: channel.beam,
      channel: channel.name,
      target,
      numbers: kinds[isNumu ? 0 : 1],
      neutrino,
      recoil: onShell(vec3d.sub(neutrino.p, produced.p), point.M),
      produced,
      daughter: onShell(vec3d.sub(vec3d.sub(produced.p, minus.p), plus.p), point.mPrime),
      minus,
      plus,
      scatter,
      decay: vec3d.addScaled(scatter, way.flight, wayCm),
      wayCm,
    };
  };
}

/** Proper length of a way to a decay, cm: the exponential of mean `ctauCm`, cut off at xCm, at the quantile u. */
export function decayWay(u: number, xCm: number, ctauCm: number): number {
  return -ctauCm * Math.log1p(-u * decayProbability(xCm, 1 / ctauCm));
}

function onShell(p: Vec3d, mass: number): FourMomentum {
  return { e: Math.sqrt(vec3d.dot(p, p) + mass * mass), p };
}

/** Whether an event is one of the other kind of neutrinos in the beam, drawn by their share of the flux at its energy. */
function otherKind(
  { scan, channels }: PhysicsSetup,
  { channel }: ChannelPoint,
): (i: number, energyGev: number) => boolean {
  const { flux, countsWrongSign } = at(scan.experiment.beams, channel.beam);
  if (!scan.production.antineutrinos && countsWrongSign !== true) return () => false;
  const stream = channels.indexOf(channel);
  return (i, energyGev) => hashedUniform(scan.seed, stream, i) < otherShare(flux, energyGev);
}
