/** Which pieces of curves a plane shows, and curves in words. */

import { at } from '../at.js';
import { positionOn } from '../contouring/scaledPlane.js';
import type { Axis } from '../tiles/axes.js';
import { shortNumber } from '../words.js';
import { clipLine, type FlatPoint } from './clip.js';
import type { CurvePiece, DrawnCurve } from './drawnCurve.js';

/** A plane, and the values of the parameters that it does not show. */
export interface ShownPlane {
  readonly x: Axis;
  readonly y: Axis;
  readonly values: Readonly<Record<string, number>>;
}

/** Largest relative difference between two values of a parameter that are taken to be the same. */
const SAME = 1e-3;

/** The pieces of a curve that belong to a plane: their other parameters, if they have any, have the plane's values. */
export function piecesFor({ pieces }: DrawnCurve, values: ShownPlane['values']): CurvePiece[] {
  return pieces.filter((piece) =>
    Object.entries(piece.at).every(([name, value]) => {
      const shown = values[name];
      return shown !== undefined && Math.abs(shown - value) <= SAME * Math.abs(shown);
    }),
  );
}

/** Whether any part of a curve lies within a plane. */
export function isSeen(curve: DrawnCurve, { x, y, values }: ShownPlane): boolean {
  const [px, py] = [positionOn(x), positionOn(y)];
  const range = (axis: Axis, position: (value: number) => number) =>
    [position(at(axis.values, 0)), position(at(axis.values, axis.values.length - 1))] as const;
  const bounds = { x: range(x, px), y: range(y, py) };
  return piecesFor(curve, values).some(
    ({ points }) =>
      clipLine(
        points.map(([u, v]): FlatPoint => [px(u), py(v)]),
        bounds,
      ).length > 0,
  );
}

/** A warning for each curve that appears in no plane. */
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
      const coordinates = curve.pieces.flatMap(({ points }) => points.map((point) => at(point, i)));
      const low = coordinates.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
      const high = coordinates.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
      return `${name} from ${shortNumber(low)} to ${shortNumber(high)}, where the plane has ${shortNumber(at(values, 0))} to ${shortNumber(at(values, values.length - 1))}`;
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
