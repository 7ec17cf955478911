/** One experiment of a scan on the GPU: templates, spectra and their comparison, of one tile after another. */
import { NumericError } from '../../errors.js';
import type { GpuContext } from '../../gpu/context.js';
import type { Pace } from '../../gpu/pacing.js';
import { enqueueReads, type Read } from '../../gpu/readback.js';
import { createStamps } from '../../gpu/stamps.js';
import { encodeDispatches } from '../../gpu/timing.js';
import { productOf } from '../../grid/tiles.js';
import { massesInWords } from '../../model/models.js';
import { flags } from '../../outputs/flags.js';
import type { Bounds } from '../../prediction/bounds.js';
import { type ChannelPoint, massPointsOf } from '../../prediction/channelPoints.js';
import { preparedCountsOf } from '../../prediction/comparedCounts.js';
import { type PhysicsSetup, setUpPhysics } from '../../prediction/physicsSetup.js';
import { createSampleJudge, entryBins } from '../../prediction/sampleJudge.js';
import type { TileLayout } from '../../prediction/tileLayout.js';
import { type TileMass, tileMasses } from '../../prediction/tileMasses.js';
import type { ExperimentScan } from '../../resolved/scan.js';
import type { EngineTimes, ExperimentResult } from '../engine.js';
import { lifetimeVariables, raiseUnknown } from '../lifetimeVariables.js';
import { createComparePass } from './comparePass.js';
import { linkKernels } from './kernels.js';
import { ResultPool } from './resultPool.js';
import { createSpectraPass, type SpectraPass } from './spectraPass.js';
import { createTemplatePass, type TemplateOptions } from './templatePass.js';
import { readsOf, type WantedResults, wantedResults } from './tileReads.js';
import { largestTile, type TileSizes } from './tileSizes.js';
import { settlePoints, unsettledPoints } from './unsettledPoints.js';

/** The passes of an experiment. Its buffers are shared by all tiles: what is in the queue is done in its order. */
export interface ExperimentPass {
  readonly setup: PhysicsSetup;
  /** The pass that leaves spectra on the device, and the sizes of its buffers: what else may be compared with them. */
  readonly spectra: SpectraPass;
  readonly sizes: TileSizes;
  /**
   * Prepares on the host what the events of a tile need; the GPU is not touched. `wanted` are the results that are read back, by default
   * those that the scan writes; where none is of chi2 or a sum over bins, nothing is compared.
   */
  prepare(layout: TileLayout, wanted?: WantedResults): PreparedTile;
  /** Takes back the arrays of a result that nobody looks at any more. */
  recycle(result: ExperimentResult): void;
}

/** A tile whose rows are ready. */
export interface PreparedTile {
  /** Enqueues all of the tile, and prepares the rest of it meanwhile. At most one call at a time. Throws DeviceError. */
  submit(watch: TileWatch): Promise<SubmittedTile>;
}

/** A tile that is in the queue. */
export interface SubmittedTile {
  /**
   * Waits for the tile's results and makes its variables. To be called once. Undefined where the host has to work out a point and the
   * tile was read without its spectra (`bins`), which later tiles overwrite: it is to be prepared and submitted again, with them. Throws
   * DeviceError, NumericError.
   */
  finish(): Promise<ExperimentResult | undefined>;
}

/** A tile with its mass points, the rows of templates that are open, and what is read back. */
interface TileWork {
  readonly layout: TileLayout;
  readonly points: readonly ChannelPoint[][];
  readonly rows: readonly ChannelPoint[];
  readonly bounds: readonly Bounds[];
  readonly wanted: WantedResults;
}

/** What a tile is paced and watched by. */
export interface TileWatch {
  readonly pace: Pace;
  /** Gets what the tile took of the GPU's time, in milliseconds. */
  readonly times: { -readonly [K in keyof EngineTimes]: number };
  /** Told the fraction of events done. */
  onProgress(fraction: number): void;
}

/**
 * Compiles the kernels of an experiment and allocates for the largest tile of its scan, or for part of it with so many mass points.
 * Throws DeviceError.
 */
export async function createExperimentPass(
  context: GpuContext,
  scan: ExperimentScan,
  templateOptions: TemplateOptions,
  mostMasses = Number.POSITIVE_INFINITY,
): Promise<ExperimentPass> {
  const setup = setUpPhysics(scan);
  const prepared = preparedCountsOf(scan);
  const codes = await linkKernels(scan);
  const sizes = largestTile(scan, mostMasses);
  const rowCount = sizes.masses * setup.channels.length;
  const templates = await createTemplatePass(context, setup, codes, rowCount, templateOptions);
  const spectra = await createSpectraPass(context, setup, codes.yields, templates.sums, sizes);
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
  const judge = written.flags ? createSampleJudge(setup, entryBins(setup)) : undefined;
  // A software adapter works on this machine's own clock, and its stamps would only cost it time.
  const isStamped = templateOptions.stamps ?? !context.info.software;
  const stamps = isStamped ? createStamps(context) : undefined;

  return {
    setup,
    spectra,
    sizes,
    prepare(layout, wanted = written) {
      const points = layout.masses.map((masses) => massPointsOf(setup, masses));
      const rows = points.flat().filter(({ point }) => point.open);
      const bounds = templates.boundsOf(rows);
      return { submit: (watch) => submit({ layout, points, rows, bounds, wanted }, watch) };
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
    { layout, points, rows, bounds, wanted }: TileWork,
    { pace, times, onProgress }: TileWatch,
  ): Promise<SubmittedTile> {
    const enqueuing = templates.submit(rows, bounds, { pace, stamps, onProgress });
    let masses: TileMass[];
    try {
      // The GPU is at work on the events.
      masses = tileMasses(setup, layout, points, bounds);
    } finally {
      // Whatever happened: the next tile must not come in between.
      await enqueuing;
    }
    const work = await enqueuing;
    const encoder = context.device.createCommandEncoder({ label: 'points' });
    const stamped = stamps && work.passes < stamps.most ? stamps : undefined;
    const isCompared = wanted.chi2 || wanted.signal || wanted.groupSignal;
    const dispatches = [spectra.prepare(layout, masses), ...(isCompared ? [comparison.prepare(layout)] : [])];
    encodeDispatches(encoder, dispatches, stamped?.writes(work.passes));
    const buffers = {
      ...comparison,
      yields: spectra.yields,
      yieldLayout: spectra.layout,
      points: productOf(layout.axes.map(({ size }) => size)),
      groups: setup.groups.length,
      cells: masses.length * layout.couplings.length * setup.rowBins.length,
    };
    const tile = readsOf(buffers, wanted, pool);
    const overflows = new Uint32Array(rows.length);
    const reads: Read[] = [
      ...tile.reads,
      {
        source: templates.overflows,
        bytes: overflows.byteLength,
        take: (mapping, offset) => overflows.set(new Uint32Array(mapping, offset, rows.length)),
      },
    ];
    let passTimes: readonly number[] | undefined;
    if (stamped) reads.push(stamped.read(encoder, work.passes + 1, (each) => (passTimes = each)));
    const pending = enqueueReads(context, encoder, 'reading a tile', reads);
    const elapsed = pace.clock.submitted();
    context.device.queue.submit([encoder.finish()]);
    const mapped = pending.finish().then(elapsed);
    // Its failure is met in finish.
    mapped.catch(() => undefined);
    return {
      async finish() {
        const pointTime = await mapped;
        times.templates += passTimes ? total(passTimes.slice(0, -1)) : work.milliseconds();
        times.points += passTimes?.at(-1) ?? pointTime;
        const result = tile.result();
        const unsettled = unsettledPoints(result.chi2);
        if (unsettled.length > 0 && !wanted.bins) {
          recycle(result);
          return undefined;
        }
        const missing = await settlePoints(setup, prepared, layout, result, unsettled);
        if (!scan.outputs.includes(flags.name)) checkOverflows(scan, layout, masses, overflows);
        if (!wanted.lifetimes) return { ...result, ...noLifetimes() };
        const { binSignal, relativeError } = result;
        const lifetime = lifetimeVariables(setup, layout, masses, binSignal, relativeError, overflows, judge);
        raiseUnknown(lifetime.flags, layout, missing);
        return { ...result, ...lifetime };
      },
    };
  }
}

/** Where a grid holds no flags to raise, an overflow ends the scan. */
function checkOverflows(
  scan: ExperimentScan,
  layout: TileLayout,
  masses: readonly TileMass[],
  overflows: Uint32Array,
): void {
  if (overflows.every((word) => word === 0)) return;
  const at = masses.findIndex(({ channels }) =>
    channels.some(({ row }) => row !== undefined && overflows[row]),
  );
  const where = `${massesInWords(scan.model, layout.masses[at])}, ${scan.experiment.name}`;
  throw new NumericError(
    `${scan.file}: a fixed-point sum left its proven bound at ${where}; add flags to outputs, which then say where, and the scan goes on`,
  );
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, n) => sum + n, 0);
}

function noLifetimes(): Pick<ExperimentResult, 'ctauCm' | 'nEff' | 'flags'> {
  return { ctauCm: new Float32Array(), nEff: new Float32Array(), flags: new Uint32Array() };
}
