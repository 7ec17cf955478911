/** The contours of a plane under way: where they are, which cells they cross, and by how much they moved. */
import { at } from '../at.js';
import { contourLinesOf, contourScale, levelOf } from '../contouring/contour.js';
import { distanceFrom, pointsAlong } from '../contouring/distance.js';
import { scaledPositions } from '../contouring/interpolate.js';
import { cellAt, cornersOf, interpolationErrors, isDoubtful } from './cells.js';
import { levelAxes, levelShape, tolerancePositions, toToleranceUnit } from './lattice.js';
import { knownPlane, leastOf, nodesOf, type Work } from './work.js';

/** One contour: of a fit, at a confidence level. */
export interface Curve {
  readonly fit: number;
  readonly cl: number;
}

/** All contours of a plane, fit by fit. */
export function curvesOf({ fits }: Pick<Work, 'fits'>): Curve[] {
  return fits.flatMap(({ confidenceLevels }, fit) => confidenceLevels.map((cl) => ({ fit, cl })));
}

/** A contour's lines in the unit of tolerances. */
export type DrawnCurve = readonly (readonly (readonly [number, number])[])[];

/** Draws all contours as they are at a level. */
export function drawCurves(work: Work, curves: readonly Curve[], level: number): DrawnCurve[] {
  const [x, y] = [work.lattice.x, work.lattice.y].map(toToleranceUnit) as [Unit, Unit];
  const planes = work.fits.map((_, f) => knownPlane(work, level, f));
  return curves.map(({ fit, cl }) =>
    contourLinesOf(at(planes, fit), cl).map((line) => line.map(([u, v]) => [x(u), y(v)] as const)),
  );
}

type Unit = (value: number) => number;

/** contourScale of a fit at a confidence level, at points of the finest level; NaN where chi2 is missing. Delta chi2 is counted from `least`. */
export function scaledValues(
  work: Work,
  { fit, cl }: Curve,
  nodes: Uint32Array,
  least = leastOf(work, fit),
): Float64Array {
  const { chi2 } = at(work.values, fit);
  const level = levelOf(cl);
  return Float64Array.from(nodes, (node) => contourScale(at(chi2, node) - least, level));
}

/** The errors of interpolation in the cells of the grid, for each contour. `edges` are, for each fit, the bits of flags between which chi2 may jump. */
export function firstErrors(work: Work, curves: readonly Curve[], edges: readonly number[]): Float64Array[] {
  const { lattice, width } = work;
  const nodes = nodesOf(lattice, 0, width);
  const [x, y] = [scaledPositions(lattice.x), scaledPositions(lattice.y)];
  return curves.map((curve) => {
    const { bits } = at(work.values, curve.fit);
    const values = scaledValues(work, curve, nodes);
    return interpolationErrors(
      { x, y, values },
      lattice.isSplit,
      (a, b) => ((at(bits, at(nodes, a)) ^ at(bits, at(nodes, b))) & at(edges, curve.fit)) !== 0,
    );
  });
}

/** The cells of a level that a contour may cross, without those that are settled; shape [cells]. */
export function doubtfulCells(
  work: Work,
  curve: Curve,
  level: number,
  {
    errors,
    settled,
    crossed,
  }: { readonly errors: Float64Array; readonly settled: Uint8Array; readonly crossed: Uint8Array },
): Uint8Array {
  const [nx] = levelShape(work.lattice, level);
  const values = scaledValues(work, curve, nodesOf(work.lattice, level, work.width));
  return settled.map((isSettled, cell) => {
    const corners = cornersOf(cell, nx).map((k) => at(values, k));
    const error = at(errors, cell);
    return !isSettled && (crossed[cell] === 1 || isDoubtful(corners, error)) ? 1 : 0;
  });
}

/** Marks the cells of a level that a contour crosses. */
export function crossedCells(work: Work, level: number, drawn: DrawnCurve): Uint8Array {
  const cells = cellsOf(work, level);
  const crossed = new Uint8Array(cells.count);
  for (const [x, y] of pointsAlong(drawn, cells.shortest / 4)) crossed[cells.at(x, y)] = 1;
  return crossed;
}

/** By how much a contour moved in each cell of a level, in the unit of tolerances: from before to after, and back. 0 where there is none. */
export function movements(
  work: Work,
  level: number,
  before: DrawnCurve,
  after: DrawnCurve,
  step: number,
): Float64Array {
  const cells = cellsOf(work, level);
  const moved = new Float64Array(cells.count);
  for (const [from, to] of [
    [before, after],
    [after, before],
  ] as const) {
    const distance = distanceFrom(to, FAR);
    for (const [x, y] of pointsAlong(from, step)) {
      const cell = cells.at(x, y);
      moved[cell] = Math.max(at(moved, cell), distance(x, y));
    }
  }
  return moved;
}

/** A distance beyond which a contour is another one. */
const FAR = 0.25;

function cellsOf({ lattice }: Work, level: number) {
  const { x, y } = levelAxes(lattice, level);
  // The ends of the lattice's own axes define the unit of an axis that is not logarithmic.
  const [px, py] = [tolerancePositions(x), tolerancePositions(y)];
  const columns = px.length - 1;
  const steps = [px, py].flatMap((p) => Array.from(p.subarray(1), (value, i) => value - at(p, i)));
  return {
    count: columns * (py.length - 1),
    shortest: Math.min(...steps),
    at: (u: number, v: number) => cellAt(py, v) * columns + cellAt(px, u),
  };
}
