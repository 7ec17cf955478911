/** A grid on disk, and opening it: a Zarr v3 group with one chunk per tile. */
import { join } from 'node:path';
import { open, root } from 'zarrita';
import { at } from '../at.js';
import { StoreError } from '../errors.js';
import { readRegularFile, SIZE_LIMITS, UnreadableFile } from '../platform/readRegularFile.js';
import { visible } from '../visible.js';
import { atomicStore, isAbsent, storeErrorFrom } from './atomicStore.js';
import type { GridAxis } from './axes.js';
import { type GridAttributes, parseGroupAttributes } from './manifest.js';
import { productOf, type TilePlan } from './tiles.js';
import type { Attributes, ExtraDimension, VariableSpec } from './variables.js';

/** A grid on disk as plain data; no file is kept open. */
export interface Grid {
  readonly dir: string;
  readonly axes: readonly GridAxis[];
  readonly tilePlan: TilePlan;
  readonly variables: readonly VariableSpec[];
  readonly attributes: GridAttributes;
  readonly identity: string;
}

/** Entries of a per-axis list (`shape`, `index`, ...) for the axes of a variable, in scan order. */
export function restrictToAxes(
  grid: Pick<Grid, 'axes'>,
  axes: readonly string[],
  list: readonly number[],
): number[] {
  return grid.axes.flatMap((axis, i) => (axes.includes(axis.name) ? [at(list, i)] : []));
}

/** Shape of a variable for given lengths of the grid's axes. */
export function shapeOfVariable(
  grid: Pick<Grid, 'axes'>,
  { axes, extra }: Pick<VariableSpec, 'axes' | 'extra'>,
  lengths: readonly number[],
): number[] {
  return [...restrictToAxes(grid, axes, lengths), ...extra.map(({ size }) => size)];
}

/** The variable with this name. Throws StoreError if the grid does not have it. */
export function findVariable(grid: Grid, name: string): VariableSpec {
  const variable = grid.variables.find((v) => v.name === name);
  if (variable) return variable;
  throw new StoreError(
    `${grid.dir}: has no variable ${name}; it has ${grid.variables.map((v) => v.name).join(', ')}`,
  );
}

/** Attributes of the Zarr group at `dir`; undefined if there is none. Throws StoreError if it cannot be read. */
export async function readGroupAttributes(dir: string): Promise<Record<string, unknown> | undefined> {
  const path = join(dir, 'zarr.json');
  try {
    const bytes = await readRegularFile(path, SIZE_LIMITS.table);
    const document: unknown = JSON.parse(bytes.toString('utf8'));
    const isGroup = typeof document === 'object' && document !== null && 'attributes' in document;
    return isGroup ? (document.attributes as Record<string, unknown>) : {};
  } catch (error) {
    if (isAbsent(error)) return undefined;
    if (error instanceof UnreadableFile)
      throw new StoreError(`${path}: ${error.message}; the grid is damaged`);
    if (error instanceof SyntaxError) throw new StoreError(`${path}: not valid JSON; the grid is damaged`);
    throw storeErrorFrom(error, 'cannot read', path);
  }
}

/** Opens a grid on disk, finished or not. Throws StoreError if `dir` is not a dualnu grid or is damaged. */
export async function openGrid(dir: string): Promise<Grid> {
  const raw = await readGroupAttributes(dir);
  if (!raw) throw new StoreError(`${dir}: not a dualnu grid (no zarr.json there)`);
  const {
    attributes,
    identity,
    axes: axisNames,
    variables: names,
    dimensions,
    tileShape,
  } = parseGroupAttributes(dir, raw);
  const group = root(atomicStore(dir));
  const openArray = async (name: string) => {
    try {
      return await open.v3(group.resolve(name), { kind: 'array' });
    } catch (error) {
      throw storeErrorFrom(error, `cannot open array ${name} of`, dir);
    }
  };
  const axes: GridAxis[] = [];
  for (const name of axisNames) {
    const array = await openArray(name);
    const { data } = await array.getChunk([0]);
    if (!(data instanceof Float64Array))
      throw new StoreError(`${dir}: axis ${name} is not float64; the grid is damaged`);
    if (data.length !== array.shape[0])
      throw new StoreError(
        `${dir}: axis ${name} has ${data.length} values where ${array.shape[0]} are expected; the grid is damaged`,
      );
    const { spacing, ...described } = array.attrs;
    if (spacing !== 'linear' && spacing !== 'log' && spacing !== 'values')
      throw new StoreError(`${dir}: axis ${name} has no known spacing; the grid is damaged`);
    axes.push({ name, spacing, values: [...data], ...descriptionOf(name, described) });
  }
  const extra = new Map<string, ExtraDimension>();
  for (const name of dimensions) {
    const { shape, attrs } = await openArray(name);
    const { units: _units, ...attributes } = shown(attrs as Attributes);
    // A damaged coordinate without a length has size 0, which is refused below.
    extra.set(name, { name, size: shape[0] ?? 0, attributes });
  }
  const variables: VariableSpec[] = [];
  for (const name of names) {
    const { dtype, attrs, dimensionNames = [], shape } = await openArray(name);
    if (dtype !== 'float32' && dtype !== 'uint32')
      throw new StoreError(`${dir}: variable ${name} has type ${dtype}, not float32 or uint32`);
    const { units: _units, long_name: _longName, _FillValue, ...rest } = attrs as Record<string, string>;
    const onAxes = axisNames.filter((axis) => dimensionNames.includes(axis));
    const further = dimensionNames.slice(onAxes.length).flatMap((dimension) => extra.get(dimension) ?? []);
    if ([...onAxes, ...further.map((dimension) => dimension.name)].join() !== dimensionNames.join())
      throw new StoreError(`${dir}: variable ${name} has axes that the grid has not; the grid is damaged`);
    if (further.some(({ size }, i) => size !== shape[onAxes.length + i]))
      throw new StoreError(`${dir}: variable ${name} is not as long as its coordinates; the grid is damaged`);
    variables.push({
      name,
      dtype,
      axes: onAxes,
      extra: further,
      ...descriptionOf(name, attrs),
      attributes: shown(rest),
    });
  }
  const shape = axes.map((axis) => axis.values.length);
  const tileCount = productOf(shape.map((n, i) => Math.ceil(n / at(tileShape, i))));
  return {
    dir,
    axes,
    tilePlan: { shape, chunkShape: tileShape, tileCount },
    variables,
    attributes,
    identity,
  };
}

/** Unit and description of an array from its attributes, made visible. */
function descriptionOf(name: string, { units, long_name }: Readonly<Record<string, unknown>>) {
  return { units: visible(String(units ?? '1')), longName: visible(String(long_name ?? name)) };
}

/** Attributes with their strings made visible. */
function shown(attributes: Attributes): Attributes {
  const show = <T>(value: T) => (typeof value === 'string' ? visible(value) : value);
  const entries = Object.entries(attributes).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.map(show) : show(value),
  ]);
  return Object.fromEntries(entries);
}
