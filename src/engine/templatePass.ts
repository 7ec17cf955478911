/** The templates kernel on the host side: mass points in, fixed-point measures out. */

import { createBuffer, createBufferWith, uploadBuffer } from '../gpu/buffers.js';
import type { GpuContext } from '../gpu/context.js';
import { type Binding, createBindGroups } from '../gpu/layout.js';
import { DispatchBudget, timeDispatches } from '../gpu/timing.js';
import { boundBits } from '../physics/fixedPoint.js';
import type { EnergyTable } from '../physics/flux.js';
import type { MassPoint } from '../physics/massPoint.js';
import {
  type Bounds,
  decayBound,
  eventBounds,
  momentScale,
  productionBounds,
  type ShapeSuprema,
  shapeSuprema,
} from './bounds.js';
import { compileKernel, KERNEL_SIZES, type Kernel, momentCounts, templateBytes } from './kernels.js';
import type { PhysicsSetup } from './physicsSetup.js';

const { EVENTS_PER_WORKGROUP } = KERNEL_SIZES;
/** Dispatches stay below this: a display's watchdog may kill longer ones, and progress stays smooth. */
const DISPATCH_MS = 100;

/** The pass and its buffers, sized for the largest tile of a scan. */
export interface TemplatePass {
  /** Sums, shape [mass points][bins][moments][nodes][2]. */
  readonly sums: GPUBuffer;
  /** One word per mass point; non-zero where a term left its bound. */
  readonly overflows: GPUBuffer;
  /** Bounds that the points' sums are fractions of, in the order of the points. */
  run(points: readonly MassPoint[], onProgress: (fraction: number) => void): Promise<readonly Bounds[]>;
}

/** Settings that only tests change. */
export interface TemplateOptions {
  /** Factor on the proven bounds: below 1, overflow becomes possible and must be flagged. Default 1. */
  readonly boundFactor?: number;
  /** Most bins of a workgroup, and most workgroups of a dispatch; results do not depend on either. */
  readonly binsPerGroup?: number;
  readonly largestDispatch?: number;
}

/** Compiles the kernel and allocates for at most `maxPoints` open mass points a tile. */
export async function createTemplatePass(
  context: GpuContext,
  setup: PhysicsSetup,
  code: string,
  maxPoints: number,
  options: TemplateOptions = {},
): Promise<TemplatePass> {
  const { scan } = setup;
  const bins = scan.experiment.bins.length;
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
  const nodes = setup.flux.energyGev.length;
  const { STORAGE, COPY_SRC, COPY_DST, UNIFORM } = GPUBufferUsage;
  const storage = (label: string, size: number, extra = COPY_DST) =>
    createBuffer(context, { label, size, usage: STORAGE | extra });
  const buffers = {
    params: await createBufferWith(context, {
      label: 'template parameters',
      usage: UNIFORM,
      data: templateParams(setup, kernel, nodes),
    }),
    cube: await createBufferWith(context, { label: 'hypercube', usage: STORAGE, data: setup.cube }),
    energyNodes: await storage('energy tables', maxPoints * nodes * kernel.layout.sizeOf('EnergyNode')),
    formFactorTable: await createBufferWith(context, {
      label: 'form factor',
      usage: STORAGE,
      data: Float32Array.from(setup.formFactorTable),
    }),
    masses: await storage('mass points', maxPoints * kernel.layout.sizeOf('TemplateMass')),
    sums: await storage('template sums', maxPoints * bins * bytesPerBin, COPY_DST | COPY_SRC),
    overflows: await storage('overflows', maxPoints * 4, COPY_DST | COPY_SRC),
    range: await createBuffer(context, { label: 'template range', size: 16, usage: UNIFORM | COPY_DST }),
  } satisfies Record<string, Binding>;
  const bindGroups = await createBindGroups(context, kernel, buffers);
  const moments = momentCounts(scan);
  const suprema = new Map<number, ShapeSuprema>();
  const production = new Map<EnergyTable, Bounds>();

  const boundsOf = (point: MassPoint): Bounds => {
    const shape = suprema.get(point.mZprime) ?? shapeSuprema(setup.formFactorTable, point.mZprime, moments);
    suprema.set(point.mZprime, shape);
    const { energies } = point;
    const produced = (energies && production.get(energies)) ?? productionBounds(point, shape);
    if (energies) production.set(energies, produced);
    const decay = decayBound(point) * (options.boundFactor ?? 1);
    return eventBounds(produced, decay, setup.response.efficiency);
  };

  const batches = Math.ceil(scan.eventsPerMassPoint / EVENTS_PER_WORKGROUP);
  const budget = new DispatchBudget({
    targetMs: DISPATCH_MS,
    first: 64,
    most: options.largestDispatch ?? 65535,
  });

  return {
    sums: buffers.sums,
    overflows: buffers.overflows,
    async run(points, onProgress) {
      const bounds = points.map(boundsOf);
      uploadMasses(context, kernel, buffers, points, bounds, nodes);
      const encoder = context.device.createCommandEncoder({ label: 'clear sums' });
      encoder.clearBuffer(buffers.sums);
      encoder.clearBuffer(buffers.overflows);
      context.device.queue.submit([encoder.finish()]);
      const total = points.length * batches;
      for (let done = 0; done < total; ) {
        // Whole mass points while the budget allows, else a stretch of one point's batches.
        const mass = Math.floor(done / batches);
        const batch = done % batches;
        const masses = batch === 0 ? Math.min(Math.floor(budget.count / batches), points.length - mass) : 0;
        const x = masses > 0 ? batches : Math.min(budget.count, batches - batch);
        const y = Math.max(masses, 1);
        const range = kernel.layout.view('TemplateRange');
        range.set({ firstMass: mass, firstBatch: batch });
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

function templateParams(setup: PhysicsSetup, kernel: Kernel, energyNodes: number): ArrayBuffer {
  const rows = Array.from({ length: Math.ceil(setup.binTopology.length / 4) }, (_, row) =>
    [0, 1, 2, 3].map((k) => setup.binTopology[4 * row + k] ?? 0),
  );
  const view = kernel.layout.view('TemplateParams');
  view.set({
    half: Array.from(setup.half),
    events: setup.scan.eventsPerMassPoint,
    response: setup.response,
    topology: rows,
    energyNodes,
    unitsPerBound: unitsPerBound(setup),
  });
  return view.arrayBuffer;
}

/** What a bound is worth in the fixed-point sums. */
export function unitsPerBound(setup: PhysicsSetup): number {
  return 2 ** boundBits(setup.scan.eventsPerMassPoint, EVENTS_PER_WORKGROUP);
}

function uploadMasses(
  context: GpuContext,
  kernel: Kernel,
  buffers: { readonly masses: GPUBuffer; readonly energyNodes: GPUBuffer },
  points: readonly MassPoint[],
  bounds: readonly Bounds[],
  nodes: number,
): void {
  const tables = [...new Set(points.flatMap(({ energies }) => energies ?? []))];
  const energies = new Float32Array(tables.length * nodes * 4);
  tables.forEach((table, t) => {
    for (let i = 0; i < nodes; i++) {
      const node = [table.energyGev[i], table.density[i], table.flux[i], table.survival[i]];
      energies.set(
        node.map((value) => value ?? 0),
        (t * nodes + i) * 4,
      );
    }
  });
  const masses = kernel.layout.views('TemplateMass', points.length);
  points.forEach((p, i) => {
    const own = bounds[i];
    if (!own) return;
    const { signal, variance } = own;
    const [bound = 1] = signal;
    const scale = momentScale(own);
    masses.items[i]?.set({
      point: {
        m: p.m,
        mPrime: p.mPrime,
        mZprimeSq: p.mZprime ** 2,
        M: p.M,
        q2Scale: p.q2Scale,
        pairLo: p.pairMap.lo,
        pairHi: p.pairMap.hi,
        pairRange: p.pairMap.range,
        pairNorm: p.pairNorm,
        onShellAbove: p.onShellGaps[0],
        onShellGap: p.onShellGaps[1],
        massSqDifference: p.massSqDifference,
        offShell: p.mode === 'offshell' ? 1 : 0,
      },
      energyTable: p.energies ? tables.indexOf(p.energies) * nodes : 0,
      weightScale: 1 / bound,
      zScale: 1 / scale,
      momentScale: [
        ...Array.from(signal, (b, k) => (bound * scale ** k) / b),
        ...Array.from(variance, (b, k) => (bound ** 2 * scale ** k) / b),
      ],
    });
  });
  uploadBuffer(context, buffers.energyNodes, energies);
  uploadBuffer(context, buffers.masses, masses.arrayBuffer);
}
