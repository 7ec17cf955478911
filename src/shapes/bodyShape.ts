/** What a kind of body upstream says of its shape: all that the program needs to know of one. cm; the beam is +z. */
import type { z } from 'zod';
import type { KeyPath } from '../input/yaml.js';
import type { Body } from '../physics/upstream.js';
import type { Outline, ShapeFault } from './detectorShape.js';

/** An edge of a body, off the axis at a z. */
export interface Edge {
  readonly radiusCm: number;
  readonly zCm: number;
}

/** Everything that follows from a body's shape. */
export interface BodyForm {
  readonly volumeCm3: number;
  /** As kernels know it. */
  readonly body: Body;
  /** Length along the beam. */
  readonly lengthCm: number;
  /** Ends that face the detector and turn away from it: z, or of a ring the radius with a minus sign; and radii there, of a ring null. */
  readonly zCm: readonly [number, number];
  readonly radiiCm: readonly [number, number] | null;
  /** Edges, to be compared with where neutrinos come from. */
  readonly edges: readonly Edge[];
  /** z that the source of the neutrinos must be upstream of. */
  readonly upstreamEndCm: number;
  /** Ways from the detector's centre: along the beam, where it lies about it, and in the horizontal plane. */
  readonly along?: readonly [number, number];
  readonly around: readonly [number, number];
  /** Why it is no shape at all. */
  readonly faults: readonly ShapeFault[];
  /** Why it reaches into the active volume or does not cover it. */
  readonly placeFaults: (outline: Outline) => ShapeFault[];
  /** What to do where the neutrinos' source is not upstream of it. */
  readonly sourceFault: (sourceZCm: number) => ShapeFault;
}

/** A shape with changes, and what is wrong with these. */
export interface ChangedShape<Shape> {
  readonly shape: Shape;
  readonly faults: readonly ShapeFault[];
}

/** Keys of a mapping, each of which may be left out. */
export type OptionalKeys = Readonly<Record<string, z.ZodOptional>>;

/** The values of such keys. */
export type ValuesOf<Keys extends OptionalKeys> = { readonly [K in keyof Keys]?: z.output<Keys[K]> };

/** A kind of body: its keys in an experiment and in a scan, and what becomes of them. */
export interface BodyKind<Shape extends { readonly kind: string }, Entry, Changes> {
  /** Keys of a body in an experiment's file. */
  readonly keys: OptionalKeys;
  /** Keys that a scan may change, with what they are. */
  readonly changeKeys: OptionalKeys;
  /** What a body of this kind needs, in words, and its keys in words. */
  readonly needs: string;
  /** The shape of an entry that has all that the kind needs. */
  readonly from: (entry: Entry) => Shape | undefined;
  readonly change: (shape: Shape, changes: Changes) => ChangedShape<Shape>;
  /** What is said of a changed key that belongs to another kind, of a body by this name. */
  readonly refusal: (name: string, key: string) => string;
  /** The key that a fault is told at: the one that changes wrote. */
  readonly asWritten: (key: KeyPath, changes: Changes) => KeyPath;
  readonly formOf: (shape: Shape) => BodyForm;
}
