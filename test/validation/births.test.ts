/**
 * Births before decay of `dualnu point`: those of every channel rebuilt as POT x targets x int flux x cross section, with the cross section of
 * `dualnu xsec`; and against MODEL sections 2b and 13 (DarkNews 0.4.9, before P_decay and efficiency).
 */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { vec3d } from 'wgpu-matrix';
import { overrideParameters } from '../../src/config/override.js';
import { evaluatePoint } from '../../src/detail/point.js';
import { loadExperiment } from '../../src/experiment/load.js';
import { loadNuclei } from '../../src/experiment/nuclei.js';
import type { ParameterPoint } from '../../src/model/point.js';
import { AT_INFINITY, bodyFlux, detectorFlux, shellFlux } from '../../src/physics/birthVolume.js';
import { GEV_GRAMS, PROTON_MASS_GEV } from '../../src/physics/constants.js';
import { electricCharge } from '../../src/physics/couplings.js';
import { crossSection, type StruckTarget } from '../../src/physics/crossSection.js';
import { darkPhoton } from '../../src/physics/mediators/darkPhoton.js';
import { chargeFormFactor } from '../../src/physics/nucleus.js';
import { thresholdEnergy } from '../../src/physics/upscattering.js';
import { BODY, NO_BODY } from '../../src/physics/upstream.js';
import type { ExperimentScan } from '../../src/resolved/scan.js';
import { atAnchorExposure, everywhere, randomStream, scanOf, singleScanOf, withRun } from '../scans.js';

const nuclei = await loadNuclei();
const EVENTS = { eventsPerMassPoint: 8192 };

/** Columns of a flux file by name. */
async function fluxColumns(file: string): Promise<Record<string, number[]>> {
  const text = await readFile(`data/experiments/${file}`, 'utf8');
  const [head = '', ...lines] = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const rows = lines.map((line) => line.split(',').map(Number));
  return Object.fromEntries(
    head.split(',').map((name, i) => [name, rows.map((row) => row[i] ?? Number.NaN)]),
  );
}

function struck(name: string): StruckTarget {
  const nucleus = nuclei.get(name);
  if (nucleus?.density === undefined) {
    return { on: { kind: 'proton', massGev: PROTON_MASS_GEV, formFactor: () => 1 }, protons: 1, neutrons: 0 };
  }
  const { massGev, density, protons, neutrons } = nucleus;
  const on = { kind: 'nucleus', massGev, formFactor: (q: number) => chargeFormFactor(density, q) } as const;
  return { on, protons, neutrons };
}

/** Cross sections at the nodes of a flux are worked out once, cm2. */
const known = new Map<string, number>();

/** int dE flux x cross section over [1.05 E_th, end of the range], trapezia between the nodes of the flux; cm2 per cm2 and POT. */
function folded(
  scan: ExperimentScan,
  at: ParameterPoint,
  target: string,
  energies: readonly number[],
  flux: readonly number[],
): number {
  const m = (scan.model.kind === 'dual' ? at.m5_gev : at.m4_gev) ?? Number.NaN;
  const mixing = Math.sqrt((scan.model.kind === 'dual' ? at.Umu5_sq : at.Umu4_sq) ?? Number.NaN);
  const on = struck(target);
  const { gD = 0, kappa = 0, epsilon = 0, mZprime_gev: mZprime = 0 } = at;
  const strength = gD * kappa * electricCharge('darknews') * epsilon;
  const smZ = on.on.kind === 'nucleus';
  const sigma = (E: number) => {
    const key = [m, mZprime, target, strength, mixing, E].join(' ');
    const value =
      known.get(key) ??
      crossSection({ mediator: darkPhoton, m, mX: mZprime, target: on, strength, mixing, smZ }, E).sigma
        .total;
    known.set(key, value);
    return value;
  };
  const [low, high] = [Math.max(0.05, 1.05 * thresholdEnergy(m, on.on.massGev)), 7.475];
  const phi = (E: number) => {
    const i = Math.max(
      energies.findIndex((node) => node >= E),
      1,
    );
    const [x0 = 0, x1 = 0] = [energies[i - 1], energies[i]];
    return ((flux[i - 1] ?? 0) * (x1 - E) + (flux[i] ?? 0) * (E - x0)) / (x1 - x0);
  };
  const nodes = [low, ...energies.filter((E) => E > low && E < high), high];
  return nodes.slice(1).reduce((sum, end, i) => {
    const begin = nodes[i] ?? 0;
    return sum + ((end - begin) / 2) * (phi(begin) * sigma(begin) + phi(end) * sigma(end));
  }, 0);
}

describe('births', () => {
  const microboone = everywhere(singleScanOf([], EVENTS));
  const prompt = { m4_gev: 0.106, mZprime_gev: 0.03, Umu4_sq: 2e-10 };

  it('of a prompt point are POT x targets x flux x cross section, in every place', async () => {
    const columns = await fluxColumns('microboone-2025/flux.csv');
    const at = overrideParameters(microboone, prompt);
    const { channels } = evaluatePoint(microboone, at);
    expect(channels.map(({ name }) => name)).toEqual([
      'tpc: Ar40',
      'tpc: protons',
      'dirt: Si28',
      'dirt: O16',
      'dirt: protons',
    ]);
    for (const { target, targets, flux_factor, births, p_decay, place } of channels) {
      const perTarget = folded(microboone, at, target, columns.e_nu_gev ?? [], columns.numu ?? []);
      const expected = 6.87e20 * targets * flux_factor * perTarget;
      expect(Math.abs(births / expected - 1), target).toBeLessThan(4e-3);
      // c tau is 20 micrometres: all that is born in the TPC decays there, and nothing from outside reaches it.
      if (place === 'tpc') expect(p_decay).toBeCloseTo(1, 3);
      else expect(p_decay).toBeLessThan(1e-12);
    }
    const [argon, protons, silicon] = channels;
    const perTonne = 1e6 / ((nuclei.get('Ar40')?.massGev ?? 0) * GEV_GRAMS);
    expect((argon?.targets ?? 0) / (85 * perTonne)).toBeCloseTo(1, 12);
    expect((protons?.targets ?? 0) / (18 * 85 * perTonne)).toBeCloseTo(1, 12);
    // 2.25 g/cm3 in a cylinder of 11 m x 400 m, 28/60 of it silicon.
    const grams = 2.25 * Math.PI * 1100 ** 2 * 40000 * 0.4666666667;
    const inSoil = grams / ((nuclei.get('Si28')?.massGev ?? 0) * GEV_GRAMS);
    expect((silicon?.targets ?? 0) / inSoil).toBeCloseTo(1, 9);
  });

  it('of MiniBooNE count its tank, its rim, and both beams', async () => {
    const experiment = await loadExperiment('miniboone-2020:combined');
    const scan = everywhere(withRun(scanOf([], EVENTS), { experiment }), 'dn-cone');
    const at = overrideParameters(scan, { Umu5_sq: 1e-5 });
    const { channels } = evaluatePoint(scan, at);
    const [fhc, rhc] = await Promise.all(
      ['fhc', 'rhc'].map((mode) => fluxColumns(`miniboone-2020/flux-${mode}.csv`)),
    );
    expect(new Set(channels.map(({ place }) => place))).toEqual(new Set(['tank', 'rim', 'dirt']));
    for (const { name, beam, target, targets, flux_factor, births } of channels) {
      const [columns, key, pot] = beam === 'fhc' ? [fhc, 'numu', 18.75e20] : [rhc, 'numubar', 11.27e20];
      const perTarget = folded(scan, at, target, columns?.e_nu_gev ?? [], columns?.[key] ?? []);
      const expected = (pot as number) * targets * flux_factor * perTarget;
      expect(Math.abs(births / expected - 1), name).toBeLessThan(6e-3);
    }
    // 818 t of CH2 in tank and rim together.
    const carbon = channels.filter((own) => own.beam === 'fhc' && own.target === 'C12');
    expect(carbon.reduce((sum, { targets }) => sum + targets, 0) / 3.52e31).toBeCloseTo(1, 3);
  });

  it('by the other kind are those of its flux', async () => {
    const base = scanOf([], EVENTS);
    const scan = withRun(base, { production: { ...base.production, antineutrinos: true } });
    const at = overrideParameters(scan, { Umu5_sq: 1e-5 });
    const columns = await fluxColumns('microboone-2025/flux.csv');
    const [numu, numubar] = ['numu', 'numubar'].map((key) =>
      folded(scan, at, 'Ar40', columns.e_nu_gev ?? [], columns[key] ?? []),
    );
    const [channel] = evaluatePoint(scan, at).channels;
    const share = (channel?.births_other_kind ?? Number.NaN) / (channel?.births ?? Number.NaN);
    expect(share / ((numubar ?? 0) / ((numu ?? 0) + (numubar ?? 0)))).toBeCloseTo(1, 2);
    expect(evaluatePoint(base, at).channels[0]?.births_other_kind).toBe(0);
  });

  it.each([
    ['dual .1/.2/1.25', scanOf([], EVENTS), { Umu5_sq: 1e-8 }, 0.043466],
    ['single .106/.03', singleScanOf([], EVENTS), prompt, 236.9],
  ] as const)('of %s in the TPC are those of MODEL section 13', (_name, scan, at, expected) => {
    const anchor = atAnchorExposure(scan);
    const [channel] = evaluatePoint(anchor, overrideParameters(anchor, at)).channels;
    expect(Math.abs((channel?.births ?? Number.NaN) / expected - 1)).toBeLessThan(0.01);
  });

  it.each([
    ['dual .1/.2/1.25', scanOf([], EVENTS), { Umu5_sq: 1e-8 }, [0.534, 0.9596 + 0.3174]],
    ['dual .1/.15/.2', scanOf([], EVENTS), { m5_gev: 0.15, mZprime_gev: 0.2 }, [542.4, 241.1 + 79.79]],
    ['single .106/.03', singleScanOf([], EVENTS), prompt, [1503.0, 281.1 + 93.22]],
  ] as const)('of %s in MiniBooNE are those of MODEL section 2b', async (_name, scan, at, expected) => {
    const experiment = await loadExperiment('miniboone-2020');
    const own = withRun(scan, { experiment, production: { ...scan.production, protonElastic: true } });
    const { channels } = evaluatePoint(own, overrideParameters(own, at));
    const births = (process: string) =>
      channels.reduce((sum, channel) => sum + (channel.process === process ? channel.births : 0), 0);
    expect(Math.abs(births('coherent') / expected[0] - 1)).toBeLessThan(0.01);
    expect(Math.abs(births('proton-elastic') / expected[1] - 1)).toBeLessThan(0.01);
  });
});

describe('the flux over a volume', () => {
  const random = randomStream(7);
  /** Mean of (L/D)^2 over points drawn uniformly, and its error. */
  function drawn(
    point: () => readonly [number, number, number],
    z: number,
    intensity = (_tangent: number) => 1,
  ): [number, number] {
    const n = 40000;
    let [sum, squares] = [0, 0];
    for (let i = 0; i < n; i++) {
      const [x, y, at] = point();
      const f = ((z * z) / (x * x + y * y + (at - z) ** 2)) * intensity(Math.hypot(x, y) / (at - z));
      sum += f;
      squares += f * f;
    }
    return [sum / n, Math.sqrt(squares / n - (sum / n) ** 2) / Math.sqrt(n)];
  }
  const disc = (radius: number): [number, number] => {
    const [r, phi] = [radius * Math.sqrt(random()), 2 * Math.PI * random()];
    return [r * Math.cos(phi), r * Math.sin(phi)];
  };
  const cone = { ...NO_BODY, nearZ: -758, length: 40000, radius: 1100, taper: 0 };
  const tapered = { ...cone, radius: 1000, taper: 0.02 };
  const ring = { ...NO_BODY, kind: BODY.annulus, radius: 1500, outer: 3000, halfHeight: 600 };
  const half = vec3d.create(128, 116, 520);

  it('is the volume where rays are parallel', () => {
    const far = AT_INFINITY;
    expect(bodyFlux(cone, far) / (Math.PI * 1100 ** 2 * 40000)).toBeCloseTo(1, 9);
    const frustum = ((Math.PI * 40000) / 3) * (1000 ** 2 + 1000 * 200 + 200 ** 2);
    expect(bodyFlux(tapered, far) / frustum).toBeCloseTo(1, 9);
    expect(bodyFlux(ring, far) / (Math.PI * (3000 ** 2 - 1500 ** 2) * 1200)).toBeCloseTo(1, 9);
    expect(detectorFlux({ half, radius: 0, shell: 0 }, far) / (256 * 232 * 1040)).toBeCloseTo(1, 9);
    expect(shellFlux(500, 600, far) / (((4 * Math.PI) / 3) * (600 ** 3 - 500 ** 3))).toBeCloseTo(1, 9);
  });

  it('is what points drawn in it see, as near to the source as scans put them', () => {
    const z = -46000;
    const cases: [number, [number, number]][] = [
      [
        bodyFlux(cone, z) / bodyFlux(cone, AT_INFINITY),
        drawn(() => [...disc(1100), -758 - 40000 * random()], z),
      ],
      [
        bodyFlux(ring, -5000) / bodyFlux(ring, AT_INFINITY),
        drawn(() => {
          const r = Math.sqrt(1500 ** 2 + random() * (3000 ** 2 - 1500 ** 2));
          const phi = 2 * Math.PI * random();
          return [r * Math.cos(phi), 1200 * (random() - 0.5), r * Math.sin(phi)];
        }, -5000),
      ],
      [
        detectorFlux({ half, radius: 0, shell: 0 }, -2000) / (256 * 232 * 1040),
        drawn(() => [256 * (random() - 0.5), 232 * (random() - 0.5), 1040 * (random() - 0.5)], -2000),
      ],
    ];
    // A beam that falls off by half over 40 mrad.
    const fallOff = (tangent: number) => 1 / (1 + (tangent / 0.04) ** 2);
    const weighed = drawn(() => [...disc(1100), -758 - 40000 * random()], z, fallOff);
    const tangents = Array.from({ length: 401 }, (_, i) => 0.001 * i);
    const table = [...tangents, ...tangents.map(fallOff)];
    cases.push([bodyFlux(cone, z, table) / bodyFlux(cone, AT_INFINITY), weighed]);
    for (const [value, [mean, error]] of cases) {
      expect(Math.abs(value - mean), `${value} against ${mean} +- ${error}`).toBeLessThan(4 * error);
    }
  });
});
