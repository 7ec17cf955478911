/** The figure of contours in a plane: an SVG in the manner of a journal, with the words that it needs to stand alone. */
import * as Plot from '@observablehq/plot';
import type { Contour } from '../contour.js';
import type { PlaneContours } from '../contours.js';
import { axisTitles } from './axisMarks.js';
import { CAPTION_SIZES, type Caption, writeCaption } from './caption.js';
import { FRAME_WIDTH, type Frame, handMark, INK, LAYOUT, type PlacedText } from './figureLayout.js';
import { measureText } from './fonts.js';
import { plotFrame } from './plotFrame.js';
import { numberMarkup, richTextSvg, svgElement } from './richText.js';

/** One hue for all confidence levels, told apart by shade and dash: safe for the colour-blind, and in grey print. */
const LINES = [
  { stroke: '#0b5d99', dash: '' },
  { stroke: '#3b82b8', dash: '8 4' },
  { stroke: '#5f9bc6', dash: '2 3' },
  { stroke: '#7fb0d3', dash: '9 3 2 3' },
] as const;
const FILL = '#0b5d99';
/** Nested regions add up: each of several is paler than a single one. */
const fillOpacity = (regions: number) => (regions === 1 ? 0.12 : 0.07);
const QUIET = '#5a5a5a';

/** Draws contours as an SVG document whose text is still text in the bundled font. */
export function drawFigure(result: PlaneContours): string {
  const { x, y } = result.plane;
  // The strongest exclusion has the full line, whatever the order of the request.
  const contours = [...result.contours].sort((a, b) => b.cl - a.cl);
  const caption = writeCaption(result, FRAME_WIDTH);
  const frame = placeFrame(caption, contours);
  return plotFrame({
    frame,
    x,
    y,
    marks: (document) => [
      ...contours.map((contour) => regionMark(document, contour, fillOpacity(contours.length))),
      ...contours.map((contour, i) => lineMark(contour, i)),
      ...minimumMark(result),
    ],
    words: [...axisTitles(x, y, frame), ...words(caption, frame)],
    legend: () => legend(contours, frame),
  });
}

/** The legend goes beside the title where it fits, and else on a line of its own. */
function placeFrame(caption: Caption, contours: readonly Contour[]): Frame {
  const free = FRAME_WIDTH - measureText(caption.title, CAPTION_SIZES.title);
  const isBeside = legendWidth(contours) + 20 < free;
  const parametersEnd = 32 + 24 * caption.parameters.length;
  const top = parametersEnd + (isBeside ? 18 : 42);
  const bottom = top + LAYOUT.frameHeight;
  return {
    top,
    bottom,
    height: bottom + 72 + 18 * caption.notes.length,
    legend: isBeside ? 30 : parametersEnd + 24,
  };
}

/** The excluded region: one path with its holes. */
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
            fill: FILL,
            'fill-opacity': opacity,
            'fill-rule': 'evenodd',
          }),
        ];
  });
}

/** Drops repeated points, and those between two neighbours on the same vertical or horizontal: the many along the border. */
function dropStraight(ring: string[][]): string[][] {
  const points = ring.filter((point, i) => point.join() !== ring[i - 1]?.join());
  const isStraight = (i: number, axis: number) =>
    points[i - 1]?.[axis] === points[i]?.[axis] && points[i]?.[axis] === points[i + 1]?.[axis];
  return points.filter((_, i) => !isStraight(i, 0) && !isStraight(i, 1));
}

function lineMark(contour: Contour, i: number): Plot.Line {
  const points = contour.lines.flatMap((line, k) => line.map(([u, v]) => ({ u, v, k })));
  const { stroke, dash } = styleOf(i);
  return Plot.line(points, {
    x: 'u',
    y: 'v',
    z: 'k',
    stroke,
    strokeWidth: 1.9,
    strokeLinejoin: 'round',
    ...(dash ? { strokeDasharray: dash } : {}),
  });
}

const styleOf = (i: number) => LINES[i % LINES.length] ?? LINES[0];

function minimumMark({ plane }: PlaneContours): Plot.Markish[] {
  const { at } = plane.minimum;
  if (at === 'background') return [];
  return [Plot.dot([at], { x: 'x', y: 'y', symbol: 'times', stroke: INK, strokeWidth: 1.5, r: 4 })];
}

/** Above the frame the title and the parameters, below it the notes. */
function words({ title, parameters, notes }: Caption, frame: Frame): PlacedText[] {
  const x = LAYOUT.left;
  return [
    [title, { x, y: 30, size: CAPTION_SIZES.title }],
    ...parameters.map(
      (line, i): PlacedText => [line, { x, y: 56 + 24 * i, size: CAPTION_SIZES.parameters, fill: '#333333' }],
    ),
    ...notes.map(
      (line, i): PlacedText => [
        line,
        { x, y: frame.bottom + 78 + 18 * i, size: CAPTION_SIZES.notes, fill: QUIET },
      ],
    ),
  ];
}

const LEGEND = { size: 15, swatch: 26, gap: 8, between: 20 } as const;

const legendLabels = (contours: readonly Contour[]) =>
  contours.map(
    ({ cl }) => `${contours.length === 1 ? 'excluded at ' : ''}${numberMarkup(100 * cl, 4)}\u202f% CL`,
  );

function legendWidth(contours: readonly Contour[]): number {
  const { size, swatch, gap, between } = LEGEND;
  return legendLabels(contours).reduce(
    (sum, label) => sum + swatch + gap + measureText(label, size) + between,
    -between,
  );
}

/** A swatch and a label for each confidence level, right-aligned with the frame. */
function legend(contours: readonly Contour[], frame: Frame): string[] {
  const { size, swatch, gap, between } = LEGEND;
  let right = LAYOUT.width - LAYOUT.right;
  const y = frame.legend;
  return legendLabels(contours)
    .map((label, i) => [label, styleOf(i)] as const)
    .reverse()
    .flatMap(([label, { stroke, dash }]) => {
      const start = right - measureText(label, size) - gap - swatch;
      const text = richTextSvg(label, { x: right, y, size, anchor: 'end' });
      const box = { x: start, y: y - 11, width: swatch, height: 12 };
      right = start - between;
      return [
        svgElement('rect', { ...box, fill: FILL, 'fill-opacity': fillOpacity(contours.length) }),
        svgElement('path', {
          d: `M${start},${y - 5}h${swatch}`,
          stroke,
          'stroke-width': 1.9,
          'stroke-dasharray': dash,
        }),
        text,
      ];
    });
}
