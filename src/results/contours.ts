/** The contours of a grid in one plane, with everything that a figure or a table must say about them. */
import type { AxisName } from '../grid/axes.js';
import type { ExperimentAttributes, GridAttributes } from '../grid/manifest.js';
import type { Grid } from '../grid/store.js';
import { type Contour, type DeltaPlane, deltaChi2, findContour } from './contour.js';
import { findExperiment } from './experiments.js';
import { countFlags, type FlagCounts } from './flags.js';
import { countMissing, readChi2Plane } from './missing.js';
import { choosePlane, type FixedAxis, selectionOf } from './slice.js';

/** Which contours: axes by name, values asked for on the others, and confidence levels between 0 and 1. */
export interface ContourRequest {
  readonly x: string;
  readonly y: string;
  readonly fix: Readonly<Record<string, number>>;
  readonly confidenceLevels: readonly number[];
  /** One experiment of a joint grid; without it, the sum of all. */
  readonly experiment?: string | undefined;
}

/** Contours in a plane of a grid. */
export interface PlaneContours {
  readonly plane: DeltaPlane;
  readonly fixed: readonly FixedAxis[];
  readonly backgroundChi2: number;
  /** In the order of the request. */
  readonly contours: readonly Contour[];
  /** Points of the plane with each flag; empty when the grid holds no flags. */
  readonly flags: FlagCounts;
  readonly attributes: GridAttributes;
}

/** Reads a plane of the grid and finds its contours. ConfigError for a wrong request, StoreError for an unfinished grid. */
export async function computeContours(grid: Grid, request: ContourRequest): Promise<PlaneContours> {
  const choice = choosePlane(grid, request.x, request.y, request.fix);
  const own = request.experiment === undefined ? undefined : findExperiment(grid, request.experiment);
  const attributes = own ? attributesOf(grid.attributes, own) : grid.attributes;
  const backgroundChi2 = attributes.background_chi2;
  const chi2 = await readChi2Plane(grid, own?.suffix ?? '', choice);
  const plane = deltaChi2(choice.x, choice.y, chi2, backgroundChi2);
  return {
    plane,
    fixed: choice.fixed,
    backgroundChi2,
    contours: request.confidenceLevels.map((cl) => findContour(plane, cl)),
    flags: await countFlags(grid, selectionOf(choice)),
    attributes,
  };
}

/** What a joint grid says of itself, with one experiment in the place of all. */
function attributesOf(attributes: GridAttributes, own: ExperimentAttributes): GridAttributes {
  const { name, title, production, response, background_chi2 } = own;
  const experiments = [own];
  return {
    ...attributes,
    experiment: name,
    experiment_title: title,
    production,
    response,
    background_chi2,
    experiments,
  };
}

/** Contours as plain data for `--json`: axes, grid values used, minimum, levels, and lines as [x, y] pairs. */
export function contoursToJson({ plane, fixed, backgroundChi2, contours, flags, attributes }: PlaneContours) {
  const { minimum } = plane;
  const place =
    minimum.at === 'background' ? { background: true } : named(plane, [minimum.at.x, minimum.at.y]);
  return {
    x: plane.x.name,
    y: plane.y.name,
    fixed: Object.fromEntries(
      fixed.map(({ name, requested, value }) => [name, { requested: requested ?? null, value }]),
    ),
    experiment: attributes.experiment,
    background_chi2: backgroundChi2,
    minimum: { chi2: minimum.chi2, at: place, over: 'the plane and |U|^2 = 0' },
    contours: contours.map(({ cl, level, lines }) => ({ cl, delta_chi2: level, lines })),
    flags,
  };
}

function named(plane: DeltaPlane, [x, y]: readonly [number, number]): Partial<Record<AxisName, number>> {
  return { [plane.x.name]: x, [plane.y.name]: y };
}
