/** One experiment of a scan on the GPU: templates, spectra and their comparison, tile by tile. */

import { NumericError } from '../../errors.js';
import type { GpuContext } from '../../gpu/context.js';
import { createKernelClock } from '../../gpu/kernelClock.js';
import type { Pace } from '../../gpu/pacing.js';
import { enqueueReads, type Read } from '../../gpu/readback.js';
import { createStamps } from '../../gpu/stamps.js';
import { type Dispatch, encodeDispatches } from '../../gpu/timing.js';
import { massesInWords } from '../../model/models.js';
import { flags } from '../../outputs/flags.js';
import { preparedCountsOf } from '../../prediction/comparedCounts.js';
import { type PhysicsSetup, setUpPhysics } from '../../prediction/physicsSetup.js';
import { createSampleJudge } from '../../prediction/sampleJudge.js';
import { binsOfRows } from '../../prediction/signalBins.js';
import { templateFormOf } from '../../prediction/templateForms.js';
import { pointsOn, type TileLayout } from '../../prediction/tileLayout.js';
import type { ExperimentScan } from '../../resolved/scan.js';
import { sum } from '../../sum.js';
import type { EngineTimes, ExperimentResult } from '../engine.js';
import { lifetimeVariables, raiseUnknown } from '../lifetimeVariables.js';
import { linkKernels } from '../packing/kernels.js';
import {
  createTilePacker,
  overflownMasses,
  type PackedLifetimes,
  type PackerOptions,
  type TilePacking,
} from '../packing/packTile.js';
import { largestTile, type TileSizes } from '../packing/tileSizes.js';
import { type ComparisonBuffers, createComparePass } from './comparePass.js';
import { ResultPool } from './resultPool.js';
import { createSpectraPass, type SpectraPass } from './spectraPass.js';
import { createTemplatePass, type TemplateOptions } from './templatePass.js';
import { readsOf, type WantedResults, wantedResults } from './tileReads.js';
import { settlePoints, unsettledPoints } from './unsettledPoints.js';

/** The passes of an experiment. All tiles share the buffers, which is safe because the queue runs in order. */
export interface ExperimentPass {
  readonly setup: PhysicsSetup;
  /** The pass that leaves spectra on the device, and the sizes of its buffers, for comparisons with other data. */
  readonly spectra: SpectraPass;
  readonly sizes: TileSizes;
  /** What its tiles are packed with. */
  readonly packerOptions: PackerOptions;
  /** chi2 and signals of the last tile, on the device. */
  readonly comparison: ComparisonBuffers;
  /**
   * Prepares the rows of a tile on the host, without using the GPU, unless another thread does (`packing`). `wanted` are the results that
   * are read back, by default those that the scan writes. Spectra are compared only if chi2, the signal or the signal by group is wanted.
   */
  prepare(
    layout: TileLayout,
    wanted?: WantedResults,
    packing?: TilePacking | Promise<TilePacking>,
  ): PreparedTile;
  /** Takes back the arrays of a result that is no longer needed. */
  recycle(result: ExperimentResult): void;
}

/** A tile whose rows are ready. */
export interface PreparedTile {
  /** Enqueues the whole tile; lifetimes are prepared while the GPU works on the events. At most one call at a time. Throws DeviceError. */
  submit(watch: TileWatch): Promise<SubmittedTile>;
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
interface TileWork {
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

/**
 * Compiles the kernels of an experiment and allocates buffers for the largest tile of its scan, or for a part of it with at most
 * `mostMasses` mass points. Throws DeviceError.
 */
export async function createExperimentPass(
  context: GpuContext,
  scan: ExperimentScan,
  templateOptions: TemplateOptions,
  mostMasses = Number.POSITIVE_INFINITY,
): Promise<ExperimentPass> {
  const setup = setUpPhysics(scan);
  const prepared = preparedCountsOf(scan);
  const form = templateOptions.form ?? templateFormOf(context.info);
  const codes = await linkKernels(scan, form);
  const sizes = largestTile(scan, mostMasses);
  const rowCount = sizes.masses * setup.channels.length;
  const { boundFactor = 1 } = templateOptions;
  const packerOptions = { codes: { events: codes.events, yields: codes.yields }, form, boundFactor };
  const pack = createTilePacker(setup, packerOptions);
  const templates = await createTemplatePass(context, setup, codes, rowCount, { ...templateOptions, form });
  const spectra = await createSpectraPass(context, setup, codes.yields, templates, sizes);
  const comparison = await createComparePass(
    context,
    setup,
    { code: codes.chi2, constants: prepared.constants },
    spectra.yields,
    sizes,
  );
  comparison.setDatasets([prepared]);
  const written = wantedResults(scan);
  const pool = new ResultPool();
  const judge = written.flags ? createSampleJudge(setup, binsOfRows(setup)) : undefined;
  // A software adapter runs on the host's cores and clock, so time stamps would add nothing.
  const isStamped = templateOptions.stamps ?? !context.info.software;
  const { kernelTimes } = templateOptions;
  const kernels = kernelTimes && createKernelClock(context, kernelTimes, { isStamped });
  const stamps = isStamped && !kernels ? createStamps(context) : undefined;

  return {
    setup,
    spectra,
    sizes,
    comparison,
    packerOptions,
    prepare(layout, wanted = written, packing = pack(layout, wanted.lifetimes)) {
      return { submit: (watch) => submit({ layout, packing, wanted }, watch) };
    },
    recycle,
  };

  function recycle({
    chi2,
    signal,
    groupSignal,
  }: Pick<ExperimentResult, 'chi2' | 'signal' | 'groupSignal'>): void {
    for (const array of [chi2, signal, ...groupSignal]) pool.give(array);
  }

  async function submit(
    { layout, packing: coming, wanted }: TileWork,
    { pace, times, onProgress, further }: TileWatch,
  ): Promise<SubmittedTile> {
    const packing = await coming;
    const { rowCount } = packing.events;
    const enqueuing = templates.submit(packing.events, { pace, stamps, kernels, onProgress });
    let packed: PackedLifetimes;
    try {
      // Meanwhile the GPU works on the events.
      packed = packing.lifetimes();
    } finally {
      // Even after a failure: the next tile must not be enqueued in between.
      await enqueuing;
    }
    const work = await enqueuing;
    let encoder = context.device.createCommandEncoder({ label: 'points' });
    const stamped = stamps && work.passes < stamps.most ? stamps : undefined;
    const isCompared = wanted.chi2 || wanted.signal || wanted.groupSignal;
    const dispatches = [
      spectra.prepare(layout, packed),
      ...(isCompared ? comparison.prepare(layout, wanted) : []),
      ...(further?.dispatches ?? []),
    ];
    packing.release();
    if (kernels) {
      await kernels.submit(encoder, dispatches);
      encoder = context.device.createCommandEncoder({ label: 'reads' });
    } else {
      encodeDispatches(encoder, dispatches, stamped?.writes(work.passes));
    }
    const buffers = {
      ...comparison,
      yields: spectra.yields,
      yieldLayout: spectra.layout,
      points: pointsOn(layout.axes),
      groups: setup.groups.length,
      cells: layout.masses.length * layout.couplings.length * setup.rowBins.length,
    };
    const tile = readsOf(buffers, wanted, pool);
    const overflows = new Uint32Array(rowCount);
    const reads: Read[] = [
      ...tile.reads,
      ...(further?.reads ?? []),
      {
        source: templates.overflows,
        bytes: overflows.byteLength,
        take: (mapping, offset) => overflows.set(new Uint32Array(mapping, offset, rowCount)),
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
        const result = tile.result();
        const unsettled = unsettledPoints(result.chi2);
        if (unsettled.length > 0 && !wanted.bins) {
          recycle(result);
          return undefined;
        }
        const missing = await settlePoints(setup, prepared, layout, result, unsettled);
        const overflown = overflownMasses(packed.rowOfChannel, setup.channels.length, overflows);
        if (!scan.outputs.includes(flags.name)) checkOverflows(scan, layout, overflown);
        if (!packed.known) return { ...result, ...noLifetimes() };
        const lifetime = lifetimeVariables(packed.known, layout, { ...result, overflown }, judge);
        raiseUnknown(lifetime.flags, layout, missing);
        return { ...result, ...lifetime };
      },
    };
  }
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
