/** Metadata of a grid: the attributes of its Zarr group and coordinates, and their names on disk. */
import type { GridAxis } from '../tiles/axes.js';
import type { TilePlan } from '../tiles/tiles.js';
import { type Attributes, extraDimensions, type VariableSpec } from '../tiles/variables.js';

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

/** Version of the layout on disk that is written. */
export const GRID_FORMAT = 2;

/** The version before, without digests and without a second copy of the metadata; it can still be read. */
export const FORMAT_WITHOUT_DIGESTS = 1;

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
