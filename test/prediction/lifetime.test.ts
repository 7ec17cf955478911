import { expect, it } from 'vitest';
import { setUpPhysics } from '../../src/prediction/physicsSetup.js';
import { isMissing } from '../../src/tiles/variables.js';
import { dual, sampleOf, scanOf } from '../scans.js';

it('the longest c tau is a number that a grid tells, not one that is missing', () => {
  const setup = setUpPhysics(scanOf([], { eventsPerMassPoint: 1024 }));
  // Just above the threshold of a pair, couplings next to nothing.
  const { lifetime } = sampleOf(setup, dual({ m4: 0.1, m5: 0.1011, mZprime: 2 }), {
    epsilon: 1e-14,
    gD: 1e-5,
    V54: 1e-9,
  });
  expect(lifetime.gammaGev).toBeLessThan(1e-60);
  expect(lifetime.gammaGev).toBeGreaterThan(0);
  expect(isMissing(lifetime.ctauCm)).toBe(false);
  expect(lifetime.ctauCm).toBeGreaterThan(8.9e36);
});
