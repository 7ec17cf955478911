/** The variables that a grid can hold: what each is, for one experiment or for all, and how it is spelt on disk. */
import type { ExperimentAttributes } from './manifest.js';

/** A value of a Zarr attribute. */
export type AttributeValue = string | number | readonly string[] | readonly number[];

/** Attributes of an array, as they are on disk. */
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** One variable of the grid: its type, the axes that it depends on (a subset, in scan order), and what it is. */
export interface VariableSpec {
  readonly name: string;
  readonly dtype: 'float32' | 'uint32';
  readonly axes: readonly string[];
  readonly units: string;
  readonly longName: string;
  readonly attributes: Attributes;
}

/**
 * Fill values, which stand in the padding of edge chunks and for tiles not yet computed. Both are netCDF's defaults: no
 * computed value can equal them (a chi2 of 1e37; every flag raised at once), and they are finite, so that no NaN is
 * ever written. A zero would be mistaken for a perfect fit, or for a point about which there is nothing to say.
 */
export const FILL_VALUES = { float32: 9.969209968386869e36, uint32: 4294967295 } as const;

/** Whether a float variable says nothing at a point: the fill value or beyond, or NaN. Never to be taken for a number. */
export function isMissing(value: number): boolean {
  return !(Math.abs(value) < FILL_VALUES.float32);
}

/** Type, units and description of every variable that a grid can hold. */
export const VARIABLE_INFO = {
  chi2: { dtype: 'float32', units: '1', longName: 'chi2 of the prediction against the data' },
  signal: { dtype: 'float32', units: '1', longName: 'expected signal events, summed over bins' },
  signal_tank: { dtype: 'float32', units: '1', longName: 'signal from coherent scattering in the tank' },
  signal_tank_pel: {
    dtype: 'float32',
    units: '1',
    longName: 'signal from proton-elastic scattering in the tank',
  },
  signal_tpc: { dtype: 'float32', units: '1', longName: 'signal from coherent scattering in the detector' },
  signal_tpc_pel: {
    dtype: 'float32',
    units: '1',
    longName: 'signal from proton-elastic scattering in the detector',
  },
  signal_dirt: { dtype: 'float32', units: '1', longName: 'signal from coherent scattering upstream' },
  signal_dirt_pel: {
    dtype: 'float32',
    units: '1',
    longName: 'signal from proton-elastic scattering upstream',
  },
  ctau_cm: { dtype: 'float32', units: 'cm', longName: 'proper decay length c tau of the heavy neutrino' },
  n_eff: {
    dtype: 'float32',
    units: '1',
    longName: 'effective number of simulated events, (sum w)^2/sum w^2',
  },
  flags: { dtype: 'uint32', units: '1', longName: 'validity flags' },
  events: { dtype: 'uint32', units: '1', longName: 'simulated events of the mass point in each channel' },
  mixing_flags: { dtype: 'uint32', units: '1', longName: 'validity flags of the mixing' },
} as const;

/** A variable of the grid on the axes that it depends on; `attributes` are added to its units and description. */
export function describeVariable(
  name: keyof typeof VARIABLE_INFO,
  axes: readonly string[],
  attributes: Attributes = {},
): VariableSpec {
  return { name, ...VARIABLE_INFO[name], axes, attributes };
}

/** The same for one of several experiments: `chi2_microboone_2025`. */
export function describeOwnVariable(
  name: keyof typeof VARIABLE_INFO,
  axes: readonly string[],
  { name: experiment, suffix }: Pick<ExperimentAttributes, 'name' | 'suffix'>,
  attributes: Attributes = {},
): VariableSpec {
  if (suffix === '') return describeVariable(name, axes, attributes);
  const info = VARIABLE_INFO[name];
  return {
    ...info,
    name: `${name}_${suffix}`,
    longName: `${info.longName}, ${experiment}`,
    axes,
    attributes,
  };
}

/** CF attributes of a bit field: `flag_masks`, and `flag_meanings` as words in the order of the masks. */
export function flagAttributes(flags: Readonly<Record<string, number>>): Attributes {
  const words = Object.keys(flags).map((name) => name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`));
  return { flag_masks: Object.values(flags), flag_meanings: words.join(' ') };
}

/** Attributes of a variable on disk. */
export function attributesOfVariable(spec: VariableSpec): Attributes {
  // xarray masks what equals `_FillValue`, which it wants for a float as base64 of a little-endian double.
  const fill = Buffer.from(Float64Array.of(FILL_VALUES.float32).buffer).toString('base64');
  const masked = spec.dtype === 'float32' ? { _FillValue: fill } : {};
  return { units: spec.units, long_name: spec.longName, ...masked, ...spec.attributes };
}
