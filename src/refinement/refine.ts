/**
 * A plane refined where its contours need it: level by level, cells that a contour crosses, or may cross unseen, get points between theirs, until the
 * contour stays where it is. Knows nothing of engines: points are asked for, and may come from any function.
 */
import { at } from '../at.js';
import { spreadMarks, withNeighbours } from './cells.js';
import {
  type Curve,
  crossedCells,
  curvesOf,
  type DrawnCurve,
  doubtfulCells,
  drawCurves,
  firstErrors,
  scaledValues,
} from './curves.js';
import { isFine, type Lattice, levelShape } from './lattice.js';
import { cellNodes, cellsAround, difference, massesIn, massOf, noteSurprises } from './levelNodes.js';
import { nextState, type State } from './outcome.js';
import { beginWork, type Fit, type FitValues, fillNextLevel, leastOf, type Work } from './work.js';

/** When to stop. */
export interface RefineLimits {
  /** A contour may move by so much in the last step, in decades of a logarithmic axis or parts of another's length. */
  readonly tolerance: number;
  /** Steps of the grid are halved at most so many times. */
  readonly depth: number;
  /** Points of the plane's split axes (mass points) that are computed at most. */
  readonly most: number;
}

/** Computes points of a lattice, given as indices of its finest level: of each fit chi2 and flags at each of them. */
export type ComputePoints = (nodes: Uint32Array) => Promise<readonly FitValues[]>;

/** What was done. */
export interface Refined {
  readonly work: Work;
  /** The level that was reached. */
  readonly level: number;
  /** Points that were computed, and how many combinations of values of the split axes these have. */
  readonly points: number;
  readonly massPoints: number;
  /** The largest distance by which a contour moved in the last step; 0 where there was none. */
  readonly moved: number;
  /** Why it ended: contours stayed within the tolerance, or steps are as short as it; else which limit it met. */
  readonly end: 'settled' | 'depth' | 'most';
}

/** Refines a plane. `edges` are, for each fit, the bits of flags between which chi2 may jump. */
export async function refinePlanes(
  lattice: Lattice,
  fits: readonly Fit[],
  coarse: readonly FitValues[],
  edges: readonly number[],
  limits: RefineLimits,
  compute: ComputePoints,
): Promise<Refined> {
  const work = beginWork(lattice, fits, coarse);
  const curves = curvesOf(work);
  const counts = { points: 0, columns: new Set<number>() };
  const errors = firstErrors(work, curves, edges);
  const settled = errors.map(({ length }) => new Uint8Array(length));
  let state: State = { drawn: drawCurves(work, curves, 0), errors, settled, sinking: fits.map(() => true) };
  let [level, moved] = [0, 0];
  let end: Refined['end'] | undefined;
  while (end === undefined) {
    const cells = wantedCells(work, curves, level, state, state.drawn);
    if (!cells.includes(1)) end = 'settled';
    else if (level === lattice.depth) end = isFine(lattice, limits.tolerance) ? 'settled' : 'depth';
    else if (counts.columns.size + massesIn(work, cellNodes(work, level, cells)) > limits.most) end = 'most';
    else {
      const step = await refineLevel(work, curves, level, state, cells, limits, counts, compute);
      ({ state, moved } = step);
      level++;
    }
  }
  return {
    work,
    level,
    points: counts.points,
    massPoints: counts.columns.size,
    moved,
    end,
  };
}

interface Counts {
  points: number;
  /** Combinations of the split axes, by the index of the finest level. */
  readonly columns: Set<number>;
}

/** Cells of a level that need points, for any contour: they are those of `state`, as contours are drawn now. */
function wantedCells(
  work: Work,
  curves: readonly Curve[],
  level: number,
  { errors, settled, sinking }: State,
  drawn: readonly DrawnCurve[],
): Uint8Array {
  const [nx] = levelShape(work.lattice, level);
  const isColumns = work.lattice.isSplit.includes(false);
  const wanted = new Uint8Array(at(errors, 0).length);
  curves.forEach((curve, c) => {
    const crossed = crossedCells(work, level, at(drawn, c));
    const doubtful = doubtfulCells(work, curve, level, {
      errors: at(errors, c),
      settled: at(settled, c),
      crossed,
    });
    // Where whole columns are added, those beside a contour's end, too: few more, which say where it bends, and even out the simulation's error.
    const beside = isColumns ? withNeighbours(crossed, nx - 1) : crossed;
    wanted.forEach((_, cell) => {
      if (doubtful[cell] === 1 || (beside[cell] === 1 && at(settled, c)[cell] === 0)) wanted[cell] = 1;
    });
  });
  work.fits.forEach((_, f) => {
    if (sinking[f]) for (const cell of cellsAround(work, level, f)) wanted[cell] = 1;
  });
  spreadMarks(wanted, nx - 1, work.lattice.isSplit);
  return wanted;
}

/** Most rounds in which cells are added that a contour enters when it is better known. */
const MOST_ROUNDS = 8;

/** Computes what the cells of a level need, follows contours into others, and says what is known of the next level. */
async function refineLevel(
  work: Work,
  curves: readonly Curve[],
  level: number,
  state: State,
  first: Uint8Array,
  { tolerance, most }: RefineLimits,
  counts: Counts,
  compute: ComputePoints,
): Promise<{ readonly state: State; readonly moved: number }> {
  const before = work.fits.map((_, f) => leastOf(work, f));
  fillNextLevel(work, level);
  const surprises = curves.map(() => new Float64Array(first.length));
  const done = new Uint8Array(first.length);
  let cells = first;
  let { drawn } = state;
  for (let round = 0; round < MOST_ROUNDS && cells.includes(1); round++) {
    const nodes = cellNodes(work, level, cells);
    if (round > 0 && counts.columns.size + massesIn(work, nodes) > most) break;
    const least = curves.map(({ fit }) => leastOf(work, fit));
    const valuesNow = () => curves.map((curve, c) => scaledValues(work, curve, nodes, at(least, c)));
    const expected = valuesNow();
    await take(work, nodes, counts, compute);
    for (const [c, found] of valuesNow().entries()) {
      const missedBy = found.map((value, k) => difference(value, at(at(expected, c), k)));
      noteSurprises(work, level, cells, { nodes, missedBy }, at(surprises, c));
    }
    cells.forEach((is, cell) => {
      if (is) done[cell] = 1;
    });
    drawn = drawCurves(work, curves, level + 1);
    const entered = wantedCells(work, curves, level, state, drawn);
    cells = entered.map((is, cell) => (is && !done[cell] ? 1 : 0));
  }
  return nextState(work, curves, level, state, { drawn, surprises, done, before }, tolerance);
}

/** Computes points, and puts them where they belong. */
async function take(work: Work, nodes: Uint32Array, counts: Counts, compute: ComputePoints): Promise<void> {
  const found = await compute(nodes);
  for (const [f, { chi2, bits }] of found.entries()) {
    nodes.forEach((node, k) => {
      at(work.values, f).chi2[node] = at(chi2, k);
      at(work.values, f).bits[node] = at(bits, k);
    });
  }
  for (const node of nodes) {
    work.known[node] = 1;
    counts.columns.add(massOf(work, node));
  }
  counts.points += nodes.length;
}
