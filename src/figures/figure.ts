/** The figure of contours in a plane: an SVG in the style of a journal, with a caption that makes it self-contained. */

import type * as Plot from '@observablehq/plot';
import type { Contour } from '../contouring/contour.js';
import { axisTitles, pageForLabels } from '../drawing/axisMarks.js';
import { captionWords, firstLineWidth } from '../drawing/captionHead.js';
import { percentMarkup, spacedMarkup } from '../drawing/captionText.js';
import { type Box, boxOf, type Frame, handMark, type Scale } from '../drawing/figureLayout.js';
import { plotFrame } from '../drawing/plotFrame.js';
import { svgElement } from '../drawing/richText.js';
import { star } from '../drawing/star.js';
import { strokedLine } from '../drawing/strokedLine.js';
import { drawColourBar, drawMap, mapLine, pageForMap } from '../marks/colourMap.js';
import { drawFlagLegend, type FlagTable, layOutFlagLegend, NO_FLAGS } from '../marks/flagLegend.js';
import { drawFlags } from '../marks/flagMarks.js';
import { drawLegendRows, LEGEND_LINE, legendRows } from '../marks/legendRows.js';
import { drawMissing, drawMissingLegend, missingLegendHeight, missingNotes } from '../marks/missingMark.js';
import { curveEntries, curveMarks, limitEdge, limitEntries, limitFill } from '../marks/overlayMarks.js';
import { isInside, shownAxis } from '../marks/shownRange.js';
import { drawUnreached } from '../marks/unreached.js';
import { closedPoints, flaggedPoints } from '../planes/flaggedPoints.js';
import { flagsOfPlane } from '../planes/flags.js';
import { type PlaneContours, shownRegion } from '../results/contours.js';
import { DEFAULT_STYLE, type FigureStyle, type Page, pageOfStyle } from '../style/figureStyle.js';
import { shareInWords } from '../words.js';
import { type Caption, writeCaption } from './caption.js';
import {
  CONTOUR_FILL,
  contourEntries,
  contourLegend,
  contourStyle,
  fillOpacity,
  type LegendLabels,
  legendLabels,
  legendWidth,
} from './contourLegend.js';

/** Draws contours as an SVG document whose text is still text in the bundled font. */
export function drawFigure(result: PlaneContours, style: FigureStyle = DEFAULT_STYLE): string {
  const { plane } = result;
  const [x, y] = [
    shownAxis(plane.x, style.xRange, '--x-range'),
    shownAxis(plane.y, style.yRange, '--y-range'),
  ];
  const whole = pageForLabels(pageOfStyle(style), y);
  const page = style.hasMap ? pageForMap(whole) : whole;
  const width = page.frameWidth;
  // The highest confidence level has the solid line, whatever the order of the request.
  const contours = [...result.contours].sort((a, b) => b.cl - a.cl);
  const caption = writeCaption(result, width, style);
  const flags = style.isPlain ? NO_FLAGS : layOutFlagLegend(toldFlags(result, contours), width);
  const labels = legendLabels(result, contours);
  const look = style.hasMap ? 'map' : 'filled';
  const missing = missingNotes([{ of: 'this plane', planes: [result.counted.plane] }], width);
  const missingHeight = missingLegendHeight(missing);
  const others = [...limitEntries(result.overlays), ...curveEntries(result.overlays)];
  const isBeside = hasRoomBeside(caption, labels, width);
  const rows = legendRows([...(isBeside ? [] : contourEntries(labels, look)), ...others], width);
  const frame = placeFrame(
    caption,
    { isBeside, rows: rows.length, below: missingHeight + flags.height },
    page,
  );
  const box = boxOf(frame);
  return plotFrame({
    frame,
    x,
    y,
    marks: (document) => marksOf(document, result, contours, { style, box }),
    words: [...axisTitles(plane.x, plane.y, frame, style), ...captionWords(caption, frame)],
    legend: (px, py) => [
      ...minimumSign(result, px, py, box),
      ...(style.hasMap ? drawColourBar(box, contours) : []),
      ...(isBeside ? contourLegend(labels, frame, look) : []),
      ...drawLegendRows(rows, page.left, frame.top - 12 - LEGEND_LINE * (rows.length - 1)),
      ...drawMissingLegend(missing, page.left, notesEnd(caption, frame), 'missing'),
      ...drawFlagLegend(flags, page.left, notesEnd(caption, frame) + missingHeight, 'legend'),
    ],
  });
}

/** The marks within the frame, from the lowest to the highest; `contours` has the highest confidence level first. */
function marksOf(
  document: Document,
  result: PlaneContours,
  contours: readonly Contour[],
  { style, box }: { readonly style: FigureStyle; readonly box: Box },
): Plot.Markish[] {
  const { plane } = result;
  const flagged = flaggedPoints([result.flagPlane]);
  const closed = closedPoints(flagged, plane.delta.length);
  return [
    handMark(document, (px, py) => [
      ...(style.hasMap ? drawMap(plane, closed, px, py) : []),
      ...limitFill(result.limits, px, py),
      ...curveMarks(result.overlays, result.shown.values, { px, py, frame: box }, 'fill'),
    ]),
    ...(style.hasMap
      ? []
      : contours.map((contour) => regionMark(document, contour, fillOpacity(contours.length)))),
    handMark(document, (px, py) => [
      ...drawFlags(flagged, plane, { px, py, frame: box, id: 'flags', isOnMap: style.hasMap === true }),
      ...drawMissing([plane], { px, py, frame: box, id: 'plane' }),
      ...drawUnreached(plane, { px, py, frame: box, id: 'plane' }),
      ...limitEdge(result.limits, px, py),
    ]),
    ...(style.hasMap
      ? [
          handMark(document, (px, py) =>
            contours.flatMap((contour, i) => mapLine(contour, contourStyle(i).dash, px, py)),
          ),
        ]
      : contours.map((contour, i) => lineMark(contour, i))),
    handMark(document, (px, py) =>
      curveMarks(result.overlays, result.shown.values, { px, py, frame: box }, 'line'),
    ),
  ];
}

/** Whether the legend of the levels fits beside the first line. */
function hasRoomBeside(caption: Caption, labels: LegendLabels, width: number): boolean {
  return firstLineWidth(caption) + 20 + legendWidth(labels) < width;
}

/** Places the frame below the title, the parameters and the rows of the legend; `below` is the height of the tables, pixels. */
function placeFrame(
  caption: Caption,
  { isBeside, rows, below }: { readonly isBeside: boolean; readonly rows: number; readonly below: number },
  page: Page,
): Frame {
  const parametersEnd = titlesEnd(caption) + 2 + 24 * caption.parameters.length;
  const top = Math.max(parametersEnd + 18, isBeside ? 48 : 0) + LEGEND_LINE * rows;
  const bottom = top + page.frameHeight;
  const height = bottom + 72 + 18 * caption.notes.length + below;
  return { top, bottom, height, legend: 30, page };
}

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

/** The sign of the best fit, where it lies in the frame. */
function minimumSign({ plane }: PlaneContours, px: Scale, py: Scale, frame: Box): string[] {
  const { at: place } = plane.minimum;
  if (place === 'background') return [];
  const [x, y] = [px(place.x), py(place.y)];
  return isInside(x, y, frame) ? [star(x, y)] : [];
}
