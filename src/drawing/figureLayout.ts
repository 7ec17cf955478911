/** The layout of a figure, and marks that are drawn by hand. */
import type * as Plot from '@observablehq/plot';
import type { TextStyle } from './richText.js';

/** Width, side margins and height of the frame, in pixels of the SVG; the parts above and below have the heights that they need. */
export const LAYOUT = { width: 680, left: 88, right: 22, frameHeight: 412 } as const;

/** Width of the frame, pixels. */
export const FRAME_WIDTH = LAYOUT.width - LAYOUT.left - LAYOUT.right;

/** Colour of the frame and of the words. */
export const INK = '#1a1a1a';

/** Vertical positions in pixels. */
export interface Frame {
  readonly top: number;
  readonly bottom: number;
  readonly height: number;
  /** Baseline of the legend. */
  readonly legend: number;
}

/** Converts a value in the axis's unit to pixels. */
export type Scale = (value: number) => number;

/** A line of markup and its position. */
export type PlacedText = readonly [markup: string, style: TextStyle];

/** A Plot mark drawn by hand: `draw` gets the plot's own scales and returns SVG elements as text. */
export function handMark(document: Document, draw: (x: Scale, y: Scale) => string[]): Plot.RenderFunction {
  return (_index, scales) => {
    const group = document.createElementNS('http://www.w3.org/2000/svg', 'g');
    group.innerHTML = draw(scales.x as Scale, scales.y as Scale).join('');
    return group;
  };
}
