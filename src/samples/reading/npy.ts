/** Arrays in NumPy's format NPY, versions 1 to 3: numbers and words of either byte order, and records of them. */

/** A column within an array: where its first value is, the bytes between its values, and how to read one. */
export interface NpyColumn {
  /** Empty for an array of one dimension without fields. */
  readonly name: string;
  readonly offset: number;
  readonly stride: number;
  readonly type: ValueType;
}

/** An array as a table: one row for each index of its first dimension. */
export interface NpyArray {
  readonly rows: number;
  readonly columns: readonly NpyColumn[];
  readonly data: Uint8Array;
}

/** Kind, width and byte order of a value: `f` float, `i` and `u` integers, `b` boolean, `U` and `S` words. */
export interface ValueType {
  readonly kind: 'f' | 'i' | 'u' | 'b' | 'U' | 'S';
  readonly bytes: number;
  readonly isLittle: boolean;
}

const MAGIC = '\x93NUMPY';

/** Most columns of an array of two dimensions. */
const MOST_COLUMNS = 1000;

/** The parts of an array that can be columns; throws an Error in words for anything else. */
export function parseNpy(bytes: Uint8Array): NpyArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (latin1(bytes.subarray(0, 6)) !== MAGIC) throw new Error('no NumPy array: it does not begin with NUMPY');
  const isShort = view.getUint8(6) < 2;
  const [length, start] = isShort ? [view.getUint16(8, true), 10] : [view.getUint32(8, true), 12];
  if (start + length > bytes.length) throw new Error('the header is cut off');
  const header = latin1(bytes.subarray(start, start + length));
  const shape = shapeOf(header);
  const isFortran = /'fortran_order':\s*True/.test(header);
  const [rows = 1, ...others] = shape;
  if (shape.length === 0 || others.length > 1) {
    throw new Error(`an array of ${shape.length} dimensions, where 1 or 2 are expected`);
  }
  const wide = others[0];
  if (wide !== undefined && wide > MOST_COLUMNS) {
    throw new Error(`an array of ${rows} x ${wide}, where at most ${MOST_COLUMNS} columns are read`);
  }
  const fields = fieldsOf(header);
  const item = fields.reduce((sum, { type }) => sum + type.bytes, 0);
  const data = bytes.subarray(start + length);
  const expected = rows * (wide ?? 1) * item;
  if (data.length < expected) throw new Error(`cut off: ${data.length} bytes of ${expected}`);
  const columns = Array.from({ length: wide ?? 1 }, (_, i) =>
    fields.map(({ name, offset, type }): NpyColumn => {
      const [first, stride] = isFortran ? [i * rows * item, item] : [i * item, item * (wide ?? 1)];
      return { name: wide === undefined ? name : `${name}[${i}]`, offset: first + offset, stride, type };
    }),
  );
  return { rows, columns: columns.flat(), data };
}

/** The values of a column: numbers, or texts. */
export function npyValues({ rows, data }: NpyArray, column: NpyColumn): Float64Array | string[] {
  const { offset, stride, type } = column;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  if (type.kind === 'U' || type.kind === 'S') {
    return Array.from({ length: rows }, (_, row) => wordAt(data, view, offset + row * stride, type));
  }
  const read = readerOf(view, type);
  const values = new Float64Array(rows);
  for (let row = 0; row < rows; row++) values[row] = read(offset + row * stride);
  return values;
}

function shapeOf(header: string): number[] {
  const text = /'shape':\s*\(([^)]*)\)/.exec(header)?.[1];
  if (text === undefined) throw new Error('the header has no shape');
  const shape = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(Number);
  if (!shape.every((n) => Number.isSafeInteger(n) && n >= 0))
    throw new Error('the header has no valid shape');
  return shape;
}

/** The fields of a record, or one field without a name. */
function fieldsOf(header: string): { name: string; offset: number; type: ValueType }[] {
  const plain = /'descr':\s*'([^']*)'/.exec(header)?.[1];
  if (plain !== undefined) return [{ name: '', offset: 0, type: typeOf(plain) }];
  const list = /'descr':\s*\[(.*)\]/s.exec(header)?.[1];
  if (list === undefined) throw new Error('the header has no type');
  const pairs = [...list.matchAll(/\(\s*'([^']*)'\s*,\s*'([^']*)'\s*(,?\s*\([^)]*\))?\s*\)/g)];
  const opened = list.match(/\(\s*'/g)?.length ?? 0;
  if (pairs.length === 0 || pairs.length !== opened) throw new Error('its records have fields within fields');
  let offset = 0;
  return pairs.map(([, name = '', code = '', inner]) => {
    if (inner !== undefined) throw new Error(`the field ${name} is an array`);
    const type = typeOf(code);
    offset += type.bytes;
    return { name, offset: offset - type.bytes, type };
  });
}

function typeOf(code: string): ValueType {
  const [, order = '', kind = '', digits = ''] = /^([<>|=]?)([a-zA-Z])(\d+)$/.exec(code) ?? [];
  const width = Number(digits);
  const type = { bytes: kind === 'U' ? 4 * width : width, isLittle: order !== '>' };
  const isKnown =
    (kind === 'f' && [2, 4, 8].includes(width)) ||
    ((kind === 'i' || kind === 'u') && [1, 2, 4, 8].includes(width)) ||
    (kind === 'b' && width === 1) ||
    ((kind === 'U' || kind === 'S') && width < 2 ** 16);
  if (!isKnown) {
    const advice = code.includes('O') ? 'Python objects; save numbers or texts' : 'a type that is not read';
    throw new Error(`values of type ${code}: ${advice}`);
  }
  return { ...type, kind: kind as ValueType['kind'] };
}

/** Reads a number at an offset. */
function readerOf(view: DataView, { kind, bytes, isLittle }: ValueType): (at: number) => number {
  if (kind === 'f' && bytes === 8) return (at) => view.getFloat64(at, isLittle);
  if (kind === 'f' && bytes === 4) return (at) => view.getFloat32(at, isLittle);
  if (kind === 'f') return (at) => halfFloat(view.getUint16(at, isLittle));
  if (bytes === 8) {
    return kind === 'i'
      ? (at) => Number(view.getBigInt64(at, isLittle))
      : (at) => Number(view.getBigUint64(at, isLittle));
  }
  if (bytes === 4)
    return kind === 'i' ? (at) => view.getInt32(at, isLittle) : (at) => view.getUint32(at, isLittle);
  if (bytes === 2)
    return kind === 'i' ? (at) => view.getInt16(at, isLittle) : (at) => view.getUint16(at, isLittle);
  return kind === 'i' ? (at) => view.getInt8(at) : (at) => view.getUint8(at);
}

/** A number of 16 bits, IEEE 754 binary16. */
function halfFloat(bits: number): number {
  const sign = bits >> 15 === 1 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** A word, without the zeros that pad it. */
function wordAt(data: Uint8Array, view: DataView, at: number, { kind, bytes, isLittle }: ValueType): string {
  if (kind === 'S') return new TextDecoder().decode(data.subarray(at, at + bytes)).replace(/\0+$/, '');
  let word = '';
  for (let i = 0; i < bytes; i += 4) {
    const code = view.getUint32(at + i, isLittle);
    if (code === 0) break;
    if (code > 0x10ffff) throw new Error('a text has a character that does not exist');
    word += String.fromCodePoint(code);
  }
  return word;
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
