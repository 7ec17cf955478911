/** The GPU engine: one device, and on it the passes of every experiment of a scan. */

import { type DeviceOptions, openDevice } from '../../gpu/device.js';
import { createPace } from '../../gpu/pacing.js';
import type { Tile } from '../../grid/tiles.js';
import { cubeBytes, eventLevels } from '../../prediction/eventLevels.js';
import { layOutTile, type TileLayout } from '../../prediction/tileLayout.js';
import { experimentScans, type ResolvedScan } from '../../resolved/scan.js';
import { createRaiser, type EventSource, MASSES_AT_A_TIME } from '../autoEvents.js';
import type { Engine, ExperimentResult, TileResult } from '../engine.js';
import { inOrder } from '../inOrder.js';
import { joinExperiments } from '../joinExperiments.js';
import { createExperimentPass, type ExperimentPass, type SubmittedTile } from './experimentPass.js';
import { checkEvents } from './templateKernels.js';
import type { TemplateOptions } from './templatePass.js';

/** Opens a device and builds the engine of a scan on it. Throws DeviceError. */
export async function openGpuEngine(
  scan: ResolvedScan,
  options: DeviceOptions,
  templateOptions: TemplateOptions = {},
): Promise<Engine> {
  const context = await openDevice(options);
  try {
    const scans = experimentScans(scan);
    for (const own of scans) {
      const most = { ...own, eventsPerMassPoint: eventLevels(own).at(-1) ?? own.eventsPerMassPoint };
      checkEvents(context, most, { byteLength: cubeBytes(own, most.eventsPerMassPoint) });
    }
    const passes: ExperimentPass[] = [];
    for (const own of scans) passes.push(await createExperimentPass(context, own, templateOptions));
    const { info } = context;
    const times = { templates: 0, points: 0 };
    const pace = createPace();
    const enqueue = inOrder();
    const resolve = inOrder();
    // With the yields that the host asks for: a tile in a million, so that the others need not be read with them.
    const evaluateAgain = async (pass: ExperimentPass | undefined, layout: TileLayout) => {
      const prepared = pass?.prepare(layout, true);
      const submitted = await enqueue(async () => prepared?.submit({ pace, times, onProgress() {} }));
      const result = await submitted?.finish();
      if (!result) throw new RangeError('a tile that is read with its yields has a result');
      return result;
    };

    const openSource = async (experiment: number, events: number): Promise<EventSource> => {
      const own = scans[experiment];
      if (!own) throw new RangeError(`the scan has no experiment ${experiment}`);
      const changed = { ...own, eventsPerMassPoint: events };
      const pass = await createExperimentPass(context, changed, templateOptions, MASSES_AT_A_TIME);
      return {
        async evaluate(tile, onProgress) {
          const layout = layOutTile(scan, tile);
          const prepared = pass.prepare(layout);
          const submitted = await enqueue(() => prepared.submit({ pace, times, onProgress }));
          return (await submitted.finish()) ?? (await evaluateAgain(pass, layout));
        },
        recycle: pass.recycle,
      };
    };
    const raiserOf = createRaiser(scan, openSource);

    return {
      times,
      info: { engine: 'gpu', adapter: info.adapter, driver: info.driver, software: info.software },
      async evaluateTile(tile: Tile, onProgress?: (fraction: number) => void): Promise<TileResult> {
        const layout = layOutTile(scan, tile);
        const { onFirst, raise } = raiserOf(tile, onProgress);
        const prepared = passes.map((pass) => pass.prepare(layout));
        // Resolves when all of the tile is in the queue: then the next tile's turn has come.
        const enqueued = enqueue(async () => {
          const tiles: SubmittedTile[] = [];
          for (const [i, own] of prepared.entries()) {
            const onOwnProgress = (fraction: number) => onFirst((i + fraction) / passes.length);
            tiles.push(await own.submit({ pace, times, onProgress: onOwnProgress }));
          }
          return tiles;
        });
        // Met when the tiles before it are answered; until then it must not count as unhandled.
        enqueued.catch(() => undefined);
        return await resolve(async () => {
          const results: ExperimentResult[] = [];
          for (const [i, own] of (await enqueued).entries()) {
            results.push((await own.finish()) ?? (await evaluateAgain(passes[i], layout)));
          }
          return joinExperiments(await raise(results), scan.runs);
        });
      },
      recycle({ experiments }) {
        passes.forEach((pass, e) => {
          const own = experiments[e];
          if (own) pass.recycle(own);
        });
      },
      async [Symbol.asyncDispose]() {
        await context[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await context[Symbol.asyncDispose]();
    throw error;
  }
}
