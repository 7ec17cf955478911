/** The floor of each resource, measured apart: the GPU with nothing written, its kernels one by one, and the disk with nothing computed. */
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openGpuEngine } from '../../src/engine/gpu/gpuEngine.js';
import type { DeviceOptions } from '../../src/gpu/device.js';
import type { KernelTimes } from '../../src/gpu/kernelClock.js';
import { bytesOfTile, writeTile } from '../../src/grid/chunks.js';
import { createGrid } from '../../src/grid/createGrid.js';
import type { Grid } from '../../src/grid/store.js';
import { planScan } from '../../src/prediction/tilePlan.js';
import type { ResolvedScan } from '../../src/resolved/scan.js';
import { describeGrid } from '../../src/scan/gridSpec.js';
import { runPipeline } from '../../src/scan/pipeline.js';
import { shapeOfVariable } from '../../src/tiles/shapes.js';
import { productOf, type Tile, type TilePlan, tileAt } from '../../src/tiles/tiles.js';

/** What the engine takes for a whole scan without a grid, seconds. */
export interface EngineAlone {
  /** From the first tile to the last result. */
  readonly seconds: number;
  /** The GPU's part: by its own clock, or from completion to completion. */
  readonly gpu: number;
}

/** Computes all tiles and writes none. With `kernelTimes`, times each kernel by itself. */
export async function runEngine(
  scan: ResolvedScan,
  device: DeviceOptions,
  kernelTimes?: KernelTimes,
): Promise<EngineAlone> {
  await using engine = await openGpuEngine(scan, device, kernelTimes ? { kernelTimes } : {});
  const begin = performance.now();
  await runPipeline(allTiles(planScan(scan)), {
    compute: (tile) => engine.evaluateTile(tile),
    async write(_, result) {
      engine.recycle(result);
    },
  });
  const { templates, points } = engine.times;
  return { seconds: (performance.now() - begin) / 1000, gpu: (templates + points) / 1000 };
}

/** What the disk takes for the bytes of a scan. */
export interface DiskAlone {
  readonly seconds: number;
  readonly bytes: number;
}

/** Writes a grid like that of the scan, below a folder and as a run writes it, without computing it; then removes it. */
export async function writeAlone(scan: ResolvedScan, folder: string): Promise<DiskAlone> {
  const info = { engine: 'gpu', adapter: 'none', driver: 'none', software: true } as const;
  const spec = await describeGrid(scan, info);
  const work = await mkdtemp(join(folder, 'dualnu-profile-'));
  try {
    const grid = await createGrid(join(work, 'disk.zarr'), spec);
    const made = madeUpVariables(grid);
    const begin = performance.now();
    await runPipeline(allTiles(grid.tilePlan), {
      compute: async (tile) => made(tile),
      write: (tile, variables) => writeTile(grid, tile, variables),
    });
    const seconds = (performance.now() - begin) / 1000;
    return { seconds, bytes: grid.tilePlan.tileCount * bytesOfTile(grid) };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

function* allTiles(plan: TilePlan): Generator<Tile> {
  for (let number = 0; number < plan.tileCount; number++) yield tileAt(plan, number);
}

/** Arrays of every variable of a tile, the same for all tiles of a shape. They hold no repetition that a file system could compress. */
function madeUpVariables(grid: Grid): (tile: Tile) => Record<string, Float32Array | Uint32Array> {
  const known = new Map<string, Float32Array | Uint32Array>();
  return (tile) =>
    Object.fromEntries(
      grid.variables.map((variable) => {
        const count = productOf(shapeOfVariable(grid, variable, tile.shape));
        const key = `${variable.dtype} ${count}`;
        const array = known.get(key) ?? noise(variable.dtype, count);
        known.set(key, array);
        return [variable.name, array];
      }),
    );
}

function noise(dtype: 'float32' | 'uint32', count: number): Float32Array | Uint32Array {
  const words = Uint32Array.from({ length: count }, (_, i) => Math.imul(i ^ (i >>> 7), 2654435761) >>> 0);
  return dtype === 'uint32' ? words : Float32Array.from(words, (word) => word / 2 ** 32);
}
