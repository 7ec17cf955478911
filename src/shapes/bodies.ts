/** The list of kinds of bodies upstream: keys, types and all that follows from a body's shape. A new kind is a file and its entries here. */
import type { KeyPath } from '../input/yaml.js';
import { ANNULUS } from './annulus.js';
import type { BodyForm, BodyKind, ChangedShape, ValuesOf } from './bodyShape.js';
import { CONE } from './cone.js';
import type { ShapeFault } from './detectorShape.js';

const KINDS = { cone: CONE, annulus: ANNULUS } as const;

/** Keys of a body's shape in an experiment's file: those of one kind. */
export const shapeKeys = { ...CONE.keys, ...ANNULUS.keys };

/** Keys of it that a scan may change. */
export const shapeChangeKeys = { ...CONE.changeKeys, ...ANNULUS.changeKeys };

type Kinds = typeof KINDS;
type KindName = keyof Kinds;
type ShapeEntry = ValuesOf<typeof shapeKeys>;
type ShapeChanges = ValuesOf<typeof shapeChangeKeys>;

/** The shape of a body, of a kind or of any. */
export type BodyShape<K extends KindName = KindName> = {
  [P in K]: NonNullable<ReturnType<Kinds[P]['from']>>;
}[K];

type Kind<K extends KindName> = BodyKind<BodyShape<K>, ShapeEntry, ShapeChanges>;

/** The list by name, so that a shape and its kind belong together for the compiler. */
const byName: { readonly [K in KindName]: Kind<K> } = KINDS;
const kinds: readonly Pick<Kind<KindName>, 'keys' | 'needs' | 'from'>[] = Object.values(KINDS);

/** A body's shape from its keys, and what is wrong with them: exactly one kind's must be there. The last kind that is whole counts. */
export function shapeFrom(entry: ShapeEntry): {
  readonly shape: BodyShape | undefined;
  readonly faults: readonly ShapeFault[];
} {
  const given = kinds.filter(({ keys }) => Object.keys(keys).some((key) => keyOf(entry, key) !== undefined));
  const last = given.at(-1);
  const shape = last?.from(entry);
  const faults: ShapeFault[] = given.slice(0, -1).map(({ needs }) => ({
    key: Object.keys(last?.keys ?? {}).slice(0, 1),
    what: `a body has one shape: remove ${needs}, or this`,
  }));
  if (shape === undefined) {
    const needs = kinds.map((kind) => kind.needs).join(', or ');
    faults.push({ key: [], what: `a body needs ${needs}` });
  }
  return { shape, faults };
}

/** A body's shape with changes; those that its kind does not have are faults. `name` is the body's. */
export function changeShape<K extends KindName>(
  name: string,
  shape: BodyShape<K> & { readonly kind: K },
  changes: ShapeChanges,
): ChangedShape<BodyShape> {
  const kind: Kind<K> = byName[shape.kind];
  const foreign = Object.keys(shapeChangeKeys).filter(
    (key) => keyOf(changes, key) !== undefined && !Object.hasOwn(kind.changeKeys, key),
  );
  const faults = foreign.map((key) => ({ key: [key], what: kind.refusal(name, key) }));
  const changed = kind.change(shape, changes);
  return { shape: changed.shape, faults: [...faults, ...changed.faults] };
}

/** The key that a fault of a changed shape is told at: the one that was written. */
export function asWritten<K extends KindName>(
  { kind }: { readonly kind: K },
  key: KeyPath,
  changes: ShapeChanges,
): KeyPath {
  return byName[kind].asWritten(key, changes);
}

/** What follows from a body's shape. */
export function bodyForm<K extends KindName>(shape: BodyShape<K> & { readonly kind: K }): BodyForm {
  const kind: Kind<K> = byName[shape.kind];
  return kind.formOf(shape);
}

/** Whether two bodies have a stretch in common, where matter would count twice. Those that touch have none. */
export function overlaps(a: BodyShape, b: BodyShape): boolean {
  const [one, other] = [bodyForm(a), bodyForm(b)];
  // Along the beam where both lie about it; in the horizontal plane where one of two is a ring.
  const isAlong = one.along !== undefined && other.along !== undefined;
  const [a0, a1] = (isAlong ? one.along : undefined) ?? one.around;
  const [b0, b1] = (isAlong ? other.along : undefined) ?? other.around;
  return Math.max(a0, b0) < Math.min(a1, b1);
}

function keyOf(entry: object, key: string): unknown {
  return (entry as Readonly<Record<string, unknown>>)[key];
}
