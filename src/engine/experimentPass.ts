/** One experiment of a scan on the GPU: templates and chi2 of one tile after another. */
import type { ExperimentScan } from '../config/types.js';
import { NumericError } from '../errors.js';
import { readBuffer } from '../gpu/buffers.js';
import type { GpuContext } from '../gpu/context.js';
import { productOf } from '../grid/tiles.js';
import { createChi2Pass, type TileSizes } from './chi2Pass.js';
import type { EngineTimes, ExperimentResult } from './engine.js';
import { linkKernels } from './kernels.js';
import { lifetimeVariables } from './lifetimeVariables.js';
import { massPointsOf, setUpPhysics } from './physicsSetup.js';
import { createTemplatePass, type TemplateOptions } from './templatePass.js';
import { layOutTile, type TileLayout } from './tileLayout.js';
import { tileMasses } from './tileMasses.js';
import { planScan } from './tilePlan.js';

/** The passes of an experiment. */
export interface ExperimentPass {
  /** Evaluates a tile; adds what it spends to `times`, in milliseconds. `onProgress` gets the fraction of events done. */
  evaluate(
    layout: TileLayout,
    times: { -readonly [K in keyof EngineTimes]: number },
    onProgress: (fraction: number) => void,
  ): Promise<ExperimentResult>;
}

/** Compiles the kernels of an experiment and allocates for the largest tile of its scan. Throws DeviceError. */
export async function createExperimentPass(
  context: GpuContext,
  scan: ExperimentScan,
  templateOptions: TemplateOptions,
): Promise<ExperimentPass> {
  const setup = setUpPhysics(scan);
  const codes = await linkKernels(scan);
  const sizes = largestTile(scan);
  const rowCount = sizes.masses * setup.channels.length;
  const templates = await createTemplatePass(context, setup, codes.templates, rowCount, templateOptions);
  const chi2Pass = await createChi2Pass(context, setup, codes, templates.sums, sizes);
  return {
    async evaluate(layout, times, onProgress) {
      const begin = performance.now();
      const points = layout.masses.map((masses) => massPointsOf(setup, masses));
      const rows = points.flat().filter(({ point }) => point.open);
      const bounds = await templates.run(rows, onProgress);
      const overflows = await readBuffer(
        context,
        templates.overflows,
        { offset: 0, size: rows.length * 4 },
        new Uint32Array(rows.length),
      );
      const middle = performance.now();
      const masses = tileMasses(setup, layout, points, bounds);
      const { relativeError, ...perPoint } = await chi2Pass.run(layout, masses);
      checkChi2(perPoint.chi2);
      const { binSignal } = perPoint;
      const lifetime = lifetimeVariables(setup, layout, masses, binSignal, relativeError, overflows);
      times.templates += middle - begin;
      times.points += performance.now() - middle;
      return { ...perPoint, ...lifetime };
    },
  };
}

/** The kernel answers -1 where its Cholesky failed; NaN fails the comparison too. */
export function checkChi2(chi2: Float32Array): void {
  // A loop, because a tile has a million points: findIndex would call a function for each.
  const count = chi2.length;
  for (let point = 0; point < count; point++) {
    if ((chi2[point] ?? -1) >= 0) continue;
    throw new NumericError(
      `chi2 is ${chi2[point]} at point ${point} of a tile: its covariance is not positive definite`,
    );
  }
}

function largestTile(scan: ExperimentScan): TileSizes {
  const { chunkShape } = planScan(scan);
  const start = chunkShape.map(() => 0);
  const layout = layOutTile(scan, { index: start, start, shape: chunkShape });
  return {
    masses: layout.masses.length,
    couplings: layout.couplings.length,
    mixings: layout.mixings.length,
    points: productOf(chunkShape),
  };
}
