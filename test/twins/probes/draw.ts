/** Physical inputs: masses, energies and momentum transfers as a scan meets them, with their edges. GeV. */

import { DIRAC, MAJORANA } from '../../../src/physics/decay.js';
import { type MassPoint as F64MassPoint, prepareMassPoint } from '../../../src/physics/massPoint.js';
import { darkPhoton } from '../../../src/physics/mediators/darkPhoton.js';
import { mapQ2, q2Cut, q2Limits, q2MapScale, thresholdEnergy } from '../../../src/physics/upscattering.js';
import type { Draw } from '../draws.js';

/** Masses of argon, carbon, iron and the proton, GeV. */
const TARGETS = [37.2247, 11.178, 52.019, 0.93827] as const;

/** Upper end of the flux, GeV. */
const MAX_ENERGY = 7.5;

/** A production: N of mass m on a nucleus of mass M at a neutrino energy above threshold. */
export interface ProductionDraw {
  readonly E: number;
  readonly m: number;
  readonly M: number;
  readonly q2: number;
  readonly mZprime: number;
}

/** The proton's row stands for proton-elastic scattering. */
export const kindOf = (M: number) => (M < 1 ? 'proton' : 'nucleus');

/** Energies start 5 % above threshold, as the sampler does; one row in ten lies closer, down to 1e-3. */
export function drawProduction(d: Draw): ProductionDraw {
  const m = Math.fround(d.log(5e-3, 2));
  const M = Math.fround(d.pick(...TARGETS));
  const mZprime = d.log(0.01, 2);
  const threshold = thresholdEnergy(m, M);
  const margin = d.unit() < 0.1 ? d.log(1.001, 1.05) : 1.05;
  const E = Math.fround(d.log(margin * threshold, Math.max(MAX_ENERGY, 1.1 * threshold)));
  const [min, max] = q2Limits(E, m, M);
  const cut = Math.max(q2Cut(max, kindOf(M)), min);
  const [q2] = mapQ2(d.cube(), min, cut, q2MapScale(mZprime * mZprime, kindOf(M)));
  return { E, m, M, q2, mZprime };
}

/** Masses of a decay N -> N' e+e-: virtual and real Z', light and nearly degenerate daughters, all open. */
export function drawDecay(d: Draw, m: number): { mPrime: number; mZprime: number } {
  // The pair needs a splitting above 2 m_e.
  const smallest = Math.min(1.1e-3, 0.5 * m);
  const splitting = d.pick(d.log(smallest, m), d.uniform(smallest, m), m - d.log(1e-6 * m, m - smallest));
  const mPrime = Math.fround(m - splitting);
  const far = d.log(1.001, Math.max(2 / splitting, 1.01));
  // A third decays to a real Z'; some of the others stand close to the change.
  const mZprime = d.pick(
    splitting * far,
    splitting * (1 + d.log(1e-13, 1e-2)),
    Math.max(splitting * d.uniform(0.05, 0.999), 1.05e-3),
  );
  return { mPrime, mZprime };
}

/** A mass point with a production and a decay, prepared in f64; the fields of the shader's struct are float32. */
export function drawMassPoint(d: Draw): { row: number[]; E: number } {
  for (;;) {
    const { E, m, M } = drawProduction(d);
    const { mPrime, mZprime } = drawDecay(d, m);
    const massless = d.unit() < 0.2;
    const model = {
      mediator: darkPhoton,
      nature: d.pick(DIRAC, MAJORANA),
      zpSpin: d.pick('isotropic', 'exact'),
    } as const;
    // Half of the protons recoil below a cap, a few of which leaves nothing of the range.
    const [lowest, highest] = q2Limits(E, m, M);
    const room = Math.max(highest / lowest, 1.01);
    const q2CapGev2 = M > 1 || d.unit() < 0.5 ? undefined : lowest * d.pick(d.log(1.01, room), 0.5);
    const on = { kind: kindOf(M), massGev: M, q2CapGev2 } as const;
    const p = prepareMassPoint(m, massless ? 0 : mPrime, mZprime, on, model, undefined);
    if (p.mode !== 'closed' && p.reducedWidth > 0) return { row: massPointRow(p), E };
  }
}

/** Scalars of the shader's MassPoint. */
export function massPointRow(p: F64MassPoint): number[] {
  const { lo, logRange } = p.pairMap;
  const [above, gap] = p.onShellGaps;
  return [
    ...[
      p.m,
      p.mPrime,
      p.mX ** 2,
      p.M,
      p.q2Scale,
      p.q2Cap,
      lo,
      logRange,
      p.pairNorm,
      above,
      gap,
      p.massSqDifference,
    ],
    p.mode === 'offshell' ? 1 : 0,
    p.oriented ? 1 : 0,
    p.nature,
    p.scatterer === 'proton' ? 1 : 0,
  ];
}

/** The shader's MassPoint, by field. */
export interface ShaderMassPoint {
  readonly m: number;
  readonly mPrime: number;
  readonly mXSq: number;
  readonly M: number;
  readonly q2Scale: number;
  readonly q2Cap: number;
  readonly pairLo: number;
  readonly pairLogRange: number;
  readonly pairNorm: number;
  readonly onShellAbove: number;
  readonly onShellGap: number;
  readonly massSqDifference: number;
  readonly offShell: number;
  readonly oriented: number;
  readonly nature: number;
  readonly proton: number;
}

/** The f64 mass point with exactly the numbers of the shader's. */
export function massPointFrom(p: ShaderMassPoint): F64MassPoint {
  return {
    mediator: darkPhoton,
    m: p.m,
    mPrime: p.mPrime,
    mX: Math.sqrt(p.mXSq),
    M: p.M,
    scatterer: p.proton === 1 ? 'proton' : 'nucleus',
    nature: p.nature,
    oriented: p.oriented === 1,
    mode: p.offShell === 1 ? 'offshell' : 'onshell',
    decays: true,
    open: true,
    poleGap: Number.NaN,
    reducedWidth: Number.NaN,
    energies: undefined,
    q2Scale: p.q2Scale,
    q2Cap: p.q2Cap,
    pairMap: { lo: p.pairLo, logRange: p.pairLogRange },
    pairNorm: p.pairNorm,
    onShellGaps: [p.onShellAbove, p.onShellGap],
    massSqDifference: p.massSqDifference,
  };
}
