/**
 * R(s) = sigma(e+e- -> hadrons)/sigma(e+e- -> mu+mu-), the latter massless and point-like: the hadronic width of a virtual photon, or of a Z'
 * that couples to the electromagnetic current. s in GeV^2.
 *
 * ASSUMPTION, ours: a model of the data, not a fit. rho, omega and phi have masses and widths of the PDG (Phys. Rev. D 110 (2024) 030001),
 * quarks have one-loop QCD, with a smooth transition between 1.05 and 1.55 GeV. Integrals of R are accurate to a few per cent, R at a given
 * energy to about 10 % below 1.05 GeV and 20-30 % up to 2 GeV. Not included: pi0 gamma below 2 m_pi, J/psi, psi(2S), Upsilon, and the
 * resonances just above the charm threshold.
 */
import { ALPHA_0, KAON_MASS_GEV, PION_MASS_GEV } from '../constants.js';

interface Resonance {
  readonly massGev: number;
  readonly widthGev: number;
}
/** A narrow resonance: its width to e+e-, its hadronic branching ratio, and the threshold of its main hadronic decay; GeV. */
interface NarrowResonance extends Resonance {
  readonly electronWidthGev: number;
  readonly hadronShare: number;
  readonly thresholdGev: number;
}

const RHO: Resonance = { massGev: 0.77526, widthGev: 0.1474 };
const RHO_PRIME: Resonance = { massGev: 1.465, widthGev: 0.4 };
/** The width to e+e- is the PDG's branching ratio 7.38e-5; pi pi, 1.5 % of its decays, is in the pion form factor. */
const OMEGA: NarrowResonance = {
  massGev: 0.78266,
  widthGev: 0.00868,
  electronWidthGev: 0.641e-6,
  hadronShare: 1 - 0.0153,
  thresholdGev: 3 * PION_MASS_GEV,
};
const PHI: NarrowResonance = {
  massGev: 1.019461,
  widthGev: 0.004249,
  electronWidthGev: 1.266e-6,
  hadronShare: 1,
  thresholdGev: 2 * KAON_MASS_GEV,
};
/** Weight of the rho(1450), chosen to reproduce the PDG's Gamma(rho -> e+e-) = 7.04 keV. ASSUMPTION, like all of this file. */
const RHO_PRIME_WEIGHT = -0.09;
/** Amplitude of omega -> pi pi: 1.7e-3 makes its branching ratio 1.5 %; the phase of 10 degrees is an ASSUMPTION. */
const OMEGA_MIXING: readonly [number, number] = [
  1.7e-3 * Math.cos(Math.PI / 18),
  1.7e-3 * Math.sin(Math.PI / 18),
];

/** Where u, d and s quarks replace mesons (GeV), with 3 sum Q_f^2. */
const LIGHT_QUARKS = { fromGev: 1.05, toGev: 1.55, charges: 2 };

/** Quarks fade in over these energies (GeV), with 3 sum Q_f^2 of each step: u, d, s; c from D Dbar to D*D*; b. */
const QUARKS = [
  LIGHT_QUARKS,
  { fromGev: 3.73, toGev: 4.03, charges: 4 / 3 },
  { fromGev: 10.56, toGev: 11.1, charges: 1 / 3 },
];

/** Energies in GeV between which R is smooth enough for one quadrature rule, ascending. */
export const HADRON_BREAKS_GEV: readonly number[] = [
  2 * PION_MASS_GEV,
  3 * PION_MASS_GEV,
  ...around(OMEGA),
  2 * KAON_MASS_GEV,
  ...around(PHI),
  ...QUARKS.flatMap(({ fromGev, toGev }) => [fromGev, toGev]),
].sort((a, b) => a - b);

function around({ massGev, widthGev }: Resonance): number[] {
  return [-10, -2, 0, 2, 6].map((widths) => massGev + widths * widthGev);
}

/** R(s), dimensionless, s in GeV^2; 0 below 4 m_pi^2 and continuous everywhere. */
export function hadronRatio(s: number): number {
  if (s <= 4 * PION_MASS_GEV ** 2) return 0;
  const root = Math.sqrt(s);
  let charges = 0;
  for (const { fromGev, toGev, charges: step } of QUARKS) charges += step * fade(root, fromGev, toGev);
  const mesons = 1 - fade(root, LIGHT_QUARKS.fromGev, LIGHT_QUARKS.toGev);
  return (
    charges * (1 + strongCoupling(s) / Math.PI) +
    (mesons > 0 ? mesons * (pionRatio(s) + narrowRatio(s, OMEGA) + narrowRatio(s, PHI)) : 0)
  );
}

/** R of pi+pi- alone, beta_pi^3 |F_pi|^2/4, s in GeV^2. */
export function pionRatio(s: number): number {
  const betaSq = 1 - (4 * PION_MASS_GEV ** 2) / s;
  if (betaSq <= 0) return 0;
  const [re, im] = pionFormFactor(s);
  return (betaSq * Math.sqrt(betaSq) * (re * re + im * im)) / 4;
}

/** F_pi(s) = [rho(s) (1 + delta omega(s) s/M_omega^2) + b rho'(s)]/(1 + b) as [re, im], F_pi(0) = 1; s above 4 m_pi^2. */
export function pionFormFactor(s: number): [number, number] {
  const [rhoRe, rhoIm] = gounarisSakurai(s, RHO.massGev, RHO.widthGev);
  const [primeRe, primeIm] = gounarisSakurai(s, RHO_PRIME.massGev, RHO_PRIME.widthGev);
  // omega(s) s/M^2 = s/(M^2 - s - i M Gamma)
  const real = OMEGA.massGev ** 2 - s;
  const imaginary = OMEGA.massGev * OMEGA.widthGev;
  const scale = s / (real * real + imaginary * imaginary);
  const [dRe, dIm] = OMEGA_MIXING;
  const mixRe = 1 + scale * (dRe * real - dIm * imaginary);
  const mixIm = scale * (dRe * imaginary + dIm * real);
  const norm = 1 + RHO_PRIME_WEIGHT;
  return [
    (rhoRe * mixRe - rhoIm * mixIm + RHO_PRIME_WEIGHT * primeRe) / norm,
    (rhoRe * mixIm + rhoIm * mixRe + RHO_PRIME_WEIGHT * primeIm) / norm,
  ];
}

/**
 * Form factor of one rho as [re, im], 1 at s = 0: Gounaris and Sakurai, PRL 21 (1968) 244, its width growing as k^3/sqrt s;
 * s in GeV^2 above 4 m_pi^2, mass and width in GeV.
 */
export function gounarisSakurai(s: number, mass: number, width: number): [number, number] {
  const k = Math.sqrt(s / 4 - PION_MASS_GEV ** 2);
  const k0 = Math.sqrt(mass ** 2 / 4 - PION_MASS_GEV ** 2);
  const root = Math.sqrt(s);
  const h = loop(k, root);
  const h0 = loop(k0, mass);
  const slope = h0 * (1 / (8 * k0 ** 2) - 1 / (2 * mass ** 2)) + 1 / (2 * Math.PI * mass ** 2);
  const d =
    ((3 / Math.PI) * (PION_MASS_GEV / k0) ** 2 * Math.log((mass + 2 * k0) / (2 * PION_MASS_GEV)) +
      mass / (2 * Math.PI * k0) -
      (PION_MASS_GEV ** 2 * mass) / (Math.PI * k0 ** 3)) *
    (width / mass);
  const shift = ((width * mass ** 2) / k0 ** 3) * (k * k * (h - h0) + (mass ** 2 - s) * k0 ** 2 * slope);
  const real = mass ** 2 - s + shift;
  const imaginary = (width * mass ** 2 * (k / k0) ** 3) / root;
  const scale = (mass ** 2 * (1 + d)) / (real * real + imaginary * imaginary);
  return [scale * real, scale * imaginary];
}

/** h(s) of Gounaris and Sakurai. */
function loop(k: number, root: number): number {
  return ((2 * k) / (Math.PI * root)) * Math.log((root + 2 * k) / (2 * PION_MASS_GEV));
}

/**
 * R of a narrow resonance: 12 pi (s/M^2) Gamma_ee Gamma_had/[(s - M^2)^2 + M^2 Gamma^2] over 4 pi alpha^2/(3 s), where
 * Gamma_had grows with the cube of the velocity at its threshold, and is the PDG's at s = M^2.
 */
function narrowRatio(s: number, v: NarrowResonance): number {
  const betaSq = 1 - v.thresholdGev ** 2 / s;
  if (betaSq <= 0) return 0;
  const massSq = v.massGev ** 2;
  const growth = betaSq / (1 - v.thresholdGev ** 2 / massSq);
  const hadronWidth = v.hadronShare * v.widthGev * growth * Math.sqrt(growth);
  return (
    (9 * s * s * v.electronWidthGev * hadronWidth) /
    (ALPHA_0 ** 2 * massSq * ((s - massSq) ** 2 + massSq * v.widthGev ** 2))
  );
}

/** alpha_s at one loop with three quarks from alpha_s(m_tau) = 0.314 (PDG): within 2 % of the PDG's up to 10 GeV. */
function strongCoupling(s: number): number {
  return 1 / (1 / 0.314 + (9 / (4 * Math.PI)) * Math.log(s / 1.77686 ** 2));
}

/** 0 below `from`, 1 above `to`, 3 t^2 - 2 t^3 between. */
function fade(x: number, from: number, to: number): number {
  const t = Math.min(1, Math.max(0, (x - from) / (to - from)));
  return t * t * (3 - 2 * t);
}
