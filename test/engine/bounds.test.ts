/** The proven bounds of the fixed-point sums, held against events: never exceeded, never so loose that bits are wasted. */
import { describe, expect, it } from 'vitest';
import { decayBound, eventBounds, productionBounds, shapeSuprema } from '../../src/engine/bounds.js';
import { massPointOf, setUpPhysics } from '../../src/engine/physicsSetup.js';
import { sampleEvents } from '../../src/engine/sample.js';
import { randomStream, scanOf } from '../scans.js';

const setup = setUpPhysics(scanOf([], { eventsPerMassPoint: 4096 }));
const random = randomStream(11);
const moments = { signal: 3, variance: 5 };
const logBetween = (a: number, b: number) => a * (b / a) ** random();
const points = Array.from({ length: 40 }, () => {
  const m5 = logBetween(0.005, 2);
  return { m5, m4: m5 * random() * 0.98, mZprime: logBetween(0.01, 2) };
}).filter((masses) => massPointOf(setup, masses).open);

describe('bounds of event terms', () => {
  it.each(points)("hold at m4 = $m4, m5 = $m5, mZ' = $mZprime", (masses) => {
    const point = massPointOf(setup, masses);
    const suprema = shapeSuprema(setup.formFactorTable, masses.mZprime, moments);
    const { signal, variance } = eventBounds(productionBounds(point, suprema), decayBound(point), 1);
    const sample = sampleEvents(setup, point);
    let worst = 0;
    let mean = 0;
    sample.weight.forEach((scaled, i) => {
      const w = scaled / setup.eventScale;
      const z = sample.z[i] ?? 0;
      mean += w / sample.weight.length;
      signal.forEach((bound, k) => {
        worst = Math.max(worst, (w * z ** k) / bound);
      });
      variance.forEach((bound, k) => {
        worst = Math.max(worst, (w * w * z ** k) / bound);
      });
    });
    expect(worst).toBeLessThan(1);
    // 2^-33 of a bound is the resolution: a mean of 1e-4 leaves 20 bits to a typical event.
    expect(mean / (signal[0] ?? 0)).toBeGreaterThan(1e-4);
  });
});
