/** Interface of a kind of detector: everything that the program needs to know about its shape. cm; centred on the origin, the beam is +z. */
import type * as z from 'zod';
import type { KeyPath } from '../input/yaml.js';
import type { Extent } from '../physics/bodyKind.js';
import type { Detector } from '../physics/geometry.js';

/** A fault of a shape, and the path of keys to it in the file. */
export interface ShapeFault {
  readonly key: KeyPath;
  readonly what: string;
}

/** Group under which a grid sums production in the detector. */
export type DetectorPlace = 'tpc' | 'tank';

/** A part of the detector's matter in which N are born. */
export interface BirthRegion {
  /** Name used in channels. */
  readonly where: string;
  /** One of BORN. */
  readonly born: number;
  /** Share of the detector's mass. */
  readonly share: number;
  /** Shortest and longest distance to a decay, if N is born outside the decay volume. */
  readonly ways?: readonly [number, number];
}

/** Outline of an active volume: z of its upstream face, and half widths across the beam and in the horizontal plane. */
export interface Outline {
  readonly front: number;
  readonly across: number;
  readonly level: number;
}

/** Sizes and volumes of a detector, as `--json` documents have them. */
export type GeometrySummary = Readonly<Record<string, string | number | readonly number[]>>;

/** Quantities derived from a detector's shape. */
export interface DetectorShape {
  readonly place: DetectorPlace;
  readonly births: readonly BirthRegion[];
  /** The detector in the kernels' form. */
  readonly detector: Detector;
  readonly outline: Outline;
  /** Extent of the decay volume, and the longest path through it. */
  readonly extent: Extent;
  readonly longestWayCm: number;
  /** Volumes in which N are produced and in which they must decay, cm3. */
  readonly volumeCm3: number;
  readonly decayVolumeCm3: number;
  readonly faults: readonly ShapeFault[];
  readonly summary: GeometrySummary;
}

/** A kind of detector: its block in a file, its shape, and the quantities derived from it. */
export interface DetectorKind<G extends { readonly kind: string }, Entry> {
  readonly schema: z.ZodType<Entry>;
  readonly from: (entry: Entry) => G;
  readonly shapeOf: (geometry: G) => DetectorShape;
  /** A summary in words; `volume` formats a volume. */
  readonly words: (summary: GeometrySummary, volume: (key: string) => string) => string;
}
