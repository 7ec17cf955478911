/** Records by reweighting: the weights of a sample's events at the mass point of every row. docs/physics.md, section 6, "Reweighting". */
import { at } from '../../../at.js';
import { DeviceError } from '../../../errors.js';
import { createBuffer, createBufferWith, uploadBuffer } from '../../../gpu/buffers.js';
import type { GpuContext } from '../../../gpu/context.js';
import { createBindGroups, type ShaderLayout } from '../../../gpu/layout.js';
import { structWords } from '../../../gpu/structWords.js';
import { ELECTRON_MASS_GEV } from '../../../physics/constants.js';
import type { Channel } from '../../../prediction/channels.js';
import { KERNEL_SIZES } from '../../../prediction/kernelSizes.js';
import type { PhysicsSetup } from '../../../prediction/physicsSetup.js';
import { largestBeamBins } from '../../../prediction/signalBins.js';
import { reweightingOf } from '../../../reweighting/reweighting.js';
import type { ChannelEvents } from '../../../reweighting/sampleEvents.js';
import { compileKernel, type LinkedKernels } from '../../packing/kernels.js';
import { densityScale, type ReweightedRow } from '../../packing/reweightedRows.js';
import { concatenated } from '../../packing/templateRows.js';
import type { PlannedSource, RecordBuffers, RecordSource } from './recordSource.js';

/** How densities are compared; codes of the kernel. */
const RATIOS = { none: 0, exact: 1, seen: 2 } as const;

/** The source of a scan whose events are those of a sample. */
export function planReweighted(setup: PhysicsSetup): PlannedSource {
  const reweighting = reweightingOf(setup);
  const events = Math.max(1, ...setup.channels.map((channel) => reweighting.countOf(channel)));
  return {
    events,
    wholeRows: true,
    create: async (context, codes, buffers, maxRows) => ({
      events,
      wholeRows: true,
      ...(await createReweighted(context, setup, codes, buffers, maxRows)),
    }),
  };
}

async function createReweighted(
  context: GpuContext,
  setup: PhysicsSetup,
  { reweightedEvents, scaleRecords }: LinkedKernels,
  shared: RecordBuffers,
  maxRows: number,
): Promise<Pick<RecordSource, 'peaks' | 'setRows' | 'dispatches'>> {
  if (reweightedEvents === undefined || scaleRecords === undefined) {
    throw new RangeError('the kernels of a scan with a sample are linked for it');
  }
  const { WORKGROUP } = KERNEL_SIZES;
  const weigh = await compileKernel(context, 'reweightedEvents', reweightedEvents, { WORKGROUP });
  const scale = await compileKernel(context, 'scaleRecords', scaleRecords, { WORKGROUP });
  const slots = createWeightSlots(setup);
  const { buffers, places } = await sampleBuffers(context, setup, weigh.layout, slots.most, maxRows);
  const groups = await createBindGroups(context, weigh, { ...shared, ...buffers });
  const scaleGroups = await createBindGroups(context, scale, { ...shared, ...buffers });
  const none = new Uint32Array(maxRows);
  return {
    peaks: buffers.peaks,
    setRows({ rows, reweighted }) {
      if (!reweighted) throw new RangeError('rows of a sample have routes');
      const firsts = reweighted.map((row) =>
        slots.placeOf(row, (weights, first) => uploadBuffer(context, buffers.weights, weights, 4 * first)),
      );
      uploadBuffer(context, shared.rows, rows);
      uploadBuffer(context, buffers.reweightedRows, packRows(weigh.layout, reweighted, places, firsts));
      uploadBuffer(context, buffers.peaks, none);
    },
    dispatches(events, rows) {
      const workgroups = [Math.ceil(events / WORKGROUP), rows] as const;
      return [
        { ...weigh, bindGroups: groups, workgroups },
        { ...scale, bindGroups: scaleGroups, workgroups },
      ];
    },
  };
}

/** Where the events and the probabilities of each channel begin. */
type ChannelPlaces = ReadonlyMap<
  Channel,
  { readonly event: number; readonly probability: number; readonly count: number }
>;

async function sampleBuffers(
  context: GpuContext,
  setup: PhysicsSetup,
  layout: ShaderLayout,
  mostWeights: number,
  maxRows: number,
) {
  const { STORAGE, COPY_DST, COPY_SRC } = GPUBufferUsage;
  const reweighting = reweightingOf(setup);
  const formFactors = concatenated([
    setup.intensityTable,
    ...setup.channels.map(({ formFactorTable }) => formFactorTable ?? []),
  ]);
  const bins = largestBeamBins(setup.scan.experiment);
  const places = new Map<Channel, { event: number; probability: number; count: number }>();
  let [event, probability] = [0, formFactors.length];
  for (const channel of setup.channels) {
    const count = reweighting.countOf(channel);
    places.set(channel, { event, probability, count });
    event += count;
    probability += count * bins;
  }
  const tables = new Float32Array(Math.max(probability, 1));
  tables.set(formFactors);
  const events = new Float32Array((Math.max(event, 1) * layout.sizeOf('SampleEvent')) / 4);
  const write = eventWriter(layout);
  for (const channel of setup.channels) {
    const place = places.get(channel);
    if (!place || place.count === 0) continue;
    const ofChannel = reweighting.eventsOf(channel);
    ofChannel.bins.forEach((row, bin) => {
      tables.set(row, place.probability + bin * place.count);
    });
    write(events, place.event, ofChannel);
  }
  const storage = (label: string, size: number, usage = STORAGE | COPY_DST) =>
    createBuffer(context, { label, size, usage });
  return {
    places,
    buffers: {
      reweightedRows: await storage('rows of the sample', maxRows * layout.sizeOf('ReweightedRow')),
      sampleEvents: await createBufferWith(context, {
        label: 'events of the sample',
        usage: STORAGE,
        data: events,
      }),
      weights: await storage('weights of the sample', 4 * Math.max(mostWeights, 1)),
      tables: await createBufferWith(context, {
        label: 'form factors and bins of the sample',
        usage: STORAGE,
        data: tables,
      }),
      peaks: await storage('largest weights', maxRows * 4, STORAGE | COPY_DST | COPY_SRC),
    },
  };
}

/** Writes the SampleEvents of a channel from event number `first` on. */
function eventWriter(layout: ShaderLayout) {
  const struct = structWords(layout, 'SampleEvent');
  const word = {
    minus: struct.f32('seen', 'minus'),
    eMinus: struct.f32('seen', 'eMinus'),
    plus: struct.f32('seen', 'plus'),
    ePlus: struct.f32('seen', 'ePlus'),
    energy: struct.f32('seen', 'energy'),
    above: struct.f32('seen', 'above'),
    flightCm: struct.f32('flightCm'),
    q2: struct.f32('q2'),
    producedGev: struct.f32('producedGev'),
    z: struct.f32('z'),
  };
  return (into: Float32Array, first: number, { seen, flightCm, q2, producedGev, z }: ChannelEvents): void => {
    seen.forEach((event, i) => {
      const base = (first + i) * struct.size;
      into.set(event.minus, base + word.minus);
      into[base + word.eMinus] = event.eMinus;
      into.set(event.plus, base + word.plus);
      into[base + word.ePlus] = event.ePlus;
      into[base + word.energy] = event.energy;
      into[base + word.above] = event.massSq - 4 * ELECTRON_MASS_GEV ** 2;
      into[base + word.flightCm] = flightCm[i] ?? 0;
      into[base + word.q2] = q2?.[i] ?? 0;
      into[base + word.producedGev] = producedGev?.[i] ?? 1;
      into[base + word.z] = z?.[i] ?? 0;
    });
  };
}

/** The bytes of the ReweightedRows of a tile. */
function packRows(
  layout: ShaderLayout,
  rows: readonly ReweightedRow[],
  places: ChannelPlaces,
  firstWeights: readonly number[],
): ArrayBuffer {
  const { arrayBuffer, items } = layout.views('ReweightedRow', rows.length);
  rows.forEach((row, i) => {
    const place = places.get(row.channel);
    if (!place) throw new RangeError('a row is a channel of its scan');
    at(items, i).set({
      ratio: RATIOS[row.route?.ratio ?? 'none'],
      firstEvent: place.event,
      events: place.count,
      firstProbability: place.probability,
      firstWeight: at(firstWeights, i),
      lowestEnergy: row.point.energies?.energyGev[0] ?? 0,
      hi: row.side.hi,
      pole: row.side.pole,
      scale: densityScale(row),
    });
  });
  return arrayBuffer;
}

/** Where the weights of events per unit of density are on the device: those of some components in a channel, once for all rows that have them. */
function createWeightSlots(setup: PhysicsSetup) {
  const reweighting = reweightingOf(setup);
  const components = setup.scan.sample?.components.length ?? 0;
  // By a component's phase space, and by those that decay alike: of real mediators as many as can be told apart.
  const sets = 3 * components + 2;
  const most = setup.channels.reduce((total, channel) => total + sets * reweighting.countOf(channel), 0);
  const known = new Map<string, number>();
  let next = 0;
  return {
    most,
    /** The first weight of a row; `upload` takes weights that are needed for the first time. */
    placeOf(
      { channel, route }: ReweightedRow,
      upload: (weights: Float32Array, first: number) => void,
    ): number {
      if (!route) return 0;
      const key = [channel.name, route.ratio, ...route.chosen].join(' ');
      const found = known.get(key);
      if (found !== undefined) return found;
      const { weights } = reweighting.weightsPerDensity(channel, route);
      const first = next;
      next += weights.length;
      if (next > most) throw new DeviceError('the weights of a sample need more room than there is');
      upload(weights, first);
      known.set(key, first);
      return first;
    },
  };
}
