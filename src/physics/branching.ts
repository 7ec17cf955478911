/**
 * Decays N -> N' X other than to e+e-: muons, hadrons, dark neutrinos. docs/physics.md, section 3, "Other decays".
 * m = mass of N, mPrime = mass of N', GeV. Real mediator: ratios of its widths at q2 = mX^2. Virtual mediator: ratios of the integrals
 * of dGamma/dq2, which share `Currents.parent`/(q2 - mX^2)^2 and differ in the current that couples to the mediator.
 * Not included: tau pairs, N -> N' N' nu_mu through a virtual mediator, and decays of N to nu_mu X, which are proportional to U^2.
 */
import { at } from '../at.js';
import { BoundedCache } from '../boundedCache.js';
import { ELECTRON_MASS_GEV, MUON_MASS_GEV } from './constants.js';
import { decayMode } from './decay.js';
import type { Currents, Mediator } from './mediator.js';
import { drawnPoleGap, poleGap } from './pairMass.js';
import { type Density, spectrumIntegral } from './spectrum.js';

/** Decays besides e+e-, by the names that files have for them. */
export const DECAY_NAMES = ['muons', 'hadrons', 'dark'] as const;

/** Name of a decay besides e+e-. */
export type DecayName = (typeof DECAY_NAMES)[number];

/** Decays other than to e+e- that enter c tau and the branching ratio. */
export type DecayChoices = Readonly<Record<DecayName, boolean>>;

/** The choice of the decays that are named. */
export function decayChoices(names: readonly DecayName[]): DecayChoices {
  return {
    muons: names.includes('muons'),
    hadrons: names.includes('hadrons'),
    dark: names.includes('dark'),
  };
}

/** Names of the decays that are chosen. */
export function namesOfDecays(choices: DecayChoices): DecayName[] {
  return DECAY_NAMES.filter((name) => choices[name]);
}

/** Rates of other channels relative to the rate to e+e-. */
export interface OtherChannels {
  /** mu+mu- over e+e-. */
  readonly muons: number;
  /** hadrons over e+e-. */
  readonly hadrons: number;
  /** nu_4's over e+e- per `darkRatio` of the couplings. */
  readonly dark: number;
  /** X -> nu_4 nu_mu over e+e- per `mixedRatio` of the couplings; real X only. */
  readonly mixed: number;
}

/** Nodes of each piece of a spectrum; ratios have converged to 1e-5. */
const NODES = 32;

/** No other channel. */
export const CLOSED: OtherChannels = { muons: 0, hadrons: 0, dark: 0, mixed: 0 };

/** Ratios at given masses (GeV) for the chosen channels; 0 for channels that are closed or not chosen. */
export function otherChannels(
  mediator: Mediator,
  m: number,
  mPrime: number,
  mX: number,
  nature: number,
  choices: DecayChoices,
): OtherChannels {
  const mode = decayMode(m, mPrime, mX);
  if (mode === 'closed' || !isAnyChosen(choices)) return CLOSED;
  return mode === 'onshell'
    ? onShellChannels(mediator, mPrime, mX, nature, choices)
    : offShellChannels(mediator, m, mPrime, mX, nature, choices, NODES);
}

function isAnyChosen({ muons, hadrons, dark }: DecayChoices): boolean {
  return muons || hadrons || dark;
}

/** Ratios of a mediator at its mass, from which its width follows, whether or not it is real in the decay of N. */
export function poleChannels(
  mediator: Mediator,
  mPrime: number,
  mX: number,
  nature: number,
  choices: DecayChoices,
): OtherChannels {
  return isAnyChosen(choices) ? onShellChannels(mediator, mPrime, mX, nature, choices) : CLOSED;
}

/**
 * Ratios near m - m' = mX, with `width` = mX Gamma_X (GeV^2) in the propagator. Muons and hadrons follow from their spectra. Dark decays
 * keep the `zeroWidth` ratios, which differ on the two sides by their interference.
 */
export function wideChannels(
  mediator: Mediator,
  m: number,
  mPrime: number,
  mX: number,
  nature: number,
  choices: DecayChoices,
  width: number,
  zeroWidth: OtherChannels,
): OtherChannels {
  if (!choices.muons && !choices.hadrons) return zeroWidth;
  const visible = { ...choices, dark: false };
  const { muons, hadrons } = offShellChannels(mediator, m, mPrime, mX, nature, visible, 2 * NODES, width);
  return { ...zeroWidth, muons, hadrons };
}

/** Branching ratio to e+e-: 1/(1 + sum), with the ratios of `CouplingTerms`. */
export function pairBranching(c: OtherChannels, darkRatio: number, mixedRatio: number): number {
  return 1 / (1 + c.muons + c.hadrons + c.dark * darkRatio + c.mixed * mixedRatio);
}

/** Widths of a real mediator relative to e+e-; masses in GeV. */
function onShellChannels(
  { currents }: Mediator,
  mPrime: number,
  mX: number,
  nature: number,
  choices: DecayChoices,
): OtherChannels {
  const electrons = currents.leptons(mX, ELECTRON_MASS_GEV);
  const dark = choices.dark && mPrime > 0;
  return {
    muons: choices.muons ? currents.leptons(mX, MUON_MASS_GEV) / electrons : 0,
    hadrons: choices.hadrons ? currents.hadrons(mX * mX) / electrons : 0,
    dark: dark ? currents.dark(mX, mPrime, nature) / electrons : 0,
    mixed: dark ? currents.mixed(mX, mPrime) / electrons : 0,
  };
}

/**
 * Ratios of the integrated spectra for a virtual mediator, with `nodes` Gauss-Legendre nodes on each smooth piece of q2 from the channel's
 * threshold to (m - m')^2. Masses in GeV; m - m' must be below mX unless `width` = mX Gamma_X (GeV^2) is given.
 */
export function offShellChannels(
  { name, currents }: Mediator,
  m: number,
  mPrime: number,
  mX: number,
  nature: number,
  choices: DecayChoices,
  nodes: number,
  width = 0,
): OtherChannels {
  const end = m - mPrime;
  const hi = width > 0 ? poleGap(m, mPrime, mX) : drawnPoleGap(m, mPrime, mX);
  const pole = { mX, hi, width };
  const parent = (q2: number, gap: number) => currents.parent(q2, gap, m, mPrime, nature);
  const integral = (edges: readonly number[], density: Density) =>
    spectrumIntegral(edges, end, pole, nodes, density);
  const leptons = (mass: number) =>
    integral([2 * mass], (q2, gap, above) => currents.virtualLeptons(q2, above, mass) * parent(q2, gap));

  const hadrons = () => {
    const ratioAt = keptHadronRatio(name, currents, mX, nodes);
    return integral(currents.hadronBreaksGev, (q2, gap, _, node) => ratioAt(q2, node) * parent(q2, gap));
  };

  const electrons = leptons(ELECTRON_MASS_GEV);
  return {
    muons: choices.muons ? leptons(MUON_MASS_GEV) / electrons : 0,
    hadrons: choices.hadrons ? hadrons() / electrons : 0,
    dark:
      choices.dark && mPrime > 0
        ? integral([2 * mPrime], (q2, gap, above) =>
            currents.virtualDark(q2, gap, above, m, mPrime, mX, nature),
          ) / electrons
        : 0,
    mixed: 0,
  };
}

/** Of so many masses of the mediator, a few kB each: the mass points of a tile share them. */
const hadronRatios = new BoundedCache<string, Float64Array>(1024);

/** `Currents.hadrons` at a node for a mediator's mass (GeV), cached because it dominates the cost of a mass point. */
function keptHadronRatio(
  name: string,
  { hadrons, hadronBreaksGev }: Currents,
  mX: number,
  nodes: number,
): (q2: number, node: number) => number {
  const key = `${name} ${mX} ${nodes}`;
  const kept = hadronRatios.get(key, () => new Float64Array(hadronBreaksGev.length * nodes).fill(Number.NaN));
  return (q2, node) => {
    if (node < 0) return hadrons(q2);
    const known = at(kept, node);
    if (!Number.isNaN(known)) return known;
    const ratio = hadrons(q2);
    kept[node] = ratio;
    return ratio;
  };
}
