/** A plane while it is refined: all that is known at the points of a lattice, and pieces of it as planes. */
import { at } from '../at.js';
import { contourScale, type DeltaPlane, deltaChi2, levelOf } from '../contouring/contour.js';
import { refinePlane, scaledPositions } from '../contouring/interpolate.js';
import { type Lattice, levelAxes, levelShape, levelStrides } from './lattice.js';

/** What is contoured: chi2 at |U|^2 = 0, and the confidence levels, of which there is at least one. */
export interface Fit {
  readonly backgroundChi2: number;
  readonly confidenceLevels: readonly number[];
}

/** chi2 of a fit, NaN where it is missing, and words of flags, at some points. */
export interface FitValues {
  readonly chi2: Float64Array;
  readonly bits: Uint32Array;
}

/** A plane under way. All arrays have the shape [ny, nx] of the lattice's finest level, C order. */
export interface Work {
  readonly lattice: Lattice;
  readonly fits: readonly Fit[];
  /** Of each fit; where a point is not known, up to the level that has been reached, what is interpolated. */
  readonly values: readonly FitValues[];
  /** 1 where a point is known: from the grid, or computed. */
  readonly known: Uint8Array;
  /** Points along x of the finest level. */
  readonly width: number;
}

/** Begins with the points of the grid: of each fit chi2 and words of flags, shape [ny, nx]. */
export function beginWork(lattice: Lattice, fits: readonly Fit[], coarse: readonly FitValues[]): Work {
  const [width, height] = levelShape(lattice, lattice.depth);
  const count = width * height;
  const known = new Uint8Array(count);
  const values = coarse.map(() => ({
    chi2: new Float64Array(count).fill(Number.NaN),
    bits: new Uint32Array(count),
  }));
  const nodes = nodesOf(lattice, 0, width);
  nodes.forEach((node, k) => {
    known[node] = 1;
    for (const [f, { chi2, bits }] of coarse.entries()) {
      at(values, f).chi2[node] = at(chi2, k);
      at(values, f).bits[node] = at(bits, k);
    }
  });
  return { lattice, fits, values, known, width };
}

/** The points of a level as indices of the finest one, C order. */
export function nodesOf(lattice: Lattice, level: number, width: number): Uint32Array {
  const [nx, ny] = levelShape(lattice, level);
  const [sx, sy] = levelStrides(lattice, level);
  return Uint32Array.from({ length: nx * ny }, (_, k) => Math.floor(k / nx) * sy * width + (k % nx) * sx);
}

/** The known point of a fit with the least chi2, as an index of the finest level. */
export function lowestNode({ values, known }: Pick<Work, 'values' | 'known'>, f: number): number {
  const { chi2 } = at(values, f);
  let [lowest, least] = [0, Number.POSITIVE_INFINITY];
  for (let node = 0; node < chi2.length; node++) {
    const value = chi2[node] ?? Number.NaN;
    if (known[node] === 1 && value < least) [lowest, least] = [node, value];
  }
  return lowest;
}

/** The least chi2 of a fit that is known, or that of the background. */
export function leastOf(work: Work, f: number): number {
  const lowest = at(at(work.values, f).chi2, lowestNode(work, f));
  const { backgroundChi2 } = at(work.fits, f);
  return lowest < backgroundChi2 ? lowest : backgroundChi2;
}

/** A fill must not be a minimum: it is at least this share of a level above it. */
const ABOVE_LEAST = 1e-6;

/**
 * Goes from a level to the next one: chi2 at the points between is interpolated, as a contour at the first confidence level has it, and
 * flags are those of the neighbour below.
 */
export function fillNextLevel(work: Work, level: number): void {
  const { lattice, fits, values, known, width } = work;
  const { x, y } = levelAxes(lattice, level);
  const [nx] = levelShape(lattice, level);
  const [fx, fy] = lattice.isSplit.map((is) => (is ? 2 : 1)) as [number, number];
  const [coarse, fine] = [nodesOf(lattice, level, width), nodesOf(lattice, level + 1, width)];
  const fineNx = (nx - 1) * fx + 1;
  for (const [f, { chi2, bits }] of values.entries()) {
    const least = leastOf(work, f);
    const scale = levelOf(at(at(fits, f).confidenceLevels, 0));
    const scaled = Float64Array.from(coarse, (node) => contourScale(at(chi2, node) - least, scale));
    const filled = refinePlane(scaledPositions(x), scaledPositions(y), scaled, fy, fx);
    fine.forEach((node, k) => {
      if (known[node] === 1) return;
      const [i, j] = [k % fineNx, Math.floor(k / fineNx)];
      const below = at(coarse, Math.floor(j / fy) * nx + Math.floor(i / fx));
      bits[node] = at(bits, below);
      // A point of the level before keeps what it was filled with.
      if (i % fx === 0 && j % fy === 0) return;
      chi2[node] = least + scale * Math.max(Math.sinh(Math.max(0, at(filled, k))) ** 2, ABOVE_LEAST);
    });
  }
}

/** The plane of a fit at a level, without columns and rows of which nothing is known, and the nodes of its points. */
export interface KnownPlane extends DeltaPlane {
  readonly nodes: Uint32Array;
}

/** That plane. */
export function knownPlane(work: Work, level: number, f: number): KnownPlane {
  const { lattice, known, width } = work;
  const [nx, ny] = levelShape(lattice, level);
  const [sx, sy] = levelStrides(lattice, level);
  const nodes = nodesOf(lattice, level, width);
  const columns = new Uint8Array(nx);
  const rows = new Uint8Array(ny);
  nodes.forEach((node, k) => {
    if (known[node] !== 1) return;
    columns[k % nx] = 1;
    rows[Math.floor(k / nx)] = 1;
  });
  const left = [...rows.keys()].filter((j) => rows[j] === 1);
  const kept = [...columns.keys()].filter((i) => columns[i] === 1);
  const chosen = Uint32Array.from(left.flatMap((j) => kept.map((i) => j * sy * width + i * sx)));
  const { x, y } = levelAxes(lattice, level);
  const plane = deltaChi2(
    { ...x, values: kept.map((i) => at(x.values, i)) },
    { ...y, values: left.map((j) => at(y.values, j)) },
    Float64Array.from(chosen, (node) => at(at(work.values, f).chi2, node)),
    at(work.fits, f).backgroundChi2,
  );
  return { ...plane, nodes: chosen };
}
