/** The flights of an unseen N, against events whose N is known: those of our own generator. */

import { describe, expect, it } from 'vitest';
import { vec3d } from 'wgpu-matrix';
import { drawEvents } from '../../src/generator/sample.js';
import type { Masses } from '../../src/model/point.js';
import { kallenRoot } from '../../src/physics/decay.js';
import { type HiddenFlight, hiddenFlight, q2PerCos, shellSlope } from '../../src/physics/hiddenFlight.js';
import { momentum, producedEnergy, producedOneMinusCos } from '../../src/physics/kinematics.js';
import type { MassPoint } from '../../src/physics/massPoint.js';
import { pairMassSq, seenPair } from '../../src/physics/pairDensity.js';
import { massPointsOf } from '../../src/prediction/channelPoints.js';
import { setUpPhysics } from '../../src/prediction/physicsSetup.js';
import { dual, scanOf, withRun } from '../scans.js';

/** Heavy and light mediators, light and heavy N, a small splitting. */
const MASSES = [
  dual({ m4: 0.1, m5: 0.2, mZprime: 1.25 }),
  dual({ m4: 0.01, m5: 0.02, mZprime: 0.03 }),
  dual({ m4: 0.1, m5: 0.15, mZprime: 0.03 }),
  dual({ m4: 0.3, m5: 0.9, mZprime: 1.25 }),
];

interface Known {
  readonly p: MassPoint;
  readonly energyGev: number;
  readonly flights: readonly HiddenFlight[];
  readonly frame: ReturnType<typeof seenPair>;
  readonly azimuthCos: number;
  readonly true: {
    readonly energy: number;
    readonly q2: number;
    readonly oneMinusCos: number;
    readonly cosAlpha: number;
  };
}

/** Events of every channel at some masses, with the flights that are found at the true azimuth. */
function* knownEvents(masses: Masses): Generator<Known> {
  const plain = scanOf([], { eventsPerMassPoint: 1024, seed: 7 });
  const { experiment, production } = plain;
  // All neutrinos along z.
  const parallel = { ...experiment, sourceZCm: Number.NEGATIVE_INFINITY };
  const scan = withRun(plain, { experiment: parallel, production: { ...production, protonElastic: true } });
  const setup = setUpPhysics(scan);
  for (const { channel, point: p } of massPointsOf(setup, masses)) {
    if (!p.open) continue;
    const known: Known[] = [];
    drawEvents(setup, channel, p, ({ energyGev, event }) => {
      const { minus, eMinus, plus, ePlus, production, way } = event;
      const massSq = pairMassSq(minus, eMinus, plus, ePlus);
      const gap = (p.m - p.mPrime) ** 2 - massSq;
      if (!(gap > 1e-6 * massSq)) return;
      const atRest = {
        energy: (massSq + p.massSqDifference) / (2 * p.m),
        momentum: kallenRoot(gap, p.m, p.mPrime) / (2 * p.m),
      };
      const frame = seenPair({ energy: energyGev, minus, eMinus, plus, ePlus, massSq });
      const [along, up, side] = [frame.axis, frame.toBeam, frame.aside].map((axis) =>
        vec3d.dot(axis, way.flight),
      );
      const psi = Math.atan2(side ?? 0, up ?? 0);
      const azimuth = { cos: Math.cos(psi), oneMinusCos: 2 * Math.sin(psi / 2) ** 2 };
      const flights = [1, -1]
        .map((branch) => hiddenFlight(energyGev, p.m, p.M, frame.pair, atRest, azimuth, branch))
        .filter(({ momentum }) => momentum > 0);
      const { energy, q2, oneMinusCos } = production;
      known.push({
        p,
        energyGev,
        flights,
        frame,
        azimuthCos: azimuth.cos,
        true: { energy, q2, oneMinusCos, cosAlpha: along ?? 0 },
      });
    });
    yield* known;
  }
}

describe.each(MASSES)('the flights of an unseen N at %o', (masses) => {
  it('have the true one among them', () => {
    let count = 0;
    for (const { p, energyGev, flights, true: truth } of knownEvents(masses)) {
      const misses = flights.map(({ q2 }) => Math.abs(q2 - truth.q2) / (p.m ** 2 * 1e-3 + truth.q2));
      if (Math.min(...misses) > 1e-6)
        throw new Error(JSON.stringify({ m: p.m, M: p.M, energyGev, flights, truth }));
      count += 1;
    }
    expect(count).toBeGreaterThan(1000);
  });

  it('have the slopes that small steps have', () => {
    for (const { p, energyGev: E, flights, frame, azimuthCos } of knownEvents(masses)) {
      for (const flight of flights) {
        const perCosN = q2PerCos(E, p.m, p.M, flight);
        const { pair } = frame;
        // Away from where N flies along the pair: there the slope has a pole.
        if (flight.sinAlpha < 1e-3) continue;
        const step = 1e-5 * flight.sinAlpha ** 2;
        const [below, above] = [-step, step].map((change) => {
          const cosAlpha = flight.cosAlpha + change;
          const sinAlpha = Math.sqrt(1 - cosAlpha ** 2);
          const cos = pair.cos * cosAlpha + pair.sin * azimuthCos * sinAlpha;
          const q2 = flight.q2 - perCosN * (cos - (1 - flight.oneMinusCos));
          const energy = E - q2 / (2 * p.M);
          const momentumN = Math.sqrt((energy - p.m) * (energy + p.m));
          return -2 * energy * pair.energy + 2 * momentumN * pair.momentum * cosAlpha;
        });
        const slope = shellSlope(p.m, p.M, pair, flight, azimuthCos, perCosN);
        const size = 2 * flight.momentum * pair.momentum;
        expect(Math.abs(((above ?? 0) - (below ?? 0)) / (2 * step) - slope)).toBeLessThan(
          1e-3 * (size + Math.abs(slope)),
        );
      }
    }
  });

  it('have the change of Q2 with the angle that production has', () => {
    for (const { p, energyGev: E, flights } of knownEvents(masses)) {
      for (const flight of flights) {
        const step = 1e-5 * flight.q2;
        const [below, above] = [flight.q2 - step, flight.q2 + step].map((q2) => {
          const energy = producedEnergy(E, q2, p.M);
          return producedOneMinusCos(E, q2, p.m, energy, momentum(energy, p.m));
        });
        const perCos = (2 * step) / ((above ?? 0) - (below ?? 0));
        expect(Math.abs(perCos / q2PerCos(E, p.m, p.M, flight) - 1)).toBeLessThan(1e-3);
      }
    }
  });
});
