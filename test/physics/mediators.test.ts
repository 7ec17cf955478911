/** The shelf of mediators: names, modules and what each of them must keep. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MODEL_KINDS, mediatorOf } from '../../src/model/models.js';
import { DIRAC, kallenRoot, MAJORANA } from '../../src/physics/decay.js';
import { MEDIATORS } from '../../src/physics/mediators/mediators.js';
import { drawnPoleGap, pairMassRange } from '../../src/physics/pairMass.js';
import { q2Limits } from '../../src/physics/upscattering.js';
import { SHADERS_FOLDER } from '../../src/platform/shaderFiles.js';

const PROTON_GEV = 0.93827208816;

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
      ['proton', PROTON_GEV],
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
