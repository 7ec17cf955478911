/** What the page gets to compute a point of a grid again: plain data, which the server has read and checked. */
import type { ShaderSources } from '../platform/shaderFiles.js';
import type { ResolvedScan } from '../resolved/scan.js';

/** A point of a grid, as a task. */
export interface RecomputeTask {
  /** The scan of the point alone: one value on every axis, and no raising of events. */
  readonly scan: ResolvedScan;
  /** Events that the mass point has in the grid, of each experiment. */
  readonly events: readonly number[];
  /** The shaders of the program that serves the page. */
  readonly shaders: ShaderSources;
  /** The numbers of each variable of the grid at the point, as they are on disk; those that are not computed yet or damaged are left out. */
  readonly held: Readonly<Record<string, readonly number[]>>;
  /** chi2 of the background alone, as the grid has it: of all experiments, and of each. */
  readonly background: { readonly all: number; readonly each: readonly number[] };
  /** The adapter that made the grid. */
  readonly madeBy: string;
  /** What is to be known of the comparison. */
  readonly notes: readonly string[];
}
