/** Runs shaders/lifetimeTemplates.wgsl on records of f64 samples, apart from the engine. */
import { at } from '../../src/at.js';
import { compileKernel, linkKernels } from '../../src/engine/packing/kernels.js';
import { packNodes } from '../../src/engine/packing/rowSums.js';
import { limbOf, templateParams, unitsPerBound } from '../../src/engine/packing/templateRows.js';
import type { Sample } from '../../src/generator/sample.js';
import { createBuffer, createBufferWith, readBuffer } from '../../src/gpu/buffers.js';
import type { GpuContext } from '../../src/gpu/context.js';
import { createBindGroups } from '../../src/gpu/layout.js';
import { timeDispatches } from '../../src/gpu/timing.js';
import { fromLimbs } from '../../src/physics/fixedPoint.js';
import {
  decayCeiling,
  LIFETIME_LANES,
  type LifetimeNodes,
  MOST_NODES,
} from '../../src/physics/lifetimeNodes.js';
import { type Bounds, momentScale, momentScales } from '../../src/prediction/bounds.js';
import { LANE_BINS, momentCounts } from '../../src/prediction/kernelSizes.js';
import type { PhysicsSetup } from '../../src/prediction/physicsSetup.js';
import { createRowBounds } from '../../src/prediction/rowBounds.js';
import { largestBeamBins } from '../../src/prediction/signalBins.js';
import { TEMPLATE_FORMS } from '../../src/prediction/templateForms.js';
import type { BinSums } from '../lifetimeForm.js';

/** A row: its events and its nodes. */
export interface LaneRow {
  readonly sample: Sample;
  readonly nodes: LifetimeNodes;
}

/** The least differences of the sums of a row, by moment and node: a unit of the low limb. */
export type LaneUnits = BinSums;

/** The sums of rows, shape [rows][bins of the beam], in the units of `sumAtNodes`, with their bits and overflows. */
export interface LaneSums {
  readonly sums: readonly BinSums[][];
  /** Shape [rows]. */
  readonly units: readonly LaneUnits[];
  readonly bits: Int32Array;
  readonly overflows: Uint32Array;
}

const FORM = 'lifetimes';
/** Events of a batch. */
export const EVENTS_OF_BATCH = TEMPLATE_FORMS[FORM].eventsPerWorkgroup;

/** Sums of rows, `boundFactor` times their proven bounds. */
export async function sumOnGpu(
  context: GpuContext,
  setup: PhysicsSetup,
  rows: readonly LaneRow[],
  boundFactor = 1,
): Promise<LaneSums> {
  const codes = await linkKernels(setup.scan, FORM);
  const kernel = await compileKernel(context, 'lifetimeTemplates', codes.templates, {
    EVENTS_PER_WORKGROUP: EVENTS_OF_BATCH,
  });
  const { layout, label } = kernel;
  const bins = largestBeamBins(setup.scan.experiment);
  const moments = momentCounts(setup.scan);
  const events = setup.scan.eventsPerMassPoint;
  const boundsOf = createRowBounds(setup, boundFactor);
  const bounds = rows.map(({ sample }) => boundsOf(sample));
  const packed = packNodes(
    layout,
    rows.map(({ nodes }) => nodes),
  );

  const { STORAGE, COPY_SRC, UNIFORM } = GPUBufferUsage;
  const range = layout.view('TemplateRange');
  range.set({ firstRow: 0, firstEvent: 0, events });
  const templateRows = layout.views('TemplateRow', rows.length);
  rows.forEach(({ sample }, i) => {
    at(templateRows.items, i).set({ born: sample.channel.born, momentScale: scalesOf(at(bounds, i)) });
  });
  const words = rows.length * bins * (moments.signal + moments.variance) * 2 * MOST_NODES;
  const storage = (data: ArrayBufferView | ArrayBuffer) =>
    createBufferWith(context, { label, usage: STORAGE, data });
  const uniform = (data: ArrayBuffer) => createBufferWith(context, { label, usage: UNIFORM, data });
  const buffers = {
    params: await uniform(templateParams(setup, kernel, FORM)),
    range: await uniform(range.arrayBuffer),
    rows: await storage(templateRows.arrayBuffer),
    rowSums: await storage(packed.rowSums),
    inverseCtau: await storage(packed.inverseCtau),
    records: await storage(recordsOf(rows, bounds)),
    probabilities: await storage(probabilitiesOf(rows, bins, events)),
    sums: await createBuffer(context, { label, size: 4 * words, usage: STORAGE | COPY_SRC }),
    overflows: await createBuffer(context, { label, size: 4 * rows.length, usage: STORAGE | COPY_SRC }),
  };
  const bindGroups = await createBindGroups(context, kernel, buffers);
  const batches = Math.ceil(events / EVENTS_OF_BATCH);
  const groups = Math.ceil(bins / Math.min(bins, LANE_BINS));
  const blocks = Math.ceil(packed.mostNodes / LIFETIME_LANES);
  await timeDispatches(context, [
    { ...kernel, bindGroups, workgroups: [batches, rows.length, blocks * groups] },
  ]);
  const read = <T extends ArrayBufferView>(buffer: GPUBuffer, into: T) =>
    readBuffer(context, buffer, { offset: 0, size: into.byteLength }, into);
  const bits = await read(buffers.sums, new Int32Array(words));
  const overflows = await read(buffers.overflows, new Uint32Array(rows.length));
  for (const buffer of Object.values(buffers)) buffer.destroy();
  const units = rows.map((row, i) => unitsOf(setup, row, at(bounds, i)));
  return { sums: unpack(setup, rows, units, bits, bins), units, bits, overflows };
}

/** Units of the low limb in a row's sums. */
function unitsOf(setup: PhysicsSetup, { sample, nodes }: LaneRow, { signal, variance }: Bounds): LaneUnits {
  const lowUnit = 1 / (limbOf(setup, FORM) * unitsPerBound(setup, FORM));
  const { eventScale } = sample.channel;
  const ceilings = nodes.inverseCtau.map((t) => decayCeiling(nodes.longestCm, t));
  return {
    signal: Array.from(signal, (bound) => ceilings.map((ceiling) => lowUnit * bound * eventScale * ceiling)),
    squares: Array.from(variance, (bound) =>
      ceilings.map((ceiling) => lowUnit * bound * (eventScale * ceiling) ** 2),
    ),
  };
}

/** Factors of the moments, as packRows.ts packs them. */
function scalesOf(bounds: Bounds): number[] {
  const { signal, variance } = bounds;
  const bound = at(signal, 0);
  const scales = momentScales(bounds);
  return [
    ...Array.from(signal, (of, k) => (bound * at(scales, k)) / of),
    ...Array.from(variance, (of, k) => (bound * bound * at(scales, k)) / of),
  ];
}

function recordsOf(rows: readonly LaneRow[], bounds: readonly Bounds[]): Float32Array {
  return Float32Array.from(
    rows.flatMap(({ sample }, row) => {
      const { weight, z, xCm, channel } = sample;
      const unit = channel.eventScale * at(at(bounds, row).signal, 0);
      const zUnit = momentScale(at(bounds, row));
      return Array.from(weight, (w, i) => [0, w / unit, at(z, i) / zUnit, at(xCm, i)]).flat();
    }),
  );
}

function probabilitiesOf(rows: readonly LaneRow[], bins: number, events: number): Float32Array {
  const all = new Float32Array(rows.length * bins * events);
  rows.forEach(({ sample }, row) => {
    sample.bins.forEach((inBin, bin) => {
      all.set(inBin, (row * bins + bin) * events);
    });
  });
  return all;
}

function unpack(
  setup: PhysicsSetup,
  rows: readonly LaneRow[],
  units: readonly LaneUnits[],
  bits: Int32Array,
  bins: number,
): BinSums[][] {
  const { signal: signalMoments, variance: squareMoments } = momentCounts(setup.scan);
  const moments = signalMoments + squareMoments;
  const limb = limbOf(setup, FORM);
  return rows.map(({ sample }, row) =>
    sample.bins.map((_, bin) => {
      const read = (moment: number, unitOfNode: Float64Array) => {
        const first = ((row * bins + bin) * moments + moment) * 2 * MOST_NODES;
        return unitOfNode.map((unit, node) => {
          const limbs = [at(bits, first + node), at(bits, first + MOST_NODES + node)] as const;
          return fromLimbs(limbs, 1 / limb) * limb * unit;
        });
      };
      const { signal, squares } = at(units, row);
      return {
        signal: signal.map((unit, k) => read(k, unit)),
        squares: squares.map((unit, k) => read(signalMoments + k, unit)),
      };
    }),
  );
}
