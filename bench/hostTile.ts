/** What the GPU engine does on the host for one tile, part by part, with yields made up in the place of the kernels'. */

import { lifetimeVariables } from '../src/engine/lifetimeVariables.js';
import { linkKernels } from '../src/engine/packing/kernels.js';
import { createRowPacker, type RowPacker } from '../src/engine/packing/packRows.js';
import { createYieldPacker, type YieldPacker } from '../src/engine/packing/yieldPoints.js';
import { unpackYields } from '../src/engine/packing/yields.js';
import { type ShaderLayout, structViews } from '../src/gpu/layout.js';
import { massPointsOf } from '../src/prediction/channelPoints.js';
import { type PhysicsSetup, setUpPhysics } from '../src/prediction/physicsSetup.js';
import { createRowBounds } from '../src/prediction/rowBounds.js';
import { createSampleJudge, type SampleJudge } from '../src/prediction/sampleJudge.js';
import { binsOfRows, largestBeamBins } from '../src/prediction/signalBins.js';
import { layOutTile } from '../src/prediction/tileLayout.js';
import { tileMasses } from '../src/prediction/tileMasses.js';
import type { ExperimentScan, ResolvedScan } from '../src/resolved/scan.js';
import type { Tile } from '../src/tiles/tiles.js';
import type { CpuClock } from './cpuClock.js';

/** An experiment of a scan, ready for tiles. */
export interface Host {
  readonly setup: PhysicsSetup;
  readonly judge: SampleJudge;
  readonly yields: ShaderLayout;
  readonly boundsOf: ReturnType<typeof createRowBounds>;
  readonly packRows: RowPacker;
  readonly packYields: YieldPacker;
}

/** Prepares an experiment, and says how long that took. */
export async function setUpHost(scan: ExperimentScan, clock: CpuClock): Promise<Host> {
  const setup = clock.time('set up physics', () => setUpPhysics(scan));
  const begin = process.cpuUsage();
  const codes = await linkKernels(scan);
  const { user, system } = process.cpuUsage(begin);
  clock.add('link kernels', user + system);
  const nodes = Math.max(...setup.channels.map(({ flux }) => flux.energyGev.length));
  const templates = clock.time('events layout', () => structViews(codes.events));
  const yields = clock.time('yields layout', () => structViews(codes.yields));
  return {
    setup,
    judge: createSampleJudge(setup, binsOfRows(setup)),
    yields,
    boundsOf: createRowBounds(setup, 1),
    packRows: createRowPacker(setup, templates, nodes),
    packYields: createYieldPacker(setup, yields),
  };
}

/** A tile as experimentPass and the passes below it prepare and read it; everything packed is returned. */
export function evaluateHostTile(scan: ResolvedScan, host: Host, tile: Tile, clock: CpuClock) {
  const { setup, judge } = host;
  const layout = clock.time('lay out', () => layOutTile(scan, tile));
  const points = clock.time('mass points', () => layout.masses.map((masses) => massPointsOf(setup, masses)));
  const rows = points.flat().filter(({ point }) => point.open);
  const bounds = clock.time('bounds', () => rows.map(host.boundsOf));
  const packedRows = clock.time('pack rows', () => host.packRows(rows, bounds));
  const masses = clock.time('lifetimes', () => tileMasses(setup, layout, points, bounds));
  const packedYields = clock.time('pack yields', () => host.packYields(layout, masses));
  const yields = madeUpYields(setup, host.yields, layout.masses.length * layout.couplings.length);
  const { binSignal, relativeError } = clock.time('unpack yields', () =>
    unpackYields(host.yields, yields, setup.groups.length),
  );
  const overflows = new Uint32Array(rows.length);
  const variables = clock.time('lifetime variables', () =>
    lifetimeVariables(setup, layout, masses, binSignal, relativeError, overflows, judge),
  );
  return { masses: layout.masses.length, packedRows, packedYields, ...variables };
}

const known = new Map<number, Float32Array>();

/** Yields of a size that the kernel's have, the same in every call. */
function madeUpYields(setup: PhysicsSetup, layout: ShaderLayout, cells: number): Float32Array {
  const bins = setup.scan.experiment.beams.length * largestBeamBins(setup.scan.experiment);
  const words = layout.sizeOf('Yield') / 4;
  const errorAt = layout.offsetOf('Yield', 'relativeError') / 4;
  const count = cells * bins * words;
  const yields =
    known.get(count) ??
    new Float32Array(count).map((_, i) => {
      const noise = ((i * 2654435761) % 4096) / 4096;
      if (i % words === errorAt) return 0.01 + 0.2 * noise;
      return noise < 0.1 ? 0 : 30 * noise;
    });
  known.set(count, yields);
  return yields;
}
