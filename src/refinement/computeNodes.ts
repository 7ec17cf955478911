/** Points of a lattice from an engine: which blocks to compute for them, and where their numbers belong. */
import { at } from '../at.js';
import { ConfigError } from '../errors.js';
import type { Grid } from '../grid/store.js';
import { isKinematic } from '../model/parameters.js';
import { CHI2 } from '../outputs/chi2.js';
import { variableName } from '../outputs/output.js';
import type { FitToRefine } from '../planes/finer/finerPlane.js';
import { collectFlags, flagVariables } from '../planes/flags.js';
import type { PlaneChoice } from '../planes/slice.js';
import { type Box, boxesOf } from '../tiles/boxes.js';
import { productOf } from '../tiles/tiles.js';
import { isMissing } from '../tiles/variables.js';
import type { BlockVariable, ComputedBlock, GridEngine } from './gridEngine.js';
import { type Lattice, levelShape } from './lattice.js';
import type { FitValues } from './work.js';

/** A plane of a grid's scan and the engine that computes it, whose axes have the values of the lattice level by level. */
export interface EnginePlane {
  readonly grid: Grid;
  readonly engine: GridEngine;
  readonly lattice: Lattice;
  readonly choice: PlaneChoice;
}

/**
 * The order in which an engine has the points of a lattice along x and y, as indices of the finest level: those of each level together, so that points
 * that are needed at a time are few blocks.
 */
export function engineOrders(lattice: Lattice): readonly [x: Uint32Array, y: Uint32Array] {
  const [nx, ny] = levelShape(lattice, lattice.depth);
  const [splitsX, splitsY] = lattice.isSplit;
  return [levelOrder(nx, splitsX ? lattice.depth : 0), levelOrder(ny, splitsY ? lattice.depth : 0)];
}

function levelOrder(count: number, depth: number): Uint32Array {
  const levels = Uint8Array.from({ length: count }, (_, i) => {
    let level = depth;
    for (let rest = i; level > 0 && rest % 2 === 0; rest /= 2) level--;
    return level;
  });
  return Uint32Array.from({ length: count }, (_, i) => i).sort(
    (a, b) => at(levels, a) - at(levels, b) || a - b,
  );
}

/** Most mass points of a block: few, so that progress is told. */
const MASSES_AT_A_TIME = 64;

/** Computes points of the lattice, given as indices of its finest level, for some fits. Errors of the engine. */
export async function computeNodes(
  plane: EnginePlane,
  fits: readonly FitToRefine[],
  nodes: Uint32Array,
  onProgress?: (done: number, points: number) => void,
): Promise<FitValues[]> {
  const { grid, engine, lattice } = plane;
  const blocks = blocksOf(plane, nodes);
  const all = blocks.reduce((sum, { shape }) => sum + productOf(shape), 0);
  const places = new Map(Array.from(nodes, (node, k) => [node, k]));
  const orders = engineOrders(lattice);
  const chi2 = fits.map(() => new Float64Array(nodes.length).fill(Number.NaN));
  const flags = fits.map(({ suffix }) => {
    const { plane, adderOf } = collectFlags(grid, nodes.length);
    return {
      plane,
      add: flagVariables(grid, suffix).map((variable) => ({ variable, add: adderOf(variable) })),
    };
  });
  const onBlock = (block: ComputedBlock) => {
    for (const { k, offsetIn } of pointsOf(plane, block, orders, places)) {
      for (const [f, { suffix }] of fits.entries()) {
        const value = valueIn(block, variableName(CHI2, suffix), offsetIn);
        at(chi2, f)[k] = isMissing(value) ? Number.NaN : value;
        for (const { variable, add } of at(flags, f).add) add(k, valueIn(block, variable.name, offsetIn, 0));
      }
    }
  };
  await engine.compute(blocks, onBlock, (done) => onProgress?.(done, all));
  return fits.map((_, f) => ({ chi2: at(chi2, f), bits: at(flags, f).plane.bits }));
}

/** Blocks of the engine's axes that have all of some points. */
function blocksOf(plane: EnginePlane, nodes: Uint32Array): Box[] {
  const { lattice, engine, choice } = plane;
  const [width, height] = levelShape(lattice, lattice.depth);
  const [placeX, placeY] = engineOrders(lattice).map(inverse) as [Uint32Array, Uint32Array];
  const [splitsX, splitsY] = lattice.isSplit;
  const shape = [splitsX ? width : 1, splitsY ? height : 1];
  const marked = new Uint8Array(productOf(shape));
  for (const node of nodes) {
    const i = splitsX ? at(placeX, node % width) : 0;
    const j = splitsY ? at(placeY, Math.floor(node / width)) : 0;
    marked[i * at(shape, 1) + j] = 1;
  }
  return boxesOf(shape, marked, MASSES_AT_A_TIME).map((box) => {
    const ranges = engine.scan.axes.map(({ name }): readonly [number, number] => {
      if (name === choice.x.name) return [at(box.start, 0), splitsX ? at(box.shape, 0) : width];
      if (name === choice.y.name) return [at(box.start, 1), splitsY ? at(box.shape, 1) : height];
      return fixedRange(plane, name);
    });
    return { start: ranges.map(([first]) => first), shape: ranges.map(([, size]) => size) };
  });
}

function inverse(order: Uint32Array): Uint32Array {
  const places = new Uint32Array(order.length);
  order.forEach((index, place) => {
    places[index] = place;
  });
  return places;
}

/**
 * What is computed of an axis that is not shown: its fixed value. Where events are raised as needed, which the flags at all couplings of a tile decide, all
 * couplings of the grid's tile, so that the numbers are those of a scan.
 */
function fixedRange(
  { grid, engine, choice }: EnginePlane,
  name: string,
): readonly [start: number, size: number] {
  const index = fixedIndex({ engine, choice }, name);
  if (engine.scan.autoEvents === undefined || isKinematic(name as Parameters<typeof isKinematic>[0]))
    return [index, 1];
  const chunk = at(
    grid.tilePlan.chunkShape,
    grid.axes.findIndex((axis) => axis.name === name),
  );
  const { length } = valuesOf(engine, name);
  const start = Math.floor(index / chunk) * chunk;
  return [start, Math.min(chunk, length - start)];
}

/** Index on the scan's axis of the value that is fixed; an axis of one value may have been dropped by another program. */
function fixedIndex({ engine, choice }: Pick<EnginePlane, 'engine' | 'choice'>, name: string): number {
  const values = valuesOf(engine, name);
  const fixed = choice.fixed.find((axis) => axis.name === name);
  const index = fixed === undefined && values.length === 1 ? 0 : values.indexOf(fixed?.value ?? Number.NaN);
  if (index < 0)
    throw new ConfigError(`the grid's scan does not have ${name} = ${fixed?.value}, which the grid has`);
  return index;
}

const valuesOf = ({ scan }: GridEngine, name: string) =>
  scan.axes.find((axis) => axis.name === name)?.values ?? [];

/** A point of a block that was asked for: which one it is, and its offset in a variable with some axes and lengths on them. */
interface BlockPoint {
  readonly k: number;
  readonly offsetIn: (variable: BlockVariable) => number;
}

function* pointsOf(
  plane: EnginePlane,
  { start, shape }: ComputedBlock,
  [orderX, orderY]: readonly [Uint32Array, Uint32Array],
  places: ReadonlyMap<number, number>,
): Generator<BlockPoint> {
  const { engine, choice, lattice } = plane;
  const [width] = levelShape(lattice, lattice.depth);
  const names = engine.scan.axes.map(({ name }) => name as string);
  const [xAt, yAt] = [names.indexOf(choice.x.name), names.indexOf(choice.y.name)];
  const within = names.map((name, i) =>
    i === xAt || i === yAt ? 0 : fixedIndex(plane, name) - at(start, i),
  );
  for (let j = 0; j < at(shape, yAt); j++) {
    for (let i = 0; i < at(shape, xAt); i++) {
      const node = at(orderY, at(start, yAt) + j) * width + at(orderX, at(start, xAt) + i);
      const k = places.get(node);
      if (k === undefined) continue;
      const index = within.with(xAt, i).with(yAt, j);
      yield {
        k,
        offsetIn: (variable) =>
          variable.axes.reduce(
            (sum, name, d) => sum * at(variable.shape, d) + at(index, names.indexOf(name)),
            0,
          ),
      };
    }
  }
}

/** The number of a variable at a point; `otherwise`, or NaN, where the block does not have the variable. */
function valueIn(
  { variables }: ComputedBlock,
  name: string,
  offsetIn: (variable: BlockVariable) => number,
  otherwise = Number.NaN,
): number {
  const variable = variables.get(name);
  return variable === undefined ? otherwise : at(variable.data, offsetIn(variable));
}
