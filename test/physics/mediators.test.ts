/** The shelf of mediators: names, modules and what each of them must keep. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MODEL_KINDS, mediatorOf } from '../../src/model/models.js';
import { PROTON_MASS_GEV } from '../../src/physics/constants.js';
import { DIRAC, kallenRoot, MAJORANA, type PairKinematics } from '../../src/physics/decay.js';
import { MEDIATORS } from '../../src/physics/mediators/mediators.js';
import { drawnPoleGap, pairMassRange } from '../../src/physics/pairMass.js';
import { q2Limits } from '../../src/physics/upscattering.js';
import { SHADERS_FOLDER } from '../../src/platform/shaderFiles.js';
import { Draw } from '../twins/draws.js';
import { drawDirections } from '../twins/probes/physics.js';

/** Arguments of `directions` from those of the WGSL function. */
function directionsOf(row: readonly number[]) {
  const next = row[Symbol.iterator]();
  const take = () => next.next().value ?? Number.NaN;
  const pair: PairKinematics = {
    q2: take(),
    gap: take(),
    energy: take(),
    momentum: take(),
    daughterEnergy: take(),
    cosDaughter: take(),
    cosPair: take(),
    eMinus: take(),
    minusAlong: take(),
    minusPair: take(),
    ePlus: take(),
    plusAlong: take(),
    plusPair: take(),
  };
  return [pair, [take(), take(), take(), take(), take()]] as const;
}

describe.each(Object.entries(MEDIATORS))('%s', (name, mediator) => {
  it('has its name, and a module of it with what kernels call', async () => {
    expect(mediator.name).toBe(name);
    const text = await readFile(join(SHADERS_FOLDER, 'physics/mediators', `${name}.wgsl`), 'utf8');
    for (const f of ['productionFactor', 'conservedHelicity', 'decaySpectrum', 'decayDirections']) {
      expect(text).toContain(`fn ${f}(`);
    }
  });

  it('bounds the factor of production on a proton and on a nucleus, from a momentum transfer upwards', () => {
    const { production, bounds } = mediator;
    for (const [on, M] of [
      ['proton', PROTON_MASS_GEV],
      ['nucleus', 37.2],
    ] as const) {
      for (const m of [0.01, 0.2, 1]) {
        for (const E of [1.1, 1.5, 4, 20].map((times) => times * (m + (m * m) / (2 * M)))) {
          const [min, max] = q2Limits(E, m, M);
          for (let i = 0; i <= 50; i++) {
            const q2 = min * (max / min) ** (i / 50);
            expect(production.factor(q2, E, m, M, on)).toBeLessThanOrEqual(
              bounds.factor(q2, on) * (1 + 1e-12),
            );
          }
        }
      }
    }
  });

  it('bounds the weight of directions, and comes near it', () => {
    const { decay, bounds } = mediator;
    const largest = new Map<string, number>();
    for (let row = 0; row < 20_000; row++) {
      const [pair, [hcFraction, m, mPrime, nature, oriented]] = directionsOf(drawDirections(new Draw(row)));
      const weight = decay.directions(pair, hcFraction, m, mPrime, nature, oriented);
      const share = weight / bounds.directions(nature, oriented === 1);
      expect(weight).toBeGreaterThan(-1e-9);
      expect(share).toBeLessThanOrEqual(1 + 1e-9);
      const which = `${nature} ${oriented}`;
      largest.set(which, Math.max(largest.get(which) ?? 0, share));
    }
    // A bound that nothing comes near would cost digits of the sums.
    for (const [which, share] of largest) expect(share, which).toBeGreaterThan(0.4);
    expect(largest.size).toBe(4);
  });

  it.each([DIRAC, MAJORANA])(
    'bounds the spectrum, and what is left of it by the propagator, of nature %s',
    (nature) => {
      const { decay, bounds } = mediator;
      for (const [m, mPrime, mX] of [
        [0.2, 0.1, 1.25],
        [0.2, 0, 0.2001],
        [1, 0.01, 0.9901],
        [0.02, 0.0185, 0.05],
      ] as const) {
        const range = pairMassRange(m, mPrime);
        const hi = drawnPoleGap(m, mPrime, mX);
        for (let i = 1; i < 200; i++) {
          const above = range * (i / 200) ** 2;
          const gap = range - above;
          const spectrum = decay.spectrum(above, gap, m, mPrime, nature);
          expect(kallenRoot(gap, m, mPrime)).toBeGreaterThan(0);
          expect(spectrum).toBeGreaterThan(0);
          expect(spectrum).toBeLessThanOrEqual(bounds.spectrum(m, mPrime, nature) * (1 + 1e-9));
          expect(spectrum / (hi + gap)).toBeLessThanOrEqual(
            bounds.perDistance(m, mPrime, mX, nature) * (1 + 1e-9),
          );
        }
      }
    },
  );
});

it('every model exchanges one of them', () => {
  for (const kind of MODEL_KINDS) expect(Object.values(MEDIATORS)).toContain(mediatorOf(kind));
});
