import { describe, expect, it } from 'vitest';
import { vec3d } from 'wgpu-matrix';
import { loadExperiment } from '../../src/experiment/load.js';
import { ELECTRON_MASS_GEV } from '../../src/physics/constants.js';
import {
  REFERENCE_MASS_GEV,
  referenceEfficiency,
  referencePair,
} from '../../src/response/referenceEfficiency.js';

describe('a reference pair', () => {
  it.each([
    [0.05, 0.3],
    [1, 0],
    [3, 0.99],
  ])(
    'of %f GeV at cosine %f has its mass, flies along the beam, and its leptons are on their shell',
    (E, cosine) => {
      const [minus, eMinus, plus, ePlus] = referencePair(E, cosine);
      const total = vec3d.add(minus, plus);
      expect(eMinus + ePlus).toBeCloseTo(E, 13);
      expect([total[0], total[1]]).toEqual([0, 0]);
      expect(E ** 2 - (total[2] ?? 0) ** 2).toBeCloseTo(REFERENCE_MASS_GEV ** 2, 12);
      for (const [p, e] of [
        [minus, eMinus],
        [plus, ePlus],
      ] as const) {
        expect(e ** 2 - vec3d.dot(p, p)).toBeCloseTo(ELECTRON_MASS_GEV ** 2, 12);
      }
      // Uniform in the cosine is uniform in the asymmetry.
      const speeds = Math.sqrt(
        (1 - (REFERENCE_MASS_GEV / E) ** 2) * (1 - ((2 * ELECTRON_MASS_GEV) / REFERENCE_MASS_GEV) ** 2),
      );
      expect((eMinus - ePlus) / E).toBeCloseTo(speeds * cosine, 12);
    },
  );
});

describe('the efficiency for reference pairs', () => {
  it('is that of MODEL section 8 for the pair-topology response, and its topologies add up', async () => {
    const { response } = await loadExperiment('microboone-2025');
    const { total, topologies, energiesGev } = referenceEfficiency(response, [0.06, 0.2, 1]);
    expect(topologies.map(({ name }) => name)).toEqual(['one-shower', 'one-shower-one-track', 'two-showers']);
    energiesGev.forEach((energy, i) => {
      // Along the beam only the energy counts.
      expect(total[i]).toBeCloseTo(0.38 * (1 - Math.exp(-((energy / 0.12) ** 2))), 12);
      expect(topologies.reduce((sum, { values }) => sum + (values[i] ?? 0), 0)).toBeCloseTo(
        total[i] ?? 0,
        12,
      );
    });
  });

  it('has no topologies where cells are energies alone, and stays below the plateau', async () => {
    const { response } = await loadExperiment('miniboone-2020');
    const { total, topologies } = referenceEfficiency(response, [0.1, 0.3, 1, 3]);
    expect(topologies).toEqual([]);
    expect(Math.max(...total)).toBeLessThan(response.plateau);
    expect(total[1]).toBeGreaterThan(0.1);
  });
});
