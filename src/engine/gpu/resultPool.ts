/** Arrays of results that nobody looks at any more, for later tiles: new memory takes three times as long to copy into. */

/** Arrays kept beyond those in use; a scan's tiles in flight need fewer, but for an experiment with many channels. */
const MOST_FREE = 16;

/** The arrays of one experiment. */
export class ResultPool {
  readonly #free: Float32Array[] = [];

  /** An array of that length, with whatever it held. */
  take(length: number): Float32Array {
    const found = this.#free.findIndex((array) => array.length === length);
    const [array] = found >= 0 ? this.#free.splice(found, 1) : [];
    return array ?? new Float32Array(length);
  }

  /** Takes an array back; an empty one, or one that it has, makes no difference. */
  give(array: Float32Array): void {
    if (array.length === 0 || this.#free.includes(array)) return;
    this.#free.push(array);
    if (this.#free.length > MOST_FREE) this.#free.shift();
  }
}
