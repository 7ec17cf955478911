/** The figure of a comparison: a panel for every value, each with the region excluded by one experiment and those preferred by others. */

import { CAPTION_SIZES } from '../drawing/captionText.js';
import { INK } from '../drawing/figureLayout.js';
import { FONT_FAMILY } from '../drawing/fonts.js';
import { axisTitleMarkup } from '../drawing/parameterMarkup.js';
import { richTextSvg, svgElement } from '../drawing/richText.js';
import type { Comparison } from '../results/comparison.js';
import { drawPanel } from './comparisonPanel.js';
import { comparisonFlags, comparisonWords } from './comparisonWords.js';
import { drawFlagLegend, layOutFlagLegend } from './flagLegend.js';
import { drawMissingLegend, missingLegendHeight, missingNotes } from './missingMark.js';

/** Pixels. */
const PANEL = { between: 24, rowGap: 20 } as const;
/** Size of a panel. A single panel is as wide as two beside each other, because the words need the space. */
const panelSize = (columns: number) =>
  columns === 1 ? { width: 560, height: 400 } : { width: 268, height: 236 };
const MARGIN = { left: 84, right: 18, below: 62 } as const;
const COLUMNS = 3;

/** Draws a comparison as an SVG document whose text is still text in the bundled font. */
export function drawComparison(comparison: Comparison): string {
  const { panels } = comparison;
  const columns = Math.min(COLUMNS, panels.length);
  const rows = Math.ceil(panels.length / columns);
  const size = panelSize(columns);
  const innerWidth = columns * size.width + (columns - 1) * PANEL.between;
  const width = MARGIN.left + innerWidth + MARGIN.right;
  const words = comparisonWords(comparison, MARGIN.left, innerWidth);
  const top = words.top;
  const bottom = top + rows * size.height + (rows - 1) * PANEL.rowGap;
  const flags = layOutFlagLegend(comparisonFlags(comparison), innerWidth);
  const notesEnd = bottom + MARGIN.below + 18 * words.notes.length;
  const missing = missingNotes(planesOf(comparison));
  const missingHeight = missingLegendHeight(missing);
  const height = notesEnd + missingHeight + flags.height;
  const parts = panels.map((panel, i) => {
    const column = i % columns;
    const row = Math.floor(i / columns);
    const x = MARGIN.left + column * (size.width + PANEL.between);
    const y = top + row * (size.height + PANEL.rowGap);
    const isLowest = i + columns >= panels.length;
    return drawPanel(comparison, panel, { x, y, ...size, withY: column === 0, withX: isLowest }, `panel${i}`);
  });
  const middle = (top + bottom) / 2;
  const titles = [
    richTextSvg(axisTitleMarkup(comparison.x), {
      x: MARGIN.left + innerWidth / 2,
      y: bottom + 46,
      size: 17,
      anchor: 'middle',
    }),
    richTextSvg(axisTitleMarkup(comparison.y), {
      x: 26,
      y: middle,
      size: 17,
      anchor: 'middle',
      transform: `rotate(-90 26 ${middle})`,
    }),
  ];
  const notes = words.notes.map((line, i) =>
    richTextSvg(line, {
      x: MARGIN.left,
      y: bottom + 72 + 18 * i,
      size: CAPTION_SIZES.notes,
      fill: '#5a5a5a',
    }),
  );
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    'font-family': FONT_FAMILY,
    fill: INK,
  };
  const background = svgElement('rect', { x: 0, y: 0, width, height, fill: 'white' });
  const legend = [
    ...drawMissingLegend(missing, MARGIN.left, notesEnd + 10, 'missing'),
    ...drawFlagLegend(flags, MARGIN.left, notesEnd + missingHeight + 10, 'legend'),
  ];
  const elements = [background, ...words.head, ...parts, ...titles, ...notes, ...legend];
  return svgElement('svg', attributes, elements.join(''));
}

/** The planes of each experiment in all panels. */
function planesOf({ panels, excludes, prefers }: Comparison) {
  return [
    { of: excludes.name, planes: panels.map(({ exclusionCounted }) => exclusionCounted.plane) },
    ...prefers.map(({ name }, i) => ({
      of: name,
      planes: panels.flatMap(({ preferred }) => preferred[i]?.counted.plane ?? []),
    })),
  ];
}
