/** Saves what a panel shows as an SVG file. */
import { escapeMarkup } from '../../drawing/richText.js';
import { type CaptionLine, figureSvg } from '../picture/figureFile.js';
import { PAPER } from '../picture/plot.js';
import { commandOf } from '../picture/view.js';
import { drawnContours, overSvg, underSvg } from './drawing.js';
import type { Drawn } from './drawn.js';
import { besideMarkup } from './words.js';

/** Where the file is opened there may be no font of the page, and the one that takes its place is wider. */
const WIDER = 1.25;

/** The figure of a panel, in the colours of paper. */
export function saveFigure(
  { view, grid, fit, picture, lines, isRough }: Drawn,
  canvas: HTMLCanvasElement,
  id: string,
  caption: readonly CaptionLine[],
): void {
  const context = document.createElement('canvas').getContext('2d');
  if (context !== null) context.font = "15px 'STIX Two Text', 'Times New Roman', serif";
  const text = figureSvg(
    {
      head: [escapeMarkup(`${grid.title}: ${fit.label}`), besideMarkup(view, grid).join(', ')],
      pixels: canvas.toDataURL('image/png'),
      under: underSvg(picture, view, PAPER, `saved-${id}`),
      over: overSvg(picture, drawnContours(lines), [], isRough, `saved-${id}`),
      caption,
      source: `dualnu ${grid.version} view; grid ${grid.path}, identity ${grid.identity}; ${grid.about.map(([label, words]) => `${label}: ${words}`).join('; ')}; contours by: ${commandOf(view, grid, fit.experiment)}`,
    },
    (words) => WIDER * (context?.measureText(words).width ?? 7.5 * words.length),
  );
  download(`${grid.title}-${view.y}-${view.x}.svg`, text);
}

/** Offers a text as a file. */
function download(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }));
  const link = document.createElement('a');
  Object.assign(link, { href: address, download: name });
  link.click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
