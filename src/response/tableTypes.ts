/** Tables of a response, once read: plain data, f64. */
import type { Quantity } from '../physics/quantities.js';

/** An axis of a table. */
export interface TableAxis {
  readonly quantity: Quantity;
  /** Whether the table is constant from each node to the next, not linear between them. */
  readonly stepped: boolean;
  /** Points, or where `stepped` the lower ends of the bins; strictly increasing. Beyond its ends a table is constant. */
  readonly nodes: readonly number[];
}

/** A function of up to four quantities, at the nodes of its axes; without axes a constant. */
export interface Table {
  readonly axes: readonly TableAxis[];
  /** C order: the last axis is fastest. */
  readonly values: readonly number[];
}
