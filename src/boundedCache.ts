/** A cache of bounded size, which drops the least recently used value. */
export class BoundedCache<K, V> {
  readonly #kept = new Map<K, V>();

  /** Keeps at most `most` values. */
  constructor(readonly most: number) {}

  /** The value of a key, made if it is not in the cache. */
  get(key: K, make: () => V): V {
    const isKept = this.#kept.has(key);
    const value = isKept ? (this.#kept.get(key) as V) : make();
    // A Map is in order of insertion: inserting a value again makes it the most recent.
    this.#kept.delete(key);
    this.#kept.set(key, value);
    if (this.#kept.size > this.most) {
      for (const oldest of this.#kept.keys()) {
        this.#kept.delete(oldest);
        break;
      }
    }
    return value;
  }

  /** Number of values in the cache. */
  get size(): number {
    return this.#kept.size;
  }
}
