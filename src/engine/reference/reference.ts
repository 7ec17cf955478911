/** The f64 oracle: the same interface as the GPU engine, by exact sums over events. */

import { at } from '../../at.js';
import type { Tile } from '../../grid/tiles.js';
import { productOf } from '../../grid/tiles.js';
import { FILL_VALUES, isMissing } from '../../grid/variables.js';
import type { Masses } from '../../model/point.js';
import { needsOf } from '../../outputs/outputs.js';
import { thisMachine } from '../../platform/machine.js';
import { nextTurn } from '../../platform/turns.js';
import { massPointsOf } from '../../prediction/channelPoints.js';
import { effectiveSize, LEAST_SIGNAL } from '../../prediction/effectiveSize.js';
import { competingDecays, lifetimeOf } from '../../prediction/lifetime.js';
import { flagsAt, massFlags } from '../../prediction/massFlags.js';
import { type PhysicsSetup, setUpPhysics } from '../../prediction/physicsSetup.js';
import { createSampleJudge, type SampleJudge } from '../../prediction/sampleJudge.js';
import { binsOfRows } from '../../prediction/signalBins.js';
import { forEachPoint, layOutTile, type TileLayout } from '../../prediction/tileLayout.js';
import { experimentScans, type ResolvedScan } from '../../resolved/scan.js';
import { createRaiser, type EventSource } from '../autoEvents.js';
import type { Engine, EngineInfo, EngineTimes, ExperimentResult, Stage } from '../engine.js';
import { inOrder } from '../inOrder.js';
import { joinExperiments } from '../joinExperiments.js';
import { raiseUnknown } from '../lifetimeVariables.js';
import { type SpectrumRows, spectraFromRows } from '../spectra.js';
import { RECORD_SOURCES } from './recordSources.js';
import { chi2AtPoint, compareSpectra, float32Of } from './referenceComparison.js';
import { sumTemplate, type Template } from './sample.js';

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
  driver: `node ${thisMachine().node}`,
  software: true,
};

/** Opens the reference engine for a scan. */
export function openReferenceEngine(scan: ResolvedScan): Engine {
  const scans = experimentScans(scan);
  const times = { templates: 0, points: 0 };
  const setups = scans.map(setUpPhysics);
  const sources = setups.map((setup) => openExperiment(setup, times));
  const raiserOf = createRaiser(scan, async (e, eventsPerMassPoint) =>
    openExperiment(setUpPhysics({ ...at(scans, e), eventsPerMassPoint }), times),
  );
  // One thread computes: tiles in flight wait for each other.
  const inTurn = inOrder();
  const evaluate = (tile: Tile, stage: Stage, onProgress?: (fraction: number) => void) =>
    inTurn(async () => {
      const { onFirst, raise } = raiserOf(tile, stage, onProgress);
      const results: ExperimentResult[] = [];
      for (const [e, source] of sources.entries()) {
        const tell = (fraction: number) => onFirst((e + fraction) / sources.length);
        results.push(await source.evaluate(tile, stage, tell));
      }
      return await raise(results);
    });
  return {
    info: REFERENCE_INFO,
    times,
    evaluateTile: async (tile, onProgress) =>
      joinExperiments(await evaluate(tile, 'comparison', onProgress), scan.runs),
    async spectra(tile, onProgress) {
      const results = await evaluate(tile, 'spectra', onProgress);
      return results.map((result, e) => spectraFromRows(at(setups, e), result));
    },
    compare: async (tile, experiment, spectra, datasets) =>
      compareSpectra(at(setups, experiment), layOutTile(scan, tile), spectra, datasets),
    recycle() {},
    async [Symbol.asyncDispose]() {},
  };
}

/** One experiment of a scan, in f64. */
function openExperiment(
  setup: PhysicsSetup,
  times: { -readonly [K in keyof EngineTimes]: number },
): EventSource {
  const judge = createSampleJudge(
    setup,
    setup.counts.data.map((_, bin) => bin),
  );
  return {
    async evaluate(tile, stage, onProgress) {
      const layout = layOutTile(setup.scan, tile);
      const begin = performance.now();
      const cells: Cell[][] = [];
      for (const [i, masses] of layout.masses.entries()) {
        cells.push(evaluateMassPoint(setup, judge, masses, layout));
        onProgress((i + 1) / layout.masses.length);
        // Lets the progress bar and signals in between mass points.
        await nextTurn();
      }
      const middle = performance.now();
      const result = assemble(setup, layout, cells, stage);
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
    point.open ? [RECORD_SOURCES.sampled(setup, channel, point)] : [],
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

/** What a tile's cells come to; without a comparison only spectra, and what holds for all mixings. */
function assemble(
  setup: PhysicsSetup,
  layout: TileLayout,
  cells: readonly Cell[][],
  stage: Stage,
): ExperimentResult {
  const lifetimes = lifetimesOf(layout, cells);
  const spectra = spectrumRows(setup, cells, stage);
  if (stage === 'spectra') {
    const none = new Float32Array();
    return { chi2: none, signal: none, groupSignal: [], ...lifetimes, ...spectra };
  }
  const { unknown, ...compared } = compareCells(setup, layout, cells);
  raiseUnknown(lifetimes.flags, layout, unknown);
  return { ...compared, ...lifetimes, ...spectra };
}

/** chi2 and signals of every point, and the points whose chi2 is not known. */
function compareCells(setup: PhysicsSetup, layout: TileLayout, cells: readonly Cell[][]) {
  const points = productOf(layout.axes.map(({ size }) => size));
  const result = {
    chi2: new Float32Array(points),
    signal: new Float32Array(points),
    groupSignal: groupSignals(setup, points),
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
    const value = float32Of(chi2AtPoint(setup, scaled, template.relativeError));
    result.chi2[point] = value;
    if (isMissing(value)) unknown.push(point);
  });
  return { ...result, unknown };
}

/** What holds for all mixings. */
function lifetimesOf({ lifetimeAxes }: TileLayout, cells: readonly Cell[][]) {
  const points = productOf(lifetimeAxes.map(({ size }) => size));
  const result = {
    ctauCm: new Float32Array(points),
    nEff: new Float32Array(points),
    flags: new Uint32Array(points),
  };
  forEachPoint(lifetimeAxes, (point, mass, coupling) => {
    const cell = cells[mass]?.[coupling];
    if (!cell) return;
    result.ctauCm[point] = cell.ctauCm;
    result.nEff[point] = cell.nEff;
    result.flags[point] = cell.flags;
  });
  return result;
}

/** Spectra of all cells in rows, of which each beam has as many as the largest; by group only where somebody asks for them. */
function spectrumRows(setup: PhysicsSetup, cells: readonly Cell[][], stage: Stage): SpectrumRows {
  const bins = binsOfRows(setup);
  const rows = (numbersOf: (template: Template) => Float64Array) =>
    Float32Array.from(
      cells.flatMap((ofMass) =>
        ofMass.flatMap(({ template }) => {
          const numbers = numbersOf(template);
          return bins.map((bin) => (bin === undefined ? 0 : float32Of(at(numbers, bin))));
        }),
      ),
    );
  const isWanted = stage === 'spectra' || needsOf(setup.scan).has('groupBins');
  const isSplit = isWanted && setup.groups.length > 1;
  return {
    binSignal: rows(({ signal }) => signal),
    groupBinSignal: isSplit ? setup.groups.map((_, g) => rows(({ groups }) => at(groups, g))) : [],
    relativeError: rows(({ relativeError }) => relativeError),
  };
}

function sum(numbers: Float64Array): number {
  return numbers.reduce((total, x) => total + x, 0);
}

/** An array for each group of channels; none where there is only one, which is the signal itself. */
function groupSignals({ groups }: PhysicsSetup, points: number): Float32Array[] {
  return groups.length > 1 ? groups.map(() => new Float32Array(points)) : [];
}
