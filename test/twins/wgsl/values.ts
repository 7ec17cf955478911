/** Values of an evaluation: floats as intervals, integers and booleans exactly, vectors and arrays as lists. */
import { Interval, point } from '../bounds.js';
import type { Expression, Field, TypeName } from './syntax.js';

export type Value = Interval | number | boolean | readonly Value[] | StructValue;

/** A struct by its fields. */
export interface StructValue {
  readonly [field: string]: Value;
}

/** What the text declares, for types. */
export interface Types {
  fieldsOf(struct: string): readonly Field[];
  /** Length of an array type; throws where it is runtime-sized. */
  lengthOf(size: TypeName | Expression | undefined): number;
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

export function isStruct(value: Value): value is StructValue {
  return typeof value === 'object' && !isList(value) && !(value instanceof Interval);
}

type VectorShape = readonly ['f32' | 'i32' | 'u32', number];
const vectorShapes = new Map<string, VectorShape | undefined>();

/** [component type, length] of `vec3f` and its like; undefined for other types. */
export function vectorShape(name: string): VectorShape | undefined {
  // Asked for each value of each row.
  if (vectorShapes.has(name)) return vectorShapes.get(name);
  const match = /^vec([234])([fiu])$/.exec(name);
  const shape: VectorShape | undefined =
    match === null ? undefined : [`${match[2]}32` as VectorShape[0], Number(match[1])];
  vectorShapes.set(name, shape);
  return shape;
}

const SCALARS: ReadonlySet<string> = new Set(['f32', 'i32', 'u32', 'bool']);

/** One scalar of a flattened value: the path to it from the value, and its type. */
export interface Leaf {
  readonly path: string;
  readonly type: string;
}

/** The scalars of a type, in order: `.x`, `[3]`, `.pair.energyGev`; a scalar itself has the empty path. */
export function leavesOf(type: TypeName, types: Types, path = ''): Leaf[] {
  const vector = vectorShape(type.name);
  if (vector !== undefined) {
    return Array.from({ length: vector[1] }, (_, i) => ({ path: `${path}.${'xyzw'[i]}`, type: vector[0] }));
  }
  if (type.name === 'array') {
    const [element, size] = type.arguments;
    const of = asType(element);
    return Array.from({ length: types.lengthOf(size) }, (_, i) =>
      leavesOf(of, types, `${path}[${i}]`),
    ).flat();
  }
  if (['f32', 'i32', 'u32'].includes(type.name)) return [{ path, type: type.name }];
  return types.fieldsOf(type.name).flatMap((f) => leavesOf(f.type, types, `${path}.${f.name}`));
}

/** Builds a value of a type from its scalars in order, by what `scalar` makes of each. */
export function assemble<T>(
  type: TypeName,
  types: Types,
  scalar: (type: string) => T,
): T | readonly unknown[] | object {
  if (SCALARS.has(type.name)) return scalar(type.name);
  const vector = vectorShape(type.name);
  if (vector !== undefined) return listOf(vector[1], () => scalar(vector[0]));
  if (type.name === 'array') {
    const [element, size] = type.arguments;
    const of = asType(element);
    return listOf(types.lengthOf(size), () => assemble(of, types, scalar));
  }
  const fields: Record<string, unknown> = {};
  for (const { name, type: of } of types.fieldsOf(type.name)) fields[name] = assemble(of, types, scalar);
  return fields;
}

function listOf<T>(length: number, make: () => T): T[] {
  const list: T[] = [];
  for (let i = 0; i < length; i++) list.push(make());
  return list;
}

/** A value of a type from its scalars in order; floats are exact inputs. */
export function valueFrom(type: TypeName, types: Types, scalars: Iterator<number>): Value {
  const scalar = (name: string): Value => {
    const { value } = scalars.next();
    return name === 'f32' ? point(value) : value;
  };
  return assemble(type, types, scalar) as Value;
}

/** The zero value of a type. */
export function zeroOf(type: TypeName, types: Types): Value {
  const zero = (name: string): Value => (name === 'f32' ? point(0) : name === 'bool' ? false : 0);
  return assemble(type, types, zero) as Value;
}

/** The smallest value that contains both: of the first, the f64 values stay. */
export function hull(a: Value, b: Value): Value {
  if (a instanceof Interval && b instanceof Interval) {
    return new Interval(a.value, Math.min(a.lo, b.lo), Math.max(a.hi, b.hi));
  }
  if (isList(a) && isList(b)) return a.map((part, i) => hull(part, b[i] ?? 0));
  if (isStruct(a) && isStruct(b)) {
    return Object.fromEntries(Object.entries(a).map(([name, part]) => [name, hull(part, b[name] ?? 0)]));
  }
  if (a === b) return a;
  throw new Error('an integer or a boolean depends on rounding');
}

/** Scalars of a value in order. */
export function scalarsOf(value: Value): (Interval | number)[] {
  const scalars: (Interval | number)[] = [];
  addScalars(value, scalars);
  return scalars;
}

function addScalars(value: Value, to: (Interval | number)[]): void {
  if (value instanceof Interval || typeof value === 'number') to.push(value);
  else if (typeof value === 'boolean') to.push(Number(value));
  else for (const part of isList(value) ? value : Object.values(value)) addScalars(part, to);
}

/** A type among a type's arguments. */
export function asType(argument: TypeName | Expression | undefined): TypeName {
  if (argument === undefined || 'kind' in argument) throw new Error('a type was expected between < and >');
  return argument;
}
