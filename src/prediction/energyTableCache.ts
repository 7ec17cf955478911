/** Energy tables that were made, kept by (m, mX) because many mass points share them; not for ever, because a scan may have millions. */
import type { EnergyTable } from '../physics/flux.js';

/** Tables kept at most, of 7 kB each: sixteen tiles' worth where each mass point has its own. */
export const MOST_TABLES = 4096;

/** The tables of one channel. */
export class EnergyTableCache {
  // By numbers: writing them out as a key would take longer than all else of a mass point.
  readonly #tables = new Map<number, Map<number, EnergyTable | undefined>>();
  #count = 0;

  /** The table of m and mX (GeV), made where it is not kept; undefined where the threshold lies above the flux. */
  get(m: number, mX: number, make: () => EnergyTable | undefined): EnergyTable | undefined {
    const kept = this.#tables.get(m);
    const known = kept?.get(mX);
    if (known || kept?.has(mX)) return known;
    if (this.#count >= MOST_TABLES) {
      // Tiles go through the masses in order: those of long ago are not asked for soon.
      this.#tables.clear();
      this.#count = 0;
    }
    const table = make();
    const ofMass = this.#tables.get(m) ?? new Map<number, EnergyTable | undefined>();
    ofMass.set(mX, table);
    this.#tables.set(m, ofMass);
    this.#count += 1;
    return table;
  }

  /** Tables that are kept. */
  get count(): number {
    return this.#count;
  }
}
