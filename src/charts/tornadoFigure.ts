/**
 * The figure of a study: a row for each assumption, the largest effect first, and a panel for each value of the panels' axes. A bar extends
 * from the least to the largest share among the alternatives. Every base has a line, and bars in a separate colour.
 */

import { at } from '../at.js';
import { CAPTION_SIZES, wrap } from '../drawing/captionText.js';
import { INK } from '../drawing/figureLayout.js';
import { measureText } from '../drawing/fonts.js';
import { quantityMarkup } from '../drawing/parameterMarkup.js';
import { richTextSvg, svgElement } from '../drawing/richText.js';
import { svgDocument } from '../drawing/svgDocument.js';
import { chooseTicks, placeLabels } from '../drawing/ticks.js';
import { baseOutcome, bySize, type StudyResult, sharesOf } from '../results/study.js';
import { DEFAULT_STYLE, type FigureStyle } from '../style/figureStyle.js';
import type { TickAxis } from '../tiles/axes.js';
import { type BarRow, drawBars, withBars } from './tornadoBars.js';
import { marker } from './tornadoMarkers.js';
import { baseStyle, layOutRows, type TornadoRow, type TornadoWords, tornadoWords } from './tornadoWords.js';

/** Pixels. */
const [MARGIN_LEFT, MARGIN_RIGHT, LABEL_WIDTH, GAP] = [20, 20, 236, 26];
const [HEADER, TICK_ROOM, ROW_GAP] = [26, 30, 34];
/** Width of a panel, by the number of panels beside each other. */
const PANEL_WIDTHS = [400, 290, 208] as const;
/** Width of a panel in a column of a journal. */
const COLUMN_PANEL = 200;
const LABEL_SIZE = 13.5;
const AXIS_TITLE = { size: 15, line: 19 } as const;
const QUIET = '#4a4a4a';

/** One panel and its position. */
interface Panel {
  readonly index: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly px: (share: number) => number;
}

/** Draws a study as an SVG document whose text is still text in the bundled font. */
export function drawTornado(result: StudyResult, style: FigureStyle = DEFAULT_STYLE): string {
  const { panels } = baseOutcome(result, 0).comparison;
  const isColumn = style.width === 'column';
  const columns = Math.min(isColumn ? 1 : PANEL_WIDTHS.length, panels.length);
  const width = isColumn ? COLUMN_PANEL : (PANEL_WIDTHS[columns - 1] ?? 208);
  const inner = LABEL_WIDTH + columns * (width + GAP) - GAP;
  const axis = shareAxis(result);
  const labelled = layOutRows(result.study, bySize(result), LABEL_WIDTH - 16);
  const rows = withBars(result, labelled, scaleOf(axis, 0, width));
  const height = rows.reduce((sum, row) => sum + row.height, 0);
  const words = tornadoWords(result, { left: MARGIN_LEFT, width: inner }, style);
  const stripes = Math.ceil(panels.length / columns);
  const stripe = HEADER + height + TICK_ROOM + ROW_GAP;
  const drawn = Array.from({ length: stripes }, (_, s) => {
    const top = words.top + s * stripe + HEADER;
    const stripePanels = panels.slice(s * columns, (s + 1) * columns).map((__, i): Panel => {
      const x = MARGIN_LEFT + LABEL_WIDTH + i * (width + GAP);
      return { index: s * columns + i, x, y: top, width, px: scaleOf(axis, x, width) };
    });
    return drawStripe(result, { rows, height, top, axis, panels: stripePanels, end: MARGIN_LEFT + inner });
  });
  const bottom = words.top + stripes * stripe - ROW_GAP;
  return assemble(words, drawn.flat(), {
    width: MARGIN_LEFT + inner + MARGIN_RIGHT,
    bottom,
    panels: { left: MARGIN_LEFT + LABEL_WIDTH, width: inner - LABEL_WIDTH },
  });
}

/** The whole document: words above, panels, the title of the axis below the panels and no wider than these, and notes. */
function assemble(
  words: TornadoWords,
  drawn: readonly string[],
  extent: {
    readonly width: number;
    readonly bottom: number;
    readonly panels: { readonly left: number; readonly width: number };
  },
): string {
  const { size, line } = AXIS_TITLE;
  const titles = wrap(words.axis.split(' '), ' ', size, extent.panels.width);
  const middle = extent.panels.left + extent.panels.width / 2;
  const title = titles.map((text, i) =>
    richTextSvg(text, { x: middle, y: extent.bottom + 14 + line * i, size, anchor: 'middle' }),
  );
  const titleEnd = extent.bottom + 14 + line * (titles.length - 1);
  const total = Math.round(titleEnd + 26 + 18 * words.notes.length);
  const notes = words.notes.map((text, i) =>
    richTextSvg(text, {
      x: MARGIN_LEFT,
      y: titleEnd + 30 + 18 * i,
      size: CAPTION_SIZES.notes,
      fill: '#5a5a5a',
    }),
  );
  return svgDocument([...words.head, ...drawn, ...title, ...notes], extent.width, total);
}

/** The axis of shares, up to 1, from 0 or from just below the least share. */
function shareAxis(result: StudyResult): TickAxis {
  const shares = result.outcomes.flatMap((outcome) => sharesOf(outcome).filter((share) => share !== null));
  const least = Math.min(1, ...shares);
  return {
    spacing: 'linear',
    values: [least > 0.5 ? Math.min(Math.floor(10 * least - 0.5) / 10, 0.8) : 0, 1],
  };
}

/** Scale from shares to pixels, with room for markers at both ends. */
function scaleOf({ values }: TickAxis, x: number, width: number): (share: number) => number {
  const [low = 0, high = 1] = [values[0], values.at(-1)];
  const room = 7;
  return (share) => x + room + ((share - low) / (high - low)) * (width - 2 * room);
}

/** Panels beside each other, with the labels of their rows. */
interface Stripe {
  readonly rows: readonly BarRow[];
  readonly height: number;
  readonly top: number;
  readonly axis: TickAxis;
  readonly panels: readonly Panel[];
  readonly end: number;
}

function drawStripe(result: StudyResult, { rows, height, top, axis, panels, end }: Stripe): string[] {
  const elements: string[] = [];
  let y = top;
  for (const [i, row] of rows.entries()) {
    if (i % 2 === 0) {
      const box = { x: MARGIN_LEFT, y, width: end - MARGIN_LEFT, height: row.height };
      elements.push(svgElement('rect', { ...box, fill: '#f4f4f4' }));
    }
    elements.push(...drawLabel(row, y));
    y += row.height;
  }
  for (const panel of panels) elements.push(...drawPanel(result, panel, rows, height, axis));
  return elements;
}

/** The label of a row: the assumption, and below it its alternatives with their markers. */
function drawLabel({ label, alternatives, height, lines }: TornadoRow, top: number): string[] {
  let y = top + (height - 17 * lines) / 2 + 13;
  const parts = label.map((line, i) => {
    const style = { x: MARGIN_LEFT + 8, y: y + 17 * i, size: LABEL_SIZE };
    return richTextSvg(line, style);
  });
  y += 17 * label.length;
  for (const [i, line] of alternatives.entries()) {
    let x = MARGIN_LEFT + 14;
    for (const { index, markup } of line) {
      const middle = y + 17 * i - 4;
      parts.push(
        index < 0
          ? svgElement('path', { d: `M${x},${middle - 6}v12`, stroke: QUIET, 'stroke-width': 1.4 })
          : marker(index, x, middle, QUIET, 3.6),
      );
      parts.push(richTextSvg(markup, { x: x + 8, y: y + 17 * i, size: 12, fill: QUIET }));
      x += measureText(markup, 12) + 26;
    }
  }
  return parts;
}

function drawPanel(
  result: StudyResult,
  panel: Panel,
  rows: readonly BarRow[],
  height: number,
  axis: TickAxis,
): string[] {
  const { x, y, width, px, index } = panel;
  const { comparison } = baseOutcome(result, 0);
  const { values } = at(comparison.panels, index);
  const heading = comparison.panelAxes.map((axis, i) => quantityMarkup(axis, at(values, i))).join(',  ');
  const frame = { x, y, width, height, fill: 'none', stroke: INK, 'stroke-width': 1 };
  let top = y;
  const bars = rows.flatMap((row) => {
    const rowBars = drawBars(result, panel, row, top);
    top += row.height;
    return rowBars;
  });
  return [
    richTextSvg(heading, { x: x + width / 2, y: y - 9, size: 14.5, anchor: 'middle' }),
    ...gridLines(axis, px, y, height),
    ...result.study.bases.flatMap((_, base) => {
      const share = sharesOf(baseOutcome(result, base))[index] ?? null;
      if (share === null) return [];
      const { stroke, dash } = baseStyle(base);
      const d = `M${px(share).toFixed(2)},${y}v${height}`;
      return [svgElement('path', { d, stroke, 'stroke-width': 1.4, 'stroke-dasharray': dash, fill: 'none' })];
    }),
    ...bars,
    svgElement('rect', frame),
    ...tickLabels(axis, px, y + height),
  ];
}

/** Ticks inside the frame, at the top and the bottom, and faint lines between them. */
function gridLines(axis: TickAxis, px: (share: number) => number, y: number, height: number): string[] {
  const { major, minor } = chooseTicks(axis);
  const xOf = (share: number) => px(share).toFixed(2);
  const faint = major.map((share) => `M${xOf(share)},${y}v${height}`).join('');
  const ticks = [...major.map((s) => [s, 6] as const), ...minor.map((s) => [s, 3] as const)]
    .map(([share, size]) => `M${xOf(share)},${y}v${size}M${xOf(share)},${y + height}v${-size}`)
    .join('');
  return [
    svgElement('path', { d: faint, stroke: '#dcdcdc', 'stroke-width': 0.8, fill: 'none' }),
    svgElement('path', { d: ticks, stroke: INK, 'stroke-width': 0.8, fill: 'none' }),
  ];
}

function tickLabels(axis: TickAxis, px: (share: number) => number, bottom: number): string[] {
  const extent = (label: string) => measureText(label, 13);
  return placeLabels(chooseTicks(axis), px, extent, false).map(({ value, label }) =>
    richTextSvg(label, { x: px(value), y: bottom + 18, size: 13, anchor: 'middle' }),
  );
}
