/**
 * The header of a netCDF classic file: dimensions, attributes, and where each variable's numbers begin. NetCDF User's Guide, "NetCDF Classic Format
 * Specification" (Unidata; also OGC 10-092r3): the 64-bit offset form (CDF-2), and, where a variable is too large for that, the 64-bit data form (CDF-5).
 * No record dimension. It is written here because the libraries of JavaScript that write netCDF need the C library installed beside them; the classic
 * form is chosen over netCDF-4 (HDF5) because it can be written piece by piece without holding the file, to the same bytes everywhere, and because
 * scipy alone reads it.
 */
import { at } from '../at.js';
import { ConfigError } from '../errors.js';
import { productOf } from '../tiles/tiles.js';
import type { Attributes, AttributeValue } from '../tiles/variables.js';
import { type ArraySet, isStreamed, isText, type NamedArray, shapeOf } from './arraySet.js';

/** Types of numbers by their code in the file, and their sizes. Unsigned words have the bits of a signed one, since CDF-2 has no other. */
const CODES = { char: 2, int: 4, float: 5, double: 6 } as const;
const SIZES = { char: 1, int: 4, float: 4, double: 8 } as const;

/** Type of a variable or an attribute. */
export type NetcdfType = keyof typeof CODES;

/** Tags of the header's lists. */
const [DIMENSION, VARIABLE, ATTRIBUTE] = [10, 11, 12];

/** Largest variable of CDF-2, bytes. */
const LARGEST_CDF2 = 2 ** 32 - 4;

/** A variable in the file: its type, shape and first byte. */
export interface PlacedVariable {
  readonly array: NamedArray;
  readonly type: NetcdfType;
  /** Texts have their length as a further dimension. */
  readonly shape: readonly number[];
  readonly begin: number;
}

/** A file before its numbers. */
export interface NetcdfLayout {
  readonly header: Uint8Array;
  readonly variables: readonly PlacedVariable[];
  /** Length of the whole file. */
  readonly length: number;
}

/** Lays a file out. `largest` is the size above which CDF-2 cannot hold a variable. ConfigError for a name that netCDF does not allow. */
export function layOutNetcdf(set: ArraySet, largest = LARGEST_CDF2): NetcdfLayout {
  const described = set.arrays.map((array) => describe(set, array));
  const textDimensions = described.flatMap(({ dimensions, array, shape }) =>
    dimensions.slice(array.dimensions.length).map((name) => [name, at(shape, shape.length - 1)] as const),
  );
  const dimensions = [...new Map([...Object.entries(set.dimensions), ...textDimensions])];
  const isLarge = described.some(({ bytes }) => bytes > largest);
  const write = (begins: readonly number[]) => {
    const out = new HeaderBytes(isLarge);
    out.raw([0x43, 0x44, 0x46, isLarge ? 5 : 2]);
    out.count(0);
    out.list(DIMENSION, dimensions, ([name, size]) => {
      out.name(name);
      out.count(size);
    });
    out.attributes(set.attributes, 'double');
    out.list(VARIABLE, described, ({ array, dimensions: names, type, bytes }, i) => {
      out.name(array.name);
      out.count(names.length);
      for (const name of names) out.count(dimensions.findIndex(([known]) => known === name));
      // How xarray and netCDF4 learn that the bytes are texts.
      out.attributes(type === 'char' ? { ...array.attributes, _Encoding: 'utf-8' } : array.attributes, type);
      out.int(CODES[type]);
      out.count(Math.ceil(bytes / 4) * 4);
      out.offset(begins[i] ?? 0);
    });
    return out.bytes();
  };
  const begins: number[] = [];
  let end = write([]).length;
  for (const { bytes } of described) {
    begins.push(end);
    end += Math.ceil(bytes / 4) * 4;
  }
  const variables = described.map(({ array, type, shape }, i) => ({
    array,
    type,
    shape,
    begin: at(begins, i),
  }));
  return { header: write(begins), variables, length: end };
}

function describe(set: ArraySet, array: NamedArray) {
  const { values } = array;
  const shape = shapeOf(set, array);
  const type = typeOf(values);
  if (!isText(values))
    return { array, type, dimensions: array.dimensions, shape, bytes: productOf(shape) * SIZES[type] };
  const longest = Math.max(1, ...values.map((text) => new TextEncoder().encode(text).length));
  const dimensions = [...array.dimensions, `text_${longest}`];
  return { array, type, dimensions, shape: [...shape, longest], bytes: productOf(shape) * longest };
}

function typeOf(values: NamedArray['values']): NetcdfType {
  if (isText(values)) return 'char';
  if (isStreamed(values)) return values.type === 'float32' ? 'float' : 'int';
  if (values instanceof Float64Array) return 'double';
  return values instanceof Float32Array ? 'float' : 'int';
}

/** Bytes of the header, big-endian. */
class HeaderBytes {
  readonly #parts: number[] = [];
  readonly #isLarge: boolean;

  /** `isLarge`: counts have 64 bits (CDF-5). */
  constructor(isLarge: boolean) {
    this.#isLarge = isLarge;
  }

  bytes(): Uint8Array {
    return Uint8Array.from(this.#parts);
  }

  raw(bytes: Iterable<number>): void {
    for (const byte of bytes) this.#parts.push(byte);
    while (this.#parts.length % 4 !== 0) this.#parts.push(0);
  }

  int(value: number): void {
    this.#number(4, (view) => view.setInt32(0, value));
  }

  offset(value: number): void {
    this.#number(8, (view) => view.setBigInt64(0, BigInt(value)));
  }

  count(value: number): void {
    if (this.#isLarge) this.offset(value);
    else this.#number(4, (view) => view.setUint32(0, value));
  }

  name(name: string): void {
    // Names are letters, digits and some marks; a slash separates groups.
    if (!/^[\p{L}\p{N}_][^/\p{Cc}]*$/u.test(name) || name.endsWith(' '))
      throw new ConfigError(`${name}: netCDF has no such name; rename it, or write another kind of file`);
    this.text(name);
  }

  text(text: string): void {
    const bytes = new TextEncoder().encode(text);
    this.count(bytes.length);
    this.raw(bytes);
  }

  list<T>(tag: number, items: readonly T[], write: (item: T, index: number) => void): void {
    this.int(items.length === 0 ? 0 : tag);
    this.count(items.length);
    items.forEach(write);
  }

  /** Attributes; the fill value has the type of its variable. */
  attributes(attributes: Attributes, type: NetcdfType): void {
    this.list(ATTRIBUTE, Object.entries(attributes), ([name, value]) => {
      this.name(name);
      this.#value(value, name === '_FillValue' ? type : undefined);
    });
  }

  #value(value: AttributeValue, type: NetcdfType | undefined): void {
    if (typeof value !== 'number' && (typeof value === 'string' || typeof value[0] === 'string')) {
      this.int(CODES.char);
      // A list of texts as a JSON text: the classic form has no such attribute.
      this.text(typeof value === 'string' ? value : JSON.stringify(value));
      return;
    }
    const numbers = typeof value === 'number' ? [value] : value.map(Number);
    const isWhole = numbers.every((x) => Number.isInteger(x) && Math.abs(x) < 2 ** 31);
    const chosen = type ?? (isWhole ? 'int' : 'double');
    this.int(CODES[chosen]);
    this.count(numbers.length);
    for (const x of numbers) {
      if (chosen === 'int') this.int(x);
      else if (chosen === 'float') this.#number(4, (view) => view.setFloat32(0, x));
      else this.#number(8, (view) => view.setFloat64(0, x));
    }
  }

  #number(size: number, set: (view: DataView) => void): void {
    const view = new DataView(new ArrayBuffer(size));
    set(view);
    this.raw(new Uint8Array(view.buffer));
  }
}
