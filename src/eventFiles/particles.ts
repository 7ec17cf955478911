/**
 * Particle numbers of the Monte Carlo scheme (PDG, Review of Particle Physics, "Monte Carlo particle numbering scheme"); those of the dark
 * sector as in DarkNews (arXiv:2207.04137): 59, twice the spin, and a number.
 */
import { at } from '../at.js';
import { InputDataError } from '../errors.js';
import type { Nucleus } from '../experiment/types.js';
import type { HeavyNeutrino } from '../model/model.js';
import { modelOf } from '../model/models.js';
import type { Channel } from '../prediction/channels.js';
import { PROTONS } from '../prediction/channelTargets.js';
import type { ExperimentScan } from '../resolved/scan.js';

/** Numbers of the particles that are the same in every model. */
export const PDG = { electron: 11, positron: -11, muonNeutrino: 14, proton: 2212, mediator: 5921 } as const;

/** Number of a heavy neutrino, 5915 for nu_5; a light daughter counts as nu_mu, through whose vertex N decays. */
export function neutrinoNumber(neutrino: HeavyNeutrino | undefined): number {
  return neutrino === undefined ? PDG.muonNeutrino : 5910 + neutrino.index;
}

/** Number of a nucleus, 10LZZZAAAI. */
export function nucleusNumber({ protons, neutrons }: Pick<Nucleus, 'protons' | 'neutrons'>): number {
  return 1_000_000_000 + 10_000 * protons + 10 * (protons + neutrons);
}

/** A struck nucleus or proton. */
export interface Struck {
  /** As samples call it: `Ar40`, `proton`. */
  readonly name: string;
  readonly pdg: number;
  readonly massGev: number;
}

/** The target of a channel. */
export function struckBy(scan: ExperimentScan, { target, scatterer }: Channel): Struck {
  const { massGev } = scatterer;
  if (target === PROTONS) return { name: 'proton', pdg: PDG.proton, massGev };
  const { experiment, production } = scan;
  const materials = [
    experiment.target.composition,
    ...(production.dirt?.bodies ?? []).map(({ composition }) => composition),
  ];
  const found = materials.flat().find(({ nucleus }) => nucleus.name === target);
  if (found === undefined) throw new InputDataError(`${target}: no nucleus of ${experiment.name}`);
  return { name: target, pdg: nucleusNumber(found.nucleus), massGev };
}

/** Numbers of the particles of an event. An antineutrino makes antiparticles of Dirac neutrinos; those of Majorana have none. */
export interface EventNumbers {
  readonly neutrino: number;
  readonly produced: number;
  readonly daughter: number;
}

/** Numbers for events of both kinds of neutrinos, [nu_mu, nu_mu-bar]. */
export function numbersOf({ model }: ExperimentScan): readonly [EventNumbers, EventNumbers] {
  const { produced, daughter } = modelOf(model.kind);
  const [heavy, light] = [neutrinoNumber(produced), neutrinoNumber(daughter)];
  const sign = model.nature === 'majorana' ? 1 : -1;
  return [
    { neutrino: PDG.muonNeutrino, produced: heavy, daughter: light },
    { neutrino: -PDG.muonNeutrino, produced: sign * heavy, daughter: sign * light },
  ];
}

/** Sign of the main kind of a beam's neutrinos: 1 for nu_mu, -1 for nu_mu-bar. */
export function mainSign({ experiment }: ExperimentScan, { beam }: Channel): 1 | -1 {
  return at(experiment.beams, beam).main === 'numubar' ? -1 : 1;
}
