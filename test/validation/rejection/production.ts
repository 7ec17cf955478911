/** nu + target -> N + target by rejection in (E, ln Q2), and its rate by Simpson's rule. MODEL sections 2 and 5. GeV, cm. */
import { along, boost, type FourVector, minus, plus, product, twoBodyMomentum } from './fourVector.js';
import { type Flux, fluxAt, HBARC_CM, M_Z_SQ, type Nucleus, SIN2_W, WEAK_SQ } from './inputs.js';
import { type LeptonNumber, type Model, massesOf, scatteringCoupling } from './model.js';
import type { Random } from './random.js';
import { drawer } from './steps.js';

/** Form factor of a nucleus as a function of Q2 in GeV^2, from its Fourier-Bessel density. */
export function formFactorOf({ radius_fm, fourier_bessel }: Nucleus): (q2: number) => number {
  const terms = fourier_bessel.map((a, i) => ({ a, nPi: (i + 1) * Math.PI, sign: i % 2 === 0 ? -1 : 1 }));
  const atZero = terms.reduce((sum, { a, nPi, sign }) => sum + (sign * a) / nPi ** 2, 0);
  const radius = (radius_fm * 1e-13) / HBARC_CM;
  return (q2) => {
    const x = Math.sqrt(q2) * radius;
    const sinX = Math.sin(x);
    let sum = 0;
    for (const { a, nPi, sign } of terms) {
      const gap = x - nPi;
      // sin x = (-1)^n sin(x - n pi) cancels the pole at x = n pi.
      const ratio = Math.abs(gap) < 1e-6 ? sign : sinX / gap;
      sum -= (sign * a * ratio) / (nPi + x);
    }
    return sum / (x * atZero);
  };
}

/** Range of Q2 in GeV^2 at neutrino energy E: scattering by 0 and pi in the centre of mass; empty below threshold. */
export function q2Range(E: number, m: number, M: number): readonly [number, number] | undefined {
  const s = M * M + 2 * M * E;
  const rootS = Math.sqrt(s);
  if (rootS <= m + M) return undefined;
  const k1 = (M * E) / rootS;
  const k3 = twoBodyMomentum(rootS, m, M);
  // -t = 2 k1 (E3 + k3) - m^2 backwards; forwards the product of the two, m^4 M^2/s, avoids a difference.
  const most = 2 * k1 * (Math.sqrt(k3 * k3 + m * m) + k3) - m * m;
  return [(m ** 4 * M * M) / (s * most), most];
}

/** What neutrinos scatter on, at rest. */
export interface Scatterer {
  readonly massGev: number;
  /** Q2 beyond this, in GeV^2, adds nothing. */
  readonly q2End: number;
  /** dsigma/dQ2 in cm2/GeV^2 at E and Q2, summed over the helicities of N. */
  readonly crossSection: (E: number, q2: number) => number;
  /** Strengths with which it makes N of helicity -1 and 1, up to a common factor; helicities in the centre of mass. */
  readonly helicities: (E: number, q2: number) => readonly [negative: number, positive: number];
}

/** A neutrino and a body at rest that make N, in the centre of mass: N in the x-z plane, the neutrino along +z. GeV. */
export interface Collision {
  /** Energy in the centre of mass. */
  readonly total: number;
  /** Momenta before and after; angle of N. */
  readonly before: number;
  readonly after: number;
  readonly angle: number;
}

/** The collision at E and Q2. */
export function collide(E: number, q2: number, m: number, M: number): Collision {
  const total = Math.sqrt(M * M + 2 * M * E);
  const before = (M * E) / total;
  const after = twoBodyMomentum(total, m, M);
  const cos = (2 * before * Math.sqrt(after * after + m * m) - m * m - q2) / (2 * before * after);
  return { total, before, after, angle: Math.acos(Math.min(Math.max(cos, -1), 1)) };
}

/** A nucleus that stays whole. */
export function wholeNucleus(model: Model, nucleus: Nucleus, lepton: LeptonNumber = 1): Scatterer {
  const [m] = massesOf(model);
  const M = nucleus.mass_gev;
  // |M|^2 of one helicity is the summed one with k3 replaced by k3 - m s, s the spin four-vector.
  const helicities = (E: number, q2: number) => {
    const { before, after, angle } = collide(E, q2, m, M);
    const flight = [Math.sin(angle), 0, Math.cos(angle)] as const;
    const produced = Math.sqrt(after * after + m * m);
    const neutrino = along([0, 0, 1], before, before);
    const target = along([0, 0, 1], Math.sqrt(before * before + M * M), -before);
    const parent = along(flight, produced, after);
    const recoil = minus(plus(neutrino, target), parent);
    const strength = (helicity: number) => {
      const spin = along(flight, lepton * helicity * after, lepton * helicity * produced);
      const polarised = minus(parent, spin);
      const crossed = product(neutrino, recoil) * product(polarised, target);
      return (
        product(neutrino, target) * product(polarised, recoil) +
        crossed -
        M * M * product(neutrino, polarised)
      );
    };
    return [strength(-1), strength(1)] as const;
  };
  return { massGev: M, q2End: Q2_END, crossSection: crossSectionOf(model, nucleus), helicities };
}

/** dsigma/dQ2 in cm2/GeV^2 as a function of E and Q2. */
export function crossSectionOf(model: Model, nucleus: Nucleus): (E: number, q2: number) => number {
  const [m] = massesOf(model);
  const { mass_gev: M, protons, neutrons } = nucleus;
  const [zPrimeSq, zSq] = [model.mZprime ** 2, M_Z_SQ];
  const dark = scatteringCoupling(model) * protons;
  const weakCharge = model.smZ ? protons * (0.5 - 2 * SIN2_W) - neutrons / 2 : 0;
  const weak = Math.sqrt(model.mixingSq) * WEAK_SQ * weakCharge;
  const unit = HBARC_CM ** 2 / (4 * Math.PI);
  const F = formFactorOf(nucleus);
  return (E, q2) => {
    const amplitude = (dark / (q2 + zPrimeSq) + weak / (q2 + zSq)) * F(q2);
    const x = q2 + m * m;
    const B = 1 - x / (2 * M * E) - x / (4 * E * E) + (q2 * x) / (8 * M * M * E * E);
    return amplitude * amplitude * B * unit;
  };
}

/** Q2 beyond this, in GeV^2, adds nothing: F^2 is below 1e-12. */
const Q2_END = 4;

/** Integral of flux times cross section, N produced per target and POT; Simpson's rule between the kinks of the flux. */
export function productionRate(m: number, on: Scatterer, flux: Flux): number {
  const threshold = m + (m * m) / (2 * on.massGev);
  const sigma = (E: number) => {
    const range = q2Range(E, m, on.massGev);
    if (!range || range[0] >= on.q2End) return 0;
    const [from, to] = [Math.log(range[0]), Math.log(Math.min(range[1], on.q2End))];
    return simpson(from, to, 240, (t) => Math.exp(t) * on.crossSection(E, Math.exp(t)));
  };
  let sum = 0;
  for (let i = 1; i < flux.length; i++) {
    const [from = 0, to = 0] = [flux[i - 1]?.[0], flux[i]?.[0]];
    if (to > threshold) sum += simpson(Math.max(from, threshold), to, 4, (E) => fluxAt(flux, E) * sigma(E));
  }
  return sum;
}

/** Simpson's rule with an even number of intervals. */
export function simpson(from: number, to: number, intervals: number, f: (x: number) => number): number {
  const h = (to - from) / intervals;
  let sum = f(from) + f(to);
  for (let i = 1; i < intervals; i++) sum += (i % 2 === 0 ? 2 : 4) * f(from + i * h);
  return (sum * h) / 3;
}

/** A produced N: four-momentum in the laboratory, beam along +z, and helicity. */
export interface Produced {
  readonly parent: FourVector;
  readonly helicity: -1 | 1;
}

/** Draws N by rejection from flux times cross section. */
export function producer(m: number, on: Scatterer, flux: Flux, random: Random): () => Produced {
  const M = on.massGev;
  const [fromE, toE] = [m + (m * m) / (2 * M), flux.findLast(([, perGev]) => perGev > 0)?.[0] ?? 0];
  const [least, most] = q2Range(toE, m, M) ?? [Number.NaN, Number.NaN];
  const [fromT, toT] = [Math.log(least), Math.log(Math.min(most, on.q2End))];
  const density = (E: number, t: number) => {
    const range = q2Range(E, m, M);
    const q2 = Math.exp(t);
    if (!range || q2 < range[0] || q2 > range[1]) return 0;
    return fluxAt(flux, E) * q2 * on.crossSection(E, q2);
  };
  const draw = drawer(density, [fromE, toE], [fromT, toT], random);
  return () => {
    const [E, t] = draw();
    return scatter(E, Math.exp(t), m, on, random);
  };
}

/** N scattered at Q2 by a body at rest: turned in the centre of mass and boosted back; helicity drawn. */
function scatter(E: number, q2: number, m: number, on: Scatterer, random: Random): Produced {
  const { total, after, angle } = collide(E, q2, m, on.massGev);
  const azimuth = 2 * Math.PI * random();
  const flight = [
    Math.sin(angle) * Math.cos(azimuth),
    Math.sin(angle) * Math.sin(azimuth),
    Math.cos(angle),
  ] as const;
  const parent = along(flight, Math.sqrt(after * after + m * m), after);
  const [negative, positive] = on.helicities(E, q2);
  const helicity = random() * (negative + positive) < negative ? -1 : 1;
  return { parent: boost(parent, [E + on.massGev, 0, 0, E], total), helicity };
}
