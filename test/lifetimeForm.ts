/** The sums of a row at its values of 1/(c tau) in f64, and what they give at couplings: what the kernels compute in float32. */
import { decayFactor, type Sample } from '../src/generator/sample.js';
import { type LifetimeNodes, lifetimeShares } from '../src/physics/lifetimeNodes.js';
import type { Lifetime } from '../src/prediction/lifetime.js';

/** Moments in z of a bin: of weights (0 to 2) and of their squares (0 to 4). Arrays have the shape [moments][nodes]. */
export interface BinSums {
  readonly signal: readonly Float64Array[];
  readonly squares: readonly Float64Array[];
}

/** Sums of a sample at each node, shape [bins]. */
export function sumAtNodes(sample: Sample, { inverseCtau }: LifetimeNodes): BinSums[] {
  const empty = (moments: number) =>
    Array.from({ length: moments }, () => new Float64Array(inverseCtau.length));
  return sample.bins.map((inBin) => {
    const sums = { signal: empty(3), squares: empty(5) };
    for (let i = 0; i < sample.weight.length; i++) {
      const w = (sample.weight[i] ?? Number.NaN) * (inBin[i] ?? Number.NaN);
      if (w === 0) continue;
      const z = sample.z[i] ?? Number.NaN;
      inverseCtau.forEach((t, j) => {
        const term = w * decayFactor(sample, i, 1 / t);
        add(sums.signal, j, term, z);
        add(sums.squares, j, term ** 2, z);
      });
    }
    return sums;
  });
}

function add(moments: readonly Float64Array[], node: number, term: number, z: number): void {
  let power = term;
  for (const moment of moments) {
    moment[node] = (moment[node] ?? 0) + power;
    power *= z;
  }
}

/** Signal and Monte Carlo variance of each bin of a channel at couplings. */
export function readSums(
  { channel, point }: Pick<Sample, 'channel' | 'point'>,
  nodes: LifetimeNodes,
  bins: readonly BinSums[],
  { ctauCm, strength, branching, mixing }: Lifetime,
): { readonly signal: number; readonly variance: number }[] {
  const shares = lifetimeShares(nodes, 1 / ctauCm, 1);
  const sharesSquared = lifetimeShares(nodes, 1 / ctauCm, 2);
  const { at0, slope } = channel.interference(point.mX);
  const [a, b] = [strength + at0, slope];
  return bins.map(({ signal, squares }) => {
    const polynomial = (
      moments: readonly Float64Array[],
      of: Float64Array,
      coefficients: readonly number[],
    ) => moments.reduce((sum, moment, k) => sum + (coefficients[k] ?? Number.NaN) * dot(of, moment), 0);
    const s = polynomial(signal, shares, [a * a, 2 * a * b, b * b]);
    const fourth = [a ** 4, 4 * a ** 3 * b, 6 * a * a * b * b, 4 * a * b ** 3, b ** 4];
    const v = polynomial(squares, sharesSquared, fourth);
    const factor = branching * mixing;
    return { signal: Math.max(factor * s, 0), variance: Math.max(factor * factor * v, 0) };
  });
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, x, i) => sum + x * (b[i] ?? Number.NaN), 0);
}
