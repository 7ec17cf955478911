/**
 * The work that every peer does, written to a folder: work.json (and work.txt) for what is small, little-endian float32 arrays for the rest.
 * Peers get what dualnu's kernels get: the hypercube's points, form factor, energy tables, masses and couplings, prepared in f64.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DIRAC } from '../../src/physics/decay.js';
import type { EnergyTable } from '../../src/physics/flux.js';
import { BORN } from '../../src/physics/geometry.js';
import type { MassPoint } from '../../src/physics/massPoint.js';
import { pairResponseAt } from '../../src/physics/reconstruction.js';
import { HEADER_PAIR_EFFICIENCY } from '../../src/physics/responseLayout.js';
import { crossSectionShape } from '../../src/physics/upscattering.js';
import { massPointOf } from '../../src/prediction/channelPoints.js';
import type { Channel } from '../../src/prediction/channels.js';
import { competingDecays, lifetimeOf } from '../../src/prediction/lifetime.js';
import { setUpPhysics } from '../../src/prediction/physicsSetup.js';
import { layOutTile } from '../../src/prediction/tileLayout.js';
import type { ResolvedScan } from '../../src/resolved/scan.js';
import { experimentScans } from '../../src/resolved/scan.js';
import { cnp } from '../../src/statistics/cnp.js';
import { wholeTile } from '../workload.js';

/** Columns of masses.bin: see MassPoint and LaplaceAxis; weightScale makes the mean weight of an event 1. */
const MASS_COLUMNS = [
  'm',
  'mPrime',
  'mZprimeSq',
  'M',
  'q2Scale',
  'pairLo',
  'pairLogRange',
  'pairNorm',
  'massSqDifference',
  'weightScale',
  'firstCm',
  'step',
  'tilt',
] as const;

/** Columns of couplings.bin: 1/(c tau) in 1/cm; the amplitude constant + slope z; events per |U|^2 of the normalised sum. */
const COUPLING_COLUMNS = ['inverseCtau', 'constant', 'slope', 'scale'] as const;

/** Rows of energies.bin, shape [masses][rows][nodes]. */
const ENERGY_ROWS = ['energy', 'density', 'flux', 'survival'] as const;

/** Sizes of a work: its grid is [masses][mixings][epsilons]. */
export interface WorkSize {
  readonly masses: number;
  readonly mixings: number;
  readonly epsilons: number;
  readonly events: number;
}

/**
 * Writes the work of a scan to a folder and returns its sizes. Peers support what the quickstart's physics has and no more;
 * RangeError where a scan has something else.
 */
export async function exportWork(scan: ResolvedScan, folder: string): Promise<WorkSize> {
  const own = onlyOne(experimentScans(scan), 'experiment');
  const setup = setUpPhysics(own);
  const channel = onlyOne(setup.channels, 'channel');
  const layout = layOutTile(scan, wholeTile(scan));
  const { counts, response } = setup;
  const bins = counts.data.length;
  assert(scan.axes.map(({ name }) => name).join() === 'm5_gev,Umu5_sq,epsilon', 'axes m5, |U|^2, epsilon');
  assert(channel.born === BORN.inside && setup.detector.radius === 0, 'a box without dirt');
  assert(channel.formFactorTable !== undefined, 'coherent scattering');
  assert(response.isAnalytic && !response.smears, 'the analytic response');
  assert(counts.cross === undefined && counts.signalCovariance === undefined, 'no errors of the signal');
  assert(setup.statistic === cnp, 'the CNP statistic');
  const ofCell = setup.beamBins[0]?.ofCell ?? [];
  assert(ofCell.length === bins && ofCell.every((bin, cell) => bin === cell), 'one bin for each topology');

  const points = layout.masses.map((masses) => massPointOf(setup, masses, channel));
  const nodes = channel.flux.energyGev.length;
  const tables = points.map(({ energies }) => energies);
  const masses = points.map((p) => massRow(p, channel));
  const couplings = points.flatMap((p, i) => {
    const beside = competingDecays(own, p);
    const interference = channel.interference(p.mX);
    return layout.couplings.flatMap((coupling) => {
      const { ctauCm, strength, branching, mixing } = lifetimeOf(own, p, beside, coupling);
      return [
        1 / ctauCm,
        1 + interference.at0 / strength,
        interference.slope / strength,
        (channel.eventScale * strength ** 2 * branching * mixing) / (masses[i]?.weightScale ?? 1),
      ];
    });
  });
  const size = {
    masses: points.length,
    mixings: layout.mixings.length,
    epsilons: layout.couplings.length,
    events: own.eventsPerMassPoint,
  };
  const description = {
    ...size,
    bins,
    energyNodes: nodes,
    dimensions: channel.cube.length / size.events,
    massColumns: MASS_COLUMNS,
    couplingColumns: COUPLING_COLUMNS,
    energyRows: ENERGY_ROWS,
    halfWidthsCm: Array.from(setup.detector.half),
    response: pairResponseAt(response.table, response.table[HEADER_PAIR_EFFICIENCY] ?? 0),
    data: counts.data,
    background: counts.background,
    covariance: counts.covariance,
    mixingValues: layout.mixings,
  };
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'work.json'), JSON.stringify(description, null, 1));
  await writeFile(join(folder, 'work.txt'), asLines(description));
  const write = (name: string, values: ArrayLike<number>) =>
    writeFile(join(folder, `${name}.bin`), littleEndian(values));
  await write('cube', channel.cube);
  await write('formFactor', channel.formFactorTable ?? []);
  await write(
    'masses',
    masses.flatMap((row) => MASS_COLUMNS.map((name) => row[name])),
  );
  await write('couplings', couplings);
  await write(
    'energies',
    tables.flatMap((table) => energyRows(table, nodes)),
  );
  return size;
}

/** The numbers of a description, a name and its values a line, for programs without a JSON reader. */
function asLines(description: Readonly<Record<string, unknown>>): string {
  const numbers = (value: unknown): number[] => {
    if (typeof value === 'number') return [value];
    return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbers) : [];
  };
  return Object.entries(description)
    .map(([name, value]) => [name, ...numbers(value)].join(' '))
    .join('\n');
}

/** Float32 bytes, least significant first on every machine. */
function littleEndian(values: ArrayLike<number>): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(values.length * 4));
  for (let i = 0; i < values.length; i++) bytes.setFloat32(i * 4, values[i] ?? 0, true);
  return new Uint8Array(bytes.buffer);
}

function massRow(p: MassPoint, channel: Channel): Record<(typeof MASS_COLUMNS)[number], number> {
  assert(p.open && p.mode === 'offshell' && p.oriented, 'mass points with a virtual Zprime');
  assert(p.nature === DIRAC, 'Dirac neutrinos');
  return {
    m: p.m,
    mPrime: p.mPrime,
    mZprimeSq: p.mX ** 2,
    M: p.M,
    q2Scale: p.q2Scale,
    pairLo: p.pairMap.lo,
    pairLogRange: p.pairMap.logRange,
    pairNorm: p.pairNorm,
    massSqDifference: p.massSqDifference,
    weightScale: 1 / meanWeight(p, channel),
    ...channel.axis(p.m),
  };
}

/** The flux's mean cross section, GeV^-2: what density = flux x cross section over its mean says at its largest node. */
function meanWeight(p: MassPoint, channel: Channel): number {
  if (!p.energies) throw new RangeError('an open mass point has energies');
  const { energyGev, density, flux } = p.energies;
  const peak = density.indexOf(Math.max(...density));
  const shape = crossSectionShape(p.mediator, energyGev[peak] ?? 0, p.m, p.mX, channel.scatterer);
  return ((flux[peak] ?? 0) * shape) / (density[peak] ?? 1);
}

function energyRows(table: EnergyTable | undefined, nodes: number): number[] {
  if (table?.energyGev.length !== nodes) throw new RangeError('energy tables of a work have one length');
  return [table.energyGev, table.density, table.flux, table.survival].flatMap((row) => Array.from(row));
}

function onlyOne<T>(items: readonly T[], what: string): T {
  const [first, ...rest] = items;
  if (first === undefined || rest.length > 0) throw new RangeError(`peers do one ${what}`);
  return first;
}

function assert(condition: boolean, what: string): asserts condition {
  if (!condition) throw new RangeError(`peers support only ${what}`);
}
