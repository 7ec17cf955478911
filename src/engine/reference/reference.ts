/** The reference engine: the interface of the GPU engine, with exact sums over events in f64. */

import { at } from '../../at.js';
import { DeviceError } from '../../errors.js';
import { thisMachine } from '../../platform/machine.js';
import { nextTurn } from '../../platform/turns.js';
import { type PhysicsSetup, setUpPhysics } from '../../prediction/physicsSetup.js';
import { createSampleJudge } from '../../prediction/sampleJudge.js';
import { layOutTile } from '../../prediction/tileLayout.js';
import { createTileCheck } from '../../prediction/tilePlan.js';
import { experimentScans, type ResolvedScan } from '../../resolved/scan.js';
import type { Tile } from '../../tiles/tiles.js';
import { createRaiser, type EventSource } from '../autoEvents.js';
import type { Engine, EngineInfo, EngineTimes, ExperimentResult, Stage } from '../engine.js';
import { inOrder } from '../inOrder.js';
import { joinExperiments } from '../joinExperiments.js';
import { spectraFromRows } from '../spectra.js';
import { type Cell, evaluateMassPoint, resultFromCells } from './cells.js';
import { compareSpectra } from './referenceComparison.js';

/** Provenance of results of the reference engine. */
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
  const checkTile = createTileCheck(scan);
  // There is one thread: tiles in flight wait for each other.
  const inTurn = inOrder();
  let isClosed = false;
  const check = (tile: Tile) => {
    if (isClosed) throw new DeviceError('the engine was closed: open another');
    checkTile(tile);
  };
  const evaluate = (tile: Tile, stage: Stage, onProgress?: (fraction: number) => void) =>
    inTurn(async () => {
      check(tile);
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
    async compare(tile, experiment, spectra, datasets) {
      check(tile);
      return compareSpectra(at(setups, experiment), layOutTile(scan, tile), spectra, datasets);
    },
    recycle() {},
    async [Symbol.asyncDispose]() {
      isClosed = true;
    },
  };
}

/** One experiment of a scan, in f64. */
function openExperiment(
  setup: PhysicsSetup,
  times: { -readonly [K in keyof EngineTimes]: number },
): EventSource {
  const judge = createSampleJudge(setup);
  return {
    async evaluate(tile, stage, onProgress) {
      const layout = layOutTile(setup.scan, tile);
      const begin = performance.now();
      const cells: Cell[][] = [];
      for (const [i, masses] of layout.masses.entries()) {
        cells.push(evaluateMassPoint(setup, judge, masses, layout));
        onProgress((i + 1) / layout.masses.length);
        // Between mass points, the progress bar is drawn and signals are handled.
        await nextTurn();
      }
      const eventsDone = performance.now();
      const result = resultFromCells(setup, layout, cells, stage);
      times.templates += eventsDone - begin;
      times.points += performance.now() - eventsDone;
      return result;
    },
    recycle() {},
  };
}
