/** The f64 oracle: the same interface as the GPU engine, by exact sums over events. */

import { at } from '../../at.js';
import { NumericError } from '../../errors.js';
import type { Tile } from '../../grid/tiles.js';
import { productOf } from '../../grid/tiles.js';
import { FILL_VALUES, isMissing } from '../../grid/variables.js';
import { effectiveSize, LEAST_SIGNAL } from '../../prediction/effectiveSize.js';
import { competingDecays, lifetimeOf } from '../../prediction/lifetime.js';
import { flagsAt, massFlags } from '../../prediction/massFlags.js';
import { massPointsOf, type PhysicsSetup, setUpPhysics } from '../../prediction/physicsSetup.js';
import { createSampleJudge, type SampleJudge } from '../../prediction/sampleJudge.js';
import { forEachPoint, layOutTile, type Masses, type TileLayout } from '../../prediction/tileLayout.js';
import { type ExperimentScan, experimentScans, type ResolvedScan } from '../../resolved/scan.js';
import { createRaiser, type EventSource } from '../autoEvents.js';
import type { Engine, EngineInfo, EngineTimes, ExperimentResult, TileResult } from '../engine.js';
import { inOrder } from '../inOrder.js';
import { joinExperiments } from '../joinExperiments.js';
import { raiseUnknown } from '../lifetimeVariables.js';
import { sampleEvents, sumTemplate, type Template } from './sample.js';

/** One (mass point, coupling point): what the tile's points are made of. */
interface Cell {
  readonly template: Template;
  readonly ctauCm: number;
  readonly nEff: number;
  readonly flags: number;
}

/** What the reference engine says of itself. */
export const REFERENCE_INFO: EngineInfo = {
  engine: 'reference',
  adapter: 'f64 reference',
  driver: `node ${process.versions.node}`,
  software: true,
};

/** Opens the reference engine for a scan. */
export function openReferenceEngine(scan: ResolvedScan): Engine {
  const scans = experimentScans(scan);
  const times = { templates: 0, points: 0 };
  const sources = scans.map((own) => openExperiment(own, times));
  const raiserOf = createRaiser(scan, async (e, events) => {
    const own = scans[e];
    if (!own) throw new RangeError(`the scan has no experiment ${e}`);
    return openExperiment({ ...own, eventsPerMassPoint: events }, times);
  });
  const inTurn = inOrder();
  const evaluate = async (tile: Tile, onProgress?: (fraction: number) => void): Promise<TileResult> => {
    const { onFirst, raise } = raiserOf(tile, onProgress);
    const results: ExperimentResult[] = [];
    for (const [e, source] of sources.entries()) {
      results.push(await source.evaluate(tile, (fraction) => onFirst((e + fraction) / sources.length)));
    }
    return joinExperiments(await raise(results), scan.runs);
  };
  return {
    info: REFERENCE_INFO,
    times,
    // One thread computes: tiles in flight wait for each other.
    evaluateTile: (tile, onProgress) => inTurn(() => evaluate(tile, onProgress)),
    recycle() {},
    async [Symbol.asyncDispose]() {},
  };
}

/** One experiment of a scan, in f64. */
function openExperiment(
  scan: ExperimentScan,
  times: { -readonly [K in keyof EngineTimes]: number },
): EventSource {
  const setup = setUpPhysics(scan);
  const judge = createSampleJudge(
    setup,
    setup.counts.data.map((_, bin) => bin),
  );
  return {
    async evaluate(tile, onProgress) {
      const layout = layOutTile(scan, tile);
      const begin = performance.now();
      const cells: Cell[][] = [];
      for (const [i, masses] of layout.masses.entries()) {
        cells.push(evaluateMassPoint(setup, judge, masses, layout));
        onProgress((i + 1) / layout.masses.length);
        // Lets the progress bar and signals in between mass points.
        await new Promise((resolve) => setImmediate(resolve));
      }
      const middle = performance.now();
      const result = assemble(setup, layout, cells);
      times.templates += middle - begin;
      times.points += performance.now() - middle;
      return result;
    },
    recycle() {},
  };
}

function evaluateMassPoint(
  setup: PhysicsSetup,
  judge: SampleJudge,
  masses: Masses,
  layout: TileLayout,
): Cell[] {
  const points = massPointsOf(setup, masses);
  const samples = points.flatMap(({ channel, point }) =>
    point.open ? [sampleEvents(setup, channel, point)] : [],
  );
  const first = points[0]?.point;
  if (!first) return [];
  const beside = competingDecays(setup.scan, first);
  const ownFlags = massFlags(setup, points);
  return layout.couplings.map((coupling) => {
    const lifetime = lifetimeOf(setup.scan, first, beside, coupling);
    const template = sumTemplate(setup, samples, lifetime);
    const { signal, relativeError } = template;
    const isKnown = !signal.some(isMissing);
    // Without mixing there is no signal, and no doubt about it.
    const isJudged = isKnown && !ownFlags.closed && lifetime.mixing > 0;
    const flags = flagsAt(ownFlags, lifetime, isJudged && judge(signal, relativeError));
    const ctauCm = samples.length > 0 ? lifetime.ctauCm : 0;
    // Of fewer events the GPU knows no shares.
    const counts = (x: number, bin: number) => (at(signal, bin) < LEAST_SIGNAL ? 0 : x);
    const size = effectiveSize(signal.map(counts), relativeError.map(counts));
    return { template, ctauCm, nEff: isKnown ? size : FILL_VALUES.float32, flags };
  });
}

function assemble(setup: PhysicsSetup, layout: TileLayout, cells: readonly Cell[][]): ExperimentResult {
  const signalBins = setup.beamBins.flatMap(({ bins }) => bins);
  const size = (axes: TileLayout['axes']) => productOf(axes.map((axis) => axis.size));
  const result = {
    chi2: new Float32Array(size(layout.axes)),
    signal: new Float32Array(size(layout.axes)),
    ctauCm: new Float32Array(size(layout.lifetimeAxes)),
    nEff: new Float32Array(size(layout.lifetimeAxes)),
    flags: new Uint32Array(size(layout.lifetimeAxes)),
    groupSignal: groupSignals(setup, size(layout.axes)),
    binSignal: Float32Array.from(
      cells.flatMap((row) =>
        row.flatMap(({ template }) => signalBins.map((bin) => float32Of(at(template.signal, bin)))),
      ),
    ),
  };
  const unknown: number[] = [];
  forEachPoint(layout.axes, (point, mass, coupling, mixing) => {
    const template = cells[mass]?.[coupling]?.template;
    if (!template) return;
    const factor = at(layout.mixings, mixing);
    const scaled = template.signal.map((s) => s * factor);
    result.signal[point] = float32Of(sum(scaled));
    result.groupSignal.forEach((array, g) => {
      array[point] = float32Of(sum(at(template.groups, g)) * factor);
    });
    const value = float32Of(chi2Of(setup, scaled, template.relativeError));
    result.chi2[point] = value;
    if (isMissing(value)) unknown.push(point);
  });
  forEachPoint(layout.lifetimeAxes, (point, mass, coupling) => {
    const cell = cells[mass]?.[coupling];
    if (!cell) return;
    result.ctauCm[point] = cell.ctauCm;
    result.nEff[point] = cell.nEff;
    result.flags[point] = cell.flags;
  });
  raiseUnknown(result.flags, layout, unknown);
  return result;
}

/** chi2 at a signal, or NaN where it has no covariance: one point must not end a scan. */
function chi2Of(
  { statistic, counts }: PhysicsSetup,
  signal: Float64Array,
  relativeError: Float64Array,
): number {
  try {
    return statistic.value(counts, signal, relativeError);
  } catch (error) {
    if (error instanceof NumericError) return Number.NaN;
    throw error;
  }
}

/** A number as a grid holds it: the fill value where it is none, or none that float32 can hold. */
function float32Of(value: number): number {
  return isMissing(value) ? FILL_VALUES.float32 : value;
}

function sum(numbers: Float64Array): number {
  return numbers.reduce((total, x) => total + x, 0);
}

/** An array for each group of channels; none where there is only one, which is the signal itself. */
function groupSignals({ groups }: PhysicsSetup, points: number): Float32Array[] {
  return groups.length > 1 ? groups.map(() => new Float32Array(points)) : [];
}
