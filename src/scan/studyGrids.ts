/**
 * The grids of a study: one for each experiment that a scan of it compares, by itself, so that an assumption about one experiment
 * leaves the other's grid as it is. A grid's folder is named by what it holds: what is there is not computed again.
 */
import { join } from 'node:path';
import type { Study, StudyScan } from '../config/variations.js';
import type { EngineInfo } from '../engine/engine.js';
import { REFERENCE_INFO } from '../engine/reference/reference.js';
import { gridSuffix } from '../grid/manifest.js';
import { lookAhead } from '../grid/prepare.js';
import { productOf } from '../grid/tiles.js';
import { chi2 } from '../outputs/chi2.js';
import { flags } from '../outputs/flags.js';
import type { ExperimentRun, ResolvedScan } from '../resolved/scan.js';
import { measureRates, type Rates, secondsFor } from './estimate.js';
import { describeGrid } from './gridSpec.js';
import { type EngineName, openEngine, type RunOptions, runScan } from './run.js';

/** A grid of one experiment. */
export interface StudyGrid {
  readonly scan: ResolvedScan;
  readonly dir: string;
  readonly points: number;
  /** Tiles that are on disk, and whether that is all of them. */
  readonly done: ReadonlySet<number>;
  readonly isComplete: boolean;
}

/** The two grids of a scan of the study. */
export interface GridPair {
  readonly excludes: StudyGrid;
  readonly prefers: StudyGrid;
}

/** All grids, each once, and those of every scan in the order of `study.scans`. */
export interface StudyGrids {
  readonly grids: readonly StudyGrid[];
  readonly pairs: readonly GridPair[];
}

/** Variables that a comparison reads. */
const OUTPUTS: ResolvedScan['outputs'] = [chi2.name, flags.name];

/** Where the grids of a study are, and of which engine; with `overwrite` those that are there count for nothing. */
export interface GridsPlace {
  readonly folder: string;
  readonly engine: EngineName;
  readonly overwrite: boolean;
}

/** Finds out which grids a study needs and which are there. StoreError where something else is in the way. */
export async function planGrids(
  study: Study,
  { folder, engine, overwrite }: GridsPlace,
): Promise<StudyGrids> {
  const info: EngineInfo =
    engine === 'reference' ? REFERENCE_INFO : { engine: 'gpu', adapter: '', driver: '', software: false };
  const known = new Map<string, StudyGrid>();
  const gridOf = async (own: StudyScan, run: ExperimentRun): Promise<StudyGrid> => {
    const scan = alone(own.scan, run);
    const spec = await describeGrid(scan, info);
    const found = known.get(spec.identity);
    if (found !== undefined) return found;
    const name = `${gridSuffix(run.experiment.name)}-${spec.identity.slice(0, 16)}`;
    const dir = join(folder, `${name}.zarr`);
    const outlook = await lookAhead(dir, spec, { overwrite, anyAdapter: true });
    const done = outlook.kind === 'resume' ? outlook.done : new Set<number>();
    const grid: StudyGrid = {
      scan: { ...scan, name },
      dir,
      points: productOf(spec.tilePlan.shape),
      done,
      isComplete: done.size === spec.tilePlan.tileCount,
    };
    known.set(spec.identity, grid);
    return grid;
  };
  const pairs: GridPair[] = [];
  for (const own of study.scans) {
    pairs.push({ excludes: await gridOf(own, own.excludes), prefers: await gridOf(own, own.prefers) });
  }
  return { grids: [...known.values()], pairs };
}

/** The scan of one of its experiments, with what a comparison reads. */
function alone(scan: ResolvedScan, { apart: _, ...run }: ExperimentRun): ResolvedScan {
  return { ...scan, runs: [run], outputs: OUTPUTS };
}

/** How to run the scans of a study. */
export type StudyOptions = Pick<RunOptions, 'engine' | 'adapterName' | 'allowSoftware' | 'overwrite'>;

/** Called with the grid points done so far, of all grids, and those of them that were on disk. */
export type OnProgress = (pointsDone: number, pointsResumed: number) => void;

/** Computes what is missing, one grid after the other; how many points that were. Throws as runScan does; what is done stays. */
export async function runGrids(
  { grids }: StudyGrids,
  options: StudyOptions,
  onProgress: OnProgress,
): Promise<number> {
  let before = grids.reduce((sum, grid) => sum + (grid.isComplete ? grid.points : 0), 0);
  let resumed = before;
  let computed = 0;
  onProgress(before, resumed);
  for (const { scan, dir, points, isComplete } of grids) {
    if (isComplete) continue;
    let ownResumed = 0;
    const summary = await runScan(scan, {
      ...options,
      out: dir,
      onProgress: (done, onDisk) => {
        ownResumed = onDisk;
        onProgress(before + done, resumed + onDisk);
      },
    });
    computed += summary.computed;
    before += points;
    resumed += ownResumed;
  }
  return computed;
}

/** About how many seconds `runGrids` would take: each experiment is measured once, and counted for all of its grids. */
export async function secondsForGrids({ grids }: StudyGrids, options: StudyOptions): Promise<number> {
  const rates = new Map<string, { readonly rates: Rates; readonly opening: number }>();
  let seconds = 0;
  for (const { scan, done, isComplete } of grids) {
    if (isComplete) continue;
    const key = scan.runs.map(({ experiment }) => experiment.origin).join();
    const known = rates.get(key) ?? (await measure(scan, options));
    rates.set(key, known);
    seconds += known.opening + secondsFor(scan, known.rates, done);
  }
  return seconds;
}

async function measure(
  scan: ResolvedScan,
  options: StudyOptions,
): Promise<{ rates: Rates; opening: number }> {
  const begin = performance.now();
  await using engine = await openEngine(scan, options);
  const opening = (performance.now() - begin) / 1000;
  return { rates: await measureRates(scan, engine), opening };
}
