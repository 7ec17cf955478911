/** The tiles of a longer grid: numbers of the old one where it has them, and those of engines for the rest. */
import { at } from '../at.js';
import type { Engine, EngineInfo } from '../engine/engine.js';
import { allOf, type Block, type Evaluator, evaluatorOf } from '../engine/evaluator.js';
import type { MadeTile, TileMaker } from '../engine/tileMaker.js';
import type { Grid } from '../grid/store.js';
import { CHI2 } from '../outputs/chi2.js';
import { makeVariables } from '../outputs/gridVariables.js';
import { EMPTY_RESULT, type TileResult } from '../outputs/result.js';
import { experimentScans, type ResolvedScan } from '../resolved/scan.js';
import type { VariableArray } from '../tiles/block.js';
import { restrictToAxes, shapeOfVariable } from '../tiles/shapes.js';
import { productOf, type Tile } from '../tiles/tiles.js';
import { type Coverage, inEngineOrder, partsOf, type TileParts } from './coverage.js';
import { type OldNumbers, openOldNumbers } from './oldNumbers.js';
import { scatter } from './scatter.js';
import { type Names, type Sources, sourcesOf } from './sources.js';

/** What is put together. */
export interface Extension extends Sources {
  readonly grid: Grid;
  readonly coverage: Coverage;
}

/** The engines of an extension: of what the old grid lacks altogether, and of the experiments that it lacks at the points that it has. */
export interface Engines {
  readonly all: Engine | undefined;
  readonly added: Engine | undefined;
}

/** All blocks of a tile that engines have computed. */
interface ComputedBlocks {
  readonly unknown: readonly Block[];
  readonly added: readonly Block[];
}

/** Makes the tiles of an extension; disposes of the engines at the end. */
export function extendedTiles(extension: Extension, info: EngineInfo, engines: Engines): TileMaker {
  const { coverage } = extension;
  const evaluators = {
    all: engines.all && evaluatorOf(engines.all, inEngineOrder(extension.scan, coverage)),
    added:
      engines.added &&
      extension.added &&
      evaluatorOf(engines.added, inEngineOrder(extension.added, coverage)),
  };
  const assemble = createAssembly(extension);
  const spent = (key: 'templates' | 'points') =>
    (engines.all?.times[key] ?? 0) + (engines.added?.times[key] ?? 0);
  return {
    info,
    times: {
      get templates() {
        return spent('templates');
      },
      get points() {
        return spent('points');
      },
    },
    foresee(tiles) {
      const parts = Array.from(tiles, (tile) => partsOf(coverage, tile));
      evaluators.all?.foresee(parts.flatMap(({ unknown }) => unknown));
      evaluators.added?.foresee(parts.flatMap(({ known }) => known ?? []));
    },
    async makeTile(tile, onProgress) {
      const parts = partsOf(coverage, tile);
      const tell = progressOf(parts, evaluators.added !== undefined, onProgress);
      // In this turn, so that engines get the blocks of all tiles in their order.
      const unknown = parts.unknown.map((part) => required(evaluators.all).evaluate(part, tell.of(part)));
      const { known } = parts;
      const added = known && evaluators.added ? [evaluators.added.evaluate(known, tell.of(known))] : [];
      const blocks = await allOf([...unknown, ...added]);
      const computed: ComputedBlocks = {
        unknown: blocks.slice(0, unknown.length).flat(),
        added: blocks.slice(unknown.length).flat(),
      };
      const arrays = await assemble(tile, parts, computed);
      return madeTile(arrays, added.length > 0 ? [tile] : parts.unknown);
    },
    async [Symbol.asyncDispose]() {
      await engines.all?.[Symbol.asyncDispose]();
      await engines.added?.[Symbol.asyncDispose]();
    },
  };
}

function madeTile(arrays: Readonly<Record<string, VariableArray>>, computed: readonly Tile[]): MadeTile {
  return {
    chi2: arrays[CHI2.name] ?? [],
    computed: computed.reduce((sum, { shape }) => sum + productOf(shape), 0),
    variables: () => arrays,
    release() {},
  };
}

function required(evaluator: Evaluator | undefined): Evaluator {
  if (evaluator === undefined) throw new RangeError('an engine is open for the points that a grid lacks');
  return evaluator;
}

/** The progress of a tile from that of its blocks, by their points. */
function progressOf(
  { known, unknown }: TileParts,
  withAdded: boolean,
  onProgress: (fraction: number) => void = () => undefined,
) {
  const points = [...unknown, ...(known && withAdded ? [known] : [])].map(({ shape }) => productOf(shape));
  const total = points.reduce((sum, count) => sum + count, 0);
  const done = new Map<Tile, number>();
  return {
    of: (part: Tile) => (fraction: number) => {
      done.set(part, fraction * productOf(part.shape));
      onProgress([...done.values()].reduce((sum, count) => sum + count, 0) / total);
    },
  };
}

/** Makes the function that puts the variables of a tile together. */
function createAssembly({ scan, old, added, grid, coverage }: Extension) {
  const sources = sourcesOf({ scan, old, added });
  const numbers = openOldNumbers(grid);
  const unneeded = sources.filter(({ names }) => names.length === 0).map(({ variable }) => variable);
  const noResult: TileResult = {
    ...EMPTY_RESULT,
    experiments: experimentScans(scan).map(() => EMPTY_RESULT),
  };
  return async (tile: Tile, parts: TileParts, computed: ComputedBlocks) => {
    const arrays: Record<string, VariableArray> = makeVariables(unneeded, scan, tile, noResult);
    const fill = async (names: Names, { spec }: (typeof sources)[number]['variable']) => {
      const shape = shapeOfVariable(scan, spec, tile.shape);
      const size = productOf(shape);
      const data = spec.dtype === 'float32' ? new Float32Array(size) : new Uint32Array(size);
      const into = { data, shape, axes: spec.axes };
      for (const block of computed.unknown) pasteBlock(coverage, scan, tile, block, names.all, into);
      if (names.old !== undefined && parts.known)
        await pasteOld(coverage, scan, tile, parts.known, { numbers, name: names.old }, into);
      else if (names.added !== undefined)
        for (const block of computed.added) pasteBlock(coverage, scan, tile, block, names.added, into);
      return data;
    };
    const filled = new Map<string, Promise<VariableArray>>();
    const fillOnce = (names: Names, variable: (typeof sources)[number]['variable']) => {
      const key = `${names.all} ${names.old} ${names.added}`;
      const known = filled.get(key) ?? fill(names, variable);
      filled.set(key, known);
      return known;
    };
    for (const { variable, names, join } of sources) {
      if (names.length === 0) continue;
      const pieces: VariableArray[] = [];
      for (const one of names) pieces.push(await fillOnce(one, variable));
      const { name } = variable.spec;
      arrays[name] = join === undefined || pieces.length === 1 ? at(pieces, 0) : join.join(pieces);
    }
    return arrays;
  };
}

/** An array of a tile, in C order on some axes of the scan. */
interface TileArray {
  readonly data: VariableArray;
  readonly shape: readonly number[];
  readonly axes: readonly string[];
}

/** The indices in a tile of the places of one of its blocks, for each axis of the scan. */
function indicesOf({ axes }: Coverage, tile: Tile, part: Tile): number[][] {
  return axes.map(({ order }, i) => {
    const first = at(part.start, i);
    return order.slice(first, first + at(part.shape, i)).map((index) => index - at(tile.start, i));
  });
}

function pasteBlock(
  coverage: Coverage,
  scan: ResolvedScan,
  tile: Tile,
  { part, arrays }: Block,
  name: string,
  into: TileArray,
): void {
  const data = arrays[name];
  if (data === undefined) throw new RangeError(`an engine's block has the variable ${name}`);
  const indices = restrictToAxes(scan, into.axes, indicesOf(coverage, tile, part));
  const lengths = restrictToAxes(scan, into.axes, part.shape);
  const shape = [...lengths, ...into.shape.slice(lengths.length)];
  scatter(
    { data, shape, indices: lengths.map((n) => Array.from({ length: n }, (_, k) => k)) },
    { ...into, indices },
  );
}

async function pasteOld(
  coverage: Coverage,
  scan: ResolvedScan,
  tile: Tile,
  part: Tile,
  { numbers, name }: { readonly numbers: OldNumbers; readonly name: string },
  into: TileArray,
): Promise<void> {
  const indices = indicesOf(coverage, tile, part);
  const old = indices.map((list, i) =>
    list.map((index) => at(at(coverage.axes, i).oldIndex, index + at(tile.start, i))),
  );
  await numbers.copy(name, old, { ...into, indices: restrictToAxes(scan, into.axes, indices) });
}
