/** What the benchmarks compute: a cut of the quickstart, the same for every engine. */
import { loadScan } from '../src/config/load.js';
import type { AxisName, ModelAxis } from '../src/model/parameters.js';
import type { ResolvedScan } from '../src/resolved/scan.js';
import type { Tile } from '../src/tiles/tiles.js';

/** Size of a workload. */
export interface WorkloadSize {
  /** Mass points: m5 from 0.15 to 1 GeV, all open. */
  readonly masses: number;
  readonly epsilons: number;
  readonly mixings: number;
  readonly events: number;
}

/** The quickstart's physics on a grid of the given size. */
export async function workload(size: WorkloadSize): Promise<ResolvedScan> {
  const scan = await loadScan('scans/quickstart.yaml');
  const axes = [
    logAxis('m5_gev', 0.15, 1, size.masses),
    logAxis('Umu5_sq', 1e-6, 1e-1, size.mixings),
    logAxis('epsilon', 1e-4, 1e-2, size.epsilons),
  ];
  // Parallel rays, which is what the peers have.
  const runs = scan.runs.map((run) => ({
    ...run,
    experiment: { ...run.experiment, sourceZCm: Number.NEGATIVE_INFINITY },
  }));
  return { ...scan, runs, axes, fixed: { ...scan.fixed, m4_gev: 0.1 }, eventsPerMassPoint: size.events };
}

/** The tile that is the whole grid of a scan. */
export function wholeTile({ axes }: ResolvedScan): Tile {
  const start = axes.map(() => 0);
  return { index: start, start, shape: axes.map(({ values }) => values.length) };
}

function logAxis(name: AxisName, a: number, b: number, n: number): ModelAxis {
  const values = Array.from({ length: n }, (_, i) => a * (b / a) ** (i / Math.max(n - 1, 1)));
  return { name, spacing: 'log', values };
}

/** 537 million points, with events in the TPC and in the dirt of 65,536 mass points: a goal of docs/performance.md. */
export async function largeScan(): Promise<ResolvedScan> {
  return await loadScan('scans/dense.yaml');
}
