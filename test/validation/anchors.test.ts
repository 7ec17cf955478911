/** Against DarkNews 0.4.9 (arXiv:2207.04137): the dual rows of MODEL section 13. */
import { describe, expect, it } from 'vitest';
import { overrideParameters } from '../../src/config/override.js';
import { evaluatePoint } from '../../src/detail/point.js';
import { DIRAC } from '../../src/physics/decay.js';
import { darkPhoton, productionStrength } from '../../src/physics/mediators/darkPhoton.js';
import { pairMassDensity } from '../../src/physics/mediators/vectorDecay.js';
import { pairMassGaps, pairMassMap } from '../../src/physics/pairMass.js';
import { gaussLegendre } from '../../src/physics/quadrature.js';
import { dSigmaDq2, mapQ2, q2Limits, q2MapScale, scatteringFactor } from '../../src/physics/upscattering.js';
import { couplingsOf } from '../../src/prediction/lifetime.js';
import { setUpPhysics } from '../../src/prediction/physicsSetup.js';
import { atAnchorExposure, dual, firstChannel, sampleOf, scanOf } from '../scans.js';

interface Anchor {
  readonly m4: number;
  readonly m5: number;
  readonly mZprime: number;
  readonly epsilon: number;
  readonly energy: number;
  /** cm2 at |U|^2 = 1e-8 on argon, Z' alone and with the SM Z. */
  readonly sigmaZprime: number;
  readonly sigma: number;
  readonly gammaGev: number;
  readonly ctauCm: number;
  readonly meanEnergyFraction: number;
  readonly meanMeeGev: number;
}

const rows: readonly (readonly number[])[] = [
  [0.1, 0.2, 0.03, 8e-4, 0.8, 1.07303e-38, 1.07289e-38, 3.7112e-2, 5.31707e-13, 0.38625, 0.03],
  [0.1, 0.2, 1.25, 8e-4, 0.8, 8.35208e-44, 7.86851e-44, 5.42354e-17, 3.63834e2, 0.42724, 0.06051],
  [0.1, 0.2, 1.25, 8e-4, 2.0, 9.01879e-44, 8.49678e-44, 5.42354e-17, 3.63834e2, 0.42724, 0.06051],
  [0.4, 0.8, 1.25, 8e-4, 2.0, 2.55092e-45, 2.40041e-45, 6.04335e-14, 3.26519e-1, 0.42898, 0.2467],
  [0.1, 0.15, 1.25, 8e-4, 0.8, 8.83561e-44, 8.32419e-44, 2.38702e-18, 8.26665e3, 0.30139, 0.03055],
  [0.1, 0.4, 0.8, 1e-2, 0.8, 2.01868e-41, 2.01459e-41, 7.10109e-12, 2.77883e-3, 0.58351, 0.17937],
];
const anchors = rows.map((row): Anchor => {
  const [m4, m5, mZprime, epsilon, energy, sigmaZprime, sigma, gammaGev, ctauCm, fraction, mee] = row;
  const numbers = { m4, m5, mZprime, epsilon, energy, sigmaZprime, sigma, gammaGev, ctauCm };
  return { ...numbers, meanEnergyFraction: fraction, meanMeeGev: mee } as Anchor;
});

const within = (value: number, expected: number, relative: number) => {
  expect(Math.abs(value / expected - 1), `${value} against ${expected}`).toBeLessThan(relative);
};

describe.each(anchors)("m4 = $m4, m5 = $m5, mZ' = $mZprime, epsilon = $epsilon, E = $energy", (anchor) => {
  const setup = setUpPhysics(scanOf([], { eventsPerMassPoint: 256 }));
  const { epsilon } = anchor;
  const { point, lifetime } = sampleOf(setup, dual(anchor), { epsilon });
  const coupling = { epsilon, gD: 2, V54: 0.5, V44: 0, kappa: 1, mixing: undefined };
  const couplings = couplingsOf(setup.scan, coupling);

  it('has its width and c tau within 5e-4', () => {
    const { gammaGev, ctauCm } = lifetime;
    within(gammaGev, anchor.gammaGev, 5e-4);
    within(ctauCm, anchor.ctauCm, 5e-4);
  });

  it('has its cross sections within 5e-4', () => {
    const { scatterer, interference } = firstChannel(setup);
    const strength = productionStrength(couplings);
    const { at0, slope } = interference(anchor.mZprime);
    const [q2Min, q2Max] = q2Limits(anchor.energy, anchor.m5, scatterer.massGev);
    const sigma = (withZ: boolean) => {
      const { nodes, weights } = gaussLegendre(2000);
      const a = q2MapScale(anchor.mZprime ** 2, 'nucleus');
      let sum = 0;
      nodes.forEach((u, i) => {
        const [q2, density] = mapQ2(u, q2Min, Math.min(q2Max, 1), a);
        const z = q2 / (1 + q2 / 91.187621 ** 2);
        const perProton = (strength + (withZ ? at0 + slope * z : 0)) / (q2 + anchor.mZprime ** 2);
        const amplitude = Math.sqrt(1e-8) * 18 * perProton;
        const factor = scatteringFactor(darkPhoton, q2, anchor.energy, anchor.m5, scatterer);
        sum += (weights[i] ?? 0) * density * (q2 + a) ** 2 * dSigmaDq2(amplitude, factor);
      });
      return sum;
    };
    within(sigma(false), anchor.sigmaZprime, 5e-4);
    within(sigma(true), anchor.sigma, 5e-4);
  });

  it('has its mean energy fraction and m_ee within 1e-4', () => {
    const { m5, m4, mZprime } = anchor;
    if (point.mode === 'onshell') {
      within((1 + mZprime ** 2 / m5 ** 2 - m4 ** 2 / m5 ** 2) / 2, anchor.meanEnergyFraction, 1e-4);
      return;
    }
    const { lo, logRange } = pairMassMap(m5, m4, mZprime);
    const { nodes, weights } = gaussLegendre(200);
    const sums = [0, 0, 0];
    nodes.forEach((s, i) => {
      const [above, gap, distance] = pairMassGaps(s * s, lo, logRange);
      const w = ((weights[i] ?? 0) * s * pairMassDensity(above, gap, m5, m4, DIRAC)) / distance;
      const q2 = (m5 - m4) ** 2 - gap;
      const terms = [1, (1 + q2 / m5 ** 2 - m4 ** 2 / m5 ** 2) / 2, Math.sqrt(q2)];
      terms.forEach((term, k) => {
        sums[k] = (sums[k] ?? 0) + w * term;
      });
    });
    within((sums[1] ?? 0) / (sums[0] ?? 0), anchor.meanEnergyFraction, 1e-4);
    within((sums[2] ?? 0) / (sums[0] ?? 0), anchor.meanMeeGev, 2e-4);
  });
});

describe('event level, dual 0.1/0.2/1.25 at |U|^2 = 1e-8, 6.8e20 POT, 86.19 t', () => {
  const scan = atAnchorExposure(scanOf([], { eventsPerMassPoint: 65536 }));
  const { truth } = evaluatePoint(scan, overrideParameters(scan, {}));
  const expected: [keyof typeof truth, number][] = [
    ['rate', 0.043466],
    ['mean_eee_gev', 0.3596],
    ['mean_theta_ee_deg', 14.43],
    ['mean_e_n_gev', 0.9514],
    ['mean_opening_deg', 39.49],
    ['mean_asymmetry', 0.4865],
    ['p_decay', 0.2472],
  ];
  it.each(expected)('%s is %f within 1 in a hundred', (name, value) => {
    within(truth[name], value, 0.01);
  });
});
