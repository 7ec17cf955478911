/** Inputs of shaders/physics/mediators/vectorProton.wgsl. GeV. */
import { PROTON_MASS_GEV } from '../../../src/physics/constants.js';
import { protonFormFactors } from '../../../src/physics/mediators/vectorProton.js';
import { mapQ2, q2Limits, q2MapScale, thresholdEnergy } from '../../../src/physics/upscattering.js';
import type { Draw } from '../draws.js';
import { type Probe, probeOf } from './probe.js';

/** A production on a proton; energies start 5 % above threshold, as the sampler does. */
function drawOnProton(d: Draw) {
  const m = Math.fround(d.log(5e-3, 2));
  const threshold = thresholdEnergy(m, PROTON_MASS_GEV);
  const E = Math.fround(d.log(1.05 * threshold, Math.max(7.5, 1.1 * threshold)));
  const [min, max] = q2Limits(E, m, PROTON_MASS_GEV);
  const mZprime = d.log(0.01, 2);
  const [q2] = mapQ2(d.cube(), min, Math.max(max, min), q2MapScale(mZprime * mZprime, 'proton'));
  return { m, E, q2 };
}

/** Arguments of helicityStrength for one helicity, as protonHelicityFraction makes them. */
function drawStrength(d: Draw): number[] {
  const { m, E, q2 } = drawOnProton(d);
  const M = PROTON_MASS_GEV;
  const s = M * M + 2 * M * E;
  const rootS = Math.sqrt(s);
  const e1 = (M * E) / rootS;
  const e3 = (2 * M * E + m * m) / (2 * rootS);
  const k = Math.sqrt(e3 * e3 - m * m);
  const x = q2 + m * m;
  const c = Math.min(Math.max((2 * e1 * e3 - x) / (2 * e1 * k), -1), 1);
  const nuclear = 2 * rootS - e1 - e3;
  const sign = d.signed(1);
  const kap = sign > 0 ? e3 + k : (m * m) / (e3 + k);
  const k1P = e1 * (nuclear + e1 + k * c);
  return [kap, sign, ...protonFormFactors(q2), q2, x, c, e1, nuclear, k, k1P, e1 - e3, e1 * c - k];
}

export const protonProbes: readonly Probe[] = [
  probeOf('dipole', (d) => [d.log(1e-6, 14)]),
  probeOf('protonFormFactors', (d) => [d.log(1e-6, 14)]),
  probeOf('protonKinematicFactor', (d) => {
    const { m, E, q2 } = drawOnProton(d);
    return [q2, E, m];
  }),
  probeOf('protonHelicityFraction', (d) => {
    const { m, E, q2 } = drawOnProton(d);
    return [q2, E, m];
  }),
  probeOf('helicityStrength', drawStrength),
];
