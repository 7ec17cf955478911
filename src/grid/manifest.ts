/** Metadata of a grid: the attributes of its Zarr group and coordinates, and their names on disk. */
import { StoreError } from '../errors.js';
import { visible } from '../visible.js';
import type { GridAxis } from './axes.js';
import type { TilePlan } from './tiles.js';
import { type Attributes, extraDimensions, type VariableSpec } from './variables.js';

/**
 * Provenance of a grid: attributes of its group. They contain no time, path or duration, so that the same scan gives the same bytes.
 */
export interface GridAttributes {
  /** Name of the scan. */
  readonly title: string;
  readonly dualnu_version: string;
  /** The model in one line, for people: `dual, dirac, SM Z on, charge darknews`. */
  readonly model: string;
  /** Production places that are summed in the signal, for people: `tpc, dirt (cylinder)`. */
  readonly production: string;
  /** Name and title of the experiment, and the label of its response. */
  readonly experiment: string;
  readonly experiment_title: string;
  readonly response: string;
  /** The statistic in one line, for people: `cnp, observed`. */
  readonly statistic: string;
  /** chi2 of the background alone, |U|^2 = 0: the `background-only` point of every contour; the sum over experiments. */
  readonly background_chi2: number;
  /** The experiments, in the order of the scan file. */
  readonly experiments: readonly ExperimentAttributes[];
  /** Events of every mass point; if their number is raised adaptively, the initial number and the maximum. */
  readonly events_per_mass_point: number;
  readonly max_events_per_mass_point?: number;
  readonly seed: number;
  /** Values of the parameters that are not axes. */
  readonly fixed: Readonly<Record<string, number>>;
  /** Resolved configuration, JSON. */
  readonly config: string;
  readonly engine: string;
  readonly adapter: string;
  readonly driver: string;
}

/** Attributes of one experiment of a grid. */
export interface ExperimentAttributes {
  readonly name: string;
  readonly title: string;
  readonly production: string;
  readonly response: string;
  readonly background_chi2: number;
  /** Whether it is excluded from the sums over experiments. */
  readonly apart: boolean;
  /** Suffix of its variables, `microboone_2025` in chi2_microboone_2025; empty if it is the only experiment. */
  readonly suffix: string;
}

/** The statistic of a grid's chi2 in words, with the limitation of a sum over experiments. */
export function statisticInWords({ statistic, experiments }: GridAttributes): string {
  const isSum = experiments.filter(({ apart }) => !apart).length > 1;
  return isSum ? `${statistic}; summed over experiments, no common nuisance parameters` : statistic;
}

/** The suffix of an experiment's variables in a joint grid, from its name. */
export function gridSuffix(name: string): string {
  return name.replace(/\W+/g, '_');
}

/** Specification of a grid, known before its first tile. */
export interface GridSpec {
  readonly axes: readonly GridAxis[];
  readonly tilePlan: TilePlan;
  readonly variables: readonly VariableSpec[];
  readonly attributes: GridAttributes;
  /** Hash of the resolved config, inputs, linked shaders and package versions. */
  readonly identity: string;
}

/** Version of the layout on disk; a reader refuses another. */
export const GRID_FORMAT = 1;

/** Attributes of a coordinate array on disk. */
export function attributesOfAxis({ units, longName, spacing }: GridAxis): Attributes {
  return { units, long_name: longName, spacing };
}

/** Attributes of the group on disk: flat strings and numbers, which can be converted to netCDF. */
export function attributesOfGroup(spec: GridSpec): Attributes {
  const { fixed, experiments, ...provenance } = spec.attributes;
  const extra = extraDimensions(spec.variables).map(({ name }) => name);
  return {
    Conventions: 'CF-1.11',
    dualnu_format: GRID_FORMAT,
    ...provenance,
    fixed_parameters: JSON.stringify(fixed),
    experiments: JSON.stringify(experiments),
    identity: spec.identity,
    axes: spec.axes.map((axis) => axis.name),
    variables: spec.variables.map((variable) => variable.name),
    ...(extra.length > 0 ? { dimensions: extra } : {}),
    tile_shape: spec.tilePlan.chunkShape,
    tiles: spec.tilePlan.tileCount,
    // Set to 1 when the last tile is there; numbers, since netCDF has no truth values.
    complete: 0,
  };
}

/** Whether the attributes of a Zarr group are those of a dualnu grid, of this format or another. */
export function isGridAttributes(attributes: Readonly<Record<string, unknown>>): boolean {
  return typeof attributes.dualnu_format === 'number' && typeof attributes.identity === 'string';
}

/** The group's attributes, checked and split: provenance, identity, and names and shapes for the arrays. StoreError if damaged. */
export function parseGroupAttributes(
  dir: string,
  raw: Readonly<Record<string, unknown>>,
): {
  attributes: GridAttributes;
  identity: string;
  axes: string[];
  variables: string[];
  /** Dimensions besides the axes. */
  dimensions: string[];
  tileShape: number[];
} {
  if (!isGridAttributes(raw)) throw new StoreError(`${dir}: a Zarr group, but not a dualnu grid`);
  if (raw.dualnu_format !== GRID_FORMAT) {
    throw new StoreError(
      `${dir}: grid format ${raw.dualnu_format}, but this dualnu reads ${GRID_FORMAT}; use the dualnu that wrote it`,
    );
  }
  const read = <T>(key: string, isGood: (value: unknown) => value is T): T => {
    const value = raw[key];
    if (!isGood(value))
      throw new StoreError(`${dir}: attribute ${key} is missing or malformed; the grid is damaged`);
    return value;
  };
  // Texts of a grid are shown in terminals and figures, so that control characters from a foreign file must be made visible.
  const text = (key: string) => visible(read(key, (v) => typeof v === 'string'));
  const number = (key: string) => read(key, (v) => typeof v === 'number');
  const areNames = (v: unknown): v is string[] => Array.isArray(v) && v.every(isName);
  const axes = read('axes', areNames);
  const isTileShape = (v: unknown): v is number[] =>
    Array.isArray(v) && v.length === axes.length && v.every((n) => Number.isInteger(n) && n > 0);
  const isChi2 = (v: unknown): v is number => typeof v === 'number' && v >= 0;
  const attributes: GridAttributes = {
    title: text('title'),
    dualnu_version: text('dualnu_version'),
    model: text('model'),
    production: text('production'),
    experiment: text('experiment'),
    experiment_title: text('experiment_title'),
    response: text('response'),
    statistic: text('statistic'),
    background_chi2: read('background_chi2', isChi2),
    experiments: experimentsOf(
      dir,
      read('experiments', (v) => typeof v === 'string'),
    ),
    events_per_mass_point: number('events_per_mass_point'),
    ...('max_events_per_mass_point' in raw
      ? { max_events_per_mass_point: number('max_events_per_mass_point') }
      : {}),
    seed: number('seed'),
    fixed: fixedOf(dir, text('fixed_parameters')),
    config: text('config'),
    engine: text('engine'),
    adapter: text('adapter'),
    driver: text('driver'),
  };
  return {
    attributes,
    identity: text('identity'),
    axes,
    variables: read('variables', areNames),
    dimensions: 'dimensions' in raw ? read('dimensions', areNames) : [],
    tileShape: read('tile_shape', isTileShape),
  };
}

/**
 * Whether a value can be the name of an axis, a variable or a parameter. It is also a folder name, hence word characters only; and it is
 * a lookup key, hence not a property that every object has.
 */
function isName(v: unknown): v is string {
  return typeof v === 'string' && /^\w+$/.test(v) && !(v in Object.prototype);
}

/** The fixed parameters of a grid from their attribute. */
function fixedOf(dir: string, json: string): GridAttributes['fixed'] {
  const fixed = parsed(json);
  const isFixed = (entry: [string, unknown]): entry is [string, number] =>
    isName(entry[0]) && Number.isFinite(entry[1]);
  if (typeof fixed === 'object' && fixed !== null) {
    const entries = Object.entries(fixed);
    if (entries.every(isFixed)) return Object.fromEntries(entries);
  }
  throw new StoreError(`${dir}: attribute fixed_parameters is malformed; the grid is damaged`);
}

/** The value of a JSON text, with its strings made visible; undefined if it is invalid. */
function parsed(json: string): unknown {
  try {
    // A reviver, so that strings at any depth are made visible.
    return JSON.parse(json, (_, value: unknown) => (typeof value === 'string' ? visible(value) : value));
  } catch {
    return undefined;
  }
}

/** The experiments of a grid from their attribute, with their strings made visible. */
function experimentsOf(dir: string, json: string): ExperimentAttributes[] {
  const list = parsed(json);
  const isExperiment = (v: unknown) =>
    typeof v === 'object' && v !== null && 'name' in v && typeof v.name === 'string';
  if (Array.isArray(list) && list.every(isExperiment)) return list as ExperimentAttributes[];
  throw new StoreError(`${dir}: attribute experiments is malformed; the grid is damaged`);
}
