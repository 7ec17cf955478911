/** A source of records and the templates kernel, with buffers for the largest tile of a scan. */

import { createBuffer, createBufferWith } from '../../gpu/buffers.js';
import type { GpuContext } from '../../gpu/context.js';
import { type Binding, createBindGroups } from '../../gpu/layout.js';
import { DEFAULT_LIMITS, grantedLimit } from '../../gpu/limits.js';
import { LAPLACE_NODES } from '../../physics/laplace.js';
import { KERNEL_SIZES, templateBytes } from '../../prediction/kernelSizes.js';
import type { PhysicsSetup } from '../../prediction/physicsSetup.js';
import { largestBeamBins } from '../../prediction/signalBins.js';
import type { ExperimentScan } from '../../resolved/scan.js';
import { compileKernel, type Kernel } from '../packing/kernels.js';
import { templateParams } from '../packing/templateRows.js';
import type { RecordSource } from './recordSource.js';
import { RECORD_SOURCES } from './recordSources.js';

const { EVENTS_PER_WORKGROUP } = KERNEL_SIZES;
/** Bytes of an event's record, without its probabilities. */
const RECORD_BYTES = 16;
/** Most bytes of the records of a dispatch, so that they may stay in the cache of the GPU. */
const RECORDS_BYTES = 2 ** 26;

/** The source and the kernel that sums its records, bound to the buffers that they share. */
export interface TemplateKernels {
  readonly source: RecordSource;
  readonly templates: Kernel & { readonly bindGroups: readonly GPUBindGroup[] };
  /** TemplateRange. */
  readonly range: GPUBuffer;
  /** Sums, shape [rows][bins][nodes][moments][2]. */
  readonly sums: GPUBuffer;
  /** One word per row; non-zero where a sum exceeded its bound. */
  readonly overflows: GPUBuffer;
  /** Batches of EVENTS_PER_WORKGROUP events whose records fit into the buffers at a time. */
  readonly batchesOfRecords: number;
  /** Number of groups of bins, which the templates kernel processes one after another. */
  readonly binGroups: number;
}

/** Settings that only tests change. */
export interface TemplateSizes {
  /** Most bins of a workgroup; results do not depend on it. */
  readonly binsPerGroup?: number;
  /** Most workgroups of a dispatch; results do not depend on it. */
  readonly largestDispatch?: number;
  /** Invocations that share a quad, 1 or 4; results do not depend on it. Default: 4 on hardware. */
  readonly owners?: number;
}

/** Compiles the kernels and allocates buffers for tiles of at most `maxRows` rows. Throws DeviceError. */
export async function createTemplateKernels(
  context: GpuContext,
  setup: PhysicsSetup,
  codes: Readonly<Record<'events' | 'templates', string>>,
  maxRows: number,
  options: TemplateSizes,
): Promise<TemplateKernels> {
  const { scan } = setup;
  const bins = largestBeamBins(scan.experiment);
  const binsPerGroup = groupOfBins(context, scan, options.binsPerGroup ?? bins);
  const templatesKernel = await compileKernel(context, 'templates', codes.templates, {
    ...KERNEL_SIZES,
    BINS_PER_GROUP: binsPerGroup,
    OWNERS: options.owners ?? (context.info.software ? 1 : 4),
  });
  const { STORAGE, COPY_SRC, COPY_DST, UNIFORM } = GPUBufferUsage;
  const storage = (label: string, size: number, extra = COPY_DST) =>
    createBuffer(context, { label, size, usage: STORAGE | extra });
  const batches = Math.ceil(scan.eventsPerMassPoint / EVENTS_PER_WORKGROUP);
  const eventsPerBatch = Math.min(scan.eventsPerMassPoint, EVENTS_PER_WORKGROUP);
  const bytesPerBatch = eventsPerBatch * (RECORD_BYTES + 4 * bins);
  const batchesOfRecords = Math.min(
    maxRows * batches,
    Math.max(Math.floor(RECORDS_BYTES / bytesPerBatch), 1),
    options.largestDispatch ?? DEFAULT_LIMITS.maxComputeWorkgroupsPerDimension,
  );
  const shared = {
    range: await createBuffer(context, { label: 'template range', size: 16, usage: UNIFORM | COPY_DST }),
    rows: await storage('rows', maxRows * templatesKernel.layout.sizeOf('TemplateRow')),
    records: await storage('records', batchesOfRecords * eventsPerBatch * RECORD_BYTES, 0),
    probabilities: await storage('probabilities', batchesOfRecords * eventsPerBatch * 4 * bins, 0),
  };
  const { kernel, create } = RECORD_SOURCES.sampled;
  const source = await create(context, setup, codes[kernel], shared, maxRows);
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
    source,
    templates: {
      ...templatesKernel,
      bindGroups: await createBindGroups(context, templatesKernel, templateBuffers),
    },
    range: shared.range,
    sums: templateBuffers.sums,
    overflows: templateBuffers.overflows,
    batchesOfRecords,
    binGroups: Math.ceil(bins / binsPerGroup),
  };
}

/** Number of bins, at most `wanted`, whose sums fit into the workgroup memory of a device; WebGPU's default of 16 KiB holds five. */
function groupOfBins(context: GpuContext, scan: ExperimentScan, wanted: number): number {
  const shared = grantedLimit(context, 'maxComputeWorkgroupStorageSize');
  // Sums in float32, which is half the size of two limbs, rounded up to whole quads of moments.
  const quads = Math.ceil(templateBytes(scan) / (8 * LAPLACE_NODES * 4));
  const bytesPerBin = quads * LAPLACE_NODES * 16;
  return Math.max(1, Math.min(wanted, Math.floor(shared / bytesPerBin)));
}
