/** MiniBooNE's signal in the quasi-elastic energy by another program, and what of that program is checked by itself. */
import { describe, expect, it } from 'vitest';
import { vec3d } from 'wgpu-matrix';
import { loadExperiment } from '../../src/experiment/load.js';
import { detectPair } from '../../src/physics/smearing.js';
import { describeOilClosure, near } from './minibooneClosure.js';
import { compare, meanOf } from './rejection/agreement.js';
import { along, angleDeg, type FourVector, momentumOf } from './rejection/fourVector.js';
import { M_E, M_P } from './rejection/inputs.js';
import { collide, q2Range } from './rejection/production.js';
import { kinematicFactor, spinSum } from './rejection/proton.js';
import { randomNumbers } from './rejection/random.js';
import { smear } from './rejection/tank.js';

describe('the generator itself', () => {
  it.each([
    [0.3, 0.15],
    [0.8, 0.2],
    [1, 0.106],
    [2, 0.6],
  ])('has amplitudes on protons that square to its cross section: E = %f, m = %f GeV', (E, m) => {
    const [least, most] = q2Range(E, m, M_P) ?? [Number.NaN, Number.NaN];
    for (const share of [0.001, 0.1, 0.5, 0.9]) {
      const q2 = least + share * (most - least);
      const collision = collide(E, q2, m, M_P);
      const of = (helicity: number, lepton: 1 | -1) => spinSum(collision, q2, m, helicity, lepton);
      // dsigma/dQ2 = <|M|^2>/(16 pi (2ME)^2), the mean over two spins of the proton; g^2/(4 pi) B stands on the other side.
      const mean = (of(-1, 1) + of(1, 1)) / 2;
      near(mean / (4 * (2 * M_P * E) ** 2), kinematicFactor(E, q2, m), 1e-9, `Q2 = ${q2}`);
      near(of(1, -1), of(-1, 1), 1e-9, 'antineutrinos, mirrored');
    }
  });
});

/** True leptons: [energy in GeV, polar angle in degrees], the e- in the x-z plane and the e+ in the y-z plane. */
const PAIRS: readonly (readonly [
  electron: readonly [number, number],
  positron: readonly [number, number],
])[] = [
  [
    [0.02, 10],
    [0.3, 12],
  ],
  [
    [0.15, 2],
    [0.2, 3],
  ],
  [
    [0.5, 100],
    [0.06, 120],
  ],
];

/** Readings of a pair by either. */
const SMEARINGS = 100_000;

describe('leptons are smeared alike by the generator and the program', () => {
  it.each(PAIRS)('e- of %f, e+ of %f GeV and degrees', async (ofElectron, ofPositron) => {
    const { table } = (await loadExperiment('miniboone-2020')).response;
    const random = randomNumbers(5);
    const at = ([E, degrees]: readonly [number, number], azimuth: number) => {
      const angle = (degrees * Math.PI) / 180;
      const [x, y] = [Math.sin(angle) * Math.cos(azimuth), Math.sin(angle) * Math.sin(azimuth)];
      return along([x, y, Math.cos(angle)], E, Math.sqrt(E * E - M_E * M_E));
    };
    const [electron, positron] = [at(ofElectron, 0), at(ofPositron, Math.PI / 2)];
    const program = (): readonly [FourVector, FourVector] => {
      const u = Array.from({ length: 6 }, random);
      const [, ...minus] = electron;
      const [, ...plus] = positron;
      const found = detectPair(
        table,
        u,
        vec3d.create(...minus),
        electron[0],
        vec3d.create(...plus),
        positron[0],
      );
      const [a, b] = [found.minus, found.plus];
      return [
        [found.eMinus, a[0] ?? 0, a[1] ?? 0, a[2] ?? 0],
        [found.ePlus, b[0] ?? 0, b[1] ?? 0, b[2] ?? 0],
      ];
    };
    const draws = [program, () => [smear(electron, random), smear(positron, random)] as const].map((draw) => {
      const rows = Array.from({ length: SMEARINGS }, () => smearedFigures(electron, positron, ...draw()));
      return meanOf(rows);
    });
    const [own, other] = draws;
    if (!own || !other) throw new Error('two of them');
    const { differences, errors } = compare(own, other);
    differences.forEach((difference, k) => {
      const what = `${k}: ${own.signal[k]} against ${other.signal[k]}, +- ${errors[k]}`;
      expect(Math.abs(difference), what).toBeLessThan(4 * (errors[k] ?? 0));
    });
  });
});

/** Of a smeared pair: energies, angles to the true directions and between the two, their squares and products, shares at rest. */
function smearedFigures(
  electron: FourVector,
  positron: FourVector,
  a: FourVector,
  b: FourVector,
): readonly number[] {
  const stands = (p: FourVector) => momentumOf(p) === 0;
  const [off, alsoOff] = [angleDeg(a, electron), angleDeg(b, positron)];
  const opening = angleDeg(a, b);
  return [
    a[0],
    b[0],
    a[0] * a[0],
    b[0] * b[0],
    a[0] * b[0],
    Number(stands(a)) + 1e-3 * Number(stands(b)),
    off,
    off * off,
    alsoOff,
    alsoOff * alsoOff,
    off * alsoOff,
    off * a[0],
    opening,
    opening * opening,
    a[1] + b[2],
    a[3] + b[3],
  ];
}

describeOilClosure({ events: 75_000, samples: 16, eventsOfProgram: 8192 });
