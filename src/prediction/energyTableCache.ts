/** A cache of energy tables by (m, mX), which many mass points share. It is bounded, because a scan may have millions. */
import type { EnergyTable } from '../physics/flux.js';

/** Most tables in the cache, of 7 kB each: enough for sixteen tiles even if no two mass points share a table. */
export const MOST_TABLES = 4096;

/** The tables of one channel. */
export class EnergyTableCache {
  // Keyed by numbers, so that no string is built for every mass point.
  readonly #tables = new Map<number, Map<number, EnergyTable | undefined>>();
  #count = 0;

  /** The table of m and mX (GeV), made if it is not in the cache; undefined where the threshold lies above the flux. */
  get(m: number, mX: number, make: () => EnergyTable | undefined): EnergyTable | undefined {
    const kept = this.#tables.get(m);
    const known = kept?.get(mX);
    if (known || kept?.has(mX)) return known;
    if (this.#count >= MOST_TABLES) {
      // Tiles go through the masses in order, so old tables are not needed again soon.
      this.#tables.clear();
      this.#count = 0;
    }
    const table = make();
    const tablesOfMass = this.#tables.get(m) ?? new Map<number, EnergyTable | undefined>();
    tablesOfMass.set(mX, table);
    this.#tables.set(m, tablesOfMass);
    this.#count += 1;
    return table;
  }

  /** Number of tables in the cache. */
  get count(): number {
    return this.#count;
  }
}
