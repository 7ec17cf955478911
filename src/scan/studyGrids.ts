/**
 * The grids of a study: a separate one for each experiment that a scan compares, so that an assumption about one experiment leaves
 * the other's grid unchanged. A grid's folder is named after its contents: a grid that exists is not computed again.
 */
import { dirname, join } from 'node:path';
import type { Study, StudyScan } from '../config/variations.js';
import { isComplete } from '../grid/writing/complete.js';
import { goOn, type Kept, tileCountInWords } from '../grid/writing/ended.js';
import { lookAhead } from '../grid/writing/outlook.js';
import { gridSuffix } from '../metadata/manifest.js';
import { chi2 } from '../outputs/chi2.js';
import { flags } from '../outputs/flags.js';
import type { ExperimentRun, ResolvedScan } from '../resolved/scan.js';
import { productOf } from '../tiles/tiles.js';
import { measureRates, type Rates, secondsFor } from './estimate.js';
import { describeGrid } from './gridSpec.js';
import { type EngineName, infoUnopened, openEngine, type RunOptions, runScan } from './run.js';

/** A grid of one experiment. */
export interface StudyGrid {
  readonly scan: ResolvedScan;
  readonly dir: string;
  readonly points: number;
  /** Tiles that are on disk, and whether these are all tiles. */
  readonly done: ReadonlySet<number>;
  readonly isComplete: boolean;
}

/** The two grids of a scan of the study. */
export interface GridPair {
  readonly excludes: StudyGrid;
  readonly prefers: StudyGrid;
}

/** All grids, each once, and the pair of every scan in the order of `study.scans`. */
export interface StudyGrids {
  readonly grids: readonly StudyGrid[];
  readonly pairs: readonly GridPair[];
}

/** Variables that a comparison reads. */
const OUTPUTS: ResolvedScan['outputs'] = [chi2.name, flags.name];

/** The folder and the engine of a study's grids; with `overwrite` existing grids are ignored. */
export interface GridsPlace {
  readonly folder: string;
  readonly engine: EngineName;
  readonly overwrite: boolean;
}

/** Finds out which grids a study needs and which exist already. StoreError where something else is in the way. */
export async function planGrids(
  study: Study,
  { folder, engine, overwrite }: GridsPlace,
): Promise<StudyGrids> {
  const info = infoUnopened(engine);
  const known = new Map<string, StudyGrid>();
  const gridOf = async (studyScan: StudyScan, run: ExperimentRun): Promise<StudyGrid> => {
    const scan = alone(studyScan.scan, run);
    const spec = await describeGrid(scan, info);
    const found = known.get(spec.identity);
    if (found !== undefined) return found;
    const name = `${gridSuffix(run.experiment.name)}-${spec.identity.slice(0, 16)}`;
    const dir = join(folder, `${name}.zarr`);
    const outlook = await lookAhead(dir, spec, { overwrite, anyAdapter: true });
    const done = outlook.kind === 'start' ? new Set<number>() : outlook.done;
    const grid: StudyGrid = {
      scan: { ...scan, name },
      dir,
      points: productOf(spec.tilePlan.shape),
      done,
      // One that was killed with its last tile still has to say so.
      isComplete: outlook.kind === 'resume' && (await isComplete(dir)),
    };
    known.set(spec.identity, grid);
    return grid;
  };
  const pairs: GridPair[] = [];
  for (const studyScan of study.scans) {
    pairs.push({
      excludes: await gridOf(studyScan, studyScan.excludes),
      prefers: await gridOf(studyScan, studyScan.prefers),
    });
  }
  return { grids: [...known.values()], pairs };
}

/** The scan with only one of its experiments, and with the variables that a comparison reads. */
function alone(scan: ResolvedScan, { excludedFromSum: _, ...run }: ExperimentRun): ResolvedScan {
  return { ...scan, runs: [run], outputs: OUTPUTS };
}

/** Options for running the scans of a study. */
export type StudyOptions = Pick<
  RunOptions,
  'engine' | 'adapterName' | 'allowSoftware' | 'overwrite' | 'sync' | 'signal' | 'onNotice' | 'onKept'
>;

/** Called with the grid points done so far in all grids, and how many of them were on disk before. */
export type OnProgress = (pointsDone: number, pointsResumed: number) => void;

/** Computes the missing parts, grid by grid, and returns the number of computed points. Throws as runScan does; finished tiles are kept. */
export async function runGrids(
  study: StudyGrids,
  options: StudyOptions,
  onProgress: OnProgress,
): Promise<number> {
  const { grids } = study;
  const whole = new Set(grids.filter((grid) => grid.isComplete));
  const keptInWords = (kept?: Kept) => studyInWords(study, whole, options.overwrite, kept);
  let before = [...whole].reduce((sum, { points }) => sum + points, 0);
  let resumed = before;
  let computed = 0;
  onProgress(before, resumed);
  for (const grid of grids) {
    if (whole.has(grid)) continue;
    const { scan, dir, points } = grid;
    if (whole.size > 0) options.onKept?.(keptInWords());
    let resumedOfGrid = 0;
    const summary = await runScan(scan, {
      ...options,
      out: dir,
      keptInWords,
      onProgress: (done, onDisk) => {
        resumedOfGrid = onDisk;
        onProgress(before + done, resumed + onDisk);
      },
    });
    whole.add(grid);
    computed += summary.computed;
    before += points;
    resumed += resumedOfGrid;
  }
  return computed;
}

/**
 * What is kept of a study that did not come to its end: the grids that are whole, the comparisons that these are enough for, and tiles of the next
 * grid; and how to go on. With `overwrite` the same command does not go on, but begins again.
 */
function studyInWords(
  { grids, pairs }: StudyGrids,
  whole: ReadonlySet<StudyGrid>,
  overwrite: boolean,
  kept: Kept | undefined,
): string {
  const made = pairs.filter(({ excludes, prefers }) => whole.has(excludes) && whole.has(prefers)).length;
  const [first] = grids;
  const found = [
    `${whole.size} of ${grids.length} grids${overwrite ? ' were computed anew' : ' are whole'} in ${first === undefined ? '' : dirname(first.dir)}, enough for ${made} of ${pairs.length} comparisons`,
    ...(kept && kept.tiles > 0 ? [`and ${tileCountInWords(kept)} of the next one are kept`] : []),
  ];
  const how = overwrite
    ? 'run the same command again to compute all of them again, or without --overwrite to go on'
    : 'run the same command again to go on';
  return `${found.join(', ')}; ${goOn(kept ?? {}, how)}`;
}

/** An estimate of the seconds that `runGrids` would take. Each experiment is measured once, and the rates are used for all of its grids. */
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
