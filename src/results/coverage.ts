/** How much of a plane a region covers: all of it, nothing, or which part of its area. */
import type { Contour, DeltaPlane } from '../contouring/contour.js';
import { scaledPositions } from '../contouring/interpolate.js';
import { type IndexPoint, signedArea } from '../contouring/marchingSquares.js';
import { positionOn } from '../contouring/scaledPlane.js';
import { hasCell } from '../planes/missing.js';

/** What a region covers of its plane, cells with a missing corner left out. */
export interface Coverage {
  readonly extent: 'all' | 'part' | 'none';
  /** Share of the area in the axes' own scales (a log axis counts logarithms), from 0 to 1. */
  readonly areaShare: number;
}

/** Rounding of areas that are summed from triangles, relative to the whole. */
const AREA_ROUNDING = 1e-9;

/** What the regions of a contour cover of its plane. */
export function coverageOf(
  plane: Pick<DeltaPlane, 'x' | 'y' | 'delta'>,
  { lines, regions }: Pick<Contour, 'lines' | 'regions'>,
): Coverage {
  const rings = regions.flat();
  if (rings.length === 0) return { extent: 'none', areaShare: 0 };
  const [x, y] = [positionOn(plane.x), positionOn(plane.y)];
  // Holes run the other way around, so that their areas are negative.
  const area = rings.reduce(
    (sum, ring) => sum + signedArea(ring.map(([u, v]): IndexPoint => [x(u), y(v)])),
    0,
  );
  const areaShare = Math.min(1, Math.max(0, area / areaOf(plane)));
  const isAll = lines.length === 0 && areaShare > 1 - AREA_ROUNDING;
  return isAll ? { extent: 'all', areaShare: 1 } : { extent: 'part', areaShare };
}

/** Area of the cells of a plane of which no corner is missing, in the axes' own scales. */
export function areaOf(plane: Pick<DeltaPlane, 'x' | 'y' | 'delta'>): number {
  const [x, y] = [scaledPositions(plane.x), scaledPositions(plane.y)];
  let area = 0;
  for (let j = 0; j + 1 < y.length; j++) {
    for (let i = 0; i + 1 < x.length; i++) {
      if (hasCell(plane, i, j)) area += stepOf(x, i) * stepOf(y, j);
    }
  }
  return area;
}

const stepOf = (positions: Float64Array, i: number) =>
  (positions[i + 1] ?? Number.NaN) - (positions[i] ?? Number.NaN);
