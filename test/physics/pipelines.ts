/** Response pipelines for tests: the empty one, with some steps put in. */

import type { Quantity } from '../../src/physics/quantities.js';
import type { PipelineResponse } from '../../src/response/pipeline.js';
import type { Table } from '../../src/response/tableTypes.js';

/** A pipeline that sees everything in one cell, but for the steps given. */
export function pipeline(steps: Partial<PipelineResponse> = {}): PipelineResponse {
  return {
    kind: 'pipeline',
    label: 'test',
    energySmearing: undefined,
    angleSmearing: undefined,
    threshold: undefined,
    cuts: [],
    efficiency: { factor: 1, pair: undefined, tables: [] },
    topology: undefined,
    observables: [],
    migration: undefined,
    ...steps,
  };
}

/** A table of one dimension. */
export function curve(
  quantity: Quantity,
  nodes: readonly number[],
  values: readonly number[],
  stepped = false,
): Table {
  return { axes: [{ quantity, stepped, nodes }], values };
}
