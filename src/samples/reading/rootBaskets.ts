/**
 * The baskets of a branch: entries of some rows, compressed, behind a key. The layout is that of ROOT's TKey, TBasket and TBuffer, big endian. jsroot's own
 * reading of trees waits for ever at a damaged basket.
 */
import type { ReadPart, RootBranch } from './rootFile.js';

/** The unpacked entries of a basket. */
export interface Basket {
  readonly entries: number;
  /** Bytes of all entries, one after the other. */
  readonly data: DataView;
  /** Where each entry begins in `data`, and where the last one ends; undefined for a branch whose entries are equally long. */
  readonly offsets: Float64Array | undefined;
}

/** Largest basket, unpacked, bytes. */
const LARGEST = 2 ** 30;

/** Bytes at the end of a key that are the basket's: its version, four numbers and a flag. */
const TAIL = 19;

/** The baskets of a branch in their order. Errors in words where one is damaged. */
export async function* basketsOf(branch: RootBranch, readPart: ReadPart): AsyncGenerator<Basket> {
  if (branch.fFileName) throw new Error(`branch ${branch.fName} is in another file`);
  const count = Number(branch.fWriteBasket);
  if (!Number.isSafeInteger(count) || count < 0 || count > branch.fBasketSeek.length) {
    throw new Error(`branch ${branch.fName} has ${count} baskets`);
  }
  for (let k = 0; k <= count; k++) {
    const embedded = branch.fBaskets?.arr[k];
    if (embedded) yield embeddedBasket(branch, embedded);
    else if (k < count) {
      const [position, length] = [Number(branch.fBasketSeek[k]), Number(branch.fBasketBytes[k])];
      yield await unpacked(branch, await readPart(position, length));
    }
  }
}

function embeddedBasket(
  { fName }: RootBranch,
  { fNevBuf, fLast, fKeylen, fEntryOffset, fBufferRef }: NonNullable<EmbeddedBasketOf<RootBranch>>,
): Basket {
  const bytes = fBufferRef?.arr;
  const length = fLast - fKeylen;
  if (bytes === undefined || !(length >= 0 && length <= bytes.byteLength)) {
    throw new Error(`branch ${fName} has a damaged last basket`);
  }
  const data = new DataView(bytes.buffer, bytes.byteOffset, length);
  const starts =
    fEntryOffset === undefined ? undefined : Array.from(fEntryOffset, (start) => start - fKeylen);
  return checked(fName, { entries: fNevBuf, data, offsets: offsetsOf(starts, fNevBuf, length) });
}

type EmbeddedBasketOf<B extends RootBranch> = NonNullable<B['fBaskets']>['arr'][number];

async function unpacked({ fName }: RootBranch, raw: DataView): Promise<Basket> {
  const fail = (what: string): never => {
    throw new Error(`branch ${fName} has a basket ${what}`);
  };
  if (raw.byteLength < 18 + TAIL) fail('without a key');
  const [bytes, size, key] = [raw.getInt32(0), raw.getInt32(6), raw.getInt16(14)];
  if (bytes !== raw.byteLength || key < 18 + TAIL || key > bytes) fail('with a damaged key');
  if (!(size >= 0 && size <= LARGEST)) fail(`of ${size} bytes`);
  const entries = raw.getInt32(key - 9);
  const border = raw.getInt32(key - 5) - key;
  let data = new DataView(raw.buffer, raw.byteOffset + key, bytes - key);
  if (bytes - key !== size) {
    const { R__unzip } = await import('jsroot/io');
    const plain = await R__unzip(raw, size, true, key);
    data = plain ?? fail('that cannot be unpacked');
  }
  if (data.byteLength !== size || !(border >= 0 && border <= size)) fail('of another size than its key says');
  const starts = border === size ? undefined : startsIn(data, border, entries, key);
  const content = new DataView(data.buffer, data.byteOffset, border);
  return checked(fName, { entries, data: content, offsets: offsetsOf(starts, entries, border) });
}

/** The offsets of entries, which follow them: their number, and one for each. */
function startsIn(data: DataView, border: number, entries: number, key: number): number[] {
  if (!(entries >= 0) || border + 4 + 4 * entries > data.byteLength)
    throw new Error('a basket without its offsets');
  return Array.from({ length: entries }, (_, i) => data.getInt32(border + 4 + 4 * i) - key);
}

function offsetsOf(
  starts: readonly number[] | undefined,
  entries: number,
  end: number,
): Float64Array | undefined {
  if (starts === undefined) return undefined;
  const offsets = Float64Array.from([...starts.slice(0, entries), end]);
  const isOrdered = offsets.every(
    (offset, i) => offset >= (i === 0 ? 0 : (offsets[i - 1] ?? 0)) && offset <= end,
  );
  if (!isOrdered || offsets.length !== entries + 1) throw new Error('a basket with damaged offsets');
  return offsets;
}

function checked(name: string, basket: Basket): Basket {
  if (
    !Number.isSafeInteger(basket.entries) ||
    basket.entries < 0 ||
    basket.entries > basket.data.byteLength + 1
  ) {
    throw new Error(`branch ${name} has a basket of ${basket.entries} entries`);
  }
  return basket;
}
