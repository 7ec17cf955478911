/** A pool of arrays of results, which later tiles reuse, because copying into newly allocated memory is slower. */

/** Most free arrays that are kept. The tiles in flight need fewer, except with many channels. */
const MOST_FREE = 16;

/** The arrays of one experiment. */
export class ResultPool {
  readonly #free: Float32Array[] = [];

  /** An array of the given length, whose contents are undefined. */
  take(length: number): Float32Array {
    const found = this.#free.findIndex((array) => array.length === length);
    const [array] = found >= 0 ? this.#free.splice(found, 1) : [];
    return array ?? new Float32Array(length);
  }

  /** Takes an array back; ignores empty arrays, and arrays that it already has. */
  give(array: Float32Array): void {
    if (array.length === 0 || this.#free.includes(array)) return;
    this.#free.push(array);
    if (this.#free.length > MOST_FREE) this.#free.shift();
  }
}
