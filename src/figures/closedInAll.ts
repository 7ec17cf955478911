/** Where no signal is possible in a figure of several grids. */
import { at } from '../at.js';
import { isLogarithmic } from '../contouring/interpolate.js';
import { closedPoints, type FlaggedPoints, flaggedPoints } from '../planes/flaggedPoints.js';
import type { PlaneContours } from '../results/contours.js';
import type { Axis } from '../tiles/axes.js';

/** The points of a grid where no signal is possible, in no other grid either that reaches there. */
export function closedInAll(
  { plane: { x, y }, flagPlane }: PlaneContours,
  all: readonly PlaneContours[],
): FlaggedPoints[] {
  const closedOf = ({ flagPlane: flags }: PlaneContours) =>
    closedPoints(flaggedPoints([flags]), flags.bits.length);
  const others = all.map((other) => ({ ...other.plane, closed: closedOf(other) }));
  return flaggedPoints([flagPlane])
    .filter(({ family }) => family === 'closed')
    .map((flagged) => ({
      ...flagged,
      marked: flagged.marked.map((isMarked, k) => {
        const [u, v] = [at(x.values, k % x.values.length), at(y.values, Math.floor(k / x.values.length))];
        return isMarked === 1 && others.every((other) => isClosedAt(other, u, v)) ? 1 : 0;
      }),
    }));
}

/** Whether the grid point next to a place is closed; so is all that lies beyond the axes. */
function isClosedAt(
  { x, y, closed }: Plane & { readonly closed: Uint8Array },
  u: number,
  v: number,
): boolean {
  const [i, j] = [nearest(x, u), nearest(y, v)];
  return i === undefined || j === undefined || closed[j * x.values.length + i] === 1;
}

/** The axes of a plane. */
type Plane = Pick<PlaneContours['plane'], 'x' | 'y'>;

/** Index of the nearest value of an axis; undefined beyond its ends. */
function nearest(axis: Axis, value: number): number | undefined {
  const { values } = axis;
  if (value < at(values, 0) || value > at(values, values.length - 1)) return undefined;
  const place = (one: number) => (isLogarithmic(axis) ? Math.log(one) : one);
  const distances = values.map((one) => Math.abs(place(one) - place(value)));
  return distances.indexOf(Math.min(...distances));
}
