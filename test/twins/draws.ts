/** Inputs of probes: counter-based random numbers, so that row i is the same whatever is asked for before. */

/** Mixes 32 bits (C. Wellons' lowbias32). */
function mix(x: number): number {
  let h = x;
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Numbers for one row: each call takes the next column. */
export class Draw {
  readonly #seed: number;
  #column = 0;

  constructor(row: number) {
    this.#seed = mix(row ^ 0x5eed1e55);
  }

  /** Uniform in [0, 1), 24 bits. */
  unit(): number {
    this.#column += 1;
    return (mix(this.#seed + Math.imul(this.#column, 0x9e3779b9)) >>> 8) * 2 ** -24;
  }

  uniform(low: number, high: number): number {
    return low + (high - low) * this.unit();
  }

  /** Uniform in the logarithm. */
  log(low: number, high: number): number {
    return Math.min(Math.max(low * (high / low) ** this.unit(), low), high);
  }

  /** Either sign. */
  signed(x: number): number {
    return this.unit() < 0.5 ? -x : x;
  }

  pick<T>(first: T, ...rest: readonly T[]): T {
    return [first, ...rest][Math.floor(this.unit() * (rest.length + 1))] ?? first;
  }

  /** A coordinate of the hypercube: in 12 % of the rows at or near 0 or 1, else anywhere between. */
  cube(): number {
    const where = this.unit();
    const near = this.log(1e-7, 1e-2);
    const anywhere = this.uniform(2 ** -24, 1);
    if (where < 0.05) return near;
    if (where < 0.1) return 1 - near;
    if (where < 0.11) return 2 ** -25;
    return where < 0.12 ? 1 - 2 ** -24 : anywhere;
  }

  /** Coordinates of the hypercube. */
  cubes(count: number): number[] {
    return Array.from({ length: count }, () => this.cube());
  }

  /** A unit vector; in a part of the rows along an axis or nearly so. */
  direction(): [number, number, number] {
    const cos = 2 * this.cube() - 1;
    const sin = Math.sqrt(Math.max(1 - cos * cos, 0));
    const azimuth = 2 * Math.PI * this.cube();
    return [sin * Math.cos(azimuth), sin * Math.sin(azimuth), cos];
  }

  /** A vector of a given length in any direction. */
  vector(length: number): [number, number, number] {
    const [x, y, z] = this.direction();
    return [length * x, length * y, length * z];
  }
}
