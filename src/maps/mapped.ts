/** A variable of a grid on a plane, with what is not to be coloured in a map of it. */
import { closest } from 'fastest-levenshtein';
import { at } from '../at.js';
import { ConfigError } from '../errors.js';
import { readVariable } from '../grid/reading.js';
import type { Grid } from '../grid/store.js';
import type { ExperimentAttributes } from '../metadata/manifest.js';
import { CHI2 } from '../outputs/chi2.js';
import { findExperiment } from '../planes/experiments.js';
import { type FlagPlane, flagVariables, readFlagPlane } from '../planes/flags.js';
import { modelBorder } from '../planes/outside.js';
import { readingWarnings } from '../planes/readingWarnings.js';
import type { ReductionRequest } from '../planes/reductions.js';
import { readShownFlags, readShownPlane } from '../planes/shownPlane.js';
import { choosePlane, type PlaneChoice, selectionOf } from '../planes/slice.js';
import type { ExtraDimension, VariableSpec } from '../tiles/variables.js';
import { isMissing } from '../tiles/variables.js';
import { effectOf } from './flagEffects.js';

/** Which map: two axes, values for the others or what is done with them, the variable, and where on its further dimensions. */
export interface MapRequest extends ReductionRequest {
  readonly x: string;
  readonly y: string;
  readonly fix: Readonly<Record<string, number>>;
  readonly of: string;
  readonly experiment?: string | undefined;
  /** An index or a label for each further dimension, such as `bin`. */
  readonly place?: Readonly<Record<string, string>>;
}

/** A place on a further dimension of the variable. */
export interface ChosenPlace {
  readonly dimension: string;
  readonly index: number;
  readonly label: string;
}

/** A variable on a plane; shapes [ny, nx], C order. */
export interface MappedPlane {
  readonly grid: Grid;
  readonly choice: PlaneChoice;
  readonly variable: VariableSpec;
  /** The experiment that it is of; undefined where it is of all together, or of none. */
  readonly experiment: ExperimentAttributes | undefined;
  readonly places: readonly ChosenPlace[];
  /** Axes of the plane that the variable does not depend on. */
  readonly constantAlong: readonly string[];
  /** NaN where it is missing. */
  readonly values: Float64Array;
  /** The same, NaN as well where a flag says that the number is none or cannot be trusted. */
  readonly coloured: Float64Array;
  readonly missing: number;
  /** The flags that concern the variable. */
  readonly flags: FlagPlane;
  readonly warnings: readonly string[];
}

/** Reads a map. ConfigError for a wrong request, StoreError for an unfinished grid. */
export async function readMap(grid: Grid, request: MapRequest): Promise<MappedPlane> {
  const { variable, experiment } = chooseVariable(grid, request);
  const needed = new Set([...variable.axes, request.x, request.y, ...Object.keys(request.fix)]);
  const isReduced = (request.profile ?? []).length + (request.marginalise ?? []).length > 0;
  if (isReduced && !isChi2(variable))
    throw new ConfigError(
      `${variable.name}: only chi2 can be profiled or marginalised; give --fix for its other axes`,
    );
  // Axes that the variable lacks need no value.
  const seen = isReduced ? grid : { ...grid, axes: grid.axes.filter(({ name }) => needed.has(name)) };
  const choice = choosePlane(seen, request.x, request.y, request.fix, request);
  const constantAlong = [request.x, request.y].filter((name) => !variable.axes.includes(name));
  if (constantAlong.length === 2)
    throw new ConfigError(
      `${variable.name} depends on neither ${request.x} nor ${request.y}, but on ${variable.axes.join(', ')}; show one of these`,
    );
  const places = choosePlaces(variable, request.place ?? {});
  const read = isReduced
    ? await readReduced(grid, experiment, choice)
    : await readHere(grid, variable, experiment, choice, places);
  const hides = hiddenFlags(read.flags, variable);
  return {
    grid,
    choice,
    variable,
    experiment,
    places,
    constantAlong,
    values: read.values,
    coloured: read.values.map((value, k) => (((read.flags.bits[k] ?? 0) & hides) === 0 ? value : Number.NaN)),
    missing: read.values.reduce((count, value) => count + (Number.isNaN(value) ? 1 : 0), 0),
    flags: read.flags,
    warnings: readingWarnings(grid, choice.fixed),
  };
}

const isChi2 = ({ name }: VariableSpec) => name === CHI2.name || name.startsWith(`${CHI2.name}_`);

/** The variable that is asked for; ConfigError with the nearest name otherwise. */
function chooseVariable(
  grid: Grid,
  { of, experiment: name }: MapRequest,
): { variable: VariableSpec; experiment: ExperimentAttributes | undefined } {
  const suffix = name === undefined ? '' : findExperiment(grid, name).suffix;
  const wanted = suffix === '' || of.endsWith(`_${suffix}`) ? of : `${of}_${suffix}`;
  const mapped = grid.variables.filter(({ attributes }) => !Array.isArray(attributes.flag_masks));
  const variable = mapped.find((one) => one.name === wanted);
  const names = mapped.map((one) => one.name);
  if (variable === undefined) {
    if (grid.variables.some((one) => one.name === wanted))
      throw new ConfigError(
        `${wanted} holds flags, which every map shows; choose one of ${names.join(', ')}`,
      );
    throw new ConfigError(
      `--of ${of}: the grid has no variable ${wanted}; did you mean ${names.find((one) => one.startsWith(of)) ?? closest(wanted, names)}? It has ${names.join(', ')}`,
    );
  }
  const { experiments } = grid.attributes;
  const [only] = experiments;
  const found = experiments.find((e) => e.suffix !== '' && variable.name.endsWith(`_${e.suffix}`));
  return { variable, experiment: found ?? (experiments.length === 1 ? only : undefined) };
}

/** The places on the further dimensions of a variable. ConfigError for one that is left out, unknown or beyond. */
function choosePlaces({ name, extra }: VariableSpec, asked: Readonly<Record<string, string>>): ChosenPlace[] {
  const unknown = Object.keys(asked).find((one) => !extra.some((dimension) => dimension.name === one));
  if (unknown !== undefined)
    throw new ConfigError(
      `--at ${unknown}: ${name} has ${extra.length === 0 ? 'no dimensions besides axes' : `the further dimensions ${extra.map((e) => e.name).join(', ')}`}`,
    );
  return extra.map((dimension) => placeOn(name, dimension, asked[dimension.name]));
}

function placeOn(variable: string, dimension: ExtraDimension, asked: string | undefined): ChosenPlace {
  const { name, size, attributes } = dimension;
  const labels = Array.isArray(attributes.labels) ? attributes.labels.map(String) : [];
  const label = (index: number) => labels[index] ?? String(index);
  const named = asked === undefined ? -1 : labels.indexOf(asked);
  const index = named >= 0 ? named : Number(asked);
  if (Number.isInteger(index) && index >= 0 && index < size && asked !== '')
    return { dimension: name, index, label: label(index) };
  const known = Array.from({ length: size }, (_, i) =>
    labels[i] === undefined ? String(i) : `${i} (${label(i)})`,
  );
  throw new ConfigError(
    `${variable} has a value for each ${name}${asked === undefined ? '' : `, and none at ${asked}`}; choose one: --at ${name}=0 of ${known.join(', ')}`,
  );
}

interface ReadPlane {
  readonly values: Float64Array;
  readonly flags: FlagPlane;
}

async function readReduced(
  grid: Grid,
  experiment: ExperimentAttributes | undefined,
  choice: PlaneChoice,
): Promise<ReadPlane> {
  const backgroundChi2 = (experiment ?? grid.attributes).background_chi2;
  const fit = { suffix: experiment?.suffix ?? '', backgroundChi2 };
  const read = await readShownPlane(grid, fit, choice);
  return { values: read.chi2, flags: await readShownFlags(grid, fit, choice, read) };
}

/** A variable on a plane; along axes that it lacks it is the same everywhere. */
async function readHere(
  grid: Grid,
  variable: VariableSpec,
  experiment: ExperimentAttributes | undefined,
  choice: PlaneChoice,
  places: readonly ChosenPlace[],
): Promise<ReadPlane> {
  const { axes, shape, data } = await readVariable(grid, variable.name, selectionOf(choice));
  const strideOf = (i: number) => shape.slice(i + 1).reduce((product, n) => product * n, 1);
  const along = (name: string) => (axes.includes(name) ? strideOf(axes.indexOf(name)) : 0);
  const origin = places.reduce((sum, { index }, i) => sum + index * strideOf(axes.length + i), 0);
  const [nx, ny] = [choice.x.values.length, choice.y.values.length];
  const [strideX, strideY] = [along(choice.x.name), along(choice.y.name)];
  const values = Float64Array.from({ length: nx * ny }, (_, k) => {
    const value = at(data, origin + (k % nx) * strideX + Math.floor(k / nx) * strideY);
    return isMissing(value) ? Number.NaN : value;
  });
  return { values, flags: await flagsHere(grid, variable, experiment, choice) };
}

/** The flags of the plane that concern the variable: of words that depend on no other axis than the plane's, the variable's and fixed ones. */
async function flagsHere(
  grid: Grid,
  variable: VariableSpec,
  experiment: ExperimentAttributes | undefined,
  choice: PlaneChoice,
): Promise<FlagPlane> {
  const known = new Set([choice.x.name, choice.y.name, ...choice.fixed.map(({ name }) => name)]);
  const suffix = experiment?.suffix ?? '';
  const words = flagVariables(grid, suffix).filter(({ axes }) => axes.every((name) => known.has(name)));
  const read = await readFlagPlane(grid, choice, suffix, words);
  const { names, bits } = read.names.includes('closed') ? read : closedByMasses(grid, choice);
  const told = names.map((flag) => effectOf(variable.name, flag) !== undefined);
  const mask = told.reduce((sum, yes, i) => (yes ? sum | (1 << i) : sum), 0);
  return { names, bits: bits.map((word) => word & mask) };
}

/** Where no pair can be made, as the flag `closed`: for a grid without the output `flags`, whose c tau is 0 there. */
function closedByMasses(grid: Grid, { x, y, fixed }: PlaneChoice): FlagPlane {
  const border = modelBorder(grid);
  const indices = new Map(fixed.map(({ name, index }) => [name, index]));
  const isKnown = border?.axes.every((name) => name === x.name || name === y.name || indices.has(name));
  const nx = x.values.length;
  const bits = Uint32Array.from({ length: nx * y.values.length }, (_, k) => {
    const index = (name: string) =>
      name === x.name ? k % nx : name === y.name ? Math.floor(k / nx) : (indices.get(name) ?? 0);
    return isKnown && border?.isOutside(index) ? 1 : 0;
  });
  return { names: ['closed'], bits };
}

/** The flags of a plane of which none may be raised where a number is coloured, as a mask. */
function hiddenFlags({ names }: FlagPlane, { name }: VariableSpec): number {
  return names.reduce((mask, flag, i) => (effectOf(name, flag) === 'hides' ? mask | (1 << i) : mask), 0);
}
