/** Members of a zip archive: stored or deflated, also as zip64, which NumPy writes. APPNOTE.TXT of PKWARE, sections 4.3 and 4.5. */
import { crc32, inflateRawSync } from 'node:zlib';

/** A member of an archive: its name, and its bytes when they are asked for. */
export interface ZipMember {
  readonly name: string;
  readonly size: number;
  readonly bytes: () => Uint8Array;
}

/** Signatures, little endian. */
const END = 0x06054b50;
const END64_LOCATOR = 0x07064b50;
const END64 = 0x06064b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
/** What stands in a field of 32 bits whose value is in the extra field of zip64. */
const IN_EXTRA = 0xffffffff;

/** The members of an archive; throws an Error in words where it is damaged. */
export function zipMembers(archive: Uint8Array): ZipMember[] {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  const { count, start } = directoryOf(view);
  const members: ZipMember[] = [];
  let at = start;
  for (let i = 0; i < count; i++) {
    if (u32(view, at) !== CENTRAL) throw new Error('its directory is cut off');
    const [flags, method] = [u16(view, at + 8), u16(view, at + 10)];
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => u16(view, at + offset));
    const name = new TextDecoder().decode(slice(archive, at + 46, nameLength ?? 0));
    const extra = at + 46 + (nameLength ?? 0);
    const sizes = wideFields(
      view,
      extra,
      extraLength ?? 0,
      [24, 20, 42].map((o) => u32(view, at + o)),
    );
    const [size = 0, packed = 0, local = 0] = sizes;
    const crc = u32(view, at + 16);
    members.push({
      name,
      size,
      bytes: () => unpack(archive, { name, flags, method, size, packed, local, crc }),
    });
    at = extra + (extraLength ?? 0) + (commentLength ?? 0);
  }
  return members;
}

/** Number of members and the offset of the directory, from the record at the end of the archive. */
function directoryOf(view: DataView): { count: number; start: number } {
  const size = view.byteLength;
  for (let at = size - 22; at >= Math.max(0, size - 22 - 0xffff); at--) {
    if (u32(view, at) !== END) continue;
    const [count, start] = [u16(view, at + 10), u32(view, at + 16)];
    if (count !== 0xffff && start !== IN_EXTRA) return { count, start };
    if (at < 20 || u32(view, at - 20) !== END64_LOCATOR) return { count, start };
    const wide = u64(view, at - 12);
    if (u32(view, wide) !== END64) throw new Error('its directory is damaged');
    return { count: u64(view, wide + 32), start: u64(view, wide + 48) };
  }
  throw new Error('its directory, at the end of the file, is missing');
}

/** Sizes and offset of a member, with those that stand in the extra field of zip64, in their order. */
function wideFields(view: DataView, extra: number, length: number, fields: readonly number[]): number[] {
  let at = extra;
  while (at + 4 <= extra + length && u16(view, at) !== 1) at += 4 + u16(view, at + 2);
  let next = at + 4;
  return fields.map((field) => {
    if (field !== IN_EXTRA) return field;
    if (at + 4 > extra + length) throw new Error('a size is missing in its directory');
    next += 8;
    return u64(view, next - 8);
  });
}

/** What the directory says of a member. */
interface Entry {
  readonly name: string;
  readonly flags: number;
  readonly method: number;
  readonly size: number;
  readonly packed: number;
  readonly local: number;
  readonly crc: number;
}

function unpack(archive: Uint8Array, { name, flags, method, size, packed, local, crc }: Entry): Uint8Array {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  if ((flags & 1) !== 0) throw new Error(`${name} is encrypted`);
  if (u32(view, local) !== LOCAL) throw new Error(`${name} does not begin where the directory says`);
  const from = local + 30 + u16(view, local + 26) + u16(view, local + 28);
  const bytes = slice(archive, from, packed);
  if (method !== 0 && method !== 8) throw new Error(`${name} is compressed by method ${method}`);
  const plain = method === 0 ? bytes : inflateRawSync(bytes, { maxOutputLength: Math.max(size, 1) });
  if (plain.length !== size) throw new Error(`${name} has ${plain.length} bytes, not ${size}`);
  if (crc32(plain) !== crc) throw new Error(`${name} does not have its checksum`);
  return plain;
}

function slice(archive: Uint8Array, start: number, length: number): Uint8Array {
  if (start + length > archive.length) throw new Error('it ends too early');
  return archive.subarray(start, start + length);
}

const u16 = (view: DataView, at: number) => view.getUint16(at, true);
const u32 = (view: DataView, at: number) => view.getUint32(at, true);

function u64(view: DataView, at: number): number {
  const value = view.getBigUint64(at, true);
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new Error('a size in its directory is damaged');
  return Number(value);
}
