/** From a figure with text to a picture: text as outlines of the bundled font, in SVG, PNG or PDF, the same on every machine. */
import { extname } from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import { RESVG_OPTIONS } from './fonts.js';

/** An SVG with all text converted to outlines, so that it needs no font; with a printed width of `cm`, or its size in pixels. */
export function outlineSvg(svg: string, cm?: number): string {
  // Hundredths of a pixel are enough, and make the file smaller.
  const round = (number: string) => String(Number(Number(number).toFixed(2)));
  const outlined = new Resvg(svg, RESVG_OPTIONS).toString();
  const rounded = outlined.replace(/ d="[^"]*"/g, (path) => path.replace(/-?\d+\.\d{3,}/g, round));
  return cm === undefined ? rounded : rounded.replace(/<svg[^>]*>/, (root) => printedSize(root, cm));
}

/** The root element of an SVG with a printed size in place of pixels. */
function printedSize(root: string, cm: number): string {
  const [, width = 0, height = 0] = / width="([\d.]+)"[^>]* height="([\d.]+)"/.exec(root) ?? [];
  const tall = ((cm * Number(height)) / Number(width)).toFixed(3);
  const sized = root
    .replace(/ width="[\d.]+"/, ` width="${cm}cm"`)
    .replace(/ height="[\d.]+"/, ` height="${tall}cm"`);
  return sized.includes('viewBox') ? sized : sized.replace('<svg', `<svg viewBox="0 0 ${width} ${height}"`);
}

/** A PNG with `zoom` pixels per unit of the SVG. */
export function renderPng(svg: string, zoom = 3): Uint8Array {
  return new Resvg(svg, { ...RESVG_OPTIONS, fitTo: { mode: 'zoom', value: zoom } }).render().asPng();
}

/** Converts a figure to a file's contents; `cm` is its printed width. */
type Render = (svg: string, cm: number | undefined) => Promise<string | Uint8Array>;

const PICTURES: Readonly<Record<string, Render>> = {
  '.svg': async (svg, cm) => outlineSvg(svg, cm),
  '.png': async (svg) => renderPng(svg),
  // A large library, which only this format needs.
  '.pdf': async (svg, cm) => (await import('./pdf.js')).outlinesToPdf(outlineSvg(svg), cm),
};

/** A figure in the format of a file's ending, one of PICTURE_ENDINGS (pictureEndings.ts). Throws RangeError for another one. */
export async function renderPicture(svg: string, path: string, cm?: number): Promise<string | Uint8Array> {
  const render = PICTURES[extname(path).toLowerCase()];
  if (render === undefined) throw new RangeError(`no picture has the ending of ${path}`);
  return await render(svg, cm);
}
