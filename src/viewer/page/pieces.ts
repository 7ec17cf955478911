/** Pieces of a grid's chunks by zarrita: a variable at fixed values of some axes is a Zarr array on the others, whose chunks the server cuts. */
import { type AbsolutePath, get, root, Array as ZarrArray } from 'zarrita';
import { at } from '../../at.js';
import { FILL_VALUES } from '../../tiles/variables.js';
import type { Fault, PageGrid, PageVariable } from '../wire.js';

/** Bytes of pieces that are kept. */
const KEPT_BYTES = 128 * 2 ** 20;

/** A chunk of a slice that is not there, by its coordinates on the slice's axes. */
export interface FaultyChunk extends Fault {
  readonly chunk: readonly number[];
}

/** A variable with some axes fixed. */
export interface Slice {
  /** The axes that are left, in the order of the array. */
  readonly axes: readonly string[];
  readonly shape: readonly number[];
  readonly chunkShape: readonly number[];
  readonly data: Float32Array | Uint32Array;
  readonly faults: readonly FaultyChunk[];
}

/** Reads slices, and keeps the pieces that it has read. */
export interface PieceReader {
  readonly slice: (
    grid: PageGrid,
    variable: PageVariable,
    fixed: ReadonlyMap<string, number>,
    signal?: AbortSignal,
  ) => Promise<Slice>;
}

/** What the server has answered for a piece. */
type Found = Uint8Array | Fault;

/** A reader of pieces from the server. */
export function pieceReader(): PieceReader {
  const kept = new Map<string, Found>();
  let bytes = 0;
  const read = async (address: string, signal?: AbortSignal): Promise<Found> => {
    const known = kept.get(address);
    if (known !== undefined) {
      // A Map is in order of insertion: what is used again becomes the most recent.
      kept.delete(address);
      kept.set(address, known);
      return known;
    }
    const response = await fetch(address, signal === undefined ? {} : { signal });
    if (response.status === 404 || response.status === 422) return (await response.json()) as Fault;
    if (!response.ok) throw new Error(`the server answers ${response.status}`);
    const found = new Uint8Array(await response.arrayBuffer());
    kept.set(address, found);
    bytes += found.length;
    for (const [oldest, piece] of kept) {
      if (bytes <= KEPT_BYTES) break;
      kept.delete(oldest);
      bytes -= piece instanceof Uint8Array ? piece.length : 0;
    }
    return found;
  };
  return {
    slice: async (grid, variable, fixed, signal) => {
      const free = variable.axes.filter((name) => !fixed.has(name));
      const query = variable.axes.flatMap((name) => (fixed.has(name) ? [`${name}=${fixed.get(name)}`] : []));
      const place = (name: string) => grid.axes.findIndex((axis) => axis.name === name);
      const shape = free.map((name) => at(grid.axes, place(name)).values.length);
      const chunkShape = free.map((name) => at(grid.chunkShape, place(name)));
      const faults: FaultyChunk[] = [];
      const store = {
        get: async (key: AbsolutePath) => {
          const found = await read(`grids/${grid.number}${key}?${query.join('&')}`, signal);
          if (found instanceof Uint8Array) return found;
          faults.push({ ...found, chunk: key.split('/').slice(3).map(Number) });
          return undefined;
        },
      };
      const array = new ZarrArray(store, root().resolve(variable.name).path, metadataOf(variable, shape, chunkShape));
      const data =
        free.length === 0 ? (await array.getChunk([])).data : (await get(array, free.map(() => null))).data;
      return { axes: free, shape, chunkShape, data: data as Float32Array | Uint32Array, faults };
    },
  };
}

/** The document of such an array, as Zarr has it. */
function metadataOf(
  { dtype }: PageVariable,
  shape: readonly number[],
  chunkShape: readonly number[],
): ConstructorParameters<typeof ZarrArray<'float32' | 'uint32'>>[2] {
  return {
    zarr_format: 3,
    node_type: 'array',
    shape: [...shape],
    data_type: dtype,
    chunk_grid: { name: 'regular', configuration: { chunk_shape: [...chunkShape] } },
    chunk_key_encoding: { name: 'default', configuration: { separator: '/' } },
    codecs: [{ name: 'bytes', configuration: { endian: 'little' } }],
    fill_value: FILL_VALUES[dtype],
    attributes: {},
  };
}
