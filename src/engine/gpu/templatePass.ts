/** The host side of events and templates, which turn rows (mass points, channel by channel) into fixed-point sums. */
import { uploadBuffer } from '../../gpu/buffers.js';
import type { GpuContext } from '../../gpu/context.js';
import type { KernelClock, KernelTimes } from '../../gpu/kernelClock.js';
import { grantedLimit } from '../../gpu/limits.js';
import { DispatchBudget, type Pace } from '../../gpu/pacing.js';
import type { PassStamps } from '../../gpu/stamps.js';
import { encodeDispatches } from '../../gpu/timing.js';
import type { PhysicsSetup } from '../../prediction/physicsSetup.js';
import { TEMPLATE_FORMS, type TemplateForm } from '../../prediction/templateForms.js';
import type { LinkedKernels } from '../packing/kernels.js';
import type { PackedEvents } from '../packing/packTile.js';
import { createTemplateKernels } from './templateKernels.js';
import type { TemplateSizes, TemplateSums } from './templateSums.js';

/** Intended time of a dispatch: the watchdog of a display may kill much longer ones, and progress is smoother with short ones. */
const DISPATCH_MS = 100;

/** The pass and its buffers, sized for the largest tile of a scan. */
export interface TemplatePass extends Pick<TemplateSums, 'form' | 'readable'> {
  /** One word per row; non-zero where a sum exceeded its bound. */
  readonly overflows: GPUBuffer;
  /** As `RecordSource.peaks`. */
  readonly peaks?: GPUBuffer;
  /**
   * Enqueues the events of all rows, in dispatches of limited time, after everything submitted before. Resolves when the last dispatch is
   * submitted, which is before it has run. At most one call at a time. Throws DeviceError.
   */
  submit(packed: PackedEvents, watch: TemplateWatch): Promise<TemplateWork>;
}

/** Pacing and progress of a submission. */
export interface TemplateWatch {
  readonly pace: Pace;
  readonly stamps: PassStamps | undefined;
  /** Times kernels apart, in a profile. */
  readonly kernels?: KernelClock | undefined;
  /** Takes the fraction of the events that is done, after each dispatch. */
  onProgress(fraction: number): void;
}

/** The submitted dispatches of a tile. */
export interface TemplateWork {
  /** Number of dispatches, one compute pass each; they take the first time stamps. */
  readonly passes: number;
  /** Milliseconds of the queue's time, from completion to completion; complete once later work in the queue has finished. */
  milliseconds(): number;
}

/** Settings that only tests change, but for `dispatchMs`. */
export interface TemplateOptions extends TemplateSizes {
  /** The form of the templates. Default: what is faster on the adapter. */
  readonly form?: TemplateForm;
  /** Intended time of a dispatch, milliseconds; shorter where a device was lost at longer ones. */
  readonly dispatchMs?: number;
  /** Most datasets that a comparison takes at a time; results do not depend on it. */
  readonly datasetsAtOnce?: number;
  /** Factor on the proven bounds. Below 1, overflow becomes possible and must be flagged. Default 1. */
  readonly boundFactor?: number;
  /** Whether passes are timed by the GPU's time stamps, where it has them. Default: on hardware. */
  readonly stamps?: boolean;
  /** For profiles: each kernel is timed by itself, and its milliseconds are added here. It takes the place of stamps, and slows the engine. */
  readonly kernelTimes?: KernelTimes;
}

/** Batches of a dispatch: `x` of each of `y` rows, from batch `batch` of row `row` on. */
interface BatchBlock {
  readonly row: number;
  readonly batch: number;
  readonly x: number;
  readonly y: number;
}

/**
 * At most `most` of the batches from the `next` on, `batches` a row: at most `mostRows` whole rows if they fit, else some of one row. With `wholeRows`
 * at least one row, however many batches that is.
 */
function blockFrom(
  next: number,
  most: number,
  batches: number,
  mostRows: number,
  wholeRows: boolean,
): BatchBlock {
  const [row, batch] = [Math.floor(next / batches), next % batches];
  const least = wholeRows ? 1 : 0;
  const whole = batch === 0 ? Math.min(Math.max(Math.floor(most / batches), least), mostRows) : 0;
  return whole > 0
    ? { row, batch, x: batches, y: whole }
    : { row, batch, x: Math.min(most, batches - batch), y: 1 };
}

/** Compiles the kernels and allocates buffers for tiles of at most `maxRows` rows. Throws DeviceError. */
export async function createTemplatePass(
  context: GpuContext,
  setup: PhysicsSetup,
  codes: LinkedKernels,
  maxRows: number,
  options: TemplateOptions & { readonly form: TemplateForm },
): Promise<TemplatePass> {
  const kernels = await createTemplateKernels(context, setup, { ...options, codes, maxRows });
  const { source, sums } = kernels;
  const { eventsPerWorkgroup } = TEMPLATE_FORMS[sums.form];
  const batches = Math.ceil(source.events / eventsPerWorkgroup);
  const mostPerAxis = grantedLimit(context, 'maxComputeWorkgroupsPerDimension');
  const budget = new DispatchBudget({
    targetMs: options.dispatchMs ?? DISPATCH_MS,
    first: 8,
    most: options.largestDispatch ?? batches * mostPerAxis,
  });

  return {
    form: sums.form,
    readable: sums.readable,
    overflows: sums.overflows,
    ...(source.peaks && { peaks: source.peaks }),
    async submit(packed, { pace, stamps, kernels: kernelClock, onProgress }) {
      const { queue } = context.device;
      source.setRows(packed);
      sums.setRows(packed);
      const total = packed.rowCount * batches;
      let milliseconds = 0;
      let passes = 0;
      for (let next = 0; next < total; ) {
        if (!pace.pacer.hasRoom) await pace.pacer.room();
        const elapsed = pace.clock.submitted();
        // The records may not have room for all batches of the budget: then several dispatches follow one another.
        const start = next;
        const end = Math.min(next + budget.count, total);
        while (next < end) {
          const most = Math.min(end - next, kernels.batchesOfRecords);
          const { row, batch, x, y } = blockFrom(next, most, batches, mostPerAxis, source.wholeRows);
          const firstEvent = batch * eventsPerWorkgroup;
          const events = Math.min(x * eventsPerWorkgroup, source.events - firstEvent);
          const range = sums.kernel.layout.view('TemplateRange');
          range.set({ firstRow: row, firstEvent, events });
          // Uploads keep their order in the queue, so earlier dispatches still see their own range.
          uploadBuffer(context, kernels.range, range.arrayBuffer);
          const encoder = context.device.createCommandEncoder({ label: 'templates' });
          if (next === 0) {
            encoder.clearBuffer(sums.readable.sums);
            encoder.clearBuffer(sums.overflows);
          }
          const dispatches = [...source.dispatches(events, y), sums.dispatch(x, y, packed)];
          if (kernelClock) {
            await kernelClock.submit(encoder, dispatches);
          } else {
            encodeDispatches(encoder, dispatches, stamps?.writes(passes));
            queue.submit([encoder.finish()]);
          }
          next += x * y;
          passes += 1;
        }
        const done = next;
        const units = done - start;
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
