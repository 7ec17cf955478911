/** The kernels' own functions, evaluated from their text with inputs of a scan, to count what they do. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { at } from '../../src/at.js';
import { type KernelName, linkConstants } from '../../src/engine/packing/kernels.js';
import { chebyshevPairs } from '../../src/engine/packing/rowSums.js';
import type { Masses } from '../../src/model/point.js';
import { BORN } from '../../src/physics/geometry.js';
import { LAPLACE_NODES } from '../../src/physics/laplace.js';
import { LIFETIME_LANES, MOST_NODES } from '../../src/physics/lifetimeNodes.js';
import { SHADERS_FOLDER } from '../../src/platform/shaderFiles.js';
import { massPointOf } from '../../src/prediction/channelPoints.js';
import type { Channel } from '../../src/prediction/channels.js';
import { preparedCountsOf } from '../../src/prediction/comparedCounts.js';
import { KERNEL_SIZES } from '../../src/prediction/kernelSizes.js';
import { type PhysicsSetup, setUpPhysics } from '../../src/prediction/physicsSetup.js';
import type { TemplateForm } from '../../src/prediction/templateForms.js';
import type { ExperimentScan } from '../../src/resolved/scan.js';
import { quickstart } from '../scans.js';
import { twinModules } from '../twins/modules.js';
import { scalarsOf } from '../twins/preparedOnGpu.js';
import { massPointRow } from '../twins/probes/draw.js';
import { Evaluator } from '../twins/wgsl/evaluate.js';
import type { Variable } from '../twins/wgsl/expressions.js';
import { Tally } from '../twins/wgsl/operations.js';
import { type ModuleSyntax, parseModule } from '../twins/wgsl/syntax.js';
import { type Value, valueFrom } from '../twins/wgsl/values.js';

/** Changes a module's text before it is read: for functions that are wrong on purpose. */
export type Change = (path: string, text: string) => string;

/** Modules that kernels share and that have no twins. */
const STRUCTS = ['templateRow', 'binYield'];

/** A kernel with values for its variables: elements of arrays or structs from flat scalars, by type. */
class CountedKernel {
  readonly tally = new Tally();
  readonly #evaluator: Evaluator;
  readonly #variables: ReadonlyMap<string, Variable>;
  readonly #bare: Evaluator;

  constructor(modules: readonly ModuleSyntax[], constants: Readonly<Record<string, number>>) {
    const declared = modules.flatMap(({ variables }) => variables);
    this.#variables = new Map(declared.map(({ name, space }) => [name, { space, value: 0 }]));
    this.#bare = new Evaluator(modules, constants);
    this.#evaluator = new Evaluator(modules, constants, {}, this.tally, this.#variables);
  }

  /** A value of a type from its scalars. */
  value(type: string, scalars: Iterable<number>): Value {
    return valueFrom({ name: type, arguments: [] }, this.#bare, scalars[Symbol.iterator]());
  }

  /** Values of a type, one after the other. */
  list(type: string, count: number, scalars: Iterable<number>): Value {
    const iterator = scalars[Symbol.iterator]();
    const of = { name: type, arguments: [] };
    return Array.from({ length: count }, () => valueFrom(of, this.#bare, iterator));
  }

  set(values: Readonly<Record<string, Value>>): void {
    for (const [name, value] of Object.entries(values)) {
      const variable = this.#variables.get(name);
      if (variable === undefined) throw new Error(`the kernel has no variable ${name}`);
      variable.value = value;
    }
  }

  get(name: string): Value {
    return this.#variables.get(name)?.value ?? 0;
  }

  call(name: string, ...args: Value[]): void {
    this.#evaluator.evaluate(name, args);
  }
}

async function openKernel(
  name: KernelName | 'reduce' | 'sum',
  scan: ExperimentScan,
  change?: Change,
  form?: TemplateForm,
): Promise<CountedKernel> {
  const read = async (path: string) => {
    const text = await readFile(join(SHADERS_FOLDER, `${path}.wgsl`), 'utf8');
    return parseModule(change === undefined ? text : change(path, text));
  };
  const shared = await Promise.all((await twinModules()).map(({ path }) => read(path)));
  const sums = form === undefined ? [] : [`sums/${form}`];
  const own = await Promise.all([...STRUCTS, ...sums, name].map(read));
  const constants = linkConstants(scan);
  return new CountedKernel([...shared, ...own], {
    ...constants,
    ...KERNEL_SIZES,
    BINS_PER_GROUP: Math.min(constants.BEAM_BINS ?? 1, MOST_BINS_OF_GROUP),
    OWNERS: 1,
    // Tables of responses have axes, too, and a number for them of the same name.
  });
}

/** With WebGPU's least workgroup memory. */
const MOST_BINS_OF_GROUP = 5;

/** A channel at a mass point, and the scan's constants. */
export interface CountedPoint {
  readonly scan: ExperimentScan;
  readonly masses: Masses;
  /** Name of the channel. */
  readonly channel: string;
}

/** What the events and the templates kernel do: `record` for each event, `deposit` for each quad of a bin. */
export interface EventCounts {
  readonly events: Tally;
  readonly templates: Tally;
}

/** Takes the events of a scan in a channel through both kernels. */
export async function countEvents(at: CountedPoint, change?: Change): Promise<EventCounts> {
  const { scan, masses } = at;
  const setup = setUpPhysics(scan);
  const channel = setup.channels.find(({ name }) => name === at.channel);
  if (channel === undefined) {
    throw new Error(`no channel ${at.channel} among ${setup.channels.map(({ name }) => name).join(', ')}`);
  }
  const kernel = await openKernel('events', scan, change);
  const count = scan.eventsPerMassPoint;
  const { BEAM_BINS = 0, MOMENTS = 0 } = linkConstants(scan);
  const row = kernel.value('TemplateRow', templateRow(setup, channel, masses, MOMENTS));
  kernel.set({
    ...eventInputs(kernel, setup, channel, masses),
    records: kernel.list('vec4f', count, zeros(4 * count)),
    probabilities: kernel.list('f32', count * BEAM_BINS, zeros(count * BEAM_BINS)),
  });
  for (let i = 0; i < count; i++) kernel.call('record', i, row, i, i);

  const templates = await openKernel('templates', scan, change);
  const bins = Math.min(BEAM_BINS, MOST_BINS_OF_GROUP);
  const quads = Math.ceil(MOMENTS / 4);
  const vectors = LAPLACE_NODES * bins * quads;
  templates.set({
    records: kernel.get('records'),
    probabilities: kernel.get('probabilities'),
    nodes: templates.list('vec4f', vectors, zeros(4 * vectors)),
    range: templates.value('TemplateRange', [0, 0, count]),
  });
  const tilt = templates.value('f32', [channel.axis(masses.m).tilt]);
  for (let bin = 0; bin < BEAM_BINS; bin++) {
    for (let quad = 0; quad < quads; quad++) {
      templates.call('deposit', (bin % bins) * quads + quad, 0, 0, bin * count, count, tilt);
    }
  }
  return { events: kernel.tally, templates: templates.tally };
}

const zeros = (count: number) => new Float32Array(count);

function eventInputs(
  kernel: CountedKernel,
  setup: PhysicsSetup,
  channel: Channel,
  masses: Masses,
): Record<string, Value> {
  const { detector, originZ, response, beamBins, scan } = setup;
  const { energies } = massPointOf(setup, masses, channel);
  if (energies === undefined) throw new Error('the mass point is closed');
  const nodes = energies.energyGev.length;
  const nodeScalars = Array.from(energies.energyGev, (energy, i) =>
    [energy, energies.density[i], energies.flux[i], energies.survival[i]].map((x) => Math.fround(x ?? 0)),
  ).flat();
  const ofCell = beamBins.flatMap((beam) => beam.ofCell);
  const none = linkConstants(scan).BEAM_BINS ?? 0;
  const floats = (values: ArrayLike<number>) =>
    kernel.list('f32', values.length, Array.from(values, Math.fround));
  return {
    params: kernel.value('EventParams', [
      ...[...detector.half, detector.radius, detector.shell],
      originZ,
      ...[scan.eventsPerMassPoint, nodes, Number(response.smears)],
    ]),
    cube: floats(channel.cube),
    energyNodes: kernel.list('EnergyNode', nodes, nodeScalars),
    formFactors: floats(channel.formFactorTable ?? [0]),
    response: floats(response.table),
    range: kernel.value('TemplateRange', [0, 0, scan.eventsPerMassPoint]),
    binOfCell: ofCell.map((bin) => (bin < 0 ? none : bin)),
  };
}

/** Scales only multiply: any number does. */
function templateRow(setup: PhysicsSetup, channel: Channel, masses: Masses, moments: number): number[] {
  const point = massPointOf(setup, masses, channel);
  const { firstCm, step, tilt } = channel.axis(point.m);
  const beamCells = channel.beam * setup.response.cells.length;
  const scales = Array.from({ length: 2 + moments }, () => 1);
  const { kind, nearZ, length, radius, taper, outer, halfHeight } = channel.body;
  const body = [kind, nearZ, length, radius, taper, outer, halfHeight];
  return [...massPointRow(point), 0, 0, 0, channel.born, ...body, beamCells, firstCm, step, tilt, ...scales];
}

/** What a lane of lifetimeTemplates does with LIFETIME_LANES staged events, for N born in the volume or outside of it. */
export async function countLifetimes(scan: ExperimentScan, born: number, change?: Change): Promise<Tally> {
  const kernel = await openKernel('lifetimeTemplates', scan, change);
  const { LANE_BINS: bins = 0 } = linkConstants(scan);
  const events = Array.from({ length: LIFETIME_LANES }, (_, i) => [10 * 1.2 ** i, 0.5]);
  kernel.set({
    paths: kernel.list('vec2f', LIFETIME_LANES, events.flat().map(Math.fround)),
    weights: kernel.list('f32', bins * LIFETIME_LANES, new Float32Array(bins * LIFETIME_LANES).fill(0.1)),
  });
  const none = kernel.value('LaneSums', zeros(8 * bins));
  const t = kernel.value('f32', [Math.fround(0.01)]);
  kernel.call('addStaged', none, t, born === BORN.inside);
  return kernel.tally;
}

/** How yields read sums: measures, `nodes` Chebyshev nodes, or one of as many exact nodes. */
export type ReadSums =
  | { readonly form: 'measures' }
  | { readonly form: 'lifetimes'; readonly nodes: number; readonly isExact: boolean };

/** What the yields kernel does in one channel and bin at a block of couplings, for N born in the volume or outside of it. */
export async function countYield(
  scan: ExperimentScan,
  born: number,
  read: ReadSums,
  change?: Change,
): Promise<Tally> {
  const kernel = await openKernel('yields', scan, change, read.form);
  const { MOMENTS = 0, COUPLING_BLOCK = 0 } = linkConstants(scan);
  const units = Array.from({ length: MOMENTS }, () => 1);
  kernel.set({
    params: kernel.value('YieldParams', [1, COUPLING_BLOCK, 2 ** -18]),
    masses: kernel.list('YieldMass', 1, [0, 0, 0, Number(born !== BORN.inside), ...units]),
    ...readableSums(kernel, MOMENTS, read),
  });
  const lifetime = read.form === 'measures' ? 1e-2 : 0;
  const points = Array.from({ length: COUPLING_BLOCK }, () => [lifetime, 1, 1e-3, 1].map(Math.fround));
  kernel.call('evaluateChannel', 0, kernel.list('YieldPoint', COUPLING_BLOCK, points.flat()), 0);
  return kernel.tally;
}

/** Sums of one row, two limbs each, and what is known of the row. */
function readableSums(kernel: CountedKernel, moments: number, read: ReadSums): Record<string, Value> {
  if (read.form === 'measures') {
    const sums = moments * LAPLACE_NODES;
    return {
      // Two moments in a vector.
      sums: kernel.list('vec4i', sums / 2, zeros(2 * sums)),
      rowSums: kernel.list('RowSums', 1, [0.01, 0.17].map(Math.fround)),
    };
  }
  const sums = 2 * moments * MOST_NODES;
  const pairs = chebyshevPairs();
  return {
    sums: kernel.list('i32', sums, zeros(sums)),
    rowSums: kernel.list('RowSums', 1, [0, read.nodes, Number(read.isExact), 10, 300]),
    inverseCtau: kernel.list('f32', read.nodes, new Float32Array(read.nodes).fill(0.01)),
    chebyshev: kernel.list('vec2f', pairs.length / 2, pairs),
  };
}

/** What the chi2 kernel does at one grid point: a signal of a tenth of the background. */
export async function countChi2(scan: ExperimentScan, change?: Change): Promise<Tally> {
  const kernel = await openKernel('chi2', scan, change);
  const setup = setUpPhysics(scan);
  const { signalBins } = setup;
  const { background } = setup.counts;
  const {
    GRID_AXES = 0,
    BIN_COUNT = 0,
    BEAM_BINS = 0,
    SIGNAL_BINS = 0,
    GROUP_COUNT = 0,
  } = linkConstants(scan);
  const axes = Array.from({ length: GRID_AXES }, () => [2, 0, 0, 0]).flat();
  const bins = setup.beamBins.flatMap((beam) =>
    Array.from({ length: BEAM_BINS }, (_, i) => {
      const bin = beam.bins[i];
      return bin === undefined ? BIN_COUNT : signalBins.indexOf(bin);
    }),
  );
  const yields = bins.flatMap((bin) => [
    0.01,
    ...Array.from(
      { length: GROUP_COUNT },
      () => (0.1 * (background[signalBins[bin] ?? -1] ?? 0)) / GROUP_COUNT,
    ),
  ]);
  const prepared = preparedCountsOf(scan);
  const scalars = scalarsOf(prepared.fields(prepared.constants));
  kernel.set({
    params: kernel.value('ScanParams', [...axes, 1, 1]),
    counts: kernel.list('PreparedCounts', 1, scalars),
    yields: kernel.list('Yield', SIGNAL_BINS, yields.map(Math.fround)),
    mixings: kernel.list('f32', 1, [1]),
    chi2Out: kernel.list('f32', 1, [0]),
    signalOut: kernel.list('f32', 1, [0]),
    groupSignalOut: kernel.list('f32', GROUP_COUNT, zeros(GROUP_COUNT)),
    signalBins: kernel.value('SignalBins', bins),
  });
  kernel.call('scanChi2', [0, 0, 0], [1, 1, 1]);
  return kernel.tally;
}

/** What the reduce kernel does with numbers of a grid: an invocation of so many fours, none of which has a number that is not known. */
export async function countReduction(fours: number, change?: Change): Promise<Tally> {
  const kernel = await openKernel('reduce', quickstart, change);
  const count = 4 * KERNEL_SIZES.WORKGROUP * fours;
  const bits = new Uint32Array(Float32Array.from({ length: count }, (_, i) => 30 + Math.sin(i)).buffer);
  kernel.set({
    params: kernel.value('ReduceParams', [count, 1]),
    fours: kernel.list('vec4u', count / 4, bits),
  });
  kernel.call('reduceFours', 0, 0, count / 4);
  return kernel.tally;
}

/** What the sum kernel does with numbers of a grid: each in `sumOfTwo`, and with doubles in `doubleOf`, `sumOf` and `singleOf`. */
export async function countSum(numbers: number, change?: Change): Promise<Tally> {
  const kernel = await openKernel('sum', quickstart, change);
  const bits = new Uint32Array(Float32Array.from({ length: 2 * numbers }, (_, i) => 30 + Math.sin(i)).buffer);
  for (let i = 0; i < numbers; i++) {
    const [x, y] = [at(bits, 2 * i), at(bits, 2 * i + 1)];
    kernel.call('sumOfTwo', x, y);
    kernel.call('doubleOf', x);
    // 32, and what is a little less.
    kernel.call('sumOf', [0x40400000, 0], [0x403e0000 + (y % 2 ** 16), 0x20000000]);
    kernel.call('singleOf', [0x40400000 + (x % 2 ** 16), 0x20000000]);
  }
  return kernel.tally;
}
