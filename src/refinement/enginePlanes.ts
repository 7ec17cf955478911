/** Planes of a grid, refined with points that an engine computes. */
import { at } from '../at.js';
import { ConfigError } from '../errors.js';
import type { Grid } from '../grid/store.js';
import { isKinematic } from '../model/parameters.js';
import type { FinerPlane, FitToRefine, RefinePlane } from '../planes/finer/finerPlane.js';
import type { FlagPlane } from '../planes/flags.js';
import type { PlaneChoice } from '../planes/slice.js';
import type { Axis, GridAxis } from '../tiles/axes.js';
import { computeNodes, type EnginePlane, engineOrders } from './computeNodes.js';
import { type GridEngine, type GridEngineOptions, openGridEngine } from './gridEngine.js';
import { couplingParts, cutSteps, type Lattice, latticeOf, levelAxes, levelShape } from './lattice.js';
import { type ComputePoints, type Refined, type RefineLimits, refinePlanes } from './refine.js';
import { type FitValues, knownPlane, nodesOf } from './work.js';

/** What to compute with, and when to stop. */
export interface RefineOptions extends Omit<GridEngineOptions, 'outputs'>, Partial<RefineLimits> {
  /** Called with the points that are computed in a step, and how many these are. */
  readonly onProgress?: (done: number, points: number) => void;
}

/** Limits by default: a fifth of what the eye sees at a column's width, steps of a 64th, and minutes on any adapter. */
export const REFINE_DEFAULTS: RefineLimits = { tolerance: 0.01, depth: 6, most: 4096 };

/** Refines planes of a grid with the same two axes. */
export interface PlaneRefiner extends AsyncDisposable {
  readonly refine: RefinePlane;
}

/** A refiner of planes of a grid. Its engine is opened when it is first needed, and for all planes. Errors as of openGridEngine. */
export function refinerOf(grid: Grid, options: RefineOptions = {}): PlaneRefiner {
  const limits = readLimits(options);
  let opened: Promise<GridEngine> | undefined;
  return {
    async refine(choice, fits) {
      const isSplit = splitAxes(choice);
      const cut = cutCouplings(choice, isSplit, limits.tolerance);
      const lattice = latticeOf(cut.x, cut.y, isSplit, limits);
      opened ??= openFor(grid, lattice, options);
      const plane = { grid, engine: await opened, lattice, choice };
      return await refineWith(plane, fits, limits, options.onProgress);
    },
    async [Symbol.asyncDispose]() {
      const engine = await opened?.catch(() => undefined);
      await engine?.[Symbol.asyncDispose]();
    },
  };
}

/** The limits, by default REFINE_DEFAULTS. Throws ConfigError where a number cannot be meant. */
function readLimits({ tolerance, depth, most }: Partial<RefineLimits>): RefineLimits {
  const limits = {
    ...REFINE_DEFAULTS,
    ...(tolerance !== undefined && { tolerance }),
    ...(depth !== undefined && { depth }),
    ...(most !== undefined && { most }),
  };
  if (!(limits.tolerance > 0 && limits.tolerance < 1))
    throw new ConfigError(
      `tolerance ${limits.tolerance} is not between 0 and 1: it is a part of a decade, such as 0.01`,
    );
  if (!(Number.isInteger(limits.depth) && limits.depth >= 1 && limits.depth <= MOST_DEPTH))
    throw new ConfigError(
      `depth ${limits.depth} is no whole number from 1 to ${MOST_DEPTH}: steps are halved so often`,
    );
  if (!(Number.isInteger(limits.most) && limits.most >= 1))
    throw new ConfigError(`${limits.most} is no number of mass points: 1 or more`);
  return limits;
}

const MOST_DEPTH = 12;

/** Which axes get more points: the masses. ConfigError where none is shown, or an axis is reduced. */
function splitAxes({ x, y, reduced }: PlaneChoice): readonly [boolean, boolean] {
  const [first] = reduced;
  if (first !== undefined)
    throw new ConfigError(
      `a plane over which ${first.axis.name} is ${first.how === 'profile' ? 'profiled' : 'marginalised'} cannot be refined, since each of its points would need all values of ${first.axis.name}: fix it with --fix, or scan with more points`,
    );
  const isSplit = [x, y].map(({ name }) => isKinematic(name)) as [boolean, boolean];
  if (!isSplit.includes(true))
    throw new ConfigError(
      `neither ${x.name} nor ${y.name} is a mass: there is nothing to refine with new mass points; give the axes more points in the scan file, which costs little`,
    );
  return isSplit;
}

async function openFor(grid: Grid, lattice: Lattice, options: RefineOptions): Promise<GridEngine> {
  const { x, y } = levelAxes(lattice, lattice.depth);
  const [orderX, orderY] = engineOrders(lattice);
  const inOrder = (values: readonly number[], order: Uint32Array) => Array.from(order, (i) => at(values, i));
  const values = { [x.name]: inOrder(x.values, orderX), [y.name]: inOrder(y.values, orderY) };
  return await openGridEngine(grid, values, { ...options, outputs: ['chi2', 'flags'] });
}

/** Flags between which chi2 may jump. */
const EDGES = ['closed', 'on_shell', 'zprime_threshold'];

/** Steps of a coupling axis are at most so many tolerances: chi2 is smooth in couplings, and its points cost little. */
const COUPLING_STEP = 5;

/** The axes of a plane, where one is a coupling with shorter steps. */
function cutCouplings(
  { x, y }: PlaneChoice,
  isSplit: readonly [boolean, boolean],
  tolerance: number,
): { readonly x: Axis; readonly y: Axis } {
  const cut = (axis: Axis, is: boolean, other: Axis): Axis => {
    if (is) return axis;
    const parts = couplingParts(axis, COUPLING_STEP * tolerance, other.values.length);
    return { ...axis, values: cutSteps(axis, parts) };
  };
  return { x: cut(x, isSplit[0], y), y: cut(y, isSplit[1], x) };
}

async function refineWith(
  plane: EnginePlane,
  fits: readonly FitToRefine[],
  limits: RefineLimits,
  onProgress: RefineOptions['onProgress'],
): Promise<FinerPlane> {
  const compute = (nodes: Uint32Array) => computeNodes(plane, fits, nodes, onProgress);
  const first = await withCouplings(plane, fits, compute);
  const edges = fits.map(({ flags }) => edgeMask(flags));
  const most = Math.max(0, limits.most - first.massPoints);
  const refined = await refinePlanes(plane.lattice, fits, first.values, edges, { ...limits, most }, compute);
  const { points, massPoints } = refined;
  const counts = { points: points + first.points, massPoints: massPoints + first.massPoints };
  return finerPlane(plane, fits, { ...refined, ...counts }, limits.tolerance);
}

/** What is known of the lattice before its masses are refined, and what that took. */
interface FirstPoints {
  readonly values: readonly FitValues[];
  readonly points: number;
  readonly massPoints: number;
}

/** The points of the grid; of a coupling axis whose steps were cut also those between, for which its mass points are computed again. */
async function withCouplings(
  { lattice, choice }: EnginePlane,
  fits: readonly FitToRefine[],
  compute: ComputePoints,
): Promise<FirstPoints> {
  const [nx, ny] = levelShape(lattice, 0);
  const parts = [choice.x, choice.y].map(
    ({ values }, i) => ((i === 0 ? nx : ny) - 1) / (values.length - 1),
  ) as [number, number];
  if (parts[0] * parts[1] === 1)
    return { values: fits.map(({ chi2, flags }) => ({ chi2, bits: flags.bits })), points: 0, massPoints: 0 };
  const [width] = levelShape(lattice, lattice.depth);
  const nodes = nodesOf(lattice, 0, width);
  const isOfGrid = (k: number) => (k % nx) % parts[0] === 0 && Math.floor(k / nx) % parts[1] === 0;
  const added = nodes.filter((_, k) => !isOfGrid(k));
  const found = await compute(added);
  const values = fits.map(({ chi2, flags }, f): FitValues => {
    const all = { chi2: new Float64Array(nodes.length), bits: new Uint32Array(nodes.length) };
    let [ofGrid, computed] = [0, 0];
    nodes.forEach((_, k) => {
      const isOld = isOfGrid(k);
      const from = isOld ? { chi2, bits: flags.bits } : at(found, f);
      const place = isOld ? ofGrid++ : computed++;
      all.chi2[k] = at(from.chi2, place);
      all.bits[k] = at(from.bits, place);
    });
    return all;
  });
  return { values, points: added.length, massPoints: lattice.isSplit[0] ? nx : ny };
}

function edgeMask({ names }: FlagPlane): number {
  return names.reduce((mask, name, i) => (EDGES.includes(name) ? mask | (1 << i) : mask), 0);
}

/** The plane of the level that was reached, without columns and rows of which nothing was computed. */
function finerPlane(
  { engine: { info, warnings }, choice: { x, y } }: EnginePlane,
  fits: readonly FitToRefine[],
  { work, level, ...found }: Refined,
  tolerance: number,
): FinerPlane {
  const planes = fits.map((_, f) => knownPlane(work, level, f));
  const first = at(planes, 0);
  const withValues = (axis: GridAxis, values: readonly number[]): GridAxis => ({ ...axis, values });
  return {
    x: withValues(x, first.x.values),
    y: withValues(y, first.y.values),
    fits: fits.map(({ flags }, f) => {
      const { nodes } = at(planes, f);
      const { chi2, bits } = at(work.values, f);
      return {
        chi2: Float64Array.from(nodes, (node) => at(chi2, node)),
        flags: { names: flags.names, bits: Uint32Array.from(nodes, (node) => at(bits, node)) },
      };
    }),
    refinement: {
      axes: [x, y]
        .filter(({ values }, i) => (i === 0 ? first.x : first.y).values.length > values.length)
        .map(({ name }) => name),
      engine: info.engine,
      adapter: info.adapter,
      ...found,
      halvings: level,
      tolerance,
    },
    warnings,
  };
}
