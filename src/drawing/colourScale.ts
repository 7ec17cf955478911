/** Colours of numbers in maps: from dark to light, so that they are in order in grey print and for the colour-blind as well. */
import { at } from '../at.js';
import { isLogarithmic } from '../contouring/interpolate.js';
import type { TickAxis } from '../tiles/axes.js';

/** Ramps of colours at equal distances, each with a lightness that only rises or only falls. */
const PALETTES = {
  /** Viridis, dark to light (S. van der Walt and N. Smith, matplotlib 1.5; public domain, CC0). */
  viridis: [
    '#440154',
    '#482475',
    '#414487',
    '#355f8d',
    '#2a788e',
    '#21918c',
    '#22a884',
    '#44bf70',
    '#7ad151',
    '#bddf26',
    '#fde725',
  ],
  /** Blue to white: lines and words in ink stay legible on all but its first colours. */
  blues: ['#2f6f9f', '#4f8ab4', '#74a6c8', '#9bc1da', '#c0d8e8', '#dfebf3', '#f6fafc'],
} as const;

/** Name of a ramp of colours. */
export type PaletteName = keyof typeof PALETTES;

/** Colours of an interval of numbers, linear or in the logarithm. */
export interface ColourScale {
  /** The interval and its scale, as an axis. */
  readonly axis: TickAxis;
  readonly palette: PaletteName;
  /** Whether numbers beyond an end are shown in its colour, which the colour bar says by a pointed end. */
  readonly beyond: { readonly low: boolean; readonly high: boolean };
}

/** Number of distinct colours. */
export const COLOUR_LEVELS = 64;

/** The level of a number: 1 to COLOUR_LEVELS; 0 for NaN, which has no colour. Numbers beyond the interval have the level of its end. */
export function colourLevel({ axis }: Pick<ColourScale, 'axis'>, value: number): number {
  if (Number.isNaN(value)) return 0;
  const position = isLogarithmic(axis) ? Math.log : Number;
  const [low, high] = [at(axis.values, 0), at(axis.values, axis.values.length - 1)];
  const share = value <= low ? 0 : (position(value) - position(low)) / (position(high) - position(low));
  return 1 + Math.min(Math.floor(Math.min(share, 1) * COLOUR_LEVELS), COLOUR_LEVELS - 1);
}

/** The colour of a level as `#rrggbb`. */
export function levelColour(palette: PaletteName, level: number): string {
  const ramp = PALETTES[palette];
  const place = ((level - 1) / (COLOUR_LEVELS - 1)) * (ramp.length - 1);
  const k = Math.min(Math.floor(place), ramp.length - 2);
  const channels = [1, 3, 5].map((from) => {
    const [low, high] = [at(ramp, k), at(ramp, k + 1)].map((c) =>
      Number.parseInt(c.slice(from, from + 2), 16),
    );
    const value = (low ?? 0) + (place - k) * ((high ?? 0) - (low ?? 0));
    return Math.round(value).toString(16).padStart(2, '0');
  });
  return `#${channels.join('')}`;
}
