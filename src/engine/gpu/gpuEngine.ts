/** The GPU engine: a device with the passes of every experiment of a scan. */

import { at } from '../../at.js';
import { ConfigError } from '../../errors.js';
import { type DeviceOptions, openDevice } from '../../gpu/device.js';
import { createPace } from '../../gpu/pacing.js';
import { needsOf } from '../../outputs/outputs.js';
import { readShaderFiles } from '../../platform/shaderFiles.js';
import { cubeBytes, eventLevels } from '../../prediction/eventLevels.js';
import { layOutTile, type TileLayout } from '../../prediction/tileLayout.js';
import { createTileCheck } from '../../prediction/tilePlan.js';
import { experimentScans, type ResolvedScan } from '../../resolved/scan.js';
import type { Tile } from '../../tiles/tiles.js';
import { createRaiser, type EventSource, MASSES_AT_A_TIME } from '../autoEvents.js';
import type { Engine, ExperimentResult, Stage } from '../engine.js';
import { inOrder } from '../inOrder.js';
import { type JoinedArrays, joinExperiments } from '../joinExperiments.js';
import { checkEvents } from '../packing/checkEvents.js';
import { startPackingThreads, type ThreadChoice, threadsFor } from '../packing/packingThreads.js';
import { spectraFromRows } from '../spectra.js';
import { createDatasetComparison } from './datasetComparison.js';
import { createExperimentPass, type ExperimentPass } from './experimentPass.js';
import { createJointSums } from './jointSums.js';
import type { TemplateOptions } from './templatePass.js';
import { type WantedResults, wantedResults, wantedSpectra } from './tileReads.js';
import type { SubmittedTile } from './tileSubmission.js';

/** Opens a device and builds the engine of a scan on it; threads pack the tiles that it foresees. Throws DeviceError. */
export async function openGpuEngine(
  scan: ResolvedScan,
  options: DeviceOptions,
  templateOptions: TemplateOptions = {},
  threadChoice: ThreadChoice = 0,
): Promise<Engine> {
  if (needsOf(scan).has('largestWeight')) {
    throw new ConfigError(
      `${scan.file}: the output largest_weight is computed in f64 alone; add --engine reference, or leave it out`,
    );
  }
  // Files are read while drivers start, which block this thread. Where that fails, linking says so.
  readShaderFiles().catch(() => undefined);
  const context = await openDevice(options);
  const threadCount = threadChoice === 'as needed' ? threadsFor(scan, context.info) : threadChoice;
  const threads = threadCount > 0 ? startPackingThreads(scan, threadCount) : undefined;
  const dispose = async () => {
    await threads?.[Symbol.asyncDispose]();
    await context[Symbol.asyncDispose]();
  };
  try {
    const scans = experimentScans(scan);
    for (const experimentScan of scans) {
      const eventsPerMassPoint = Math.max(...eventLevels(experimentScan));
      const byteLength = cubeBytes(experimentScan, eventsPerMassPoint);
      checkEvents(context, { ...experimentScan, eventsPerMassPoint }, { byteLength });
    }
    const passes: ExperimentPass[] = [];
    for (const experimentScan of scans) {
      passes.push(await createExperimentPass(context, experimentScan, templateOptions));
    }
    const sums = await createJointSums(context, scan, passes);
    const { info } = context;
    const times = { templates: 0, points: 0 };
    const pace = createPace();
    const enqueue = inOrder();
    const resolve = inOrder();
    const wanted: Record<Stage, WantedResults> = {
      spectra: wantedSpectra(scan),
      comparison: wantedResults(scan),
    };
    const ahead = threads?.ready(
      passes.map(({ packerOptions }) => packerOptions),
      wanted.comparison.lifetimes,
    );
    const comparisons = passes.map((pass) =>
      createDatasetComparison(context, pass, templateOptions.datasetsAtOnce),
    );
    const stayQuiet = { pace, times, onProgress() {} };
    // Reads the spectra too, from which the host computes chi2. Very few tiles need that, so the others are read without.
    const evaluateAgain = async (pass: ExperimentPass, layout: TileLayout) => {
      const prepared = pass.prepare(layout, { ...wanted.comparison, bins: true });
      const submitted = await enqueue(() => prepared.submit(stayQuiet));
      const result = await submitted.finish();
      if (!result) throw new RangeError('a tile that is read with its spectra has a result');
      return result;
    };

    const openSource = async (experiment: number, events: number): Promise<EventSource> => {
      const changed = { ...at(scans, experiment), eventsPerMassPoint: events };
      const pass = await createExperimentPass(context, changed, templateOptions, MASSES_AT_A_TIME);
      return {
        async evaluate(tile, stage, onProgress) {
          const layout = layOutTile(scan, tile);
          const prepared = pass.prepare(layout, wanted[stage]);
          const submitted = await enqueue(() => prepared.submit({ pace, times, onProgress }));
          return (await submitted.finish()) ?? (await evaluateAgain(pass, layout));
        },
        recycle: pass.recycle,
      };
    };
    const raiserOf = createRaiser(scan, openSource);
    const checkTile = createTileCheck(scan);

    const evaluate = async (
      tile: Tile,
      stage: Stage,
      onProgress?: (fraction: number) => void,
    ): Promise<{ readonly results: ExperimentResult[]; readonly joined: JoinedArrays }> => {
      checkTile(tile);
      const layout = layOutTile(scan, tile);
      const { onFirst, raise } = raiserOf(tile, stage, onProgress);
      const packings = stage === 'comparison' ? ahead?.take(tile) : undefined;
      const prepared = passes.map((pass, e) => pass.prepare(layout, wanted[stage], packings?.[e]));
      // Resolves when the whole tile is in the queue; then the next tile may be enqueued.
      const enqueued = enqueue(async () => {
        const tiles: SubmittedTile[] = [];
        const tileSums = sums?.prepare(layout, wanted[stage]);
        for (const [i, preparedTile] of prepared.entries()) {
          const onExperimentProgress = (fraction: number) => onFirst((i + fraction) / passes.length);
          const further = i === passes.length - 1 ? tileSums : undefined;
          tiles.push(await preparedTile.submit({ pace, times, onProgress: onExperimentProgress, further }));
        }
        return { tiles, tileSums };
      });
      // Awaited after the tiles before it; until then a failure must not count as unhandled.
      enqueued.catch(() => undefined);
      return await resolve(async () => {
        const first: ExperimentResult[] = [];
        const { tiles, tileSums } = await enqueued;
        for (const [i, submitted] of tiles.entries()) {
          first.push((await submitted.finish()) ?? (await evaluateAgain(at(passes, i), layout)));
        }
        const results = await raise(first);
        return { results, joined: tileSums?.valid(results) ?? {} };
      });
    };

    return {
      times,
      info: { engine: 'gpu', adapter: info.adapter, driver: info.driver, software: info.software },
      foresee: (tiles) => ahead?.foresee(tiles),
      async evaluateTile(tile, onProgress) {
        const { results, joined } = await evaluate(tile, 'comparison', onProgress);
        return joinExperiments(results, scan.runs, joined);
      },
      async spectra(tile, onProgress) {
        const { results } = await evaluate(tile, 'spectra', onProgress);
        return results.map((result, e) => spectraFromRows(at(passes, e).setup, result));
      },
      async compare(tile, experiment, spectra, datasets) {
        checkTile(tile);
        const comparison = at(comparisons, experiment);
        return await enqueue(() => comparison.compare(layOutTile(scan, tile), spectra, datasets));
      },
      recycle(result) {
        passes.forEach((pass, e) => {
          const ofOne = result.experiments[e];
          if (ofOne) pass.recycle(ofOne);
        });
        sums?.recycle(result);
      },
      [Symbol.asyncDispose]: dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}
