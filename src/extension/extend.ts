/** Extends a grid: writes the grid of a longer scan, and computes only what the old grid lacks. */
import type { Engine } from '../engine/engine.js';
import type { TileMaker } from '../engine/tileMaker.js';
import { ConfigError } from '../errors.js';
import type { Grid } from '../grid/store.js';
import { placeOf } from '../grid/writing/place.js';
import { settleReplacement } from '../grid/writing/replacement.js';
import { claimGrid } from '../grid/writing/writers.js';
import type { ResolvedScan } from '../resolved/scan.js';
import { openEngine, type RunOptions, type RunSummary, runScan } from '../scan/run.js';
import { shortNumber } from '../words.js';
import { inEngineOrder } from './coverage.js';
import { extendedTiles } from './extendedTiles.js';
import { openWholeGrid, type PlannedExtension, type PlanOptions, planExtension } from './plan.js';
import { pointsKnown } from './savings.js';

/** How to extend. */
export interface ExtendOptions
  extends Omit<RunOptions, 'out' | 'engine' | 'overwrite' | 'maker' | 'threads'> {
  /** Folder of the new grid; undefined where it takes the place of the old one, which stays until the new one is whole. */
  readonly out: string | undefined;
  /** Replaces a grid that is at `out`. */
  readonly overwrite: boolean;
  /** Called with what was found, before anything is computed; what it throws ends the extension. */
  readonly onProspect?: (prospect: Prospect) => void;
}

/** What was found before anything is done. */
export type Prospect =
  | { readonly kind: 'extend'; readonly plan: PlannedExtension; readonly out: string }
  /** The grid is that of the scan already. */
  | { readonly kind: 'same'; readonly grid: Grid };

/** What was done. */
export interface Extended {
  readonly prospect: Prospect;
  /** Undefined where there was nothing to do. */
  readonly run: RunSummary | undefined;
}

/** Plans an extension of the grid at `dir`, without changing anything. Errors: openWholeGrid, planExtension; ConfigError where the new grid would lose numbers in the old one's place. */
export async function lookAtExtension(
  dir: string,
  scan: ResolvedScan,
  options: ExtendOptions & Pick<PlanOptions, 'dryRun'>,
): Promise<Prospect> {
  const grid = await openWholeGrid(dir);
  const plan = await planExtension(grid, scan, options);
  if (options.out !== undefined && !(await isInPlace(dir, options)))
    return { kind: 'extend', plan, out: options.out };
  if (plan.spec.identity === grid.identity) return { kind: 'same', grid };
  refuseLosses(plan);
  return { kind: 'extend', plan, out: dir };
}

/** Extends the grid at `dir`, by the engine that made it. Errors: those of lookAtExtension and of a scan; what a run leaves in the middle, the next one goes on with. */
export async function extendGrid(dir: string, scan: ResolvedScan, options: ExtendOptions): Promise<Extended> {
  if (await isInPlace(dir, options)) await settle(dir, options);
  const prospect = await lookAtExtension(dir, scan, options);
  options.onProspect?.(prospect);
  if (prospect.kind === 'same') return { prospect, run: undefined };
  const { plan, out } = prospect;
  const { identity, attributes } = plan.grid;
  const run = await runScan(scan, {
    ...options,
    out,
    engine: attributes.engine === 'reference' ? 'reference' : 'gpu',
    overwrite: out === dir || options.overwrite,
    maker: {
      open: () => openTiles(plan, options),
      inLog: {
        // Without an engine nobody has asked.
        ...(plan.needs.all || plan.needs.added ? {} : { software: null }),
        extended_from: { grid: dir, identity, points: pointsKnown(plan), added: namesOfAdded(plan) },
      },
    },
  });
  return { prospect, run };
}

/** Names of the experiments that the old grid lacks. */
export function namesOfAdded({ added }: PlannedExtension): string[] {
  return added?.runs.map(({ experiment }) => experiment.name) ?? [];
}

async function isInPlace(dir: string, { out }: Pick<ExtendOptions, 'out'>): Promise<boolean> {
  return out === undefined || (await placeOf(out)) === (await placeOf(dir));
}

/** A run that was killed while the two grids changed places may have left none there. */
async function settle(dir: string, options: ExtendOptions): Promise<void> {
  await using claim = await claimGrid(dir, options);
  await settleReplacement(claim.place);
}

function refuseLosses({ grid, scan, old, coverage }: PlannedExtension): void {
  const lost = [
    ...coverage.axes.flatMap((axis) =>
      axis.lost.length === 0
        ? []
        : [`${axis.lost.length} of its values of ${axis.name} (${valuesInWords(axis.lost)})`],
    ),
    ...old.outputs.filter((name) => !scan.outputs.includes(name)).map((name) => `its output ${name}`),
  ];
  if (lost.length === 0) return;
  throw new ConfigError(
    `${scan.file}: lacks what ${grid.dir} has, ${lost.join(' and ')}, which would be lost in its place; give another folder with --out NEW.zarr`,
  );
}

/** Most values that are listed. */
const MOST_LISTED = 3;

function valuesInWords(values: readonly number[]): string {
  const words = values.slice(0, MOST_LISTED).map(shortNumber).join(', ');
  return values.length > MOST_LISTED ? `${words}, ...` : words;
}

async function openTiles(plan: PlannedExtension, options: ExtendOptions): Promise<TileMaker> {
  const { scan, added, coverage, needs, info } = plan;
  const open = (one: ResolvedScan) =>
    openEngine(inEngineOrder(one, coverage), { ...options, engine: info.engine, threads: 'as needed' });
  const all: Engine | undefined = needs.all ? await open(scan) : undefined;
  try {
    const ofAdded = needs.added && added !== undefined ? await open(added) : undefined;
    return extendedTiles(plan, info, { all, added: ofAdded });
  } catch (error) {
    await all?.[Symbol.asyncDispose]();
    throw error;
  }
}
