/** What a branch holds, and how to read it from a basket: numbers, arrays of numbers, vectors, and texts. */
import type { Basket } from './rootBaskets.js';
import type { RootBranch, RootLeaf } from './rootFile.js';

/** A number in a file: its width, and how to read it. */
export interface NumberType {
  readonly bytes: number;
  readonly read: (data: DataView, at: number) => number;
}

/** What an entry of a branch holds. */
export type EntryShape =
  /** `length` numbers at a distance of `offset` from the start of an entry of `stride` bytes. */
  | {
      readonly kind: 'fixed';
      readonly type: NumberType;
      readonly length: number;
      readonly offset: number;
      readonly stride: number;
    }
  /** Numbers after `header` bytes up to the end of the entry. */
  | { readonly kind: 'vector'; readonly type: NumberType; readonly header: number }
  | { readonly kind: 'text' };

const TYPES = {
  i1: { bytes: 1, read: (data, at) => data.getInt8(at) },
  u1: { bytes: 1, read: (data, at) => data.getUint8(at) },
  i2: { bytes: 2, read: (data, at) => data.getInt16(at) },
  u2: { bytes: 2, read: (data, at) => data.getUint16(at) },
  i4: { bytes: 4, read: (data, at) => data.getInt32(at) },
  u4: { bytes: 4, read: (data, at) => data.getUint32(at) },
  i8: { bytes: 8, read: (data, at) => Number(data.getBigInt64(at)) },
  u8: { bytes: 8, read: (data, at) => Number(data.getBigUint64(at)) },
  f4: { bytes: 4, read: (data, at) => data.getFloat32(at) },
  f8: { bytes: 8, read: (data, at) => data.getFloat64(at) },
} as const satisfies Record<string, NumberType>;

type TypeName = keyof typeof TYPES;

/** Signed and unsigned types of leaves by their classes. */
const LEAVES: Readonly<Record<string, readonly [signed: TypeName, unsigned: TypeName]>> = {
  TLeafF: ['f4', 'f4'],
  TLeafD: ['f8', 'f8'],
  TLeafO: ['u1', 'u1'],
  TLeafB: ['i1', 'u1'],
  TLeafS: ['i2', 'u2'],
  TLeafI: ['i4', 'u4'],
  TLeafL: ['i8', 'u8'],
  TLeafG: ['i8', 'u8'],
};

/** Types of members of classes, TVirtualStreamerInfo::EReadWrite. */
const MEMBERS: Readonly<Record<number, TypeName>> = {
  1: 'i1',
  2: 'i2',
  3: 'i4',
  4: 'i8',
  5: 'f4',
  6: 'i4',
  8: 'f8',
  11: 'u1',
  12: 'u2',
  13: 'u4',
  14: 'u8',
  16: 'i8',
  17: 'u8',
  18: 'u1',
};

/** Added to the type of a member that is an array. */
const ARRAY = 20;

/** Types of the elements of vectors by their names in C++. */
const ELEMENTS: Readonly<Record<string, TypeName>> = {
  float: 'f4',
  double: 'f8',
  char: 'i1',
  'unsigned char': 'u1',
  bool: 'u1',
  short: 'i2',
  'unsigned short': 'u2',
  int: 'i4',
  'unsigned int': 'u4',
  unsigned: 'u4',
  long: 'i8',
  'unsigned long': 'u8',
  Long64_t: 'i8',
  ULong64_t: 'u8',
};

/** Bytes before the elements of a vector: byte count, version and number of elements. */
const VECTOR_HEADER = 10;

/** The shapes of a branch by the names of its leaves, the empty one where it has one leaf; undefined where it holds something else. */
export function shapesOf(branch: RootBranch): Map<string, EntryShape> | undefined {
  const leaves = branch.fLeaves?.arr ?? [];
  const [leaf] = leaves;
  if (leaf === undefined) return undefined;
  if (branch._typename === 'TBranchElement') {
    const shape = elementShape(branch, leaf);
    return shape && new Map([['', shape]]);
  }
  if (leaves.length === 1 && leaf._typename === 'TLeafC') return new Map([['', { kind: 'text' }]]);
  const types = leaves.map(leafType);
  if (leaves.length === 1 && types[0] !== undefined && leaf.fLeafCount) {
    return new Map([['', { kind: 'vector', type: types[0], header: 0 }]]);
  }
  if (leaves.some(({ fLeafCount, fLen }, i) => fLeafCount || types[i] === undefined || !isLength(fLen)))
    return undefined;
  const sizes = leaves.map(({ fLen }, i) => fLen * (types[i]?.bytes ?? 0));
  const stride = sizes.reduce((sum, size) => sum + size, 0);
  const shapes = new Map<string, EntryShape>();
  let offset = 0;
  for (const [i, { fName, fLen }] of leaves.entries()) {
    const type = types[i];
    if (type !== undefined)
      shapes.set(leaves.length === 1 ? '' : fName, { kind: 'fixed', type, length: fLen, offset, stride });
    offset += sizes[i] ?? 0;
  }
  return shapes;
}

const isLength = (length: number) => Number.isInteger(length) && length > 0 && length < 1e6;

function leafType({ _typename, fIsUnsigned }: RootLeaf): NumberType | undefined {
  const [signed, unsigned] = LEAVES[_typename] ?? [];
  const name = fIsUnsigned ? unsigned : signed;
  return name && TYPES[name];
}

function elementShape(
  { fClassName = '', fStreamerType = -1 }: RootBranch,
  { fLen }: RootLeaf,
): EntryShape | undefined {
  const element = /^(?:std::)?vector<([\w ]+?)\s*>$/.exec(fClassName)?.[1];
  const vector = element === undefined ? undefined : ELEMENTS[element];
  if (vector !== undefined) return { kind: 'vector', type: TYPES[vector], header: VECTOR_HEADER };
  const isArray = fStreamerType > ARRAY && fStreamerType < 2 * ARRAY;
  const name = MEMBERS[isArray ? fStreamerType - ARRAY : fStreamerType];
  const length = isArray ? fLen : 1;
  if (name === undefined || !isLength(length)) return undefined;
  const type = TYPES[name];
  return { kind: 'fixed', type, length, offset: 0, stride: length * type.bytes };
}

/** Number of numbers in an entry of a basket. */
export function lengthAt(shape: EntryShape, basket: Basket, entry: number): number {
  if (shape.kind === 'text') return 1;
  if (shape.kind === 'fixed') return shape.length;
  const [start, end] = boundsOf(basket, entry);
  return Math.max(0, Math.floor((end - start - shape.header) / shape.type.bytes));
}

function boundsOf({ offsets, data, entries }: Basket, entry: number): [start: number, end: number] {
  if (offsets !== undefined) return [offsets[entry] ?? 0, offsets[entry + 1] ?? 0];
  if (entries === 1) return [0, data.byteLength];
  throw new Error('a basket without the offsets of its entries');
}

/**
 * Values of a basket: element `element` of each entry, or texts. `short` is called for an entry that has fewer elements, and does not
 * return.
 */
export function valuesIn(
  shape: EntryShape,
  basket: Basket,
  element: number,
  short: (entry: number, length: number) => never,
): Float64Array | string[] {
  const { data, entries } = basket;
  if (shape.kind === 'text')
    return Array.from({ length: entries }, (_, entry) => textAt(data, boundsOf(basket, entry)));
  const values = new Float64Array(entries);
  if (shape.kind === 'fixed') {
    const { type, offset, stride } = shape;
    if (entries * stride !== data.byteLength) {
      throw new Error(`a basket of ${data.byteLength} bytes for ${entries} entries of ${stride}`);
    }
    const first = offset + element * type.bytes;
    for (let entry = 0; entry < entries; entry++) values[entry] = type.read(data, first + entry * stride);
    return values;
  }
  for (let entry = 0; entry < entries; entry++) {
    const length = lengthAt(shape, basket, entry);
    if (length <= element) short(entry, length);
    values[entry] = shape.type.read(
      data,
      boundsOf(basket, entry)[0] + shape.header + element * shape.type.bytes,
    );
  }
  return values;
}

/** A text behind its length: a byte, or 255 and four bytes. */
function textAt(data: DataView, [start, end]: readonly [number, number]): string {
  if (start >= end) return '';
  const isLong = data.getUint8(start) === 255;
  const length = isLong ? data.getInt32(start + 1) : data.getUint8(start);
  const from = start + (isLong ? 5 : 1);
  if (!(length >= 0 && from + length <= end)) throw new Error('a text that is longer than its entry');
  return new TextDecoder()
    .decode(new Uint8Array(data.buffer, data.byteOffset + from, length))
    .replace(/\0+$/, '');
}
