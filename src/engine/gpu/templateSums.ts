/** The kernel that sums records to templates of either form, and what the yields kernel reads of them. */

import { createBuffer, createBufferWith, uploadBuffer } from '../../gpu/buffers.js';
import type { GpuContext } from '../../gpu/context.js';
import { createBindGroups, structViews } from '../../gpu/layout.js';
import { grantedLimit } from '../../gpu/limits.js';
import type { Dispatch } from '../../gpu/timing.js';
import { LAPLACE_NODES } from '../../physics/laplace.js';
import { LIFETIME_LANES, MOST_NODES } from '../../physics/lifetimeNodes.js';
import { KERNEL_SIZES, LANE_BINS, momentCounts, templateBytes } from '../../prediction/kernelSizes.js';
import type { PhysicsSetup } from '../../prediction/physicsSetup.js';
import { largestBeamBins } from '../../prediction/signalBins.js';
import { TEMPLATE_FORMS, type TemplateForm } from '../../prediction/templateForms.js';
import type { ExperimentScan } from '../../resolved/scan.js';
import { compileKernel, type Kernel, TEMPLATE_KERNELS } from '../packing/kernels.js';
import { chebyshevPairs, type PackedSums } from '../packing/rowSums.js';
import { templateParams } from '../packing/templateRows.js';
import type { RecordBuffers } from './records/recordSource.js';

/** The kernel and its buffers, for the largest tile of a scan. */
export interface TemplateSums {
  readonly form: TemplateForm;
  readonly kernel: Kernel;
  /** What the yields kernel reads, by the names of the shaders' variables. The sums have the shape [rows][bins], and in them that of the form. */
  readonly readable: Readonly<Record<'sums' | 'rowSums', GPUBuffer>> &
    Readonly<Partial<Record<'inverseCtau' | 'chebyshev', GPUBuffer>>>;
  /** One word per row; non-zero where a sum exceeded its bound. */
  readonly overflows: GPUBuffer;
  /** Uploads what is known of the sums of each row of a tile. */
  setRows(packed: PackedSums): void;
  /** The dispatch that sums the records of `batches` batches of events of each of `rows` rows. */
  dispatch(batches: number, rows: number, packed: PackedSums): Dispatch;
}

/** Settings that only tests change. */
export interface TemplateSizes {
  /** Most bins of a workgroup of measures; results do not depend on it. */
  readonly binsPerGroup?: number;
  /** Most workgroups of a dispatch; results do not depend on it. */
  readonly largestDispatch?: number;
  /** Invocations that share a quad of measures, 1 or 4; results do not depend on it. Default: 4 on hardware. */
  readonly owners?: number;
}

/** What the kernel is made from. */
export interface TemplateSumsOptions extends TemplateSizes {
  readonly form: TemplateForm;
  /** The linked texts of the kernel that sums, and of the one that reads the sums. */
  readonly codes: Readonly<Record<'templates' | 'yields', string>>;
  /** Rows of the largest tile. */
  readonly maxRows: number;
}

/** Compiles the kernel of a form and allocates its buffers. Throws DeviceError. */
export async function createTemplateSums(
  context: GpuContext,
  setup: PhysicsSetup,
  records: RecordBuffers,
  options: TemplateSumsOptions,
): Promise<TemplateSums> {
  const { form, maxRows, codes } = options;
  const { kernel, depth } = await compileForm(context, setup.scan, options);
  const { STORAGE, COPY_SRC, COPY_DST, UNIFORM } = GPUBufferUsage;
  const storage = (label: string, size: number, usage = STORAGE | COPY_DST) =>
    createBuffer(context, { label, size, usage });
  const bins = largestBeamBins(setup.scan.experiment);
  const sums = await storage(
    'template sums',
    maxRows * bins * templateBytes(setup.scan),
    STORAGE | COPY_DST | COPY_SRC,
  );
  const overflows = await storage('overflows', maxRows * 4, STORAGE | COPY_DST | COPY_SRC);
  const rowSums = await storage('rows of sums', maxRows * structViews(codes.yields).sizeOf('RowSums'));
  const nodes = form === 'lifetimes' ? await nodeBuffers(context, maxRows) : undefined;
  const params = await createBufferWith(context, {
    label: 'template parameters',
    usage: UNIFORM,
    data: templateParams(setup, kernel, form),
  });
  const readable = { sums, rowSums, ...nodes };
  const bindGroups = await createBindGroups(context, kernel, { ...records, ...readable, params, overflows });
  return {
    form,
    kernel,
    readable,
    overflows,
    setRows(packed) {
      uploadBuffer(context, rowSums, packed.rowSums);
      if (nodes) uploadBuffer(context, nodes.inverseCtau, packed.inverseCtau);
    },
    // Profiles call it templates, in whatever form.
    dispatch: (x, y, packed) => ({
      ...kernel,
      label: 'templates',
      bindGroups,
      workgroups: [x, y, depth(packed)],
    }),
  };
}

/** The kernel of a form, and its workgroups in z for a tile. */
interface CompiledForm {
  readonly kernel: Kernel;
  depth(packed: PackedSums): number;
}

async function compileForm(
  context: GpuContext,
  scan: ExperimentScan,
  { form, codes, binsPerGroup, owners }: TemplateSumsOptions,
): Promise<CompiledForm> {
  const name = TEMPLATE_KERNELS[form];
  const bins = largestBeamBins(scan.experiment);
  const { eventsPerWorkgroup } = TEMPLATE_FORMS[form];
  if (form === 'lifetimes') {
    const kernel = await compileKernel(context, name, codes.templates, {
      EVENTS_PER_WORKGROUP: eventsPerWorkgroup,
    });
    const groups = Math.ceil(bins / Math.min(bins, LANE_BINS));
    return { kernel, depth: ({ mostNodes }) => Math.ceil(mostNodes / LIFETIME_LANES) * groups };
  }
  const perGroup = groupOfBins(context, scan, binsPerGroup ?? bins);
  const kernel = await compileKernel(context, name, codes.templates, {
    ...KERNEL_SIZES,
    BINS_PER_GROUP: perGroup,
    OWNERS: owners ?? (context.info.software ? 1 : 4),
  });
  const groups = Math.ceil(bins / perGroup);
  return { kernel, depth: () => groups };
}

/** Values of 1/(c tau) of all nodes of a tile, and the tables by which they are interpolated. */
async function nodeBuffers(context: GpuContext, maxRows: number) {
  const { STORAGE, COPY_DST } = GPUBufferUsage;
  return {
    inverseCtau: await createBuffer(context, {
      label: 'nodes',
      size: maxRows * MOST_NODES * 4,
      usage: STORAGE | COPY_DST,
    }),
    chebyshev: await createBufferWith(context, {
      label: 'Chebyshev nodes',
      usage: STORAGE,
      data: chebyshevPairs(),
    }),
  };
}

/** Number of bins, at most `wanted`, whose sums fit into the workgroup memory of a device; WebGPU's default of 16 KiB holds five. */
function groupOfBins(context: GpuContext, scan: ExperimentScan, wanted: number): number {
  const shared = grantedLimit(context, 'maxComputeWorkgroupStorageSize');
  const { signal, variance } = momentCounts(scan);
  // Sums in float32, in whole quads of moments.
  const quads = Math.ceil((signal + variance) / 4);
  const bytesPerBin = quads * LAPLACE_NODES * 16;
  return Math.max(1, Math.min(wanted, Math.floor(shared / bytesPerBin)));
}
