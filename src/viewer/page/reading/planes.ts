/** A plane of a grid for a panel: chi2 and flags of a slice from pieces, or of a profile from the server. */
import { at } from '../../../at.js';
import type { FlagPlane } from '../../../planes/flags.js';
import { unravel } from '../../../tiles/tiles.js';
import { FILL_VALUES, isMissing } from '../../../tiles/variables.js';
import { fixedIndices, type View } from '../../picture/view.js';
import {
  type Fault,
  type PageAxis,
  type PageFit,
  type PageGrid,
  type PageVariable,
  type ProfileHead,
  unpackAnswer,
} from '../../wire.js';
import { ask } from '../dom/ask.js';
import type { PieceReader, Slice } from './pieces.js';

/** What is known of a point: all, no chi2, not computed yet, or damaged. */
export const KNOWN = { yes: 0, missing: 1, absent: 2, damaged: 3 } as const;

/** A plane, shapes [ny, nx] in C order. */
export interface ShownPlane {
  readonly x: PageAxis;
  readonly y: PageAxis;
  /** NaN where it is missing. */
  readonly chi2: Float64Array;
  readonly known: Uint8Array;
  readonly flags: FlagPlane;
  /** What is wrong, each in words and once. */
  readonly faults: readonly Fault[];
  /** Axes that are profiled in it. */
  readonly over: readonly PageAxis[];
  /** Point of the profiled axes (C order) that each value is from: -1 where there is none, or AT_BACKGROUND; absent of a slice. */
  readonly places?: Float64Array;
}

/** The axis of a grid. Throws RangeError where it has none of that name. */
export function axisOf({ axes }: PageGrid, name: string): PageAxis {
  return at(
    axes,
    axes.findIndex((axis) => axis.name === name),
  );
}

const variableOf = ({ variables }: PageGrid, name: string): PageVariable =>
  at(
    variables,
    variables.findIndex((variable) => variable.name === name),
  );

/** Reads the plane of a view. */
export async function readPlane(
  reader: PieceReader,
  grid: PageGrid,
  fit: PageFit,
  view: View,
  signal: AbortSignal,
): Promise<ShownPlane> {
  const [x, y] = [axisOf(grid, view.x), axisOf(grid, view.y)];
  const over = view.over.filter((name) => grid.axes.some((axis) => axis.name === name));
  if (over.length > 0) return await readProfile(grid, fit, view, over, signal);
  const fixed = fixedIndices(view, grid);
  const read = (name: string) => reader.slice(grid, variableOf(grid, name), fixed, signal);
  const [chi2, ...words] = await Promise.all([fit.chi2, ...fit.flags].map(read));
  if (chi2 === undefined) throw new RangeError('a plane without chi2');
  const known = new Uint8Array(x.values.length * y.values.length);
  const values = Float64Array.from(spread(chi2, x, y), (value, k) => {
    if (!isMissing(value)) return value;
    known[k] = KNOWN.missing;
    return Number.NaN;
  });
  for (const { chunk, kind } of chi2.faults) markChunk(known, chi2, chunk, x, y, KNOWN[kind]);
  const variables = fit.flags.map((name) => variableOf(grid, name));
  const faults = [chi2, ...words].flatMap((slice) => slice.faults);
  return {
    x,
    y,
    chi2: values,
    known,
    flags: joinFlags(variables, words, x, y),
    faults: once(faults),
    over: [],
  };
}

/** The numbers of a variable on the plane of a view, NaN where they are missing. */
export async function readNumbers(
  reader: PieceReader,
  grid: PageGrid,
  name: string,
  view: View,
  signal: AbortSignal,
): Promise<Float64Array> {
  const [x, y] = [axisOf(grid, view.x), axisOf(grid, view.y)];
  const slice = await reader.slice(grid, variableOf(grid, name), fixedIndices(view, grid), signal);
  return Float64Array.from(spread(slice, x, y), (value) => (isMissing(value) ? Number.NaN : value));
}

/** Each fault once, whichever chunks have it. */
function once(faults: readonly Fault[]): Fault[] {
  return [
    ...new Map(faults.map((fault) => [fault.words, { kind: fault.kind, words: fault.words }])).values(),
  ];
}

/** Steps of an index on x and on y in a slice; 0 on an axis that it lacks. */
function stepsOf({ axes, shape }: Pick<Slice, 'axes' | 'shape'>, x: PageAxis, y: PageAxis): [number, number] {
  const step = (name: string) => {
    const i = axes.indexOf(name);
    return i < 0 ? 0 : shape.slice(i + 1).reduce((product, n) => product * n, 1);
  };
  return [step(x.name), step(y.name)];
}

/** The numbers of a slice on [ny, nx], whatever the order of its axes, and the same all along an axis that it lacks. */
function spread(slice: Slice, x: PageAxis, y: PageAxis): Float32Array | Uint32Array {
  const [nx, ny] = [x.values.length, y.values.length];
  const { data } = slice;
  const [stepX, stepY] = stepsOf(slice, x, y);
  if (stepX === 1 && stepY === nx) return data;
  const result = data instanceof Float32Array ? new Float32Array(nx * ny) : new Uint32Array(nx * ny);
  for (let j = 0, k = 0; j < ny; j++) {
    for (let i = 0; i < nx; i++, k++) result[k] = data[i * stepX + j * stepY] as number;
  }
  return result;
}

/** Marks the points of a chunk. */
function markChunk(
  known: Uint8Array,
  slice: Slice,
  chunk: readonly number[],
  x: PageAxis,
  y: PageAxis,
  as: number,
): void {
  const range = ({ name, values }: PageAxis): [number, number] => {
    const i = slice.axes.indexOf(name);
    if (i < 0) return [0, values.length];
    const start = at(chunk, i) * at(slice.chunkShape, i);
    return [start, Math.min(values.length, start + at(slice.chunkShape, i))];
  };
  const [left, right] = range(x);
  const [low, high] = range(y);
  for (let j = low; j < high; j++) known.fill(as, j * x.values.length + left, j * x.values.length + right);
}

/** The flags of several variables in one word a point. */
function joinFlags(
  variables: readonly PageVariable[],
  slices: readonly Slice[],
  x: PageAxis,
  y: PageAxis,
): FlagPlane {
  const names: string[] = [];
  const bits = new Uint32Array(x.values.length * y.values.length);
  variables.forEach(({ flags }, v) => {
    const masks = flags.map(([name, mask]) => {
      if (!names.includes(name)) names.push(name);
      return [mask, 1 << names.indexOf(name)] as const;
    });
    const words = spread(at(slices, v), x, y);
    for (let k = 0; k < bits.length; k++) {
      const word = words[k] as number;
      // The fill value has every bit set, and means that nothing was written.
      if (word === 0 || word === FILL_VALUES.uint32) continue;
      for (const [mask, bit] of masks) if ((word & mask) !== 0) bits[k] = (bits[k] as number) | bit;
    }
  });
  return { names, bits };
}

async function readProfile(
  grid: PageGrid,
  fit: PageFit,
  view: View,
  over: readonly string[],
  signal: AbortSignal,
): Promise<ShownPlane> {
  const [x, y] = [axisOf(grid, view.x), axisOf(grid, view.y)];
  const query = new URLSearchParams({ x: x.name, y: y.name, fit: fit.experiment, over: over.join(',') });
  for (const [name, k] of fixedIndices(view, grid)) query.set(name, String(k));
  const bytes = await (await ask(`grids/${grid.number}/profile?${query}`, signal)).arrayBuffer();
  const { head, start } = unpackAnswer<ProfileHead>(bytes);
  const count = x.values.length * y.values.length;
  const chi2 = new Float64Array(bytes, start, count);
  const places = new Float64Array(bytes, start + 8 * count, count);
  const bits = new Uint32Array(bytes, start + 16 * count, count);
  return {
    x,
    y,
    chi2,
    known: Uint8Array.from(chi2, (value) => (Number.isNaN(value) ? KNOWN.missing : KNOWN.yes)),
    flags: { names: head.flagNames, bits },
    faults: head.faults,
    over: grid.axes.filter(({ name }) => over.includes(name)),
    places,
  };
}

/** Grid indices of all axes at a point of a plane; undefined where it is |U|^2 = 0, or nothing. */
export function indicesAt(
  plane: ShownPlane,
  grid: PageGrid,
  view: View,
  k: number,
): Map<string, number> | undefined {
  const nx = plane.x.values.length;
  const indices = fixedIndices(view, grid);
  indices.set(plane.x.name, k % nx);
  indices.set(plane.y.name, Math.floor(k / nx));
  if (plane.places === undefined) return indices;
  const place = at(plane.places, k);
  if (place < 0) return undefined;
  const lengths = plane.over.map(({ values }) => values.length);
  for (const [i, index] of unravel(place, lengths).entries()) indices.set(at(plane.over, i).name, index);
  return indices;
}
