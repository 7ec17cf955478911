/**
 * The reference tables (DarkNews 0.4.9, arXiv:2207.04137) from the functions that the kernels are made of: each is
 * evaluated in float32 on the GPU at the nodes of a quadrature, and the host adds couplings and sums.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GpuContext, openDevice } from '../../src/gpu/device.js';
import { ELECTRON_MASS_GEV, PROTON_MASS_GEV, Z_MASS_GEV } from '../../src/physics/constants.js';
import { DIRAC, MAJORANA, properLength } from '../../src/physics/decay.js';
import { decayStrengthSquared, productionStrength } from '../../src/physics/mediators/darkPhoton.js';
import { zInterference } from '../../src/physics/mediators/zInterference.js';
import { FORM_FACTOR_MAX_Q_GEV, tabulateFormFactor } from '../../src/physics/nucleus.js';
import { pairMassMap } from '../../src/physics/pairMass.js';
import { gaussLegendre } from '../../src/physics/quadrature.js';
import { dSigmaDq2, q2Cut, q2MapScale } from '../../src/physics/upscattering.js';
import {
  couplingsOf,
  type NuclearRow,
  nuclearRows,
  type ProductionRow,
  protonRows,
} from '../validation/reference.js';
import { functionsOn, type GpuFunctions } from './evaluateOnGpu.js';

/** Bound on every deviation: relative, but absolute for helicity fractions and cosines. */
const BOUND = 2e-3;
const { nodes, weights } = gaussLegendre(96);
const nuclear = await nuclearRows();
const onProtons = await protonRows();

let context: GpuContext;
let gpu: GpuFunctions;
beforeAll(async () => {
  context = await openDevice({ allowSoftware: true });
  gpu = functionsOn(context);
});
afterAll(async () => {
  await context[Symbol.asyncDispose]();
});

/** Sum of a function over the nodes, with their weights. */
function integrate(at: (node: number) => number): number {
  return weights.reduce((sum, weight, node) => sum + weight * at(node), 0);
}

/** A value that must be there. */
function known<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a value is missing');
  return value;
}

function relative(what: string, row: ProductionRow, found: number | undefined, expected: number): void {
  expect(Math.abs(known(found) / expected - 1), `${what} of ${row.name}: ${found}, ${expected}`).toBeLessThan(
    BOUND,
  );
}

function absolute(what: string, row: ProductionRow, found: number | undefined, expected: number): void {
  expect(Math.abs(known(found) - expected), `${what} of ${row.name}: ${found}, ${expected}`).toBeLessThan(
    BOUND,
  );
}

/** How a kind of target enters: F^2 B or B_p and the helicity at some Q2 of each row, and its charges. */
interface Scattering<Row> {
  readonly kind: 'nucleus' | 'proton';
  readonly massOf: (row: Row) => number;
  readonly chargesOf: (row: Row) => readonly [protons: number, neutrons: number];
  readonly factors: (q2: readonly (readonly number[])[]) => Promise<number[][]>;
  readonly helicities: (q2: readonly (readonly number[])[]) => Promise<number[][]>;
}

const onNuclei: Scattering<NuclearRow> = {
  kind: 'nucleus',
  massOf: ({ nucleus }) => nucleus.massGev,
  chargesOf: ({ nucleus }) => [nucleus.protons, nucleus.neutrons],
  async factors(q2) {
    const at = nuclear.map(({ E, m, nucleus }, i) => known(q2[i]).map((q) => [q, E, m, nucleus.massGev]));
    const kinematic = await gpu.scalars('kinematicFactor', at);
    // One table after another; a row's begins at `first`.
    const densities = [...new Set(nuclear.map((row) => row.density))];
    const tables = densities.map((density) => Array.from(tabulateFormFactor(density), Math.fround));
    const momenta = nuclear.map((row, i) => {
      const first = densities.indexOf(row.density) * known(tables[0]).length;
      return known(q2[i]).map((q) => [first, Math.min(Math.sqrt(q), FORM_FACTOR_MAX_Q_GEV)]);
    });
    const form = await gpu.scalars('formFactor', momenta, { table: tables.flat() });
    return kinematic.map((row, i) => row.map((b, k) => b * known(form[i]?.[k]) ** 2));
  },
  helicities: (q2) =>
    gpu.scalars(
      'helicityConservingFraction',
      nuclear.map(({ E, m, nucleus }, i) => known(q2[i]).map((q) => [q, E, m, nucleus.massGev])),
    ),
};

const onFreeProtons: Scattering<ProductionRow> = {
  kind: 'proton',
  massOf: () => PROTON_MASS_GEV,
  chargesOf: () => [1, 0],
  factors: (q2) => gpu.scalars('protonKinematicFactor', protonArguments(q2)),
  helicities: (q2) => gpu.scalars('protonHelicityFraction', protonArguments(q2)),
};

const protonArguments = (q2: readonly (readonly number[])[]) =>
  onProtons.map(({ E, m }, i) => known(q2[i]).map((q) => [q, E, m]));

/** Compares every row's limits, cross sections and helicities; `totalOf` says which rows have a total to compare with. */
async function checkProduction<Row extends ProductionRow>(
  rows: readonly Row[],
  { kind, massOf, chargesOf, factors, helicities }: Scattering<Row>,
  totalOf: (row: Row) => number | undefined,
): Promise<void> {
  const limits = await gpu.vectors(
    'q2Limits',
    rows.map((row) => [[row.E, row.m, massOf(row)]]),
  );
  const scales = rows.map(({ mZprime }) => q2MapScale(mZprime ** 2, kind));
  const mapped = await gpu.vectors(
    'mapQ2',
    rows.map((_, i) => {
      const [q2Min, q2Max] = known(limits[i]?.[0]);
      return Array.from(nodes, (u) => [u, known(q2Min), q2Cut(known(q2Max), kind), known(scales[i])]);
    }),
  );
  const q2 = mapped.map((row) => row.map(([value]) => known(value)));
  const ratios = await gpu.scalars(
    'propagatorRatioSquared',
    rows.map(({ mZprime }, i) => known(q2[i]).map((q) => [q, known(scales[i]), mZprime ** 2])),
  );
  const at = await factors(q2);
  const asked = rows.map((row) => row.densities.map((density) => density.q2));
  const atAsked = await factors(asked);
  const helicity = await helicities(asked);
  rows.forEach((row, i) => {
    const [protons, neutrons] = chargesOf(row);
    const vertex = Math.sqrt(row.vertexSq) * protons;
    const strength = productionStrength(couplingsOf(row));
    const { at0, slope } = zInterference(protons, neutrons, row.mZprime, true);
    const sigma = (withZ: boolean) =>
      integrate((k) => {
        const q = known(q2[i]?.[k]);
        const z = withZ ? at0 + (slope * q) / (1 + q / Z_MASS_GEV ** 2) : 0;
        const density = known(mapped[i]?.[k]?.[1]) * known(ratios[i]?.[k]);
        return density * dSigmaDq2(vertex * (strength + z), known(at[i]?.[k]));
      });
    relative('Q2min', row, limits[i]?.[0]?.[0], row.q2Min);
    relative('Q2max', row, limits[i]?.[0]?.[1], row.q2Max);
    relative("sigma with Z' alone", row, sigma(false), row.sigmaZprime);
    const total = totalOf(row);
    if (total !== undefined) relative('sigma with the SM Z', row, sigma(true), total);
    row.densities.forEach(({ q2: q, density, helicityConserving }, k) => {
      const amplitude = (vertex * strength) / (q + row.mZprime ** 2);
      relative(`dsigma/dQ2 at ${q}`, row, dSigmaDq2(amplitude, known(atAsked[i]?.[k])), density);
      if (helicityConserving === undefined) return;
      absolute(`helicity at ${q}`, row, helicity[i]?.[k], helicityConserving);
    });
  });
}

describe('production on the GPU', () => {
  it('on nuclei', async () => {
    // DarkNews' Majorana interference with the Z is its own: see test/validation/reference.test.ts.
    await checkProduction(nuclear, onNuclei, (row) => (row.nature === MAJORANA ? undefined : row.sigmaTotal));
  });

  it('on free protons', async () => {
    // The kernels take a proton without the SM Z, so there is no total to compare with.
    await checkProduction(onProtons, onFreeProtons, () => undefined);
  });
});

describe('decay on the GPU', () => {
  it('through a virtual Z′', async () => {
    const rows = nuclear.filter((row) => row.decayMode === 'offshell');
    expect(rows.length).toBeGreaterThan(10);
    const maps = rows.map(({ m, mPrime, mZprime }) => pairMassMap(m, mPrime, mZprime));
    const gaps = await gpu.vectors(
      'pairMassGaps',
      maps.map(({ lo, logRange }) => Array.from(nodes, (s) => [s * s, lo, logRange])),
    );
    const density = await gpu.scalars(
      'pairMassDensity',
      rows.map(({ m, mPrime, nature }, i) =>
        known(gaps[i]).map(([above, gap]) => [known(above), known(gap), m, mPrime, nature]),
      ),
    );
    const q2 = rows.map((_, i) => known(gaps[i]).map(([above]) => known(above) + 4 * ELECTRON_MASS_GEV ** 2));
    const asymmetry = await gpu.scalars(
      'daughterAsymmetry',
      rows.map(({ m, mPrime }, i) =>
        known(gaps[i]).map(([, gap], k) => [known(q2[i]?.[k]), known(gap), m, mPrime]),
      ),
    );
    rows.forEach((row, i) => {
      const { m, mPrime, decayVertex } = row;
      const { logRange } = known(maps[i]);
      const moment = (of: (k: number) => number) =>
        integrate((k) => (2 * known(nodes[k]) * known(density[i]?.[k]) * of(k)) / known(gaps[i]?.[k]?.[2]));
      const norm = moment(() => 1);
      const reduced = (norm * logRange) / (384 * Math.PI ** 3 * m ** 3);
      const gammaGev = reduced * decayStrengthSquared(couplingsOf(row, decayVertex), false);
      relative('width', row, gammaGev, row.gammaGev);
      // Of a single model's c tau DarkNews' has the Standard Model's share: see test/validation/reference.test.ts.
      if (mPrime > 0) relative('c tau', row, properLength(gammaGev), row.ctauCm);
      const squares = known(q2[i]);
      const fraction = moment((k) => (m * m + known(squares[k]) - mPrime * mPrime) / (2 * m * m)) / norm;
      relative('mean E_ee/m', row, fraction, row.meanEnergyFraction);
      relative('mean m_ee', row, moment((k) => Math.sqrt(known(squares[k]))) / norm, row.meanPairMassGev);
      const cosine = row.nature === DIRAC ? -moment((k) => known(asymmetry[i]?.[k])) / norm / 3 : 0;
      absolute('mean cos of the daughter', row, cosine, row.meanCosDaughter);
    });
  });

  it('through a real Z′', async () => {
    const rows = nuclear.filter((row) => row.decayMode === 'onshell');
    expect(rows.length).toBeGreaterThan(10);
    const gapOf = ({ m, mPrime, mZprime }: NuclearRow) => (m - mPrime - mZprime) * (m - mPrime + mZprime);
    const root = await gpu.scalars(
      'kallenRoot',
      rows.map((row) => [[gapOf(row), row.m, row.mPrime]]),
    );
    const polynomial = await gpu.scalars(
      'decayPolynomial',
      rows.map((row) => [[row.mZprime ** 2, gapOf(row), row.m, row.mPrime, row.nature]]),
    );
    const asymmetry = await gpu.scalars(
      'daughterAsymmetry',
      rows.map((row) => [[row.mZprime ** 2, gapOf(row), row.m, row.mPrime]]),
    );
    rows.forEach((row, i) => {
      const { m, mZprime, decayVertex, nature } = row;
      const reduced =
        (known(root[i]?.[0]) * known(polynomial[i]?.[0])) / (32 * Math.PI * m ** 3 * mZprime ** 2);
      const gammaGev = reduced * decayStrengthSquared(couplingsOf(row, decayVertex), true);
      relative('width', row, gammaGev, row.gammaGev);
      relative('c tau', row, properLength(gammaGev), row.ctauCm);
      const cosine = nature === DIRAC ? -known(asymmetry[i]?.[0]) / 3 : 0;
      absolute('mean cos of the daughter', row, cosine, row.meanCosDaughter);
    });
  });
});
