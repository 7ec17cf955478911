/** What the page tells its worker and is told by it: a task, how far it is, and what came out. */
import type { PointSpectrum } from '../../wire.js';

/** A number of the point, as the grid has it and as it was computed again. */
export interface ComparedNumber {
  readonly name: string;
  readonly longName: string;
  /** Empty where it has none. */
  readonly unit: string;
  /** null where it is missing; undefined where the grid does not hold it. */
  readonly grid: number | null | undefined;
  readonly here: number | null;
  /** The difference over its bound; undefined where there is none, or nothing to compare with. */
  readonly ofBound: number | undefined;
}

/** A spectrum of the point. `grid` has the signal of each bin, undefined where the grid holds no spectra. */
export interface ComparedSpectrum {
  readonly here: PointSpectrum;
  readonly grid: readonly (number | null)[] | undefined;
  readonly ofBound: number | undefined;
}

/** A point that was computed again. */
export interface Recomputed {
  /** The adapter that computed, in words, and the one that made the grid. */
  readonly adapter: string;
  readonly madeBy: string;
  readonly milliseconds: number;
  readonly numbers: readonly ComparedNumber[];
  readonly spectra: readonly ComparedSpectrum[];
  /** Flags by name; `grid` is undefined where the grid holds none. */
  readonly flags: { readonly here: readonly string[]; readonly grid: readonly string[] | undefined };
  /** Whether a single event may decide, so that no bound holds. */
  readonly isPoor: boolean;
  readonly notes: readonly string[];
}

/** What the worker tells. */
export type Told =
  | { readonly kind: 'stage'; readonly words: string }
  | { readonly kind: 'done'; readonly point: Recomputed }
  | { readonly kind: 'failed'; readonly words: string };
