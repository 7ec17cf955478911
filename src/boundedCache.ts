/** A cache that keeps a number of things, and forgets those that were not asked for longest. */
export class BoundedCache<K, V> {
  readonly #kept = new Map<K, V>();

  /** Keeps at most so many things. */
  constructor(readonly most: number) {}

  /** The thing of a key, made where it is not kept. */
  get(key: K, make: () => V): V {
    const isKept = this.#kept.has(key);
    const value = isKept ? (this.#kept.get(key) as V) : make();
    // A Map is in the order of insertion: what was asked for last goes last.
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

  /** Things that are kept. */
  get size(): number {
    return this.#kept.size;
  }
}
