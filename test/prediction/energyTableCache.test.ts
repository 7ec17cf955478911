/** Energy tables are made once for as long as they are kept, and a scan of any size keeps a bounded number. */
import { describe, expect, it } from 'vitest';
import type { EnergyTable } from '../../src/physics/flux.js';
import { EnergyTableCache, MOST_TABLES } from '../../src/prediction/energyTableCache.js';

const none = new Float64Array();
const make = (): EnergyTable => ({ energyGev: none, density: none, flux: none, survival: none });

describe('kept tables', () => {
  it('are made once for each pair of masses, open or closed', () => {
    const kept = new EnergyTableCache();
    const table = kept.get(0.1, 1.25, make);
    expect(kept.get(0.1, 1.25, () => expect.unreachable())).toBe(table);
    expect(kept.get(0.1, 0.03, make)).not.toBe(table);
    expect(kept.get(9, 1.25, () => undefined)).toBeUndefined();
    expect(kept.get(9, 1.25, () => expect.unreachable())).toBeUndefined();
    expect(kept.count).toBe(3);
  });

  it('stay within their number', () => {
    const kept = new EnergyTableCache();
    for (let i = 0; i < 2.5 * MOST_TABLES; i++) {
      kept.get(i, i % 7, make);
      expect(kept.count).toBeLessThanOrEqual(MOST_TABLES);
    }
    expect(kept.count).toBe(MOST_TABLES / 2);
  });
});
