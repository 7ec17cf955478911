/** The events of a sample that a response is made from: their weights, cells and true quantities. */
import { at } from '../../at.js';
import type { Detector } from '../../physics/geometry.js';
import { pairQuantities, QUANTITIES, type Quantity } from '../../physics/quantities.js';
import type { Reconstructed } from '../../response/types.js';
import { componentSizes } from '../../reweighting/mixture.js';
import { momentumAt } from '../../reweighting/sampleEvents.js';
import { misplaced } from '../counting.js';
import type { EventSample } from '../eventSample.js';
import { observedCells } from '../observedCells.js';

/** Events with a weight, born and decaying in the active volume; arrays have the shape [events]. */
export interface CountedEvents {
  /** Each component counts by its effective number of events: w (sum w)/(sum w^2) with the sums of its component. */
  readonly weight: Float64Array;
  /** -1 where an event is in none, that is not selected. */
  readonly cell: Int32Array;
  /** True quantities by name. */
  readonly values: ReadonlyMap<Quantity, Float64Array>;
}

/** The events of a sample that count, with some of their true quantities. */
export function countedEvents(
  sample: EventSample,
  detector: Detector,
  counted: Reconstructed,
  quantities: readonly Quantity[],
): CountedEvents {
  const rows = Uint32Array.from(sample.weight.keys()).filter(
    (row) => at(sample.weight, row) > 0 && misplaced(sample, detector, row) === undefined,
  );
  const sizes = componentSizes(sample, sample.components.length);
  const cells = observedCells(counted, sample);
  const values = new Map(quantities.map((name) => [name, new Float64Array(rows.length)]));
  rows.forEach((row, i) => {
    const [minus, eMinus] = momentumAt(sample.minus, row);
    const [plus, ePlus] = momentumAt(sample.plus, row);
    const all = pairQuantities(minus, eMinus, plus, ePlus);
    for (const [name, column] of values) column[i] = at(all, QUANTITIES.indexOf(name));
  });
  return {
    weight: Float64Array.from(rows, (row) => {
      const k = at(sample.component, row);
      return (at(sample.weight, row) * at(sizes.events, k)) / at(sizes.weight, k);
    }),
    cell: Int32Array.from(rows, (row) => at(cells, row)),
    values,
  };
}
