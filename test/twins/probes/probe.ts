/** What a probe of one function is: inputs, and how to reach its twin where that is not the generic way. */
import type { MediatorName } from '../../../src/physics/mediators/mediators.js';
import { Draw } from '../draws.js';

/** Inputs per function: mutants are found with 512 of them (twins.mutants.test.ts); the long tests take more (vitest.long.config.ts). */
export const ROWS = Number(process.env.PROBE_ROWS ?? 4096);

/** Inputs that share storage and constants. */
export interface ProbeCase {
  /** Scalars of the arguments that are no pointers, in order; one row per call. */
  readonly rows: readonly (readonly number[])[];
  /** Data behind pointers, by parameter. */
  readonly storage?: Readonly<Record<string, readonly number[]>>;
  readonly constants?: Readonly<Record<string, number>>;
  /**
   * The twin, called with the arguments that are no pointers: vectors and arrays as lists, structs by field. Without it
   * the export of the same name of the TypeScript module of the same name.
   */
  readonly twin?: (...args: never[]) => unknown;
}

/** Inputs of one function. */
export interface Probe {
  readonly name: string;
  /** Whose functions are called, where those of every mediator have the name; else the dark photon is exchanged. */
  readonly mediator?: MediatorName;
  readonly cases: readonly ProbeCase[];
}

/** Rows of float32 inputs, drawn one by one. */
export function drawRows(draw: (d: Draw) => readonly number[], count = ROWS): number[][] {
  return Array.from({ length: count }, (_, row) => draw(new Draw(row)).map(Math.fround));
}

/** A probe of one case. */
export function probeOf(
  name: string,
  draw: (d: Draw) => readonly number[],
  options: Omit<ProbeCase, 'rows'> = {},
): Probe {
  return { name, cases: [{ rows: drawRows(draw), ...options }] };
}
