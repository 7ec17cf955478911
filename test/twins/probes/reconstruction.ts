/** Inputs of smearing, responseTables, quantities and reconstruction: leptons from 1 MeV to 5 GeV in any direction, responses of every kind. */

import { ELECTRON_MASS_GEV } from '../../../src/physics/constants.js';
import { pairQuantities, QUANTITIES } from '../../../src/physics/quantities.js';
import * as reconstruction from '../../../src/physics/reconstruction.js';
import * as at from '../../../src/physics/responseLayout.js';
import * as tables from '../../../src/physics/responseTables.js';
import * as smearing from '../../../src/physics/smearing.js';
import { type CompiledResponse, compileResponse } from '../../../src/response/compile.js';
import type { PipelineResponse } from '../../../src/response/pipeline.js';
import type { Table } from '../../../src/response/tableTypes.js';
import { Draw } from '../draws.js';
import { drawRows, type Probe, type ProbeCase, probeOf, ROWS } from './probe.js';

/** Values that differ from node to node: between 0.2 and 1. */
function valuesOf(count: number, seed: number): number[] {
  const d = new Draw(0xe0000 + seed);
  return Array.from({ length: count }, () => d.uniform(0.2, 1));
}

const steps = (count: number, first: number, step: number) =>
  Array.from({ length: count }, (_, i) => first + step * i);

/** A single-ring selection: smearing as MiniBooNE's, a table as a limit, an efficiency by the nearest bin, one observable. */
const SINGLE_RING: PipelineResponse = {
  kind: 'pipeline',
  label: 'single ring',
  energySmearing: {
    of: 'kinetic',
    combine: 'linear',
    stochastic: 0.12,
    noiseGev: 0.01,
    constant: 0,
    belowZero: 'one-ring',
  },
  angleSmearing: { kind: 'polar', offsetDeg: 2.7, logDeg: 1 },
  threshold: undefined,
  cuts: [
    {
      quantity: 'ring_distance',
      keep: 'below',
      limit: {
        axes: [{ quantity: 'e_ee_gev', stepped: false, nodes: steps(57, 0.15, 0.02) }],
        values: valuesOf(57, 1),
      },
    },
  ],
  efficiency: {
    factor: 1 / 0.55,
    pair: undefined,
    tables: [
      {
        axes: [{ quantity: 'e_vis_gev', stepped: true, nodes: [0, ...steps(11, 0.1, 0.1), 1.3, 1.5, 1.7] }],
        values: valuesOf(15, 2),
      },
    ],
  },
  topology: undefined,
  observables: [
    { quantity: 'e_qe_gev', edges: [0.2, 0.3, 0.375, 0.475, 0.55, 0.675, 0.8, 0.95, 1.1, 1.25, 1.5, 3] },
  ],
  migration: undefined,
};

/** The same, but a lepton that is smeared to no energy takes the pair along. */
const LOSING: PipelineResponse = {
  ...SINGLE_RING,
  label: 'losing',
  energySmearing: {
    of: 'kinetic',
    combine: 'linear',
    stochastic: 0.12,
    noiseGev: 0.01,
    constant: 0,
    belowZero: 'lost',
  },
};

/** One lepton is enough, the analytic efficiency and classes, two observables, and migration from 12 cells to 5. */
const CLASSES: PipelineResponse = {
  kind: 'pipeline',
  label: 'classes',
  energySmearing: {
    of: 'total',
    combine: 'quadrature',
    stochastic: 0.12,
    noiseGev: 0.002,
    constant: 0.03,
    belowZero: 'true-direction',
  },
  angleSmearing: { kind: 'planar', offsetDeg: 4, logDeg: 0 },
  threshold: { minEnergyGev: 0.01, leptons: 1 },
  cuts: [{ quantity: 'asymmetry', keep: 'below', limit: { axes: [], values: [0.97] } }],
  efficiency: {
    factor: 1,
    pair: { efficiency: 0.38, energyScaleGev: 0.12, angleScaleDeg: 75 },
    tables: [],
  },
  topology: {
    kind: 'pair',
    separation: { openingDeg: 15, openingWidthDeg: 4, minEnergyGev: 0.02, minEnergyWidthGev: 0.006 },
    secondShower: { energyGev: 0.05, energyWidthGev: 0.015 },
  },
  observables: [
    { quantity: 'e_ee_gev', edges: [0, 0.4, 20] },
    { quantity: 'cos_theta', edges: [-1.1, 0.5, 1.1] },
  ],
  migration: {
    matrix: Array.from({ length: 5 }, (_, i) => valuesOf(12, 10 + i).map((v) => v / 5)),
    labels: ['a', 'b', 'c', 'd', 'e'],
  },
};

/** Four dimensions, linear and stepped, in all quantities that are left. */
function fourDimensional(seed: number): Table {
  return {
    axes: [
      { quantity: 'e_max_gev', stepped: false, nodes: [0.05, 0.2, 0.6, 2] },
      { quantity: 'theta_ee_deg', stepped: true, nodes: [0, 20, 60] },
      { quantity: 'opening_deg', stepped: false, nodes: [5, 30, 90] },
      { quantity: 'asymmetry', stepped: false, nodes: [0, 0.4, 1] },
    ],
    values: valuesOf(108, seed),
  };
}

/** Truth in tables alone: no smearing, both leptons, cuts on either side, topologies by tables. */
const TABLES: PipelineResponse = {
  kind: 'pipeline',
  label: 'tables',
  energySmearing: undefined,
  angleSmearing: undefined,
  threshold: { minEnergyGev: 0.005, leptons: 2 },
  cuts: [
    { quantity: 'e_min_gev', keep: 'above', limit: { axes: [], values: [0.01] } },
    {
      quantity: 'e_vis_gev',
      keep: 'below',
      limit: { axes: [{ quantity: 'theta_ee_deg', stepped: false, nodes: [0, 180] }], values: [6, 2] },
    },
  ],
  efficiency: { factor: 1, pair: undefined, tables: [fourDimensional(20), fourDimensional(21)] },
  topology: {
    kind: 'tables',
    tables: ['a', 'b', 'c', 'd'].map((name, i) => ({ name, ...fourDimensional(22 + i) })),
  },
  observables: [],
  migration: undefined,
};

interface Sample {
  readonly compiled: CompiledResponse;
  /** The table in float32. */
  readonly data: readonly number[];
}

/** Nothing but the analytic efficiency and classification. */
const ANALYTIC: PipelineResponse = {
  ...CLASSES,
  label: 'analytic',
  energySmearing: undefined,
  angleSmearing: undefined,
  threshold: undefined,
  cuts: [],
  efficiency: { ...CLASSES.efficiency, tables: [] },
  observables: [],
  migration: undefined,
};

const SAMPLES: readonly Sample[] = [SINGLE_RING, LOSING, CLASSES, TABLES, ANALYTIC].map((response) => {
  const compiled = compileResponse(response);
  return { compiled, data: Array.from(compiled.data, Math.fround) };
});

/** Those that smear. */
const SMEARING = SAMPLES.filter(({ compiled }) => compiled.smears);

type Twin = (data: readonly number[], ...args: never[]) => unknown;

/** A probe of a function of the response's table: the rows are shared among the responses. */
function probeOfData(
  name: string,
  twin: Twin,
  draw: (d: Draw, data: readonly number[]) => readonly number[],
  samples: readonly Sample[] = SAMPLES,
): Probe {
  const cases = samples.map(
    ({ compiled, data }): ProbeCase => ({
      rows: drawRows((d) => draw(d, data), Math.ceil(ROWS / samples.length)),
      storage: { data },
      constants: {
        CELL_COUNT: compiled.cellCount,
        IS_ANALYTIC: Number(compiled.isAnalytic),
        PAIR_EFFICIENCY_AT: data[at.HEADER_PAIR_EFFICIENCY] ?? 0,
        PAIR_TOPOLOGY_AT: data[at.HEADER_PAIR_TOPOLOGY] ?? 0,
      },
      twin: (...args: never[]) => twin(data, ...args),
    }),
  );
  return { name, cases };
}

/** A lepton's momentum and energy, GeV. */
function drawLepton(d: Draw, direction = d.direction()): number[] {
  const energy = d.log(1e-3, 5);
  const p = Math.sqrt(energy ** 2 - ELECTRON_MASS_GEV ** 2);
  return [...direction.map((n) => p * n), energy];
}

/** Two leptons; half of the pairs open by little. */
function drawPair(d: Draw): number[] {
  const first = d.direction();
  const tilt = d.log(1e-3, 1);
  const near = d.direction().map((n, i) => tilt * n + (first[i] ?? 0));
  const norm = Math.hypot(...near);
  const second = near.map((n) => n / norm) as [number, number, number];
  return [...drawLepton(d, first), ...drawLepton(d, d.pick(second, d.direction()))];
}

/** Quantities of a pair, some of them at the nodes and edges of the responses. */
function drawQuantities(d: Draw): number[] {
  const [px = 0, py = 0, pz = 0, e1 = 0, qx = 0, qy = 0, qz = 0, e2 = 0] = drawPair(d);
  const q = pairQuantities(Float64Array.of(px, py, pz), e1, Float64Array.of(qx, qy, qz), e2);
  if (d.unit() < 0.05) q[QUANTITIES.indexOf('e_vis_gev')] = d.pick(0.1, 0.3, 0.7, 1.3, 1.7);
  if (d.unit() < 0.05) q[QUANTITIES.indexOf('e_max_gev')] = d.pick(0.05, 0.2, 0.6, 2);
  return q;
}

/** Records of axes and tables in a response's table, by walking its lists. */
function tableRecords(data: readonly number[]): number[] {
  const list = (count: number, first: number, size: number, inside: number) =>
    Array.from({ length: data[count] ?? 0 }, (_, i) => (data[first] ?? 0) + i * size + inside);
  const topologies = data[at.HEADER_TOPOLOGY_TABLES] === 0 ? 0 : (data[at.HEADER_TOPOLOGIES] ?? 0);
  return [
    ...list(at.HEADER_CUTS, at.HEADER_CUT_RECORDS, at.CUT_SIZE, at.CUT_LIMIT),
    ...list(at.HEADER_EFFICIENCIES, at.HEADER_EFFICIENCY_TABLES, at.TABLE_SIZE, 0),
    ...list(at.HEADER_TOPOLOGIES, at.HEADER_TOPOLOGY_TABLES, at.TABLE_SIZE, 0).slice(0, topologies),
  ];
}

function drawTable(d: Draw, data: readonly number[]): number {
  const [first = 0, ...rest] = tableRecords(data);
  return d.pick(first, ...rest);
}

/** An axis of a table with axes, and an x about its nodes. */
function drawAxis(
  d: Draw,
  data: readonly number[],
): { axis: number; nodes: number; count: number; x: number } {
  const withAxes = tableRecords(data).filter((table) => (data[table] ?? 0) > 0);
  const [first = 0, ...rest] = withAxes;
  const table = d.pick(first, ...rest);
  const axis = table + at.TABLE_AXES + at.AXIS_SIZE * Math.floor(d.unit() * (data[table] ?? 0));
  const nodes = data[axis + at.AXIS_NODES] ?? 0;
  const count = data[axis + at.AXIS_COUNT] ?? 0;
  const node = (i: number) => data[nodes + i] ?? 0;
  const [low, high] = [node(0), node(count - 1)];
  const one = node(Math.floor(d.unit() * count));
  const x = d.pick(
    low + (high - low) * d.uniform(-0.2, 1.2),
    low + (high - low) * d.unit(),
    d.pick(one, one + d.signed(d.log(1e-7, 1e-2))),
  );
  return { axis, nodes, count, x };
}

/** Samples whose tables have axes. */
const WITH_AXES = SAMPLES.filter(({ data }) => tableRecords(data).some((table) => (data[table] ?? 0) > 0));

/** A detected pair and a threshold, some on it. */
function drawThreshold(d: Draw): number[] {
  const pair = drawPair(d);
  return [...pair, d.pick(0, 1), d.pick(d.log(1e-3, 5), pair[3] ?? 0), d.pick(1, 2)];
}

const recordOf = (data: readonly number[]) => data[at.HEADER_SMEARING] ?? 0;

/** A standard normal, further out than coordinates can give. */
const drawNormal = (d: Draw) => d.signed(d.pick(d.uniform(0, 3), d.uniform(0, 6)));

export const reconstructionProbes: readonly Probe[] = [
  probeOf('negativeLog', (d) => [d.pick(d.cube(), d.uniform(0.49, 0.51))]),
  probeOf('planarRadius', (d) => [d.cube()]),
  probeOf('normalPair', (d) => d.cubes(2)),
  probeOfData(
    'energySpread',
    smearing.energySpread,
    (d, data) => [recordOf(data), d.pick(0, d.log(1e-7, 5), d.log(1e-3, 5))],
    SMEARING,
  ),
  probeOfData(
    'angleSpread',
    smearing.angleSpread,
    (d, data) => [recordOf(data), d.pick(d.log(5.2e-4, 20), d.uniform(0.9, 1.1))],
    SMEARING,
  ),
  probeOfData(
    'smearedKinetic',
    smearing.smearedKinetic,
    (d, data) => [recordOf(data), d.log(1e-3, 5), drawNormal(d)],
    SMEARING,
  ),
  probeOf('deflect', (d) => {
    const azimuth = 2 * Math.PI * d.unit();
    const turns = d.pick(0, d.log(1e-6, 0.05), d.uniform(0, 1.2));
    return [...d.direction(), turns, Math.cos(azimuth), Math.sin(azimuth)];
  }),
  probeOfData(
    'smearedMomentum',
    smearing.smearedMomentum,
    (d, data) => [recordOf(data), ...drawLepton(d), d.pick(0, d.log(1e-6, 5)), drawNormal(d), d.cube()],
    SMEARING,
  ),
  probeOfData('detectPair', smearing.detectPair, (d) => [...d.cubes(6), ...drawPair(d)]),
  probeOf('applyThreshold', drawThreshold),
  probeOfData(
    'nodesUpTo',
    tables.nodesUpTo,
    (d, data) => {
      const { nodes, count, x } = drawAxis(d, data);
      return [nodes, count, x];
    },
    WITH_AXES,
  ),
  probeOfData(
    'axisPosition',
    tables.axisPosition,
    (d, data) => {
      const { axis, x } = drawAxis(d, data);
      return [axis, x];
    },
    WITH_AXES,
  ),
  probeOfData('tableValue', tables.tableValue, (d, data) => [drawTable(d, data), ...drawQuantities(d)]),
  probeOf('visibleEnergy', (d) => [d.log(5.2e-4, 5), d.log(5.2e-4, 5)]),
  probeOf('beamCosine', (d) => d.vector(d.log(1e-3, 10))),
  probeOf('quasiElasticEnergy', (d) => [d.pick(d.log(1e-4, 10), d.uniform(0, 2)), 2 * d.cube() - 1]),
  probeOf('ringDistance', (d) => [d.pick(d.uniform(0, 180), d.log(1e-3, 180)), d.uniform(0, 0.5)]),
  probeOf('invariantMass', (d) => [
    d.log(5.2e-4, 5),
    d.log(5.2e-4, 5),
    d.pick(d.uniform(0, 180), d.log(1e-3, 180)),
  ]),
  probeOf('pairQuantities', drawPair),
  probeOfData('passesCuts', reconstruction.passesCuts, drawQuantities),
  probeOfData('pairResponseAt', reconstruction.pairResponseAt, (d, data) => [
    Math.floor(d.unit() * (data.length - 9)),
  ]),
  probeOfData('selectionEfficiency', reconstruction.selectionEfficiency, drawQuantities),
  probeOfData('topologyShares', reconstruction.topologyShares, drawQuantities),
  probeOfData('cellProbabilities', reconstruction.cellProbabilities, (d) => [...d.cubes(6), ...drawPair(d)]),
];
