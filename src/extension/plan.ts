/** What of a grid a longer scan can take over: everything, or nothing, for reasons that are named. Nothing is written. */
import { at } from '../at.js';
import type { EngineInfo } from '../engine/engine.js';
import { REFERENCE_INFO } from '../engine/reference/reference.js';
import { ConfigError, DeviceError, StoreError } from '../errors.js';
import { type DeviceOptions, openDevice } from '../gpu/device.js';
import { listReadableTiles } from '../grid/doneTiles.js';
import { readTile } from '../grid/reading.js';
import { type Grid, openGrid, withoutDigests } from '../grid/store.js';
import { readRunLog } from '../grid/writing/runLog.js';
import type { GridSpec } from '../metadata/manifest.js';
import { FLAG_WORDS } from '../outputs/flags.js';
import { FLAGS } from '../prediction/flags.js';
import { haveSameNodes } from '../prediction/lifetimeValues.js';
import { couplingAxesOf, lifetimeAxisNames } from '../prediction/tileLayout.js';
import type { ResolvedScan } from '../resolved/scan.js';
import { describeGrid } from '../scan/gridSpec.js';
import { tileAt } from '../tiles/tiles.js';
import { listInWords } from '../words.js';
import { type Coverage, coverageOf, knownCounts } from './coverage.js';
import type { Extension } from './extendedTiles.js';
import { madeBy, rebuildOldScan } from './oldScan.js';
import { addedScan, lackingVariables, sourcesOf } from './sources.js';

/** An extension that can be made. */
export interface PlannedExtension extends Extension {
  /** Of the new grid. */
  readonly spec: GridSpec;
  /** The engine that made the old grid and makes the new one. */
  readonly info: EngineInfo;
  /** Which engines are needed: of all experiments, where the old grid lacks points, and of those that it lacks. */
  readonly needs: { readonly all: boolean; readonly added: boolean };
  /** Why no adapter could be opened here, where none was asked to be; then `info` is of the grid's. */
  readonly lacksAdapter: string | undefined;
}

/** How to plan. */
export interface PlanOptions extends DeviceOptions {
  /** Nothing will be computed, and where there is no adapter that of the grid is taken for granted. */
  readonly dryRun?: boolean;
}

/** Opens the grid at `dir`. Throws StoreError where it is not whole, or its numbers carry no digests. */
export async function openWholeGrid(dir: string): Promise<Grid> {
  const grid = await openGrid(dir);
  const lacks = withoutDigests(grid);
  if (lacks !== undefined)
    throw new StoreError(`${dir}: ${lacks}, so that its numbers cannot be taken over; run the scan anew`);
  const done = (await listReadableTiles(grid)).size;
  const { tileCount } = grid.tilePlan;
  if (done < tileCount)
    throw new StoreError(
      `${dir}: is unfinished (${done} of ${tileCount} tiles); finish its own scan with the same --out, then extend it`,
    );
  return grid;
}

/**
 * Plans the grid of `scan` from a whole grid. Throws ConfigError, which names the reason, where no number of the grid may be taken over;
 * StoreError where it was made on another adapter; DeviceError.
 */
export async function planExtension(
  grid: Grid,
  scan: ResolvedScan,
  device: PlanOptions,
): Promise<PlannedExtension> {
  const old = await rebuildOldScan(grid, scan);
  const coverage = coverageOf(old.axes, scan);
  const added = addedScan(scan, old);
  const counts = knownCounts(coverage);
  const isLonger = counts.some((count, i) => count < at(scan.axes, i).values.length);
  const needs = { all: isLonger, added: added !== undefined };
  const reason =
    withoutPoints(coverage, counts) ??
    withoutVariables({ scan, old, added }) ??
    raisedByTiles(grid, scan, old, coverage) ??
    (await unknownOfOthers(grid, scan, old, coverage));
  if (reason !== undefined) throw refusal(grid, scan, reason);
  const { info, lacksAdapter } =
    needs.all || needs.added
      ? await infoOfDevice(grid, device)
      : { info: madeBy(grid), lacksAdapter: undefined };
  requireSame(grid, info);
  if (info.engine === 'gpu' && !info.software && !haveSameNodes(old, scan)) {
    const names = couplingAxesOf(scan).map(({ name }) => name);
    throw refusal(
      grid,
      scan,
      `on a GPU the last digits of a number may depend on all lifetimes that a scan asks for, and so on all values of ${listInWords(names, 'and')}; only other axes may be longer`,
    );
  }
  const spec = await describeGrid(scan, info);
  return { grid, scan, old, added, coverage, spec, info, needs, lacksAdapter };
}

function refusal(grid: Grid, scan: ResolvedScan, reason: string): ConfigError {
  return new ConfigError(
    `${scan.file}: nothing of ${grid.dir} can be taken over: ${reason}. dualnu scan ${scan.file} --out NEW.zarr computes all of it`,
  );
}

function withoutPoints({ axes }: Coverage, counts: readonly number[]): string | undefined {
  const apart = axes.filter((_, i) => counts[i] === 0);
  if (apart.length === 0) return undefined;
  const near = apart.some((axis) => axis.near.length > 0)
    ? ', though some differ in the last digits only (list them as values: there)'
    : '';
  return `the two have no value of ${listInWords(
    apart.map(({ name }) => name),
    'and',
  )} in common${near}`;
}

function withoutVariables(sources: Parameters<typeof sourcesOf>[0]): string | undefined {
  const lacking = lackingVariables(sourcesOf(sources));
  if (lacking.length === 0) return undefined;
  return `it lacks ${listInWords(lacking, 'and')}, for which the events of every mass point are needed again, and they are what a scan costs`;
}

/** Each tile raises events by the flags at its couplings alone: a tile must have the same ones. */
function raisedByTiles(
  grid: Grid,
  scan: ResolvedScan,
  old: ResolvedScan,
  { plan }: Coverage,
): string | undefined {
  if (scan.autoEvents === undefined) return undefined;
  const others = couplingAxesOf(scan).filter(({ name, values }) => {
    const i = scan.axes.findIndex((axis) => axis.name === name);
    const cut = (chunk: number) => Math.min(chunk, values.length);
    return (
      values.join() !== at(old.axes, i).values.join() ||
      cut(at(plan.chunkShape, i)) !== cut(at(grid.tilePlan.chunkShape, i))
    );
  });
  if (others.length === 0) return undefined;
  const names = listInWords(
    others.map(({ name }) => name),
    'and',
  );
  return `events are raised (events: auto) by the flags at all values of ${names} in a tile, which are others`;
}

/** A flag of masses and couplings says that chi2 is not known at some |U|^2: it is of no use where some of these are not taken over. */
async function unknownOfOthers(
  grid: Grid,
  scan: ResolvedScan,
  old: ResolvedScan,
  { axes, plan }: Coverage,
): Promise<string | undefined> {
  const onLifetimes: readonly string[] = lifetimeAxisNames(scan);
  const isAffected = axes.some(({ name, lost }, i) => {
    if (onLifetimes.includes(name)) return false;
    const isCut =
      at(plan.chunkShape, i) < at(plan.shape, i) ||
      at(grid.tilePlan.chunkShape, i) < at(old.axes, i).values.length;
    return lost.length > 0 || isCut;
  });
  if (!isAffected) return undefined;
  const words = grid.variables.filter(
    ({ name }) => name === FLAG_WORDS.name || name.startsWith(`${FLAG_WORDS.name}_`),
  );
  for (let number = 0; number < grid.tilePlan.tileCount; number++) {
    for (const { name } of words) {
      const flags = await readTile(grid, tileAt(grid.tilePlan, number), name);
      if (flags.some((word) => (word & FLAGS.chi2Unknown) !== 0))
        return 'it has points whose chi2 is not known at some |U|^2, and does not say at which';
    }
  }
  return undefined;
}

async function infoOfDevice(
  grid: Grid,
  { dryRun = false, ...device }: PlanOptions,
): Promise<{ readonly info: EngineInfo; readonly lacksAdapter: string | undefined }> {
  if (grid.attributes.engine === 'reference') return { info: REFERENCE_INFO, lacksAdapter: undefined };
  try {
    await using context = await openDevice(device);
    const { adapter, driver, software } = context.info;
    return { info: { engine: 'gpu', adapter, driver, software }, lacksAdapter: undefined };
  } catch (error) {
    if (!dryRun || !(error instanceof DeviceError)) throw error;
    const { adapter } = grid.attributes;
    // The grid itself does not say; of an unknown one more is asked.
    const run = (await readRunLog(grid.dir)).findLast((entry) => entry.adapter === adapter);
    const info = { ...madeBy(grid), software: run?.software === true };
    return { info, lacksAdapter: error.lines[0] ?? error.message };
  }
}

function requireSame({ dir, attributes }: Grid, now: EngineInfo): void {
  const name = ({ engine, adapter, driver }: Pick<EngineInfo, 'adapter' | 'driver'> & { engine: string }) =>
    `${engine}, ${adapter}, ${driver}`;
  if (name(attributes) === name(now)) return;
  throw new StoreError(
    `${dir}: was computed on "${name(attributes)}", not on "${name(now)}", whose numbers may differ in their last digits; extend it there, or run the scan anew`,
  );
}
