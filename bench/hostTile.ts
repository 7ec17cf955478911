/** What the GPU engine does on the host for one tile, part by part, with yields made up in the place of the kernels'. */

import { knownVariables, lifetimeVariables } from '../src/engine/lifetimeVariables.js';
import { linkKernels } from '../src/engine/packing/kernels.js';
import { createRowPacker, type RowPacker } from '../src/engine/packing/packRows.js';
import { packNodes } from '../src/engine/packing/rowSums.js';
import { energyNodesOf } from '../src/engine/packing/templateRows.js';
import { createYieldPacker, type YieldPacker } from '../src/engine/packing/yieldPoints.js';
import { unpackYields } from '../src/engine/packing/yields.js';
import { type ShaderLayout, structViews } from '../src/gpu/layout.js';
import { massPointsOf } from '../src/prediction/channelPoints.js';
import { createRowNodes, type RowNodes } from '../src/prediction/lifetimeValues.js';
import { type PhysicsSetup, setUpPhysics } from '../src/prediction/physicsSetup.js';
import { createRowBounds } from '../src/prediction/rowBounds.js';
import { createSampleJudge, type SampleJudge } from '../src/prediction/sampleJudge.js';
import { binsOfRows, largestBeamBins } from '../src/prediction/signalBins.js';
import { layOutTile } from '../src/prediction/tileLayout.js';
import { tileMasses } from '../src/prediction/tileMasses.js';
import type { ExperimentScan, ResolvedScan } from '../src/resolved/scan.js';
import type { Tile } from '../src/tiles/tiles.js';
import type { CpuClock } from './cpuClock.js';

/** A host that a tile's preparation matters on has a hardware GPU. */
const FORM = 'lifetimes';

/** An experiment of a scan, ready for tiles. */
export interface Host {
  readonly setup: PhysicsSetup;
  /** Where the scan has flags. */
  readonly judge: SampleJudge | undefined;
  readonly yields: ShaderLayout;
  readonly boundsOf: ReturnType<typeof createRowBounds>;
  readonly packRows: RowPacker;
  readonly packYields: YieldPacker;
  readonly nodesOf: RowNodes;
}

/** Prepares an experiment, and says how long that took. */
export async function setUpHost(scan: ExperimentScan, clock: CpuClock): Promise<Host> {
  const setup = clock.time('set up physics', () => setUpPhysics(scan));
  const begin = process.cpuUsage();
  const codes = await linkKernels(scan, FORM);
  const { user, system } = process.cpuUsage(begin);
  clock.add('link kernels', user + system);
  const templates = clock.time('events layout', () => structViews(codes.events));
  const yields = clock.time('yields layout', () => structViews(codes.yields));
  return {
    setup,
    judge: scan.outputs.includes('flags') ? createSampleJudge(setup, binsOfRows(setup)) : undefined,
    yields,
    boundsOf: createRowBounds(setup, 1),
    packRows: createRowPacker(setup, templates, energyNodesOf(setup)),
    packYields: createYieldPacker(setup, yields, FORM),
    nodesOf: createRowNodes(scan),
  };
}

/** A tile as `packTile` and `tileSubmission` prepare and read it, part by part; everything packed is returned. */
export function evaluateHostTile(scan: ResolvedScan, host: Host, tile: Tile, clock: CpuClock) {
  const { setup, judge } = host;
  const layout = clock.time('lay out', () => layOutTile(scan, tile));
  const points = clock.time('mass points', () => layout.masses.map((masses) => massPointsOf(setup, masses)));
  const rows = points.flat().filter(({ point }) => point.open);
  const bounds = clock.time('bounds', () => rows.map(host.boundsOf));
  const packedRows = clock.time('pack rows', () => host.packRows(rows, bounds));
  const masses = clock.time('lifetimes', () => tileMasses(setup, layout, points, bounds));
  const nodes = clock.time('nodes', () => host.nodesOf(masses, layout.couplings.length));
  const packedNodes = clock.time('pack nodes', () => packNodes(host.yields, nodes));
  const packedYields = clock.time('pack yields', () => host.packYields(layout, masses, nodes));
  const known = clock.time('known variables', () => knownVariables(setup, layout, masses));
  const yields = madeUpYields(setup, host.yields, layout.masses.length * layout.couplings.length);
  const { binSignal, relativeError } = clock.time('unpack yields', () =>
    unpackYields(host.yields, yields, setup.groups.length),
  );
  const overflown = new Uint8Array(masses.length);
  const variables = clock.time('lifetime variables', () =>
    lifetimeVariables(known, layout, { binSignal, relativeError, overflown }, judge),
  );
  return { masses: layout.masses.length, packedRows, packedNodes, packedYields, ...variables };
}

const yieldsOfSize = new Map<number, Float32Array>();

/** Yields of a size that the kernel's have, the same in every call. */
function madeUpYields(setup: PhysicsSetup, layout: ShaderLayout, cells: number): Float32Array {
  const bins = setup.scan.experiment.beams.length * largestBeamBins(setup.scan.experiment);
  const words = layout.sizeOf('Yield') / 4;
  const errorAt = layout.offsetOf('Yield', 'relativeError') / 4;
  const count = cells * bins * words;
  const yields =
    yieldsOfSize.get(count) ??
    new Float32Array(count).map((_, i) => {
      const noise = ((i * 2654435761) % 4096) / 4096;
      if (i % words === errorAt) return 0.01 + 0.2 * noise;
      return noise < 0.1 ? 0 : 30 * noise;
    });
  yieldsOfSize.set(count, yields);
  return yields;
}
