/** Runs shaders/lifetimeTemplates.wgsl on records of f64 samples, which no pass of the engine does yet. */
import { at } from '../../src/at.js';
import { ENTRY_POINTS, linkLifetimeTemplates } from '../../src/engine/packing/kernels.js';
import { limbOf, unitsPerBound } from '../../src/engine/packing/templateRows.js';
import type { Sample } from '../../src/engine/reference/sample.js';
import { createBuffer, createBufferWith, readBuffer } from '../../src/gpu/buffers.js';
import type { GpuContext } from '../../src/gpu/context.js';
import { createBindGroups, structViews } from '../../src/gpu/layout.js';
import { createComputePipeline } from '../../src/gpu/shader.js';
import { timeDispatches } from '../../src/gpu/timing.js';
import { fromLimbs } from '../../src/physics/fixedPoint.js';
import { LIFETIME_LANES, type LifetimeNodes, type NodeList } from '../../src/physics/lifetimeNodes.js';
import { type Bounds, momentScale, momentScales } from '../../src/prediction/bounds.js';
import { KERNEL_SIZES, LANE_BINS, momentCounts } from '../../src/prediction/kernelSizes.js';
import type { PhysicsSetup } from '../../src/prediction/physicsSetup.js';
import { createRowBounds } from '../../src/prediction/rowBounds.js';
import { largestBeamBins } from '../../src/prediction/signalBins.js';
import type { BinSums } from '../lifetimeForm.js';

/** A row: its events and its nodes. */
export interface LaneRow {
  readonly sample: Sample;
  readonly nodes: LifetimeNodes;
}

/** The least differences of the sums of a row, by moment: a unit of the low limb. */
export interface LaneUnits {
  readonly signal: readonly number[];
  readonly squares: readonly number[];
}

/** The sums of rows, shape [rows][bins of the beam], in the units of `sumAtNodes`, with their bits and overflows. */
export interface LaneSums {
  readonly sums: readonly BinSums[][];
  /** Shape [rows]. */
  readonly units: readonly LaneUnits[];
  readonly bits: Int32Array;
  readonly overflows: Uint32Array;
}

const { EVENTS_PER_WORKGROUP } = KERNEL_SIZES;

/** Sums of rows, `boundFactor` times their proven bounds. */
export async function sumOnGpu(
  context: GpuContext,
  setup: PhysicsSetup,
  rows: readonly LaneRow[],
  boundFactor = 1,
): Promise<LaneSums> {
  const code = await linkLifetimeTemplates(setup.scan);
  const label = 'lifetimeTemplates';
  const entryPoint = ENTRY_POINTS[label];
  const pipeline = await createComputePipeline(context, {
    label,
    code,
    entryPoint,
    constants: { EVENTS_PER_WORKGROUP },
  });
  const layout = structViews(code);
  const bins = largestBeamBins(setup.scan.experiment);
  const moments = momentCounts(setup.scan);
  const events = setup.scan.eventsPerMassPoint;
  const blocks = Math.max(
    ...rows.map(({ nodes }) => Math.ceil(nodes.signal.inverseCtau.length / LIFETIME_LANES)),
  );
  const stride = blocks * LIFETIME_LANES;
  const boundsOf = createRowBounds(setup, boundFactor);
  const bounds = rows.map(({ sample }) => boundsOf(sample));

  const { STORAGE, COPY_SRC, UNIFORM } = GPUBufferUsage;
  const params = layout.view('LifetimeParams');
  params.set({ unitsPerBound: unitsPerBound(setup), limb: limbOf(setup), nodes: stride });
  const range = layout.view('TemplateRange');
  range.set({ firstRow: 0, firstEvent: 0, events });
  const templateRows = layout.views('TemplateRow', rows.length);
  rows.forEach(({ sample }, i) => {
    at(templateRows.items, i).set({ born: sample.channel.born, momentScale: scalesOf(at(bounds, i)) });
  });
  const lists = nodeLists(rows);
  const words = rows.length * bins * (moments.signal + moments.variance) * 2 * stride;
  const storage = (data: ArrayBufferView | ArrayBuffer) =>
    createBufferWith(context, { label, usage: STORAGE, data });
  const uniform = (data: ArrayBuffer) => createBufferWith(context, { label, usage: UNIFORM, data });
  const buffers = {
    params: await uniform(params.arrayBuffer),
    range: await uniform(range.arrayBuffer),
    rows: await storage(templateRows.arrayBuffer),
    rowNodes: await storage(lists.rows),
    inverseCtau: await storage(lists.inverseCtau),
    records: await storage(recordsOf(rows, bounds)),
    probabilities: await storage(probabilitiesOf(rows, bins, events)),
    sums: await createBuffer(context, { label, size: 4 * words, usage: STORAGE | COPY_SRC }),
    overflows: await createBuffer(context, { label, size: 4 * rows.length, usage: STORAGE | COPY_SRC }),
  };
  const bindGroups = await createBindGroups(context, { label, code, entryPoint, pipeline }, buffers);
  const batches = Math.ceil(events / EVENTS_PER_WORKGROUP);
  const groups = Math.ceil(bins / Math.min(bins, LANE_BINS));
  await timeDispatches(context, [
    { label, pipeline, bindGroups, workgroups: [batches, rows.length, blocks * groups] },
  ]);
  const read = <T extends ArrayBufferView>(buffer: GPUBuffer, into: T) =>
    readBuffer(context, buffer, { offset: 0, size: into.byteLength }, into);
  const bits = await read(buffers.sums, new Int32Array(words));
  const overflows = await read(buffers.overflows, new Uint32Array(rows.length));
  for (const buffer of Object.values(buffers)) buffer.destroy();
  const lowUnit = 1 / (limbOf(setup) * unitsPerBound(setup));
  const units = rows.map(({ sample: { channel } }, row) => {
    const { signal, variance } = at(bounds, row);
    return {
      signal: Array.from(signal, (bound) => lowUnit * bound * channel.eventScale),
      squares: Array.from(variance, (bound) => lowUnit * bound * channel.eventScale ** 2),
    };
  });
  return { sums: unpack(setup, rows, units, { bits, stride, bins }), units, bits, overflows };
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

/** RowNodes of every row, and the values of all. Nodes that signal and squares share are there once. */
function nodeLists(rows: readonly LaneRow[]) {
  const values: number[] = [];
  const words = rows.flatMap(({ nodes: { signal, squares } }) => {
    const [a, b] = [signal.inverseCtau, squares.inverseCtau];
    const isSame = a.length === b.length && a.every((t, j) => t === b[j]);
    const first = values.length;
    values.push(...a);
    const second = isSame ? first : values.length;
    if (!isSame) values.push(...b);
    return [first, a.length, second, b.length];
  });
  return { rows: Uint32Array.from(words), inverseCtau: Float32Array.from(values) };
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
  { bits, stride, bins }: { bits: Int32Array; stride: number; bins: number },
): BinSums[][] {
  const { signal: signalMoments, variance: squareMoments } = momentCounts(setup.scan);
  const moments = signalMoments + squareMoments;
  return rows.map(({ sample, nodes }, row) =>
    sample.bins.map((_, bin) => {
      const read = (moment: number, { inverseCtau }: NodeList, unit: number) => {
        const first = ((row * bins + bin) * moments + moment) * 2 * stride;
        return Float64Array.from(inverseCtau, (_, node) => {
          const limbs = [at(bits, first + node), at(bits, first + stride + node)] as const;
          return fromLimbs(limbs, 1 / limbOf(setup)) * limbOf(setup) * unit;
        });
      };
      const { signal, squares } = at(units, row);
      return {
        signal: signal.map((unit, k) => read(k, nodes.signal, unit)),
        squares: squares.map((unit, k) => read(signalMoments + k, nodes.squares, unit)),
      };
    }),
  );
}
