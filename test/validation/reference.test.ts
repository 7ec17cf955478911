/** Every row of the reference tables: values of DarkNews 0.4.9 (arXiv:2207.04137) at single points. */
import { describe, expect, it } from 'vitest';
import {
  crossSection,
  differentialCrossSection,
  type Production,
  type StruckTarget,
} from '../../src/physics/crossSection.js';
import { decayMode, MAJORANA, properLength, reducedWidth } from '../../src/physics/decay.js';
import { decayMeans } from '../../src/physics/decayMeans.js';
import {
  darkPhoton,
  decayStrengthSquared,
  productionStrength,
} from '../../src/physics/mediators/darkPhoton.js';
import { weakDecayFactor, weakDecayMoments } from '../../src/physics/mediators/weakDecay.js';
import {
  couplingsOf,
  nuclearRows,
  type ProductionRow,
  protonRows,
  STRUCK_PROTON,
  struckNucleus,
} from './reference.js';

/** Bounds on the deviation from the tables: relative for the first four, absolute for the others. */
const BOUNDS = {
  q2: 1e-6,
  sigma: 5e-4,
  width: 5e-4,
  mean: 1e-4,
  helicity: 1e-5,
  cosine: 1e-4,
};

const relative = (value: number, expected: number, bound: number, what: string) => {
  expect(Math.abs(value / expected - 1), `${what}: ${value} against ${expected}`).toBeLessThan(bound);
};
const absolute = (value: number, expected: number, bound: number, what: string) => {
  expect(Math.abs(value - expected), `${what}: ${value} against ${expected}`).toBeLessThan(bound);
};

const nuclear = await nuclearRows();
const onProtons = await protonRows();

it('the tables are whole', () => {
  expect([nuclear.length, onProtons.length]).toEqual([48, 11]);
});

function productionOf(row: ProductionRow, target: StruckTarget): Production {
  const { m, mZprime, vertexSq } = row;
  const strength = productionStrength(couplingsOf(row));
  return { mediator: darkPhoton, m, mX: mZprime, target, strength, mixing: Math.sqrt(vertexSq), smZ: true };
}

function checkProduction(row: ProductionRow, target: StruckTarget, withTotal: boolean): void {
  const production = productionOf(row, target);
  const { q2Min, q2Max, sigma } = crossSection(production, row.E);
  relative(q2Min ?? 0, row.q2Min, BOUNDS.q2, 'Q2min');
  relative(q2Max ?? 0, row.q2Max, BOUNDS.q2, 'Q2max');
  relative(sigma.alone, row.sigmaZprime, BOUNDS.sigma, "sigma, Z' alone");
  if (withTotal) relative(sigma.total, row.sigmaTotal, BOUNDS.sigma, 'sigma with the SM Z');
  for (const { q2, density, helicityConserving } of row.densities) {
    const found = differentialCrossSection(production, row.E, q2);
    relative(found.density.alone, density, BOUNDS.sigma, `dsigma/dQ2 at ${q2}`);
    if (helicityConserving === undefined) continue;
    absolute(found.helicityConserving ?? 0, helicityConserving, BOUNDS.helicity, `helicity at ${q2}`);
  }
}

describe.each(nuclear)('$name', (row) => {
  it('production', () => {
    // DarkNews' interference of Z' and Z has another sign and size for Majorana neutrinos; ours is the Dirac one, always.
    checkProduction(row, struckNucleus(row), row.nature !== MAJORANA);
  });

  it('decay', () => {
    const { m, mPrime, mZprime, nature } = row;
    const mode = decayMode(m, mPrime, mZprime);
    expect(mode).toBe(row.decayMode);
    const strength = decayStrengthSquared(couplingsOf(row, row.decayVertex), mode === 'onshell');
    const gammaGev = strength * reducedWidth(darkPhoton, m, mPrime, mZprime, nature);
    relative(gammaGev, row.gammaGev, BOUNDS.width, 'width');
    // DarkNews' width is that of Z' exchange, its c tau has the SM Z in it.
    const isWeak = mode === 'offshell' && mPrime === 0;
    const moments = isWeak ? weakDecayMoments(m, mZprime, nature) : undefined;
    const weak = moments ? weakDecayFactor(moments, productionStrength(couplingsOf(row))) : 1;
    relative(properLength(gammaGev * weak), row.ctauCm, BOUNDS.width, 'c tau');
    const means = decayMeans(darkPhoton, m, mPrime, mZprime, nature);
    relative(means?.energyFraction ?? 0, row.meanEnergyFraction, BOUNDS.mean, 'mean E_ee/m');
    relative(means?.pairMassGev ?? 0, row.meanPairMassGev, BOUNDS.mean, 'mean m_ee');
    absolute(means?.cosDaughter ?? 1, row.meanCosDaughter, BOUNDS.cosine, 'mean cos of the daughter');
  });
});

describe.each(onProtons)('$name', (row) => {
  it('production', () => {
    checkProduction(row, STRUCK_PROTON, true);
  });
});
