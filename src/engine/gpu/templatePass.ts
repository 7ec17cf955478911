/** Events and templates on the host side: rows (mass points, channel by channel) in, fixed-point measures out. */
import { uploadBuffer } from '../../gpu/buffers.js';
import type { GpuContext } from '../../gpu/context.js';
import { DispatchBudget, type Pace } from '../../gpu/pacing.js';
import type { PassStamps } from '../../gpu/stamps.js';
import { encodeDispatches } from '../../gpu/timing.js';
import type { Bounds } from '../../prediction/bounds.js';
import type { ChannelPoint } from '../../prediction/channelPoints.js';
import { KERNEL_SIZES } from '../../prediction/kernelSizes.js';
import type { PhysicsSetup } from '../../prediction/physicsSetup.js';
import { createRowBounds } from '../../prediction/rowBounds.js';
import { createTemplateKernels, type TemplateSizes } from './templateKernels.js';

const { EVENTS_PER_WORKGROUP } = KERNEL_SIZES;
/** Dispatches stay below this: a display's watchdog may kill longer ones, and progress stays smooth. */
const DISPATCH_MS = 100;

/** The pass and its buffers, sized for the largest tile of a scan. */
export interface TemplatePass {
  /** Sums, shape [rows][bins][nodes][moments][2]. */
  readonly sums: GPUBuffer;
  /** One word per row; non-zero where a term left its bound. */
  readonly overflows: GPUBuffer;
  /** Bounds that the rows' sums are fractions of, in the order of the rows. */
  boundsOf(rows: readonly ChannelPoint[]): readonly Bounds[];
  /**
   * Enqueues the events of all rows in as many dispatches as their time asks for, behind all that was submitted before:
   * resolves when the last is submitted, which is before it is done. At most one call at a time.
   */
  submit(
    rows: readonly ChannelPoint[],
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
export interface TemplateOptions extends TemplateSizes {
  /** Factor on the proven bounds: below 1, overflow becomes possible and must be flagged. Default 1. */
  readonly boundFactor?: number;
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
  const kernels = await createTemplateKernels(context, setup, codes, maxRows, options);
  const { source, templates: templatesKernel } = kernels;
  const { eventsPerMassPoint } = setup.scan;
  const batches = Math.ceil(eventsPerMassPoint / EVENTS_PER_WORKGROUP);
  const boundsOf = createRowBounds(setup, options.boundFactor ?? 1);
  const mostPerAxis = context.limits.maxComputeWorkgroupsPerDimension ?? 65535;
  const budget = new DispatchBudget({
    targetMs: DISPATCH_MS,
    first: 8,
    most: options.largestDispatch ?? batches * mostPerAxis,
  });

  return {
    sums: kernels.sums,
    overflows: kernels.overflows,
    boundsOf: (rows) => rows.map(boundsOf),
    async submit(rows, bounds, { pace, stamps, onProgress }) {
      const { queue } = context.device;
      source.setRows(rows, bounds);
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
          const most = Math.min(end - next, kernels.batchesOfRecords);
          const whole = batch === 0 ? Math.min(Math.floor(most / batches), mostPerAxis) : 0;
          const x = whole > 0 ? batches : Math.min(most, batches - batch);
          const y = Math.max(whole, 1);
          const firstEvent = batch * EVENTS_PER_WORKGROUP;
          const events = Math.min(x * EVENTS_PER_WORKGROUP, eventsPerMassPoint - firstEvent);
          const range = templatesKernel.layout.view('TemplateRange');
          range.set({ firstRow: row, firstEvent, events });
          // In the queue's order, too: the dispatches before these see their own range.
          uploadBuffer(context, kernels.range, range.arrayBuffer);
          const encoder = context.device.createCommandEncoder({ label: 'templates' });
          if (next === 0) {
            encoder.clearBuffer(kernels.sums);
            encoder.clearBuffer(kernels.overflows);
          }
          encodeDispatches(
            encoder,
            [source.dispatch(events, y), { ...templatesKernel, workgroups: [x, y, kernels.binGroups] }],
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
