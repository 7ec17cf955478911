/** The templates kernel on the host side: rows (mass points, channel by channel) in, fixed-point measures out. */

import type { ExperimentScan } from '../config/types.js';
import { DeviceError } from '../errors.js';
import { createBuffer, createBufferWith, uploadBuffer } from '../gpu/buffers.js';
import type { GpuContext } from '../gpu/context.js';
import { type Binding, createBindGroups } from '../gpu/layout.js';
import { DispatchBudget, type Pace } from '../gpu/pacing.js';
import type { PassStamps } from '../gpu/stamps.js';
import { encodeDispatches } from '../gpu/timing.js';
import { LAPLACE_NODES } from '../physics/laplace.js';
import type { Bounds } from './bounds.js';
import { compileKernel, KERNEL_SIZES, templateBytes } from './kernels.js';
import { createRowPacker } from './packRows.js';
import { largestBeamBins, type PhysicsSetup } from './physicsSetup.js';
import { createRowBounds } from './rowBounds.js';
import { concatenated, eventParams, type TemplateRow, templateParams } from './templateRows.js';

const { EVENTS_PER_WORKGROUP } = KERNEL_SIZES;
/** Events of a workgroup of the events kernel. */
const EVENTS_PER_DISPATCHED_GROUP = KERNEL_SIZES.WORKGROUP * KERNEL_SIZES.EVENTS_PER_INVOCATION;
/** Bytes of an event's record, beside its probabilities; and of all records of a dispatch, which a GPU's cache may hold. */
const RECORD_BYTES = 16;
const RECORDS_BYTES = 2 ** 26;
/** Dispatches stay below this: a display's watchdog may kill longer ones, and progress stays smooth. */
const DISPATCH_MS = 100;

/** The pass and its buffers, sized for the largest tile of a scan. */
export interface TemplatePass {
  /** Sums, shape [rows][bins][nodes][moments][2]. */
  readonly sums: GPUBuffer;
  /** One word per row; non-zero where a term left its bound. */
  readonly overflows: GPUBuffer;
  /** Bounds that the rows' sums are fractions of, in the order of the rows. */
  boundsOf(rows: readonly TemplateRow[]): readonly Bounds[];
  /**
   * Enqueues the events of all rows in as many dispatches as their time asks for, behind all that was submitted before:
   * resolves when the last is submitted, which is before it is done. At most one call at a time.
   */
  submit(
    rows: readonly TemplateRow[],
    bounds: readonly Bounds[],
    watch: TemplateWatch,
  ): Promise<TemplateWork>;
}

/** What a submission is paced and watched by. */
export interface TemplateWatch {
  readonly pace: Pace;
  readonly stamps: PassStamps | undefined;
  /** Told the fraction of the rows' events done, after each dispatch. */
  onProgress(fraction: number): void;
}

/** The dispatches of a tile. */
export interface TemplateWork {
  /** Number of dispatches, one compute pass each: the first passes of the stamps. */
  readonly passes: number;
  /** Milliseconds of the queue's time, from completion to completion; whole when later work of the queue is done. */
  milliseconds(): number;
}

/** Settings that only tests change. */
export interface TemplateOptions {
  /** Factor on the proven bounds: below 1, overflow becomes possible and must be flagged. Default 1. */
  readonly boundFactor?: number;
  /** Most bins of a workgroup, and most workgroups of a dispatch; results do not depend on either. */
  readonly binsPerGroup?: number;
  readonly largestDispatch?: number;
  /** Whether passes are timed by the GPU's own clock, where there is one. Default: on hardware. */
  readonly stamps?: boolean;
}

/** Compiles the kernel and allocates for at most `maxRows` rows a tile. */
export async function createTemplatePass(
  context: GpuContext,
  setup: PhysicsSetup,
  codes: Readonly<Record<'events' | 'templates', string>>,
  maxRows: number,
  options: TemplateOptions = {},
): Promise<TemplatePass> {
  const { scan } = setup;
  const bins = largestBeamBins(scan.experiment);
  const eventsKernel = await compileKernel(context, 'events', codes.events, KERNEL_SIZES);
  const binsPerGroup = groupOfBins(context, scan, options.binsPerGroup ?? bins);
  const templatesKernel = await compileKernel(context, 'templates', codes.templates, {
    ...KERNEL_SIZES,
    BINS_PER_GROUP: binsPerGroup,
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
  const largestDispatch = Math.min(
    maxRows * batches,
    Math.max(Math.floor(RECORDS_BYTES / bytesPerBatch), 1),
    options.largestDispatch ?? 65535,
  );
  const shared = {
    range: await createBuffer(context, { label: 'template range', size: 16, usage: UNIFORM | COPY_DST }),
    rows: await storage('rows', maxRows * eventsKernel.layout.sizeOf('TemplateRow')),
    records: await storage('records', largestDispatch * eventsPerBatch * RECORD_BYTES, 0),
    probabilities: await storage('probabilities', largestDispatch * eventsPerBatch * 4 * bins, 0),
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
      data: concatenated([...setup.channels.map((channel) => channel.formFactorTable ?? []), [0]]),
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
  const eventGroups = await createBindGroups(context, eventsKernel, eventBuffers);
  const templateGroups = await createBindGroups(context, templatesKernel, templateBuffers);
  const boundsOf = createRowBounds(setup, options.boundFactor ?? 1);
  const packRows = createRowPacker(setup, eventsKernel.layout, nodes);
  const mostPerAxis = context.limits.maxComputeWorkgroupsPerDimension ?? 65535;
  const budget = new DispatchBudget({
    targetMs: DISPATCH_MS,
    first: 8,
    most: options.largestDispatch ?? batches * mostPerAxis,
  });

  return {
    sums: templateBuffers.sums,
    overflows: templateBuffers.overflows,
    boundsOf: (rows) => rows.map(boundsOf),
    async submit(rows, bounds, { pace, stamps, onProgress }) {
      const { queue } = context.device;
      const packed = packRows(rows, bounds);
      uploadBuffer(context, eventBuffers.energyNodes, packed.energies);
      uploadBuffer(context, eventBuffers.rows, packed.rows);
      const total = rows.length * batches;
      let milliseconds = 0;
      let passes = 0;
      for (let next = 0; next < total; ) {
        if (!pace.pacer.hasRoom) await pace.pacer.room();
        const elapsed = pace.clock.submitted();
        // As many dispatches as the records of a budget's batches need, submitted together.
        const end = Math.min(next + budget.count, total);
        const units = end - next;
        while (next < end) {
          // Whole rows where they fit, else a stretch of one row's batches.
          const row = Math.floor(next / batches);
          const batch = next % batches;
          const most = Math.min(end - next, largestDispatch);
          const whole = batch === 0 ? Math.min(Math.floor(most / batches), mostPerAxis) : 0;
          const x = whole > 0 ? batches : Math.min(most, batches - batch);
          const y = Math.max(whole, 1);
          const firstEvent = batch * EVENTS_PER_WORKGROUP;
          const events = Math.min(x * EVENTS_PER_WORKGROUP, scan.eventsPerMassPoint - firstEvent);
          const range = eventsKernel.layout.view('TemplateRange');
          range.set({ firstRow: row, firstEvent, events });
          // In the queue's order, too: the dispatches before these see their own range.
          uploadBuffer(context, shared.range, range.arrayBuffer);
          const encoder = context.device.createCommandEncoder({ label: 'templates' });
          if (next === 0) {
            encoder.clearBuffer(templateBuffers.sums);
            encoder.clearBuffer(templateBuffers.overflows);
          }
          encodeDispatches(
            encoder,
            [
              {
                label: 'events',
                pipeline: eventsKernel.pipeline,
                bindGroups: eventGroups,
                workgroups: [Math.ceil(events / EVENTS_PER_DISPATCHED_GROUP), y],
              },
              {
                label: 'templates',
                pipeline: templatesKernel.pipeline,
                bindGroups: templateGroups,
                workgroups: [x, y, Math.ceil(bins / binsPerGroup)],
              },
            ],
            stamps?.writes(passes),
          );
          queue.submit([encoder.finish()]);
          next += x * y;
          passes += 1;
        }
        const done = next;
        pace.pacer.track(budget, units, context.settle('templates'), () => {
          const ms = elapsed();
          milliseconds += ms;
          onProgress(done / total);
          return ms;
        });
      }
      return { passes, milliseconds: () => milliseconds };
    },
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
