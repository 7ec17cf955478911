/** Contours of a plane as the worker is asked for them; and rough ones, which are drawn until it has answered. */
import {
  type Contour,
  contourScale,
  type DeltaPlane,
  findContour,
  levelOf,
  type Point,
} from '../../contouring/contour.js';
import { valueAtIndex } from '../../contouring/interpolate.js';
import { contourLines, traceRegions } from '../../contouring/marchingSquares.js';

/** Contours that are asked for. */
export interface ContourTask {
  readonly plane: DeltaPlane;
  readonly cls: readonly number[];
}

/** The answer to a task. */
export interface ContourAnswer {
  readonly contours: readonly Pick<Contour, 'cl' | 'level' | 'lines' | 'coarseAxes'>[];
  /** What went wrong; empty where nothing did. */
  readonly problem: string;
}

/** Finds the contours of a task. */
export function answerContours({ plane, cls }: ContourTask): ContourAnswer {
  try {
    const contours = cls.map((cl) => {
      const { level, lines, coarseAxes } = findContour(plane, cl);
      return { cl, level, lines, coarseAxes };
    });
    return { contours, problem: '' };
  } catch (error) {
    return { contours: [], problem: error instanceof Error ? error.message : String(error) };
  }
}

/** Lines of a contour by marching squares between grid points alone: in milliseconds, and true to about a tenth of a step. */
export function roughLines({ x, y, delta }: DeltaPlane, cl: number): Point[][] {
  const level = levelOf(cl);
  const values = delta.map((value) => contourScale(value, level));
  const rings = traceRegions(values, x.values.length, y.values.length, contourScale(level, level));
  return rings
    .flatMap(contourLines)
    .map((line) => line.map(([u, v]): Point => [valueAtIndex(x, u), valueAtIndex(y, v)]));
}
