/** Pseudo-random numbers of the rejection generator: xoshiro128** of Blackman and Vigna (arXiv:1805.01407). */
import type { Direction } from './fourVector.js';

/** A stream of numbers in (0, 1). */
export type Random = () => number;

/** The stream of a seed, an integer; its state is filled by splitmix32. */
export function randomNumbers(seed: number): Random {
  let filler = seed >>> 0;
  const fill = () => {
    filler = (filler + 0x9e3779b9) >>> 0;
    let t = Math.imul(filler ^ (filler >>> 16), 0x21f0aaad);
    t = Math.imul(t ^ (t >>> 15), 0x735a2d97);
    return (t ^ (t >>> 15)) >>> 0;
  };
  let [a, b, c, d] = [fill(), fill(), fill(), fill()];
  const rotate = (x: number, k: number) => (x << k) | (x >>> (32 - k));
  return () => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotate(d, 11);
    return (result + 0.5) / 2 ** 32;
  };
}

/** A direction without preference, as a unit vector. */
export function isotropic(random: Random): Direction {
  const cos = 2 * random() - 1;
  const sin = Math.sqrt(1 - cos * cos);
  const azimuth = 2 * Math.PI * random();
  return [sin * Math.cos(azimuth), sin * Math.sin(azimuth), cos];
}

/** A standard normal number, by G. Marsaglia's polar method. */
export function normal(random: Random): number {
  for (;;) {
    const [x, y] = [2 * random() - 1, 2 * random() - 1];
    const square = x * x + y * y;
    if (square < 1) return x * Math.sqrt((-2 * Math.log(square)) / square);
  }
}

/**
 * Whether to keep a candidate of this density, where no density exceeds `bound`. Throws where one does: the sample would be
 * wrong.
 */
export function keeps(random: Random, density: number, bound: number): boolean {
  if (!(density <= bound)) throw new Error(`density ${density} exceeds the bound ${bound} of the rejection`);
  return random() * bound < density;
}
