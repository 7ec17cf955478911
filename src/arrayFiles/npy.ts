/**
 * Writing NPY files. NumPy Enhancement Proposal 1 and numpy.lib.format: the magic string, the version, the length of the header, the header (a
 * Python dictionary of type, order and shape, padded so that the numbers begin at a multiple of 64 bytes), then the numbers in C order.
 */
import { at } from '../at.js';
import { writeInto } from '../grid/atomicStore.js';
import type { Cell, NumberTable } from '../results/numberTable.js';
import { isMissing } from '../tiles/variables.js';
import {
  type ArraySet,
  type ArrayValues,
  isStreamed,
  isText,
  type NamedArray,
  piecesOf,
  runsOf,
  shapeOf,
} from './arraySet.js';

/** Writes one array, little-endian; a float that is missing is NaN. The file appears whole or not at all. StoreError when it cannot be written. */
export async function writeNpy(path: string, set: ArraySet, array: NamedArray): Promise<void> {
  const { values } = array;
  const shape = shapeOf(set, array);
  if (isText(values)) throw new RangeError(`${array.name} holds texts`);
  const header = npyHeader(`'${typeOf(values)}'`, shape);
  await writeInto(path, async ({ put }) => {
    await put(header, 0);
    for await (const piece of piecesOf(set, array)) {
      const size = piece.data.BYTES_PER_ELEMENT;
      const bytes = littleEndian(piece.data);
      for (const { from, to, length } of runsOf(shape, piece))
        await put(bytes.subarray(size * from, size * (from + length)), header.length + size * to);
    }
  });
}

/**
 * The bytes of an NPY file with a table as a structured array, a record for each row: numbers are float64, NaN where a cell is empty; a column with
 * words holds texts, empty where a cell is. `numpy.load(file)["column"]` is a column.
 */
export function tableNpy({ columns, rows }: Pick<NumberTable, 'columns' | 'rows'>): Uint8Array {
  const fields = columns.map((name, i) =>
    fieldOf(
      name,
      rows.map((row) => at(row, i)),
    ),
  );
  const header = npyHeader(`[${fields.map(({ name, type }) => `(${quoted(name)}, '${type}')`).join(', ')}]`, [
    rows.length,
  ]);
  const size = fields.reduce((sum, { bytes }) => sum + bytes, 0);
  const bytes = new Uint8Array(header.length + size * rows.length);
  const data = new DataView(bytes.buffer);
  bytes.set(header);
  rows.forEach((row, k) => {
    let offset = header.length + k * size;
    fields.forEach((field, i) => {
      field.put(data, offset, at(row, i));
      offset += field.bytes;
    });
  });
  return bytes;
}

/** A field of a record: how its cells are written. */
interface Field {
  readonly name: string;
  readonly type: string;
  readonly bytes: number;
  readonly put: (data: DataView, offset: number, cell: Cell) => void;
}

function fieldOf(name: string, cells: readonly Cell[]): Field {
  if (!cells.some((cell) => typeof cell === 'string')) {
    const put: Field['put'] = (data, offset, cell) =>
      data.setFloat64(offset, Number(cell ?? Number.NaN), true);
    return { name, type: '<f8', bytes: 8, put };
  }
  const textOf = (cell: Cell) => Array.from(cell === null ? '' : String(cell));
  const longest = Math.max(1, ...cells.map((cell) => textOf(cell).length));
  // Texts of NumPy have four bytes a character, filled up with zeros.
  const put: Field['put'] = (data, offset, cell) => {
    for (const [i, letter] of textOf(cell).entries())
      data.setUint32(offset + 4 * i, letter.codePointAt(0) ?? 0, true);
  };
  return { name, type: `<U${longest}`, bytes: 4 * longest, put };
}

/** The bytes before the numbers. `descr` and the shape as Python writes them. */
export function npyHeader(descr: string, shape: readonly number[]): Uint8Array {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const text = `{'descr': ${descr}, 'fortran_order': False, 'shape': ${tuple}, }`;
  const length = new TextEncoder().encode(text).length;
  // Version 3 is version 2 with a header in UTF-8; both have four bytes for its length.
  const isPlain = length < 65_000 && /^[\x20-\x7e]*$/.test(text);
  const before = isPlain ? 10 : 12;
  const padding = ' '.repeat((64 - ((before + length + 1) % 64)) % 64);
  const header = new TextEncoder().encode(`${text}${padding}\n`);
  const bytes = new Uint8Array(before + header.length);
  bytes.set([0x93, ...new TextEncoder().encode('NUMPY'), isPlain ? 1 : 3, 0]);
  const view = new DataView(bytes.buffer);
  if (isPlain) view.setUint16(8, header.length, true);
  else view.setUint32(8, header.length, true);
  bytes.set(header, before);
  return bytes;
}

const quoted = (text: string) => `'${text.replace(/[\\']/g, '\\$&')}'`;

function typeOf(values: Exclude<NamedArray['values'], readonly string[]>): string {
  if (isStreamed(values)) return values.type === 'float32' ? '<f4' : '<u4';
  if (values instanceof Float64Array) return '<f8';
  if (values instanceof Float32Array) return '<f4';
  return values instanceof Int32Array ? '<i4' : '<u4';
}

/** Little-endian bytes, as the machine has them; NaN where a float is missing. */
function littleEndian(values: Exclude<ArrayValues, readonly string[]>): Uint8Array {
  const isFloat = values instanceof Float32Array || values instanceof Float64Array;
  const numbers = isFloat ? values.map((value) => (isMissing(value) ? Number.NaN : value)) : values;
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}
