/** The bundled font, STIX Two Text (assets/fonts, SIL Open Font License 1.1), and the width of text in it. */
import { fileURLToPath } from 'node:url';
import { Resvg, type ResvgRenderOptions } from '@resvg/resvg-js';
import { BoundedCache } from '../boundedCache.js';
import { richTextSvg } from './richText.js';

/** Font family of all figures. */
export const FONT_FAMILY = 'STIX Two Text';

const FILES = ['STIXTwoText-Regular.ttf', 'STIXTwoText-Italic.ttf'].map((file) =>
  fileURLToPath(new URL(`../../assets/fonts/${file}`, import.meta.url)),
);

/** Options of resvg: the bundled font only, since with system fonts a figure would differ from machine to machine. */
export const RESVG_OPTIONS: ResvgRenderOptions = {
  font: { fontFiles: FILES, loadSystemFonts: false, defaultFontFamily: FONT_FAMILY },
  background: 'white',
};

/** Widths by size and markup: a figure asks for many of them more than once, and resvg reads the fonts anew for each. */
const widths = new BoundedCache<string, number>(4096);

/** Width in pixels of a line of rich text (see richText.ts) at a font size. */
export function measureText(markup: string, size: number): number {
  return widths.get(`${size} ${markup}`, () => {
    const text = richTextSvg(markup, { x: 0, y: 0, size });
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" font-family="${FONT_FAMILY}">${text}</svg>`;
    return new Resvg(svg, RESVG_OPTIONS).getBBox()?.width ?? 0;
  });
}
