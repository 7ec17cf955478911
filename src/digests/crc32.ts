/** The checksum of chunks: CRC-32, computed by zlib's native code, several gigabytes a second. */
import { crc32 } from 'node:zlib';

/**
 * CRC-32 (ISO-HDLC, that of zip and PNG) of some bytes, 8 hexadecimal digits. It sees every damage within 32 neighbouring bits, and any other
 * with a chance of 1 - 2^-32.
 */
export function crc32Of(bytes: Uint8Array): string {
  return crc32(bytes).toString(16).padStart(8, '0');
}
