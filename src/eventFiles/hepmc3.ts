/**
 * Events in HepMC3's text format (A. Buckley et al., Comput. Phys. Commun. 260 (2021) 107310, arXiv:1912.08005): nu_mu and a target at rest make N
 * and a recoil; N decays to its daughter and a pair, on shell by way of the mediator.
 */
import { type Vec3d, vec3d } from 'wgpu-matrix';
import { at } from '../at.js';
import { ELECTRON_MASS_GEV } from '../physics/constants.js';
import type { MassPoint } from '../physics/massPoint.js';
import type { FourMomentum } from './particleEvents.js';
import { PDG } from './particles.js';
import type { WeightedEvent } from './pointEvents.js';

/** Masses of the particles of an event, GeV; `mediator` where it is real. */
export interface EventMasses {
  readonly produced: number;
  readonly daughter: number;
  readonly mediator: number | undefined;
}

/** The masses of a mass point. */
export function eventMasses({ m, mPrime, mX, mode }: MassPoint): EventMasses {
  return { produced: m, daughter: mPrime, mediator: mode === 'onshell' ? mX : undefined };
}

/** The only weight: the number of events that an event stands for. */
const WEIGHT = 'CV';

/** Beginning of a file; attributes of the run are texts by name. */
export function hepmcHead(version: string, attributes: Readonly<Record<string, string>>): string {
  return [
    'HepMC::Version 3.02.05',
    'HepMC::Asciiv3-START_EVENT_LISTING',
    `W ${WEIGHT}`,
    `T ${['dualnu', version, 'dark-neutrino events'].map(escaped).join('\\|')}`,
    ...Object.entries(attributes).map(([name, value]) => `A ${name} ${escaped(value)}`),
    '',
  ].join('\n');
}

/** End of a file. */
export const HEPMC_TAIL = 'HepMC::Asciiv3-END_EVENT_LISTING\n\n';

/** A text on one line, as HepMC's writer has it. */
function escaped(text: string): string {
  return text.replace(/\\/g, '\\\\').replace(/\n/g, '\\|');
}

/** Status of particles: decayed, final, and incoming. */
const STATUS = { final: 1, decayed: 2, beam: 4 } as const;

/** A particle: its number, momentum and mass, and its status. */
type Particle = readonly [pdg: number, momentum: FourMomentum, massGev: number, status: number];

/** One event. The scattering is at time 0 and the decay after the flight of N, in cm. */
export function hepmcEvent(event: WeightedEvent, number: number, masses: EventMasses): string {
  const { numbers, target, neutrino, recoil, produced, daughter, minus, plus, scatter, decay } = event;
  const { final, decayed, beam } = STATUS;
  const { mediator } = masses;
  const struck = { e: target.massGev, p: vec3d.create() };
  const pair: Particle[] = [
    [PDG.electron, minus, ELECTRON_MASS_GEV, final],
    [PDG.positron, plus, ELECTRON_MASS_GEV, final],
  ];
  const light: Particle = [numbers.daughter, daughter, masses.daughter, final];
  const both = { e: minus.e + plus.e, p: vec3d.add(minus.p, plus.p) };
  const real: Particle[] = mediator === undefined ? [] : [[PDG.mediator, both, mediator, decayed]];
  const flight = (event.wayCm * produced.e) / vec3d.length(produced.p);
  const out: string[] = [];
  let particles = 0;
  const add = (vertex: number, list: readonly Particle[]) => {
    for (const [pdg, { e, p }, mass, status] of list)
      out.push(`P ${++particles} ${vertex} ${pdg} ${coordinates(p, e)} ${mass} ${status}`);
  };
  const vertex = (id: number, incoming: string, p: Vec3d, time: number) =>
    out.push(`V ${id} 0 [${incoming}] @ ${coordinates(p, time)}`);
  add(0, [
    [numbers.neutrino, neutrino, 0, beam],
    [target.pdg, struck, target.massGev, beam],
  ]);
  vertex(-1, '1,2', scatter, 0);
  add(-1, [
    [numbers.produced, produced, masses.produced, decayed],
    [target.pdg, recoil, target.massGev, final],
  ]);
  vertex(-2, '3', decay, flight);
  add(-2, [light, ...(mediator === undefined ? pair : real)]);
  if (mediator !== undefined) {
    vertex(-3, '6', decay, flight);
    add(-3, pair);
  }
  const vertices = mediator === undefined ? 2 : 3;
  const head = [
    `E ${number} ${vertices} ${particles}`,
    'U GEV CM',
    `W ${event.weight}`,
    `A 0 channel ${escaped(event.channel)}`,
  ];
  return [...head, ...out, ''].join('\n');
}

/** Three components and a fourth, each with all of its digits. */
function coordinates(p: Vec3d, fourth: number): string {
  return `${at(p, 0)} ${at(p, 1)} ${at(p, 2)} ${fourth}`;
}
