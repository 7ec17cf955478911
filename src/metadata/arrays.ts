/** Axes, dimensions and variables of a grid, from the metadata of its arrays. */
import { StoreError } from '../errors.js';
import type { Axis, GridAxis } from '../tiles/axes.js';
import type { Attributes, ExtraDimension, VariableSpec } from '../tiles/variables.js';
import { visible } from '../visible.js';
import { type ArrayMetadata, parseArrayMetadata } from './arrayMetadata.js';
import { DOCUMENT, documentOf } from './documents.js';
import type { AskedAxis } from './groupAttributes.js';

/** The JSON object of a text. StoreError if it is none. */
export function parseDocument(dir: string, path: string, text: string): Record<string, unknown> {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw new StoreError(`${dir}/${path}: not valid JSON; the grid is damaged`);
  }
  if (typeof document === 'object' && document !== null && !Array.isArray(document))
    return document as Record<string, unknown>;
  throw new StoreError(`${dir}/${path}: not a JSON object; the grid is damaged`);
}

/** The attributes of the group's document; none where it has none. */
export function attributesOfDocument(dir: string, text: string): Record<string, unknown> {
  const { attributes } = parseDocument(dir, DOCUMENT, text);
  return typeof attributes === 'object' && attributes !== null ? (attributes as Record<string, unknown>) : {};
}

/** The metadata of an array from the texts of a grid's documents; undefined where it has no document. */
export function findArray(
  dir: string,
  texts: ReadonlyMap<string, string>,
  name: string,
): ArrayMetadata | undefined {
  const text = texts.get(documentOf(name));
  return text === undefined
    ? undefined
    : parseArrayMetadata(dir, name, parseDocument(dir, documentOf(name), text));
}

/** The metadata of an array. StoreError where it has no document. */
export function requireArray(dir: string, texts: ReadonlyMap<string, string>, name: string): ArrayMetadata {
  const found = findArray(dir, texts, name);
  if (found === undefined)
    throw new StoreError(`${dir}: has no array ${name}, which its attributes name; the grid is damaged`);
  return found;
}

/** An axis with values of its own, described by its coordinate. StoreError where its spacing is not that of the scan. */
export function axisOf(
  dir: string,
  { name, spacing }: AskedAxis,
  { attributes }: ArrayMetadata,
  values: readonly number[],
): GridAxis {
  const found = attributes.spacing;
  if (found !== spacing || !isSpacing(found))
    throw new StoreError(`${dir}: axis ${name} has no known spacing; the grid is damaged`);
  return { name, spacing: found, values, ...descriptionOf(name, attributes) };
}

const isSpacing = (text: unknown): text is Axis['spacing'] =>
  text === 'linear' || text === 'log' || text === 'values';

/** A dimension that is not an axis, described by its coordinate. */
export function dimensionOf(name: string, size: number, attributes: object): ExtraDimension {
  const { units: _units, ...rest } = shown(attributes as Attributes);
  return { name, size, attributes: rest };
}

/** A variable from its array; its dimensions may stand in any order. StoreError where the grid cannot have such a variable. */
export function variableOf(
  dir: string,
  name: string,
  { data_type: type, attributes, dimension_names: dimensions }: ArrayMetadata,
  axes: readonly string[],
  extra: ReadonlyMap<string, ExtraDimension>,
): VariableSpec {
  // What another program widened is narrowed again: a scan writes single precision.
  const dtype = type === 'float64' ? 'float32' : type;
  if (dtype !== 'float32' && dtype !== 'uint32')
    throw new StoreError(`${dir}: variable ${name} has type ${type}, not float32 or uint32`);
  const packed = ['scale_factor', 'add_offset'].find((key) => key in attributes);
  if (packed !== undefined)
    throw new StoreError(
      `${dir}: variable ${name} is packed by another program (${packed}), which dualnu does not undo`,
    );
  const onAxes = axes.filter((axis) => dimensions.includes(axis));
  const further = dimensions.flatMap((dimension) => extra.get(dimension) ?? []);
  if (
    new Set(dimensions).size !== onAxes.length + further.length ||
    onAxes.length + further.length !== dimensions.length
  )
    throw new StoreError(`${dir}: variable ${name} has axes that the grid has not; the grid is damaged`);
  const { units: _units, long_name: _longName, _FillValue, missing_value: _missing, ...rest } = attributes;
  return {
    name,
    dtype,
    axes: onAxes,
    extra: further,
    ...descriptionOf(name, attributes),
    attributes: shown(rest as Attributes),
  };
}

/** Throws StoreError where an array is not as long as the coordinates of its dimensions. */
export function checkLengths(
  dir: string,
  name: string,
  { shape, dimension_names }: ArrayMetadata,
  lengths: ReadonlyMap<string, number>,
): void {
  if (dimension_names.some((dimension, i) => lengths.get(dimension) !== shape[i]))
    throw new StoreError(`${dir}: variable ${name} is not as long as its coordinates; the grid is damaged`);
}

/** Unit and description of an array from its attributes, made visible. */
function descriptionOf(name: string, attributes: Readonly<Record<string, unknown>>) {
  const { units, long_name } = shown(attributes as Attributes);
  return { units: String(units ?? '1'), longName: String(long_name ?? name) };
}

/** Attributes with their strings made visible. Objects, which a scan does not write, are their JSON: not every object can be made a string. */
function shown(attributes: Attributes): Attributes {
  const show = <T>(value: T) =>
    typeof value === 'string'
      ? visible(value)
      : typeof value === 'object' && value !== null
        ? visible(JSON.stringify(value))
        : value;
  const entries = Object.entries(attributes).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.map(show) : show(value),
  ]);
  return Object.fromEntries(entries);
}
