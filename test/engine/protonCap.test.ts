/**
 * Proton-elastic scattering below a proton's kinetic energy: `proton_elastic.max_kinetic_energy_mev`. Fractions above 50 MeV are
 * those of MODEL section 2b ("Visibility"), which were found without this program.
 */
import { describe, expect, it } from 'vitest';
import { overrideParameters } from '../../src/config/override.js';
import { evaluatePoint } from '../../src/detail/point.js';
import { openGpuEngine } from '../../src/engine/gpu/gpuEngine.js';
import { openReferenceEngine } from '../../src/engine/reference/reference.js';
import { loadExperiment } from '../../src/experiment/load.js';
import { PROTON_MASS_GEV } from '../../src/physics/constants.js';
import { lowestEnergy, q2Limits, thresholdEnergy } from '../../src/physics/upscattering.js';
import type { ExperimentScan } from '../../src/resolved/scan.js';
import { axis, onlyResult, scanOf, singleScanOf, wholeTile } from '../scans.js';

const miniboone = await loadExperiment('./test/validation/data/miniboone-rate');
const microboone = await loadExperiment('microboone-2025');
const PRODUCTION = { dirt: undefined, protonElastic: true, antineutrinos: false };

/** Births on protons in the detector, with protons up to a kinetic energy in GeV. */
function births(scan: ExperimentScan, protonCapGev: number | undefined): number {
  const experiment = { ...miniboone, protonCapGev };
  const own = { ...scan, experiment, production: PRODUCTION };
  const { channels } = evaluatePoint(own, overrideParameters(own, {}));
  return channels.find(({ name }) => name === 'tpc: protons')?.truth?.rate ?? Number.NaN;
}

describe('protons that recoil with more than 50 MeV', () => {
  const at = (m5: number, mZ: number) => {
    const scan = scanOf([], { eventsPerMassPoint: 16384 });
    return { ...scan, fixed: { ...scan.fixed, m4_gev: 0.1, m5_gev: m5, mZprime_gev: mZ } };
  };
  const single = singleScanOf([], { eventsPerMassPoint: 16384 });
  it.each([
    ['dual .1/.2/1.25', at(0.2, 1.25), 0.61],
    ['dual .1/.15/.2', at(0.15, 0.2), 0.14],
    ['single .106/.03', { ...single, fixed: { ...single.fixed, m4_gev: 0.106, mZprime_gev: 0.03 } }, 0.004],
  ])('%s: their share is that of the specification', (_, scan, expected) => {
    const share = 1 - births(scan, 0.05) / births(scan, undefined);
    // Two digits, or one, are given.
    expect(Math.abs(share - expected)).toBeLessThan(expected < 0.01 ? 0.0006 : 0.006);
  });

  it('grows from nothing to everything with the cap', () => {
    const scan = at(0.2, 1.25);
    const all = births(scan, undefined);
    const shares = [0.001, 0.01, 0.05, 0.3, 30].map((cap) => births(scan, cap) / all);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares[0]).toBeLessThan(0.02);
    expect(shares[4]).toBeCloseTo(1, 6);
  });
});

it('starts where Q2min is the cap, and never below the threshold', () => {
  const M = PROTON_MASS_GEV;
  for (const m of [0.05, 0.2, 0.6, 1.3]) {
    for (const cap of [1e-3, 0.0188, 0.3, 5]) {
      const E = lowestEnergy(m, M, cap);
      expect(E).toBeGreaterThanOrEqual(thresholdEnergy(m, M));
      const ofThreshold = (m * m * M) / (m + M);
      if (cap < ofThreshold) expect(q2Limits(E, m, M)[0] / cap).toBeCloseTo(1, 9);
      else expect(E).toBe(thresholdEnergy(m, M));
    }
  }
});

it('leaves dirt as it is, where nobody sees the proton', () => {
  const scan = scanOf([], { eventsPerMassPoint: 2048 });
  const groups = [undefined, 0.01].map((protonCapGev) => {
    const experiment = { ...microboone, protonCapGev };
    const production = { ...PRODUCTION, dirt: microboone.dirt.cylinder };
    const own = { ...scan, experiment, production };
    const { channels } = evaluatePoint(own, overrideParameters(own, {}));
    return Object.fromEntries(channels.map(({ name, signal }) => [name, signal]));
  });
  const [all, capped] = groups;
  expect(capped?.['dirt: protons']).toEqual(all?.['dirt: protons']);
  expect(capped?.['tpc: Ar40']).toEqual(all?.['tpc: Ar40']);
  expect(capped?.['tpc: protons']).not.toEqual(all?.['tpc: protons']);
});

it('is the same on the GPU as in f64, up to masses that nothing is left of', async () => {
  const masses = [0.02, 0.1, 0.3, 0.6, 1, 1.2, 1.4];
  const experiment = { ...microboone, protonCapGev: 0.01 };
  const scan = scanOf([axis('m4_gev', [0.01]), axis('m5_gev', masses), axis('mZprime_gev', [0.1, 1.25])], {
    eventsPerMassPoint: 2048,
    experiment,
    production: PRODUCTION,
  });
  const tile = wholeTile(scan);
  await using gpu = await openGpuEngine(scan, { allowSoftware: true });
  const [own, oracle] = [await gpu.evaluateTile(tile), await openReferenceEngine(scan).evaluateTile(tile)];
  const [ofGpu, ofF64] = [onlyResult(own).groupSignal, onlyResult(oracle).groupSignal];
  expect(ofF64).toHaveLength(2);
  ofF64.forEach((signal, group) => {
    signal.forEach((expected, k) => {
      const found = ofGpu[group]?.[k] ?? Number.NaN;
      expect(Math.abs(found - expected)).toBeLessThanOrEqual(1e-3 * expected + 1e-6 * (ofF64[0]?.[k] ?? 0));
    });
  });
  const protons = [...(ofF64[1] ?? [])];
  expect(protons[0]).toBeGreaterThan(0);
  // 1.4 GeV: Q2min is above the cap at every energy of the flux.
  expect(protons.slice(-2)).toEqual([0, 0]);
  expect(ofF64[0]?.at(-1)).toBeGreaterThan(0);
});
