/** Saves what a panel shows as an SVG file. */
import { escapeMarkup } from '../../drawing/richText.js';
import { drawnContours, overSvg, underSvg } from './drawing.js';
import type { Drawn } from './panel.js';
import { PAPER } from './plot.js';
import { type CaptionLine, download, figureSvg } from './save.js';
import { commandOf } from './view.js';
import { besideMarkup } from './words.js';

/** The figure of a panel, in the colours of paper. */
export function saveFigure(
  { view, grid, fit, picture, lines, isRough }: Drawn,
  canvas: HTMLCanvasElement,
  id: string,
  caption: readonly CaptionLine[],
): void {
  const folder = grid.about.find(([label]) => label === 'folder')?.[1] ?? grid.folder;
  const context = document.createElement('canvas').getContext('2d');
  if (context !== null) context.font = "15px 'STIX Two Text', 'Times New Roman', serif";
  const text = figureSvg(
    {
      head: [escapeMarkup(`${grid.title}: ${fit.label}`), besideMarkup(view, grid).join(', ')],
      pixels: canvas.toDataURL('image/png'),
      under: underSvg(picture, view, PAPER, `saved-${id}`),
      over: overSvg(picture, drawnContours(lines), [], isRough, `saved-${id}`),
      caption,
      source: `dualnu ${grid.version} view; grid ${folder}, identity ${grid.identity}; ${grid.about.map(([label, words]) => `${label}: ${words}`).join('; ')}; contours by: ${commandOf(view, grid, folder, fit.experiment)}`,
    },
    (words) => context?.measureText(words).width ?? 7.5 * words.length,
  );
  download(`${grid.title}-${view.y}-${view.x}.svg`, text);
}
