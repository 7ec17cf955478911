/** The metadata of one array, `zarr.json`: its form on disk, written from a specification and read by a schema. */
import { z } from 'zod';
import { StoreError } from '../errors.js';
import { chunkShapeOf, shapeOfVariable } from '../tiles/shapes.js';
import { attributesOfVariable, dimensionNames, extraDimensions, FILL_VALUES } from '../tiles/variables.js';
import { attributesOfAxis, type GridSpec } from './manifest.js';

/** Raw little-endian bytes: fast to write and map, and results hardly compress. */
const CODECS = [{ name: 'bytes', configuration: { endian: 'little' } }];

/** Most numbers of a chunk that are read at a time, so that a wrong shape does not fill the memory. */
const MOST_NUMBERS = 2 ** 28;

const codec = z.object({ name: z.string(), configuration: z.record(z.string(), z.unknown()).optional() });
const lengths = z.array(z.int().nonnegative());

const schema = z.object({
  zarr_format: z.literal(3),
  node_type: z.literal('array'),
  shape: lengths,
  data_type: z.string(),
  chunk_grid: z.object({
    name: z.literal('regular'),
    configuration: z.object({ chunk_shape: z.array(z.int().positive()) }),
  }),
  chunk_key_encoding: z.object({
    name: z.enum(['default', 'v2']),
    configuration: z.object({ separator: z.enum(['/', '.']) }).optional(),
  }),
  codecs: z.array(codec).min(1),
  fill_value: z.unknown(),
  // Zarr leaves out the names of an array without dimensions.
  dimension_names: z.array(z.string()).default([]),
  attributes: z.record(z.string(), z.unknown()).default({}),
  storage_transformers: z.array(z.unknown()).max(0).optional(),
});

/** The metadata of an array. */
export type ArrayMetadata = Readonly<z.output<typeof schema>>;

/** An array's metadata from its document. StoreError, with the key that is not as dualnu reads it. */
export function parseArrayMetadata(dir: string, name: string, document: unknown): ArrayMetadata {
  const parsed = schema.safeParse(document);
  const where = `${dir}: array ${name}`;
  if (!parsed.success)
    throw new StoreError(
      `${where}: ${parsed.error.issues[0]?.path.join('.')} is not what dualnu reads: the grid is damaged, or another program wrote it in another form`,
    );
  const { shape, chunk_grid, dimension_names } = parsed.data;
  const { chunk_shape } = chunk_grid.configuration;
  if (chunk_shape.length !== shape.length || dimension_names.length !== shape.length)
    throw new StoreError(`${where}: shape, chunks and names differ in length; the grid is damaged`);
  if (chunk_shape.reduce((product, n) => product * n, 1) > MOST_NUMBERS)
    throw new StoreError(
      `${where}: chunks of [${chunk_shape}] numbers are too large to be read; chunk it anew, with at most ${MOST_NUMBERS} numbers a chunk`,
    );
  return parsed.data;
}

/** Whether an array lies on disk as a scan writes it: raw bytes, and chunks of this shape. */
export function isAsWritten(
  { codecs, chunk_grid, chunk_key_encoding: encoding }: ArrayMetadata,
  chunkShape: readonly number[],
): boolean {
  return (
    JSON.stringify(codecs) === JSON.stringify(CODECS) &&
    chunk_grid.configuration.chunk_shape.join() === chunkShape.join() &&
    encoding.name === 'default' &&
    encoding.configuration?.separator !== '.'
  );
}

/** A document of an array, from what is particular to it. */
function arrayDocument({
  chunkShape,
  fillValue,
  dimensionNames: names,
  ...array
}: {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly chunkShape: readonly number[];
  readonly fillValue: number;
  readonly dimensionNames: readonly string[];
  readonly attributes: object;
}) {
  return {
    zarr_format: 3,
    node_type: 'array',
    shape: array.shape,
    data_type: array.dtype,
    chunk_grid: { name: 'regular', configuration: { chunk_shape: chunkShape } },
    chunk_key_encoding: { name: 'default', configuration: { separator: '/' } },
    codecs: CODECS,
    fill_value: fillValue,
    dimension_names: names,
    attributes: array.attributes,
  };
}

/** The documents of a grid's arrays by name: coordinates, then indices of further dimensions, then variables. */
export function arrayDocuments(spec: Pick<GridSpec, 'axes' | 'tilePlan' | 'variables'>) {
  const coordinate = (name: string, size: number) => ({
    name,
    shape: [size],
    chunkShape: [size],
    fillValue: 0,
    dimensionNames: [name],
  });
  const coordinates = spec.axes.map((axis) => ({
    ...coordinate(axis.name, axis.values.length),
    dtype: 'float64',
    attributes: attributesOfAxis(axis),
  }));
  const indices = extraDimensions(spec.variables).map(({ name, size, attributes }) => ({
    ...coordinate(name, size),
    dtype: 'uint32',
    attributes: { units: '1', ...attributes },
  }));
  const variables = spec.variables.map((variable) => ({
    name: variable.name,
    dtype: variable.dtype,
    shape: shapeOfVariable(spec, variable, spec.tilePlan.shape),
    chunkShape: chunkShapeOf(spec, variable),
    fillValue: FILL_VALUES[variable.dtype],
    dimensionNames: dimensionNames(variable),
    attributes: attributesOfVariable(variable),
  }));
  return new Map(
    [...coordinates, ...indices, ...variables].map((array) => [array.name, arrayDocument(array)]),
  );
}
