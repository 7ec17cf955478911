/**
 * Takes the place of `@oneidentity/zstd-js` in the joined program: what jsroot asks of it, by the package that reads Parquet. That package looks for its own
 * files beside itself, and is no module.
 */
import { compressors } from 'hyparquet-compressors';

/** As that package's. */
export const ZstdInit = async () => ({
  ZstdStream: {
    /** @param {Uint8Array} bytes */
    decompress: (bytes) => compressors.ZSTD?.(bytes, 0),
  },
});
