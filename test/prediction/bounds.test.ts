/** The proven bounds of the fixed-point sums, held against events: never exceeded, never so loose that bits are wasted. */
import { describe, expect, it } from 'vitest';
import { weighEvents } from '../../src/generator/sample.js';
import { BORN } from '../../src/physics/geometry.js';
import { decayBound, eventBounds, productionBounds, shapeSuprema } from '../../src/prediction/bounds.js';
import { massPointOf } from '../../src/prediction/channelPoints.js';
import { setUpPhysics } from '../../src/prediction/physicsSetup.js';
import { birthBound } from '../../src/prediction/rowBounds.js';
import { everywhere, quickstart, randomStream, scanOf } from '../scans.js';

const random = randomStream(11);
const moments = { signal: 3, variance: 5 };
const logBetween = (a: number, b: number) => a * (b / a) ** random();
const setups = (['dirac', 'majorana'] as const).map((nature) =>
  setUpPhysics(
    everywhere(
      scanOf([], {
        eventsPerMassPoint: 4096,
        model: { ...quickstart.model, nature, zpSpin: nature === 'majorana' ? 'exact' : 'isotropic' },
      }),
    ),
  ),
);
const points = Array.from({ length: 60 }, () => {
  const m = logBetween(0.005, 2);
  return { m, mPrime: random() < 0.2 ? 0 : m * random() * 0.98, mX: logBetween(0.01, 2) };
});
// On and next to m - m' = mZ', where the spectrum of q2 is steepest; with the lightest daughters the bound is loosest.
const edge = [0, 1e-9, 1e-4].flatMap((distance) =>
  [0, 1e-4, 1e-2, 0.5, 0.95].map((share) => {
    const m = logBetween(0.03, 2);
    const mPrime = share * m;
    return { m, mPrime, mX: (m - mPrime) * (1 + distance) };
  }),
);

describe('bounds of event terms', () => {
  it.each([...points, ...edge])("hold at m = $m, m' = $mPrime, mZ' = $mX in every channel", (masses) => {
    for (const setup of setups) {
      for (const channel of setup.channels) {
        const point = massPointOf(setup, masses, channel);
        if (!point.open) continue;
        const suprema = shapeSuprema(point.mediator, channel.formFactorTable, masses.mX, moments);
        const birth = birthBound(setup, channel);
        const own = eventBounds(productionBounds(point, suprema), decayBound(point), birth);
        const sample = weighEvents(setup, channel, point);
        let worst = 0;
        let mean = 0;
        sample.weight.forEach((scaled, i) => {
          const w = scaled / channel.eventScale;
          const z = sample.z[i] ?? 0;
          mean += w / sample.weight.length;
          own.signal.forEach((bound, k) => {
            worst = Math.max(worst, (w * z ** k) / bound);
          });
          own.variance.forEach((bound, k) => {
            worst = Math.max(worst, (w * w * z ** k) / bound);
          });
        });
        expect(worst, channel.name).toBeLessThan(1);
        // 2^-33 of a bound is the resolution: a mean of 1e-4 leaves 20 bits to a typical event, of 1e-6 still 13.
        expect(mean / (own.signal[0] ?? 0), channel.name).toBeGreaterThan(
          channel.born === BORN.upstream ? 1e-6 : 1e-4,
        );
      }
    }
  });
});
