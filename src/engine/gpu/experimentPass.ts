/** One experiment of a scan on the GPU: its kernels compiled, and buffers for its largest tile. */
import type { GpuContext } from '../../gpu/context.js';
import { createKernelClock } from '../../gpu/kernelClock.js';
import { createStamps } from '../../gpu/stamps.js';
import { preparedCountsOf } from '../../prediction/comparedCounts.js';
import { type PhysicsSetup, setUpPhysics } from '../../prediction/physicsSetup.js';
import { createSampleJudge } from '../../prediction/sampleJudge.js';
import { binsOfRows } from '../../prediction/signalBins.js';
import { templateFormOf } from '../../prediction/templateForms.js';
import type { TileLayout } from '../../prediction/tileLayout.js';
import type { ExperimentScan } from '../../resolved/scan.js';
import type { ExperimentResult } from '../engine.js';
import { linkKernels } from '../packing/kernels.js';
import { createTilePacker, type PackerOptions, type TilePacking } from '../packing/packTile.js';
import { largestTile, type TileSizes } from '../packing/tileSizes.js';
import { type ComparisonBuffers, createComparePass } from './comparePass.js';
import { ResultPool } from './resultPool.js';
import { createSpectraPass, type SpectraPass } from './spectraPass.js';
import { createTemplatePass, type TemplateOptions } from './templatePass.js';
import { type WantedResults, wantedResults } from './tileReads.js';
import { recycleResult, type SubmittedTile, submitTile, type TileWatch } from './tileSubmission.js';

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
  const spectra = await createSpectraPass(context, setup, codes, templates, sizes);
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

  const passes = {
    context,
    scan,
    setup,
    prepared,
    templates,
    spectra,
    comparison,
    pool,
    judge,
    stamps,
    kernels,
  };
  return {
    setup,
    spectra,
    sizes,
    comparison,
    packerOptions,
    prepare(layout, wanted = written, packing = pack(layout, wanted.lifetimes)) {
      return { submit: (watch) => submitTile(passes, { layout, packing, wanted }, watch) };
    },
    recycle: (result) => recycleResult(pool, result),
  };
}
