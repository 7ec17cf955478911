/**
 * nu + p -> N + p on protons at rest: cross section from Dirac's and Pauli's form factors, helicities from amplitudes that
 * are summed spin by spin. MODEL section 2b. GeV, cm.
 */
import { HBARC_CM, M_P } from './inputs.js';
import { type LeptonNumber, type Model, massesOf, scatteringCoupling } from './model.js';
import { type Collision, collide, type Scatterer } from './production.js';

/** Magnetic moment in nuclear magnetons, and mass of the dipole in GeV. */
const [MAGNETIC_MOMENT, DIPOLE_GEV] = [2.792, 0.843];

/** Dirac's and Pauli's form factors F1 and F2 at Q2. */
export function diracAndPauli(q2: number): readonly [number, number] {
  const dipole = (1 + q2 / DIPOLE_GEV / DIPOLE_GEV) ** -2;
  const tau = q2 / (4 * M_P * M_P);
  const [electric, magnetic] = [dipole, MAGNETIC_MOMENT * dipole];
  const first = (electric + tau * magnetic) / (1 + tau);
  return [first, magnetic - first];
}

/** A proton. The Z' alone: no Z. */
export function proton(model: Model, lepton: LeptonNumber): Scatterer {
  const [m] = massesOf(model);
  const [coupling, zPrimeSq] = [scatteringCoupling(model), model.mZprime ** 2];
  const unit = HBARC_CM ** 2 / (4 * Math.PI);
  return {
    massGev: M_P,
    q2End: Number.POSITIVE_INFINITY,
    crossSection: (E, q2) => unit * (coupling / (q2 + zPrimeSq)) ** 2 * kinematicFactor(E, q2, m),
    helicities: (E, q2) => {
      const collision = collide(E, q2, m, M_P);
      return [-1, 1].map((helicity) => spinSum(collision, q2, m, helicity, lepton)) as [number, number];
    },
  };
}

/** What stands for F^2 B of a nucleus. */
export function kinematicFactor(E: number, q2: number, m: number): number {
  const [f1, f2] = diracAndPauli(q2);
  const x = q2 + m * m;
  const [tau, slope, square] = [q2 / (4 * M_P * M_P), x / (2 * M_P * E), x / (8 * M_P * M_P * E * E)];
  const dirac = 1 - slope - x / (4 * E * E) + q2 * square;
  const pauli = tau * (1 - slope + (m * m * square) / 2) + ((q2 - m * m) * square) / 2;
  return f1 * f1 * dirac + f1 * f2 * (2 * q2 - m * m) * square + f2 * f2 * pauli;
}

/** A Dirac spinor of a momentum in the x-z plane, real: upper and lower half. */
type Spinor = readonly [upper: readonly [number, number], lower: readonly [number, number]];

/** u(p) from the two-spinor of its rest frame; momentum p at an angle to +z. */
function spinor(mass: number, p: number, angle: number, [a, b]: readonly [number, number]): Spinor {
  const scale = Math.sqrt(Math.sqrt(mass * mass + p * p) + mass);
  const [cos, sin] = [(Math.cos(angle) * p) / scale, (Math.sin(angle) * p) / scale];
  return [
    [scale * a, scale * b],
    [cos * a + sin * b, sin * a - cos * b],
  ];
}

/** The two-spinor of a helicity, -1 or 1, at an angle to +z. */
function alongFlight(helicity: number, angle: number): readonly [number, number] {
  const [cos, sin] = [Math.cos(angle / 2), Math.sin(angle / 2)];
  return helicity > 0 ? [cos, sin] : [-sin, cos];
}

/** ubar gamma^mu u: t, x, z, and y without its factor i. */
function current([a, b]: Spinor, [c, d]: Spinor): readonly [number, number, number, number] {
  return [
    a[0] * c[0] + a[1] * c[1] + b[0] * d[0] + b[1] * d[1],
    a[0] * d[1] + a[1] * d[0] + b[0] * c[1] + b[1] * c[0],
    a[0] * d[0] - a[1] * d[1] + b[0] * c[0] - b[1] * c[1],
    a[1] * d[0] - a[0] * d[1] + b[1] * c[0] - b[0] * c[1],
  ];
}

const SPINS = [
  [1, 0],
  [0, 1],
] as const;

/**
 * |ubar(N) gamma_mu P_L u(nu) ubar(p') [(F1 + F2) gamma^mu - F2 (p + p')^mu/(2M)] u(p)|^2 of an N of a helicity, summed over
 * the protons' spins; Gordon's identity has replaced sigma^(mu nu) q_nu. Antineutrinos: the mirror image.
 */
export function spinSum(
  { before, after, angle }: Collision,
  q2: number,
  m: number,
  helicity: number,
  lepton: LeptonNumber,
): number {
  const neutrino = spinor(0, before, 0, alongFlight(-lepton, 0));
  const produced = spinor(m, after, angle, alongFlight(helicity, angle));
  const [j0, jx, jz, jy] = chiralCurrent(produced, neutrino, -lepton);
  const [f1, f2] = diracAndPauli(q2);
  const [energyBefore, energyAfter] = [Math.hypot(M_P, before), Math.hypot(M_P, after)];
  // p + p' contracted with the current.
  const [t, x, z] = [energyBefore + energyAfter, -after * Math.sin(angle), -before - after * Math.cos(angle)];
  const convected = j0 * t - jx * x - jz * z;
  let sum = 0;
  for (const spin of SPINS) {
    const target = spinor(M_P, before, Math.PI, spin);
    for (const turned of SPINS) {
      const recoil = spinor(M_P, after, angle + Math.PI, turned);
      const [h0, hx, hz, hy] = current(recoil, target);
      const [[a, b], [c, d]] = [recoil, target];
      const overlap = a[0] * c[0] + a[1] * c[1] - b[0] * d[0] - b[1] * d[1];
      const amplitude =
        (f1 + f2) * (j0 * h0 - jx * hx - jz * hz + jy * hy) - (f2 * overlap * convected) / (2 * M_P);
      sum += amplitude * amplitude;
    }
  }
  return sum;
}

/** ubar gamma^mu (1 + sign gamma5)/2 u: gamma5 swaps the halves. */
function chiralCurrent(left: Spinor, [upper, lower]: Spinor, sign: number) {
  const half = (p: readonly [number, number], q: readonly [number, number]) =>
    [(p[0] + sign * q[0]) / 2, (p[1] + sign * q[1]) / 2] as const;
  return current(left, [half(upper, lower), half(lower, upper)]);
}
