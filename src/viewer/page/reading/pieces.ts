/** Pieces of a grid's chunks by zarrita: a variable at fixed values of some axes is a Zarr array on the others, whose chunks the server cuts. */
import { type AbsolutePath, get, root, Array as ZarrArray } from 'zarrita';
import { at } from '../../../at.js';
import { FILL_VALUES } from '../../../tiles/variables.js';
import { type Fault, type PageGrid, type PageVariable, type SliceHead, unpackAnswer } from '../../wire.js';
import { ask } from '../dom/ask.js';

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

/** The pieces of a slice by the keys that zarrita asks for: `c/0/1`. */
interface Found {
  readonly pieces: ReadonlyMap<string, Uint8Array>;
  readonly faults: readonly FaultyChunk[];
  readonly bytes: number;
}

/** Asks the server for the pieces of a slice, all at once: there can be hundreds. */
async function fetchPieces(address: string, signal?: AbortSignal): Promise<Found> {
  const answer = await (await ask(address, signal)).arrayBuffer();
  const { head, start } = unpackAnswer<SliceHead>(answer);
  const whole = head.pieces.filter(({ fault }) => fault === undefined);
  const length = whole.length === 0 ? 0 : (answer.byteLength - start) / whole.length;
  const pieces = whole.map(({ chunk }, i): [string, Uint8Array] => [
    ['c', ...chunk].join('/'),
    new Uint8Array(answer, start + i * length, length),
  ]);
  const faults = head.pieces.flatMap(({ chunk, fault }) =>
    fault === undefined ? [] : [{ ...fault, chunk }],
  );
  return { pieces: new Map(pieces), faults, bytes: answer.byteLength };
}

/** A reader of pieces from the server. */
export function pieceReader(): PieceReader {
  const kept = new Map<string, Found>();
  let bytes = 0;
  const read = async (address: string, signal?: AbortSignal): Promise<Found> => {
    const found = kept.get(address) ?? (await fetchPieces(address, signal));
    // What is faulty may be whole the next time.
    if (found.faults.length > 0) return found;
    // A Map is in order of insertion: what is used again becomes the most recent.
    if (!kept.delete(address)) bytes += found.bytes;
    kept.set(address, found);
    for (const [oldest, { bytes: freed }] of kept) {
      if (bytes <= KEPT_BYTES) break;
      kept.delete(oldest);
      bytes -= freed;
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
      const { pieces, faults } = await read(
        `grids/${grid.number}/slice/${variable.name}?${query.join('&')}`,
        signal,
      );
      // What is not there holds fill values, as Zarr has it; the faults say why.
      const store = { get: async (key: AbsolutePath) => pieces.get(key.slice(`/${variable.name}/`.length)) };
      const array = new ZarrArray(
        store,
        root().resolve(variable.name).path,
        metadataOf(variable, shape, chunkShape),
      );
      const data =
        free.length === 0
          ? (await array.getChunk([])).data
          : (
              await get(
                array,
                free.map(() => null),
              )
            ).data;
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
