/** Named arrays on named dimensions, with what describes them: the content of a file that other programs read. */
import { at } from '../at.js';
import { productOf } from '../tiles/tiles.js';
import { type Attributes, isMissing } from '../tiles/variables.js';

/** Numbers or texts in C order. A float that is NaN or a fill value (tiles/variables.ts) is missing. */
export type ArrayValues = Float64Array | Float32Array | Int32Array | Uint32Array | readonly string[];

/** Numbers of a part of an array, C order: the block of shape `shape` at `start`, both [dimensions]. */
export interface Piece {
  readonly start: readonly number[];
  readonly shape: readonly number[];
  readonly data: Float32Array | Uint32Array;
}

/** Numbers that are not held in memory, piece by piece in any order; together they fill the array. */
export interface StreamedValues {
  readonly type: 'float32' | 'uint32';
  readonly pieces: () => AsyncIterable<Piece>;
}

/** An array with its dimensions by name; none of a single value. An array that is named after its only dimension is a coordinate. */
export interface NamedArray {
  readonly name: string;
  readonly dimensions: readonly string[];
  readonly values: ArrayValues | StreamedValues;
  /** `units`, `long_name` and so on, as of a grid's variables. */
  readonly attributes: Attributes;
}

/** Arrays and what is said of all of them. */
export interface ArraySet {
  readonly dimensions: Readonly<Record<string, number>>;
  readonly arrays: readonly NamedArray[];
  readonly attributes: Attributes;
}

/** Lengths of an array's dimensions. */
export function shapeOf({ dimensions }: ArraySet, array: Pick<NamedArray, 'dimensions'>): number[] {
  return array.dimensions.map((name) => dimensions[name] ?? Number.NaN);
}

/** Whether values are not held in memory. */
export function isStreamed(values: NamedArray['values']): values is StreamedValues {
  return 'pieces' in values;
}

/** Whether values are texts. */
export function isText(values: NamedArray['values']): values is readonly string[] {
  return Array.isArray(values);
}

/** An array whole in memory. */
export async function valuesOf(set: ArraySet, array: NamedArray): Promise<ArrayValues> {
  const { values } = array;
  if (!isStreamed(values)) return values;
  const shape = shapeOf(set, array);
  const all =
    values.type === 'float32' ? new Float32Array(productOf(shape)) : new Uint32Array(productOf(shape));
  for await (const piece of values.pieces()) {
    for (const { from, to, length } of runsOf(shape, piece))
      all.set(piece.data.subarray(from, from + length), to);
  }
  return all;
}

/** Arrays of so many numbers are put together in memory before they are written: pieces may lie in many short runs. */
const HELD_NUMBERS = 2 ** 26;

/** Numbers of an array with their places: of an array that fits into memory whole, of others piece by piece. */
export async function* piecesOf(
  set: ArraySet,
  array: NamedArray,
): AsyncGenerator<Omit<Piece, 'data'> & { readonly data: Exclude<ArrayValues, readonly string[]> }> {
  const shape = shapeOf(set, array);
  if (isStreamed(array.values) && productOf(shape) > HELD_NUMBERS) return yield* array.values.pieces();
  const data = await valuesOf(set, array);
  if (isText(data)) throw new RangeError(`${array.name} holds texts`);
  yield { start: shape.map(() => 0), shape, data };
}

/** Numbers that are neighbours both in a piece (at `from`) and in the whole array (at `to`). */
export interface Run {
  readonly from: number;
  readonly to: number;
  readonly length: number;
}

/** A piece cut into runs: in the order of the piece, as few as there can be. */
export function* runsOf(
  shape: readonly number[],
  { start, shape: block }: Omit<Piece, 'data'>,
): Generator<Run> {
  // The last dimension that the piece does not have whole; those after it lie in one run with it.
  let inner = Math.max(0, shape.length - 1);
  while (inner > 0 && block[inner] === shape[inner]) inner--;
  const length = productOf(block.slice(inner));
  const outer = block.slice(0, inner);
  const strides = shape.map((_, i) => productOf(shape.slice(i + 1)));
  const origin = start.reduce((sum, k, i) => sum + k * at(strides, i), 0);
  for (let k = 0; k < productOf(outer); k++) {
    let [rest, to] = [k, origin];
    for (let i = inner - 1; i >= 0; i--) {
      to += (rest % at(outer, i)) * at(strides, i);
      rest = Math.floor(rest / at(outer, i));
    }
    yield { from: k * length, to, length };
  }
}

/** A number, or null where a float is missing. */
export function numberOrNull(value: number, isFloat: boolean): number | null {
  return isFloat && isMissing(value) ? null : value;
}

/** Whether an array's values are floats, of which some may be missing. */
export const isFloat = (values: ArrayValues): boolean =>
  values instanceof Float32Array || values instanceof Float64Array;
