/** One tile of an experiment on its way through the device's queue: enqueued pass after pass, and finished when its results are back. */
import { NumericError } from '../../errors.js';
import type { GpuContext } from '../../gpu/context.js';
import type { KernelClock } from '../../gpu/kernelClock.js';
import type { Pace } from '../../gpu/pacing.js';
import { enqueueReads, type Read } from '../../gpu/readback.js';
import type { PassStamps } from '../../gpu/stamps.js';
import { type Dispatch, encodeDispatches } from '../../gpu/timing.js';
import { massesInWords } from '../../model/models.js';
import { flags } from '../../outputs/flags.js';
import type { PhysicsSetup } from '../../prediction/physicsSetup.js';
import type { SampleJudge } from '../../prediction/sampleJudge.js';
import { pointsOn, type TileLayout } from '../../prediction/tileLayout.js';
import type { ExperimentScan } from '../../resolved/scan.js';
import type { PreparedStatistic } from '../../statistics/statistic.js';
import { sum } from '../../sum.js';
import type { EngineTimes, ExperimentResult } from '../engine.js';
import { lifetimeVariables, raiseUnknown } from '../lifetimeVariables.js';
import { overflownMasses, type PackedLifetimes, type TilePacking } from '../packing/packTile.js';
import type { ComparePass } from './comparePass.js';
import type { ResultPool } from './resultPool.js';
import type { SpectraPass } from './spectraPass.js';
import type { TemplatePass, TemplateWork } from './templatePass.js';
import { type Chi2Result, type ResultBuffers, readsOf, type WantedResults } from './tileReads.js';
import { settlePoints, unsettledPoints } from './unsettledPoints.js';

/** What all tiles of an experiment pass through. */
export interface TilePasses {
  readonly context: GpuContext;
  readonly scan: ExperimentScan;
  readonly setup: PhysicsSetup;
  /** The scan's data. */
  readonly prepared: PreparedStatistic;
  readonly templates: TemplatePass;
  readonly spectra: SpectraPass;
  readonly comparison: ComparePass;
  /** Arrays for results. */
  readonly pool: ResultPool;
  /** Where the scan has flags. */
  readonly judge: SampleJudge | undefined;
  /** How passes are timed: by stamps, kernel by kernel, or by neither. */
  readonly stamps: PassStamps | undefined;
  readonly kernels: KernelClock | undefined;
}

/** A tile that is in the queue. */
export interface SubmittedTile {
  /**
   * Waits for the tile's results and makes its variables. Call it once. Undefined if the host must compute chi2 at some point but the
   * tile's spectra (`bins`) were not read back: then prepare and submit the tile again with them, because later tiles overwrite them.
   * Throws DeviceError, NumericError.
   */
  finish(): Promise<ExperimentResult | undefined>;
}

/** A tile with its packed rows (the open channels of its mass points) and the results to be read back. */
export interface TileWork {
  readonly layout: TileLayout;
  readonly packing: TilePacking | Promise<TilePacking>;
  readonly wanted: WantedResults;
}

/** Further work on the results of a tile while they are on the device. */
export interface FurtherWork {
  readonly dispatches: readonly Dispatch[];
  readonly reads: readonly Read[];
}

/** Pacing, times and progress of a tile. */
export interface TileWatch {
  readonly pace: Pace;
  /** The tile's GPU time is added to these, milliseconds. */
  readonly times: { -readonly [K in keyof EngineTimes]: number };
  /** Takes the fraction of the events that is done. */
  onProgress(fraction: number): void;
  /** Follows the tile's own work in the same submission; its reads have arrived when `finish` resolves. */
  readonly further?: FurtherWork | undefined;
}

/** Enqueues a whole tile; lifetimes are prepared while the GPU works on the events. At most one call at a time. Throws DeviceError. */
export async function submitTile(
  passes: TilePasses,
  { layout, packing: coming, wanted }: TileWork,
  watch: TileWatch,
): Promise<SubmittedTile> {
  const { context, templates, stamps, kernels } = passes;
  const { pace, times, further } = watch;
  const packing = await coming;
  const { work, packed } = await enqueueEvents(passes, packing, watch);
  const stamped = stamps && work.passes < stamps.most ? stamps : undefined;
  const dispatches = [...preparePoints(passes, layout, wanted, packed), ...(further?.dispatches ?? [])];
  packing.release();
  const encoder = await encodePoints(passes, dispatches, stamped?.writes(work.passes));
  const tile = readsOf(resultBuffers(passes, layout), wanted, passes.pool);
  const overflows = new Uint32Array(packing.events.rowCount);
  const reads: Read[] = [
    ...tile.reads,
    ...(further?.reads ?? []),
    {
      source: templates.overflows,
      bytes: overflows.byteLength,
      take: (mapping, offset) => overflows.set(new Uint32Array(mapping, offset, overflows.length)),
    },
  ];
  let passTimes: readonly number[] | undefined;
  if (stamped)
    reads.push(stamped.read(encoder, work.passes + 1, (milliseconds) => (passTimes = milliseconds)));
  const pending = enqueueReads(context, encoder, 'reading a tile', reads);
  const elapsed = pace.clock.submitted();
  context.device.queue.submit([encoder.finish()]);
  const mapped = pending.finish().then(elapsed);
  // Awaited in finish; until then a failure must not count as unhandled.
  mapped.catch(() => undefined);
  return {
    async finish() {
      const pointTime = await mapped;
      await kernels?.settle();
      times.templates += passTimes ? sum(passTimes.slice(0, -1)) : work.milliseconds();
      times.points += passTimes?.at(-1) ?? pointTime;
      return await resultOf(passes, { layout, wanted }, packed, tile.result(), overflows);
    },
  };
}

/** Takes back the arrays of a result that is no longer needed. */
export function recycleResult(
  pool: ResultPool,
  { chi2, signal, groupSignal }: Pick<ExperimentResult, 'chi2' | 'signal' | 'groupSignal'>,
): void {
  for (const array of [chi2, signal, ...groupSignal]) pool.give(array);
}

/** Enqueues the events of a tile, and packs its lifetimes meanwhile. */
async function enqueueEvents(
  { templates, stamps, kernels }: TilePasses,
  packing: TilePacking,
  { pace, onProgress }: TileWatch,
): Promise<{ readonly work: TemplateWork; readonly packed: PackedLifetimes }> {
  const enqueuing = templates.submit(packing.events, { pace, stamps, kernels, onProgress });
  let packed: PackedLifetimes;
  try {
    // Meanwhile the GPU works on the events.
    packed = packing.lifetimes();
  } finally {
    // Even after a failure: the next tile must not be enqueued in between.
    await enqueuing;
  }
  return { work: await enqueuing, packed };
}

/** Uploads what yields and chi2 of a tile are made from, and returns their dispatches. */
function preparePoints(
  { spectra, comparison }: TilePasses,
  layout: TileLayout,
  wanted: WantedResults,
  packed: PackedLifetimes,
): Dispatch[] {
  const isCompared = wanted.chi2 || wanted.signal || wanted.groupSignal;
  return [...spectra.prepare(layout, packed), ...(isCompared ? comparison.prepare(layout, wanted) : [])];
}

/** Encodes dispatches as one pass, or submits them one by one to be timed. Returns the encoder for what follows them. */
async function encodePoints(
  { context: { device }, kernels }: TilePasses,
  dispatches: readonly Dispatch[],
  descriptor: GPUComputePassDescriptor | undefined,
): Promise<GPUCommandEncoder> {
  const encoder = device.createCommandEncoder({ label: 'points' });
  if (!kernels) {
    encodeDispatches(encoder, dispatches, descriptor);
    return encoder;
  }
  await kernels.submit(encoder, dispatches);
  return device.createCommandEncoder({ label: 'reads' });
}

/** Where the passes leave the results of a tile. */
function resultBuffers({ setup, spectra, comparison }: TilePasses, layout: TileLayout): ResultBuffers {
  return {
    ...comparison,
    yields: spectra.yields,
    yieldLayout: spectra.layout,
    points: pointsOn(layout.axes),
    groups: setup.groups.length,
    cells: layout.masses.length * layout.couplings.length * setup.rowBins.length,
  };
}

/** The result of a tile from what was read back; undefined where the host needs spectra that were not. */
async function resultOf(
  { scan, setup, prepared, judge, pool }: TilePasses,
  { layout, wanted }: Pick<TileWork, 'layout' | 'wanted'>,
  packed: PackedLifetimes,
  result: Chi2Result,
  overflows: Uint32Array,
): Promise<ExperimentResult | undefined> {
  const unsettled = unsettledPoints(result.chi2);
  if (unsettled.length > 0 && !wanted.bins) {
    recycleResult(pool, result);
    return undefined;
  }
  const missing = await settlePoints(setup, prepared, layout, result, unsettled);
  const overflown = overflownMasses(packed.rowOfChannel, setup.channels.length, overflows);
  if (!scan.outputs.includes(flags.name)) checkOverflows(scan, layout, overflown);
  if (!packed.known) return { ...result, ...noLifetimes() };
  const lifetime = lifetimeVariables(packed.known, layout, { ...result, overflown }, judge);
  raiseUnknown(lifetime.flags, layout, missing);
  return { ...result, ...lifetime };
}

/** Throws NumericError after an overflow, for scans whose grid has no flags to mark it. */
function checkOverflows(scan: ExperimentScan, layout: TileLayout, overflown: Uint8Array): void {
  const mass = overflown.indexOf(1);
  if (mass < 0) return;
  const where = `${massesInWords(scan.model, layout.masses[mass])}, ${scan.experiment.name}`;
  throw new NumericError(
    `${scan.file}: a fixed-point sum left its proven bound at ${where}; add flags to outputs, which then say where, and the scan goes on`,
  );
}

function noLifetimes(): Pick<ExperimentResult, 'ctauCm' | 'nEff' | 'flags'> {
  return { ctauCm: new Float32Array(), nEff: new Float32Array(), flags: new Uint32Array() };
}
