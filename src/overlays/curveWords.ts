/** Which pieces of curves a plane shows, and what is said of curves. */

import { positionOn } from '../contouring/scaledPlane.js';
import type { Axis } from '../grid/axes.js';
import { shortNumber } from '../words.js';
import { clipLine, type FlatPoint } from './clip.js';
import type { CurvePiece, DrawnCurve } from './drawnCurve.js';

/** A plane at values of the parameters that it does not show. */
export interface ShownPlane {
  readonly x: Axis;
  readonly y: Axis;
  readonly values: Readonly<Record<string, number>>;
}

/** Values of a parameter that are meant to be the same differ by no more than this. */
const SAME = 1e-3;

/** The pieces of a curve that are meant for a plane: those without a value of another parameter, or with the plane's. */
export function piecesFor({ pieces }: DrawnCurve, values: ShownPlane['values']): CurvePiece[] {
  return pieces.filter(({ at }) =>
    Object.entries(at).every(([name, value]) => {
      const own = values[name] ?? Number.NaN;
      return Math.abs(own - value) <= SAME * Math.abs(own);
    }),
  );
}

/** Whether anything of a curve lies within a plane. */
export function isSeen(curve: DrawnCurve, { x, y, values }: ShownPlane): boolean {
  const [px, py] = [positionOn(x), positionOn(y)];
  const range = (axis: Axis, position: (value: number) => number) =>
    [position(axis.values[0] ?? Number.NaN), position(axis.values.at(-1) ?? Number.NaN)] as const;
  const bounds = { x: range(x, px), y: range(y, py) };
  return piecesFor(curve, values).some(
    ({ points }) =>
      clipLine(
        points.map(([u, v]): FlatPoint => [px(u), py(v)]),
        bounds,
      ).length > 0,
  );
}

/** A warning for each curve of which no plane shows anything. */
export function curveWarnings(curves: readonly DrawnCurve[], planes: readonly ShownPlane[]): string[] {
  const [first] = planes;
  if (first === undefined) return [];
  return curves.flatMap((curve) => {
    if (planes.some((plane) => isSeen(curve, plane))) return [];
    const isMeant = planes.some(({ values }) => piecesFor(curve, values).length > 0);
    if (!isMeant) {
      const names = Object.keys(curve.pieces[0]?.at ?? {});
      return [
        `--curve ${curve.file}: nothing of it is drawn: none of the planes shown has the values of its columns ${names.join(', ')}`,
      ];
    }
    const ranges = [first.x, first.y].map(({ name, values }, i) => {
      const own = curve.pieces.flatMap(({ points }) => points.map((point) => point[i] ?? Number.NaN));
      const low = own.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
      const high = own.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
      return `${name} from ${shortNumber(low)} to ${shortNumber(high)}, where the plane has ${shortNumber(values[0] ?? 0)} to ${shortNumber(values.at(-1) ?? 0)}`;
    });
    return [`--curve ${curve.file}: nothing of it lies within the plane: it has ${ranges.join(', and ')}`];
  });
}

/** A line for each curve: its label, file and points. */
export function curveLines(curves: readonly DrawnCurve[]): string[] {
  return curves.map(({ label, file, style, pieces }) => {
    const points = pieces.reduce((sum, piece) => sum + piece.points.length, 0);
    const lines = pieces.length === 1 ? '' : ` in ${pieces.length} lines`;
    return `curve ${label} (${file}, ${style}): ${points} points${lines}, drawn only`;
  });
}

/** Plain data for JSON documents. */
export function curvesToJson(curves: readonly DrawnCurve[], planes: readonly ShownPlane[]) {
  return curves.map((curve) => ({
    file: curve.file,
    label: curve.label,
    style: curve.style,
    colour: curve.colour ?? null,
    points: curve.pieces.reduce((sum, piece) => sum + piece.points.length, 0),
    lines: curve.pieces.length,
    panels: planes.filter((plane) => isSeen(curve, plane)).length,
  }));
}
