/** The templates kernel on the host side: rows (mass points, channel by channel) in, fixed-point measures out. */

import type { ExperimentScan } from '../config/types.js';
import { DeviceError } from '../errors.js';
import { createBuffer, createBufferWith, uploadBuffer } from '../gpu/buffers.js';
import type { GpuContext } from '../gpu/context.js';
import { type Binding, createBindGroups } from '../gpu/layout.js';
import { DispatchBudget, type Pace } from '../gpu/pacing.js';
import type { PassStamps } from '../gpu/stamps.js';
import { encodeDispatches } from '../gpu/timing.js';
import type { EnergyTable } from '../physics/flux.js';
import {
  type Bounds,
  decayBound,
  eventBounds,
  productionBounds,
  type ShapeSuprema,
  shapeSuprema,
} from './bounds.js';
import { compileKernel, KERNEL_SIZES, momentCounts, templateBytes } from './kernels.js';
import { largestBeamBins, type PhysicsSetup } from './physicsSetup.js';
import { birthBound, concatenated, type TemplateRow, templateParams, uploadRows } from './templateRows.js';

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
  const moments = momentCounts(scan);
  const suprema = new Map<string, ShapeSuprema>();
  const production = new Map<EnergyTable, Bounds>();

  const boundsOf = ({ point, channel }: TemplateRow): Bounds => {
    const key = `${setup.channels.indexOf(channel)} ${point.mZprime}`;
    const shape = suprema.get(key) ?? shapeSuprema(channel.formFactorTable, point.mZprime, moments);
    suprema.set(key, shape);
    const { energies } = point;
    const produced = (energies && production.get(energies)) ?? productionBounds(point, shape);
    if (energies) production.set(energies, produced);
    const decay = decayBound(point) * (options.boundFactor ?? 1);
    return eventBounds(produced, decay, setup.response.plateau * birthBound(setup, channel.born));
  };

  const batches = Math.ceil(scan.eventsPerMassPoint / EVENTS_PER_WORKGROUP);
  const mostPerAxis = context.limits.maxComputeWorkgroupsPerDimension ?? 65535;
  const budget = new DispatchBudget({
    targetMs: DISPATCH_MS,
    first: 64,
    most: options.largestDispatch ?? batches * mostPerAxis,
  });

  return {
    sums: buffers.sums,
    overflows: buffers.overflows,
    boundsOf: (rows) => rows.map(boundsOf),
    async submit(rows, bounds, { pace, stamps, onProgress }) {
      const { queue } = context.device;
      uploadRows(context, kernel, buffers, rows, bounds, nodes, setup);
      const total = rows.length * batches;
      let milliseconds = 0;
      let passes = 0;
      for (let next = 0; next < total; ) {
        if (!pace.pacer.hasRoom) await pace.pacer.room();
        // Whole rows while the budget allows, else a stretch of one row's batches.
        const row = Math.floor(next / batches);
        const batch = next % batches;
        const rowsAllowed = Math.min(Math.floor(budget.count / batches), mostPerAxis);
        const whole = batch === 0 ? Math.min(rowsAllowed, rows.length - row) : 0;
        const x = whole > 0 ? batches : Math.min(budget.count, batches - batch);
        const y = Math.max(whole, 1);
        const range = kernel.layout.view('TemplateRange');
        range.set({ firstRow: row, firstBatch: batch });
        // In the queue's order, too: the dispatch before this one sees its own range.
        uploadBuffer(context, buffers.range, range.arrayBuffer);
        const encoder = context.device.createCommandEncoder({ label: 'templates' });
        if (next === 0) {
          encoder.clearBuffer(buffers.sums);
          encoder.clearBuffer(buffers.overflows);
        }
        const workgroups = [x, y, Math.ceil(bins / binsPerGroup)] as const;
        encodeDispatches(
          encoder,
          [{ label: 'templates', pipeline: kernel.pipeline, bindGroups, workgroups }],
          stamps?.writes(passes),
        );
        const elapsed = pace.clock.submitted();
        queue.submit([encoder.finish()]);
        const done = context.settle('templates');
        next += x * y;
        passes += 1;
        const end = next;
        pace.pacer.track(budget, x * y, done, () => {
          const ms = elapsed();
          milliseconds += ms;
          onProgress(end / total);
          return ms;
        });
      }
      return { passes, milliseconds: () => milliseconds };
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
