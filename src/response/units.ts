/** Units of a response's tables, as far as their numbers tell: energies far above any beam, angles that end at pi. */

import { quantityOf } from '../physics/quantities.js';
import { briefNumber } from '../words.js';
import { scalesOf } from './scales.js';
import type { Response } from './types.js';

/** Energies beyond which a table for accelerator neutrinos is hardly in GeV. */
const LARGEST_ENERGY_GEV = 200;

/** A doubt for every quantity whose numbers seem to be in another unit than its name says. */
export function unitWarnings({ table }: Response): string[] {
  const doubts = scalesOf(table).flatMap(({ quantity, values }) => {
    const { unit } = quantityOf(quantity);
    const largest = values.reduce((most, x) => Math.max(most, x), 0);
    if (unit === 'GeV' && largest > LARGEST_ENERGY_GEV) {
      return [`response: ${quantity} reaches ${briefNumber(largest)}; are energies in GeV?`];
    }
    const isPi = [Math.PI, Math.PI / 2].some((end) => Math.abs(largest - end) < 0.01);
    return unit === 'degrees' && isPi
      ? [`response: ${quantity} ends at ${briefNumber(largest)}; are angles in degrees?`]
      : [];
  });
  return [...new Set(doubts)];
}
