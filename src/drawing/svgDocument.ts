/** A figure as a document: SVG elements on white. */
import { INK } from './figureLayout.js';
import { FONT_FAMILY } from './fonts.js';
import { svgElement } from './richText.js';

/** The SVG document of a figure of this width and height in pixels, whose text is still text in the bundled font. */
export function svgDocument(elements: readonly string[], width: number, height: number): string {
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    'font-family': FONT_FAMILY,
    fill: INK,
  };
  const background = svgElement('rect', { x: 0, y: 0, width, height, fill: 'white' });
  return svgElement('svg', attributes, [background, ...elements].join(''));
}
