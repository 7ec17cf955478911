/**
 * `npx tsx bench/host.ts [--tiles N] [--json]`: what the host does in f64 for a large scan, without a GPU. 65,536 mass points,
 * 64 epsilon and 128 |U|^2 in MicroBooNE with dirt; every part that a tile takes on the main thread, in CPU time, and what packing takes it
 * where threads do it.
 */
import { parseArgs } from 'node:util';
import { resolveScan } from '../src/config/load.js';
import { unsettledPoints } from '../src/engine/gpu/unsettledPoints.js';
import { joinExperiments } from '../src/engine/joinExperiments.js';
import { gridVariables, makeVariables } from '../src/outputs/gridVariables.js';
import { SUM } from '../src/outputs/joins.js';
import { planScan } from '../src/prediction/tilePlan.js';
import { experimentScans } from '../src/resolved/scan.js';
import { betterFit } from '../src/tiles/bestFit.js';
import { copyBlock } from '../src/tiles/block.js';
import { areFinite } from '../src/tiles/finite.js';
import { copyReduced, type Reduced, remember } from '../src/tiles/reduction.js';
import { productOf, tileAt } from '../src/tiles/tiles.js';
import { CpuClock } from './cpuClock.js';
import { timeTiles } from './hostThreads.js';
import { evaluateHostTile, setUpHost } from './hostTile.js';

const SCAN = `
model: { kind: dual, parameters: { mZprime_gev: 1.25, gD: 2, V54: 0.5 } }
axes:
  m4_gev: { log: [0.012, 0.96], points: 256 }
  m5_gev: { log: [0.11, 1.3], points: 256 }
  epsilon: { log: [1e-4, 1e-2], points: 64 }
  Umu5_sq: { log: [1e-6, 1e-1], points: 128 }
production: { dirt: cylinder }
experiments: [microboone-2025]
events: 65536
outputs: [chi2, ctau_cm, n_eff]
`;

const { values } = parseArgs({
  options: { tiles: { type: 'string', default: '24' }, json: { type: 'boolean', default: false } },
});
const scan = await resolveScan(SCAN, 'bench.yaml');
const plan = planScan(scan);

const startUp = new CpuClock();
const hosts = [];
for (const own of experimentScans(scan)) hosts.push(await setUpHost(own, startUp));
const [host] = hosts;
if (!host) throw new RangeError('a scan has an experiment');

// All of m5 at the first m4: nothing is kept yet.
const cold = new CpuClock();
const perMass = plan.shape[1] ?? 1;
const tilesOfMass = Math.ceil(perMass / (plan.chunkShape[1] ?? 1));
for (let number = 0; number < tilesOfMass; number++) {
  evaluateHostTile(scan, host, tileAt(plan, number), cold);
}

// Tiles from all over the grid, once for the compiler and once for the clock.
const step = Math.max(1, Math.floor(plan.tileCount / Number(values.tiles)) | 1);
let warm = new CpuClock();
let massPoints = 0;
let cells = 0;
for (let round = 0; round < 2; round++) {
  warm = new CpuClock();
  massPoints = 0;
  cells = 0;
  for (let number = tilesOfMass; number < plan.tileCount; number += step) {
    const tile = tileAt(plan, number);
    const result = evaluateHostTile(scan, host, tile, warm);
    massPoints += result.masses;
    cells += result.nEff.length;
  }
}

// What is done with every tile of grid points, whose arrays the GPU has added and reduced: only copies look at each number, and the sum of a
// tile that the host has changed.
const points = new CpuClock();
const pointCount = productOf(plan.chunkShape);
const cellCount = pointCount / (plan.chunkShape[3] ?? 1);
const reduced: Reduced = { leastAt: 0, unknown: 0, negative: 0, missing: 0, notFinite: 0 };
const pointsOf = (value: number) => remember(new Float32Array(pointCount).fill(value), reduced);
const result = () => ({
  chi2: pointsOf(1.5),
  signal: pointsOf(2.5),
  groupSignal: [],
  ctauCm: new Float32Array(cellCount).fill(1),
  nEff: new Float32Array(cellCount).fill(100),
  flags: new Uint32Array(cellCount),
  binSignal: new Float32Array(0),
  groupBinSignal: [],
  relativeError: new Float32Array(0),
});
const two = [result(), result()];
const mapped = new Float32Array(pointCount).fill(1.5);
const [run] = scan.runs;
if (!run) throw new RangeError('a scan has a run');
const variables = gridVariables(scan);
// A tile at the end of an axis, in whose chunk there is room for one value more.
const edge = plan.chunkShape.map((n, i) => (i === 1 ? n - 1 : n));
const padded = new Float32Array(pointCount);
// The first rounds are the compiler's.
for (let round = 0; round < 8; round++) {
  points.reset();
  for (const own of two) {
    points.time('copy chi2', () => copyReduced(mapped, reduced, own.chi2));
    points.time('check chi2', () => [unsettledPoints(own.chi2), areFinite(own.chi2)]);
    points.time('best fit', () => betterFit(scan.axes, undefined, 0, tileAt(plan, 0), own.chi2));
  }
  const sums = { chi2: pointsOf(3), signal: pointsOf(5) };
  const joined = points.time('join', () => joinExperiments(two, [run, run], sums));
  points.time('make variables', () => makeVariables(variables, scan, tileAt(plan, 0), joined));
  points.time('sum of two', () => SUM.join(two.map(({ chi2 }) => chi2)));
  points.time('pad', () => copyBlock(mapped, edge, padded, plan.chunkShape, edge));
}

// Packing alone, as one function, and by threads.
const counted = Math.min(128, Math.floor(plan.tileCount / 2));
const alone = await timeTiles(scan, counted, 0);
const beside = await timeTiles(scan, counted, 2);

const perUnit = (clock: CpuClock, units: number, scale: number) =>
  Object.fromEntries(clock.entries().map(([name, us]) => [name, (us * scale) / units]));
const report = {
  tiles: plan.tileCount,
  start_up_ms: perUnit(startUp, 1, 1e-3),
  first_of_m5_us: perUnit(cold, perMass, 1),
  per_mass_point_us: perUnit(warm, massPoints, 1),
  per_cell_ns: perUnit(warm, cells, 1e3),
  per_grid_point_ns: {
    'copy chi2': (points.of('copy chi2') * 1e3) / (2 * pointCount),
    'check chi2': (points.of('check chi2') * 1e3) / (2 * pointCount),
    'best fit': (points.of('best fit') * 1e3) / (2 * pointCount),
    'join, sums from the GPU': (points.of('join') * 1e3) / pointCount,
    'make variables': (points.of('make variables') * 1e3) / pointCount,
    'pad a tile at an edge': (points.of('pad') * 1e3) / productOf(edge),
    'chi2 of two, changed tile': (points.of('sum of two') * 1e3) / pointCount,
  },
  packing_ms_a_tile: {
    'main thread alone': alone.main,
    'main, beside two threads': beside.main,
    'a thread': beside.threads,
  },
};
if (values.json) console.log(JSON.stringify(report));
else for (const [title, table] of Object.entries(report)) print(title, table);

function print(title: string, table: number | Record<string, number>): void {
  if (typeof table === 'number') {
    console.log(`${title}: ${table}`);
    return;
  }
  console.log(title);
  const rows = Object.entries(table);
  const sum = rows.reduce((total, [, value]) => total + value, 0);
  // Of the packing, the rows are alternatives.
  const shown = title.startsWith('packing') ? rows : [...rows, ['sum', sum] as const];
  for (const [name, value] of shown) {
    console.log(`  ${name.padEnd(24)}${value.toPrecision(3).padStart(9)}`);
  }
}
