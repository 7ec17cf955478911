/** How much of a plane a region covers: all, nothing, or a share of its area. */
import { at } from '../at.js';
import type { Contour, DeltaPlane } from '../contouring/contour.js';
import { scaledPositions } from '../contouring/interpolate.js';
import { type IndexPoint, signedArea } from '../contouring/marchingSquares.js';
import { positionOn } from '../contouring/scaledPlane.js';
import { hasCell } from '../planes/missing.js';

/** The part of a plane that a region covers; cells with a missing corner are left out. */
export interface Coverage {
  readonly extent: 'all' | 'part' | 'none';
  /** Share of the area on the axes' scales (logarithms on a log axis), from 0 to 1. */
  readonly areaShare: number;
}

/** Rounding error of areas that are summed from triangles, relative to the whole. */
const AREA_ROUNDING = 1e-9;

/** The part of a plane that the regions of a contour cover. */
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

/** Area of the cells of a plane that have all four corners, on the axes' scales. */
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

const stepOf = (positions: Float64Array, i: number) => at(positions, i + 1) - at(positions, i);
