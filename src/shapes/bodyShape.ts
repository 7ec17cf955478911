/** Interface of a kind of body upstream: everything that the program needs to know about its shape. cm; the beam is +z. */
import type * as z from 'zod';
import type { KeyPath } from '../input/yaml.js';
import type { Body } from '../physics/upstream.js';
import type { Outline, ShapeFault } from './detectorShape.js';

/** An edge of a body: its distance from the axis at a given z. */
export interface Edge {
  readonly radiusCm: number;
  readonly zCm: number;
}

/** Quantities derived from a body's shape. */
export interface BodyForm {
  readonly volumeCm3: number;
  /** The body in the kernels' form. */
  readonly body: Body;
  /** Length along the beam. */
  readonly lengthCm: number;
  /** z of the near and the far end (for a ring, minus its radii), and the radii there (null for a ring). */
  readonly zCm: readonly [number, number];
  readonly radiiCm: readonly [number, number] | null;
  /** Edges, to be compared with the neutrinos' source. */
  readonly edges: readonly Edge[];
  /** The neutrinos' source must be upstream of this z. */
  readonly upstreamEndCm: number;
  /** Ranges of distance from the detector's centre: along the beam, if the body surrounds its axis, and in the horizontal plane. */
  readonly along?: readonly [number, number];
  readonly around: readonly [number, number];
  /** Why the shape is invalid. */
  readonly faults: readonly ShapeFault[];
  /** Faults where it reaches into the active volume or does not cover it. */
  readonly placeFaults: (outline: Outline) => ShapeFault[];
  /** The fault if the neutrinos' source is not upstream of it. */
  readonly sourceFault: (sourceZCm: number) => ShapeFault;
}

/** A changed shape, and the faults of the changes. */
export interface ChangedShape<Shape> {
  readonly shape: Shape;
  readonly faults: readonly ShapeFault[];
}

/** Optional keys of a mapping. */
export type OptionalKeys = Readonly<Record<string, z.ZodOptional>>;

/** The values of such keys. */
export type ValuesOf<Keys extends OptionalKeys> = { readonly [K in keyof Keys]?: z.output<Keys[K]> };

/** A kind of body: its keys in an experiment and in a scan, and how they are interpreted. */
export interface BodyKind<Shape extends { readonly kind: string }, Entry, Changes> {
  /** Keys of a body in an experiment's file. */
  readonly keys: OptionalKeys;
  /** Keys that a scan may change, with descriptions. */
  readonly changeKeys: OptionalKeys;
  /** The keys that a body of this kind needs, in words. */
  readonly needs: string;
  /** The shape of an entry; undefined if a key is missing. */
  readonly from: (entry: Entry) => Shape | undefined;
  readonly change: (shape: Shape, changes: Changes) => ChangedShape<Shape>;
  /** Message for a changed key that belongs to another kind; `name`: name of the body. */
  readonly refusal: (name: string, key: string) => string;
  /** The key at which a fault is reported, as written in the changes. */
  readonly asWritten: (key: KeyPath, changes: Changes) => KeyPath;
  readonly formOf: (shape: Shape) => BodyForm;
}
