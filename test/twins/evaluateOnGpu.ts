/** Calls a WGSL function at the nodes of many quadratures at once. */
import type { GpuContext } from '../../src/gpu/device.js';
import { twinModules } from './modules.js';
import { callOnGpu } from './probe.js';

/** Arguments of a function, by row of a table and node of its quadrature. */
export type NodeArguments = readonly (readonly (readonly number[])[])[];

/** Evaluates functions in float32; arguments are rounded to it. */
export interface GpuFunctions {
  /** Components of the results, by row, node and component. */
  vectors(name: string, at: NodeArguments): Promise<number[][][]>;
  /** Results of a function that returns a number, by row and node. */
  scalars(name: string, at: NodeArguments, storage?: Readonly<Record<string, number[]>>): Promise<number[][]>;
}

/** The functions of `shaders/physics` on a device. */
export function functionsOn(context: GpuContext): GpuFunctions {
  const vectors = async (
    name: string,
    at: NodeArguments,
    storage: Readonly<Record<string, number[]>> = {},
  ) => {
    const rows = at.flat().map((row) => row.map(Math.fround));
    const results = await callOnGpu(context, await twinModules(), { name, rows, storage, constants: {} });
    let first = 0;
    return at.map(({ length }) => {
      first += length;
      return results.slice(first - length, first);
    });
  };
  return {
    vectors,
    scalars: async (name, at, storage) =>
      (await vectors(name, at, storage)).map((row) => row.map(([value = Number.NaN]) => value)),
  };
}
