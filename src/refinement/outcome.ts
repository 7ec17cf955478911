/** What one level of a refinement tells of the next: where contours are, what is settled, and what may be off by how much. */
import { at } from '../at.js';
import { levelOf } from '../contouring/contour.js';
import { withNeighbours } from './cells.js';
import { type Curve, crossedCells, type DrawnCurve, movements } from './curves.js';
import { levelShape } from './lattice.js';
import { parentCells } from './levelNodes.js';
import { leastOf, type Work } from './work.js';

/** What is known of a level: of each contour its lines, and of its cells the error of interpolation, and whether it is settled. */
export interface State {
  readonly drawn: readonly DrawnCurve[];
  readonly errors: readonly Float64Array[];
  readonly settled: readonly Uint8Array[];
  /** Whether the lowest point of each fit was lowered by more than matters when points were last added around it; true before. */
  readonly sinking: readonly boolean[];
}

/** By how much of a level the minimum may change: it moves a contour by half as much of its distance from there. */
const SMALL_SHARE = 0.01;

/** What a level that was computed tells of the next one. */
export interface LevelOutcome {
  readonly drawn: readonly DrawnCurve[];
  /** By how much new points were missed at most in each cell, on contourScale. */
  readonly surprises: readonly Float64Array[];
  readonly done: Uint8Array;
  /** The least chi2 of each fit before. */
  readonly before: readonly number[];
}

/** The state of the next level, and the largest movement of a contour. */
export function nextState(
  work: Work,
  curves: readonly Curve[],
  level: number,
  state: State,
  { drawn, surprises, done, before }: LevelOutcome,
  tolerance: number,
): { readonly state: State; readonly moved: number } {
  const moves = curves.map((_, c) => movements(work, level, at(state.drawn, c), at(drawn, c), tolerance / 2));
  const columns = at(levelShape(work.lattice, level), 0) - 1;
  const next = (c: number) => {
    const crossed = crossedCells(work, level, at(drawn, c));
    const move = at(moves, c);
    const isStill = (cell: number) => done[cell] === 1 && at(move, cell) < tolerance;
    // Beside a place where a contour stays, it can be nowhere else.
    const still = withNeighbours(
      crossed.map((is, cell) => (is && isStill(cell) ? 1 : 0)),
      columns,
    );
    return {
      errors: (cell: number) => (done[cell] ? at(at(surprises, c), cell) : at(at(state.errors, c), cell)),
      settled: (cell: number) =>
        at(state.settled, c)[cell] || (still[cell] && at(move, cell) < tolerance) ? 1 : 0,
    };
  };
  const parents = parentCells(work, level);
  const nexts = curves.map((_, c) => next(c));
  return {
    state: {
      drawn,
      errors: nexts.map(({ errors }) => Float64Array.from(parents, errors)),
      settled: nexts.map(({ settled }) => Uint8Array.from(parents, settled)),
      sinking: work.fits.map(
        ({ confidenceLevels }, f) =>
          at(before, f) - leastOf(work, f) > SMALL_SHARE * levelOf(at(confidenceLevels, 0)),
      ),
    },
    moved: Math.max(0, ...moves.flatMap((cells) => cells.reduce((a, b) => Math.max(a, b), 0))),
  };
}
