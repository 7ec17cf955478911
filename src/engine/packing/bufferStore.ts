/**
 * Buffers of packed tiles that later tiles are packed into. A tile of a large scan takes megabytes: new ones would be paid for twice, when their
 * pages are first touched and when they are collected.
 */

/** Buffers are allocated in multiples of this, so that tiles of slightly different sizes share them, bytes. */
const GRAIN = 2 ** 16;
/** Most free buffers that are kept: those of a few tiles. */
const MOST_FREE = 16;

/** The free buffers of one thread. */
export class BufferStore {
  readonly #free: ArrayBuffer[] = [];

  /** Bytes at the start of a buffer, all zero. */
  zeros(bytes: number): Uint8Array<ArrayBuffer> {
    return this.take(bytes).fill(0);
  }

  /** The same with undefined contents. */
  take(bytes: number): Uint8Array<ArrayBuffer> {
    // One that is far too large is kept for what needs it.
    const fits = this.#free.findIndex(
      ({ byteLength }) => byteLength >= bytes && byteLength <= 2 * bytes + GRAIN,
    );
    const [found] = fits >= 0 ? this.#free.splice(fits, 1) : [];
    return new Uint8Array(found ?? new ArrayBuffer(Math.ceil(bytes / GRAIN) * GRAIN), 0, bytes);
  }

  /** Takes back buffers that nobody reads any more. */
  give(buffers: readonly ArrayBuffer[]): void {
    this.#free.push(...buffers);
    this.#free.splice(0, Math.max(0, this.#free.length - MOST_FREE));
  }
}

/** Bytes as numbers. */
export function asFloats({ buffer, byteLength }: Uint8Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  return new Float32Array(buffer, 0, byteLength / 4);
}

/** Bytes as words. */
export function asWords({ buffer, byteLength }: Uint8Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  return new Uint32Array(buffer, 0, byteLength / 4);
}
