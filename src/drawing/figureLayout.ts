/** The layout of a figure, and marks that are drawn by hand. */
import type * as Plot from '@observablehq/plot';
import type { Page } from '../style/figureStyle.js';
import type { TextStyle } from './richText.js';

/** Colour of the frame and of the words. */
export const INK = '#1a1a1a';

/** Vertical positions in pixels. */
export interface Frame {
  readonly top: number;
  readonly bottom: number;
  readonly height: number;
  /** Baseline of the legend. */
  readonly legend: number;
  /** Width and margins. */
  readonly page: Page;
}

/** A rectangle in pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Converts a value in the axis's unit to pixels. */
export type Scale = (value: number) => number;

/** A line of markup and its position. */
export type PlacedText = readonly [markup: string, style: TextStyle];

/** Name of the clipping path of a figure's frame (plotFrame.ts). */
export const FRAME_CLIP = 'frame-clip';

/** The frame as a rectangle. */
export const boxOf = ({ top, bottom, page }: Frame): Box => ({
  x: page.left,
  y: top,
  width: page.frameWidth,
  height: bottom - top,
});

/**
 * A Plot mark drawn by hand: `draw` gets the plot's own scales and returns SVG elements as text, which are cut off at the frame unless
 * they are `outside`.
 */
export function handMark(
  document: Document,
  draw: (x: Scale, y: Scale) => string[],
  place: 'inside' | 'outside' = 'inside',
): Plot.RenderFunction {
  return (_index, scales) => {
    const group = document.createElementNS('http://www.w3.org/2000/svg', 'g');
    if (place === 'inside') group.setAttribute('clip-path', `url(#${FRAME_CLIP})`);
    group.innerHTML = draw(scales.x as Scale, scales.y as Scale).join('');
    return group;
  };
}
