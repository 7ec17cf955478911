/** From a figure with text to a picture: text as outlines of the bundled font, in SVG or PNG, the same on every machine. */
import { Resvg } from '@resvg/resvg-js';
import { RESVG_OPTIONS } from './fonts.js';

/** An SVG with all text converted to outlines, so that it needs no font. */
export function outlineSvg(svg: string): string {
  // Hundredths of a pixel are enough, and make the file smaller.
  const round = (number: string) => String(Number(Number(number).toFixed(2)));
  const outlined = new Resvg(svg, RESVG_OPTIONS).toString();
  return outlined.replace(/ d="[^"]*"/g, (path) => path.replace(/-?\d+\.\d{3,}/g, round));
}

/** A PNG with `zoom` pixels per unit of the SVG. */
export function renderPng(svg: string, zoom = 3): Uint8Array {
  return new Resvg(svg, { ...RESVG_OPTIONS, fitTo: { mode: 'zoom', value: zoom } }).render().asPng();
}
