/** The figure of contours in a plane: an SVG in the style of a journal, with a caption that makes it self-contained. */

import * as Plot from '@observablehq/plot';
import { at } from '../at.js';
import type { Contour } from '../contouring/contour.js';
import { axisTitles } from '../drawing/axisMarks.js';
import { CAPTION_SIZES, percentMarkup, spacedMarkup } from '../drawing/captionText.js';
import { FRAME_WIDTH, type Frame, handMark, INK, LAYOUT, type PlacedText } from '../drawing/figureLayout.js';
import { measureText } from '../drawing/fonts.js';
import { plotFrame } from '../drawing/plotFrame.js';
import { svgElement } from '../drawing/richText.js';
import { strokedLine } from '../drawing/strokedLine.js';
import { flaggedPoints } from '../planes/flaggedPoints.js';
import { flagsOfPlane } from '../planes/flags.js';
import { type PlaneContours, shownRegion } from '../results/contours.js';
import { shareInWords } from '../words.js';
import { type Caption, writeCaption } from './caption.js';
import {
  CONTOUR_FILL,
  contourLegend,
  contourStyle,
  fillOpacity,
  type LegendLabels,
  legendLabels,
  legendWidth,
} from './contourLegend.js';
import { drawFlagLegend, type FlagTable, layOutFlagLegend } from './flagLegend.js';
import { type Box, drawFlags } from './flagMarks.js';
import { drawLegendRows, LEGEND_LINE, legendRows } from './legendRows.js';
import { drawMissing, drawMissingLegend, missingLegendHeight, missingNotes } from './missingMark.js';
import { curveEntries, curveMarks, limitEdge, limitEntries, limitFill } from './overlayMarks.js';

const QUIET = '#5a5a5a';

/** Draws contours as an SVG document whose text is still text in the bundled font. */
export function drawFigure(result: PlaneContours): string {
  const { x, y } = result.plane;
  // The highest confidence level has the solid line, whatever the order of the request.
  const contours = [...result.contours].sort((a, b) => b.cl - a.cl);
  const caption = writeCaption(result, FRAME_WIDTH);
  const flags = layOutFlagLegend(toldFlags(result, contours), FRAME_WIDTH);
  const labels = legendLabels(result, contours);
  const missing = missingNotes([{ of: 'this plane', planes: [result.counted.plane] }]);
  const missingHeight = missingLegendHeight(missing);
  const rows = legendRows([...limitEntries(result.overlays), ...curveEntries(result.overlays)], FRAME_WIDTH);
  const frame = placeFrame(caption, labels, rows.length, missingHeight + flags.height);
  return plotFrame({
    frame,
    x,
    y,
    marks: (document) => [
      handMark(document, (px, py) => [
        ...limitFill(result.limits, px, py),
        ...curveMarks(result.overlays, result.shown.values, { px, py, frame: boxOf(frame) }, 'fill'),
      ]),
      ...contours.map((contour) => regionMark(document, contour, fillOpacity(contours.length))),
      flagMark(document, result, frame),
      missingMark(document, result, frame),
      handMark(document, (px, py) => limitEdge(result.limits, px, py)),
      ...contours.map((contour, i) => lineMark(contour, i)),
      handMark(document, (px, py) =>
        curveMarks(result.overlays, result.shown.values, { px, py, frame: boxOf(frame) }, 'line'),
      ),
      ...minimumMark(result),
    ],
    words: [...axisTitles(x, y, frame), ...words(caption, frame)],
    legend: () => [
      ...contourLegend(labels, frame),
      ...drawLegendRows(rows, LAYOUT.left, frame.top - 12 - LEGEND_LINE * (rows.length - 1)),
      ...drawMissingLegend(missing, LAYOUT.left, notesEnd(caption, frame), 'missing'),
      ...drawFlagLegend(flags, LAYOUT.left, notesEnd(caption, frame) + missingHeight, 'legend'),
    ],
  });
}

/** Places the legend beside the title where it fits, and on a separate line otherwise. */
function placeFrame(caption: Caption, labels: LegendLabels, rows: number, flagsHeight: number): Frame {
  const free = FRAME_WIDTH - measureText(at(caption.titles, 0), CAPTION_SIZES.title);
  const isBeside = legendWidth(labels) + 20 < free;
  const parametersEnd = titlesEnd(caption) + 2 + 24 * caption.parameters.length;
  const top = parametersEnd + (isBeside ? 18 : 42) + LEGEND_LINE * rows;
  const bottom = top + LAYOUT.frameHeight;
  return {
    top,
    bottom,
    height: bottom + 72 + 18 * caption.notes.length + flagsHeight,
    legend: isBeside ? 30 : parametersEnd + 24,
  };
}

/** The frame as a rectangle. */
const boxOf = ({ top, bottom }: Frame): Box => ({
  x: LAYOUT.left,
  y: top,
  width: FRAME_WIDTH,
  height: bottom - top,
});

/** Baseline of the last line of the title. */
const titlesEnd = ({ titles }: Caption) => 30 + 24 * (titles.length - 1);

/** Baseline of the first line after the notes. */
const notesEnd = ({ notes }: Caption, { bottom }: Frame) => bottom + 78 + 18 * notes.length;

/** The flags that are raised in the plane, with their shares of the plane and of each shown region. */
function toldFlags(result: PlaneContours, contours: readonly Contour[]): FlagTable {
  const plane = flagsOfPlane(result.counted.flags);
  const regions = contours.map((contour) => ({ contour, ...shownRegion(result, contour) }));
  const counts = [plane, ...regions.map(({ points }) => points)];
  return {
    columns: [
      'the plane',
      ...regions.map(({ contour, side }) => `${side.is} at ${percentMarkup(contour.cl)}`),
    ],
    flags: Object.entries(plane.flags).flatMap(([flag, count]) => {
      const shares = counts.map(({ points, flags }) =>
        points === 0 ? '–' : spacedMarkup(shareInWords((flags[flag] ?? 0) / points)),
      );
      return count === 0 ? [] : [{ flag, shares }];
    }),
  };
}

function flagMark(
  document: Document,
  { plane: { x, y }, flagPlane }: PlaneContours,
  frame: Frame,
): Plot.RenderFunction {
  return handMark(document, (px, py) =>
    drawFlags(flaggedPoints([flagPlane]), { x, y }, { px, py, frame: boxOf(frame), id: 'flags' }),
  );
}

function missingMark(document: Document, { plane }: PlaneContours, frame: Frame): Plot.RenderFunction {
  return handMark(document, (px, py) => drawMissing([plane], { px, py, frame: boxOf(frame), id: 'plane' }));
}

/** The shown region: one path with its holes. */
function regionMark(document: Document, contour: Contour, opacity: number): Plot.RenderFunction {
  return handMark(document, (x, y) => {
    const rings = contour.regions
      .flat()
      .map((ring) => dropStraight(ring.map(([u, v]) => [x(u).toFixed(2), y(v).toFixed(2)])));
    const d = rings.map((ring) => `M${ring.join('L')}Z`).join('');
    return d === ''
      ? []
      : [
          svgElement('path', {
            d,
            fill: CONTOUR_FILL,
            'fill-opacity': opacity,
            'fill-rule': 'evenodd',
          }),
        ];
  });
}

/** Drops repeated points, and points on a vertical or horizontal line between their neighbours, which are many along the border. */
function dropStraight(ring: string[][]): string[][] {
  const points = ring.filter((point, i) => point.join() !== ring[i - 1]?.join());
  const isStraight = (i: number, axis: number) =>
    points[i - 1]?.[axis] === points[i]?.[axis] && points[i]?.[axis] === points[i + 1]?.[axis];
  return points.filter((_, i) => !isStraight(i, 0) && !isStraight(i, 1));
}

function lineMark(contour: Contour, i: number): Plot.Line {
  const points = contour.lines.flatMap((line, k) => line.map(([u, v]) => ({ u, v, k })));
  return strokedLine(points, contourStyle(i));
}

function minimumMark({ plane }: PlaneContours): Plot.Markish[] {
  const { at: place } = plane.minimum;
  if (place === 'background') return [];
  return [Plot.dot([place], { x: 'x', y: 'y', symbol: 'times', stroke: INK, strokeWidth: 1.5, r: 4 })];
}

/** The title and the parameters above the frame, and the notes below it. */
function words(caption: Caption, frame: Frame): PlacedText[] {
  const { titles, parameters, notes } = caption;
  const x = LAYOUT.left;
  const start = titlesEnd(caption) + 26;
  return [
    ...titles.map((line, i): PlacedText => [line, { x, y: 30 + 24 * i, size: CAPTION_SIZES.title }]),
    ...parameters.map(
      (line, i): PlacedText => [
        line,
        { x, y: start + 24 * i, size: CAPTION_SIZES.parameters, fill: '#333333' },
      ],
    ),
    ...notes.map(
      (line, i): PlacedText => [
        line,
        { x, y: frame.bottom + 78 + 18 * i, size: CAPTION_SIZES.notes, fill: QUIET },
      ],
    ),
  ];
}
