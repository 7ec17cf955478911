/** The attributes of a grid's group, read: checked by a schema and against each other. */
import { z } from 'zod';
import { StoreError } from '../errors.js';
import { sha256 } from '../platform/sha256.js';
import { visible } from '../visible.js';
import { FORMAT_WITHOUT_DIGESTS, GRID_FORMAT, type GridAttributes, isGridAttributes } from './manifest.js';

/**
 * Name of an axis, a variable or a parameter. It is also a folder name, hence word characters only; and it is a lookup key, hence not a
 * property that every object has.
 */
const name = z.string().refine((text) => /^\w+$/.test(text) && !(text in Object.prototype));
const names = z.array(name).refine((list) => new Set(list).size === list.length);
/** Texts of a grid are shown in terminals and figures, so that control characters from a foreign file must be made visible. */
const shownText = z.string().transform(visible);
const chi2 = z.number().nonnegative();
const count = z.int().positive();

/** Whether a value is a set of fixed parameters: finite numbers by name. */
function isFixed(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  // Not a record of zod's, which passes over a key __proto__.
  return Object.entries(value).every(
    ([key, number]) => name.safeParse(key).success && Number.isFinite(number),
  );
}

/** A JSON text with a value of some schema. */
const jsonOf = <T extends z.ZodType>(schema: T) =>
  z.string().transform((text, context): z.output<T> => {
    const parsed = schema.safeParse(jsonValue(text));
    if (parsed.success) return parsed.data;
    context.addIssue({ code: 'custom', message: 'malformed' });
    return z.NEVER;
  });

/** The value of a JSON text; undefined if it is invalid. */
function jsonValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const experiment = z.strictObject({
  name: shownText,
  title: shownText,
  production: shownText,
  response: shownText,
  background_chi2: chi2,
  apart: z.boolean(),
  suffix: z.string().regex(/^\w*$/),
});

/** The part of the resolved configuration that a reader holds the grid against. */
const config = z.object({
  axes: z.array(z.object({ name: z.string(), spacing: z.string(), values: z.array(z.number()).min(1) })),
  fixed: z.record(z.string(), z.number()).optional(),
  seed: z.number().optional(),
  events_per_mass_point: z.number().optional(),
  experiments: z.array(z.object({ name: z.string() })).optional(),
});

/** Attributes of a group; other programs may have added some of their own. */
const schema = z.object({
  title: shownText,
  dualnu_version: shownText,
  model: shownText,
  production: shownText,
  experiment: shownText,
  experiment_title: shownText,
  response: shownText,
  statistic: shownText,
  background_chi2: chi2,
  experiments: jsonOf(z.array(experiment).min(1)),
  events_per_mass_point: count,
  max_events_per_mass_point: count.optional(),
  seed: z.int().nonnegative(),
  fixed_parameters: jsonOf(z.custom<Readonly<Record<string, number>>>(isFixed)),
  config: z.string(),
  engine: shownText,
  adapter: shownText,
  driver: shownText,
  identity: z.string().regex(/^[0-9a-f]{64}$/),
  axes: names.min(1),
  variables: names.min(1),
  dimensions: names.default([]),
  tile_shape: z.array(count),
});

/** An axis as the scan asked for it. */
export interface AskedAxis {
  readonly name: string;
  readonly spacing: string;
  readonly values: readonly number[];
}

/** The attributes of a group: provenance, and names and shapes for its arrays. */
export interface GroupAttributes {
  readonly format: number;
  readonly attributes: GridAttributes;
  readonly identity: string;
  /** Names in scan order, and the axes with the values that the configuration has. */
  readonly axes: readonly AskedAxis[];
  readonly variables: readonly string[];
  /** Dimensions besides the axes. */
  readonly dimensions: readonly string[];
  readonly tileShape: readonly number[];
  /** Whether the group says that all tiles are there; undefined where it does not say. */
  readonly isComplete: boolean | undefined;
}

/**
 * The group's attributes, checked and split. StoreError if they are not those of a grid, are of a format that is not known here, do not
 * follow the schema, or contradict the configuration, whose digest is the grid's identity.
 */
export function parseGroupAttributes(dir: string, raw: Readonly<Record<string, unknown>>): GroupAttributes {
  if (!isGridAttributes(raw)) throw new StoreError(`${dir}: a Zarr group, but not a dualnu grid`);
  const format = raw.dualnu_format;
  if (format !== GRID_FORMAT && format !== FORMAT_WITHOUT_DIGESTS) {
    throw new StoreError(
      `${dir}: grid format ${format}, but this dualnu reads ${FORMAT_WITHOUT_DIGESTS} and ${GRID_FORMAT}; use the dualnu that wrote it`,
    );
  }
  const parsed = schema.safeParse(raw);
  if (!parsed.success) throw malformed(dir, String(parsed.error.issues[0]?.path[0]));
  const { identity, axes, variables, dimensions, tile_shape, experiments, fixed_parameters, ...rest } =
    parsed.data;
  if (tile_shape.length !== axes.length) throw malformed(dir, 'tile_shape');
  const { max_events_per_mass_point: most, ...texts } = rest;
  const attributes: GridAttributes = {
    ...texts,
    ...(most === undefined ? {} : { max_events_per_mass_point: most }),
    experiments,
    fixed: fixed_parameters,
    config: visible(rest.config),
  };
  return {
    format,
    attributes,
    identity,
    axes: askedAxes(dir, attributes, rest.config, { identity, axes }),
    variables,
    dimensions,
    tileShape: tile_shape,
    isComplete: raw.complete === undefined ? undefined : raw.complete === 1,
  };
}

function malformed(dir: string, key: string): StoreError {
  return new StoreError(`${dir}: attribute ${key} is missing or malformed; the grid is damaged`);
}

/** The axes of the configuration, which must agree with its digest and with the other attributes. */
function askedAxes(
  dir: string,
  attributes: GridAttributes,
  text: string,
  { identity, axes }: { readonly identity: string; readonly axes: readonly string[] },
): AskedAxis[] {
  if (sha256(text) !== identity)
    throw new StoreError(
      `${dir}: identity is not the SHA-256 of config: the grid is damaged, or another program changed its attributes`,
    );
  const parsed = config.safeParse(jsonValue(text));
  if (!parsed.success) throw malformed(dir, 'config');
  const asked = parsed.data;
  const disagree = (key: string) =>
    new StoreError(`${dir}: attribute ${key} is not what config says; the grid is damaged`);
  if (asked.axes.map((axis) => axis.name).join() !== axes.join()) throw disagree('axes');
  const { fixed } = attributes;
  const isOther = ([key, value]: [string, number]) => !(Object.hasOwn(fixed, key) && fixed[key] === value);
  if (asked.fixed && Object.entries(asked.fixed).some(isOther)) throw disagree('fixed_parameters');
  if ((asked.seed ?? attributes.seed) !== attributes.seed) throw disagree('seed');
  const events = attributes.events_per_mass_point;
  if ((asked.events_per_mass_point ?? events) !== events) throw disagree('events_per_mass_point');
  const list = attributes.experiments.map((entry) => entry.name).join();
  if ((asked.experiments?.map((entry) => visible(entry.name)).join() ?? list) !== list)
    throw disagree('experiments');
  return asked.axes;
}
