/** Where a scan of a sample lacks events: what its flags follow from, at every mass point and the ends of its coupling axes. */
import { at } from '../../at.js';
import { isMixingFactor, modelOf } from '../../model/models.js';
import { isKinematic } from '../../model/parameters.js';
import { flags as flagsOutput } from '../../outputs/flags.js';
import { gridVariables, makeVariables } from '../../outputs/gridVariables.js';
import { sampleTrust } from '../../outputs/sampleTrust.js';
import { spectrum } from '../../outputs/spectrum.js';
import { FLAGS } from '../../prediction/flags.js';
import { COUNTING_SHARE, MOST_UNCOVERED } from '../../prediction/sampleTrust.js';
import { forEachPoint, layOutTile, type TileLayout } from '../../prediction/tileLayout.js';
import { planScan } from '../../prediction/tilePlan.js';
import type { ExperimentScan } from '../../resolved/scan.js';
import { openEngine, type RunOptions } from '../../scan/run.js';
import { copyBlock, emptyLike, type VariableArray } from '../../tiles/block.js';
import { shapeOfVariable } from '../../tiles/shapes.js';
import { productOf, tileAt } from '../../tiles/tiles.js';
import { isMissing } from '../../tiles/variables.js';

/** What an engine opens with. */
export type EngineChoice = Parameters<typeof openEngine>[1] & Pick<RunOptions, 'onNotice'>;

/** A mass point at couplings. */
export interface CellStatus {
  readonly flags: number;
  /** Effective number of events in each bin of the observation; missing without an answer. */
  readonly sizes: readonly number[];
  /** Signal of each bin, per unit of |U|^2 where that is a factor. */
  readonly signal: readonly number[];
}

/** A mass point, with a cell for each coupling point. */
export interface MassStatus {
  readonly uncovered: number;
  readonly cells: readonly CellStatus[];
}

/** A scan, laid out, with the status of each of its mass points, in the order of the layout. */
export interface ScanStatus {
  readonly scan: ExperimentScan;
  readonly layout: TileLayout;
  readonly masses: readonly MassStatus[];
}

/**
 * The scan of one experiment alone, at the ends of its coupling axes. Weights depend on couplings by the lifetime, which is shortest and longest
 * there.
 */
export function atEndsOfCouplings(scan: ExperimentScan): ExperimentScan {
  const mixing = isMixingFactor(scan.model) ? modelOf(scan.model.kind).mixing : undefined;
  const run = scan.runs.find(({ experiment }) => experiment === scan.experiment);
  if (!run) throw new RangeError('the scan of an experiment has it among its runs');
  return {
    ...scan,
    axes: scan.axes.map((axis) => {
      if (isKinematic(axis.name)) return axis;
      const last = at(axis.values, axis.values.length - 1);
      return { ...axis, values: axis.name === mixing ? [last] : [...new Set([at(axis.values, 0), last])] };
    }),
    // Alone it enters the sums.
    runs: [{ ...run, excludedFromSum: false }],
    outputs: [flagsOutput.name, spectrum.name, sampleTrust.name],
  };
}

/** The status of a scan by an engine. `onProgress` gets the share that is done. Throws DeviceError. */
export async function scanStatus(
  scan: ExperimentScan,
  engineChoice: EngineChoice,
  onProgress: (fraction: number) => void,
): Promise<ScanStatus> {
  await using engine = await openEngine(scan, engineChoice);
  const variables = gridVariables(scan);
  const plan = planScan(scan);
  const arrays = new Map<string, VariableArray>();
  for (let number = 0; number < plan.tileCount; number++) {
    const tile = tileAt(plan, number);
    const tell = (fraction: number) => onProgress((number + fraction) / plan.tileCount);
    const made = makeVariables(variables, scan, tile, await engine.evaluateTile(tile, tell));
    for (const { spec } of variables) {
      const part = made[spec.name] ?? new Float32Array();
      const whole = shapeOfVariable(scan, spec, plan.shape);
      const into = arrays.get(spec.name) ?? emptyLike(part, productOf(whole));
      arrays.set(spec.name, into);
      const shape = shapeOfVariable(scan, spec, tile.shape);
      const place = [
        ...shapeOfVariable(scan, { ...spec, extra: [] }, tile.start),
        ...spec.extra.map(() => 0),
      ];
      copyBlock(part, shape, into, whole, shape, place);
    }
  }
  const start = plan.shape.map(() => 0);
  const layout = layOutTile(scan, { index: start, start, shape: plan.shape });
  return { scan, layout, masses: massesFrom(scan, layout, (name) => arrays.get(name) ?? new Float32Array()) };
}

function massesFrom(
  { experiment }: ExperimentScan,
  { masses, lifetimeAxes }: TileLayout,
  arrayOf: (name: string) => VariableArray,
): MassStatus[] {
  const bins = experiment.bins.length;
  const [uncovered, words] = [arrayOf('uncovered'), arrayOf('flags')];
  const [sizes, signal] = [arrayOf('n_eff_by_bin'), arrayOf('spectrum')];
  const cells: CellStatus[][] = masses.map(() => []);
  forEachPoint(lifetimeAxes, (cell, mass, coupling) => {
    const inBins = (array: VariableArray) => Array.from(array.subarray(cell * bins, (cell + 1) * bins));
    at(cells, mass)[coupling] = { flags: at(words, cell), sizes: inBins(sizes), signal: inBins(signal) };
  });
  return cells.map((ofMass, mass) => ({ uncovered: at(uncovered, mass), cells: ofMass }));
}

/** Whether no pair can be made. */
export function isClosed({ cells }: MassStatus): boolean {
  return cells.every(({ flags }) => (flags & FLAGS.closed) !== 0);
}

/** The least effective number among bins that count, at any couplings; undefined without an answer, infinite without a signal. */
export function leastSize({ cells }: MassStatus): number | undefined {
  if (cells.some(({ signal }) => signal.some(isMissing))) return undefined;
  const least = cells.map(({ signal, sizes }) =>
    countingBins(signal).reduce((size, bin) => Math.min(size, at(sizes, bin)), Number.POSITIVE_INFINITY),
  );
  return Math.min(...least);
}

/** The bins with at least a share of the signal, by default the share from which on they count for the flag. */
export function countingBins(signal: ArrayLike<number>, share = COUNTING_SHARE): number[] {
  const all = Array.from(signal);
  const total = all.reduce((sum, s) => sum + s, 0);
  return all.flatMap((s, bin) => (s > 0 && s >= share * total ? [bin] : []));
}

/** Relative rounding of a number in float32, twice over. */
const ROUNDING = 1e-6;

/** Whether a mass point has events enough: `size` in each bin that counts, as many as chi2 needs, and a counterpart for nearly all of its own. */
export function isEnough(status: MassStatus, size: number): boolean {
  if (isClosed(status)) return true;
  if (status.cells.some(({ flags }) => (flags & FLAGS.lowEffectiveSampleSize) !== 0)) return false;
  const least = leastSize(status);
  return least !== undefined && least * (1 + ROUNDING) >= size && status.uncovered <= MOST_UNCOVERED;
}
