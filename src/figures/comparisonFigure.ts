/** The figure of a comparison: a panel for every value, each with the region excluded by one experiment and those preferred by others. */

import { labelOr } from '../drawing/axisMarks.js';
import { CAPTION_SIZES } from '../drawing/captionText.js';
import { axisTitleMarkup } from '../drawing/parameterMarkup.js';
import { richTextSvg } from '../drawing/richText.js';
import { svgDocument } from '../drawing/svgDocument.js';
import { drawFlagLegend, layOutFlagLegend, NO_FLAGS } from '../marks/flagLegend.js';
import { drawMissingLegend, missingLegendHeight, missingNotes } from '../marks/missingMark.js';
import { shownAxis } from '../marks/shownRange.js';
import type { Comparison } from '../results/comparison.js';
import { DEFAULT_STYLE, type FigureStyle, pageOfStyle } from '../style/figureStyle.js';
import { drawPanel, type PanelDrawing, placedPanel } from './comparisonPanel.js';
import { comparedNames, comparisonFlags, comparisonWords } from './comparisonWords.js';
import { cornerOfAll } from './panelLabels.js';

/** Pixels. */
const PANEL = { between: 33, rowGap: 22 } as const;
const MARGIN = { left: 84, right: 20, below: 62 } as const;

/** Columns, and the size of a panel in pixels. A single panel is as wide as two beside each other, because the words need the space. */
interface PanelGrid {
  readonly columns: number;
  readonly width: number;
  readonly height: number;
}

function panelGrid(panels: number, style: FigureStyle): PanelGrid {
  const isColumn = style.width === 'column';
  const columns = Math.min(isColumn ? 2 : 3, panels);
  if (style.width === undefined)
    return columns === 1 ? { columns, width: 560, height: 400 } : { columns, width: 262, height: 236 };
  const inner = pageOfStyle(style).width - MARGIN.left - MARGIN.right;
  const width = (inner - (columns - 1) * PANEL.between) / columns;
  const height = columns === 1 ? (isColumn ? 330 : 560) : Math.round(0.9 * width);
  return { columns, width, height };
}

/** Draws a comparison as an SVG document whose text is still text in the bundled font. */
export function drawComparison(comparison: Comparison, style: FigureStyle = DEFAULT_STYLE): string {
  const { panels } = comparison;
  const { columns, ...size } = panelGrid(panels.length, style);
  const rows = Math.ceil(panels.length / columns);
  const innerWidth = columns * size.width + (columns - 1) * PANEL.between;
  const width = MARGIN.left + innerWidth + MARGIN.right;
  const words = comparisonWords(comparison, { left: MARGIN.left, width: innerWidth }, style);
  const names = comparedNames(comparison, style);
  const bottom = words.top + rows * size.height + (rows - 1) * PANEL.rowGap;
  const flags = style.isPlain ? NO_FLAGS : layOutFlagLegend(comparisonFlags(comparison, names), innerWidth);
  const notesEnd = bottom + MARGIN.below + 18 * words.notes.length;
  const missing = missingNotes(planesOf(comparison, names), innerWidth);
  const missingHeight = missingLegendHeight(missing);
  const axes = {
    x: shownAxis(comparison.x, style.xRange, '--x-range'),
    y: shownAxis(comparison.y, style.yRange, '--y-range'),
  };
  const drawings = panels.map((panel, i): PanelDrawing => {
    const place = {
      x: MARGIN.left + (i % columns) * (size.width + PANEL.between),
      y: words.top + Math.floor(i / columns) * (size.height + PANEL.rowGap),
      ...size,
      withY: i % columns === 0,
      withX: i + columns >= panels.length,
    };
    return placedPanel(comparison, panel, { place, names, axes, id: `panel${i}` });
  });
  const corner = cornerOfAll(
    drawings.map(({ labels, obstacles, place }) => ({ labels, obstacles, frame: place })),
  );
  const elements = [
    ...words.head,
    ...drawings.map((drawing) => drawPanel(drawing, corner)),
    ...titlesOf(comparison, style, { top: words.top, bottom, innerWidth }),
    ...words.notes.map((line, i) =>
      richTextSvg(line, {
        x: MARGIN.left,
        y: bottom + 72 + 18 * i,
        size: CAPTION_SIZES.notes,
        fill: '#5a5a5a',
      }),
    ),
    ...drawMissingLegend(missing, MARGIN.left, notesEnd + 10, 'missing'),
    ...drawFlagLegend(flags, MARGIN.left, notesEnd + missingHeight + 10, 'legend'),
  ];
  return svgDocument(elements, width, notesEnd + missingHeight + flags.height);
}

/** The titles of the axes, once for all panels. */
function titlesOf(
  { x, y }: Comparison,
  { xLabel, yLabel }: FigureStyle,
  { top, bottom, innerWidth }: { readonly top: number; readonly bottom: number; readonly innerWidth: number },
): string[] {
  const middle = (top + bottom) / 2;
  const style = { size: 17, anchor: 'middle' } as const;
  return [
    richTextSvg(labelOr(xLabel, axisTitleMarkup(x)), {
      x: MARGIN.left + innerWidth / 2,
      y: bottom + 46,
      ...style,
    }),
    richTextSvg(labelOr(yLabel, axisTitleMarkup(y)), {
      x: 26,
      y: middle,
      ...style,
      transform: `rotate(-90 26 ${middle})`,
    }),
  ];
}

/** The planes of each experiment in all panels. */
function planesOf({ panels, prefers }: Comparison, names: readonly string[]) {
  return [
    { of: names[0] ?? '', planes: panels.map(({ exclusionCounted }) => exclusionCounted.plane) },
    ...prefers.map((_, i) => ({
      of: names[i + 1] ?? '',
      planes: panels.flatMap(({ preferred }) => preferred[i]?.counted.plane ?? []),
    })),
  ];
}
