/**
 * What else N -> N' Z' makes beside e+e-: muons, hadrons, dark neutrinos. MODEL section 3, "channels DN does not include".
 * m = mass of N, mPrime = mass of N', GeV. Real Z': ratios of its widths at q2 = mZ'^2. Virtual Z': ratios of the integrals
 * of dGamma/dq2, which share the lam P/(q2 - mZ'^2)^2 of decay.ts and differ in the current that the Z' ends in.
 * Left out: tau pairs, N -> N' N' nu_mu through a virtual Z', and the decays of N to nu_mu Z', which go with U^2.
 */
import { ELECTRON_MASS_GEV, MUON_MASS_GEV } from './constants.js';
import { decayMode, decayPolynomial, kallenRoot, MAJORANA } from './decay.js';
import { HADRON_BREAKS_GEV, hadronRatio } from './hadrons.js';
import { drawnPoleGap, poleGap } from './pairMass.js';
import { type Density, spectrumIntegral } from './spectrum.js';

/** Which decays other than to e+e- count in c tau and in the branching ratio. */
export interface DecayChoices {
  readonly muons: boolean;
  readonly hadrons: boolean;
  readonly dark: boolean;
}

/** Rates of channels other than e+e-, over the rate to e+e-. */
export interface OtherChannels {
  /** mu+mu- over e+e-: no coupling enters. */
  readonly muons: number;
  /** hadrons over e+e-. */
  readonly hadrons: number;
  /** nu_4's over e+e- per (g_D V_44)^2/(e epsilon)^2. */
  readonly dark: number;
  /** Z' -> nu_4 nu_mu over e+e- per (g_D U)^2/(e epsilon)^2; real Z' only. */
  readonly mixed: number;
}

/** Nodes of each piece of a spectrum: doubling them changes no ratio by 1e-5. */
const NODES = 32;

/** No other channel. */
export const CLOSED: OtherChannels = { muons: 0, hadrons: 0, dark: 0, mixed: 0 };

/** Ratios at the masses (GeV) for the chosen channels; 0 for those that are closed or not chosen. */
export function otherChannels(
  m: number,
  mPrime: number,
  mZprime: number,
  nature: number,
  choices: DecayChoices,
): OtherChannels {
  const mode = decayMode(m, mPrime, mZprime);
  if (mode === 'closed' || !isAnyChosen(choices)) return CLOSED;
  return mode === 'onshell'
    ? onShellChannels(mPrime, mZprime, nature, choices)
    : offShellChannels(m, mPrime, mZprime, nature, choices, NODES);
}

function isAnyChosen({ muons, hadrons, dark }: DecayChoices): boolean {
  return muons || hadrons || dark;
}

/** Ratios of a Z' at rest mass, whether or not it is real in the decay of N: what its width is made of. */
export function poleChannels(
  mPrime: number,
  mZprime: number,
  nature: number,
  choices: DecayChoices,
): OtherChannels {
  return isAnyChosen(choices) ? onShellChannels(mPrime, mZprime, nature, choices) : CLOSED;
}

/** Gamma(Z' -> e+e-)/mZ' per (e epsilon)^2 (MODEL section 3); mZ' in GeV. */
export function poleWidth(mZprime: number): number {
  return leptonCurrent(mZprime, ELECTRON_MASS_GEV) / (12 * Math.PI);
}

/**
 * Ratios next to m - m' = mZ', with `width` = mZ' Gamma_Z' (GeV^2) in the propagator: muons and hadrons by their spectra. Dark decays keep the
 * `zeroWidth` ratios, which differ by their interference on the two sides.
 */
export function wideChannels(
  m: number,
  mPrime: number,
  mZprime: number,
  nature: number,
  choices: DecayChoices,
  width: number,
  zeroWidth: OtherChannels,
): OtherChannels {
  if (!choices.muons && !choices.hadrons) return zeroWidth;
  const visible = { ...choices, dark: false };
  const { muons, hadrons } = offShellChannels(m, mPrime, mZprime, nature, visible, 2 * NODES, width);
  return { ...zeroWidth, muons, hadrons };
}

/** Branching ratio to e+e-: 1/(1 + sum), where darkRatio = (g_D V_44)^2/(e epsilon)^2 and mixedRatio = (g_D U)^2/(e epsilon)^2. */
export function pairBranching(c: OtherChannels, darkRatio: number, mixedRatio: number): number {
  return 1 / (1 + c.muons + c.hadrons + c.dark * darkRatio + c.mixed * mixedRatio);
}

/** Widths of a real Z' over Gamma(Z' -> e+e-); masses in GeV. */
function onShellChannels(
  mPrime: number,
  mZprime: number,
  nature: number,
  choices: DecayChoices,
): OtherChannels {
  const electrons = leptonCurrent(mZprime, ELECTRON_MASS_GEV);
  const dark = choices.dark && mPrime > 0;
  return {
    muons: choices.muons ? leptonCurrent(mZprime, MUON_MASS_GEV) / electrons : 0,
    hadrons: choices.hadrons ? hadronRatio(mZprime * mZprime) / electrons : 0,
    dark: dark ? darkCurrent(mZprime, mPrime, nature) / electrons : 0,
    mixed: dark ? mixedCurrent(mZprime, mPrime) / electrons : 0,
  };
}

/** beta (1 + 2 m_l^2/q2) of a lepton pair, 1 when massless; sqrt(q2) in GeV. */
function leptonCurrent(root: number, mass: number): number {
  const ratio = (mass / root) ** 2;
  return ratio < 0.25 ? Math.sqrt(1 - 4 * ratio) * (1 + 2 * ratio) : 0;
}

/**
 * Gamma(Z' -> N' N'), over (g_D V_44)^2 mZ'/(12 pi). A left-handed Dirac pair has half of each of the vector's
 * beta (1 + 2 r^2) and the axial's beta^3, together beta (1 - r^2)/2, r = m'/mZ'. In a Majorana pair the vector current is
 * zero, so g nubar_L gamma nu_L is -(g/2) nubar gamma gamma5 nu; its two contractions restore g, and 1/2 for identical
 * particles leaves beta^3/2. Both are 1/2 for massless neutrinos, which Dirac and Majorana Weyl fields share.
 */
function darkCurrent(root: number, mass: number, nature: number): number {
  const ratio = (mass / root) ** 2;
  if (ratio >= 0.25) return 0;
  const beta = Math.sqrt(1 - 4 * ratio);
  return (beta * (nature === MAJORANA ? 1 - 4 * ratio : 1 - ratio)) / 2;
}

/**
 * Gamma(Z' -> N' nu_mu), over (g_D U)^2 mZ'/(12 pi): (1 - x)^2 (1 + x/2), x = m'^2/mZ'^2. Dirac: half of it to N' nubar_mu and
 * half to N'bar nu_mu, left-handed. Majorana: one state, axial coupling; no mass term, because nu_mu has no mass.
 */
function mixedCurrent(root: number, mass: number): number {
  const x = (mass / root) ** 2;
  return x < 1 ? (1 - x) ** 2 * (1 + x / 2) : 0;
}

/**
 * Ratios of the integrated spectra for a virtual Z', by `nodes` Gauss-Legendre nodes on each smooth piece of q2 from the
 * channel's own threshold to (m - m')^2; masses in GeV, m - m' below mZ' unless there is a `width` = mZ' Gamma_Z', GeV^2.
 */
export function offShellChannels(
  m: number,
  mPrime: number,
  mZprime: number,
  nature: number,
  choices: DecayChoices,
  nodes: number,
  width = 0,
): OtherChannels {
  const end = m - mPrime;
  const hi = width > 0 ? poleGap(m, mPrime, mZprime) : drawnPoleGap(m, mPrime, mZprime);
  const pole = { mZprime, hi, width };
  const parent = (q2: number, gap: number) =>
    kallenRoot(gap, m, mPrime) * decayPolynomial(q2, gap, m, mPrime, nature);
  const integral = (edges: readonly number[], density: Density) =>
    spectrumIntegral(edges, end, pole, nodes, density);
  const leptons = (mass: number) =>
    integral([2 * mass], (q2, gap, above) => pairCurrent(q2, above, mass) * parent(q2, gap));

  const hadrons = () => {
    const ratioAt = keptHadronRatio(mZprime, nodes);
    return integral(HADRON_BREAKS_GEV, (q2, gap, _, node) => ratioAt(q2, node) * parent(q2, gap));
  };

  const electrons = leptons(ELECTRON_MASS_GEV);
  return {
    muons: choices.muons ? leptons(MUON_MASS_GEV) / electrons : 0,
    hadrons: choices.hadrons ? hadrons() / electrons : 0,
    dark:
      choices.dark && mPrime > 0
        ? integral([2 * mPrime], (q2, gap, above) =>
            darkDensity(q2, gap, above, m, mPrime, mZprime, nature),
          ) / electrons
        : 0,
    mixed: 0,
  };
}

/** `leptonCurrent` from above = q2 - 4 m_l^2, GeV^2. */
function pairCurrent(q2: number, above: number, mass: number): number {
  return Math.sqrt(above / q2) * (1 + (2 * mass * mass) / q2);
}

/**
 * N -> N' N' N'bar in the units of beta (1 + 2 m_e^2/q2) lam P, GeV^6, above = q2 - 4 m'^2. The part of the pair's current
 * along q is not conserved and remains, (q.J)(q.J')/(q2 mZ'^2) in unitary gauge, with S = sum |q.J|^2:
 *   Dirac     beta lam [(1 - r^2) P + 3 r^2 S (1 - q2/mZ'^2)^2],    S = lam^2 + q2 (gap + 2 m m'),  r^2 = m'^2/q2
 *   Majorana  beta lam [(1 - 4 r^2) P + 6 r^2 S (1 - q2/mZ'^2)^2],  S = 2 gap (m + m')^2,           P of Majorana neutrinos
 * ASSUMPTION, ours: the interference of the identical N' is the factor 2 that both contain. It is exact in the contact limit
 * q2 << mZ'^2 by Fierz' identity (amplitude 2, squared 4, identical particles 1/2): for Dirac at any mass, for Majorana
 * without m'. Elsewhere, by Monte Carlo over spinors: Dirac 1.95 at m - m' = 0.72 mZ', 1.85 at 0.88, 1.4 at 0.99, and 1 for a
 * real Z', where this ratio therefore jumps by 2; Majorana 2.4 in the contact limit at m = 4 m', 1.4 at m - m' = 0.99 mZ'.
 */
function darkDensity(
  q2: number,
  gap: number,
  above: number,
  m: number,
  mPrime: number,
  mZprime: number,
  nature: number,
): number {
  const ratio = (mPrime * mPrime) / q2;
  const root = kallenRoot(gap, m, mPrime);
  const transverse = decayPolynomial(q2, gap, m, mPrime, nature);
  const propagator = (1 - q2 / (mZprime * mZprime)) ** 2;
  const sum =
    nature === MAJORANA
      ? (above / q2) * transverse + 12 * ratio * gap * (m + mPrime) ** 2 * propagator
      : (1 - ratio) * transverse + 3 * ratio * (root * root + q2 * (gap + 2 * m * mPrime)) * propagator;
  return Math.sqrt(above / q2) * root * sum;
}

const hadronRatios = new Map<string, Float64Array>();

/** `hadronRatio` at a node of a Z' mass (GeV), kept after the first call: it is most of what a mass point takes. */
function keptHadronRatio(mZprime: number, nodes: number): (q2: number, node: number) => number {
  const key = `${mZprime} ${nodes}`;
  const kept = hadronRatios.get(key) ?? new Float64Array(HADRON_BREAKS_GEV.length * nodes).fill(Number.NaN);
  hadronRatios.set(key, kept);
  return (q2, node) => {
    if (node < 0) return hadronRatio(q2);
    const known = kept[node] ?? Number.NaN;
    if (!Number.isNaN(known)) return known;
    const ratio = hadronRatio(q2);
    kept[node] = ratio;
    return ratio;
  };
}
