/** The templates kernel on the host side: rows (mass points, channel by channel) in, fixed-point measures out. */

import type { ExperimentScan } from '../config/types.js';
import { DeviceError } from '../errors.js';
import { createBuffer, createBufferWith, uploadBuffer } from '../gpu/buffers.js';
import type { GpuContext } from '../gpu/context.js';
import { type Binding, createBindGroups } from '../gpu/layout.js';
import { DispatchBudget, timeDispatches } from '../gpu/timing.js';
import type { Bounds } from './bounds.js';
import { compileKernel, KERNEL_SIZES, templateBytes } from './kernels.js';
import { createRowPacker } from './packRows.js';
import { largestBeamBins, type PhysicsSetup } from './physicsSetup.js';
import { createRowBounds } from './rowBounds.js';
import { concatenated, type TemplateRow, templateParams } from './templateRows.js';

const { EVENTS_PER_WORKGROUP } = KERNEL_SIZES;
/** Dispatches stay below this: a display's watchdog may kill longer ones, and progress stays smooth. */
const DISPATCH_MS = 100;

/** The pass and its buffers, sized for the largest tile of a scan. */
export interface TemplatePass {
  /** Sums, shape [rows][bins][moments][nodes][2]. */
  readonly sums: GPUBuffer;
  /** One word per row; non-zero where a term left its bound. */
  readonly overflows: GPUBuffer;
  /** Bounds that the rows' sums are fractions of, in the order of the rows. */
  run(rows: readonly TemplateRow[], onProgress: (fraction: number) => void): Promise<readonly Bounds[]>;
}

/** Settings that only tests change. */
export interface TemplateOptions {
  /** Factor on the proven bounds: below 1, overflow becomes possible and must be flagged. Default 1. */
  readonly boundFactor?: number;
  /** Most bins of a workgroup, and most workgroups of a dispatch; results do not depend on either. */
  readonly binsPerGroup?: number;
  readonly largestDispatch?: number;
}

/** Compiles the kernel and allocates for at most `maxRows` rows a tile. */
export async function createTemplatePass(
  context: GpuContext,
  setup: PhysicsSetup,
  code: string,
  maxRows: number,
  options: TemplateOptions = {},
): Promise<TemplatePass> {
  const { scan } = setup;
  const bins = largestBeamBins(scan.experiment);
  const bytesPerBin = templateBytes(scan);
  const shared = context.limits.maxComputeWorkgroupStorageSize ?? 16384;
  // Per event a record of 16 bytes and one probability a bin; per bin its sums in float32.
  const fitting = Math.floor(
    (shared - 16 * EVENTS_PER_WORKGROUP) / (bytesPerBin / 2 + 4 * EVENTS_PER_WORKGROUP),
  );
  const binsPerGroup = Math.max(1, Math.min(bins, options.binsPerGroup ?? fitting, fitting));
  const kernel = await compileKernel(context, 'templates', code, {
    ...KERNEL_SIZES,
    BINS_PER_GROUP: binsPerGroup,
  });
  const nodes = Math.max(...setup.channels.map(({ flux }) => flux.energyGev.length));
  const { STORAGE, COPY_SRC, COPY_DST, UNIFORM } = GPUBufferUsage;
  const storage = (label: string, size: number, extra = COPY_DST) =>
    createBuffer(context, { label, size, usage: STORAGE | extra });
  const cube = concatenated(setup.channels.map((channel) => channel.cube));
  checkEvents(context, scan, cube);
  const buffers = {
    params: await createBufferWith(context, {
      label: 'template parameters',
      usage: UNIFORM,
      data: templateParams(setup, kernel, nodes),
    }),
    cube: await createBufferWith(context, {
      label: 'hypercube',
      usage: STORAGE,
      data: cube,
    }),
    energyNodes: await storage('energy tables', maxRows * nodes * kernel.layout.sizeOf('EnergyNode')),
    formFactors: await createBufferWith(context, {
      label: 'form factors',
      usage: STORAGE,
      // Protons need none; a buffer is never empty.
      data: concatenated([...setup.channels.map((channel) => channel.formFactorTable ?? []), [0]]),
    }),
    rows: await storage('rows', maxRows * kernel.layout.sizeOf('TemplateRow')),
    sums: await storage('template sums', maxRows * bins * bytesPerBin, COPY_DST | COPY_SRC),
    overflows: await storage('overflows', maxRows * 4, COPY_DST | COPY_SRC),
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
    range: await createBuffer(context, { label: 'template range', size: 16, usage: UNIFORM | COPY_DST }),
  } satisfies Record<string, Binding>;
  const bindGroups = await createBindGroups(context, kernel, buffers);
  const boundsOf = createRowBounds(setup, options.boundFactor ?? 1);
  const packRows = createRowPacker(setup, kernel.layout, nodes);
  const batches = Math.ceil(scan.eventsPerMassPoint / EVENTS_PER_WORKGROUP);
  const budget = new DispatchBudget({
    targetMs: DISPATCH_MS,
    first: 64,
    most: options.largestDispatch ?? 65535,
  });

  return {
    sums: buffers.sums,
    overflows: buffers.overflows,
    async run(rows, onProgress) {
      const bounds = rows.map(boundsOf);
      const packed = packRows(rows, bounds);
      uploadBuffer(context, buffers.energyNodes, packed.energies);
      uploadBuffer(context, buffers.rows, packed.rows);
      const encoder = context.device.createCommandEncoder({ label: 'clear sums' });
      encoder.clearBuffer(buffers.sums);
      encoder.clearBuffer(buffers.overflows);
      context.device.queue.submit([encoder.finish()]);
      const total = rows.length * batches;
      for (let done = 0; done < total; ) {
        // Whole rows while the budget allows, else a stretch of one row's batches.
        const row = Math.floor(done / batches);
        const batch = done % batches;
        const whole = batch === 0 ? Math.min(Math.floor(budget.count / batches), rows.length - row) : 0;
        const x = whole > 0 ? batches : Math.min(budget.count, batches - batch);
        const y = Math.max(whole, 1);
        const range = kernel.layout.view('TemplateRange');
        range.set({ firstRow: row, firstBatch: batch });
        uploadBuffer(context, buffers.range, range.arrayBuffer);
        const { wallMs } = await timeDispatches(context, [
          {
            label: 'templates',
            pipeline: kernel.pipeline,
            bindGroups,
            workgroups: [x, y, Math.ceil(bins / binsPerGroup)],
          },
        ]);
        budget.record(x * y, wallMs);
        done += x * y;
        onProgress(done / total);
      }
      return bounds;
    },
  };
}

/** The points of all channels are one binding; where a device does not grant it, fewer events are the way out: DeviceError. */
export function checkEvents(
  { limits, info }: Pick<GpuContext, 'limits' | 'info'>,
  scan: Pick<ExperimentScan, 'eventsPerMassPoint' | 'experiment'>,
  cube: Pick<Float32Array, 'byteLength'>,
): void {
  const granted = limits.maxStorageBufferBindingSize ?? 2 ** 27;
  if (cube.byteLength <= granted) return;
  const most = 2 ** Math.floor(Math.log2((scan.eventsPerMassPoint * granted) / cube.byteLength));
  throw new DeviceError(
    `${scan.eventsPerMassPoint} events in all channels of ${scan.experiment.name} are more than ${info.adapter} can bind; at most ${most} are possible here: lower events`,
  );
}
