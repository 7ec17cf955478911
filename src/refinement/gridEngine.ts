/** An engine for points that a grid does not have: of the grid's own scan, with other values on some of its axes. */

import type { EngineInfo } from '../engine/engine.js';
import { evaluatorOf } from '../engine/evaluator.js';
import { ConfigError } from '../errors.js';
import type { DeviceOptions } from '../gpu/device.js';
import type { Grid } from '../grid/store.js';
import { gridVariables } from '../outputs/gridVariables.js';
import type { ResolvedScan } from '../resolved/scan.js';
import { type EngineName, openEngine } from '../scan/run.js';
import type { VariableArray } from '../tiles/block.js';
import { shapeOfVariable } from '../tiles/shapes.js';
import { productOf, type Tile } from '../tiles/tiles.js';
import type { VariableSpec } from '../tiles/variables.js';
import { scanOfGrid } from '../upkeep/scanOfGrid.js';

/** Which engine computes, and where the scan of the grid is. */
export interface GridEngineOptions extends Partial<Omit<DeviceOptions, 'ticker'>> {
  /** By default the engine that made the grid. */
  readonly engine?: EngineName | undefined;
  /** The grid's scan file, where the run log does not name it. */
  readonly scanFile?: string | undefined;
  /** Outputs to compute, of those that the grid has; by default all of them. */
  readonly outputs?: readonly string[];
  /** Called with a sentence about what happened to the device. */
  readonly onNotice?: (text: string) => void;
}

/** A variable in a block. */
export interface BlockVariable {
  /** Its axes, in the order of memory, and the block's lengths on them. */
  readonly axes: readonly string[];
  readonly shape: readonly number[];
  readonly data: VariableArray;
}

/** A block that was computed: where it lies on the axes of `scan`, and its variables by their names in the grid. */
export interface ComputedBlock {
  readonly start: readonly number[];
  readonly shape: readonly number[];
  readonly variables: ReadonlyMap<string, BlockVariable>;
}

/** The engine of a grid's scan. */
export interface GridEngine extends AsyncDisposable {
  readonly info: EngineInfo;
  /** The grid's scan, with the values that were asked for. */
  readonly scan: ResolvedScan;
  /** Why its numbers may not be those that the grid would have, a line each. */
  readonly warnings: readonly string[];
  /**
   * Computes blocks of the scan's axes, of any size; `onBlock` is called for each piece of them. `onProgress` gets the points that are done.
   * Throws DeviceError, NumericError.
   */
  compute(
    blocks: readonly Pick<Tile, 'start' | 'shape'>[],
    onBlock: (block: ComputedBlock) => void,
    onProgress?: (points: number) => void,
  ): Promise<void>;
}

/** Blocks in flight: one running, one queued, and one whose results are being read. */
const IN_FLIGHT = 3;

/**
 * Opens an engine for the scan of a grid, in which some axes have other values, in any order: every number is that of a scan with these values, bit
 * for bit on the same adapter, because it depends on its own masses and, on a GPU, on the values of the coupling axes only.
 * Throws ConfigError where the scan is not found, or has no such axis; DeviceError.
 */
export async function openGridEngine(
  grid: Grid,
  values: Readonly<Record<string, readonly number[]>>,
  { engine: name, scanFile, outputs, onNotice, ...device }: GridEngineOptions = {},
): Promise<GridEngine> {
  const found = await scanOfGrid(grid, scanFile);
  const names = found.scan.axes.map((axis) => axis.name as string);
  const unknown = Object.keys(values).find((axis) => !names.includes(axis));
  if (unknown !== undefined) throw new ConfigError(`${grid.dir}: its scan has no axis ${unknown}`);
  const scan: ResolvedScan = {
    ...found.scan,
    axes: found.scan.axes.map((axis) => ({ ...axis, values: values[axis.name] ?? axis.values })),
    outputs: found.scan.outputs.filter((output) => outputs?.includes(output) ?? true),
  };
  const made = grid.attributes.engine === 'reference' ? 'reference' : 'gpu';
  const engine = await openEngine(scan, {
    engine: name ?? made,
    allowSoftware: false,
    ...device,
    ...(onNotice && { onNotice }),
  });
  const specs = gridVariables(scan).map(({ spec }) => spec);
  const evaluator = evaluatorOf(engine, scan);
  return {
    info: engine.info,
    scan,
    warnings: warningsOf(grid, engine.info, found.isSameVersion),
    async compute(blocks, onBlock, onProgress) {
      let done = 0;
      const parts = blocks.map(({ start, shape }) => ({ index: start.map(() => 0), start, shape }));
      await inFlight(parts, async (part) => {
        const points = productOf(part.shape);
        const found = await evaluator.evaluate(part, (fraction) => onProgress?.(done + fraction * points));
        for (const { part: piece, arrays } of found) onBlock(computed(scan, specs, piece, arrays));
        done += points;
        onProgress?.(done);
      });
    },
    [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose](),
  };
}

/** The arrays of a block with their axes. */
function computed(
  scan: ResolvedScan,
  specs: readonly VariableSpec[],
  { start, shape }: Tile,
  arrays: Readonly<Record<string, VariableArray>>,
): ComputedBlock {
  const variables = specs.flatMap((spec): [string, BlockVariable][] => {
    const data = arrays[spec.name];
    return data === undefined
      ? []
      : [[spec.name, { axes: spec.axes, shape: shapeOfVariable(scan, spec, shape), data }]];
  });
  return { start, shape, variables: new Map(variables) };
}

/** What is different from the grid's own engine. */
function warningsOf({ dir, attributes }: Grid, info: EngineInfo, isSameVersion: boolean): string[] {
  const made = attributes.engine === info.engine ? attributes.adapter : `the ${attributes.engine} engine`;
  const isSame =
    attributes.engine === info.engine &&
    attributes.adapter === info.adapter &&
    attributes.driver === info.driver;
  const last = 'the numbers of the two agree within the bounds of docs/numerics.md, not to the last digit';
  return [
    ...(isSameVersion
      ? []
      : [
          `${dir} was made by dualnu ${attributes.dualnu_version} with other kernels or packages than the points that are added to it here`,
        ]),
    ...(isSame
      ? []
      : [`${dir} was computed on ${made}, the points that are added to it here on ${info.adapter}: ${last}`]),
  ];
}

/** Works on all items, a few at a time; waits for what is under way before it throws. */
async function inFlight<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const pending = new Set<Promise<void>>();
  try {
    for (const item of items) {
      if (pending.size >= IN_FLIGHT) await Promise.race(pending);
      const started = work(item).finally(() => pending.delete(started));
      // Awaited later; until then a failure must not count as unhandled.
      started.catch(() => undefined);
      pending.add(started);
    }
    await Promise.all(pending);
  } finally {
    await Promise.allSettled(pending);
  }
}
