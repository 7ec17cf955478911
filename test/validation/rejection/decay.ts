/** N -> N' e+e- by rejection from the matrix element, and its width by Simpson's rule. MODEL section 3, Dirac. GeV, cm. */
import {
  along,
  boost,
  type Direction,
  type FourVector,
  minus,
  product,
  twoBodyMomentum,
} from './fourVector.js';
import { HBARC_CM, M_E } from './inputs.js';
import {
  darkDecayCoupling,
  isOnShell,
  type LeptonNumber,
  leptonCoupling,
  type Model,
  massesOf,
} from './model.js';
import { simpson } from './production.js';
import { isotropic, keeps, type Random } from './random.js';

/** P(q2) of MODEL section 3, GeV^4. */
function polynomial(m: number, mPrime: number, q2: number): number {
  return (m * m - mPrime * mPrime) ** 2 + q2 * (m * m + mPrime * mPrime) - 2 * q2 * q2;
}

/** c tau in cm: Gamma in closed form with a real Z', else the integral of dGamma/dq2. */
export function properLength(model: Model): number {
  const [m, mPrime] = massesOf(model);
  const lamOf = (q2: number) => 2 * m * twoBodyMomentum(m, mPrime, Math.sqrt(q2));
  const dark = darkDecayCoupling(model) ** 2;
  const zSq = model.mZprime ** 2;
  if (isOnShell(model)) {
    return (HBARC_CM * 32 * Math.PI * m ** 3 * zSq) / (dark * lamOf(zSq) * polynomial(m, mPrime, zSq));
  }
  // q2 = 4 m_e^2 cosh^2 y makes beta_e = tanh y; y = Y (1 - r^2) makes lam smooth at the upper end.
  const end = Math.acosh((m - mPrime) / (2 * M_E));
  const integral = simpson(0, 1, 2000, (r) => {
    const y = end * (1 - r * r);
    const q2 = Math.min((2 * M_E * Math.cosh(y)) ** 2, (m - mPrime) ** 2);
    const dq2 = 4 * M_E * M_E * Math.sinh(2 * y) * 2 * end * r;
    const lepton = Math.tanh(y) * (1 + (2 * M_E * M_E) / q2);
    return (lamOf(q2) * lepton * polynomial(m, mPrime, q2) * dq2) / (q2 - zSq) ** 2;
  });
  return (HBARC_CM * 384 * Math.PI ** 3 * m ** 3) / (dark * leptonCoupling(model) ** 2 * integral);
}

/** The pair of a decay in the rest frame of N: [e-, e+]. */
export type Pair = readonly [FourVector, FourVector];

/** A candidate: daughter and leptons of a given q2 and directions, in the rest frame of N. */
function configure(m: number, mPrime: number, q2: number, daughterTo: Direction, electronTo: Direction) {
  const k = twoBodyMomentum(m, mPrime, Math.sqrt(q2));
  const daughter = along(daughterTo, Math.sqrt(mPrime * mPrime + k * k), k);
  const pair = along(daughterTo, Math.sqrt(q2 + k * k), -k);
  const half = Math.sqrt(q2) / 2;
  const p = Math.sqrt(Math.max(half * half - M_E * M_E, 0));
  const electron = boost(along(electronTo, half, p), pair, 2 * half);
  return { daughter, pair: [electron, minus(pair, electron)] as Pair, phaseSpace: k * (p / half) };
}

/** Draws decays of an N of given helicity flying along `flight` (laboratory axes). */
export function decayer(
  model: Model,
  random: Random,
  lepton: LeptonNumber = 1,
): (flight: Direction, helicity: number) => Pair {
  const [m, mPrime] = massesOf(model);
  const zSq = model.mZprime ** 2;
  if (isOnShell(model)) {
    // The daughter's angle, then a Z' that decays without preference.
    const lam = 2 * m * twoBodyMomentum(m, mPrime, model.mZprime);
    const A = (lam * (mPrime ** 2 + 2 * zSq - m * m)) / polynomial(m, mPrime, zSq);
    return (flight, helicity) => {
      for (;;) {
        const daughterTo = isotropic(random);
        if (!keeps(random, 1 + lepton * helicity * A * cosine(daughterTo, flight), 1 + Math.abs(A))) continue;
        return configure(m, mPrime, zSq, daughterTo, isotropic(random)).pair;
      }
    };
  }
  // |M|^2 of the helicity times the phase space, up to a constant.
  const density = (
    flight: Direction,
    helicity: number,
    q2: number,
    candidate: ReturnType<typeof configure>,
  ) => {
    const spin = along(flight, m, -lepton * helicity * m);
    const { daughter, pair, phaseSpace } = candidate;
    const [electron, positron] = pair;
    const matrixElement =
      product(spin, electron) * product(daughter, positron) +
      product(spin, positron) * product(daughter, electron) +
      M_E * M_E * product(spin, daughter);
    return (matrixElement * phaseSpace) / (q2 - zSq) ** 2;
  };
  const [from, to] = [4 * M_E * M_E, (m - mPrime) ** 2];
  const bound =
    1.2 *
    scan((q2, daughterTo, electronTo) =>
      density([0, 0, 1], -1, q2, configure(m, mPrime, q2, daughterTo, electronTo)),
    );
  return (flight, helicity) => {
    for (;;) {
      const q2 = from + (to - from) * random();
      const candidate = configure(m, mPrime, q2, isotropic(random), isotropic(random));
      if (keeps(random, density(flight, helicity, q2, candidate), bound)) return candidate.pair;
    }
  };

  /** Largest density on a lattice: the helicity only turns the flight, so one will do. */
  function scan(f: (q2: number, daughterTo: Direction, electronTo: Direction) => number): number {
    let most = 0;
    const [n, nQ2] = [16, 40];
    for (let i = 1; i < nQ2; i++) {
      const q2 = from + (to - from) * (i / nQ2);
      for (let j = 0; j <= n; j++) {
        const cos = (2 * j) / n - 1;
        const daughterTo: Direction = [Math.sqrt(1 - cos * cos), 0, cos];
        for (let k = 0; k <= n; k++) {
          const cosE = (2 * k) / n - 1;
          const sinE = Math.sqrt(1 - cosE * cosE);
          for (let l = 0; l <= n / 2; l++) {
            const azimuth = (2 * Math.PI * l) / n;
            const electronTo: Direction = [sinE * Math.cos(azimuth), sinE * Math.sin(azimuth), cosE];
            most = Math.max(most, f(q2, daughterTo, electronTo));
          }
        }
      }
    }
    return most;
  }
}

function cosine(a: Direction, b: Direction): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
