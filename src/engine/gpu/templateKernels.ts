/** The events and the templates kernels with their buffers, sized for the largest tile of a scan. */

import { DeviceError } from '../../errors.js';
import { createBuffer, createBufferWith } from '../../gpu/buffers.js';
import type { GpuContext } from '../../gpu/context.js';
import { type Binding, createBindGroups } from '../../gpu/layout.js';
import { LAPLACE_NODES } from '../../physics/laplace.js';
import { KERNEL_SIZES, templateBytes } from '../../prediction/kernelSizes.js';
import { largestBeamBins, type PhysicsSetup } from '../../prediction/physicsSetup.js';
import type { ExperimentScan } from '../../resolved/scan.js';
import { compileKernel, type Kernel } from './kernels.js';
import { concatenated, eventParams, templateParams } from './templateRows.js';

const { EVENTS_PER_WORKGROUP } = KERNEL_SIZES;
/** Bytes of an event's record, beside its probabilities; and of all records of a dispatch, which a GPU's cache may hold. */
const RECORD_BYTES = 16;
const RECORDS_BYTES = 2 ** 26;

/** Both kernels, bound to the buffers that they share. */
export interface TemplateKernels {
  readonly events: Kernel & { readonly bindGroups: readonly GPUBindGroup[] };
  readonly templates: Kernel & { readonly bindGroups: readonly GPUBindGroup[] };
  /** TemplateRange, the rows and the energy tables that they refer to; nodes of the longest table. */
  readonly range: GPUBuffer;
  readonly rows: GPUBuffer;
  readonly energyNodes: GPUBuffer;
  readonly tableNodes: number;
  /** Sums, shape [rows][bins][nodes][moments][2]; and one word per row, non-zero where a term left its bound. */
  readonly sums: GPUBuffer;
  readonly overflows: GPUBuffer;
  /** Batches of EVENTS_PER_WORKGROUP events whose records have room at a time. */
  readonly batchesOfRecords: number;
  /** Groups of bins that the templates kernel takes one after another. */
  readonly binGroups: number;
}

/** Settings that only tests change. */
export interface TemplateSizes {
  /** Most bins of a workgroup, and most workgroups of a dispatch; results do not depend on either. */
  readonly binsPerGroup?: number;
  readonly largestDispatch?: number;
  /** Invocations that share a quad, 1 or 4; results do not depend on it. Default: 4 on hardware. */
  readonly owners?: number;
}

/** Compiles the kernels and allocates for at most `maxRows` rows a tile. Throws DeviceError. */
export async function createTemplateKernels(
  context: GpuContext,
  setup: PhysicsSetup,
  codes: Readonly<Record<'events' | 'templates', string>>,
  maxRows: number,
  options: TemplateSizes,
): Promise<TemplateKernels> {
  const { scan } = setup;
  const bins = largestBeamBins(scan.experiment);
  const eventsKernel = await compileKernel(context, 'events', codes.events, KERNEL_SIZES);
  const binsPerGroup = groupOfBins(context, scan, options.binsPerGroup ?? bins);
  const templatesKernel = await compileKernel(context, 'templates', codes.templates, {
    ...KERNEL_SIZES,
    BINS_PER_GROUP: binsPerGroup,
    OWNERS: options.owners ?? (context.info.software ? 1 : 4),
  });
  const nodes = Math.max(...setup.channels.map(({ flux }) => flux.energyGev.length));
  const { STORAGE, COPY_SRC, COPY_DST, UNIFORM } = GPUBufferUsage;
  const storage = (label: string, size: number, extra = COPY_DST) =>
    createBuffer(context, { label, size, usage: STORAGE | extra });
  const cube = concatenated(setup.channels.map((channel) => channel.cube));
  checkEvents(context, scan, cube);
  const batches = Math.ceil(scan.eventsPerMassPoint / EVENTS_PER_WORKGROUP);
  const eventsPerBatch = Math.min(scan.eventsPerMassPoint, EVENTS_PER_WORKGROUP);
  const bytesPerBatch = eventsPerBatch * (RECORD_BYTES + 4 * bins);
  const batchesOfRecords = Math.min(
    maxRows * batches,
    Math.max(Math.floor(RECORDS_BYTES / bytesPerBatch), 1),
    options.largestDispatch ?? 65535,
  );
  const shared = {
    range: await createBuffer(context, { label: 'template range', size: 16, usage: UNIFORM | COPY_DST }),
    rows: await storage('rows', maxRows * eventsKernel.layout.sizeOf('TemplateRow')),
    records: await storage('records', batchesOfRecords * eventsPerBatch * RECORD_BYTES, 0),
    probabilities: await storage('probabilities', batchesOfRecords * eventsPerBatch * 4 * bins, 0),
  };
  const eventBuffers = {
    ...shared,
    params: await createBufferWith(context, {
      label: 'event parameters',
      usage: UNIFORM,
      data: eventParams(setup, eventsKernel, nodes),
    }),
    cube: await createBufferWith(context, {
      label: 'hypercube',
      usage: STORAGE,
      data: cube,
    }),
    energyNodes: await storage('energy tables', maxRows * nodes * eventsKernel.layout.sizeOf('EnergyNode')),
    formFactors: await createBufferWith(context, {
      label: 'form factors',
      usage: STORAGE,
      // Protons need none; a buffer is never empty.
      data: concatenated([
        setup.intensityTable,
        ...setup.channels.map((channel) => channel.formFactorTable ?? []),
        [0],
      ]),
    }),
    response: await createBufferWith(context, {
      label: 'response',
      usage: STORAGE,
      data: Float32Array.from(setup.response.table),
    }),
    binOfCell: await createBufferWith(context, {
      label: 'bins of cells',
      usage: STORAGE,
      data: Uint32Array.from(
        setup.beamBins.flatMap(({ ofCell }) => ofCell.map((bin) => (bin < 0 ? bins : bin))),
      ),
    }),
  } satisfies Record<string, Binding>;
  const templateBuffers = {
    ...shared,
    params: await createBufferWith(context, {
      label: 'template parameters',
      usage: UNIFORM,
      data: templateParams(setup, templatesKernel),
    }),
    sums: await storage('template sums', maxRows * bins * templateBytes(scan), COPY_DST | COPY_SRC),
    overflows: await storage('overflows', maxRows * 4, COPY_DST | COPY_SRC),
  } satisfies Record<string, Binding>;
  return {
    events: { ...eventsKernel, bindGroups: await createBindGroups(context, eventsKernel, eventBuffers) },
    templates: {
      ...templatesKernel,
      bindGroups: await createBindGroups(context, templatesKernel, templateBuffers),
    },
    range: shared.range,
    rows: shared.rows,
    energyNodes: eventBuffers.energyNodes,
    tableNodes: nodes,
    sums: templateBuffers.sums,
    overflows: templateBuffers.overflows,
    batchesOfRecords,
    binGroups: Math.ceil(bins / binsPerGroup),
  };
}

/** Bins whose sums fit into the workgroup memory of a device; WebGPU's default of 16 KiB holds five. */
function groupOfBins({ limits }: GpuContext, scan: ExperimentScan, wanted: number): number {
  const shared = limits.maxComputeWorkgroupStorageSize ?? 16384;
  // In float32, half of the two limbs; in whole quads.
  const quads = Math.ceil(templateBytes(scan) / (8 * LAPLACE_NODES * 4));
  const bytesPerBin = quads * LAPLACE_NODES * 16;
  return Math.max(1, Math.min(wanted, Math.floor(shared / bytesPerBin)));
}

/** The points of all channels are one binding; where a device does not grant it, fewer events are the way out: DeviceError. */
export function checkEvents(
  { limits, info }: Pick<GpuContext, 'limits' | 'info'>,
  scan: Pick<ExperimentScan, 'eventsPerMassPoint' | 'experiment' | 'autoEvents'>,
  cube: Pick<Float32Array, 'byteLength'>,
): void {
  const granted = limits.maxStorageBufferBindingSize ?? 2 ** 27;
  if (cube.byteLength <= granted) return;
  const most = 2 ** Math.floor(Math.log2((scan.eventsPerMassPoint * granted) / cube.byteLength));
  throw new DeviceError(
    `${scan.eventsPerMassPoint} events in all channels of ${scan.experiment.name} are more than ${info.adapter} can bind; at most ${most} are possible here: lower ${scan.autoEvents ? 'the cap of events' : 'events'}`,
  );
}
