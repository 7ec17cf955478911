/** Colours of a picture: viridis, perceptually uniform and legible to the colour-blind, from light at 0 to dark. */
import { at } from '../../at.js';

/** Viridis (S. van der Walt and N. Smith, CC0) at 33 even places, from its dark end. */
const VIRIDIS =
  '440154 470d60 48186a 482374 472d7b 453781 424086 3e4989 3b528b 375b8d 33638d 2f6b8e 2c728e 297a8e 26828e 23898e 21918c 1f988b 1fa088 22a785 28ae80 32b67a 3fbc73 4ec36b 5ec962 70cf57 84d44b 98d83e addc30 c2df23 d8e219 ece51b fde725'
    .split(' ')
    .map((hex) => [0, 2, 4].map((i) => Number.parseInt(hex.slice(i, i + 2), 16)));

/** Number of colours of a picture. */
export const SHADES = 256;

/** The colours as RGBA words of a little-endian ImageData, from light (0) to dark. */
export function shadeWords(): Uint32Array {
  return Uint32Array.from({ length: SHADES }, (_, k) => {
    const [red, green, blue] = shade(k / (SHADES - 1));
    return (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0;
  });
}

/** The colour at a place from 0 (light) to 1 (dark) as `#rrggbb`. */
export function shadeHex(place: number): string {
  return `#${shade(place)
    .map((part) => part.toString(16).padStart(2, '0'))
    .join('')}`;
}

function shade(place: number): readonly [number, number, number] {
  const along = (1 - Math.min(1, Math.max(0, place))) * (VIRIDIS.length - 1);
  const k = Math.min(VIRIDIS.length - 2, Math.floor(along));
  const [low, high] = [at(VIRIDIS, k), at(VIRIDIS, k + 1)];
  const part = (i: number) => Math.round(at(low, i) + (along - k) * (at(high, i) - at(low, i)));
  return [part(0), part(1), part(2)];
}

/** How numbers become colours: the ends, and the scale between them. */
export interface ColourScale {
  readonly low: number;
  readonly high: number;
  /** `root` is that of the significance: the root of Delta chi2. */
  readonly kind: 'root' | 'log' | 'linear';
}

/** Place of a number between the ends of a scale, 0 to 1; NaN of one that it does not have. */
export function placeOf({ low, high, kind }: ColourScale, value: number): number {
  const position = kind === 'log' ? Math.log : kind === 'root' ? Math.sqrt : Number;
  const span = position(high) - position(low);
  if (kind === 'log' && !(value > 0)) return Number.NaN;
  return span > 0 ? Math.min(1, Math.max(0, (position(value) - position(low)) / span)) : 0;
}

/** Largest span of a logarithmic scale, in decades: what is smaller has the colour of its end. */
const DECADES = 8;

/** The scale of some numbers, NaN where there is none: logarithmic where they are positive and span more than a decade. */
export function scaleOf(values: Float64Array): ColourScale {
  let [low, high, positive] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
    if (value > 0 && value < positive) positive = value;
  }
  if (!(high >= low)) return { low: 0, high: 1, kind: 'linear' };
  if (low >= 0 && high > 10 * positive)
    return { low: Math.max(positive, high / 10 ** DECADES), high, kind: 'log' };
  return { low, high, kind: 'linear' };
}

/** The scale of Delta chi2 from 0 to a value. */
export const deltaScale = (high: number): ColourScale => ({ low: 0, high, kind: 'root' });
