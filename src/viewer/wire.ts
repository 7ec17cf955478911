/** What the viewer's server and its page tell each other: plain data, which both import. */
import type { AxisEnd } from '../tiles/bestFit.js';

/** An axis as the page has it. */
export interface PageAxis {
  readonly name: string;
  readonly spacing: 'linear' | 'log' | 'values';
  readonly values: readonly number[];
  /** Empty where it has none. */
  readonly unit: string;
  readonly longName: string;
  /** Symbol, and symbol with unit, in the markup of figures. */
  readonly symbol: string;
  readonly title: string;
  /** Whether it is |U|^2, of which a profile includes 0. */
  readonly isMixing: boolean;
}

/** A variable on axes only, which can be shown as a picture. */
export interface PageVariable {
  readonly name: string;
  readonly dtype: 'float32' | 'uint32';
  /** In the order of its array. */
  readonly axes: readonly string[];
  readonly unit: string;
  readonly longName: string;
  /** Name and mask of each flag; empty of numbers. */
  readonly flags: readonly (readonly [name: string, mask: number])[];
}

/** Whose chi2 a panel shows: all experiments in the sum, or one of them. */
export interface PageFit {
  /** Name of the experiment; empty of the sum. */
  readonly experiment: string;
  readonly label: string;
  /** Variable of its chi2. */
  readonly chi2: string;
  readonly backgroundChi2: number;
  /** What the words of a contour depend on. */
  readonly statistic: string;
  readonly experiments: readonly { readonly apart: boolean }[];
  /** Variables of its flags. */
  readonly flags: readonly string[];
  /** Its other numbers. */
  readonly numbers: readonly string[];
}

/** A grid as the page has it. */
export interface PageGrid {
  readonly number: number;
  /** Last part of the path, and the path as it was given. */
  readonly folder: string;
  readonly path: string;
  readonly title: string;
  readonly identity: string;
  readonly points: number;
  readonly axes: readonly PageAxis[];
  readonly chunkShape: readonly number[];
  readonly variables: readonly PageVariable[];
  readonly fits: readonly PageFit[];
  /** Provenance in words: a label and a text each. */
  readonly about: readonly (readonly [label: string, text: string])[];
  /** Fixed parameters as markup: `*g*_{D} = 2`. */
  readonly fixed: readonly string[];
  /** What is to be known of its files; empty where they are as a scan wrote them. */
  readonly note: string;
  readonly version: string;
}

/** How much of a grid is there, and its best fit. */
export interface GridState {
  readonly done: number;
  readonly total: number;
  /** Tiles that were written and are no longer as they were. */
  readonly damaged: readonly string[];
  readonly best: {
    readonly chi2: number;
    readonly at: Readonly<Record<string, number>> | 'background';
    readonly onEdge: readonly AxisEnd[];
    readonly words: string;
  } | null;
}

/** Why a part of a picture is not there. */
export interface Fault {
  readonly kind: 'absent' | 'damaged';
  readonly words: string;
}

/** Bins of one experiment at a point. */
export interface PointSpectrum {
  readonly experiment: string;
  readonly labels: readonly string[];
  readonly data: readonly number[];
  readonly background: readonly number[];
  /** Expected signal events; null where they are missing. */
  readonly signal: readonly (number | null)[];
  /** Relative Monte Carlo error of each; absent where the grid has none. */
  readonly error?: readonly (number | null)[];
}

/** All that a grid holds at a point. */
export interface PointValues {
  readonly values: readonly {
    readonly name: string;
    readonly longName: string;
    readonly unit: string;
    /** null where it is missing. */
    readonly value: number | null;
  }[];
  readonly flags: readonly { readonly words: string; readonly family: string; readonly of: string }[];
  readonly spectra: readonly PointSpectrum[];
  readonly faults: readonly Fault[];
}

/** Place in a profile where |U|^2 = 0 is better than every point; it is -1 where nothing is known. */
export const AT_BACKGROUND = -2;

/** A profile: head of the answer, followed by chi2 (float64), places (float64) and bits of flags (uint32), each of shape [ny, nx]. */
export interface ProfileHead {
  readonly points: number;
  readonly missing: number;
  readonly flagNames: readonly string[];
  readonly faults: readonly Fault[];
}

/** A piece of a slice: the coordinates of its chunk on the slice's axes, and why it has no bytes, if it has none. */
export interface SlicePiece {
  readonly chunk: readonly number[];
  readonly fault?: Fault;
}

/** A slice: head of the answer, followed by the bytes of the pieces that have some, all of one length. */
export interface SliceHead {
  readonly pieces: readonly SlicePiece[];
}

/** An answer of JSON and arrays: length of the JSON as uint32, the JSON padded with spaces to a multiple of 8, and the arrays. */
export function packAnswer(
  head: unknown,
  arrays: readonly (Float64Array | Uint32Array | Uint8Array)[],
): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(head));
  const start = 8 * Math.ceil((text.length + 4) / 8);
  const bytes = new Uint8Array(arrays.reduce((sum, { byteLength }) => sum + byteLength, start)).fill(
    32,
    0,
    start,
  );
  new DataView(bytes.buffer).setUint32(0, start - 4, true);
  bytes.set(text, 4);
  let place = start;
  for (const { buffer, byteOffset, byteLength } of arrays) {
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), place);
    place += byteLength;
  }
  return bytes;
}

/** Undoes packAnswer: the head, and the bytes of the arrays from `start` on. */
export function unpackAnswer<T>(bytes: ArrayBuffer): { readonly head: T; readonly start: number } {
  const length = new DataView(bytes).getUint32(0, true);
  const text = new TextDecoder().decode(new Uint8Array(bytes, 4, length));
  return { head: JSON.parse(text) as T, start: 4 + length };
}
