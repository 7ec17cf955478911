/** The digests of a tile: one small document for all of its chunks, each bound to its path and length. */
import { z } from 'zod';
import { crc32Of } from './crc32.js';
import { sealed, unsealed } from './sealedJson.js';

/** Digest of a chunk. */
const chunkDigest = z.strictObject({
  /** Path in the grid's folder: `chi2/c/0/3/1`. */
  path: z.string(),
  bytes: z.int().nonnegative(),
  crc32: z.string().regex(/^[0-9a-f]{8}$/),
});

const tileDigests = z.strictObject({
  /** Of the grid to which the tile belongs. */
  identity: z.string(),
  /** Chunk coordinates of the tile, shape [axes]. */
  tile: z.array(z.int().nonnegative()),
  chunks: z.array(chunkDigest),
});

/** What a chunk was when it was written: where it belongs, its length and the checksum of its bytes. */
export type ChunkDigest = Readonly<z.output<typeof chunkDigest>>;

/** The chunks of a tile, in the order of the grid's variables. */
export type TileDigests = Readonly<z.output<typeof tileDigests>>;

/** The digest of a chunk that belongs at `path` of its grid. */
export function digestOf(path: string, bytes: Uint8Array): ChunkDigest {
  return { path, bytes: bytes.length, crc32: crc32Of(bytes) };
}

/** What is wrong with the bytes of a chunk, in words after its path; undefined where they are those that were written. */
export function faultOf(bytes: Uint8Array, digest: ChunkDigest): string | undefined {
  if (bytes.length !== digest.bytes) return `has ${bytes.length} bytes where ${digest.bytes} were written`;
  const found = crc32Of(bytes);
  return found === digest.crc32 ? undefined : `has the checksum ${found} where ${digest.crc32} was written`;
}

/** The text of a tile's document. */
export function tileDigestsText(digests: TileDigests): string {
  return sealed(digests);
}

/** The document of a text; undefined where it is damaged. */
export function parseTileDigests(text: string): TileDigests | undefined {
  const parsed = tileDigests.safeParse(unsealed(text));
  return parsed.success ? parsed.data : undefined;
}
