/** Writing arrays as a netCDF file (netcdfHeader.ts), piece by piece. */
import { type FileInWork, writeInto } from '../grid/atomicStore.js';
import { type ArraySet, type ArrayValues, isText, piecesOf, runsOf } from './arraySet.js';
import { layOutNetcdf, type NetcdfLayout } from './netcdfHeader.js';

/** Writes a netCDF file, which appears whole or not at all. ConfigError for a name that netCDF does not allow, StoreError when it cannot be written. */
export async function writeNetcdf(path: string, set: ArraySet): Promise<void> {
  const layout = layOutNetcdf(set);
  await writeInto(path, async (file) => {
    await putAll(set, file, layout);
    await file.extend(layout.length);
  });
}

/** The bytes of a netCDF file, for arrays that are small; `largest` as of layOutNetcdf. ConfigError for a name that netCDF does not allow. */
export async function netcdfBytes(set: ArraySet, largest?: number): Promise<Uint8Array> {
  const layout = layOutNetcdf(set, largest);
  const bytes = new Uint8Array(layout.length);
  await putAll(set, { put: async (part, offset) => bytes.set(part, offset) }, layout);
  return bytes;
}

async function putAll(
  set: ArraySet,
  file: Pick<FileInWork, 'put'>,
  { header, variables }: NetcdfLayout,
): Promise<void> {
  await file.put(header, 0);
  for (const { array, shape, begin } of variables) {
    if (isText(array.values)) {
      await file.put(textBytes(array.values, shape.at(-1) ?? 1), begin);
      continue;
    }
    for await (const piece of piecesOf(set, array)) {
      const size = piece.data.BYTES_PER_ELEMENT;
      const bytes = bigEndian(piece.data);
      for (const { from, to, length } of runsOf(shape, piece))
        await file.put(bytes.subarray(size * from, size * (from + length)), begin + size * to);
    }
  }
}

/** Texts in UTF-8, each filled up with NUL to `width` bytes. */
function textBytes(texts: readonly string[], width: number): Uint8Array {
  const bytes = new Uint8Array(texts.length * width);
  for (const [i, text] of texts.entries())
    new TextEncoder().encodeInto(text, bytes.subarray(i * width, (i + 1) * width));
  return bytes;
}

function bigEndian(values: Exclude<ArrayValues, readonly string[]>): Uint8Array {
  const bytes = Buffer.from(Buffer.from(values.buffer, values.byteOffset, values.byteLength));
  return values.BYTES_PER_ELEMENT === 8 ? bytes.swap64() : bytes.swap32();
}
