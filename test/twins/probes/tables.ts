/** Inputs of the functions with tables: form factor, neutrino energies, response and the chi2 family. */

import { loadNuclei } from '../../../src/experiment/nuclei.js';
import { type EnergyTable, energyTable, neutrinoEnergy, tabulateFlux } from '../../../src/physics/flux.js';
import { beamIntensity } from '../../../src/physics/intensity.js';
import { darkPhoton } from '../../../src/physics/mediators/darkPhoton.js';
import { formFactor, tabulateFormFactor } from '../../../src/physics/nucleus.js';
import { crossSectionShape, thresholdEnergy } from '../../../src/physics/upscattering.js';
import { drawRows, type Probe, type ProbeCase, probeOf } from './probe.js';

/** Float32 numbers of an array. */
function rounded(values: ArrayLike<number>): number[] {
  return Array.from(values, Math.fround);
}

/** The form factors of all nuclei: q over the table, at its nodes, and at both ends. */
async function formFactorProbe(): Promise<Probe> {
  const densities = [...(await loadNuclei()).values()].flatMap(({ density }) => density ?? []);
  const cases = densities.map((density): ProbeCase => {
    const table = rounded(tabulateFormFactor(density));
    // Brackets of the zeros, where the value is a difference of the weights' terms.
    const zeros = table.slice(0, -1).flatMap((f, i) => (f * (table[i + 1] ?? 0) < 0 ? [(i - 1) / 512] : []));
    const rows = drawRows((d) => [
      d.pick(d.unit(), d.log(1e-6, 1), Math.round(d.unit() * 512) / 512, (zeros[0] ?? 0) + d.unit() / 512),
    ]);
    return {
      rows: rows.map(([q = 0]) => [0, q]),
      storage: { table },
      twin: (_: number, q: number) => formFactor(table, 0, q),
    };
  });
  return { name: 'formFactor', cases };
}

/** Energy densities from the flux alone to that of a heavy N, whose density spans many decades. */
function neutrinoEnergyProbe(): Probe {
  const grid = Array.from({ length: 81 }, (_, i) => 0.1 + 0.0925 * i);
  const shape = grid.map((e) => e ** 2 * Math.exp(-e / 0.35) + 1e-4 * Math.exp(-e / 2));
  const flux = tabulateFlux(grid, shape, 0.1, 7.5);
  const tables: EnergyTable[] = [];
  for (const [m, mZprime] of [
    [0.05, 0.03],
    [0.2, 1.25],
    [1.2, 1.25],
  ] as const) {
    const formFactor = (q: number) => Math.exp(-((q / 0.12) ** 2));
    const argon = { kind: 'nucleus', massGev: 37.2247, formFactor } as const;
    const lowest = 1.05 * thresholdEnergy(m, argon.massGev);
    const table = energyTable(flux, lowest, (E) => crossSectionShape(darkPhoton, E, m, mZprime, argon));
    if (table === undefined) throw new Error('the table of energies is empty');
    tables.push({
      energyGev: table.energyGev.map(Math.fround),
      density: table.density.map(Math.fround),
      flux: table.flux.map(Math.fround),
      survival: table.survival.map(Math.fround),
    });
  }
  const count = flux.energyGev.length;
  const nodes = tables.flatMap((t) =>
    Array.from(t.energyGev, (energy, i) => [energy, t.density[i] ?? 0, t.flux[i] ?? 0, t.survival[i] ?? 0]),
  );
  return probeOf('neutrinoEnergy', (d) => [Math.floor(d.unit() * tables.length) * count, count, d.cube()], {
    storage: { table: nodes.flat() },
    twin: (first: number, _count: number, u: number) => {
      const table = tables[first / count];
      return table === undefined ? Number.NaN : neutrinoEnergy(table, u);
    },
  });
}

const depthInSegmentProbe = probeOf('depthInSegment', (d) => {
  const [left, right] = [d.log(1e-5, 10), d.log(1e-5, 10)];
  // Ends of the flux: the density may vanish on one side.
  const [a, b] = d.pick([left, right], [left, right], [0, right], [left, 0]);
  const width = d.log(1e-3, 0.5);
  const fraction = d.cube();
  return [0.5 * (a + b) * width * fraction, width, a, b];
});

/** Tangents as beams have them, coarse and fine, and intensities that fall, rise and vanish. */
function beamIntensityProbe(): Probe {
  const tables = [
    { tangents: [0, 0.05], relative: [1, 0] },
    { tangents: [0, 0.001, 0.004, 0.02, 0.021, 0.3], relative: [1, 0.99, 0.85, 0.4, 1.3, 0.02] },
    {
      tangents: Array.from({ length: 61 }, (_, i) => 2e-5 * i * i),
      relative: Array.from({ length: 61 }, (_, i) => Math.exp(-((i / 30) ** 2))),
    },
  ];
  const starts = tables.map((_, i) => tables.slice(0, i).reduce((sum, t) => sum + 2 * t.tangents.length, 0));
  const all = rounded(tables.flatMap(({ tangents, relative }) => [...tangents, ...relative]));
  return probeOf(
    'beamIntensity',
    (d) => {
      const which = Math.floor(d.unit() * tables.length);
      const { tangents = [] } = tables[which] ?? {};
      const node = tangents[Math.floor(d.unit() * tangents.length)] ?? 0;
      const tangent = d.pick(d.uniform(0, 0.1), d.log(1e-8, 1), Math.fround(node));
      return [starts[which] ?? 0, tangents.length, tangent];
    },
    {
      storage: { table: all },
      twin: (first: number, count: number, tangent: number) => beamIntensity(all, first, count, tangent),
    },
  );
}

const RESPONSE = [0.1, 0.25, 60, 5, 2, 0.02, 0.01, 0.07, 0.02] as const;

export const responseProbes: readonly Probe[] = [
  probeOf('pairEfficiency', (d) => [
    ...RESPONSE.map((r) => r * d.uniform(0.5, 2)),
    d.log(1e-3, 7.5),
    d.pick(d.log(1e-3, 180), d.uniform(0, 180)),
  ]),
  probeOf('topologyProbabilities', (d) => [
    ...RESPONSE.map((r) => r * d.uniform(0.5, 2)),
    d.pick(d.log(1e-2, 180), d.uniform(0, 30)),
    d.pick(d.log(1e-3, 4), d.uniform(0, 0.2)),
  ]),
];

/** Probes that need files or long tables. */
export async function tableProbes(): Promise<readonly Probe[]> {
  return [await formFactorProbe(), neutrinoEnergyProbe(), depthInSegmentProbe, beamIntensityProbe()];
}
