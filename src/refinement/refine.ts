/**
 * A plane refined where its contours need it: level by level, cells that a contour crosses, or may cross unseen, get points between theirs, until the
 * contour stays where it is. Knows nothing of engines: points are asked for, and may come from any function.
 */
import { at } from '../at.js';
import { spreadMarks } from './cells.js';
import {
  type Curve,
  crossedCells,
  curvesOf,
  type DrawnCurve,
  doubtfulCells,
  drawCurves,
  firstErrors,
  movements,
  scaledValues,
} from './curves.js';
import { isFine, type Lattice, levelShape, levelStrides } from './lattice.js';
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
  let state: State = { drawn: drawCurves(work, curves, 0), errors, settled };
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

/** What is known of a level: of each contour its lines, and of its cells the error of interpolation, and whether it is settled. */
interface State {
  readonly drawn: readonly DrawnCurve[];
  readonly errors: readonly Float64Array[];
  readonly settled: readonly Uint8Array[];
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
  { errors, settled }: State,
  drawn: readonly DrawnCurve[],
): Uint8Array {
  const [nx] = levelShape(work.lattice, level);
  const wanted = new Uint8Array(at(errors, 0).length);
  curves.forEach((curve, c) => {
    const crossed = crossedCells(work, level, at(drawn, c));
    const doubtful = doubtfulCells(work, curve, level, {
      errors: at(errors, c),
      settled: at(settled, c),
      crossed,
    });
    doubtful.forEach((is, cell) => {
      if (is) wanted[cell] = 1;
    });
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
      const missedBy = new Map(found.map((value, k) => difference(value, at(at(expected, c), k))).entries());
      const byNode = new Map(Array.from(nodes, (node, k) => [node, missedBy.get(k) ?? 0]));
      noteSurprises(work, level, cells, byNode, at(surprises, c));
    }
    cells.forEach((is, cell) => {
      if (is) done[cell] = 1;
    });
    drawn = drawCurves(work, curves, level + 1);
    const entered = wantedCells(work, curves, level, state, drawn);
    cells = entered.map((is, cell) => (is && !done[cell] ? 1 : 0));
  }
  const moves = curves.map((_, c) => movements(work, level, at(state.drawn, c), at(drawn, c), tolerance / 2));
  const next = (c: number) => {
    const crossed = crossedCells(work, level, at(drawn, c));
    const isStill = (cell: number) => done[cell] && crossed[cell] && at(at(moves, c), cell) < tolerance;
    return {
      errors: (cell: number) => (done[cell] ? at(at(surprises, c), cell) : at(at(state.errors, c), cell)),
      settled: (cell: number) => (at(state.settled, c)[cell] || isStill(cell) ? 1 : 0),
    };
  };
  const parents = parentCells(work, level);
  const nexts = curves.map((_, c) => next(c));
  return {
    state: {
      drawn,
      errors: nexts.map(({ errors }) => Float64Array.from(parents, errors)),
      settled: nexts.map(({ settled }) => Uint8Array.from(parents, settled)),
    },
    moved: Math.max(0, ...moves.flatMap((cells) => cells.reduce((a, b) => Math.max(a, b), 0))),
  };
}

/** How far two values differ; by any amount where one of them is missing. */
function difference(one: number, other: number): number {
  const distance = Math.abs(one - other);
  if (!Number.isNaN(distance)) return distance;
  return Number.isNaN(one) === Number.isNaN(other) ? 0 : Number.POSITIVE_INFINITY;
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

/** Points of the next level, in the marked cells of this one and on their borders, that are not known yet; rising. */
function cellNodes(work: Work, level: number, cells: Uint8Array): Uint32Array {
  const wanted = new Set<number>();
  cells.forEach((is, cell) => {
    if (is) for (const node of nodesOfCell(work, level, cell)) if (!work.known[node]) wanted.add(node);
  });
  return Uint32Array.from(wanted).sort();
}

/** Points of the next level in a cell and on its borders. */
function nodesOfCell({ lattice, width }: Work, level: number, cell: number): number[] {
  const [nx] = levelShape(lattice, level);
  const [sx, sy] = levelStrides(lattice, level);
  const [stepX, stepY] = levelStrides(lattice, level + 1);
  const [i, j] = [(cell % (nx - 1)) * sx, Math.floor(cell / (nx - 1)) * sy];
  const nodes: number[] = [];
  for (let v = j; v <= j + sy; v += stepY) for (let u = i; u <= i + sx; u += stepX) nodes.push(v * width + u);
  return nodes;
}

/** The values of the split axes at a point, as a number. */
function massOf({ lattice: { isSplit }, width }: Work, node: number): number {
  if (isSplit[0] && isSplit[1]) return node;
  return isSplit[0] ? node % width : Math.floor(node / width);
}

/** How many combinations of values of the split axes some points have. */
const massesIn = (work: Work, nodes: Uint32Array) =>
  new Set(Array.from(nodes, (node) => massOf(work, node))).size;

/** Notes in each cell by how much its new points were missed at most. */
function noteSurprises(
  work: Work,
  level: number,
  cells: Uint8Array,
  byNode: ReadonlyMap<number, number>,
  surprises: Float64Array,
): void {
  cells.forEach((is, cell) => {
    if (!is) return;
    for (const node of nodesOfCell(work, level, cell))
      surprises[cell] = Math.max(at(surprises, cell), byNode.get(node) ?? 0);
  });
}

/** The cell of a level that each cell of the next one lies in. */
function parentCells({ lattice }: Work, level: number): Uint32Array {
  const [nx] = levelShape(lattice, level);
  const [fineNx, fineNy] = levelShape(lattice, level + 1);
  const [fx, fy] = lattice.isSplit.map((is) => (is ? 2 : 1)) as [number, number];
  return Uint32Array.from({ length: (fineNx - 1) * (fineNy - 1) }, (_, cell) => {
    const [i, j] = [cell % (fineNx - 1), Math.floor(cell / (fineNx - 1))];
    return Math.floor(j / fy) * (nx - 1) + Math.floor(i / fx);
  });
}
