import { captionHead } from '../drawing/captionHead.js';
import { CAPTION_SIZES, percentMarkup, wrap } from '../drawing/captionText.js';
import { measureText } from '../drawing/fonts.js';
import { axisTitleMarkup } from '../drawing/parameterMarkup.js';
import { richTextSvg, svgElement } from '../drawing/richText.js';
import { star } from '../drawing/star.js';
import { svgDocument } from '../drawing/svgDocument.js';
import { titleLines } from '../drawing/titleMarkup.js';
import { parameterPhrases } from '../figures/caption.js';
import type { PanelPlace } from '../figures/panelTicks.js';
import { DEFAULT_STYLE, type FigureStyle } from '../style/figureStyle.js';
import type { Corner } from './corner.js';
import { drawPanel, drawProfile, FILL, GAP, strokeOf } from './cornerPanels.js';
import { cornerSentences } from './cornerWords.js';

/** Pixels. */
const MARGIN = { left: 96, right: 20, below: 66 } as const;
const TITLE_SIZE = 17;

/** Side of a panel: a page is as wide as two columns of a journal. */
const sideOf = (axes: number) =>
  axes <= 2 ? 300 : axes === 3 ? 250 : axes === 4 ? 206 : axes === 5 ? 178 : 150;

/** Draws a corner as an SVG document whose text is still text in the bundled font. */
export function drawCorner(corner: Corner, style: FigureStyle = DEFAULT_STYLE): string {
  const n = corner.axes.length;
  const side = sideOf(n);
  const inner = n * side + (n - 1) * GAP;
  const width = MARGIN.left + inner + MARGIN.right;
  const lines = (text: string, size: number, wide = inner) => wrap(text.split(' '), ' ', size, wide);
  const head = captionHead(
    {
      titles: titleLines(corner.attributes.experiment_title, inner, style.title),
      parameters: wrap(
        parameterPhrases(
          { fixed: corner.fixed, reduced: corner.profiled.map((axis) => ({ how: 'profile', axis })) },
          corner.attributes,
        ),
        ',  ',
        CAPTION_SIZES.parameters,
        inner,
      ),
    },
    MARGIN.left,
  );
  const top = head.end + 24;
  const bottom = top + inner;
  const notes = style.isPlain ? [] : lines(cornerSentences(corner).join(' '), CAPTION_SIZES.notes);
  const height = bottom + MARGIN.below + 18 * notes.length + 6;
  const place = (column: number, row: number): PanelPlace => ({
    x: MARGIN.left + column * (side + GAP),
    y: top + row * (side + GAP),
    width: side,
    height: side,
    withX: row === n - 1,
    withY: column === 0,
  });
  const indexOf = (name: string) => corner.axes.findIndex((axis) => axis.name === name);
  const parts = [
    ...corner.profiles.map((profile, i) => drawProfile(corner, profile, place(i, i))),
    ...corner.panels.map((panel, k) =>
      drawPanel(corner, panel, place(indexOf(panel.plane.x.name), indexOf(panel.plane.y.name)), `corner${k}`),
    ),
    ...axisNames(corner, place, bottom),
    ...legend(corner, width - MARGIN.right, top),
    ...notes.map((line, i) =>
      richTextSvg(line, {
        x: MARGIN.left,
        y: bottom + MARGIN.below + 12 + 18 * i,
        size: CAPTION_SIZES.notes,
        fill: '#5a5a5a',
      }),
    ),
  ];
  return svgDocument([...head.elements, ...parts], width, height);
}

/** Titles of the axes: below the columns, and beside the rows. */
function axisNames(
  { axes }: Corner,
  place: (column: number, row: number) => PanelPlace,
  bottom: number,
): string[] {
  return axes.flatMap((axis, i) => {
    const below = place(i, axes.length - 1);
    const beside = place(0, i);
    const middle = beside.y + beside.height / 2;
    const title = axisTitleMarkup(axis);
    const x = MARGIN.left - 68;
    return [
      richTextSvg(title, {
        x: below.x + below.width / 2,
        y: bottom + 46,
        size: TITLE_SIZE,
        anchor: 'middle',
      }),
      richTextSvg(i === 0 ? 'Δ*χ*^2' : title, {
        x,
        y: middle,
        size: TITLE_SIZE,
        anchor: 'middle',
        transform: `rotate(-90 ${x} ${middle})`,
      }),
    ];
  });
}

/** The levels, right-aligned in the free corner above the diagonal. */
function legend({ levels, best }: Corner, right: number, top: number): string[] {
  const size = 15;
  const ordered = [...levels].sort((a, b) => b.cl - a.cl);
  const labels = ordered.map(({ cl, is }) => `${is.is} at ${percentMarkup(cl)}`);
  const widest = Math.max(...labels.map((label) => measureText(label, size)));
  const start = right - widest - 36;
  const rows = labels.flatMap((label, rank) => {
    const y = top + 16 + 24 * rank;
    return [
      svgElement('rect', { x: start, y: y - 11, width: 28, height: 12, fill: FILL, 'fill-opacity': 0.14 }),
      svgElement('path', { d: `M${start},${y - 5}h28`, 'stroke-width': 1.8, ...strokeOf(rank) }),
      richTextSvg(label, { x: right, y, size, anchor: 'end' }),
    ];
  });
  if (best.at === 'background') return rows;
  const y = top + 16 + 24 * labels.length;
  const words = `best fit, *χ*^2 = ${best.chi2.toFixed(2)}`;
  return [
    ...rows,
    star(right - measureText(words, size) - 22, y - 5),
    richTextSvg(words, { x: right, y, size, anchor: 'end' }),
  ];
}
