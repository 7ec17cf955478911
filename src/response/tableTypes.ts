/** Tables of a response as read from files: plain data, f64. */
import type { Quantity } from '../physics/quantities.js';

/** An axis of a table. */
export interface TableAxis {
  readonly quantity: Quantity;
  /** Whether the table is constant from each node to the next instead of linear between them. */
  readonly stepped: boolean;
  /** Points, or lower bin edges if `stepped`; strictly increasing. Beyond its ends a table is constant. */
  readonly nodes: readonly number[];
}

/** A function of up to four quantities, tabulated at the nodes of its axes; a constant if it has no axes. */
export interface Table {
  readonly axes: readonly TableAxis[];
  /** C order (last axis fastest). */
  readonly values: readonly number[];
}
