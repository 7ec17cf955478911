/** Closure with Monte Carlo errors of 0.2 to 2 % a bin; test/long has them three times smaller. */
import { describe, expect, it } from 'vitest';
import { describeClosure } from './closure.js';
import { simulate } from './rejection.js';

describe('the generator itself has the event-level figures of DarkNews (MODEL section 13) within 1 %', () => {
  const dual = { m4: 0.1, m5: 0.2, mZprime: 1.25, epsilon: 8e-4, mixingSq: 1e-8, smZ: true };
  const light = { m4: 0.106, mZprime: 0.03, epsilon: 8e-4, mixingSq: 2e-10, smZ: true };
  it.each([
    ['dual', dual, 0.043466, 0.3596, 14.43, 0.9514, 39.49, 0.4865, 0.2472],
    ['single', light, 236.9, 0.3948, 10.2, 0.9178, 23.78, 0.4885, 0.99998],
  ] as const)('%s', (_, model, rate, energy, theta, produced, opening, asymmetry, inside) => {
    const run = { model, pot: 6.8e20, grams: 86.19e6, events: 100_000, seed: 8, decays: 'weighted' } as const;
    const { truth } = simulate(run);
    const expected = {
      rate,
      mean_eee_gev: energy,
      mean_theta_ee_deg: theta,
      mean_e_n_gev: produced,
      mean_opening_deg: opening,
      mean_asymmetry: asymmetry,
      p_decay: inside,
    };
    for (const [name, value] of Object.entries(expected)) {
      const ratio = truth[name as keyof typeof truth] / value;
      expect(Math.abs(ratio - 1), `${name}: ${ratio} of DarkNews`).toBeLessThan(0.01);
    }
  });
});

describeClosure({ events: 75_000, samples: 8, eventsOfProgram: 16384 });
