/** The GPU engine: one device, and on it the passes of every experiment of a scan. */
import { experimentScans, type ResolvedScan } from '../config/types.js';
import { type DeviceOptions, openDevice } from '../gpu/device.js';
import type { Tile } from '../grid/tiles.js';
import type { Engine, TileResult } from './engine.js';
import { createExperimentPass, type ExperimentPass } from './experimentPass.js';
import { joinExperiments } from './joinExperiments.js';
import type { TemplateOptions } from './templatePass.js';
import { layOutTile } from './tileLayout.js';

/** Opens a device and builds the engine of a scan on it. Throws DeviceError. */
export async function openGpuEngine(
  scan: ResolvedScan,
  options: DeviceOptions,
  templateOptions: TemplateOptions = {},
): Promise<Engine> {
  const context = await openDevice(options);
  try {
    const passes: ExperimentPass[] = [];
    for (const own of experimentScans(scan)) {
      passes.push(await createExperimentPass(context, own, templateOptions));
    }
    const { info } = context;
    const times = { templates: 0, points: 0 };
    return {
      times,
      info: { engine: 'gpu', adapter: info.adapter, driver: info.driver, software: info.software },
      async evaluateTile(tile: Tile, onProgress?: (fraction: number) => void): Promise<TileResult> {
        const layout = layOutTile(scan, tile);
        const results = [];
        for (const [i, pass] of passes.entries()) {
          results.push(
            await pass.evaluate(layout, times, (fraction) => onProgress?.((i + fraction) / passes.length)),
          );
        }
        return joinExperiments(results, scan.runs);
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
