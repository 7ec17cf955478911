/** What a kind of detector says of its shape: all that the program needs to know of one. cm; centred on the origin, the beam is +z. */
import type { z } from 'zod';
import type { KeyPath } from '../input/yaml.js';
import type { Extent } from '../physics/bodyKind.js';
import type { Detector } from '../physics/geometry.js';

/** What is wrong with a shape, and the keys that lead there from its mapping, as files spell them. */
export interface ShapeFault {
  readonly key: KeyPath;
  readonly what: string;
}

/** What births in a detector are summed under in a grid. */
export type DetectorPlace = 'tpc' | 'tank';

/** A part of the detector's matter in which N are born. */
export interface BirthRegion {
  /** As channels are called. */
  readonly where: string;
  /** One of BORN. */
  readonly born: number;
  /** Of the detector's mass. */
  readonly share: number;
  /** Shortest and longest way to a decay where N is not born in the volume of decays. */
  readonly ways?: readonly [number, number];
}

/** How far an active volume reaches: z of its upstream face, and half widths across the beam and in the horizontal plane. */
export interface Outline {
  readonly front: number;
  readonly across: number;
  readonly level: number;
}

/** Sizes and volumes of a detector, as `--json` documents have them. */
export type GeometrySummary = Readonly<Record<string, string | number | readonly number[]>>;

/** Everything that follows from a detector's shape. */
export interface DetectorShape {
  readonly place: DetectorPlace;
  readonly births: readonly BirthRegion[];
  /** As kernels know it. */
  readonly detector: Detector;
  readonly outline: Outline;
  /** How far the volume of decays reaches, and the longest way through it. */
  readonly extent: Extent;
  readonly longestWayCm: number;
  /** Volumes in which N are born and in which they must decay, cm3. */
  readonly volumeCm3: number;
  readonly decayVolumeCm3: number;
  readonly faults: readonly ShapeFault[];
  readonly summary: GeometrySummary;
}

/** A kind of detector: its block in a file, what becomes of it, and what follows from that. */
export interface DetectorKind<G extends { readonly kind: string }, Entry> {
  readonly schema: z.ZodType<Entry>;
  readonly from: (entry: Entry) => G;
  readonly shapeOf: (geometry: G) => DetectorShape;
  /** A summary in words, with a way to write cm3. */
  readonly words: (summary: GeometrySummary, volume: (key: string) => string) => string;
}
