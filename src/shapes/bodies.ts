/** The list of kinds of bodies upstream, with their keys, types and derived quantities. A new kind needs a file and its entries here. */
import type { KeyPath } from '../input/yaml.js';
import { ANNULUS } from './annulus.js';
import type { BodyForm, BodyKind, ChangedShape, ValuesOf } from './bodyShape.js';
import { CONE } from './cone.js';
import type { ShapeFault } from './detectorShape.js';

const KINDS = { cone: CONE, annulus: ANNULUS } as const;

/** Keys of a body's shape in an experiment's file; a body uses those of one kind. */
export const shapeKeys = { ...CONE.keys, ...ANNULUS.keys };

/** Keys of a body's shape that a scan may change. */
export const shapeChangeKeys = { ...CONE.changeKeys, ...ANNULUS.changeKeys };

type Kinds = typeof KINDS;
type KindName = keyof Kinds;
type ShapeEntry = ValuesOf<typeof shapeKeys>;
type ShapeChanges = ValuesOf<typeof shapeChangeKeys>;

/** The shape of a body of a given kind or of any kind. */
export type BodyShape<K extends KindName = KindName> = {
  [P in K]: NonNullable<ReturnType<Kinds[P]['from']>>;
}[K];

type Kind<K extends KindName> = BodyKind<BodyShape<K>, ShapeEntry, ShapeChanges>;

/** The list by name, typed so that each shape matches its kind. */
const byName: { readonly [K in KindName]: Kind<K> } = KINDS;
const kinds: readonly Pick<Kind<KindName>, 'keys' | 'needs' | 'from'>[] = Object.values(KINDS);

/** A body's shape from its keys, and faults: the keys of exactly one kind must be given. If there are several kinds, the last one is used. */
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

/** A body's shape with changes applied; keys that its kind does not have are faults. `name`: name of the body. */
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

/** The key as written in the file, at which a fault of a changed shape is reported. */
export function asWritten<K extends KindName>(
  { kind }: { readonly kind: K },
  key: KeyPath,
  changes: ShapeChanges,
): KeyPath {
  return byName[kind].asWritten(key, changes);
}

/** Quantities derived from a body's shape. */
export function bodyForm<K extends KindName>(shape: BodyShape<K> & { readonly kind: K }): BodyForm {
  const kind: Kind<K> = byName[shape.kind];
  return kind.formOf(shape);
}

/** Whether two bodies overlap, so that matter would count twice. Bodies that touch do not overlap. */
export function overlaps(a: BodyShape, b: BodyShape): boolean {
  const [one, other] = [bodyForm(a), bodyForm(b)];
  // Compared along the beam if both bodies surround its axis; in the horizontal plane if one of them is a ring.
  const isAlong = one.along !== undefined && other.along !== undefined;
  const [a0, a1] = (isAlong ? one.along : undefined) ?? one.around;
  const [b0, b1] = (isAlong ? other.along : undefined) ?? other.around;
  return Math.max(a0, b0) < Math.min(a1, b1);
}

function keyOf(entry: object, key: string): unknown {
  return (entry as Readonly<Record<string, unknown>>)[key];
}
