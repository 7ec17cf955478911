/** Variables of a grid: type, dimensions and description, and their form on disk. */

/** A value of a Zarr attribute. */
export type AttributeValue = string | number | readonly string[] | readonly number[];

/** Attributes of an array, as they are on disk. */
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** A dimension of a variable that is not an axis of the scan, such as the bins of an observation. A chunk contains all of it. */
export interface ExtraDimension {
  readonly name: string;
  readonly size: number;
  /** Attributes of its coordinate, which counts from 0: `long_name`, `labels`, ... */
  readonly attributes: Attributes;
}

/** One variable of the grid: type, dimensions and description. */
export interface VariableSpec {
  readonly name: string;
  readonly dtype: 'float32' | 'uint32';
  /** The axes that it depends on: a subset, in scan order. */
  readonly axes: readonly string[];
  /** Its dimensions after the axes; most variables have none. */
  readonly extra: readonly ExtraDimension[];
  readonly units: string;
  readonly longName: string;
  readonly attributes: Attributes;
}

/**
 * Fill values for the padding of edge chunks and for tiles not yet computed. Both are netCDF's defaults. No computed value can equal them
 * (a chi2 of 1e37; all flags set at once), and they are finite, so that NaN is never written. Zero would be mistaken for a perfect fit or
 * for a point without flags.
 */
export const FILL_VALUES = { float32: 9.969209968386869e36, uint32: 4294967295 } as const;

/** Whether a value of a float variable is missing: the fill value or beyond, or NaN. It must not be used as a number. */
export function isMissing(value: number): boolean {
  return !(Math.abs(value) < FILL_VALUES.float32);
}

/** CF attributes of a bit field: `flag_masks`, and `flag_meanings` as words in the order of the masks. */
export function flagAttributes(flags: Readonly<Record<string, number>>): Attributes {
  return { flag_masks: Object.values(flags), flag_meanings: Object.keys(flags).map(flagWord).join(' ') };
}

/** The word of a flag in grids and messages: `low_effective_sample_size`. */
export function flagWord(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Attributes of a variable on disk. */
export function attributesOfVariable(spec: VariableSpec): Attributes {
  // xarray masks values equal to `_FillValue`, which for a float must be the base64 of a little-endian double.
  const fill = Buffer.from(Float64Array.of(FILL_VALUES.float32).buffer).toString('base64');
  const masked = spec.dtype === 'float32' ? { _FillValue: fill } : {};
  return { units: spec.units, long_name: spec.longName, ...masked, ...spec.attributes };
}

/** Names of a variable's dimensions, in the order of its array. */
export function dimensionNames({ axes, extra }: Pick<VariableSpec, 'axes' | 'extra'>): string[] {
  return [...axes, ...extra.map(({ name }) => name)];
}

/** The dimensions of variables besides the axes, each once. */
export function extraDimensions(variables: readonly Pick<VariableSpec, 'extra'>[]): ExtraDimension[] {
  const byName = new Map(
    variables.flatMap(({ extra }) => extra.map((dimension) => [dimension.name, dimension])),
  );
  return [...byName.values()];
}

/** Path in the grid of a chunk of a variable: `chi2/c/0/3/1`. */
export function chunkKey({ name }: Pick<VariableSpec, 'name'>, index: readonly number[]): string {
  return [name, 'c', ...index].join('/');
}
