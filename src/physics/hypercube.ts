/**
 * Fixed points of the unit hypercube: a Sobol sequence with Owen scrambling, addressed by (event, dimension).
 * Direction numbers: S. Joe and F. Y. Kuo, SIAM J. Sci. Comput. 30 (2008) 2635 (new-joe-kuo-6). Scrambling by hashing:
 * S. Laine and T. Karras, EGSR 2011, with the constants of B. Burley, JCGT 9 (2020) 4.
 */
import { at } from '../at.js';

/** Coordinates of an event, in this order (docs/physics.md, section 6). */
export const DIMENSIONS = {
  energy: 0,
  q2: 1,
  pairMass: 2,
  daughterCos: 3,
  daughterAzimuth: 4,
  leptonCos: 5,
  leptonAzimuth: 6,
  producedAzimuth: 7,
  vertexX: 8,
  vertexY: 9,
  vertexZ: 10,
  upstream: 11,
  smearMinusEnergy: 12,
  smearMinusAngle: 13,
  smearMinusAzimuth: 14,
  smearPlusEnergy: 15,
  smearPlusAngle: 16,
  smearPlusAzimuth: 17,
} as const;

/** Number of coordinates of one event without smearing. */
export const DIMENSION_COUNT: number = DIMENSIONS.smearMinusEnergy;

/** Number of coordinates added by a detector's smearing; see detectPair. */
export const SMEARING_DIMENSIONS = Object.keys(DIMENSIONS).length - DIMENSION_COUNT;

/** [degree s, coefficients a, m_1..m_s] of dimensions 2.. in Joe and Kuo's table. */
const JOE_KUO: readonly (readonly [number, number, readonly number[]])[] = [
  [1, 0, [1]],
  [2, 1, [1, 3]],
  [3, 1, [1, 3, 1]],
  [3, 2, [1, 1, 1]],
  [4, 1, [1, 1, 3, 3]],
  [4, 4, [1, 3, 5, 13]],
  [5, 2, [1, 1, 5, 5, 17]],
  [5, 4, [1, 1, 5, 5, 5]],
  [5, 7, [1, 1, 7, 11, 19]],
  [5, 11, [1, 1, 5, 1, 1]],
  [5, 13, [1, 1, 1, 3, 11]],
  [5, 14, [1, 3, 5, 5, 31]],
  [6, 1, [1, 3, 3, 9, 7, 49]],
  [6, 13, [1, 1, 1, 15, 21, 21]],
  [6, 16, [1, 3, 1, 13, 27, 49]],
  [6, 19, [1, 1, 1, 15, 7, 5]],
  [6, 22, [1, 3, 1, 15, 13, 25]],
];

/** Unscrambled Sobol point as 32-bit integers, in natural (not Gray-code) order. */
export function sobolBits(index: number, dimension: number): number {
  const directions = directionNumbers(dimension);
  let bits = 0;
  for (let k = 0; k < 32 && index >>> k !== 0; k++) {
    if ((index >>> k) & 1) bits ^= at(directions, k);
  }
  return bits >>> 0;
}

const directionCache = new Map<number, Uint32Array>();

function directionNumbers(dimension: number): Uint32Array {
  const known = directionCache.get(dimension);
  if (known) return known;
  const v = new Uint32Array(32);
  const row = JOE_KUO[dimension - 1];
  if (dimension === 0) {
    for (let k = 0; k < 32; k++) v[k] = 1 << (31 - k);
  } else if (row) {
    const [s, a, m] = row;
    for (let k = 0; k < 32; k++) {
      if (k < s) {
        v[k] = at(m, k) << (31 - k);
        continue;
      }
      let value = at(v, k - s) ^ (at(v, k - s) >>> s);
      for (let j = 1; j < s; j++) if ((a >> (s - 1 - j)) & 1) value ^= at(v, k - j);
      v[k] = value;
    }
  } else {
    throw new RangeError(`Sobol dimension ${dimension} is beyond the table of ${JOE_KUO.length + 1}`);
  }
  directionCache.set(dimension, v);
  return v;
}

function reverseBits(x: number): number {
  let v = x;
  v = ((v >>> 1) & 0x55555555) | ((v & 0x55555555) << 1);
  v = ((v >>> 2) & 0x33333333) | ((v & 0x33333333) << 2);
  v = ((v >>> 4) & 0x0f0f0f0f) | ((v & 0x0f0f0f0f) << 4);
  v = ((v >>> 8) & 0x00ff00ff) | ((v & 0x00ff00ff) << 8);
  return ((v >>> 16) | (v << 16)) >>> 0;
}

/** Owen scrambling of a 32-bit fraction: each bit is flipped by a hash of the bits above it. */
export function owenScramble(bits: number, seed: number): number {
  let x = reverseBits(bits);
  x = (x + seed) >>> 0;
  x ^= Math.imul(x, 0x6c50b47c);
  x ^= Math.imul(x, 0xb82f1e52);
  x ^= Math.imul(x, 0xc7afe638);
  x ^= Math.imul(x, 0x8d22f6e6);
  return reverseBits(x >>> 0);
}

/** Seed of one dimension's scrambling: two rounds of a 32-bit mixer (murmur3 finaliser). */
function dimensionSeed(seed: number, dimension: number): number {
  let h = (Math.imul(seed, 0x9e3779b1) + Math.imul(dimension + 1, 0x85ebca77)) >>> 0;
  for (let round = 0; round < 2; round++) {
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    h = (h ^ (h >>> 16)) >>> 0;
  }
  return h;
}

/**
 * Hypercube points, dimension-major: shape [dimensions][events]. Each is (k + 1/2)/2^23, strictly inside (0, 1) and exact in float32, so that
 * both engines use the same events. Additional dimensions do not change the first ones.
 */
export function hypercubePoints(events: number, seed: number, dimensions = DIMENSION_COUNT): Float32Array {
  const points = new Float32Array(dimensions * events);
  for (let d = 0; d < dimensions; d++) {
    const scramble = dimensionSeed(seed, d);
    const bits = firstSobolBits(events, d);
    for (let i = 0; i < events; i++) {
      points[d * events + i] = ((owenScramble(bits[i] ?? 0, scramble) >>> 9) + 0.5) / 2 ** 23;
    }
  }
  return points;
}

/** `sobolBits` of the points 0 .. events - 1. The upper half of each block of 2^k points is the lower half with one more direction number. */
export function firstSobolBits(events: number, dimension: number): Uint32Array {
  const directions = directionNumbers(dimension);
  const bits = new Uint32Array(events);
  for (let k = 0, half = 1; half < events; k++, half *= 2) {
    const direction = at(directions, k);
    const end = Math.min(2 * half, events);
    for (let i = half; i < end; i++) bits[i] = (bits[i - half] ?? 0) ^ direction;
  }
  return bits;
}
