/** Quadratic forms: fitted to values of a function, minimised in a box, and their principal directions. */
import { at } from '../at.js';

/** value + gradient x + x^T hessian x / 2, with x counted from a centre. */
export interface Quadratic {
  readonly centre: readonly number[];
  readonly value: number;
  readonly gradient: readonly number[];
  /** Shape [n][n], symmetric. */
  readonly hessian: readonly (readonly number[])[];
}

/** A point and the value of a function there. */
export interface Sample {
  readonly point: readonly number[];
  readonly value: number;
}

/**
 * The quadratic form that fits samples best around a centre; coordinates are divided by `units`, as are the form's. Samples weigh
 * 1/(1 + d)^2, with d their value above the least, so that those far up do not count. Undefined where there are too few of them.
 */
export function fitQuadratic(
  samples: readonly Sample[],
  centre: readonly number[],
  units: readonly number[],
): Quadratic | undefined {
  const n = centre.length;
  const pairs = centre.flatMap((_, i) =>
    Array.from({ length: n - i }, (__, k): [number, number] => [i, i + k]),
  );
  const size = 1 + n + pairs.length;
  if (samples.length < size) return undefined;
  const least = Math.min(...samples.map(({ value }) => value));
  const normal = Array.from({ length: size }, () => new Array<number>(size + 1).fill(0));
  for (const { point, value } of samples) {
    const x = point.map((p, i) => (p - at(centre, i)) / at(units, i));
    const row = [1, ...x, ...pairs.map(([i, j]) => (i === j ? at(x, i) ** 2 / 2 : at(x, i) * at(x, j)))];
    const weight = 1 / (1 + value - least) ** 2;
    for (let a = 0; a < size; a++) {
      for (let b = 0; b < size; b++) add(normal, a, b, weight * at(row, a) * at(row, b));
      add(normal, a, size, weight * at(row, a) * (value - least));
    }
  }
  const solution = solve(normal);
  if (solution === undefined) return undefined;
  const hessian = Array.from({ length: n }, () => new Array<number>(n).fill(0));
  pairs.forEach(([i, j], k) => {
    const value = at(solution, 1 + n + k);
    at(hessian, i)[j] = value;
    at(hessian, j)[i] = value;
  });
  return { centre, value: least + at(solution, 0), gradient: solution.slice(1, 1 + n), hessian };
}

function add(matrix: number[][], i: number, j: number, value: number): void {
  const row = at(matrix, i);
  row[j] = at(row, j) + value;
}

/** Least pivot of a solvable system, relative to its largest number. */
const LEAST_PIVOT = 1e-12;

/** Solves linear equations, shape [n][n + 1] with the right-hand sides last, by Gauss' elimination; undefined where they are singular. */
function solve(system: readonly (readonly number[])[]): number[] | undefined {
  const rows = system.map((row) => [...row]);
  const n = rows.length;
  const size = Math.max(...rows.flat().map(Math.abs));
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++)
      if (Math.abs(cell(rows, i, k)) > Math.abs(cell(rows, pivot, k))) pivot = i;
    if (!(Math.abs(cell(rows, pivot, k)) > LEAST_PIVOT * size)) return undefined;
    [rows[k], rows[pivot]] = [at(rows, pivot), at(rows, k)];
    for (let i = k + 1; i < n; i++) {
      const factor = cell(rows, i, k) / cell(rows, k, k);
      for (let j = k; j <= n; j++) add(rows, i, j, -factor * cell(rows, k, j));
    }
  }
  const solution = new Array<number>(n).fill(0);
  for (let k = n - 1; k >= 0; k--) {
    let sum = cell(rows, k, n);
    for (let j = k + 1; j < n; j++) sum -= cell(rows, k, j) * at(solution, j);
    solution[k] = sum / cell(rows, k, k);
  }
  return solution;
}

const cell = (rows: readonly (readonly number[])[], i: number, j: number) => at(at(rows, i), j);

/** Sweeps of minimiseInBox; it converges quickly unless a valley is narrow, and then the result is still better than the centre. */
const SWEEPS = 200;

/** The minimum of a quadratic form in a box around its centre, coordinate by coordinate: x, counted from the centre, and the form there. */
export function minimiseInBox(
  { value, gradient, hessian }: Quadratic,
  box: readonly (readonly [low: number, high: number])[],
): { readonly x: readonly number[]; readonly value: number } {
  const x = gradient.map(() => 0);
  const slopeAt = (i: number) =>
    at(gradient, i) + at(hessian, i).reduce((sum, h, j) => sum + h * at(x, j), 0);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (let i = 0; i < x.length; i++) {
      const [low, high] = at(box, i);
      const [slope, curvature] = [slopeAt(i), cell(hessian, i, i)];
      const free = at(x, i) - slope / curvature;
      // Where it bends downwards the minimum along this coordinate is the lower of the two ends.
      const rise = (to: number) => (to - at(x, i)) * (slope + (curvature * (to - at(x, i))) / 2);
      const end = rise(low) < rise(high) ? low : high;
      x[i] = curvature > 0 ? Math.min(high, Math.max(low, free)) : end;
    }
  }
  const change = x.reduce((sum, xi, i) => sum + xi * (at(gradient, i) + slopeAt(i)), 0) / 2;
  return { x, value: value + change };
}

/** A principal direction of a symmetric matrix: of length 1, with the second derivative along it. */
export interface Principal {
  readonly direction: readonly number[];
  readonly curvature: number;
}

/** Eigenvectors of a symmetric matrix and their eigenvalues, the least first: Jacobi's method. */
export function principalDirections(matrix: readonly (readonly number[])[]): Principal[] {
  const n = matrix.length;
  const a = matrix.map((row) => [...row]);
  const vectors = a.map((_, i) => a.map((__, j) => (i === j ? 1 : 0)));
  for (let sweep = 0; sweep < 60; sweep++) {
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rotate(a, vectors, p, q);
  }
  const found = a.map((row, i) => ({ curvature: at(row, i), direction: vectors.map((v) => at(v, i)) }));
  return found.sort((one, other) => one.curvature - other.curvature);
}

/** Makes the element p, q of a symmetric matrix zero by a rotation, which is applied to the vectors, too. */
function rotate(a: number[][], vectors: number[][], p: number, q: number): void {
  const off = cell(a, p, q);
  if (off === 0) return;
  const theta = (cell(a, q, q) - cell(a, p, p)) / (2 * off);
  const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const c = 1 / Math.hypot(t, 1);
  const s = t * c;
  const mix = (row: number[]) => {
    const [x, y] = [at(row, p), at(row, q)];
    row[p] = c * x - s * y;
    row[q] = s * x + c * y;
  };
  for (const row of a) mix(row);
  const [rowP, rowQ] = [at(a, p), at(a, q)];
  for (let k = 0; k < a.length; k++) {
    const [x, y] = [at(rowP, k), at(rowQ, k)];
    rowP[k] = c * x - s * y;
    rowQ[k] = s * x + c * y;
  }
  for (const row of vectors) mix(row);
}
