/** nu_mu + A -> N + A by rejection in (E, ln Q2), and its rate by Simpson's rule. MODEL sections 2 and 5. GeV, cm. */
import { along, boost, type FourVector, minus, plus, product, twoBodyMomentum } from './fourVector.js';
import { flux, fluxAt, HBARC_CM, M_Z_SQ, type Nucleus, SIN2_W, WEAK_SQ } from './inputs.js';
import { type Model, massesOf, scatteringCoupling } from './model.js';
import { keeps, type Random } from './random.js';

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

/** Integral of flux times cross section, N produced per nucleus and POT; Simpson's rule between the kinks of the flux. */
export function productionRate(model: Model, nucleus: Nucleus): number {
  const [m] = massesOf(model);
  const threshold = m + (m * m) / (2 * nucleus.mass_gev);
  const differential = crossSectionOf(model, nucleus);
  const sigma = (E: number) => {
    const range = q2Range(E, m, nucleus.mass_gev);
    if (!range || range[0] >= Q2_END) return 0;
    const [from, to] = [Math.log(range[0]), Math.log(Math.min(range[1], Q2_END))];
    return simpson(from, to, 240, (t) => Math.exp(t) * differential(E, Math.exp(t)));
  };
  let sum = 0;
  for (let i = 1; i < flux.length; i++) {
    const [from = 0, to = 0] = [flux[i - 1]?.[0], flux[i]?.[0]];
    if (to > threshold) sum += simpson(Math.max(from, threshold), to, 4, (E) => fluxAt(E) * sigma(E));
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
export function producer(model: Model, nucleus: Nucleus, random: Random): () => Produced {
  const [m] = massesOf(model);
  const M = nucleus.mass_gev;
  const [fromE, toE] = [m + (m * m) / (2 * M), flux.findLast(([, perGev]) => perGev > 0)?.[0] ?? 0];
  const [fromT, toT] = [Math.log(q2Range(toE, m, M)?.[0] ?? Number.NaN), Math.log(Q2_END)];
  const differential = crossSectionOf(model, nucleus);
  const density = (E: number, q2: number) => {
    const range = q2Range(E, m, M);
    if (!range || q2 < range[0] || q2 > range[1]) return 0;
    return fluxAt(E) * q2 * differential(E, q2);
  };
  let bound = 0;
  const [steps, stepsT] = [600, 400];
  for (let i = 0; i <= steps; i++) {
    const E = fromE + ((toE - fromE) * i) / steps;
    for (let j = 0; j <= stepsT; j++) {
      bound = Math.max(bound, density(E, Math.exp(fromT + ((toT - fromT) * j) / stepsT)));
    }
  }
  bound *= 1.1;
  return () => {
    for (;;) {
      const E = fromE + (toE - fromE) * random();
      const q2 = Math.exp(fromT + (toT - fromT) * random());
      if (keeps(random, density(E, q2), bound)) return scatter(E, q2, m, M, random);
    }
  };
}

/** N scattered at Q2 by a nucleus at rest: turned in the centre of mass and boosted back; helicity drawn. */
function scatter(E: number, q2: number, m: number, M: number, random: Random): Produced {
  const total: FourVector = [E + M, 0, 0, E];
  const rootS = Math.sqrt(M * M + 2 * M * E);
  const k1 = (M * E) / rootS;
  const k3 = twoBodyMomentum(rootS, m, M);
  const E3 = Math.sqrt(k3 * k3 + m * m);
  const cos = Math.min(Math.max((2 * k1 * E3 - m * m - q2) / (2 * k1 * k3), -1), 1);
  const sin = Math.sqrt(1 - cos * cos);
  const azimuth = 2 * Math.PI * random();
  const flight = [sin * Math.cos(azimuth), sin * Math.sin(azimuth), cos] as const;
  const neutrino = along([0, 0, 1], k1, k1);
  const nucleus = along([0, 0, 1], Math.sqrt(k1 * k1 + M * M), -k1);
  const parent = along(flight, E3, k3);
  const recoil = minus(plus(neutrino, nucleus), parent);
  // |M|^2 of one helicity is the summed one with k3 replaced by k3 - m s, s the spin four-vector.
  const strength = (helicity: number) => {
    const polarised = minus(parent, along(flight, helicity * k3, helicity * E3));
    const crossed = product(neutrino, recoil) * product(polarised, nucleus);
    return (
      product(neutrino, nucleus) * product(polarised, recoil) + crossed - M * M * product(neutrino, polarised)
    );
  };
  const [conserving, flipping] = [strength(-1), strength(1)];
  const helicity = random() * (conserving + flipping) < conserving ? -1 : 1;
  return { parent: boost(parent, total, rootS), helicity };
}
