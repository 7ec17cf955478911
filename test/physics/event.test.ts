/** Conservation laws and normalisations of an event: what must hold whatever the formulas are called. */

import { describe, expect, it } from 'vitest';
import { vec3d } from 'wgpu-matrix';
import { ELECTRON_MASS_GEV } from '../../src/physics/constants.js';
import { DIRAC, offShellReducedWidth, reducedWidth } from '../../src/physics/decay.js';
import { decayToPair, mapEvent, produce } from '../../src/physics/event.js';
import { BORN } from '../../src/physics/geometry.js';
import { direction, pairObservables, rotateTo } from '../../src/physics/kinematics.js';
import { darkPhoton } from '../../src/physics/mediators/darkPhoton.js';
import { unitCircle } from '../../src/physics/numeric.js';
import { NO_BODY } from '../../src/physics/upstream.js';
import { massPointOf } from '../../src/prediction/channelPoints.js';
import { setUpPhysics } from '../../src/prediction/physicsSetup.js';
import { dual, firstChannel, randomStream, scanOf } from '../scans.js';

const setup = setUpPhysics(scanOf([], { eventsPerMassPoint: 256 }));
const masses = [
  { m4: 0.1, m5: 0.2, mZprime: 1.25 },
  { m4: 0.01, m5: 0.9, mZprime: 1.25 },
  { m4: 0.1, m5: 0.1015, mZprime: 0.5 },
  { m4: 0.1, m5: 0.2, mZprime: 0.03 },
];

describe.each(masses)("at m4 = $m4, m5 = $m5, mZ' = $mZprime", (at) => {
  const point = massPointOf(setup, dual(at), firstChannel(setup));
  const random = randomStream(7);
  const five = () => [random(), random(), random(), random(), random()] as const;

  it('the nucleus recoils on its mass shell', () => {
    for (let i = 0; i < 1000; i++) {
      const E = 1.2 * at.m5 + 3 * random();
      const { q2, energy, momentum, oneMinusCos } = produce(random(), E, point);
      // p' = k + p - k'; M^2 = (E - E_N + M)^2 - |k - k'|^2.
      const recoil = E - energy + point.M;
      const transferSq = E * E + momentum ** 2 - 2 * E * momentum * (1 - oneMinusCos);
      expect(Math.abs(recoil ** 2 - transferSq - point.M ** 2)).toBeLessThan(1e-9 * point.M ** 2);
      expect(Math.abs(transferSq - (E - energy) ** 2 - q2)).toBeLessThan(1e-9 * (1 + q2));
    }
  });

  it('the pair carries what the daughter leaves, and its leptons have the electron mass', () => {
    for (let i = 0; i < 1000; i++) {
      const { minus, eMinus, plus, ePlus } = decayToPair([...five()], random(), point);
      const pair = vec3d.add(minus, plus);
      const daughter = at.m5 - eMinus - ePlus;
      expect(Math.abs(daughter ** 2 - vec3d.lenSq(pair) - at.m4 ** 2)).toBeLessThan(1e-12);
      for (const [p, e] of [
        [minus, eMinus],
        [plus, ePlus],
      ] as const) {
        expect(Math.abs(e * e - vec3d.lenSq(p) - ELECTRON_MASS_GEV ** 2)).toBeLessThan(1e-12);
      }
    }
  });

  it.each([0, 0.5, 1])(
    'the decay weight has mean 1 at a helicity-conserving fraction of %d',
    (hcFraction) => {
      // Midpoints of a five-dimensional lattice converge as 1/n^2 for smooth integrands; the azimuths are periodic.
      const n = [24, 12, 6, 12, 6] as const;
      let sum = 0;
      let count = 0;
      for (let i = 0; i < n[0]; i++)
        for (let j = 0; j < n[1]; j++)
          for (let k = 0; k < n[2]; k++)
            for (let l = 0; l < n[3]; l++)
              for (let o = 0; o < n[4]; o++) {
                const u = [i, j, k, l, o].map((x, d) => (x + 0.5) / (n[d] ?? 1)) as [
                  number,
                  number,
                  number,
                  number,
                  number,
                ];
                sum += decayToPair(u, hcFraction, point).weight;
                count++;
              }
      expect(sum / count).toBeCloseTo(1, 2);
    },
  );

  it('the lab energies add up to the observed pair energy, between what the boost allows', () => {
    for (let i = 0; i < 200; i++) {
      const u = Array.from({ length: 11 }, random);
      const { production, xCm, minus, eMinus, plus, ePlus } = mapEvent(u, 1.5 * at.m5 + 2 * random(), point, {
        detector: setup.detector,
        born: BORN.inside,
        body: NO_BODY,
        originZ: setup.originZ,
      });
      const pair = pairObservables(minus, eMinus, plus, ePlus);
      expect(pair.energyGev).toBeLessThan(production.energy);
      expect(pair.energyGev).toBeGreaterThan(2 * ELECTRON_MASS_GEV);
      expect(pair.minEnergyGev).toBeLessThanOrEqual(pair.energyGev / 2);
      expect(pair.asymmetry).toBeCloseTo(1 - (2 * pair.minEnergyGev) / pair.energyGev, 12);
      expect(xCm).toBeGreaterThan(0);
    }
  });
});

describe('widths', () => {
  it("approach G^2 m^5/(768 pi^3 mZ'^4) for a heavy Z' and a massless daughter", () => {
    const [m, mZprime] = [0.3, 60];
    const limit = m ** 5 / (768 * Math.PI ** 3 * mZprime ** 4);
    // Off by O(m_e^4/m^4 ln) and O(m^2/mZ'^2).
    expect(offShellReducedWidth(darkPhoton, m, 0, mZprime, DIRAC) / limit).toBeCloseTo(1, 3);
  });

  it('vanish where no pair can be made', () => {
    expect(reducedWidth(darkPhoton, 0.1, 0.0995, 1.25, DIRAC)).toBe(0);
    expect(reducedWidth(darkPhoton, 0.1, 0.2, 1.25, DIRAC)).toBe(0);
  });
});

describe('rotateTo', () => {
  it('takes +z to the direction and keeps lengths and handedness', () => {
    const random = randomStream(3);
    for (let i = 0; i < 200; i++) {
      const [omc, azimuth] = [2 * random(), unitCircle(random())];
      const n = direction(omc, azimuth);
      const turned = rotateTo(omc, azimuth, vec3d.create(0, 0, 1));
      expect(vec3d.distance(turned, n)).toBeLessThan(1e-14);
      const [x, y] = [vec3d.create(1, 0, 0), vec3d.create(0, 1, 0)].map((v) => rotateTo(omc, azimuth, v));
      expect(vec3d.distance(vec3d.cross(x ?? n, y ?? n), n)).toBeLessThan(1e-14);
    }
  });
});
